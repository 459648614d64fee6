"""Follow-on actions: what is still to do, who owned it, and who inherits it (PRINCE2).

Urgency is reckoned on the day that the dossier is compiled, because that is when its reader starts. A partial
date is overdue only once its last day has passed, and is due within 30 or 90 days as soon as its first day is; within a
week only where its last day is, because a month or a year is not that exact.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from handover import dates, vocabulary
from handover.dossier.known import KnownRecord
from handover.dossier.labels import Labels
from handover.dossier.model import Action
from handover.records import FollowOnAction

Urgency = Literal["overdue", "next-7-days", "next-30-days", "next-90-days", "later", "no-date", "finished"]

# The first weeks of somebody new: the first week, the first month, the first quarter.
_WEEK: Final = timedelta(days=7)
_WITHIN: Final[tuple[tuple[Urgency, timedelta], ...]] = (
    ("next-30-days", timedelta(days=30)),
    ("next-90-days", timedelta(days=90)),
)
_ORDER: Final[dict[Urgency, int]] = {
    "overdue": 0,
    "next-7-days": 1,
    "next-30-days": 2,
    "next-90-days": 3,
    "later": 4,
    "no-date": 5,
    "finished": 6,
}
_FINISHED: Final = frozenset({"done", "cancelled"})


def urgency(action: FollowOnAction, today: date) -> Urgency:
    """How soon it must be done. A status that is not known leaves an action open."""
    if action.status in _FINISHED:
        return "finished"
    if action.due is None:
        return "no-date"
    if dates.latest(action.due) < today:
        return "overdue"
    if dates.latest(action.due) <= today + _WEEK:
        return "next-7-days"
    first = dates.earliest(action.due)
    return next((urgency for urgency, within in _WITHIN if first <= today + within), "later")


def numbered(actions: Sequence[KnownRecord[FollowOnAction]], labels: Labels, today: date) -> tuple[Action, ...]:
    """Actions in the order in which to look at them: open ones by due date, those without one, finished last."""

    def place(one: KnownRecord[FollowOnAction]) -> tuple[int, date, date, int, str, int, str]:
        due = one.record.due
        first, last = (dates.earliest(due), dates.latest(due)) if due else (date.max, date.max)
        source = int(labels.of(one.source)[1:])
        return _ORDER[urgency(one.record, today)], first, last, source, one.file, one.row, one.record.key

    return tuple(
        Action(
            number=number,
            what=one.record.what,
            owner=somebody(one.record.owner),
            inherits=somebody(one.record.inherits),
            due=one.record.due,
            status=one.record.status,
            status_given=one.record.status_given,
            urgency=urgency(one.record, today),
            reference=labels.reference(one),
        )
        for number, one in enumerate(sorted(actions, key=place), start=1)
    )


def somebody(name: str | None) -> str | None:
    """The name, unless it is a token such as ``TBC`` or ``Vacant`` that names nobody."""
    return name if name is not None and vocabulary.holder(name) == "named" else None


def still_open(actions: Iterable[Action]) -> tuple[Action, ...]:
    return tuple(action for action in actions if action.urgency != "finished")


def marks(actions: Iterable[Action]) -> list[str]:
    """How a sentence points at actions: ``A1``, ``A2`` …"""
    return [f"A{action.number}" for action in actions]
