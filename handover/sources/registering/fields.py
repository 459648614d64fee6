"""The fields that a source's columns can become, by kind of record, and how the text of each is understood."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

from handover import vocabulary
from handover.records import KINDS, RecordKind
from handover.vocabulary import folded

FieldType = Literal["text", "items", "date", "money", "words", "choice", "currency", "flag", "person"]

_TYPES: Final[Mapping[str, FieldType]] = MappingProxyType(
    {
        "recorded_on": "date",
        "occurred_on": "date",
        "period": "date",
        "start_planned": "date",
        "start_actual": "date",
        "end_planned": "date",
        "end_actual": "date",
        "from_on": "date",
        "to_on": "date",
        "due": "date",
        "tags": "items",
        "emails": "items",
        "phones": "items",
        "part_of": "items",
        "functions": "items",
        "replaces": "items",
        "replaced_by": "items",
        "budget": "money",
        "forecast": "money",
        "whole_life_cost": "money",
        "currency": "currency",
        "outcome": "words",
        "perspective": "words",
        "learning": "words",
        "rating": "words",
        "stage": "words",
        "status": "words",
        "rating_vocabulary": "choice",
        "holder": "choice",
        "shared_mailbox": "flag",
    }
)

# A word that these do not know is kept in the field's ``…_given`` and never guessed at.
TERMS: Final[Mapping[str, Callable[[str], str | None]]] = MappingProxyType(
    {
        "outcome": lambda word: vocabulary.OUTCOMES.get(folded(word)),
        "perspective": lambda word: vocabulary.PERSPECTIVES.get(folded(word)),
        "learning": lambda word: vocabulary.LEARNINGS.get(folded(word)),
        "rating": vocabulary.rating,
        "stage": lambda word: vocabulary.STAGES.get(folded(word)),
        "status": lambda word: vocabulary.ACTION_STATUSES.get(folded(word)),
    }
)
TERM_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "outcome": get_args(vocabulary.Outcome),
        "perspective": get_args(vocabulary.Perspective),
        "learning": get_args(vocabulary.Learning),
        "rating": get_args(vocabulary.Rating),
        "stage": get_args(vocabulary.Stage),
        "status": get_args(vocabulary.ActionStatus),
    }
)
# These have no place for a word that is not known, so such a row is rejected.
CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "rating_vocabulary": get_args(vocabulary.RatingVocabulary),
        "holder": get_args(vocabulary.Holder),
    }
)

# What a registration must map, beside the initiative: at least one of each group.
REQUIRED: Final[Mapping[RecordKind, tuple[tuple[str, ...], ...]]] = MappingProxyType(
    {
        "lesson": (("initiative",), ("title",)),
        "programme-status": (("initiative",), ("period",)),
        "contact": (("initiative",), ("name", "role")),
        "follow-on-action": (("initiative",), ("what",)),
    }
)
# By what a row tells that there is a record beside the first: at least one of these says something.
TELLING: Final[Mapping[RecordKind, tuple[str, ...]]] = MappingProxyType(
    {
        "lesson": ("title", "what_happened", "effect", "causes", "early_warnings", "recommendation"),
        "programme-status": (
            *("rating", "stage", "purpose", "narrative", "start_planned", "start_actual", "end_planned", "end_actual"),
            *("budget", "forecast", "whole_life_cost", "owner", "ended_how", "replaced_by"),
        ),
        "contact": ("name", "role", "emails", "phones"),
        "follow-on-action": ("what",),
    }
)
# In a sentence: “a lesson needs a title”.
KIND_WORDS: Final[Mapping[RecordKind, str]] = MappingProxyType(
    {
        "lesson": "a lesson",
        "programme-status": "a programme status",
        "contact": "a contact",
        "follow-on-action": "a follow-on action",
    }
)


def fields_of(kind: RecordKind) -> dict[str, FieldType]:
    """Every field of a kind of record that columns can be mapped to, in the record's own order.

    The key is not among them: it is declared beside the map.
    """
    return {name: field_type(kind, name) for name in KINDS[kind].model_fields if name != "key"}


def field_type(kind: RecordKind, name: str) -> FieldType:
    """How the text of a field is understood."""
    if kind == "contact" and name == "name":
        return "person"
    return _TYPES.get(name, "text")
