"""Dates however they are written, to be compared with each other; what they mean for sure, the map says."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

_PARTS: Final = re.compile(r"\d+|[^\W\d_]+")
_MONTHS: Final = {
    name: number
    for number in range(1, 13)
    for name in (f"{date(2000, number, 1):%B}".casefold(), f"{date(2000, number, 1):%b}".casefold())
}
_TIME: Final = re.compile(r"[t ]\d{1,2}:\d{2}.*$")


@lru_cache(maxsize=4_096)
def date_parts(text: str) -> tuple[int, ...] | None:
    """Year, month and day of a text that is a date and nothing else, as far as it has them."""
    found = _PARTS.findall(_TIME.sub("", text.casefold()))
    months = [_MONTHS[part] for part in found if part in _MONTHS]
    numbers = [part for part in found if part.isdecimal()]
    if len(months) > 1 or len(months) + len(numbers) != len(found) or not 1 <= len(found) <= 3:
        return None
    years = [part for part in numbers if len(part) == 4 and "1900" <= part <= "2100"]
    if len(years) == 1:
        rest = [int(part) for part in numbers if part != years[0]]
        year, year_first = int(years[0]), numbers[0] == years[0]
    elif len(found) == 3 and len(numbers[-1]) == 2:
        rest, year, year_first = [int(part) for part in numbers[:-1]], 2000 + int(numbers[-1]), False
    else:
        return None
    if months:
        parts = (year, months[0], *rest)
    elif year_first or len(rest) < 2:
        parts = (year, *rest)
    else:
        # The day first, as everywhere but in America; where that cannot be, the month.
        parts = (year, rest[1], rest[0]) if rest[1] <= 12 else (year, rest[0], rest[1])
    plausible = all(1 <= part <= most for part, most in zip(parts[1:], (12, 31), strict=False))
    return parts if plausible else None
