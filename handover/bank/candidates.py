"""Which records may answer a question, the most promising first, from the index alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import Final

from sqlalchemy import Connection

from handover.bank.index import counts, having, of_kind, under_name, word_in_heading
from handover.bank.texts import SEARCHED

# Records with all the words that are looked at, and with some of them.
_MOST: Final = 2_000
# Records that have only some of the words are looked for by so many of them, the rarest.
_RAREST: Final = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words as they are compared; only records of a ``kind``, and only under (or not under) names of these ids."""

    stems: Sequence[str]
    kind: str | None = None
    name_ids: Collection[int] | None = None
    but_name_ids: Collection[int] = ()


def candidates(connection: Connection, wanted: Wanted) -> tuple[list[int], dict[str, float]]:
    """The versions of records that may answer, and how much each word that any record has tells.

    First those that have every word that any record has, among them lessons, and among those such as have all words in
    their heading; then those that have some of the words.
    """
    found = having(connection, wanted.stems)
    if wanted.but_name_ids:
        excluded = set().union(*having(connection, map(under_name, wanted.but_name_ids)).values())
        found = {word: left for word, versions in found.items() if (left := versions - excluded)}
    if not found:
        return [], {}
    telling = tells(connection, {word: len(versions) for word, versions in found.items()})
    within = _within(connection, wanted)
    if within is not None:
        found = {word: versions & within for word, versions in found.items()}
    every = set.intersection(*found.values())
    chosen = list(_tiers(connection, every, list(found)))
    if len(chosen) < _MOST:
        chosen += _partly(found, telling, every, _MOST - len(chosen))
    return chosen, telling


def under(connection: Connection, wanted: Wanted) -> list[int]:
    """The versions of records of a kind under these names, whatever words they have; the newest first."""
    return sorted(_within(connection, wanted) or (), reverse=True)[:_MOST]


def tells(connection: Connection, having_it: Mapping[str, int]) -> dict[str, float]:
    """How much a word tells: the more, the fewer records have it (inverse document frequency)."""
    kinds = counts(connection, map(of_kind, SEARCHED))
    total = sum(kinds.values())
    return {word: log(1 + total / max(1, count)) for word, count in having_it.items()}


def _within(connection: Connection, wanted: Wanted) -> set[int] | None:
    """The records among which it is looked; None where that is all."""
    within: set[int] | None = None
    if wanted.name_ids is not None:
        named = having(connection, map(under_name, wanted.name_ids))
        within = set().union(*named.values())
    if wanted.kind is not None:
        of_it = having(connection, [of_kind(wanted.kind)]).get(of_kind(wanted.kind), set())
        within = of_it if within is None else within & of_it
    return within


def _tiers(connection: Connection, every: set[int], words: Sequence[str]) -> Iterator[int]:
    if len(every) <= _MOST:
        yield from sorted(every, reverse=True)
        return
    lessons = every & having(connection, [of_kind("lesson")]).get(of_kind("lesson"), set())
    in_heading = having(connection, map(word_in_heading, words))
    headed = set.intersection(*(in_heading.get(word_in_heading(word), set()) for word in words))
    left = _MOST
    for tier in (lessons & headed, lessons - headed, every - lessons):
        some = nlargest(left, tier)
        left -= len(some)
        yield from some


def _partly(found: Mapping[str, set[int]], telling: Mapping[str, float], but: Collection[int], most: int) -> list[int]:
    """Records that have some of the words, those first whose words tell most; of equal ones the newest."""
    scores: dict[int, float] = {}
    for word in sorted(found, key=lambda word: telling[word], reverse=True)[:_RAREST]:
        told = telling[word]
        for version in found[word]:
            scores[version] = scores.get(version, 0.0) + told
    return nlargest(most, scores.keys() - but, key=lambda version: (scores[version], version))
