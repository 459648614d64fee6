"""Whether a server is asked again, and how long is waited before it is."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

MOST_ATTEMPTS: Final = 5
# Answers after which the same question may be answered: too many requests, and a server that is not well.
MAY_PASS: Final = frozenset({429, 502, 503, 504})

_FIRST_WAIT: Final = 1.0  # seconds; twice as long after each further attempt
_LONGEST_WAIT: Final = 60.0
_MOST_DIGITS: Final = 9  # of seconds that a server asks for: more than thirty years


def seconds_before(attempt: int, asked_for: float | None, *, share: float) -> float:
    """Seconds to wait after attempt number ``attempt`` (from 1) failed, at least what the server ``asked_for``.

    ``share``, from 0 to 1 and drawn at random, spreads out those who were turned away together.

    >>> [seconds_before(attempt, None, share=1) for attempt in (1, 2, 3, 4, 20)]
    [1.0, 2.0, 4.0, 8.0, 60.0]
    >>> seconds_before(1, None, share=0), seconds_before(1, 30, share=0)
    (0.5, 30)
    """
    longest = min(_FIRST_WAIT * 2.0 ** (attempt - 1), _LONGEST_WAIT)
    return max(longest * (1 + share) / 2, asked_for or 0)


def retry_after(given: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for: it has a number of them, or a date (RFC 9110, 10.2.3).

    None where it has neither, or there is none.
    """
    text = (given or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:_MOST_DIGITS]) if len(text) <= _MOST_DIGITS else 10.0**_MOST_DIGITS
    date = http_date(text)
    return max((date - now).total_seconds(), 0.0) if date is not None else None


def http_date(text: str) -> datetime | None:
    """A date as HTTP writes it, or None where the text is none."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    # A date of HTTP is in UTC; without an offset it is not written as one.
    return date if date.tzinfo is not None else None
