"""Guards that look at dates: content that is too old, older than what was taken, or stands still; dates to come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from handover.dates import spoken
from handover.sources.doubts import Doubt
from handover.sources.guards.case import Case
from handover.sources.registering.registration import Registration
from handover.wording import per_cent

# How old content may be, in days: two of its cadence, so that one that comes late, or a list that once had nothing to
# change, is no doubt. A daily one rests over a long weekend.
OLDEST: Final[Mapping[str, int]] = {"daily": 4, "weekly": 15, "monthly": 62, "quarterly": 184, "yearly": 731}
# Dates that say what has happened, or how something stood: they cannot be in the future, but for slips.
HAPPENED: Final = frozenset({"recorded_on", "occurred_on", "period", "start_actual", "end_actual", "from_on"})
_FEW: Final = 5
_FUTURE_ALWAYS: Final = 0.1  # of the dates in a field


def stale(case: Case) -> Doubt | None:
    """The content's own date is older than the source's cadence allows."""
    oldest = OLDEST.get(case.registration.cadence or "")
    if oldest is None or case.dated is None or not case.newest or case.taken_before:
        return None
    if (days := (case.now - case.dated).days) <= oldest:
        return None
    return Doubt(
        "stale",
        f"{case.name} is of {_day(case.dated)}, {days:,} days ago, and the source is {case.registration.cadence}.",
        "Ask whoever looks after it for a newer one. If this is the newest, release it, or correct “cadence”.",
        {"dated": case.dated.isoformat(), "days": days, "oldest": oldest},
    )


def older(case: Case) -> Doubt | None:
    """The content's own date lies before that of what was taken last."""
    if case.before is None or case.dated is None or case.dated_before is None or not case.whole:
        return None
    if case.dated >= case.dated_before:
        return None
    return Doubt(
        "older",
        f"{case.name} is of {_moment(case.dated)}, and what was taken last was of {_moment(case.dated_before)}.",
        "Put the newer one back. If an earlier state is meant to count again, release this one.",
        {"dated": case.dated.isoformat(), "before": case.dated_before.isoformat()},
    )


def identical(name: str, registration: Registration, *, since: datetime, now: datetime) -> Doubt | None:
    """Content that was taken before, and has not changed since then although the source's cadence says it should."""
    oldest = OLDEST.get(registration.cadence or "")
    if oldest is None or (days := (now - since).days) <= oldest or "identical" in registration.guards.off:
        return None
    return Doubt(
        "identical",
        f"{name} has not changed since {_day(since)}, {days:,} days ago, and the source is {registration.cadence}.",
        "Ask whoever looks after it whether it is still kept. If nothing had to change, release it.",
        {"since": since.isoformat(), "days": days, "oldest": oldest},
    )


def future_dates(case: Case) -> Doubt | None:
    """Dates of what has happened lie in the future, in a field where none did before."""
    if case.before is None or not case.same_map:
        return None
    for field, dates in case.seen.dates.items():
        if field in case.before.future or dates.future < _FEW or dates.future <= _FUTURE_ALWAYS * dates.filled:
            continue
        return Doubt(
            "future-dates",
            f"{dates.future:,} of {dates.filled:,} dates in {field} ({per_cent(dates.future / dates.filled)}) lie in "
            f"the future in {case.name}, where none did before.",
            "Look whether the day and the month changed places, or the year; correct “date” in the map if so.",
            {"field": field, "future": dates.future, "dates": dates.filled},
        )
    return None


def _day(moment: datetime) -> str:
    return spoken(moment.date().isoformat())


def _moment(moment: datetime) -> str:
    return f"{_day(moment)} at {moment:%H:%M}"
