"""Status over time: every report as a point, and sentences that say what the chart shows (WCAG 2.2, 1.1.1)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, TypeVar

from handover.dates import spoken
from handover.dossier.labels import Labels
from handover.dossier.model import StatusHistory, StatusPoint
from handover.dossier.turning import RATING_WORDS, Course, Report, Said, Turn, gravity, later
from handover.dossier.wording import change_in_money, counted, listed, money, quoted, times
from handover.records import ProgrammeStatus

V = TypeVar("V")

# More changes than a listener can hold in mind; beyond it the first, the last and their number are said.
_MOST_CHANGES: Final = 12
_MOST_NAMED: Final = 6


def history(course: Course, labels: Labels) -> StatusHistory:
    """Reports for a time still to come, or after the closing, are no points; the summary and a gap name them."""
    points = tuple(_point(report, labels) for report in course.reports)
    return StatusHistory(points=points, summary=tuple(_summary(course)))


def _point(report: Report, labels: Labels) -> StatusPoint:
    status = report.record
    return StatusPoint(
        period=status.period,
        rating=status.rating,
        rating_given=status.rating_given,
        rating_scale=status.rating_vocabulary,
        stage=status.stage,
        stage_given=status.stage_given,
        narrative=status.narrative,
        budget=status.budget,
        budget_given=status.budget_given,
        forecast=status.forecast,
        forecast_given=status.forecast_given,
        whole_life_cost=status.whole_life_cost,
        whole_life_cost_given=status.whole_life_cost_given,
        currency=status.currency,
        end_planned=status.end_planned,
        owner=status.owner,
        reference=labels.reference(report),
    )


def _summary(course: Course) -> Iterable[str]:
    if course.reports:
        yield from _course(course)
    if course.after:
        verb = "is" if len(course.after) == 1 else "are"
        names = listed([spoken(report.record.period) for report in course.after], most=_MOST_NAMED)
        yield f"{counted(len(course.after), 'report')} for after the closing date {verb} left out: {names}."
    if course.early:
        verb, periods = ("is", "a time") if len(course.early) == 1 else ("are", "times")
        names = listed([spoken(report.record.period) for report in course.early], most=_MOST_NAMED)
        yield f"{counted(len(course.early), 'report')} for {periods} still to come {verb} left out: {names}."


def _course(course: Course) -> Iterable[str]:
    there = "There is" if len(course.reports) == 1 else "There are"
    yield f"{there} {counted(len(course.reports), 'report')}, {span(course.reports)}."
    if course.ratings:
        yield f"The rating was {path(course.ratings, course.rating_turns, RATING_WORDS.__getitem__)}."
    yield from _scales(course)
    yield from _shares(course)
    if course.stages:
        yield f"The stage was {path(course.stages, course.stage_turns, str)}."
    if words := planned_end(course):
        yield words
    if course.owners:
        yield f"The owner was {path(course.owners, course.owner_turns, str)}."
    for said in (whole_life_cost(course), budget_and_forecast(course)):
        if said:
            yield said[0]


def span(reports: Sequence[Report]) -> str:
    """The time that reports are on: ``for March 2010`` or ``from March 2010 to May 2011``."""
    first, last = reports[0].record.period, reports[-1].record.period
    return f"for {spoken(first)}" if first == last else f"from {spoken(first)} to {spoken(last)}"


def path(said: Sequence[Said[V]], changes: Sequence[Turn[V]], word: Callable[[V], str]) -> str:
    """A course in words: ``green at first (May 2008), amber from June 2009 and red from July 2010 …``."""
    first, last = said[0], said[-1]
    if len(said) == 1:
        return f"{word(first.value)} ({spoken(first.period)})"
    if not changes:
        return f"{word(first.value)} throughout, from {spoken(first.period)} to {spoken(last.period)}"
    if len(changes) > _MOST_CHANGES:
        newest = changes[-1].after
        return (
            f"{word(first.value)} at first ({spoken(first.period)}), changed {times(len(changes))}, "
            f"and has been {word(newest.value)} since {spoken(newest.period)}"
        )
    steps = [f"{word(first.value)} at first ({spoken(first.period)})"]
    steps += [f"{word(change.after.value)} from {spoken(change.after.period)}" for change in changes]
    return f"{listed(steps)}, up to the report for {spoken(last.period)}"


def _scales(course: Course) -> Iterable[str]:
    """Where a series goes over to another scale, after which a colour no longer means what it meant."""
    scaled = [said for said in course.ratings if said.report.record.rating_vocabulary]
    for before, after in pairwise(scaled):
        if before.report.record.rating_vocabulary != after.report.record.rating_vocabulary:
            yield (
                f"From {spoken(after.period)} the ratings are on another scale than before it; "
                "a change across that line is neither a rise nor a fall."
            )


def _shares(course: Course) -> Iterable[str]:
    """How many reports give which rating, from the worst to the best, and how many give none that is known."""
    counts = Counter(report.record.rating for report in course.reports)
    unknown = [
        one.record.rating_given for one in course.reports if one.record.rating is None and one.record.rating_given
    ]
    known = sorted((rating for rating in counts if rating), key=lambda rating: (-gravity(rating), rating))
    parts = [f"{counted(counts[rating], 'gives', 'give')} {RATING_WORDS[rating]}" for rating in known]
    if unknown:
        words = listed([quoted(word, 40) for word in dict.fromkeys(unknown)], most=3)
        parts.append(f"{counted(len(unknown), 'gives', 'give')} a word that is not a known rating ({words})")
    if silent := counts[None] - len(unknown):
        parts.append(f"{counted(silent, 'gives', 'give')} no rating")
    if len(parts) > 1 or unknown:
        yield f"Of {counted(len(course.reports), 'report')}, {listed(parts)}."


def planned_end(course: Course) -> str | None:
    """How the planned end moved, or that it did not."""
    if not course.ends:
        return None
    first, last = course.ends[0], course.ends[-1]
    moves = course.end_turns
    if not moves:
        return f"The planned end was {spoken(last.value)}" + (
            f" ({spoken(last.period)})."
            if len(course.ends) == 1
            else f" in every report that gives one ({len(course.ends):,})."
        )
    delays = sum(later(move) for move in moves)
    if delays in (0, len(moves)):
        ways = f"{times(len(moves))}, each time {'later' if delays else 'earlier'}"
        ways = ways.replace("once, each time ", "once, ")
    else:
        ways = f"{times(len(moves))}, {times(delays)} later and {times(len(moves) - delays)} earlier"
    return (
        f"The planned end moved {ways}: from {spoken(first.value)}, "
        f"as reported for {spoken(first.period)}, to {spoken(last.value)}, as reported for {spoken(last.period)}."
    )


def whole_life_cost(course: Course) -> tuple[str, tuple[Report, ...]] | None:
    """The last whole-life cost, and how it changed since the first one in the same currency; with both reports."""
    given = [(one, cost) for one in course.reports if (cost := one.record.whole_life_cost) is not None]
    if not given:
        return None
    last, is_now = given[-1]
    currency = last.record.currency
    first, was = next((one, cost) for one, cost in given if one.record.currency == currency)
    now, at = money(is_now, currency), spoken(last.record.period)
    if first.record.period == last.record.period:
        return f"The whole-life cost was put at {now} ({at}).", (last,)
    since = spoken(first.record.period)
    if was == is_now:
        return f"The whole-life cost was put at {now} ({at}), the same as for {since}.", (first, last)
    change = change_in_money(was, is_now)
    return f"The whole-life cost went from {money(was, currency)} ({since}) to {now} ({at}), {change}.", (first, last)


def budget_and_forecast(course: Course) -> tuple[str, tuple[Report, ...]] | None:
    """The newest report that has both a budget and a forecast, and by how much one exceeds the other."""
    for report in reversed(course.reports):
        budget, forecast, currency = report.record.budget, report.record.forecast, report.record.currency
        if budget is None or forecast is None:
            continue
        period = spoken(report.record.period)
        words = f"For {period} the budget was {money(budget, currency)} and the forecast {money(forecast, currency)}"
        if budget == forecast:
            return f"{words}, which is the same.", (report,)
        side = "over" if forecast > budget else "under"
        share = overspend(report)
        by = f" ({abs(share) * 100:,.0f} per cent)" if share is not None and abs(share) >= Decimal("0.005") else ""
        return f"{words}: {money(abs(forecast - budget), currency)}{by} {side} budget.", (report,)
    return None


def overspend(report: Report) -> Decimal | None:
    """By what share of the budget the forecast exceeds it; none where either is missing or the budget is nothing."""
    status: ProgrammeStatus = report.record
    if status.budget is None or status.forecast is None or status.budget <= 0:
        return None
    return (status.forecast - status.budget) / status.budget
