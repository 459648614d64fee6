"""Activity: how many reports, lessons, arrivals, departures and actions have a date in each stretch of time.

Bars on one axis of time, a row for each sort, all of one scale, so that busy and quiet times can be compared. A stretch
is a month, a quarter or some years, whichever the width has room for. What is known only to the year has no place in
a row of months; it is counted in the table, and the picture says how many there are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from handover.dates import earliest, spoken
from handover.dossier.model import Dossier
from handover.dossier.wording import counted, listed
from handover.publish.pictures.time_axis import Tick, TimeAxis, ticks

WIDTH: Final = 680
_LEFT: Final = 132
_RIGHT: Final = 58
_TOP: Final = 8
_ROW: Final = 34
_TALLEST: Final = 26
_SHORTEST: Final = 3.0
_YEAR: Final = 12
_QUARTER: Final = 3
# In months: the first of which there are few enough is taken.
_STRETCHES: Final = (1, _QUARTER, 12, 24, 60, 120, 300, 600, 1200, 6000)
_MOST_BARS: Final = 60
# Fewer dates than that, or all in one stretch, show nothing.
_FEWEST: Final = 4
# A quiet time is so many months and stretches, and more than the usual pause; so many are named.
_QUIET_MONTHS: Final = 6
_QUIET_STRETCHES: Final = 2
_MOST_NAMED: Final = 3
# Of fewer pauses none is the usual one.
_FEWEST_PAUSES: Final = 4
_MOST_YEARS: Final = 20

SORTS: Final = (
    "Status reports",
    "Lessons happened",
    "Lessons recorded",
    "People came",
    "People left",
    "Actions due",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One sort: its bars as left edge, top and height, and how many there are in all of it."""

    name: str
    y: float
    bars: tuple[tuple[float, float, float], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Activity:
    """``told`` says in sentences what the picture shows; ``years`` are the figures, by year."""

    height: float
    axis: float
    left: float
    right: float
    bar: float
    stretch: str
    highest: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    told: tuple[str, ...]
    years: tuple[tuple[str, tuple[int, ...]], ...]


def dates_of(dossier: Dossier) -> dict[str, list[str]]:
    """The dates (partial) of each sort of thing that has one."""
    lessons = [lesson for group in dossier.lessons for lesson in group.lessons]
    found: tuple[list[str | None], ...] = (
        [point.period for point in dossier.status.points],
        [lesson.occurred_on for lesson in lessons],
        [lesson.recorded_on for lesson in lessons],
        [person.from_on for person in dossier.people],
        [person.to_on for person in dossier.people],
        [action.due for action in dossier.actions],
    )
    return {sort: [day for day in days if day] for sort, days in zip(SORTS, found, strict=True)}


def activity(dossier: Dossier) -> Activity | None:
    """The picture; None where fewer than four dates are known or all are in one stretch of time."""
    return drawn(dates_of(dossier), today=dossier.compiled_at.date().isoformat())


def drawn(dates: Mapping[str, Sequence[str]], *, today: str) -> Activity | None:
    """The picture of ``dates`` by sort; ``today`` is the day on which it is looked at."""
    exact = {sort: [_month(day) for day in days if len(day) > len("2015")] for sort, days in dates.items()}
    every = sorted(month for months in exact.values() for month in months)
    by_year = sum(len(day) == len("2015") for days in dates.values() for day in days)
    if by_year > len(every):
        # Where most is known to the year, years are the stretches.
        exact = {sort: [_month(f"{day[:4]}-07") for day in days] for sort, days in dates.items()}
        every, by_year = sorted(month for months in exact.values() for month in months), 0
        smallest = _YEAR
    else:
        smallest = 1
    if len(every) < _FEWEST:
        return None
    size = next(
        one for one in _STRETCHES if (one >= smallest and (every[-1] // one - every[0] // one) < _MOST_BARS)
        or one == _STRETCHES[-1]
    )  # fmt: skip
    first, last = every[0] // size, every[-1] // size
    if first == last:
        return None
    right = WIDTH - _RIGHT
    step = (right - _LEFT) / (last - first + 1)
    counts = {sort: Counter(month // size for month in months) for sort, months in exact.items() if months}
    highest = max(max(one.values()) for one in counts.values())
    rows = [
        _row(sort, _TOP + (number + 1) * _ROW, counts[sort], highest, first, step) for number, sort in enumerate(counts)
    ]
    axis = _TOP + len(rows) * _ROW + 10
    time = TimeAxis(_first_day(first * size), _first_day((last + 1) * size), _LEFT, right)
    now = earliest(today).toordinal()
    periods = [_named(first * size, size), _named(last * size, size)]
    return Activity(
        height=axis + 26,
        axis=axis,
        left=_LEFT,
        right=right,
        bar=round(max(1.0, min(step * 0.8, 14.0)), 2),
        stretch=_stretch_name(size),
        highest=highest,
        rows=tuple(rows),
        ticks=tuple(ticks(time, periods, width=WIDTH)),
        today=time.at(now) if time.holds(now) else None,
        told=tuple(_told(counts, size, today, by_year)),
        years=tuple(_by_year(dates)),
    )


def _row(sort: str, y: float, counts: Counter[int], highest: int, first: int, step: float) -> Row:
    bars = []
    bar = max(1.0, min(step * 0.8, 14.0))
    for number, count in sorted(counts.items()):
        height = round(max(_SHORTEST, count / highest * _TALLEST), 1)
        x = _LEFT + (number - first) * step + (step - bar) / 2
        bars.append((round(x, 1), round(y - height, 1), height))
    return Row(sort, y, tuple(bars), counts.total())


def _month(day: str) -> int:
    return int(day[:4]) * _YEAR + (int(day[5:7]) - 1 if len(day) > len("2015") else 0)


def _first_day(month: int) -> int:
    """The day number of the first of a month; those beyond the calendar are its last."""
    year = min(month // _YEAR, 9999)
    return earliest(f"{max(year, 1):04}-{month % _YEAR + 1:02}").toordinal()


def _named(month: int, size: int) -> str:
    year = min(max(month // _YEAR, 1), 9999)
    return f"{year:04}" if size >= _YEAR else f"{year:04}-{month % _YEAR + 1:02}"


def _stretch_name(size: int) -> str:
    names = {1: "month", _QUARTER: "quarter", _YEAR: "year"}
    return names.get(size, f"{size // _YEAR:,} years")


def _told(counts: Mapping[str, Counter[int]], size: int, today: str, by_year: int) -> Iterable[str]:
    totals = [f"{sort.lower()} {counts[sort].total():,}" for sort in counts]
    yield f"Dates known: {listed(totals)}."
    together = sum(counts.values(), Counter[int]())
    busiest, most = min(together.items(), key=lambda one: (-one[1], one[0]))
    if size <= _YEAR:
        begins = "begins in" if size == _QUARTER else "is"
        when = spoken(_named(busiest * size, size))
        yield f"The busiest {_stretch_name(size)} {begins} {when}, with {most:,}."
    yield from _quiet(together, size, today)
    if by_year:
        verb = "is" if by_year == 1 else "are"
        yield f"{counted(by_year, 'date')} that {verb} known only to the year {verb} not drawn."


def _quiet(together: Counter[int], size: int, today: str) -> Iterable[str]:
    """The longest times before today in which nothing has a date, in order of time."""
    now = _month(today) // size
    # The time since the last of them counts, too.
    numbers = sorted({number for number in together if number <= now} | {now})
    pauses = [(after - before - 1, before) for before, after in pairwise(numbers)]
    usual = sorted(length for length, _ in pauses)[(len(pauses) - 1) // 2] if len(pauses) >= _FEWEST_PAUSES else 0
    long = [
        (length, before)
        for length, before in pauses
        if length >= _QUIET_STRETCHES and length * size >= _QUIET_MONTHS and length > usual
    ]
    chosen = sorted(sorted(long, key=lambda one: (-one[0], one[1]))[:_MOST_NAMED], key=lambda one: one[1])
    if not chosen:
        yield "No long time passes without anything that has a date."
        return
    words = [
        f"from {spoken(_named((before + 1) * size, size))} to {spoken(_named((before + length + 1) * size - 1, size))}"
        for length, before in chosen
    ]
    more = f", and {counted(len(long) - len(chosen), 'shorter quiet time')}" if len(long) > len(chosen) else ""
    yield f"Quiet, without anything that has a date: {listed(words)}{more}."


def _by_year(dates: Mapping[str, Sequence[str]]) -> list[tuple[str, tuple[int, ...]]]:
    """The figures: how many of each sort in each year that has any; where those are many, in each decade."""
    years = sorted({day[:4] for days in dates.values() for day in days})
    width = 4 if len(years) <= _MOST_YEARS else 3
    found = []
    for start, _ in groupby(years, key=lambda year: year[:width]):
        row = tuple(sum(day.startswith(start) for day in dates[sort]) for sort in dates if dates[sort])
        found.append((start if width == 4 else f"{start}0s", row))
    return found


def sorts_given(dates: Mapping[str, Sequence[str]]) -> list[str]:
    """The columns of the table, in the order of its figures."""
    return [sort for sort in dates if dates[sort]]
