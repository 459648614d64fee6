"""Which kind of record a file holds, and which of its columns become which fields of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from types import MappingProxyType
from typing import Final

from handover.records import KINDS, RecordKind
from handover.sources.drafting.assignment import LEAST, assign
from handover.sources.drafting.guessing import MOST_SURE, Column, Guess, guesses, key_guess
from handover.sources.drafting.heading_words import NAME_PARTS

# How much it speaks for a kind of record that a field of it is found. What several kinds have says little.
_TELLING: Final[Mapping[RecordKind, Mapping[str, float]]] = MappingProxyType(
    {
        "lesson": {
            **dict.fromkeys(("recommendation", "causes", "early_warnings"), 1.4),
            **dict.fromkeys(("what_happened", "effect", "learning", "occurred_on", "perspective"), 1.0),
            "title": 0.7,
        },
        "programme-status": {
            **dict.fromkeys(("rating", "budget", "forecast", "whole_life_cost", "narrative"), 1.2),
            **dict.fromkeys(("stage", "start_planned", "end_planned", "start_actual", "end_actual", "period"), 0.8),
            "purpose": 0.6,
        },
        "contact": {
            **dict.fromkeys(("emails", "phones", "role", "name"), 1.3),
            **dict.fromkeys(("organisation", "unit", "reports_to", "knows_about", "given_name", "family_name"), 0.9),
        },
        "follow-on-action": {"what": 1.3, "due": 1.3, "inherits": 1.3, "status": 0.9, "owner": 0.9},
    }
)
_OTHERWISE: Final = 0.3
_NAMED: Final[Mapping[RecordKind, re.Pattern[str]]] = MappingProxyType(
    {
        "lesson": re.compile(r"lesson|learn|retrospective", re.IGNORECASE),
        "programme-status": re.compile(r"status|portfolio|programme|project|highlight|return|\brag\b", re.IGNORECASE),
        "contact": re.compile(r"contact|staff|people|person|organogram|directory|address|\bteam\b", re.IGNORECASE),
        "follow-on-action": re.compile(r"action|task|to-?do|follow", re.IGNORECASE),
    }
)
_NAME_COUNTS: Final = 0.6  # of a file, or its sheet, that is called after a kind of record
# A kind is the less likely, the less sure the surest field is that tells what it is about.
_WITHOUT: Final = 0.3
_NEEDED: Final[Mapping[RecordKind, tuple[str, ...]]] = MappingProxyType(
    {
        "lesson": ("title", "what_happened", "recommendation"),
        "programme-status": ("rating", "budget", "narrative", "stage", "end_planned", "forecast"),
        "contact": ("name", "role", "family_name"),
        "follow-on-action": ("what",),
    }
)
_HALF: Final = 0.6  # as sure as of the part of a name is it of the name
# Columns that are put together in one field, with what stands between them; between the items of a list nothing does.
JOINED: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("what_happened", "effect", "causes", "early_warnings", "recommendation"), "\n\n"),
        **dict.fromkeys(("narrative", "purpose", "knows_about"), "\n\n"),
        **dict.fromkeys(("tags", "emails", "phones"), ""),
        "role": " – ",
    }
)
# Short texts are put together only where that is likely, and a column of numbers of its own not at all.
_OF_SHORT: Final = frozenset({"role"})
_SHORT: Final = 0.75
_KEY: Final = 0.85
# Where sentences go whose heading says nothing known, so that no word is lost.
_REST: Final[Mapping[RecordKind, str]] = MappingProxyType(
    {"lesson": "what_happened", "programme-status": "narrative", "contact": "knows_about"}
)
REST_CONFIDENCE: Final = 0.46
_REST_SENTENCES: Final = 0.5  # share of values
_REST_FILLED: Final = 1 / 3  # share of rows


@dataclass(frozen=True, slots=True)
class ProposedField:
    """A field with the places of the columns that it is made from, in order; or with the same text for every row."""

    field: str
    places: tuple[int, ...]
    confidence: float
    why: str
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file's columns become, if its rows are ``records``. ``evidence`` says how much speaks for that kind."""

    records: RecordKind
    fields: Mapping[str, ProposedField]
    guesses: Sequence[Mapping[str, Guess]]
    evidence: float

    def field_of(self, place: int) -> ProposedField | None:
        """The field that the column at a place becomes first, or None."""
        return next((one for one in self.fields.values() if place in one.places), None)


