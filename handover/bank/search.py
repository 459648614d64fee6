"""Searching everything that was ever gathered, and the family of an initiative as one.

What is found is the last that a source said of each thing, also where the source has it no more; or, as of a day, what
was known then. First what has every word that was asked for, lessons before everything else; then what has most of what
the words tell, a word in a heading counting twice. Signs and quotation marks mean nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from handover.bank.candidates import Wanted, candidates, under
from handover.bank.excerpt import excerpt
from handover.bank.kin import nearer, way_in_words, way_to
from handover.bank.standing import standing
from handover.bank.texts import SEARCHED, headings, texts
from handover.bank.words import stem, stems, telling, words_of
from handover.errors import AmbiguousName, BadRequest, UnknownInitiative
from handover.initiatives import identity, look_up
from handover.initiatives.belonging import names_of
from handover.initiatives.identity import Initiative
from handover.initiatives.names import without_footnote_marks
from handover.initiatives.succession.family import Family, family
from handover.initiatives.succession.words import called_in
from handover.sources.near import did_you_mean
from handover.store.database import AnyRow
from handover.store.tables import bank_word
from handover.store.versions import RowReference

_LONGEST: Final = 1_000  # characters of a question
_MOST_WORDS: Final = 30
_MOST_OF_KIN: Final = 5
_HEADING: Final = 2.0
_KINDS: Final = tuple(SEARCHED)
# By which of its dates a record is dated for a reader, the first that it has.
_DATES: Final = ("occurred_on", "period", "recorded_on", "due")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words; of the family of an initiative and of one kind of record only, where these are given; and
    as known at a moment (``known_at``), else by now. At most so many answers.
    """

    words: str
    initiative: str | None = None
    kind: str | None = None
    on: str | None = None
    known_at: datetime | None = None
    most: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, with whose it is, under which name it was recorded, and where it stands.

    ``tie`` says by which successions it belongs to the initiative that was asked about, None where it is its own.
    ``gone_at`` is since when its source has it no more; ``lacking`` are words of the question that it does not have.
    """

    initiative: Initiative
    recorded_as: str
    kind: str
    heading: str
    excerpt: str | None
    dated: str | None
    where: RowReference
    place: str | None
    gone_at: datetime | None
    tie: str | None
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, the best first, and whether there are more; words that no record has, and an offer of others.

    ``of_kin`` are lessons of the family of an initiative whose name was asked for.
    """

    of: Initiative | None
    family: tuple[Initiative, ...]
    hits: tuple[Hit, ...]
    more: bool
    unknown: tuple[str, ...] = ()
    offer: str = ""
    of_kin: tuple[Hit, ...] = ()


def search(connection: Connection, asked: Question) -> Found:
    """Answer a question from what the bank has taken up (``handover.bank.index``). Raises as ``understood`` does."""
    words, of = understood(connection, asked)
    kin = None if of is None else family(connection, of, on=asked.on)
    members = None if kin is None else [one.id for one in kin.initiatives]
    name_ids = None if members is None else names_of(connection, *members)
    ids, tells = candidates(connection, Wanted(list(words), asked.kind, name_ids))
    unknown = tuple(written for bare, written in words.items() if bare not in tells)
    rows = standing(connection, ids, at_least=asked.most, known_at=asked.known_at, owned_by=members)
    rows.sort(key=lambda found: _order(found[0], tells))
    named = _named(connection, asked) if kin is None else None
    others = _of_kin(connection, asked, named, {row.id for row, _ in rows}) if named is not None else []
    return Found(
        of=of,
        family=() if kin is None else kin.initiatives,
        hits=tuple(_hits(connection, rows[: asked.most], kin or named, words, tells)),
        more=len(rows) > asked.most,
        unknown=unknown,
        offer=_offer(connection, unknown),
        of_kin=tuple(_hits(connection, others, named, words, {})),
    )


