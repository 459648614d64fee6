"""Rejected rows of which a person said that they may stay so, on both databases."""

from pathlib import Path

import pytest

from handover.errors import BadRequest
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.rejected_rows.ignoring import ignore
from handover.jobs.rejected_rows.rejected import rejected_row_in_full
from handover.jobs.sources import sources_overview
from handover.store.database import Store
from tests.integration.rejected.working import (
    ONE,
    SLIP,
    THREE,
    TWO,
    UNGUARDED,
    WHO,
    gathered,
    gathered_whole,
    listed,
    records,
)
from tests.offices import LESSONS, an_office, register

OTHER = ("L4", "Ares", "", "Nobody knew.", "2024")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, {**LESSONS, **UNGUARDED})
    return office


def test_an_ignored_row_is_kept_and_nobody_s_work(office: Office) -> None:
    gathered(office, ONE, SLIP, OTHER)
    (done,) = ignore(office, [1], **WHO)
    assert (done.row, done.by, done.already) == (3, "Ada Lim", False)
    assert [row.number for row in listed(office)] == [2]
    assert [row.number for row in listed(office, "ignored")] == [1]
    assert [(row.number, row.standing) for row in listed(office, "all")] == [(1, "ignored"), (2, "rejected")]


def test_it_is_counted_by_the_next_gatherings(office: Office) -> None:
    gathered(office, ONE, SLIP, OTHER)
    ignore(office, [1], **WHO)
    (line,) = sources_overview(office)
    assert (line.seen, line.rejected, line.ignored) == (3, 2, 1)
    again = gather_source(office, "lessons")
    assert (again.same_content, again.counts) == (True, Counts(seen=3, unchanged=1, rejected=2, ignored=1))
    assert again.counts.undecided == 1
    assert gathered(office, OTHER, SLIP, THREE).counts == Counts(seen=3, new=1, vanished=1, rejected=2, ignored=1)
    assert gathered_whole(office).counts == Counts(seen=3, unchanged=1, rejected=2, ignored=1)


def test_it_holds_for_as_long_as_the_source_has_the_row(office: Office) -> None:
    gathered(office, ONE, SLIP)
    ignore(office, [1], **WHO)
    assert gathered(office, ONE, (*SLIP[:2], "Another", *SLIP[3:])).counts.undecided == 1
    assert gathered(office, ONE, SLIP).counts == Counts(seen=2, unchanged=1, rejected=1, ignored=1)


def test_an_ignored_double_does_not_touch_the_row_that_it_doubles(office: Office) -> None:
    gathered(office, ONE, ONE)
    ignore(office, [1], **WHO)
    assert gathered(office, ONE, THREE, ONE).counts == Counts(seen=3, new=1, unchanged=1, rejected=1, ignored=1)
    assert set(records(office.store)) == {"L1", "L3"}


def test_again_changes_nothing_and_says_who_was_first(office: Office) -> None:
    gathered(office, ONE, SLIP)
    ignore(office, [1], **WHO)
    (again,) = ignore(office, [1], by="Bo Ek", because="I think so too.")
    assert (again.already, again.by, again.because) == (True, "Ada Lim", WHO["because"])
    assert len(rejected_row_in_full(office, 1).decisions) == 1


def test_the_same_row_twice_is_decided_about_once(office: Office) -> None:
    gathered(office, SLIP, SLIP)
    done = ignore(office, [2, 1, 2], **WHO)
    assert [(one.number, one.already) for one in done] == [(2, False), (1, False)]
    assert len(rejected_row_in_full(office, 1).decisions) == 1
    assert gathered_whole(office).counts == Counts(seen=2, rejected=2, ignored=2)


def test_all_of_them_or_none(office: Office) -> None:
    gathered(office, ONE, SLIP, OTHER)
    gathered(office, ONE, TWO, OTHER)
    with pytest.raises(BadRequest, match="Rejected row 1 is rejected no longer"):
        ignore(office, [2, 1], **WHO)
    assert listed(office, "ignored") == []


def test_an_ignored_row_can_be_corrected_after_all(office: Office) -> None:
    gathered(office, ONE, SLIP)
    ignore(office, [1], **WHO)
    fix(office, 1, ["Recorded=2024"], **WHO)
    found = rejected_row_in_full(office, 1)
    assert [(one.decision, one.withdrawn_at is None) for one in found.decisions] == [
        ("ignored", False),
        ("corrected", True),
    ]
    assert set(records(office.store)) == {"L1", "L2"}


@pytest.mark.parametrize(("by", "because"), [("", "x"), ("x", " ")])
def test_who_and_why_must_be_said(office: Office, by: str, because: str) -> None:
    gathered(office, ONE, SLIP)
    with pytest.raises(BadRequest, match="Who decides, and why, must be said"):
        ignore(office, [1], by=by, because=because)
