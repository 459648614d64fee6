"""Where each mark of the status chart goes. Pure geometry; ``templates/dossier/chart.html`` draws it.

The rating is told by height, by letters (or, where marks stand too close for letters, by shape) and by colour,
so that it can be read in grey and by colour-blind readers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from handover.dates import earliest, latest
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
_SMALL_MARK: Final = 5
# Below this distance letters in neighbouring marks would touch.
_ROOM_FOR_LETTERS: Final = 24
_MOST_TICKS: Final = 9


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
    ticks: tuple[Tick, ...]
    key: tuple[tuple[str, str], ...]


def chart(history: StatusHistory) -> Chart | None:
    """The chart of ``history``, or None where there is nothing to draw."""
    points = history.points
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
    closest = min((b - a for a, b in pairwise(places)), default=float(WIDTH))
    with_letters = closest >= _ROOM_FOR_LETTERS
    marks = tuple(
        Mark(
            x, height_of[point.rating] if _on_scale(point) else bottom, point.rating, _letters(point), _on_scale(point)
        )
        for x, point in zip(places, points, strict=True)
    )
    axis = bottom + _MARK + 12
    return Chart(
        height=axis + 26,
        axis=axis,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        radius=_MARK if with_letters else _SMALL_MARK,
        with_letters=with_letters,
        levels=tuple(levels),
        marks=marks,
        lines=tuple(_lines(marks)),
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
    """Where the points stand from left to right: true to time, but never on top of each other."""
    left, right = _LEFT + 2.0 * _MARK, WIDTH - _RIGHT - 1.5 * _MARK
    if len(points) == 1:
        return [(left + right) / 2]
    days = [_middle(point) for point in points]
    first, span = min(days), max(days) - min(days)
    apart = min(2.0 * _SMALL_MARK + 3, (right - left) / (len(points) - 1))
    places = [left + (day - first) / span * (right - left) if span else left for day in days]
    # Two reports of one period stand side by side; what that pushes out on the right is pushed back again.
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + apart)
    limit = right
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - apart
    return [round(place, 1) for place in places]


def _lines(marks: Sequence[Mark]) -> list[tuple[tuple[float, float], ...]]:
    """Runs of rated points; a line never crosses a period without a rating on the scale."""
    runs: list[list[tuple[float, float]]] = [[]]
    for mark in marks:
        if mark.on_scale:
            runs[-1].append((mark.x, mark.y))
        elif runs[-1]:
            runs.append([])
    return [tuple(run) for run in runs if len(run) > 1]


def _ticks(points: Sequence[StatusPoint], places: Sequence[float]) -> list[Tick]:
    """Dates under the axis: as many as have room, always the first and the last."""
    count = len(points)
    wanted = min(count, _MOST_TICKS)
    chosen = sorted({round(index * (count - 1) / max(1, wanted - 1)) for index in range(wanted)})
    ticks: list[Tick] = []
    for index in chosen:
        point, x = points[index], places[index]
        anchor = "end" if x > WIDTH - _RIGHT - 30 else "middle"
        if ticks and x - ticks[-1].x < 62:
            if index != count - 1:
                continue
            ticks.pop()
        ticks.append(Tick(x, short_day(point.period), anchor))
    return ticks
