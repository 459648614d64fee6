"""Whether files of a server are as they were."""

from datetime import UTC, datetime, timedelta

import pytest

from handover.errors import SourceUnreachable
from handover.sources.places.patterns import Entry
from handover.sources.places.unchanged import check_unchanged, mark_by_time, mark_of_all

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
BEFORE = NOW - timedelta(minutes=1)
FILE = Entry("a.csv", "a.csv", size=10, dated=BEFORE, mark="1")

MARKS = {
    "written before": (BEFORE, 10, True),
    "written just now": (NOW - timedelta(seconds=1), 10, False),
    "written in the future, by another clock": (NOW + timedelta(hours=1), 10, False),
    "nobody knows when": (None, 10, False),
    "nobody knows how much": (BEFORE, None, False),
}


@pytest.mark.parametrize(("written", "size", "known"), MARKS.values(), ids=MARKS)
def test_when_time_and_size_tell(written: datetime | None, size: int | None, *, known: bool) -> None:
    assert (mark_by_time(written, size, NOW) is not None) is known


def test_another_time_or_size_is_another_mark() -> None:
    marks = {mark_by_time(BEFORE, 10, NOW), mark_by_time(BEFORE, 11, NOW), mark_by_time(BEFORE - timedelta(1), 10, NOW)}
    assert len(marks) == 3


OTHERS = {
    "the same": ([FILE], True),
    "another mark": ([Entry("a.csv", "a.csv", mark="2")], False),
    "another name": ([Entry("b.csv", "b.csv", mark="1")], False),
    "one more": ([FILE, Entry("b.csv", "b.csv", mark="1")], False),
    "none": ([], False),
    "names and marks that run into each other": ([Entry("", "", mark="1\0a.csv")], False),
}


@pytest.mark.parametrize(("files", "same"), OTHERS.values(), ids=OTHERS)
def test_when_all_are_the_same(files: list[Entry], *, same: bool) -> None:
    assert (mark_of_all(files) == mark_of_all([FILE])) is same


def test_one_that_nobody_can_tell_of_makes_all_so() -> None:
    assert mark_of_all([FILE, Entry("b.csv", "b.csv")]) is None


MEANWHILE = {
    "gone": (10, None, "a.csv was there when its folder was looked at, and is gone."),
    "another mark": (10, Entry("a.csv", "", size=10, dated=BEFORE, mark="2"), "a.csv was changed while it was being"),
    "written anew": (10, Entry("a.csv", "", size=10, dated=NOW, mark="1"), "a.csv was changed while it was being"),
    "another size": (11, FILE, "a.csv was changed while it was being fetched."),
}


@pytest.mark.parametrize(("size", "after", "sentence"), MEANWHILE.values(), ids=MEANWHILE)
def test_what_was_not_one_file_all_along_is_said(size: int, after: Entry | None, sentence: str) -> None:
    with pytest.raises(SourceUnreachable) as refused:
        check_unchanged(FILE, size, after, "a.csv")
    assert refused.value.sentence.startswith(sentence)


def test_what_was_is_not() -> None:
    check_unchanged(FILE, 10, FILE, "a.csv")
    check_unchanged(Entry("a.csv", ""), 10, Entry("a.csv", ""), "a.csv")
