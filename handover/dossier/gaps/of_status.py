"""Gaps in the status reports: none, old, missing in a series, or without what a reader needs of them."""

from collections.abc import Iterable
from typing import Final

from handover.dates import spoken
from handover.dossier.actions import somebody
from handover.dossier.draft import Draft
from handover.dossier.gaps.rule import Found, GapRule, share
from handover.dossier.gaps.series import missing_periods
from handover.dossier.wording import counted, listed, money, quoted, shortened
from handover.records import ProgrammeStatus

_MOST_NAMED: Final = 6


def _no_status(draft: Draft) -> Iterable[Found]:
    # What only begins cannot have been reported on.
    if not draft.course.reports and draft.known.transition.kind == "start":
        return
    if not draft.course.reports and not draft.course.early:
        yield Found("No source has a status report of this initiative.")
    elif not draft.course.reports:
        yield Found("No source has a status report of this initiative but for a time still to come.")


def _stale(draft: Draft) -> Iterable[Found]:
    last = draft.course.last
    if last is None or draft.age(last.record.period) <= draft.stale_after_days:
        return
    days = counted(draft.age(last.record.period), "day")
    before = "ago" if draft.reckoned_on == draft.known.today else "before the date of this transition"
    yield Found(
        f"The last status report is for {spoken(last.record.period)}, {days} {before}; "
        f"the office counts more than {draft.stale_after_days} as stale.",
        draft.labels.references([last]),
    )


def _missing(draft: Draft) -> Iterable[Found]:
    missing = missing_periods(report.record.period for report in draft.course.reports)
    if missing:
        names = listed([spoken(period) for period in missing], most=_MOST_NAMED)
        yield Found(
            f"{counted(len(missing), 'report is', 'reports are')} missing in an otherwise regular series: {names}."
        )


def _no_rating(draft: Draft) -> Iterable[Found]:
    reports = draft.course.reports
    if reports and all(report.record.rating is None for report in reports):
        words = share(reports, reports, "report", "gives no rating that is known", "give no rating that is known")
        yield Found(f"{words}.", draft.labels.references(reports))


def _unknown_rating(draft: Draft) -> Iterable[Found]:
    found = [one for one in draft.course.reports if one.record.rating is None and one.record.rating_given]
    if found:
        given = listed(dict.fromkeys(quoted(one.record.rating_given or "", 40) for one in found), most=3)
        yield Found(
            f"{counted(len(found), 'report gives', 'reports give')} a rating that is not in the vocabulary ({given}); "
            "it is shown as given and counted as none.",
            draft.labels.references(found),
        )


def _no_end_report(draft: Draft) -> Iterable[Found]:
    reports = draft.course.reports
    if draft.known.transition.kind != "closure" or not reports:
        return
    ended = any(one.record.stage in {"completed", "cancelled"} or one.record.end_actual for one in reports)
    if not ended:
        last = reports[-1].record
        stage = last.stage or last.stage_given
        words = f"gives the stage as {shortened(stage, 40)[0]}" if stage else "gives no stage"
        yield Found(
            "No report says that it was completed or cancelled, or when it really ended; "
            f"the last one, for {spoken(last.period)}, {words}.",
            draft.labels.references(reports[-1:]),
        )


def _no_owner(draft: Draft) -> Iterable[Found]:
    reports = draft.course.reports
    if reports and not any(somebody(one.record.owner) for one in reports):
        words = share(reports, reports, "report", "names no owner", "name no owner")
        yield Found(f"{words}.", draft.labels.references(reports[-1:]))


def _no_narrative(draft: Draft) -> Iterable[Found]:
    reports = draft.course.reports
    if reports and not any(one.record.narrative for one in reports):
        words = share(reports, reports, "report", "has figures only, no account", "have figures only, no account")
        yield Found(f"{words} of what the initiative is or how it goes.", draft.labels.references(reports[-1:]))


def _no_money(draft: Draft) -> Iterable[Found]:
    reports = draft.course.reports
    if reports and not any(_figures(one.record) for one in reports):
        words = share(reports, reports, "report", "has no figure", "have no figure")
        yield Found(f"{words} of what it costs.", draft.labels.references(reports[-1:]))


def _figures(status: ProgrammeStatus) -> list[str]:
    """Every amount of a report, read or as given."""
    given = (status.budget_given, status.forecast_given, status.whole_life_cost_given)
    amounts = (status.budget, status.forecast, status.whole_life_cost)
    return [*(one for one in given if one), *(money(one, status.currency) for one in amounts if one is not None)]


def _unread_money(draft: Draft) -> Iterable[Found]:
    found = []
    for report in draft.course.reports:
        status = report.record
        for amount, given in (
            (status.budget, status.budget_given),
            (status.forecast, status.forecast_given),
            (status.whole_life_cost, status.whole_life_cost_given),
        ):
            if amount is None and given:
                found.append((report, given))
    if found:
        words = listed(dict.fromkeys(quoted(given, 40) for _, given in found), most=3)
        yield Found(
            f"{counted(len(found), 'amount')} in the reports could not be read as a number ({words}).",
            draft.labels.references(report for report, _ in found),
        )


RULES: Final[tuple[GapRule, ...]] = (
    GapRule(
        "no-status",
        "missing",
        "critical",
        "There is no status report at all.",
        "Ask the programme office for the last reports, and register where they are kept as a source.",
        _no_status,
    ),
    GapRule(
        "stale-status",
        "stale",
        "important",
        "The last status report is older at the transition than the office's policy allows.",
        "Ask the owner how it stands now.",
        _stale,
    ),
    GapRule(
        "no-rating",
        "missing",
        "important",
        "There are status reports, and none has a rating that is known.",
        "Ask the owner how confident they are that it delivers, and why.",
        _no_rating,
    ),
    GapRule(
        "no-end-report",
        "missing",
        "important",
        "At a closure: no report says that it was completed or cancelled, or when it ended.",
        "Ask the owner for an end report: what was delivered against what was planned, and what was not.",
        _no_end_report,
    ),
    GapRule(
        "no-owner",
        "missing",
        "important",
        "There are status reports, and none names an owner.",
        "Find out who answers for the initiative, and record it.",
        _no_owner,
    ),
    GapRule(
        "no-narrative",
        "missing",
        "important",
        "There are status reports, and none says in words what the initiative is or how it goes.",
        "Ask the owner for half a page: what it is for, what was done, what remains.",
        _no_narrative,
    ),
    GapRule(
        "no-money",
        "missing",
        "minor",
        "There are status reports, and none has a budget, a forecast or a whole-life cost.",
        "Ask finance for the budget and what was spent.",
        _no_money,
    ),
    GapRule(
        "unread-money",
        "missing",
        "minor",
        "An amount could not be read as a number.",
        "Look at the rows named; the amount is kept as it was given.",
        _unread_money,
    ),
    GapRule(
        "unknown-rating",
        "missing",
        "minor",
        "A rating is a word that the vocabulary does not know.",
        "Say in the source's registration what the word means, and gather again.",
        _unknown_rating,
    ),
    GapRule(
        "reports-missing",
        "missing",
        "minor",
        "In a regular series of reports some are missing.",
        "Ask the programme office for them, or why there was no report.",
        _missing,
    ),
)
