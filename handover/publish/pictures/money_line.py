"""Money against plan: budget and forecast, and whole-life cost, as each report gives them.

One picture for each currency, in two parts with a scale each, because a whole life costs much more than a year does.
A value stands until the next report, so the lines have steps; they break where a report gives none or gives what could
not be read, and where two reports on one period disagree. Dash, shape and words tell which line is which.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import groupby
from typing import Final

from handover.dates import spoken
from handover.dossier.model import StatusHistory, StatusPoint
from handover.dossier.wording import counted, money
from handover.publish.pictures.time_axis import Tick, TimeAxis, axis_of, middle, ticks
from handover.publish.pictures.words_in_pictures import fitted, width_of

WIDTH: Final = 680
# More currencies than that are told in the table alone.
MOST: Final = 3
_RIGHT: Final = 150
_TOP: Final = 22
_PANEL: Final = 96
_BETWEEN: Final = 34
_LINE: Final = 14
_LABEL: Final = 10.5
# So many marks can be told apart; of more, only those where the value changes are drawn.
_MOST_MARKS: Final = 40
_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MOST_LEVELS: Final = 4

_PANELS: Final = ((("budget", "Budget"), ("forecast", "Forecast")), (("whole_life_cost", "Whole-life cost"),))


@dataclass(frozen=True, slots=True)
class Level:
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its steps as runs of corners, its marks, and its last value in words at ``label_y``."""

    sort: str
    name: str
    runs: tuple[tuple[tuple[float, float], ...], ...]
    marks: tuple[tuple[float, float], ...]
    last: tuple[float, float]
    label: str
    label_y: float


