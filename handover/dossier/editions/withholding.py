"""Takes out of a dossier what an edition may not have, and puts a counted mark in the place of each passage.

A part that cites a row of too high a marking is withheld whole, because it was made from that row. Everything else
is looked through text by text: names, contact details and the office's phrases are replaced where they stand. What is
no free text (numbers, dates, words of a vocabulary) stays, but for the amounts and dates of a part that is withheld.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar, get_args

from handover.dossier.editions.contact_details import ContactDetails
from handover.dossier.editions.echoes import Echoes
from handover.dossier.editions.fields import is_free_text
from handover.dossier.editions.grounds import mark
from handover.dossier.editions.named import PERSONS, PERSONS_OR_BODIES, Names, composed, is_name_of, is_person
from handover.dossier.editions.rules import EditionRules
from handover.dossier.model import Dossier, Gap, StatusHistory, StatusPoint
from handover.dossier.part import Part, Reference

P = TypeVar("P", bound=Part)
# What a dossier is known and read by; none of it is anybody's text.
_KEPT: Final = frozenset(
    {
        ("Dossier", "format"),
        ("Dossier", "reference"),
        ("Dossier", "language"),
        ("Dossier", "marking"),
        ("Dossier", "edition"),
        ("Reference", "source"),
        ("Reference", "marking"),
        ("SourceFacts", "label"),
        ("SourceFile", "sha256"),
        ("Gap", "code"),
    }
)


@dataclass(slots=True)
class Withholding:
    """What one edition may not have. Without ``names`` people are named in it, without ``details`` they can be reached.

    ``too_high`` gives the ground on which what has a marking is withheld, None where it may stand. ``taken`` has
    each part that was withheld whole with its ground, ``counts`` the marks by ground.
    """

    rules: EditionRules
    names: Names | None = None
    details: ContactDetails | None = None
    too_high: Callable[[str], str | None] | None = None
    with_phrases: bool = False
    taken: list[tuple[Part, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    echoes: Echoes | None = None

    def whole(self, dossier: Dossier) -> Dossier:
        """``dossier`` without what may not be in it, nor its echoes."""
        made = self.of(dossier)
        if not self.taken:
            return made
        made = self._without_what_rests_on_reports(made)
        self.echoes = Echoes(self.taken, made)
        return self._without_echoes(made)

    def of(self, part: P) -> P:
        """``part`` without what may not be in it."""
        ground = self._ground_of(part)
        if ground is not None:
            self.taken.append((part, ground))
            self.counts[ground] += 1
            return self._withheld(part, mark(self.rules.words_of(ground)))
        changes: dict[str, Any] = {}
        for name in type(part).model_fields:
            if (type(part).__name__, name) in _KEPT:
                continue
            value = getattr(part, name)
            changed = self._field(part, name, value)
            if changed is not value and changed != value:
                changes[name] = changed
        return _with(part, changes | self._derived(part))

    def _derived(self, part: Part) -> dict[str, Any]:
        """What is said in words of several reports, none of which it cites: withheld where one of these is."""
        if not isinstance(part, StatusHistory):
            return {}
        ground = next((found for point in part.points if (found := self._ground_of(point)) is not None), None)
        if ground is None or not part.summary:
            return {}
        self.counts[ground] += 1
        return {"summary": (mark(self.rules.words_of(ground)),)}

    def _without_what_rests_on_reports(self, made: Dossier) -> Dossier:
        """What is said of the reports together, without citing them: withheld where one of them is."""
        ground = next((ground for part, ground in self.taken if isinstance(part, StatusPoint)), None)
        if ground is None:
            return made
        words = mark(self.rules.words_of(ground))
        self.counts[ground] += 1
        severity, facts = made.severity, made.initiative
        if severity.rating is not None:
            bare = severity.rating.model_copy(
                update={
                    "rating": None,
                    "period": None,
                    "scale": None,
                    "trend": "not-known",
                    "trend_words": words,
                    "confidence": "none",
                    "why": (),
                }
            )
            severity = severity.model_copy(update={"rating": bare, "told": ()})
        owners = {point.owner for point in made.status.points}
        if facts.owner is not None and facts.owner not in owners:
            facts = facts.model_copy(update={"owner": words})
        return made.model_copy(update={"severity": severity, "initiative": facts})

    def _without_echoes(self, part: P) -> P:
        changes: dict[str, Any] = {}
        for name, info in type(part).model_fields.items():
            if (type(part).__name__, name) in _KEPT:
                continue
            value = getattr(part, name)
            if isinstance(value, str) and not is_free_text(info.annotation, info.metadata):
                continue
            changed = self._unechoed(value)
            if changed != value:
                changes[name] = changed
        return _with(part, changes)

    def _unechoed(self, value: Any) -> Any:
        if isinstance(value, Part):
            return self._without_echoes(value)
        if isinstance(value, tuple):
            return tuple(self._unechoed(one) for one in value)
        if not isinstance(value, str) or self.echoes is None or (ground := self.echoes.ground_of(value)) is None:
            return value
        self.counts[ground] += 1
        return mark(self.rules.words_of(ground))

    def _ground_of(self, part: Part) -> str | None:
        """The ground on which the whole of a part is withheld: that of the highest of the rows that it rests on."""
        if self.too_high is None:
            return None
        references = list(_references(part))
        grounds = [
            ground
            for reference in references
            if reference.marking is not None and (ground := self.too_high(reference.marking)) is not None
        ]
        # A gap counts rows and says what they lack; where most are not marked it gives nothing away of those that are.
        if not grounds or (isinstance(part, Gap) and 2 * len(grounds) < len(references)):
            return None
        return grounds[0]

    def _withheld(self, part: P, words: str) -> P:
        changes: dict[str, Any] = {}
        for name, info in type(part).model_fields.items():
            value = getattr(part, name)
            if (type(part).__name__, name) in _KEPT or value is None:
                continue
            if isinstance(value, Reference) or (isinstance(value, tuple) and _are_references(value)):
                changes[name] = self._value(_keyless(value))
            elif isinstance(value, tuple):
                changes[name] = ()
            elif isinstance(value, Part):
                changes[name] = self._withheld(value, words)
            elif isinstance(value, str) and is_free_text(info.annotation, info.metadata):
                changes[name] = words
            elif _may_be_none(info.annotation) and isinstance(value, Decimal | str):
                changes[name] = None
        return _with(part, changes)

    def _field(self, part: Part, name: str, value: Any) -> Any:
        if isinstance(value, str) and self.names is not None and _names_somebody(part, name, value, self.names):
            return self._personal()
        if self.details is not None and name in ("emails", "phones") and isinstance(value, tuple):
            details = self.details
            return tuple(one if details.is_shared(one) else self._personal() for one in value)
        return self._value(value)

    def _personal(self) -> str:
        self.counts["personal"] += 1
        return mark(self.rules.words_of("personal"))

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Part):
            return self.of(value)
        if isinstance(value, tuple):
            return tuple(self._value(one) for one in value)
        return value

    def _text(self, text: str) -> str:
        # The phrases first: one of them may hold a name.
        if self.with_phrases:
            for phrase in self.rules.phrases:
                words = mark(self.rules.words_of(phrase.ground)).replace("\\", r"\\")
                text, count = _found(phrase.words).subn(words, composed(text))
                self.counts[phrase.ground] += count
        personal = mark(self.rules.words_of("personal"))
        if self.details is not None:
            text, count = self.details.withheld_in(text, personal)
            self.counts["personal"] += count
        if self.names is not None:
            text, count = self.names.withheld_in(text, personal)
            self.counts["personal"] += count
        return text


def _names_somebody(part: Part, name: str, value: str, names: Names) -> bool:
    """Whether a field is the name of somebody who may not be named."""
    if names.is_public(value) or not value.strip() or value.casefold().strip() in names.bodies:
        return False
    if name in PERSONS or is_name_of(part, name):
        return True
    return name in PERSONS_OR_BODIES and is_person(value, names.bodies)


@lru_cache(maxsize=256)
def _found(words: str) -> re.Pattern[str]:
    """Where a phrase stands, however it is spaced and whatever case it is in."""
    spelled = r"\s+".join(map(re.escape, composed(words).split()))
    return re.compile(rf"(?<!\w)(?i:{spelled})(?!\w)")


def _references(part: Part) -> Iterable[Reference]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Reference):
            yield value
        elif isinstance(value, tuple) and value and isinstance(value[0], Reference):
            yield from value


def _may_be_none(annotation: Any) -> bool:
    return type(None) in get_args(annotation)


def _are_references(value: tuple[Any, ...]) -> bool:
    return all(isinstance(one, Reference) for one in value)


def _keyless(value: Reference | tuple[Reference, ...]) -> Reference | tuple[Reference, ...]:
    """References without the source's own keys, which are words of the rows."""
    if isinstance(value, Reference):
        return value.model_copy(update={"key": None})
    return tuple(one.model_copy(update={"key": None}) for one in value)


def _with(part: P, changes: dict[str, Any]) -> P:
    return part.model_copy(update=changes) if changes else part
