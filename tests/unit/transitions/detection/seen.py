"""Changes of records, as rules see them, and what they make of them."""

from typing import Any

from handover.transitions.detection.detecting import detected
from handover.transitions.detection.model import Change, Changes

DAY = "2025-06-02"
WARM: dict[str, Any] = {"initiative": "Warm Homes", "period": "2025", "stage": "implementation"}
POST: dict[str, Any] = {"initiative": "Council", "holder": "named", "name": "Ada Hill", "role": "Director"}
TOLD: dict[str, Any] = {"purpose": "To warm homes", "owner": "Housing", "start_actual": "2020-01-01"}


def status(key: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
    return Change(key, "programme-status", before, after, 1)


def contact(key: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
    return Change(key, "contact", before, after, 1)


def told(*changes: Change, **more: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.initiative, one.successors) for one in detected(Changes(DAY, changes, **more))]
