"""How long is waited before a server is asked again, and what Retry-After says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.sources.web.retrying import MOST_ATTEMPTS, retry_after, seconds_before

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)

ASKED_FOR: dict[str, tuple[str | None, float | None]] = {
    "seconds": ("120", 120),
    "none": ("0", 0),
    "with spaces": (" 7 ", 7),
    "a date": ("Wed, 04 Mar 2026 05:07:30 GMT", 90),
    "a date that is over": ("Wed, 04 Mar 2026 05:00:00 GMT", 0),
    "more seconds than a number can have": ("9" * 400, 10**9),
    "nothing": (None, None),
    "blank": ("", None),
    "less than nothing": ("-5", None),
    "a fraction": ("1.5", None),
    "other digits": ("１２", None),
    "words": ("in a while", None),
    "a date in no calendar": ("Wed, 35 Mar 2026 05:07:30 GMT", None),
    "a date without an offset": ("Wed, 04 Mar 2026 05:07:30", None),
}


@pytest.mark.parametrize(("given", "seconds"), ASKED_FOR.values(), ids=ASKED_FOR)
def test_what_a_server_asks_for(given: str | None, seconds: float | None) -> None:
    assert retry_after(given, NOW) == seconds


def test_what_the_server_asks_for_is_the_least_that_is_waited() -> None:
    assert seconds_before(1, 120, share=0.5) == 120
    assert seconds_before(3, 0, share=1) == 4


@given(st.integers(1, 1_000), st.floats(0, 1))
def test_each_wait_is_between_half_and_the_whole_of_twice_the_last(attempt: int, share: float) -> None:
    longest = min(2.0 ** min(attempt - 1, 60), 60)
    assert longest / 2 <= seconds_before(attempt, None, share=share) <= longest


def test_all_waits_together_are_bounded() -> None:
    assert sum(seconds_before(attempt, None, share=1) for attempt in range(1, MOST_ATTEMPTS)) == 15
