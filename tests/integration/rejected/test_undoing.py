"""Taking back what was decided about a rejected row, on both databases: it is as if nobody had decided anything."""

from pathlib import Path

import pytest

from handover.errors import BadRequest, UnknownRejectedRow
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.rejected_rows.ignoring import ignore
from handover.jobs.rejected_rows.rejected import rejected_row_in_full
from handover.jobs.rejected_rows.undoing import undo
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
    sentences,
)
from tests.offices import LESSONS, an_office, register

NOT_A_DATE = "“Recorded” says “31/02/2024”, which is not a date written like 2015-12-31, 2015-12 or 2015."


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, {**LESSONS, **UNGUARDED})
    return office


def test_an_ignored_row_is_work_again(office: Office) -> None:
    gathered(office, ONE, SLIP)
    ignore(office, [1], **WHO)
    done = undo(office, 1)
    assert (done.decision, done.by, done.rejected) == ("ignored", "Ada Lim", (1,))
    assert [row.standing for row in listed(office)] == ["rejected"]
    assert gather_source(office, "lessons").counts == Counts(seen=2, unchanged=1, rejected=1)
    assert gathered_whole(office).counts == Counts(seen=2, unchanged=1, rejected=1)


def test_a_corrected_row_is_a_rejected_one_again_at_once(office: Office) -> None:
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2024"], **WHO)
    done = undo(office, 1)
    assert (done.decision, done.rejected) == ("corrected", (2,))
    assert set(records(office.store)) == {"L1"}
    assert sentences(office) == [NOT_A_DATE]
    again = gather_source(office, "lessons")
    assert (again.same_content, again.counts) == (True, Counts(seen=2, unchanged=1, rejected=1))
    assert gathered_whole(office).counts == Counts(seen=2, unchanged=1, rejected=1)
    assert [row.number for row in listed(office)] == [2]


def test_what_was_known_before_the_row_was_spoilt_stands_again(office: Office) -> None:
    gathered(office, ONE, TWO)
    before = records(office.store)["L2"]
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2025"], **WHO)
    undo(office, 1)
    assert records(office.store)["L2"] == before
    assert gathered_whole(office).counts == Counts(seen=2, unchanged=1, rejected=1)
    assert records(office.store)["L2"] == before
    # And the row is still known to be that record's, so that another correction changes it.
    fix(office, 2, ["Recorded=2026"], **WHO)
    assert records(office.store)["L2"].said["recorded_on"] == "2026"


def test_a_corrected_key_is_given_back(office: Office) -> None:
    gathered(office, ONE, (*ONE[:2], "Ask again", *ONE[3:]))
    fix(office, 1, ["Ref=L2"], **WHO)
    undo(office, 1)
    assert set(records(office.store)) == {"L1"}
    assert sentences(office) == ["The key “L1” stands on an earlier row already; a key names one record."]
    assert gathered_whole(office).counts == Counts(seen=2, unchanged=1, rejected=1)


def test_a_row_that_needs_no_correction_any_more_is_what_the_source_says(office: Office) -> None:
    british = (*TWO[:4], "01/02/2024")
    gathered(office, ONE, british)
    fix(office, 1, ["Recorded=2024-01-02"], **WHO)
    dated = {**LESSONS["map"], "recorded_on": {"column": "Recorded", "date": "%d/%m/%Y"}}
    register(office, {**LESSONS, **UNGUARDED, "map": dated})
    assert gather_source(office, "lessons").counts == Counts(seen=2, unchanged=2), "the correction still holds"
    assert undo(office, 1).rejected == ()
    record = records(office.store)["L2"]
    assert (record.said["recorded_on"], record.decision) == ("2024-02-01", None)
    assert gather_source(office, "lessons").counts == Counts(seen=2, unchanged=2)


def test_a_row_that_the_source_has_no_longer_needs_nothing_taken_back(office: Office) -> None:
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2024"], **WHO)
    gathered(office, ONE, THREE)
    assert undo(office, 1).rejected == ()
    assert gathered(office, ONE, SLIP).counts == Counts(seen=2, unchanged=1, vanished=1, rejected=1)


def test_a_correction_that_no_longer_helps_is_taken_back(office: Office) -> None:
    gathered(office, ONE, (*SLIP[:2], "", *SLIP[3:]))
    fix(office, 1, ["Recorded=2024", "Title=Pay"], **WHO)
    nameless = {**LESSONS["map"], "initiative": {"column": "Programme", "blank": "Orion"}}
    register(office, {**LESSONS, **UNGUARDED, "map": nameless})
    gather_source(office, "lessons")
    (_, spoilt) = listed(office)
    assert rejected_row_in_full(office, spoilt.number).stands == "L2"
    with pytest.raises(BadRequest, match="Ada Lim has corrected rejected row"):
        ignore(office, [spoilt.number], **WHO)
    assert undo(office, spoilt.number).rejected == (spoilt.number,)
    assert len(sentences(office)) == 4, "one of the first row, and three of the other"
    assert set(records(office.store)) == {"L1"}, "what rested on the correction is gone, the other record stands"
    assert gathered_whole(office, map=nameless).counts == Counts(seen=2, rejected=2)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        pytest.param(9, "There is no rejected row 9.", id="no such row"),
        pytest.param(1, "Nobody has decided anything about rejected row 1.", id="nothing was decided"),
    ],
)
def test_what_cannot_be_taken_back(office: Office, number: int, sentence: str) -> None:
    gathered(office, ONE, SLIP)
    with pytest.raises((BadRequest, UnknownRejectedRow)) as refused:
        undo(office, number)
    assert refused.value.sentence == sentence


def test_twice_says_when_it_was(office: Office) -> None:
    gathered(office, ONE, SLIP)
    ignore(office, [1], **WHO)
    undo(office, 1)
    with pytest.raises(BadRequest, match="What Ada Lim decided about rejected row 1 was taken back on 2 June 2025"):
        undo(office, 1)