@dataclass(frozen=True, slots=True)
class Panel:
    top: float
    bottom: float
    words: str
    levels: tuple[Level, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class MoneyPicture:
    """The picture of one currency; ``told`` says in sentences what it shows."""

    currency: str | None
    height: float
    axis: float
    left: float
    right: float
    panels: tuple[Panel, ...]
    ticks: tuple[Tick, ...]
    told: tuple[str, ...]


def money_pictures(history: StatusHistory) -> tuple[MoneyPicture, ...]:
    """A picture for each currency, the one of most reports first, of which two periods or more give an amount."""
    by_currency: dict[str | None, list[StatusPoint]] = {}
    for point in sorted(history.points, key=lambda point: middle(point.period)):
        if any(value is not None for value in (point.budget, point.forecast, point.whole_life_cost)):
            by_currency.setdefault(point.currency, []).append(point)
    chosen = [(currency, points) for currency, points in by_currency.items() if len({one.period for one in points}) > 1]
    chosen.sort(key=lambda one: (-len(one[1]), one[0] or ""))
    return tuple(
        _picture(currency, [one for one in history.points if one.currency == currency or _is_silent(one)])
        for currency, _ in chosen[:MOST]
    )


def _is_silent(point: StatusPoint) -> bool:
    """A report without any amount breaks the lines of every currency."""
    return point.budget is None and point.forecast is None and point.whole_life_cost is None


def _picture(currency: str | None, points: Iterable[StatusPoint]) -> MoneyPicture:
    in_time = sorted(points, key=lambda point: middle(point.period))
    shown = [
        panel for panel in _PANELS if any(getattr(point, sort) is not None for point in in_time for sort, _ in panel)
    ]
    scales = [_scale([value for point in in_time for sort, _ in panel if (value := getattr(point, sort)) is not None])
              for panel in shown]  # fmt: skip
    widest = max(width_of(money(value, currency), 11) for scale in scales for value in scale)
    left = min(round(widest) + 14, 250)
    time = axis_of([point.period for point in in_time], left + 10, WIDTH - _RIGHT)
    panels = []
    top = float(_TOP)
    for panel, scale in zip(shown, scales, strict=True):
        panels.append(_panel(panel, scale, top, in_time, time, currency, left))
        top = panels[-1].bottom + _BETWEEN
    axis = panels[-1].bottom + 14
    return MoneyPicture(
        currency=currency,
        height=axis + 26,
        axis=axis,
        left=left,
        right=WIDTH - _RIGHT,
        panels=tuple(panels),
        ticks=tuple(ticks(time, [point.period for point in in_time], width=WIDTH)),
        told=tuple(_told(in_time, currency)),
    )


def _scale(values: Sequence[Decimal]) -> list[Decimal]:
    """Round amounts from the lowest to the highest, nought among them, that hold all of ``values``."""
    low, high = min(Decimal(0), *values), max(Decimal(0), *values)
    if low == high:
        return [Decimal(0)]
    rough = (high - low) / _MOST_LEVELS
    unit = Decimal(1).scaleb(rough.adjusted())
    step = next(unit * one for one in _STEPS if unit * one >= rough)
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return [step * number for number in range(first, last + 1)]


def _panel(
    sorts: Sequence[tuple[str, str]],
    scale: Sequence[Decimal],
    top: float,
    points: Sequence[StatusPoint],
    time: TimeAxis,
    currency: str | None,
    left: float,
) -> Panel:
    bottom = top + _PANEL
    low, high = scale[0], scale[-1]

    def height(value: Decimal) -> float:
        if low == high:
            return bottom
        return round(bottom - float((value - low) / (high - low)) * _PANEL, 1)

    every = [(sort, name, [(one.period, getattr(one, sort)) for one in points]) for sort, name in sorts]
    given = [one for one in every if any(value is not None for _, value in one[2])]
    series = [_series(sort, name, values, time, height, currency) for sort, name, values in given]
    return Panel(
        top,
        bottom,
        " and ".join(name if number == 0 else name.lower() for number, (_, name, _) in enumerate(given)),
        tuple(Level(height(value), fitted(money(value, currency), left - 12, 11)) for value in scale),
        tuple(_apart(series, top, bottom)),
    )


def _series(
    sort: str,
    name: str,
    values: Sequence[tuple[str, Decimal | None]],
    time: TimeAxis,
    height: Callable[[Decimal], float],
    currency: str | None,
) -> Series:
    runs: list[list[tuple[float, float]]] = [[]]
    marks: list[tuple[float, float]] = []
    for period, some in groupby(values, key=lambda one: one[0]):
        said = list(dict.fromkeys(value for _, value in some))
        amounts = [value for value in said if value is not None]
        x = time.place(period)
        marks += [(x, height(value)) for value in amounts]
        if len(amounts) != 1:
            runs.append([])
            continue
        y = height(amounts[0])
        if runs[-1] and runs[-1][-1][1] != y:
            runs[-1].append((x, runs[-1][-1][1]))
        runs[-1].append((x, y))
    last = next(value for _, value in reversed(values) if value is not None)
    period = next(period for period, value in reversed(values) if value is not None)
    point = (time.place(period), height(last))
    if len(marks) > _MOST_MARKS:
        marks = [one for index, one in enumerate(marks) if index == 0 or one[1] != marks[index - 1][1]]
        marks = [marks[0], point] if len(marks) > _MOST_MARKS else [*marks, point]
    return Series(
        sort,
        name,
        tuple(tuple(_corners(run)) for run in runs if len(run) > 1),
        tuple(dict.fromkeys(marks)),
        point,
        fitted(money(last, currency), _RIGHT - 18, _LABEL),
        point[1],
    )


def _corners(run: Sequence[tuple[float, float]]) -> Iterable[tuple[float, float]]:
    """The corners of a line with steps, without the points in the middle of a level stretch."""
    for index, (x, y) in enumerate(run):
        if 0 < index < len(run) - 1 and run[index - 1][1] == y == run[index + 1][1]:
            continue
        yield x, y


def _apart(series: Sequence[Series], top: float, bottom: float) -> list[Series]:
    """The words at the ends of lines, each of two lines, moved so that they do not touch."""
    step = 2 * _LINE + 4
    in_order = sorted(series, key=lambda one: one.last[1])
    heights: list[float] = []
    for one in in_order:
        heights.append(max(one.last[1], heights[-1] + step if heights else top))
    # Then from the lowest up, as far as they went out of the panel, which is higher than two of them.
    lowest = bottom - _LINE
    for index in reversed(range(len(heights))):
        heights[index] = round(min(heights[index], lowest), 1)
        lowest = heights[index] - step
    return [replace(one, label_y=height) for one, height in zip(in_order, heights, strict=True)]


def _told(points: Sequence[StatusPoint], currency: str | None) -> Iterable[str]:
    for sort, name in (one for panel in _PANELS for one in panel):
        given = [(point.period, value) for point in points if (value := getattr(point, sort)) is not None]
        if not given:
            continue
        (first_on, first), (last_on, last) = given[0], given[-1]
        amounts = {value for _, value in given}
        if len(given) == 1:
            yield f"{name}: {money(first, currency)} in {spoken(first_on)}, the only report that gives one."
        elif len(amounts) == 1:
            all_of = f"all {counted(len(given), 'report')} that give one"
            yield f"{name}: {money(first, currency)} in {all_of}, {spoken(first_on)} to {spoken(last_on)}."
        else:
            words = (
                f"{name}: {money(first, currency)} in {spoken(first_on)}, {money(last, currency)} in {spoken(last_on)}"
            )
            low_on, low = min(given, key=lambda one: one[1])
            high_on, high = max(given, key=lambda one: one[1])
            if high not in (first, last):
                words += f"; highest in {spoken(high_on)}, at {money(high, currency)}"
            if low not in (first, last):
                words += f"; lowest in {spoken(low_on)}, at {money(low, currency)}"
            yield f"{words}."
    both = [one for one in points if one.budget is not None and one.forecast is not None]
    if both:
        yield _over(both)


def _over(both: Sequence[StatusPoint]) -> str:
    """How often the forecast is above the budget, of reports that give both."""
    over = sum(one.forecast > one.budget for one in both if one.forecast is not None and one.budget is not None)
    if len(both) == 1:
        return f"The forecast is {'' if over else 'not '}above the budget in the only report that gives both."
    often = "each" if over == len(both) else f"{over:,}" if over else "none"
    return f"The forecast is above the budget in {often} of the {len(both):,} reports that give both."
