"""What a start inherits and which earlier initiatives are like it: in its dossier, and as it is asked for."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from handover.dossier.model import Dossier
from handover.initiatives import identity, look_up
from handover.jobs import restructuring, searching, successions
from handover.jobs.dossiers import checked_file
from handover.jobs.hand_over import carry_out
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.jobs.successions import Telling
from handover.publish.json_form import dossier_from_json
from handover.store.database import Store
from handover.store.tables import succession, succession_party
from tests.integration.bank.asking import LESSON_ROWS, asked_office, became, lessons

REASON = "Pool the money of places, so that nobody pays twice for one family"
TO = ("jo@example.org",)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return asked_office(store, tmp_path)


def started(office: Office, name: str, *, on: str = "2010-10-20", reason: str = REASON) -> Dossier:
    made = restructuring.start(office, name, Asked(on, reason, TO))
    report = carry_out(office, made.id)
    assert report.state == "delivered"
    assert report.dossier_id is not None
    return dossier_from_json(checked_file(office, report.dossier_id, "json").read_bytes())


def test_what_starts_inherits_and_has_precedents(office: Office) -> None:
    became(office, "Area Deals", "Total Place", "2009-04-01")
    became(office, "Total Place", "Community Budgets")
    dossier = started(office, "Community Budgets")
    assert [one.name for one in dossier.inherited] == ["Total Place", "Area Deals"]
    total, deals = dossier.inherited
    assert total.why == "“Total Place” was renamed “Community Budgets” on 20 October 2010."
    assert deals.why == f"“Area Deals” was renamed “Total Place” on 1 April 2009. {total.why}"
    assert [(one.number, one.recorded_under) for one in total.lessons] == [(1, "TOTAL PLACE"), (2, "Total Place")]
    assert [one.name for one in total.contacts] == ["Ada Lim"]
    (renewal,) = dossier.precedents
    assert renewal.name == "Renewal Fund"
    assert renewal.why == "Its records speak of “money”, “places” and “pool”, as what starts does."
    assert [one.number for one in renewal.lessons] == [3]
    assert renewal.contacts[0].emails == ("max@example.org",)
    assert "E1 to E2" in dossier.initiative.lines[0].text
    assert "1 earlier initiative is like it, with 1 lesson (E3): “Renewal Fund”." in dossier.initiative.lines[1].text
    assert {gap.code for gap in dossier.gaps} >= {"predecessor-without-records"}
    assert not {gap.code for gap in dossier.gaps} & {"no-lessons", "no-status", "no-precedent"}
    assert not dossier.lessons
    # Every row that is cited is of a source that the dossier names.
    cited = {one.reference.source for each in (*dossier.inherited, *dossier.precedents) for one in each.lessons}
    assert cited <= {one.label for one in dossier.sources}
    (lessons,) = [one for one in dossier.sources if one.name == "lessons"]
    assert (lessons.title, lessons.records_used) == ("Lessons log", 3)


def test_the_family_is_told_with_what_is_in_doubt(office: Office) -> None:
    became(office, "Total Place", "Community Budgets")
    became(office, "Total Place", "Troubled Families", "2011")
    family = started(office, "Community Budgets").family
    assert family is not None
    assert [(one.name, one.records, one.is_this) for one in family.members] == [
        ("Total Place", 3, False),
        ("Community Budgets", 0, True),
        ("Troubled Families", 0, False),
    ]
    assert len(family.ties) == 2
    assert "cannot both be so" in family.contradictions[0].text


def test_what_is_nothing_like_anything_is_told_as_a_gap(office: Office) -> None:
    became(office, "Warm Homes", "Dry Homes")
    dossier = started(office, "Dry Homes", reason="Quantum cryptography")
    assert dossier.precedents == ()
    assert "no-precedent" in {gap.code for gap in dossier.gaps}
    assert [one.lessons[0].title for one in dossier.inherited] == [LESSON_ROWS[3][2]]


def test_what_began_later_is_no_precedent(office: Office) -> None:
    restructuring.start(office, "Renewal Fund", Asked("2024-01-01", REASON))
    restructuring.start(office, "Places Again", Asked("2023-05-30", REASON))
    _, found = searching.precedents(office, "Places Again")
    assert [one.name for one in found.precedents or ()] == ["Total Place"]


def test_the_same_again_makes_no_new_version(office: Office) -> None:
    became(office, "Total Place", "Community Budgets")
    first = started(office, "Community Budgets")
    assert started(office, "Community Budgets").version == first.version == 1


def test_records_of_its_own_never_crowd_a_precedent_out(office: Office) -> None:
    own = [(str(n), "Warm Homes", f"Pool the money of places {n}", REASON, "2024-01-01") for n in range(10, 520)]
    lessons(office, [*LESSON_ROWS, *own])
    restructuring.start(office, "Warm Homes", Asked("2025-05-30", REASON))
    _, found = searching.precedents(office, "Warm Homes")
    assert [one.name for one in found.precedents or ()] == ["Total Place", "Renewal Fund"]


def test_a_merger_of_many_is_told_whole_and_what_is_further_away_is_counted(office: Office) -> None:
    many = [f"Area {number}" for number in range(15)]
    successions.record(office, Telling("Jo", "merger", before=many, after=["Total Place"], on="2009", new="body"))
    became(office, "Older Area", "Area 3", "2001")
    became(office, "Total Place", "Community Budgets")
    family = started(office, "Community Budgets").family
    assert family is not None
    assert [one.name for one in family.members if one.is_this] == ["Community Budgets"]
    # Its own have room in any case; the merger of fifteen would go beyond it, and is left out whole.
    assert {one.name for one in family.members} == {"Total Place", "Community Budgets"}
    assert family.further == 16
    near = searching.precedents(office, "Total Place")[1].family
    assert near is not None
    assert len(near.initiatives) == 17


def test_a_family_that_nobody_could_look_at_is_a_gap_and_no_fault(office: Office) -> None:
    now = office.now()
    with office.store.write() as connection:
        of = look_up.find(connection, "Total Place")
        ids = identity.add_all(connection, [f"Area {number}" for number in range(5_001)], "body", "person", now)
        said = {"kind": "merger", "completed_on": "2009", "recorded_at": now, "broken_rules": []}
        (number,) = connection.execute(insert(succession).values(said).returning(succession.c.id)).scalars()
        parties = [*((one, "predecessor") for one in ids), (of.id, "successor")]
        same = {"succession_id": number, "functions": [], "goes_on": False}
        connection.execute(
            insert(succession_party), [{"initiative_id": one, "side": side, **same} for one, side in parties]
        )
    dossier = started(office, "Total Place")
    assert (dossier.family, dossier.inherited, dossier.precedents) == (None, (), ())
    (gap,) = [one for one in dossier.gaps if one.code == "family-too-large"]
    assert gap.sentence == "The family of “Total Place” has more than 5,000 members."
