"""Guards that look at dates: content that is old, older, or stands still; and dates that are still to come."""

from datetime import UTC, datetime, timedelta

import pytest

from handover.sources.guards.case import Case, Dates
from handover.sources.guards.dates import OLDEST, future_dates, identical, older, stale
from tests.unit.sources.guards.cases import NOW, a_case


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


MONTHLY = {"cadence": "monthly"}
STALE: dict[str, tuple[Case, bool]] = {
    "two months": (a_case(declared=MONTHLY, dated=ago(62.9)), False),
    "more than two months": (a_case(declared=MONTHLY, dated=ago(63)), True),
    "at the first gathering": (a_case(declared=MONTHLY, dated=ago(63), first=True), True),
    "daily, over a long weekend": (a_case(declared={"cadence": "daily"}, dated=ago(4.5)), False),
    "daily, for a week": (a_case(declared={"cadence": "daily"}, dated=ago(7)), True),
    "without a cadence": (a_case(dated=ago(9_000)), False),
    "without a date of its own": (a_case(declared=MONTHLY), False),
    "an earlier one of a series": (a_case(declared=MONTHLY, dated=ago(300), newest=False), False),
    "what was taken before, under another registration": (
        a_case(declared=MONTHLY, dated=ago(63), taken_before=True),
        False,
    ),
    "of tomorrow": (a_case(declared=MONTHLY, dated=ago(-1)), False),
}


@pytest.mark.parametrize(("case", "held"), STALE.values(), ids=STALE)
def test_stale(case: Case, held: bool) -> None:
    assert (stale(case) is not None) is held


def test_every_cadence_has_its_limit() -> None:
    for cadence, days in OLDEST.items():
        assert stale(a_case(declared={"cadence": cadence}, dated=ago(days))) is None
        assert stale(a_case(declared={"cadence": cadence}, dated=ago(days + 1))) is not None


def test_what_is_said_of_old_content() -> None:
    doubt = stale(a_case(declared=MONTHLY, dated=datetime(2025, 1, 31, 9, tzinfo=UTC)))
    assert doubt is not None
    assert doubt.sentence == "lessons.csv is of 31 January 2025, 122 days ago, and the source is monthly."


OLDER: dict[str, tuple[Case, bool]] = {
    "newer": (a_case(dated=ago(1), dated_before=ago(2)), False),
    "of the same moment": (a_case(dated=ago(1), dated_before=ago(1)), False),
    "older": (a_case(dated=ago(2), dated_before=ago(1)), True),
    "older by a second": (a_case(dated=ago(1) - timedelta(seconds=1), dated_before=ago(1)), True),
    "one of several files taken away": (a_case(dated=ago(2), dated_before=ago(1), whole=False), False),
    "without a date": (a_case(dated_before=ago(1)), False),
    "nothing before had a date": (a_case(dated=ago(2)), False),
    "at the first gathering": (a_case(dated=ago(2), dated_before=ago(1), first=True), False),
}


@pytest.mark.parametrize(("case", "held"), OLDER.values(), ids=OLDER)
def test_older_than_what_was_taken(case: Case, held: bool) -> None:
    assert (older(case) is not None) is held


@pytest.mark.parametrize(
    ("declared", "days", "held"),
    [
        (MONTHLY, 62, False),
        (MONTHLY, 63, True),
        ({}, 9_000, False),
        ({**MONTHLY, "guards": {"off": ["identical"]}}, 99, False),
    ],
    ids=["two months", "more than two months", "without a cadence", "switched off"],
)
def test_content_that_stands_still(declared: dict[str, object], days: int, held: bool) -> None:
    doubt = identical("lessons.csv", a_case(declared=declared).registration, since=ago(days), now=NOW)
    assert (doubt is not None) is held


FUTURE: dict[str, tuple[Case, bool]] = {
    "none": (a_case(seen={"dates": {"recorded_on": Dates(100, 0)}}), False),
    "a tenth of them": (a_case(seen={"dates": {"recorded_on": Dates(100, 10)}}), False),
    "more than a tenth": (a_case(seen={"dates": {"recorded_on": Dates(100, 11)}}), True),
    "four of five": (a_case(seen={"dates": {"recorded_on": Dates(5, 4)}}), False),
    "five of five": (a_case(seen={"dates": {"recorded_on": Dates(5, 5)}}), True),
    "as before": (a_case(before={"future": ("recorded_on",)}, seen={"dates": {"recorded_on": Dates(9, 9)}}), False),
    "in another field than before": (
        a_case(before={"future": ("occurred_on",)}, seen={"dates": {"recorded_on": Dates(9, 9)}}),
        True,
    ),
    "at the first gathering": (a_case(first=True, seen={"dates": {"recorded_on": Dates(9, 9)}}), False),
    "under other rules": (a_case(same_map=False, seen={"dates": {"recorded_on": Dates(9, 9)}}), False),
}


@pytest.mark.parametrize(("case", "held"), FUTURE.values(), ids=FUTURE)
def test_dates_of_what_happened_that_are_still_to_come(case: Case, held: bool) -> None:
    assert (future_dates(case) is not None) is held


def test_what_is_said_of_dates_to_come() -> None:
    doubt = future_dates(a_case(seen={"dates": {"recorded_on": Dates(40, 12)}}))
    assert doubt is not None
    assert doubt.sentence == (
        "12 of 40 dates in recorded_on (30 per cent) lie in the future in lessons.csv, where none did before."
    )
