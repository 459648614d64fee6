"""What the pages show of each part, and how a change of it is put. Numbers and rows are left out: they only move."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from handover.dates import spoken
from handover.dossier.part import Part
from handover.dossier.turning import RATING_WORDS
from handover.dossier.wording import counted, listed, money, quoted

_LONGEST: Final = 110
_MOST: Final = 4
Say = Callable[[Any], str]


def text(value: str | None) -> str:
    return quoted(value, _LONGEST) if value and value.strip() else "not given"


def _date(value: str | None) -> str:
    return spoken(value) if value else "no date"


def _nobody(value: str | None) -> str:
    return text(value) if value else "nobody yet"


def _word(value: str | None) -> str:
    return value.replace("-", " ") if value else "not given"


def _texts(value: tuple[str, ...]) -> str:
    if not value:
        return "none"
    more = len(value) - _MOST
    return listed([*map(text, value[:_MOST]), *([f"{more} more"] if more > 0 else [])])


def _amount(value: Decimal | None) -> str:
    return "not given" if value is None else money(value, None)


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _number(value: int) -> str:
    return f"{value:,}"


def _some(noun: str) -> Say:
    return lambda value: counted(len(value), noun)


def _at(value: Any) -> str:
    return _date(value.strftime("%Y-%m-%d")) if value else "no"


def waived(value: Any) -> str:
    return f"by {text(value.by)} on {_date(value.on)}: {text(value.because)}" if value else "no"


def _named(value: Any) -> str:
    since = [(one, _date(one.from_on) if one.from_on else "", _date(one.to_on) if one.to_on else "") for one in value]
    names = (
        " ".join(filter(None, (text(one.name), first and f"from {first}", last and f"until {last}")))
        for one, first, last in since
    )
    return listed(list(names)) or "none"


ACTION: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "status": ("status", _word),
        "status_given": ("status as given", text),
        "due": ("due", _date),
        "urgency": ("urgency", _word),
        "inherits": ("who inherits it", _nobody),
        "owner": ("owner", _nobody),
        "what": ("what is to be done", text),
    }
)
LESSON: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "title": ("title", text),
        "outcome": ("outcome", _word),
        "outcome_given": ("outcome as given", text),
        "recommendation": ("recommendation", text),
        "what_happened": ("what happened", text),
        "effect": ("effect", text),
        "causes": ("causes", text),
        "early_warnings": ("early warnings", text),
        "learning": ("learned or identified", _word),
        "learning_given": ("learned, as given", text),
        "perspective": ("perspective", _word),
        "perspective_given": ("perspective as given", text),
        "recorded_by": ("recorded by", text),
        "recorded_on": ("recorded", _date),
        "occurred_on": ("happened", _date),
        "tags": ("tags", _texts),
        "sensitivity": ("marking", text),
    }
)
STANDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "in-post": "named in the latest lists",
        "left": "no longer there",
        "vacant": "vacant",
        "abolished": "abolished",
        "withheld": "name withheld",
        "not-known": "holder not known",
        "mailbox": "shared mailbox",
        "unlisted": "no longer listed",
    }
)
PERSON: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "standing": ("standing", STANDINGS.__getitem__),
        "holder": ("holder", _word),
        "name": ("name", text),
        "name_given": ("name as given", text),
        "role": ("post", text),
        "organisation": ("organisation", text),
        "unit": ("unit", text),
        "emails": ("e-mail", _texts),
        "phones": ("telephone", _texts),
        "from_on": ("from", _date),
        "to_on": ("until", _date),
        "reports_to": ("reports to", text),
        "knows_about": ("knows about", text),
        "gone_at": ("found to be gone", _at),
        "remark": ("remark", text),
    }
)
STATUS: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "rating": ("rating", lambda rating: RATING_WORDS[rating] if rating else "not given"),
        "rating_given": ("rating as given", text),
        "rating_scale": ("scale of the rating", text),
        "stage": ("stage", _word),
        "stage_given": ("stage as given", text),
        "narrative": ("narrative", text),
        "budget": ("budget", _amount),
        "budget_given": ("budget as given", text),
        "forecast": ("forecast", _amount),
        "forecast_given": ("forecast as given", text),
        "whole_life_cost": ("whole-life cost", _amount),
        "whole_life_cost_given": ("whole-life cost as given", text),
        "currency": ("currency", text),
        "end_planned": ("planned end", _date),
        "owner": ("owner", text),
        "period": ("period", _date),
    }
)
GAP: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "sentence": ("what it says", text),
        "severity": ("how grave", _word),
        "kind": ("kind", _word),
        "what_to_do": ("what to do", text),
        "forbidden": ("forbidden by the office’s policy", _yes),
        "must_be_waived": ("has to be waived by name", _yes),
        "waived": ("waived", waived),
    }
)
SOURCE: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "title": ("title", text),
        "record_kind": ("kind of record", _word),
        "owner": ("owner", text),
        "records_used": ("records used", _number),
        "seen": ("records seen", _number),
        "rejected": ("rejected rows", _number),
        "failed": ("why nothing came", text),
        "held": ("why it is held", text),
        "retired": ("retired", lambda value: text(value.because) if value else "no"),
        "corrections": ("corrected by hand", _some("value")),
        "ignored": ("rows that may stay rejected", _some("row")),
    }
)
TRANSITION: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "kind": ("kind", _word),
        "effective_on": ("takes effect", _date),
        "initiative": ("what it is called", text),
        "new_name": ("new name", text),
        "reason": ("reason", text),
        "requested_by": ("asked for by", text),
        "person": ("who leaves or moves", text),
        "successor": ("who comes", _nobody),
        "post": ("post", text),
        "to_post": ("post to go to", text),
        "giver": ("received from", text),
    }
)
INITIATIVE: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "name": ("name", text),
        "other_names": ("other names", _texts),
        "names": ("names with their dates", _named),
        "owner": ("owner", _nobody),
        "started": ("started", _date),
        "ended": ("ended", _date),
    }
)


def told(before: Part, after: Part, fields: Mapping[str, tuple[str, Say]], *, ignoring: Iterable[str] = ()) -> str:
    """The fields that differ, in words: ``due: 3 May 2026, was 1 May 2026``; blank where none does."""
    skipped = frozenset(ignoring)
    parts = []
    for name, (label, say) in fields.items():
        was, now = getattr(before, name), getattr(after, name)
        if was == now or name in skipped:
            continue
        then, since = say(was), say(now)
        # Two long texts may read alike where they are shortened.
        parts.append(f"{label}: {since}, was {then}" if then != since else f"{label}: differs from before, {since}")
    return "; ".join(parts)
