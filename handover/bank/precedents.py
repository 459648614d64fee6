"""Precedents: earlier initiatives whose records speak most of what one that starts now is for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson
from sqlalchemy import Connection

from handover.bank.candidates import Wanted, candidates
from handover.bank.index import counts
from handover.bank.standing import standing
from handover.bank.texts import headings, texts
from handover.bank.words import stem, stems, telling, words_of
from handover.dates import spoken
from handover.initiatives import identity
from handover.initiatives.belonging import names_of
from handover.initiatives.identity import Initiative
from handover.initiatives.succession.recorded import in_time, of_initiatives
from handover.initiatives.succession.words import in_words
from handover.store.database import AnyRow
from handover.wording import listed

MOST: Final = 5
# Records that are looked at: those that have most of what the words tell.
_LOOKED_AT: Final = 400
# Words that are looked for: of a long purpose those that the fewest records have.
_MOST_WORDS: Final = 25
# One word in common is chance; two are a likeness.
_FEWEST_WORDS: Final = 2
# Of what all words together tell, so much must be in common.
_LEAST_SHARE: Final = 0.15
_MOST_SAID: Final = 5


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier initiative, with the words that it has in common with what starts: those of its name, those of its
    records; each the most telling first. ``lessons`` say how much of them each lesson has, by its source and key.
    """

    initiative: Initiative
    in_name: tuple[str, ...]
    in_records: tuple[str, ...]
    lessons: Mapping[tuple[str, str], float]

    @property
    def why(self) -> str:
        """Why it is like what starts, as a sentence."""
        name = f"its name has {_said(self.in_name)}" if self.in_name else ""
        records = f"its records speak of {_said(self.in_records)}" if self.in_records else ""
        said = " and ".join(filter(None, (name, records)))
        return f"{said[0].upper()}{said[1:]}, as what starts does."


def precedents(connection: Connection, of: Initiative, about: str, *, but: Collection[int]) -> list[Precedent]:
    """The earlier initiatives that are most like one that starts: at most ``MOST``, the most alike first.

    ``about`` is what is said of it: its name, purpose and reason. Those in ``but``, and what began later than it, do
    not count. The bank has to be up to date.
    """
    words = stems(telling(words_of(about)))
    having_it = counts(connection, words)
    rarest = sorted(having_it, key=lambda word: (having_it[word], word))[:_MOST_WORDS]
    ids, tells = candidates(connection, Wanted(rarest, but_name_ids=names_of(connection, *but)))
    rows = standing(connection, ids[:_LOOKED_AT], at_least=_LOOKED_AT)
    said = _said_by_each(rows, but, tells)
    known = identity.by_ids(connection, said)
    every = sum(tells.values())
    scored = []
    for number, likeness in said.items():
        one, common = known[number], likeness.in_name | likeness.in_records
        share = sum(tells[word] for word in common) / every
        is_later = bool(of.began_on and one.began_on and one.began_on > of.began_on)
        if len(common) >= min(_FEWEST_WORDS, len(tells)) and share >= _LEAST_SHARE and not is_later:
            # What one record says together counts, and so does what the initiative says in all.
            scored.append((share + likeness.most / every, -number, likeness))
    scored.sort(key=lambda each: each[:2], reverse=True)
    return [
        Precedent(
            initiative=known[-number],
            in_name=_written(likeness.in_name, words, tells),
            in_records=_written(likeness.in_records - likeness.in_name, words, tells),
            lessons=likeness.lessons,
        )
        for _, number, likeness in scored[:MOST]
    ]


def how_it_ended(connection: Connection, one: Initiative) -> str | None:
    """How an initiative ended, as a sentence; None where it is not known to have ended."""
    ended = [
        tie
        for tie in of_initiatives(connection, [one.id])
        if any(party.initiative_id == one.id for party in tie.said.ended)
    ]
    if ended:
        return " ".join(in_words(tie.said) for tie in sorted(ended, key=in_time))
    return f"It closed on {spoken(one.closed_on)}." if one.closed_on else None


@dataclass(slots=True)
class _Likeness:
    """The words in a name and in the records under it; how much of them each lesson has, and one record at most."""

    in_name: set[str] = field(default_factory=set)
    in_records: set[str] = field(default_factory=set)
    lessons: dict[tuple[str, str], float] = field(default_factory=dict)
    most: float = 0.0


def _said_by_each(
    rows: Sequence[tuple[AnyRow, int]], but: Collection[int], tells: Mapping[str, float]
) -> dict[int, _Likeness]:
    said: dict[int, _Likeness] = {}
    for row, owner in rows:
        if owner in but:
            continue
        payload = orjson.loads(row.payload)
        text = "\n".join((headings(row.kind, payload), *texts(row.kind, payload)))
        has = {bare for word in words_of(text) if (bare := stem(word)) in tells}
        score = sum(tells[word] for word in has)
        one = said.setdefault(owner, _Likeness())
        one.in_name.update(bare for word in words_of(row.written) if (bare := stem(word)) in tells)
        one.in_records |= has
        one.most = max(one.most, score)
        if row.kind == "lesson":
            one.lessons[row.source, payload["key"]] = score
    return said


def _written(common: Collection[str], words: Mapping[str, str], tells: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(words[bare] for bare in sorted(common, key=lambda bare: (-tells[bare], words[bare])))


def _said(words: Sequence[str]) -> str:
    return listed([f"“{word}”" for word in words[:_MOST_SAID]])