def understood(connection: Connection, asked: Question) -> tuple[dict[str, str], Initiative | None]:
    """The words of a question, as they are compared and as they were typed, and whose family is meant.

    Raises BadRequest where there is nothing to search for; UnknownInitiative, AmbiguousName.
    """
    words = _words(asked.words)
    if asked.initiative is None:
        return words, None
    return words, look_up.find(connection, without_footnote_marks(asked.initiative), on=asked.on)


def _named(connection: Connection, asked: Question) -> Family | None:
    """The family of the initiative whose name is what was asked, where it is one and has others in it."""
    try:
        of = look_up.find(connection, asked.words, on=asked.on)
        kin = family(connection, of, on=asked.on)
    except (UnknownInitiative, AmbiguousName, BadRequest):
        return None
    return kin if len(kin.initiatives) > 1 else None


def _of_kin(connection: Connection, asked: Question, kin: Family, but: Collection[int]) -> list[tuple[AnyRow, int]]:
    """Lessons of the others of a family, whatever words they have; none of those that were found already."""
    if asked.kind not in (None, "lesson"):
        return []
    others = {one.id for one in kin.initiatives if one.id != kin.of.id}
    wanted = Wanted((), "lesson", names_of(connection, *others))
    ids = [one for one in under(connection, wanted) if one not in but]
    found = standing(connection, ids, at_least=_MOST_OF_KIN, known_at=asked.known_at, owned_by=others)
    return found[:_MOST_OF_KIN]


def _words(asked: str) -> dict[str, str]:
    """The words of a question: as they are compared, and as they were typed."""
    if len(asked) > _LONGEST:
        raise BadRequest(
            f"The question has {len(asked):,} characters; a search takes at most {_LONGEST:,}.",
            what_to_do="Give the few words that matter.",
        )
    words = stems(telling(words_of(asked)))
    if not words:
        raise BadRequest(
            "There is no word to search for.",
            what_to_do='Give words of letters or digits. For example: handover search "community budgets"',
        )
    return dict(list(words.items())[:_MOST_WORDS])


def _order(row: AnyRow, tells: Mapping[str, float]) -> tuple[int, int, float, int]:
    payload = orjson.loads(row.payload)
    heading = set(map(stem, words_of(headings(row.kind, payload))))
    every = heading | set(map(stem, words_of("\n".join((row.written, *texts(row.kind, payload))))))
    score = sum(told * (_HEADING if word in heading else 1.0) for word, told in tells.items() if word in every)
    return sum(word not in every for word in tells), _KINDS.index(row.kind), -score, -row.id


def _hits(
    connection: Connection,
    rows: Sequence[tuple[AnyRow, int]],
    kin: Family | None,
    words: Mapping[str, str],
    tells: Mapping[str, float],
) -> list[Hit]:
    known = identity.by_ids(connection, (owner for _, owner in rows))
    steps = {} if kin is None else nearer(kin)
    found = []
    for row, owner in rows:
        payload = orjson.loads(row.payload)
        said = texts(row.kind, payload)
        has = set(map(stem, words_of("\n".join((row.written, headings(row.kind, payload), *said)))))
        way = way_to(owner, steps)
        found.append(
            Hit(
                initiative=known[owner],
                recorded_as=row.written,
                kind=row.kind,
                heading=_heading(payload),
                excerpt=excerpt(said, tells.keys()),
                dated=next((payload[field] for field in _DATES if payload.get(field)), None),
                where=RowReference.of(row),
                place=row.place,
                gone_at=row.gone_at,
                tie=way_in_words([one.said for one in way], called_in(kin)) if kin is not None and way else None,
                lacking=tuple(written for bare, written in words.items() if bare in tells and bare not in has),
            )
        )
    return found


def _heading(payload: Mapping[str, Any]) -> str:
    """What a record is called: its title, what is to be done, or the period that is reported on."""
    return str(payload.get("title") or payload.get("what") or payload.get("period"))


def _offer(connection: Connection, unknown: Sequence[str]) -> str:
    """Words of the bank that are near to the first that no record has."""
    for word in unknown:
        near = connection.execute(select(bank_word.c.written).where(bank_word.c.stem.startswith(word[0])))
        if offer := did_you_mean(word, near.scalars()).strip():
            return offer
    return ""
