"""Records that contradict each other, the calendar, or the transition."""

from collections.abc import Callable, Iterable
from typing import Final

from handover import dates
from handover.dates import spoken
from handover.dossier.draft import Draft
from handover.dossier.gaps.rule import Found, GapRule
from handover.dossier.happening import is_past
from handover.dossier.labels import first_references
from handover.dossier.turning import RATING_WORDS, Report, by_period, end_already_past, overlap
from handover.dossier.wording import counted, listed, on, shortened
from handover.records import ProgrammeStatus

_MOST_NAMED: Final = 6


def _contradictory_ratings(draft: Draft) -> Iterable[Found]:
    disputed = draft.course.disputed
    if not disputed:
        return
    examples = []
    for members in disputed:
        words = listed(list(dict.fromkeys(RATING_WORDS[one.record.rating] for one in members if one.record.rating)))
        examples.append(f"{spoken(members[0].record.period)} ({words})")
    yield Found(
        f"Reports give different ratings for {counted(len(disputed), 'period')}: {listed(examples, most=_MOST_NAMED)}.",
        draft.labels.references(one for members in disputed for one in members if one.record.rating),
    )


def _contradictory_reports(draft: Draft) -> Iterable[Found]:
    """Two reports on one period that differ in something other than the rating."""
    differing: dict[str, list[Report]] = {}
    for members in by_period(draft.course.reports):
        if len(members) == 1:
            continue
        for words, differs in _DIFFERENCES:
            if differs(members):
                differing.setdefault(words, []).extend(members)
    if differing:
        periods = list(dict.fromkeys(spoken(one.record.period) for many in differing.values() for one in many))
        yield Found(
            f"Reports on the same period differ in the {listed(differing)}: {listed(periods, most=_MOST_NAMED)}.",
            draft.labels.references(one for many in differing.values() for one in many),
        )


def _differ(value: Callable[[ProgrammeStatus], object]) -> Callable[[tuple[Report, ...]], bool]:
    return lambda members: len({value(one.record) for one in members} - {None}) > 1


def _ends_differ(members: tuple[Report, ...]) -> bool:
    ends = [one.record.end_planned for one in members if one.record.end_planned]
    return any(not overlap(ends[0], other) for other in ends[1:])


_DIFFERENCES: Final[tuple[tuple[str, Callable[[tuple[Report, ...]], bool]], ...]] = (
    ("stage", _differ(lambda status: status.stage)),
    ("planned end", _ends_differ),
    ("budget", _differ(lambda status: status.budget)),
    ("forecast", _differ(lambda status: status.forecast)),
    ("whole-life cost", _differ(lambda status: status.whole_life_cost)),
)


def _end_before_start(draft: Draft) -> Iterable[Found]:
    found = []
    for report in draft.course.reports:
        status = report.record
        for end, start in ((status.end_planned, status.start_planned), (status.end_actual, status.start_actual)):
            if end and start and dates.latest(end) < dates.earliest(start):
                found.append((report, f"{spoken(start)} to {spoken(end)}"))
    if found:
        examples = listed(dict.fromkeys(words for _, words in found), most=3)
        reports = list(dict.fromkeys(report.record.period for report, _ in found))
        yield Found(
            f"{counted(len(reports), 'report has', 'reports have')} an end before the start ({examples}).",
            draft.labels.references(report for report, _ in found),
        )


def _end_already_past(draft: Draft) -> Iterable[Found]:
    """The newest report still plans an end that had passed when its own period began."""
    last = end_already_past(draft.course)
    if last is not None:
        yield Found(
            f"The last report, for {spoken(last.record.period)}, still plans the end for "
            f"{spoken(last.record.end_planned or '')}, which had passed by then.",
            draft.labels.references([last]),
        )


def _in_the_future(draft: Draft) -> Iterable[Found]:
    found = draft.course.early
    if found:
        said = [_said_early(one) for one in found]
        one = len(found) == 1
        yield Found(
            f"{counted(len(found), 'report is', 'reports are')} for a time that had not come when "
            f"{'it was' if one else 'they were'} gathered, and {'is' if one else 'are'} not counted: "
            f"{listed(said, most=_MOST_NAMED)}.",
            draft.labels.references(found),
        )


def _said_early(report: Report) -> str:
    rating = report.record.rating_given or report.record.rating
    return f"{spoken(report.record.period)}{f' ({shortened(rating, 40)[0]})' if rating else ''}"


_LATE_LESSONS: Final = (
    "Check the closing date with whoever decided it; if it is right, ask whether the lessons are dated by when they "
    "were written down."
)
# By how many reports there are: none, one, several.
_NOT_COUNTED: Final = ("", " The report is not counted.", " The reports are not counted.")


def _after_closing(draft: Draft) -> Iterable[Found]:
    transition = draft.known.transition
    if transition.kind != "closure":
        return
    closed = dates.latest(transition.effective_on)
    reports = draft.course.after
    lessons = [one for one in draft.lessons if one.occurred_on and dates.earliest(one.occurred_on) > closed]
    if not reports and not lessons:
        return
    parts = [counted(len(reports), "status report")] if reports else []
    parts += [f"{counted(len(lessons), 'lesson')} of something that happened"] if lessons else []
    verb = "is" if len(reports) + len(lessons) == 1 else "are"
    closes = "to have closed" if is_past(draft.known) else "to close"
    yield Found(
        f"It is said {closes} {on(transition.effective_on)}, but there {verb} {listed(parts)} after that"
        f".{_NOT_COUNTED[min(len(reports), 2)]}",
        first_references([*draft.labels.references(reports), *(one.reference for one in lessons)]),
        None if reports else _LATE_LESSONS,
    )


RULES: Final[tuple[GapRule, ...]] = (
    GapRule(
        "contradictory-ratings",
        "contradictory",
        "important",
        "Two reports give different ratings for one period.",
        "Ask the owners of the sources which of them holds, and correct the other.",
        _contradictory_ratings,
    ),
    GapRule(
        "contradictory-reports",
        "contradictory",
        "important",
        "Two reports on one period differ in stage, planned end or money.",
        "Ask the owners of the sources which of them holds, and correct the other.",
        _contradictory_reports,
    ),
    GapRule(
        "end-before-start",
        "contradictory",
        "important",
        "A report has an end that lies before the start.",
        "Have the dates corrected at the source.",
        _end_before_start,
    ),
    GapRule(
        "end-already-past",
        "contradictory",
        "important",
        "The last report still plans an end that had passed by then.",
        "Ask the owner whether it ended then, and if not, until when it was extended and by whom.",
        _end_already_past,
    ),
    GapRule(
        "report-in-the-future",
        "contradictory",
        "important",
        "A report is for a time that had not come when it was gathered.",
        "Check the period at the source; a wrong year or day and month exchanged are likely.",
        _in_the_future,
    ),
    GapRule(
        "records-after-closing",
        "contradictory",
        "important",
        "At a closure: a report, or something that happened, is dated after the closing date.",
        "Check the closing date with whoever decided it; if it is right, ask whether work went on or the report was "
        "written in advance.",
        _after_closing,
    ),
)
