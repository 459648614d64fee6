"""Where each mark of the status chart goes. Pure geometry; ``templates/dossier/chart.html`` draws it.

The rating is told by height, by letters (or, where marks stand too close for letters, by shape) and by colour,
so that it can be read in grey and by colour-blind readers. Across it is true to time. The line joins reports that
follow each other: it breaks where a report is missing, where two on one period disagree, where a period has no rating
on the scale, and where the scale itself changes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from handover.dates import earliest, latest
from handover.dossier.gaps.series import missing_periods
from handover.dossier.model import StatusHistory, StatusPoint
from handover.publish.wording import RATING_LETTERS, RATING_NAMES, short_day
from handover.vocabulary import RATING_SCALE, Rating

# In units of the drawing, which is 680 wide as A4 is between its margins.
WIDTH: Final = 680
_LEFT: Final = 96
_RIGHT: Final = 16
_TOP: Final = 12
_STEP: Final = 34
_OFF_SCALE_GAP: Final = 14
_MARK: Final = 11
_SMALL_MARK: Final = 5.0
_SMALLEST_MARK: Final = 2.0
# Below this distance letters in neighbouring marks would touch.
_ROOM_FOR_LETTERS: Final = 24
# So far apart are the words of two dates on the axis.
_TICKS_APART: Final = 62
_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Level:
    """One line of the scale."""

    rating: Rating | None
    name: str
    y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One reported status. ``on_scale`` is false for exempt, reset, not rated and words that are not known."""

    x: float
    y: float
    rating: Rating | None
    letters: str
    on_scale: bool


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    height: float
    axis: float
    left: float
    right: float
    radius: float
    with_letters: bool
    levels: tuple[Level, ...]
    marks: tuple[Mark, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    disputes: tuple[tuple[float, float, float], ...]
    joins: tuple[float, ...]
    broken: bool
    ticks: tuple[Tick, ...]
    key: tuple[tuple[str, str], ...]


def chart(history: StatusHistory) -> Chart | None:
    """The chart of ``history``, or None where there is nothing to draw."""
    points = tuple(sorted(history.points, key=_middle))
    if not points:
        return None
    off_scale = any(not _on_scale(point) for point in points)
    levels = [
        Level(rating, RATING_NAMES[rating], _TOP + _MARK + index * _STEP) for index, rating in enumerate(RATING_SCALE)
    ]
    bottom = levels[-1].y
    if off_scale:
        bottom += _STEP + _OFF_SCALE_GAP
        levels.append(Level(None, "Off the scale", bottom))
    height_of = {level.rating: level.y for level in levels}
    places = _places(points)
    closest = min((b - a for a, b in pairwise(sorted(set(places)))), default=float(WIDTH))
    with_letters = closest >= _ROOM_FOR_LETTERS
    small = max(_SMALLEST_MARK, min(_SMALL_MARK, closest / 2))
    marks = tuple(
        Mark(
            x, height_of[point.rating] if _on_scale(point) else bottom, point.rating, _letters(point), _on_scale(point)
        )
        for x, point in zip(places, points, strict=True)
    )
    axis = bottom + _MARK + 12
    disputed = _disputed(marks)
    joins = _joins(points, places)
    missing = [_place_of(period, points, places) for period in missing_periods(point.period for point in points)]
    return Chart(
        height=axis + 26,
        axis=axis,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        radius=_MARK if with_letters else round(small, 1),
        with_letters=with_letters,
        levels=tuple(levels),
        marks=marks,
        lines=tuple(_lines(marks, disputed, [*joins, *missing])),
        disputes=tuple((x, min(heights), max(heights)) for x, heights in disputed.items()),
        joins=tuple(joins),
        broken=bool(missing),
        ticks=tuple(_ticks(points, places)),
        key=tuple(dict.fromkeys((mark.letters, _off_scale_name(mark.rating)) for mark in marks if not mark.on_scale)),
    )


def _on_scale(point: StatusPoint) -> bool:
    return point.rating in RATING_SCALE


def _letters(point: StatusPoint) -> str:
    return RATING_LETTERS[point.rating] if point.rating else "?"


def _off_scale_name(rating: Rating | None) -> str:
    return RATING_NAMES[rating].lower() if rating else "no rating that is known here"


def _middle(point: StatusPoint) -> float:
    """The middle of a period, as a day number: a year is drawn at midsummer, not at New Year."""
    return (earliest(point.period).toordinal() + latest(point.period).toordinal()) / 2


def _places(points: Sequence[StatusPoint]) -> list[float]:
    """Where the points stand from left to right: true to time, reports on one period above each other."""
    left, right = _LEFT + 2.0 * _MARK, WIDTH - _RIGHT - 1.5 * _MARK
    days = [_middle(point) for point in points]
    first, span = min(days), max(days) - min(days)
    if not span:
        return [(left + right) / 2] * len(points)
    return [round(left + (day - first) / span * (right - left), 1) for day in days]


def _place_of(period: str, points: Sequence[StatusPoint], places: Sequence[float]) -> float:
    """Where a period would stand that has no report."""
    days = [_middle(point) for point in points]
    first, last = min(days), max(days)
    middle = (earliest(period).toordinal() + latest(period).toordinal()) / 2
    share = (middle - first) / (last - first) if last > first else 0.5
    return round(min(places) + share * (max(places) - min(places)), 1)


def _disputed(marks: Sequence[Mark]) -> dict[float, list[float]]:
    """By place, the heights of ratings that contradict each other."""
    heights: dict[float, list[float]] = {}
    for mark in marks:
        if mark.on_scale and mark.y not in heights.setdefault(mark.x, []):
            heights[mark.x].append(mark.y)
    return {x: found for x, found in heights.items() if len(found) > 1}


def _joins(points: Sequence[StatusPoint], places: Sequence[float]) -> list[float]:
    """Where a series goes over to another scale: between the last report on one and the first on the next."""
    scaled = [(point.rating_scale, x) for point, x in zip(points, places, strict=True) if point.rating_scale]
    return [round((before + after) / 2, 1) for (one, before), (other, after) in pairwise(scaled) if one != other]


def _lines(
    marks: Sequence[Mark], disputed: Collection[float], breaks: Sequence[float]
) -> list[tuple[tuple[float, float], ...]]:
    """Runs of rated points that follow each other (see the module's docstring for where they break)."""
    runs: list[list[tuple[float, float]]] = [[]]
    for mark in marks:
        if not mark.on_scale or mark.x in disputed:
            runs.append([])
            continue
        if runs[-1] and any(runs[-1][-1][0] < place < mark.x for place in breaks):
            runs.append([])
        runs[-1].append((mark.x, mark.y))
    return [tuple(run) for run in runs if len(run) > 1]


def _ticks(points: Sequence[StatusPoint], places: Sequence[float]) -> list[Tick]:
    """Dates under the axis: the first report, the last, and between them round dates as far as there is room."""
    ends = [(places[0], points[0].period), (places[-1], points[-1].period)]
    between = [(_place_of(period, points, places), period) for period in _round_dates(points, places)]
    chosen = dict(ends if ends[1][0] - ends[0][0] >= _TICKS_APART else ends[:1])
    for x, period in between:
        if all(abs(x - other) >= _TICKS_APART for other in chosen):
            chosen[x] = period
    return [
        Tick(x, short_day(period), "end" if x > WIDTH - _RIGHT - 30 else "middle")
        for x, period in sorted(chosen.items())
    ]


def _round_dates(points: Sequence[StatusPoint], places: Sequence[float]) -> list[str]:
    """Every year, every half or every quarter of one, or every so many years: what the width has room for."""
    first, last = earliest(points[0].period), latest(points[-1].period)
    months = (last.year - first.year) * _YEAR + last.month - first.month + 1
    room = max(1.0, (max(places) - min(places)) / _TICKS_APART)
    yearly = all(len(point.period) == len("2015") for point in points)
    steps = [_YEAR * years for years in (1, 2, 5, 10, 20, 50, 100, 1000)]
    step = next((step for step in ([] if yearly else [1, 3, 6]) + steps if months / step <= room), steps[-1])
    numbers = range(first.year * _YEAR, last.year * _YEAR + last.month, step)
    inside = [number for number in numbers if number >= first.year * _YEAR + (0 if yearly else first.month - 1)]
    named = [f"{n // _YEAR:04}" if yearly else f"{n // _YEAR:04}-{n % _YEAR + 1:02}" for n in inside]
    return [one for one in named if min(places) <= _place_of(one, points, places) <= max(places)]
