"""Dates as sources write them, read into the partial dates of records (``handover.dates``)."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from handover.dates import check_partial_date
from handover.sources.texts import as_text, shown

_ISO_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_PARTIAL = re.compile(r"\d{4}(?:-\d{2}){0,2}", re.ASCII)
_SEPT = re.compile(r"\bSept\b\.?", re.IGNORECASE)
_DIRECTIVES = re.compile(r"%[^\W\d_]|%%")
_DAY: Final = frozenset({"%d", "%j", "%x", "%c"})
_MONTH: Final = frozenset({"%m", "%b", "%B"})
_YEAR: Final = frozenset({"%Y", "%y", "%x", "%c"})
_LONGEST_FORMAT: Final = 100
_EXAMPLE: Final = datetime(2015, 12, 31)  # noqa: DTZ001 - only its digits are shown
# What people write for a format, longest first, and what it is called here.
_EVERYDAY: Final = (("yyyy", "%Y"), ("yy", "%y"), ("mmmm", "%B"), ("mmm", "%b"), ("mm", "%m"), ("dd", "%d"))


def format_mistake(given: str) -> str | None:
    """Why a declared date format cannot be used, in one sentence; None where it can."""
    if len(given) > _LONGEST_FORMAT:
        return f"has {len(given):,} characters, and a date format may have {_LONGEST_FORMAT}."
    directives = set(_DIRECTIVES.findall(given))
    if not directives & _YEAR:
        everyday = given.lower()
        for word, directive in _EVERYDAY:
            everyday = everyday.replace(word, directive)
        hint = f" Did you mean “{everyday}”?" if "%y" in everyday.lower() else ""
        return f"“{shown(given)}” is no date format with a year in it; write one like “%d/%m/%Y”.{hint}"
    try:
        datetime.strptime(_EXAMPLE.strftime(given), given)  # noqa: DTZ007
    except (ValueError, re.error):
        return f"“{shown(given)}” is no date format that can be read back; write one like “%d/%m/%Y”."
    return None


def example(given: str) -> str:
    """What a date in this format looks like: ``%d/%m/%Y`` -> ``31/12/2015``."""
    return _EXAMPLE.strftime(given)


def read_date(value: Any, formats: Sequence[str] = ()) -> str:
    """The partial date that a cell means, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    The declared formats are tried in order, then ISO 8601; a date value of a spreadsheet is taken as it is.
    A format without a day or month gives a date without them. Raises ValueError with what is wrong, as a
    clause that follows “Column” says “value”, which …
    """
    if isinstance(value, date):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    text = as_text(value)
    # British English has four letters for the ninth month, and strptime three.
    text = _SEPT.sub("Sep", text) if any("%b" in given for given in formats) else text
    in_no_calendar = False
    for given in formats:
        try:
            found = datetime.strptime(text, given)  # noqa: DTZ007 - a day, not a moment
        except ValueError as error:
            # It has the form of the format, but names a day like 30 February.
            in_no_calendar |= not re.search(r"does not match|unconverted", str(error))
            continue
        return _as_precise_as(given, found)
    if moment := _ISO_MOMENT.fullmatch(text):
        text = moment[1]
    if _PARTIAL.fullmatch(text):
        try:
            return check_partial_date(text)
        except ValueError:
            in_no_calendar = True
    if in_no_calendar:
        raise ValueError("which is a date in no calendar")
    ways = [f"{example(given)} ({given})" for given in formats] + ["2015-12-31, 2015-12 or 2015"]
    raise ValueError(f"which is not a date written like {'; '.join(ways)}")


def _as_precise_as(given: str, found: date) -> str:
    directives = set(_DIRECTIVES.findall(given))
    if directives & _DAY:
        return f"{found.year:04d}-{found.month:02d}-{found.day:02d}"
    return f"{found.year:04d}-{found.month:02d}" if directives & _MONTH else f"{found.year:04d}"
