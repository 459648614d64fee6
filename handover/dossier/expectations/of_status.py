"""What is expected of the reports: what it is for, how it stood, what it cost, when it ended.

PRINCE2's End Project Report is the measure: objectives, performance against plan in time and cost, and what was not
delivered.
"""

from collections.abc import Callable
from typing import Final

from handover import dates
from handover.dates import spoken
from handover.dossier.draft import Draft
from handover.dossier.expectations.kinds import CLOSING, RUNNING, STANDING_ON
from handover.dossier.expectations.rule import Expectation, Lack
from handover.dossier.status import budget_and_forecast, planned_end, span, whole_life_cost
from handover.dossier.turning import RATING_WORDS
from handover.dossier.wording import counted, on, shortened
from handover.records import ProgrammeStatus

# A first report so many days after the start is no longer one on the beginning.
_A_YEAR: Final = 366
_SHORT: Final = 60


def _with(draft: Draft, has: Callable[[ProgrammeStatus], object]) -> list[ProgrammeStatus]:
    return [report.record for report in draft.course.reports if has(report.record)]


def _no_purpose(draft: Draft) -> Lack | None:
    if not draft.course.reports or _with(draft, lambda status: status.purpose):
        return None
    if not _with(draft, lambda status: status.narrative):
        return Lack("missing", "No report says what it is for.")
    return Lack("partly-met", "No report says what it is for; the accounts of how it goes may let one guess.")


def _said_purpose(draft: Draft) -> str:
    saying = _with(draft, lambda status: status.purpose)
    return f"The report for {spoken(saying[-1].period)} says what it is for." if saying else "A report says so."


def _begins_late(draft: Draft) -> Lack | None:
    reports = draft.course.reports
    if not reports:
        return None
    started = [report.record.start_actual for report in reports if report.record.start_actual]
    first = reports[0].record.period
    if not started:
        why = "No report says when work began, so nobody can say whether the first"
        return Lack("partly-met", f"{why}, for {spoken(first)}, is on its beginning.")
    late = (dates.earliest(first) - dates.latest(started[-1])).days
    if late <= _A_YEAR:
        return None
    return Lack("partly-met", f"Work began {on(started[-1])}; the first report is for {spoken(first)}.")


def _reports(draft: Draft) -> str:
    return f"{counted(len(draft.course.reports), 'report')}, {span(draft.course.reports)}."


def _last_report(draft: Draft) -> str:
    last = draft.course.last
    return f"The last report is for {spoken(last.record.period)}." if last else "There is a report."


def _last_rating(draft: Draft) -> str:
    last = draft.course.last_rating
    return f"Last rated {RATING_WORDS[last.value]}, for {spoken(last.period)}." if last else "It is rated."


def _rated_long_ago(draft: Draft) -> Lack | None:
    """The newest rating may be far older than the newest report, which then says nothing of how sure anybody is."""
    rating, last = draft.course.last_rating, draft.course.last
    if rating is None or last is None or draft.age(rating.period) <= draft.stale_after_days:
        return None
    # The age of the report itself is a gap of its own.
    if draft.age(last.record.period) > draft.stale_after_days:
        return None
    return Lack(
        "stale",
        f"The last rating is for {spoken(rating.period)}; later reports, to {spoken(last.record.period)}, give none.",
    )


def _owner(draft: Draft) -> str:
    owners = draft.course.owners
    return f"The last owner named is {shortened(owners[-1].value, _SHORT)[0]}." if owners else "Owners are named."


def _owner_not_to_be_found(draft: Draft) -> Lack | None:
    """Where there are contact lists, a gap says whether the owner is in one."""
    if not draft.course.owners or draft.people:
        return None
    return Lack("partly-met", f"{_owner(draft)[:-1]}, and no contact list says how to reach anybody.")


def _accounts(draft: Draft) -> str:
    given = _with(draft, lambda status: status.narrative)
    have = "has" if len(given) == 1 else "have"
    return f"{len(given):,} of {counted(len(draft.course.reports), 'report')} {have} an account in words."


def _cost_alone(draft: Draft) -> Lack | None:
    """A cost without what it was to be: only where there is some figure, for a gap says where there is none."""
    if budget_and_forecast(draft.course) is not None:
        return None
    costs = _with(draft, lambda status: status.whole_life_cost)
    if len({status.whole_life_cost for status in costs}) > 1 or len(costs) > 1:
        return None
    if not costs and not _with(draft, lambda status: status.budget is not None or status.forecast is not None):
        return None
    what = (
        "The whole-life cost is given once" if costs else "There is a budget or a forecast, and not both in one report"
    )
    return Lack("partly-met", f"{what}, with nothing to compare it with.")


