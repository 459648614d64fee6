"""Whether reports come at a regular interval, and which are missing in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

# Fewer reports than this have no rhythm that one could be missing from.
_FEWEST: Final = 4
# So much of the steps must be the same for them to be the rhythm.
_REGULAR: Final = 0.6


def missing_periods(periods: Iterable[str]) -> tuple[str, ...]:
    """The periods that a regular series lacks, in order; none where the series is not regular.

    Periods with a month (or a day) are looked at as months, years as years; each kind for itself.

    >>> missing_periods(["2010-01", "2010-02", "2010-03", "2010-05", "2010-06"])
    ('2010-04',)
    """
    given = list(periods)
    months = sorted({_month_number(period) for period in given if len(period) >= 7})
    years = sorted({int(period) for period in given if len(period) == 4})
    lacking_years = [f"{year:04}" for year in _missing(years)]
    return tuple([*lacking_years, *(_month(number) for number in _missing(months))])


def _month_number(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:7]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _missing(numbers: Sequence[int]) -> list[int]:
    if len(numbers) < _FEWEST:
        return []
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    usual, times = min(Counter(steps).items(), key=lambda pair: (-pair[1], pair[0]))
    if times / len(steps) < _REGULAR:
        return []
    return [
        number
        for earlier, later in pairwise(numbers)
        if (later - earlier) % usual == 0
        for number in range(earlier + usual, later, usual)
    ]
