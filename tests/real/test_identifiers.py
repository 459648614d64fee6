"""Major projects whose names change under one number: joined, or asked about; never taken for a rename."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from handover.initiatives import look_up
from handover.jobs import matching
from handover.jobs.gathering.gather import gather_source
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store
from handover.store.tables import identifier, succession, transition
from tests.offices import an_office

# The seven names of 2021 that 2020 has otherwise under the same number, and what becomes of each.
SEVEN = {
    ("Hera Programme", "Atlas Programme (IPA ID 2410)"): "asked",  # the department has another name too
    ("Type 31", "Type 31e"): "asked",
    ("Making Tax Digital", "Making Tax Digital for Business"): "matched",
    ("Armed Forces Recruitment Programme", "Armed Forces Recruitment Project"): "matched",
    ("Armour Main Battle Tank", "Armour MBT 2025"): "matched",
    (
        "Land Environment Tactical Communication  and  Information Systems (LETacCIS)",
        "Land Environment Tactical Communication  and  Information Systems",
    ): "matched",
    ("NCA Transformation Portfolio", "NCA Transformation Programme"): "matched",
}


def test_projects_are_known_by_their_numbers_from_one_year_to_the_next(
    sqlite_store: Store, data: Path, registrations: Callable[[str], dict[str, Registration]]
) -> None:
    office = an_office(sqlite_store, data)
    for year in ("2020", "2021"):
        source = f"major-projects-{year}"
        given = registrations("major-projects")[source].model_dump(mode="json", by_alias=True, exclude_defaults=True)
        given["map"]["identifier"] = "project_number"
        one = Registration.model_validate({**given, "identifiers": "gmpp"})
        with office.store.write() as connection:
            registered.apply(connection, [one], base=data, now=office.now())
        assert gather_source(office, source).error is None
    with office.store.read() as connection:
        found = matching.matches(connection, ("matched", "asked"))
        by_number = {(one.written, one.like.name): one.state for one in found if "“gmpp” knows it" in one.evidence[0]}
        states = {(one.written, one.like.name): one.state for one in found}
        assert {pair: states.get(pair) for pair in SEVEN} == SEVEN
        assert by_number.keys() <= SEVEN.keys()
        for (now, then), state in SEVEN.items():
            is_one = look_up.find(connection, now) == look_up.find(connection, then)
            assert is_one == (state == "matched")
        numbers = connection.execute(select(identifier.c.value)).scalars().all()
        assert len(set(numbers)) == 228
        assert connection.execute(select(transition.c.id)).all() == []
        assert connection.execute(select(succession.c.id)).all() == []