def _cost(draft: Draft) -> str:
    said = budget_and_forecast(draft.course) or whole_life_cost(draft.course)
    return said[0] if said else "There are figures."


def _one_date_only(draft: Draft) -> Lack | None:
    if not draft.course.reports:
        return None
    ended = _with(draft, lambda status: status.end_actual)
    planned = _with(draft, lambda status: status.end_planned)
    if not planned and not ended:
        return Lack("missing", "No report says when it was to end, or when it really ended.")
    if not ended:
        last = planned[-1].end_planned or ""
        return Lack("partly-met", f"It was to end {on(last)}; no report says when it really ended.")
    if not planned:
        return Lack("partly-met", f"It ended {on(ended[-1].end_actual or '')}; no report says when it was to end.")
    return None


def _both_dates(draft: Draft) -> str:
    ended = _with(draft, lambda status: status.end_actual)
    planned = _with(draft, lambda status: status.end_planned)
    if not ended or not planned:
        return "A report says when it ended."
    return f"It ended {on(ended[-1].end_actual or '')}; it was to end {on(planned[-1].end_planned or '')}."


def _no_planned_end(draft: Draft) -> Lack | None:
    if draft.course.reports and not _with(draft, lambda status: status.end_planned):
        return Lack("missing", "No report says when it is to end.")
    return None


EXPECTATIONS: Final[tuple[Expectation, ...]] = (
    Expectation(
        "purpose",
        "A report says what it set out to do.",
        "essential",
        "story",
        _said_purpose,
        whole=("no-status",),
        at=RUNNING,
        lacks=_no_purpose,
        what_to_do="Ask the owner for two sentences on what it was for, and add them to the source as its purpose.",
        rests_on="programme-status",
    ),
    Expectation(
        "status-over-its-life",
        "Status reports cover its whole life, without missing periods.",
        "important",
        "status",
        _reports,
        whole=("no-status",),
        part=("reports-missing", "stale-status"),
        at=RUNNING,
        lacks=_begins_late,
        what_to_do="Ask the programme office whether there are earlier reports, and gather them.",
        rests_on="programme-status",
    ),
    Expectation(
        "status-fresh",
        "The last status report is recent enough to rely on.",
        "essential",
        "status",
        _last_report,
        whole=("no-status", "stale-status"),
        at=RUNNING,
        rests_on="programme-status",
    ),
    Expectation(
        "rating",
        "Somebody has rated how sure they are that it delivers, and the rating is not stale.",
        "essential",
        "status",
        _last_rating,
        whole=("no-status", "no-rating", "stale-status"),
        part=("unknown-rating",),
        at=RUNNING,
        lacks=_rated_long_ago,
        what_to_do="Ask the owner for a rating as it stands now.",
        rests_on="programme-status",
    ),
    Expectation(
        "owner",
        "Somebody is named who answers for it, and can be found.",
        "essential",
        "people",
        _owner,
        whole=("no-status", "no-owner"),
        part=("owner-not-listed",),
        at=RUNNING,
        lacks=_owner_not_to_be_found,
        what_to_do="Find out whether the owner is still there and how to reach them, and record it.",
        rests_on="programme-status",
    ),
    Expectation(
        "account",
        "A report says in words what was done and what was not.",
        "important",
        "status",
        _accounts,
        whole=("no-status", "no-narrative"),
        at=RUNNING,
        rests_on="programme-status",
    ),
    Expectation(
        "cost-against-plan",
        "What it costs stands beside what it was to cost.",
        "important",
        "status",
        _cost,
        whole=("no-status", "no-money"),
        part=("unread-money",),
        at=RUNNING,
        importance_at={"closure": "essential"},
        lacks=_cost_alone,
        what_to_do="Ask finance for the budget and for what was spent, for the same time.",
        rests_on="programme-status",
    ),
    Expectation(
        "end-against-plan",
        "When it really ended stands beside when it was to end.",
        "important",
        "status",
        _both_dates,
        whole=("no-status",),
        part=("no-end-report",),
        at=CLOSING,
        lacks=_one_date_only,
        what_to_do="Ask the owner for both dates, and add them to the last report.",
        rests_on="programme-status",
    ),
    Expectation(
        "planned-end",
        "A report says until when it is to run.",
        "useful",
        "status",
        lambda draft: planned_end(draft.course) or "A report says so.",
        whole=("no-status",),
        part=("end-already-past",),
        at=STANDING_ON,
        lacks=_no_planned_end,
        what_to_do="Ask the owner until when it is meant to run.",
        rests_on="programme-status",
    ),
)
