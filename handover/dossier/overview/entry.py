"""What one sealed dossier says, for its place in an overview. Pure: dates are judged by the day of the overview."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handover import dates
from handover.dossier.model import Action, Dossier, GapSeverity
from handover.dossier.overview.model import Counts, FirstAction

_WORST: Final[Mapping[GapSeverity, int]] = {"critical": 0, "important": 1, "minor": 2}


def said_by(dossier: Dossier, *, today: date) -> dict[str, Any]:
    """The fields of an ``Entry`` that a dossier fills.

    What was due later when it was sealed may be overdue by ``today``.
    """
    still_open = [one for one in dossier.actions if one.urgency != "finished"]
    # Waived gaps stay gaps; of the worst of the same severity the first, which the dossier puts first, too.
    gaps = sorted(dossier.gaps, key=lambda gap: (gap.waived is not None, _WORST[gap.severity]))
    completeness, reasons = dossier.completeness, dossier.severity.reasons
    return {
        "title": dossier.title,
        "marking": dossier.marking,
        "level": dossier.severity.level,
        "because": reasons[0].text if reasons else None,
        "first_action": _first(still_open, today),
        "worst_gap": gaps[0] if gaps else None,
        "counts": Counts(
            open_actions=len(still_open),
            overdue_actions=sum(is_overdue(one, today) for one in still_open),
            actions_without_inheritor=sum(one.inherits is None for one in still_open),
            vacant_posts=sum(one.standing == "vacant" for one in dossier.people),
            essential_not_met=completeness
            and sum(one.importance == "essential" and one.standing != "met" for one in completeness.expected),
            gaps=len(gaps),
            critical_gaps=sum(one.severity == "critical" for one in gaps),
        ),
    }


def is_overdue(action: Action, today: date) -> bool:
    """Whether the last possible day of an open action is over."""
    return action.due is not None and dates.latest(action.due) < today


def _first(still_open: list[Action], today: date) -> FirstAction | None:
    if not still_open:
        return None
    one = min(still_open, key=lambda one: (dates.latest(one.due) if one.due else date.max, one.number))
    return FirstAction(
        number=one.number,
        what=one.what,
        owner=one.owner,
        inherits=one.inherits,
        due=one.due,
        is_overdue=is_overdue(one, today),
    )
