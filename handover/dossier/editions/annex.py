"""The annex: what is marked higher than the office's own marking, at the end, where it can be taken off.

In its place the dossier says that it is in the annex. Where half or more of what has a number would have to go there,
nothing is moved: such a dossier is of that marking as a whole.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from handover.dates import spoken
from handover.dossier.editions.fields import is_date
from handover.dossier.editions.model import Annex, AnnexItem
from handover.dossier.editions.named import parts_of
from handover.dossier.editions.rules import EditionRules
from handover.dossier.editions.withholding import Withholding
from handover.dossier.marking import highest, rank
from handover.dossier.model import Action, Contingency, Dossier, Event, Gap, LessonItem, Person, StatusPoint
from handover.dossier.part import Part, Reference
from handover.dossier.wording import money, on

_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "Title",
        "what": "What is to be done",
        "narrative": "Report",
        "rating_given": "Rating, as given",
        "stage_given": "Stage, as given",
        "outcome_given": "Outcome, as given",
        "perspective_given": "Whose learning, as given",
        "learning_given": "Learned, as given",
        "status_given": "Status, as given",
        "text": "Statement",
        "sentence": "Gap",
    }
)
_LETTERS: Final[Mapping[type[Part], str]] = MappingProxyType({LessonItem: "L", Action: "A", Person: "P"})
_OTHERS: Final[Mapping[type[Part], str]] = MappingProxyType({Gap: "A gap", Contingency: "What could go wrong"})
# They stand in the body too, or say nothing to a reader.
_LEFT_OUT: Final = frozenset({"code", "sensitivity", "currency", "period", "on", "kind", "marks", "severity"})


def with_annex(dossier: Dossier, *, own_marking: str, rules: EditionRules) -> Dossier:
    """``dossier`` with what is marked higher than ``own_marking`` in an annex; as it is where nothing is, and
    where the office's marking is none of the known ones.
    """
    if rank(own_marking, rules.markings) is None:
        return dossier
    numbered = [part for part in parts_of(dossier) if isinstance(part, LessonItem | Action | Person | StatusPoint)]
    marked = [part for part in numbered if _is_higher(part.reference, own_marking, rules)]
    if not any(_is_higher(one, own_marking, rules) for one in parts_of(dossier)) or 2 * len(marked) >= len(numbered):
        return dossier
    withholding = Withholding(
        rules=rules, too_high=lambda marking: "annex" if _ranks_above(marking, own_marking, rules) else None
    )
    body = withholding.whole(dossier)
    items = tuple(dict.fromkeys(_item(part) for part, _ in withholding.taken))
    references = [one for part, _ in withholding.taken for one in parts_of(part) if isinstance(one, Reference)]
    marking = highest(own_marking, (one.marking for one in references if one.marking), rules.markings)
    return body.model_copy(update={"annex": Annex(marking=marking, rest=own_marking, items=items)})


def _is_higher(part: Part, own: str, rules: EditionRules) -> bool:
    return isinstance(part, Reference) and part.marking is not None and _ranks_above(part.marking, own, rules)


def _ranks_above(marking: str, own: str, rules: EditionRules) -> bool:
    """Whether a known marking is higher than the office's own. What no one knows stays where it is."""
    return highest(own, [marking], rules.markings) != own


def _item(part: Part) -> AnnexItem:
    references = tuple(one.model_copy(update={"marking": None}) for one in parts_of(part) if isinstance(one, Reference))
    return AnnexItem(label=_label(part), texts=tuple(_texts(part)), references=references)


def _label(part: Part) -> str:
    match part:
        case LessonItem() | Action() | Person():
            return f"{_LETTERS[type(part)]}{part.number}"
        case StatusPoint():
            return f"Status report for {spoken(part.period)}"
        case Event():
            return f"In the story, {on(part.on)}"
    return _OTHERS.get(type(part), "A statement")


def _texts(part: Part) -> Iterator[tuple[str, str]]:
    """Everything that was taken out of the body: texts, amounts, dates, lists of words."""
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        label = _LABELS.get(name, name.replace("_", " ").capitalize())
        if name in _LEFT_OUT or value is None or isinstance(value, Reference):
            continue
        if isinstance(value, Decimal):
            yield label, money(value, getattr(part, "currency", None))
        elif isinstance(value, str) and is_date(info.annotation, info.metadata):
            yield label, spoken(value)
        elif isinstance(value, str) and value:
            yield label, value
        elif isinstance(value, tuple) and value and all(isinstance(one, str) for one in value):
            yield label, ", ".join(value)
        elif isinstance(value, Part):
            yield from _texts(value)
