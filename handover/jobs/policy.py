"""The office's policy, checked before it is relied upon: which gaps it forbids, and what is due, for whom, by when."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from handover.delivery.addresses import office_address
from handover.dossier.expectations.rule import Choices
from handover.dossier.expectations.table import EXPECTATION_CODES
from handover.dossier.gaps import GAP_CODES
from handover.errors import SettingsError
from handover.jobs.office import Office
from handover.settings import DueOfClosure, DueOfMove, DueOfOne, DueOfSeveral, Settings
from handover.sources.near import did_you_mean
from handover.transitions.recorded import Transition
from handover.transitions.rules import due_on, overdue
from handover.wording import listed
from handover.workspace import FILE_NAME

Setting = DueOfOne | DueOfClosure | DueOfMove | DueOfSeveral

# Whose dossier each kind can make due, by the words of the setting.
_DOSSIERS: Final[Mapping[str, Mapping[str, str]]] = {
    "closure": {"its": "the dossier of the initiative"},
    "rename": {"its": "the dossier of the initiative"},
    "merger": {"giving": "a dossier of each initiative that ends", "receiving": "the dossier of what they go into"},
    "split": {"giving": "the dossier of the initiative that is split", "receiving": "a dossier of each that receives"},
    "transfer": {
        "giving": "the dossier of the initiative that gives functions away",
        "receiving": "a dossier of each that receives them",
    },
    "staff-move": {"its": "the dossier of the initiative that the person leaves"},
    "start": {"its": "the dossier of what begins"},
}
_WHOM: Final[Mapping[str, str]] = {
    "contacts": "the contacts of the initiative itself",
    "successors": "the contacts of those who take over",
    "incoming": "the person who takes over",
}
_NAMED: Final = "whoever is named with --to"


class Due(NamedTuple):
    """What a kind of transition makes due, as the office has set it, and in words; and within how many days everybody
    should have accepted.
    """

    kind: str
    dossiers: str
    to: tuple[str, ...]
    within_days: int
    whose: str
    whom: str


class Deadline(NamedTuple):
    """By which day a transition should be accepted (YYYY-MM-DD), and whether that is past and it is not."""

    on: str
    is_overdue: bool

    def as_data(self) -> dict[str, Any]:
        return {"due_on": self.on, "overdue": self.is_overdue}


def what_is_due(settings: Settings) -> list[Due]:
    """What each kind of transition makes due, as the office has set it."""
    found = []
    for kind, dossiers in _DOSSIERS.items():
        setting = set_for(settings, kind)
        whose = (
            " and ".join(dossiers.values()) if setting.dossiers == "both" else dossiers.get(setting.dossiers, "none")
        )
        whom = listed([_NAMED, *(_WHOM.get(one, one) for one in setting.to)], most=len(setting.to) + 1)
        found.append(Due(kind, setting.dossiers, setting.to, setting.within_days, whose, whom))
    return found


def set_for(settings: Settings, kind: str) -> Setting:
    """What the office has set for a kind of transition."""
    setting: Setting = getattr(settings.policy.due, kind.replace("-", "_"))
    return setting


def also_receiving(settings: Settings, kind: str) -> Sequence[str]:
    """Who receives the dossier of such a transition beside those who are named, in words."""
    return [_WHOM.get(one, one) for one in set_for(settings, kind).to]


def makes_dossier(settings: Settings, of: Transition) -> bool:
    """Whether a dossier is due for a transition: the office may want none of its kind, or only those of receivers."""
    side = "receiving" if of.details.get("receives") else "giving"
    return set_for(settings, of.kind).dossiers in {"its", "both", side}


def deadline(office: Office, of: Transition) -> Deadline:
    """By when a transition should be accepted, and whether it is late, in the office's own days."""
    zone = ZoneInfo(office.settings.time_zone)
    asked = of.requested_at.astimezone(zone).date()
    due = due_on(of.effective_on, asked, within_days=set_for(office.settings, of.kind).within_days)
    return Deadline(due.isoformat(), overdue(of.state, due, office.now().astimezone(zone).date()))


def check(settings: Settings) -> None:
    """Raise SettingsError where the policy has a slip in it, before anything relies on it."""
    forbidden_gaps(settings)
    choices(settings)
    for kind in _DOSSIERS:
        for one in set_for(settings, kind).to:
            if one not in _WHOM:
                office_address(one, setting=f"policy.due.{kind.replace('-', '_')}.to")


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


def choices(settings: Settings) -> Choices:
    """What the office expects of its dossiers otherwise, and what it wants to be waived by name.

    Raises SettingsError where a code is none, or where something is both left out and to be waived.
    """
    expectations = settings.policy.expectations
    where, known = str(settings.folder / FILE_NAME), "docs/gaps.md lists every gap and every expectation."
    for code in settings.policy.waive_before_sealing:
        if code not in GAP_CODES | EXPECTATION_CODES:
            raise SettingsError(
                f"The setting “policy.waive_before_sealing” names “{code}”, and there is no such gap or expectation."
                f"{did_you_mean(code, sorted(GAP_CODES | EXPECTATION_CODES))}",
                where=where,
                what_to_do=f"Correct it; {known}",
            )
    for code, one in expectations.items():
        if code not in EXPECTATION_CODES:
            raise SettingsError(
                f"The setting “policy.expectations” names “{code}”, and there is no such expectation."
                f"{did_you_mean(code, sorted(EXPECTATION_CODES))}",
                where=where,
                what_to_do=f"Correct it; {known}",
            )
        if one.left_out_because is not None and not one.left_out_because.strip():
            raise SettingsError(
                f"The setting “policy.expectations.{code}.left_out_because” must say why.",
                where=where,
                what_to_do="Give the reason, which each dossier then says, or take the line out.",
            )
        if one.left_out_because is not None and code in settings.policy.waive_before_sealing:
            raise SettingsError(
                f"“{code}” is left out by the setting “policy.expectations.{code}.left_out_because”, and must be "
                "waived by the setting “policy.waive_before_sealing”.",
                where=where,
                what_to_do="Take one of the two out.",
            )
    return Choices(
        importance={code: one.importance for code, one in expectations.items() if one.importance is not None},
        left_out={code: one.left_out_because.strip() for code, one in expectations.items() if one.left_out_because},
        must_be_waived=frozenset(settings.policy.waive_before_sealing),
    )
