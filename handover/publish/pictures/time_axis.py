"""Time from left to right: where a date stands, and which dates are written under the axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handover.dates import earliest, latest
from handover.publish.wording import short_day

# So far apart are the words of two dates on the axis.
TICKS_APART: Final = 62
_HALF_A_TICK: Final = 31
_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Tick:
    """A date under the axis; ``anchor`` is which end of its words stands at ``x``."""

    x: float
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """From the day number ``first`` at ``left`` to ``last`` at ``right``, true to time."""

    first: float
    last: float
    left: float
    right: float

    def at(self, day: float) -> float:
        """Where a day number stands; the middle where all of time is one day."""
        if self.last <= self.first:
            return (self.left + self.right) / 2
        return round(self.left + (day - self.first) / (self.last - self.first) * (self.right - self.left), 1)

    def place(self, period: str) -> float:
        return self.at(middle(period))

    def holds(self, day: float) -> bool:
        return self.first <= day <= self.last


def middle(period: str) -> float:
    """The middle of a period, as a day number: a year is drawn at midsummer, not at New Year."""
    return (earliest(period).toordinal() + latest(period).toordinal()) / 2


def axis_of(periods: Sequence[str], left: float, right: float) -> TimeAxis:
    """The axis on which all of ``periods`` (at least one) stand."""
    days = [middle(period) for period in periods]
    return TimeAxis(min(days), max(days), left, right)


def ticks(axis: TimeAxis, periods: Sequence[str], *, width: float) -> list[Tick]:
    """Dates under the axis: the first of ``periods`` (in order), the last, and round dates as far as there is room."""
    ends = [(axis.place(period), period) for period in (periods[0], periods[-1])]
    chosen = dict(ends if ends[1][0] - ends[0][0] >= TICKS_APART else ends[:1])
    for period in _round_dates(axis, periods):
        x = axis.place(period)
        if all(abs(x - other) >= TICKS_APART for other in chosen):
            chosen[x] = period
    return [
        Tick(x, short_day(period), "end" if x > width - _HALF_A_TICK - 15 else "middle")
        for x, period in sorted(chosen.items())
    ]


def _round_dates(axis: TimeAxis, periods: Sequence[str]) -> list[str]:
    """Every year, every half or every quarter of one, or every so many years: what the width has room for."""
    first, last = earliest(periods[0]), latest(periods[-1])
    months = (last.year - first.year) * _YEAR + last.month - first.month + 1
    room = max(1.0, (axis.at(axis.last) - axis.at(axis.first)) / TICKS_APART)
    yearly = all(len(period) == len("2015") for period in periods)
    steps = [_YEAR * years for years in (1, 2, 5, 10, 20, 50, 100, 1000)]
    step = next((step for step in ([] if yearly else [1, 3, 6]) + steps if months / step <= room), steps[-1])
    numbers = range(first.year * _YEAR, last.year * _YEAR + last.month, step)
    inside = [number for number in numbers if number >= first.year * _YEAR + (0 if yearly else first.month - 1)]
    named = [f"{n // _YEAR:04}" if yearly else f"{n // _YEAR:04}-{n % _YEAR + 1:02}" for n in inside]
    return [one for one in named if axis.holds(middle(one))]