def proposals(columns: Sequence[Column], *, called: str) -> list[tuple[Proposal, float]]:
    """What the columns become for every kind of record, the likeliest first, each with how sure the kind is (0 to 1).

    ``called`` is what the file and its sheet are called, which also says something.
    """
    made = sorted((proposed(kind, columns, called=called) for kind in KINDS), key=lambda one: -one.evidence)
    odds = [exp(min(50.0, one.evidence)) for one in made]
    return [(one, min(MOST_SURE, odd / sum(odds))) for one, odd in zip(made, odds, strict=True)]


def proposed(records: RecordKind, columns: Sequence[Column], *, called: str = "") -> Proposal:
    """What the columns become if the rows are ``records``."""
    found = guesses(records, columns)
    fields = {
        field: ProposedField(field, (place,), found[place][field].confidence, found[place][field].why)
        for field, place in assign(found).items()
    }
    if records == "contact":
        fields = _with_whole_name(fields)
    evidence = sum(_TELLING[records].get(one.field, _OTHERWISE) * one.confidence for one in fields.values())
    surest = max((fields[field].confidence for field in _NEEDED[records] if field in fields), default=0.0)
    evidence *= _WITHOUT + (1 - _WITHOUT) * surest
    if _NAMED[records].search(called):
        evidence += _NAME_COUNTS
    return Proposal(records, _with_joined(records, fields, columns, found), found, evidence)


def _with_whole_name(fields: Mapping[str, ProposedField]) -> dict[str, ProposedField]:
    """First name and surname are put together where no column has the whole name as surely; one alone is better
    than none.
    """
    kept = {name: one for name, one in fields.items() if name not in NAME_PARTS}
    parts = [fields[name] for name in NAME_PARTS if name in fields]
    if not parts:
        return kept
    confidence = min(one.confidence for one in parts)
    places = tuple(one.places[0] for one in parts)
    whole = kept.get("name")
    if len(parts) < len(NAME_PARTS):
        if whole is None:
            kept["name"] = ProposedField("name", places, _HALF * confidence, "it is a part of the name")
    elif whole is None or whole.confidence < confidence:
        kept["name"] = ProposedField("name", places, confidence, "these are the first name and the surname")
    return kept


def _with_joined(
    records: RecordKind,
    fields: Mapping[str, ProposedField],
    columns: Sequence[Column],
    found: Sequence[Mapping[str, Guess]],
) -> dict[str, ProposedField]:
    """The columns that are left go to a field that takes several, where they suit one."""
    made = dict(fields)
    used = {place for one in fields.values() for place in one.places}
    for place, column in enumerate(columns):
        if place in used or column.seen.is_empty or key_guess(column).confidence >= _KEY:
            continue
        best = max((one for one in found[place].values() if one.field in JOINED), key=_surely, default=None)
        if best is None or best.confidence < (_SHORT if best.field in _OF_SHORT else LEAST):
            best = _rest(records, column)
        # A field that the column would rather be, and cannot, because another column is it already.
        wanted = max(found[place].values(), key=_surely, default=None)
        if best is None or (wanted is not None and wanted.confidence > 1.3 * best.confidence):
            continue
        so_far = made.get(best.field)
        if so_far is None:
            made[best.field] = ProposedField(best.field, (place,), best.confidence, best.why)
        else:
            made[best.field] = replace(so_far, places=tuple(sorted((*so_far.places, place))))
    return made


def _rest(records: RecordKind, column: Column) -> Guess | None:
    seen = column.seen
    if (
        records in _REST
        and column.meant is None
        and seen.share("prose") >= _REST_SENTENCES
        and seen.filled >= _REST_FILLED * seen.rows
    ):
        return Guess(_REST[records], REST_CONFIDENCE, "it has sentences, and its heading says nothing that is known")
    return None


def _surely(one: Guess) -> float:
    return one.confidence
