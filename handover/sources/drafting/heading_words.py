"""How surely a heading means a field, by the words that speak for it (``field_words.toml``)."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from handover.records import KINDS, RecordKind
from handover.sources.drafting.heading import Heading, phrase, says, spelt

_TABLE: Final = Path(__file__).with_name("field_words.toml")
_STRENGTHS: Final = {"sure": 1.0, "likely": 0.85, "maybe": 0.6}
_KEY: Final = "key"

# Of a contact: what is put together where no column has the whole name.
NAME_PARTS: Final = ("given_name", "family_name")


class _Words(NamedTuple):
    """The phrases that speak for a field, each with its strength, and the words that speak against it."""

    phrases: tuple[tuple[str, tuple[str, ...], float], ...]
    never: frozenset[str]


def fields_with_words(records: RecordKind) -> tuple[str, ...]:
    """The fields of a kind of record, and the parts of a name, for which there are words."""
    return tuple(field for field in _table()[records] if field != _KEY)


@lru_cache(maxsize=50_000)
def heading_says(found: Heading, records: RecordKind, field: str) -> tuple[float, str]:
    """How surely a heading means a field, 0 to 1, and the phrase that says so best."""
    return _best(_spelt(found), _table()[records][field])


@lru_cache(maxsize=5_000)
def heading_says_key(found: Heading) -> tuple[float, str]:
    """How surely a heading means what tells one record from another, and the phrase that says so best."""
    return _best(_spelt(found), _table()["lesson"][_KEY])


@lru_cache(maxsize=20_000)
def _spelt(found: Heading) -> Heading:
    return spelt(found, _known())


def _best(found: Heading, words: _Words) -> tuple[float, str]:
    if not words.never.isdisjoint(found.words):
        return 0.0, ""
    best, by = 0.0, ""
    for text, of_phrase, strength in words.phrases:
        if strength > best and (surely := strength * says(found, of_phrase)) > best:
            best, by = surely, text
    return best, by


@cache
def _known() -> frozenset[str]:
    """Every word that any phrase has."""
    of_fields = [words for fields in _table().values() for words in fields.values()]
    return frozenset(word for one in of_fields for _, words, _ in one.phrases for word in words)


@cache
def _table() -> Mapping[str, Mapping[str, _Words]]:
    declared: dict[str, dict[str, Any]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    every = declared["every"]
    return {
        kind: {
            field: _compiled(every.get(field, {}), declared[kind].get(field, {})) for field in every | declared[kind]
        }
        for kind in KINDS
    }


def _compiled(*declared: Mapping[str, list[str]]) -> _Words:
    """The words for a field: those for every kind of record, and those for one kind beside them."""
    never = frozenset(word for one in declared for text in one.get("never", ()) for word in phrase(text))
    return _Words(tuple(_phrases(declared)), never)


def _phrases(declared: Sequence[Mapping[str, list[str]]]) -> Iterator[tuple[str, tuple[str, ...], float]]:
    for name, strength in _STRENGTHS.items():
        for one in declared:
            for text in one.get(name, ()):
                yield text, phrase(text), strength
