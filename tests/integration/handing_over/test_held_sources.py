"""A transition whose gathering finds something that looks wrong: its dossier names it, and policy counts it."""

import json
from pathlib import Path

import pytest

from handover.dossier.known import Known
from handover.dossier.select import select_known
from handover.jobs.dossiers import checked_file, dossiers
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out
from handover.jobs.held_gatherings.deciding import discard, release
from handover.jobs.held_gatherings.held import held_gatherings
from handover.jobs.office import Office
from handover.settings import Policy
from handover.store.database import Store
from handover.transitions import recorded
from tests.integration.handing_over.test_hand_over import close, with_records
from tests.offices import LESSONS, an_office, register, write_csv

WHO = {"by": "Jo Hill", "because": "It was looked at."}


def emptied(office: Office) -> None:
    write_csv(office.settings.folder / "lessons.csv", [])


def gaps(office: Office) -> dict[str, dict[str, str]]:
    model = json.loads(checked_file(office, dossiers(office)[0].id, "json").read_bytes())
    return {gap["code"]: gap for gap in model["gaps"]}


def known(office: Office, number: int) -> Known:
    with office.store.read() as connection:
        return select_known(connection, recorded.get(connection, number), now=office.now(), time_zone="Europe/London")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return with_records(an_office(store, tmp_path))


def test_it_is_named_with_the_source_since_when_and_why(office: Office) -> None:
    emptied(office)
    report = carry_out(office, close(office))
    assert (report.state, report.short) == ("delivered", True)
    assert report.remarks == (
        "What lessons brought looks wrong and is held: "
        "lessons.csv has no rows any more, where 2 records of it are known.",
    )
    gap = gaps(office)["source-held"]
    assert gap["kind"] == "held"
    assert gap["sentence"] == (
        "What Lessons log (S1) brought on 2 June 2025 looks wrong and is held; what is used of it was gathered on "
        "2 June 2025: lessons.csv has no rows any more, where 2 records of it are known."
    )
    with office.store.read() as connection:
        (held,) = held_gatherings(connection)
    assert gap["what_to_do"] == f"Look at it, and release or discard it: handover held show {held.number}"
    page = checked_file(office, dossiers(office)[0].id, "html").read_text("utf-8")
    assert "What it brought last is held and counts for nothing:" in page


def test_decided_it_is_no_gap_any_more(office: Office) -> None:
    number = close(office)
    emptied(office)
    (held,) = gather_source(office, "lessons").held
    (source,) = known(office, number).sources
    assert source.held is not None
    assert (source.held.number, source.failed, source.seen) == (held, None, 2)
    discard(office, held, **WHO)
    (source,) = known(office, number).sources
    assert (source.held, source.failed) == (None, None)
    register(office, {**LESSONS, "guards": {"at_least": 3}})
    (again,) = gather_source(office, "lessons").held
    release(office, again, **WHO)
    assert known(office, number).lessons == []
    assert known(office, number).sources[0].held is None


def test_a_source_that_never_gave_anything_else(office: Office) -> None:
    register(office, {**LESSONS, "name": "more", "location": "more.csv", "guards": {"at_least": 9}})
    write_csv(office.settings.folder / "more.csv", [("M1", "Ares", "Ask", "Text", "2024")])
    number = close(office)
    gather_source(office, "more")
    more = next(one for one in known(office, number).sources if one.name == "more")
    assert (more.gathered_at, more.failed) == (None, None)
    assert more.held is not None
    discard(office, more.held.number, **WHO)
    more = next(one for one in known(office, number).sources if one.name == "more")
    assert (more.failed, more.held) == ("It has never been gathered.", None)


def test_what_was_held_before_it_is_counted(office: Office) -> None:
    register(office, {**LESSONS, "name": "more", "location": "more.csv", "guards": {"at_least": 9}})
    for number in range(3):
        write_csv(office.settings.folder / "more.csv", [(f"M{number}", "Ares", "Ask", "Text", "2024")])
        gather_source(office, "more")
    number = close(office)
    more = next(one for one in known(office, number).sources if one.name == "more")
    with office.store.read() as connection:
        waiting = held_gatherings(connection)
    assert more.held is not None
    assert (more.held.number, more.held.before) == (waiting[-1].number, 2)
    discard(office, waiting[0].number, **WHO)
    more = next(one for one in known(office, number).sources if one.name == "more")
    assert more.held is not None
    assert (more.held.number, more.held.before) == (waiting[-1].number, 1)


def test_it_is_named_where_the_source_never_spoke_of_the_initiative(office: Office) -> None:
    """Nobody has looked at what is held, so nobody can say whether the initiative is in it."""
    register(office, {**LESSONS, "name": "more", "location": "more.csv"})
    rows = [(f"M{number}", "Ares", "Ask", "Text", "2024") for number in range(9)]
    write_csv(office.settings.folder / "more.csv", rows)
    gather_source(office, "more")
    number = close(office)
    assert [one.name for one in known(office, number).sources] == ["lessons"]
    write_csv(office.settings.folder / "more.csv", [])
    gather_source(office, "more")
    assert [one.name for one in known(office, number).sources] == ["lessons", "more"]


def test_policy_may_forbid_to_hand_over_with_it(store: Store, tmp_path: Path) -> None:
    office = with_records(an_office(store, tmp_path, policy=Policy(forbidden_gaps=("source-held",))))
    emptied(office)
    report = carry_out(office, close(office))
    assert (report.state, report.forbidden) == ("blocked", True)
    assert not office.settings.outbox.exists()
