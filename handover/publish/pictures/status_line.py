"""The status line: where each mark of the rating over time goes; ``pictures/status_line.html`` draws it.

The rating is told by height, by letters (or, where marks stand too close for letters, by shape) and by colour,
so that it can be read in grey and by colour-blind readers. Across it is true to time. The line joins reports that
follow each other: it breaks where a report is missing, where two on one period disagree, where a period has no rating
on the scale, and where the scale itself changes. A triangle marks a rise or a fall on one scale, a flag another name.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from handover.dossier.gaps.series import missing_periods
from handover.dossier.heritage.model import FormerName
from handover.dossier.model import StatusHistory, StatusPoint
from handover.publish.pictures.name_changes import Flag, NameChange, flags, name_changes
from handover.publish.pictures.time_axis import Tick, axis_of, middle, ticks
from handover.publish.wording import RATING_LETTERS, RATING_NAMES
from handover.vocabulary import RATING_SCALE, Rating

WIDTH: Final = 680
_LEFT: Final = 96
_RIGHT: Final = 16
_TOP: Final = 12
_NAMES: Final = 24
_SCALES: Final = 18
_STEP: Final = 34
_OFF_SCALE_GAP: Final = 14
_MARK: Final = 11
_SMALL_MARK: Final = 5.0
_SMALLEST_MARK: Final = 2.0
# Below this distance letters in neighbouring marks would touch.
_ROOM_FOR_LETTERS: Final = 24
# So much room have the words at a change of scale.
_SCALE_WORDS: Final = 116
# Closer than this, triangles would make one shape; the sentences say then what rose and fell.
_TRIANGLE: Final = 10.0
_ONLY_OF_FIVE: Final = frozenset({"amber-green", "amber-red"})


@dataclass(frozen=True, slots=True)
class Level:
    """One line of the scale, and the stretches in which the scale in use has it."""

    rating: Rating | None
    name: str
    y: float
    stretches: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One reported status. ``on_scale`` is false for exempt, reset, not rated and words that are not known."""

    x: float
    y: float
    rating: Rating | None
    letters: str
    on_scale: bool


@dataclass(frozen=True, slots=True)
class Turning:
    """A rise or a fall: where its triangle points to, and the reports before and after."""

    x: float
    y: float
    rose: bool
    period: str
    before: Rating
    after: Rating

    @property
    def words(self) -> str:
        return f"{'rose' if self.rose else 'fell'} from {RATING_NAMES[self.before]} to {RATING_NAMES[self.after]}"


@dataclass(frozen=True, slots=True)
class Join:
    """Where the scale changes; its words stand to the right, to the left (``end``) or, without room, nowhere."""

    x: float
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Chart:
    top: float
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
    join_words: tuple[Join, ...]
    broken: bool
    ticks: tuple[Tick, ...]
    key: tuple[tuple[str, str], ...]
    turnings: tuple[Turning, ...] = ()
    names: tuple[NameChange, ...] = ()
    flags: tuple[Flag, ...] = ()


