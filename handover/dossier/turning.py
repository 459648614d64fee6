"""The turning points in a series of reports: where the rating, the stage, the planned end or the owner changed.

Reports on one period that agree count once. A period whose reports contradict each other is passed over when
turning points are looked for, so that two sources that disagree do not look like a change; the contradiction
itself is named among the gaps. Ratings on two different scales are neither better nor worse than each other.
A report for a time that had not come when it was gathered says nothing of how things stand, and is kept apart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Final, Generic, Literal, TypeVar

from handover import dates
from handover.dossier.actions import somebody
from handover.dossier.known import KnownRecord
from handover.dossier.labels import Labels
from handover.initiatives.people.names import can_be_one
from handover.records import ProgrammeStatus
from handover.vocabulary import RATING_SCALE, Rating, Stage

Report = KnownRecord[ProgrammeStatus]
Direction = Literal["worse", "better", "different"]
V = TypeVar("V")

RATING_WORDS: Final[dict[Rating, str]] = {
    "green": "green",
    "amber-green": "amber/green",
    "amber": "amber",
    "amber-red": "amber/red",
    "red": "red",
    "exempt": "exempt from publication",
    "reset": "reset",
    "not-rated": "not rated",
}


@dataclass(frozen=True, slots=True)
class Said(Generic[V]):
    """A value, and the report that gives it."""

    value: V
    report: Report

    @property
    def period(self) -> str:
        return self.report.record.period


@dataclass(frozen=True, slots=True)
class Turn(Generic[V]):
    """A change from one report to a later one."""

    before: Said[V]
    after: Said[V]


@dataclass(frozen=True, slots=True)
class Course:
    """What a series of reports shows, each tuple in order of time.

    ``early`` are the reports for a time still to come, ``after`` those for a time after the closing; nothing else
    here takes account of them.
    """

    reports: tuple[Report, ...]
    early: tuple[Report, ...]
    after: tuple[Report, ...]
    ratings: tuple[Said[Rating], ...]
    stages: tuple[Said[Stage], ...]
    ends: tuple[Said[str], ...]
    owners: tuple[Said[str], ...]
    disputed: tuple[tuple[Report, ...], ...]

    @property
    def last(self) -> Report | None:
        return self.reports[-1] if self.reports else None

    @property
    def rating_turns(self) -> tuple[Turn[Rating], ...]:
        return turns(self.ratings)

    @property
    def stage_turns(self) -> tuple[Turn[Stage], ...]:
        return turns(self.stages)

    @property
    def end_turns(self) -> tuple[Turn[str], ...]:
        """Where the planned end moved. A date that only became more exact did not move."""
        return turns(self.ends, same=overlap)

    @property
    def owner_turns(self) -> tuple[Turn[str], ...]:
        """Where another person owns it. Another spelling of the same name is no change."""
        return turns(self.owners, same=can_be_one)

    @property
    def last_rating(self) -> Said[Rating] | None:
        """The newest rating; where reports on the newest rated period disagree, the worst that they give."""
        rated = [report for report in self.reports if report.record.rating is not None]
        if not rated:
            return None
        newest = [report for report in rated if report.record.period == rated[-1].record.period]
        worst = max(newest, key=lambda report: gravity(report.record.rating))
        assert worst.record.rating is not None  # noqa: S101  # rated above
        return Said(worst.record.rating, worst)


def course(statuses: Iterable[Report], labels: Labels, *, known_on: date, closed_on: date | None = None) -> Course:
    """``known_on`` is the day of the newest gathering, ``closed_on`` that of a closure.

    What is said of a time after either cannot be how it stood, and is not counted.
    """
    every = sorted(statuses, key=lambda one: in_time(one, labels))
    closed = closed_on or date.max
    begins = [(one, dates.earliest(one.record.period)) for one in every]
    reports = tuple(one for one, day in begins if day <= min(known_on, closed))
    return Course(
        reports=reports,
        early=tuple(one for one, day in begins if day > known_on),
        after=tuple(one for one, day in begins if closed < day <= known_on),
        ratings=_agreed(reports, lambda status: status.rating),
        stages=_agreed(reports, lambda status: status.stage),
        ends=_agreed(reports, lambda status: status.end_planned),
        owners=_agreed(reports, lambda status: somebody(status.owner)),
        disputed=tuple(members for members in by_period(reports) if len(_values(members, _rating)) > 1),
    )


def in_time(report: Report, labels: Labels) -> tuple[int, int, int, str, int, str]:
    """The order of reports: when their period starts, when it ends, then source, file and row."""
    period = report.record.period
    first, last = dates.earliest(period).toordinal(), dates.latest(period).toordinal()
    return first, last, int(labels.of(report.source)[1:]), report.file, report.row, report.record.key


def by_period(reports: Sequence[Report]) -> Iterable[tuple[Report, ...]]:
    return (tuple(members) for _, members in groupby(reports, key=lambda report: report.record.period))


def turns(said: Sequence[Said[V]], *, same: Callable[[V, V], bool] | None = None) -> tuple[Turn[V], ...]:
    """Each change between one value and the next; ``same`` says when two values are no change."""
    alike = same or (lambda one, other: one == other)
    return tuple(Turn(before, after) for before, after in pairwise(said) if not alike(before.value, after.value))


def direction(turn: Turn[Rating]) -> Direction:
    """Whether a rating became worse or better; ``different`` where the two are not on one scale."""
    before, after = turn.before, turn.after
    scales = {before.report.record.rating_vocabulary, after.report.record.rating_vocabulary} - {None}
    if len(scales) > 1 or before.value not in RATING_SCALE or after.value not in RATING_SCALE:
        return "different"
    return "worse" if gravity(after.value) > gravity(before.value) else "better"


def end_already_past(course: Course) -> Report | None:
    """The newest report, where it plans an end that had passed when its own period began, and no end is said."""
    last = course.last
    if last is None or last.record.end_planned is None:
        return None
    status = last.record
    ended = status.end_actual or status.stage in {"completed", "cancelled"}
    return last if not ended and dates.latest(last.record.end_planned) < dates.earliest(status.period) else None


def later(turn: Turn[str]) -> bool:
    """Whether a planned end moved to a later day rather than an earlier one."""
    return dates.latest(turn.after.value) > dates.latest(turn.before.value)


def overlap(one: str, other: str) -> bool:
    """Whether two partial dates can be the same day."""
    return dates.earliest(one) <= dates.latest(other) and dates.earliest(other) <= dates.latest(one)


def gravity(rating: Rating | None) -> int:
    """How grave a rating is: its place on the scale from best to worst; -1 where it has none."""
    return RATING_SCALE.index(rating) if rating in RATING_SCALE else -1


def _rating(status: ProgrammeStatus) -> Rating | None:
    return status.rating


def _values(members: Iterable[Report], value: Callable[[ProgrammeStatus], V | None]) -> dict[V, Report]:
    """Each different value that reports give, with the first report that gives it."""
    found: dict[V, Report] = {}
    for report in members:
        given = value(report.record)
        if given is not None:
            found.setdefault(given, report)
    return found


def _agreed(reports: Sequence[Report], value: Callable[[ProgrammeStatus], V | None]) -> tuple[Said[V], ...]:
    """One value for each period whose reports give exactly one."""
    found = (_values(members, value) for members in by_period(reports))
    return tuple(Said(*next(iter(values.items()))) for values in found if len(values) == 1)
