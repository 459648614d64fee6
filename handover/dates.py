"""Dates that may be partial, as records have them: ``2015``, ``2015-03`` or ``2015-03-14`` (ISO 8601).

They are kept as text, because a month that is not known is not the first of January; ``earliest``
and ``latest`` give the days between which the date lies.
"""

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from handover.errors import BadDate

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_MONTHS = tuple(calendar.month_name)


@lru_cache(maxsize=8192)
def check_partial_date(text: str) -> str:
    """Return ``text`` if it is a partial date that some calendar day satisfies; raise ValueError otherwise."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text[:60]}” is not a date written as YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}” is a date in no calendar") from None
    return text


PartialDate = Annotated[
    str,
    AfterValidator(check_partial_date),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}),
]


def asked_date(text: str, *, of: str) -> str:
    """A date that a person typed; ``of`` says what it is the date of. Raises BadDate."""
    try:
        return check_partial_date(text.strip())
    except ValueError as error:
        meant = _turned_round(text.strip())
        like = f"Did you mean {meant}?" if meant else "Write it like 2010-10-11."
        raise BadDate(f"The {of} cannot be used: {error}.", what_to_do=like) from None


def _turned_round(text: str) -> str | None:
    """The date that somebody may mean who writes the day first, ``31.12.2024`` or ``31/12/2024``."""
    match = _DAY_FIRST.fullmatch(text)
    if match is None:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def earliest(text: str) -> date:
    """The first day that a partial date can mean."""
    year, month, day = (int(part) for part in f"{text}-01-01".split("-")[:3])
    return date(year, month, day)


def latest(text: str) -> date:
    """The last day that a partial date can mean."""
    parts = [int(part) for part in text.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, day)


def spoken(text: str) -> str:
    """A partial date as a reader says it: ``2010-10-11`` -> ``11 October 2010``, ``2015-03`` -> ``March 2015``."""
    parts = text.split("-")
    if len(parts) == 1:
        return parts[0]
    month = f"{_MONTHS[int(parts[1])]} {parts[0]}"
    return month if len(parts) == 2 else f"{int(parts[2])} {month}"