def chart(history: StatusHistory, names: Sequence[FormerName] = ()) -> Chart | None:
    """The status line of ``history``, or None where there is nothing to draw; ``names`` are those it has had."""
    points = tuple(sorted(history.points, key=lambda point: middle(point.period)))
    if not points:
        return None
    time = axis_of([point.period for point in points], _LEFT + 2.0 * _MARK, WIDTH - _RIGHT - 1.5 * _MARK)
    places = [time.place(point.period) for point in points]
    changes = name_changes(names)
    flagged = tuple(flags(changes, time, width=WIDTH))
    joins = _joins(points, places)
    top = _TOP + (_NAMES if flagged else 0) + (_SCALES if joins else 0)
    levels = [
        Level(rating, RATING_NAMES[rating], top + _MARK + index * _STEP, _stretches(rating, points, joins))
        for index, rating in enumerate(RATING_SCALE)
    ]
    bottom = levels[-1].y
    if any(not _on_scale(point) for point in points):
        bottom += _STEP + _OFF_SCALE_GAP
        levels.append(Level(None, "Off the scale", bottom, ((_LEFT, WIDTH - _RIGHT),)))
    height_of = {level.rating: level.y for level in levels}
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
    radius = _MARK if with_letters else round(small, 1)
    disputed = _disputed(marks)
    missing = [time.place(period) for period in missing_periods(point.period for point in points)]
    return Chart(
        top=top,
        height=axis + 26,
        axis=axis,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        radius=radius,
        with_letters=with_letters,
        levels=tuple(levels),
        marks=marks,
        lines=tuple(_lines(marks, disputed, [*joins, *missing])),
        disputes=tuple((x, min(heights), max(heights)) for x, heights in disputed.items()),
        joins=tuple(joins),
        join_words=tuple(_join_words(joins)),
        broken=bool(missing),
        ticks=tuple(ticks(time, [point.period for point in points], width=WIDTH)),
        key=tuple(dict.fromkeys((mark.letters, _off_scale_name(mark.rating)) for mark in marks if not mark.on_scale)),
        turnings=tuple(_turnings(points, marks, disputed, joins, radius)),
        names=changes,
        flags=flagged,
    )


def _on_scale(point: StatusPoint) -> bool:
    return point.rating in RATING_SCALE


def _letters(point: StatusPoint) -> str:
    return RATING_LETTERS[point.rating] if point.rating else "?"


def _off_scale_name(rating: Rating | None) -> str:
    return RATING_NAMES[rating].lower() if rating else "no rating that is known here"


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


def _stretches(
    rating: Rating, points: Sequence[StatusPoint], joins: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    """Where the line of a level is drawn: not where the scale in use has three colours and the level is of five."""
    scales = [point.rating_scale for point in points if point.rating_scale]
    in_order: list[str | None] = [
        scale for index, scale in enumerate(scales) if index == 0 or scale != scales[index - 1]
    ]
    in_order = in_order or [None]
    edges = [float(_LEFT), *joins, float(WIDTH - _RIGHT)]
    given = any(point.rating == rating and point.rating_scale == "three-colour" for point in points)
    return tuple(
        stretch
        for scale, stretch in zip(in_order, pairwise(edges), strict=True)
        if given or scale != "three-colour" or rating not in _ONLY_OF_FIVE
    )


def _join_words(joins: Sequence[float]) -> list[Join]:
    """The words stand on the side where there is room for them."""
    found = []
    for index, x in enumerate(joins):
        before = joins[index - 1] + _SCALE_WORDS if index else _LEFT
        after = joins[index + 1] if index + 1 < len(joins) else WIDTH
        anchor = "start" if after - x >= _SCALE_WORDS else "end" if x - before >= _SCALE_WORDS else None
        found.append(Join(x, anchor))
    return found


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


def _turnings(
    points: Sequence[StatusPoint],
    marks: Sequence[Mark],
    disputed: Collection[float],
    joins: Sequence[float],
    radius: float,
) -> list[Turning]:
    """Each rise and fall from one rating on the scale to the next, on one scale; its triangle is over or under it."""
    rated = [
        (point, mark)
        for point, mark in zip(points, marks, strict=True)
        if mark.on_scale and mark.rating and mark.x not in disputed
    ]
    found = []
    for (_, was), (point, now) in pairwise(rated):
        if was.y == now.y or any(was.x < x < now.x for x in joins) or not was.rating or not now.rating:
            continue
        rose = now.y < was.y
        tip = now.y - radius - 7 if rose else now.y + radius + 7
        found.append(Turning(now.x, round(tip, 1), rose, point.period, was.rating, now.rating))
    crowded = any(after.x - before.x < _TRIANGLE for before, after in pairwise(found))
    return [] if crowded else found
