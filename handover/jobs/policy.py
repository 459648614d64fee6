"""The office's policy, checked before it is relied upon: which gaps it forbids, and what is due by when."""

from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from handover.dossier.gaps import GAP_CODES
from handover.errors import SettingsError
from handover.jobs.office import Office
from handover.settings import Settings
from handover.sources.near import did_you_mean
from handover.transitions.recorded import Transition
from handover.transitions.rules import due_on, overdue
from handover.workspace import FILE_NAME

# Whose dossier goes to whom, by what happens.
_DOSSIERS: Final = {
    "closure": "the dossier of the initiative, to its recipients",
    "rename": "the dossier of the initiative, to its recipients",
    "merger": "a dossier of each initiative that ends, to the recipients of the merger",
    "split": "the dossier of the initiative that is split, to the recipients of the split",
    "transfer": "the dossier of the initiative that gives functions away, to the recipients of the transfer",
    "staff-move": "the dossier of the initiative that the person leaves, to its recipients",
    "start": "the dossier of what begins, to its recipients",
}


class Due(NamedTuple):
    """What a kind of transition makes due, and within how many days it should be accepted."""

    kind: str
    dossiers: str
    within_days: int


class Deadline(NamedTuple):
    """By which day a transition should be accepted (YYYY-MM-DD), and whether that is past and it is not."""

    on: str
    is_overdue: bool

    def as_data(self) -> dict[str, Any]:
        return {"due_on": self.on, "overdue": self.is_overdue}


def what_is_due(settings: Settings) -> list[Due]:
    """What each kind of transition makes due, as the office has set it."""
    return [Due(kind, dossiers, _within(settings, kind)) for kind, dossiers in _DOSSIERS.items()]


def deadline(office: Office, of: Transition) -> Deadline:
    """By when a transition should be accepted, and whether it is late, in the office's own days."""
    zone = ZoneInfo(office.settings.time_zone)
    asked = of.requested_at.astimezone(zone).date()
    due = due_on(of.effective_on, asked, within_days=_within(office.settings, of.kind))
    return Deadline(due.isoformat(), overdue(of.state, due, office.now().astimezone(zone).date()))


def _within(settings: Settings, kind: str) -> int:
    days: int = getattr(settings.policy.accept_within, kind.replace("-", "_"))
    return days


def forbidden_gaps(settings: Settings) -> frozenset[str]:
    """The codes of the gaps with which no dossier may be sent.

    Raises SettingsError where one is no gap: a policy with a slip in it would forbid nothing.
    """
    for code in settings.policy.forbidden_gaps:
        if code not in GAP_CODES:
            raise SettingsError(
                f"The setting “policy.forbidden_gaps” names “{code}”, and there is no such gap."
                f"{did_you_mean(code, sorted(GAP_CODES))}",
                where=str(settings.folder / FILE_NAME),
                what_to_do="Correct it; docs/gaps.md lists every gap.",
            )
    return frozenset(settings.policy.forbidden_gaps)
