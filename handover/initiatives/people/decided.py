"""People said to be one, or to be two, by a person; and what there is to ask. Nothing is rewritten: a split follows a
merge, both stay in the history, and either can be followed by the other again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from handover.errors import BadRequest
from handover.initiatives.people.found import Person, by_id, by_ids, members
from handover.initiatives.people.names import bare
from handover.initiatives.people.sameness import keys_of
from handover.records import Contact
from handover.store.database import hold_names
from handover.store.tables import person, person_decision, person_key, person_record, record_version

# Under which two people are asked about. Nobody asks about people who share nothing but a name.
_ASKED_ABOUT: Final = {"email": "They share an e-mail address.", "body": "They have one name in one organisation."}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about two people, by their numbers."""

    decision: str  # merged, split, apart
    person_id: int
    other_id: int
    by: str
    because: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """Two people who may be one, and why nobody but a person can tell."""

    one: Person
    other: Person
    why: str


def merge(connection: Connection, one: Person, into: Person, *, by: str, because: str, now: datetime) -> Person:
    """Say that two people are one; ``into`` keeps its number. Raises BadRequest where they are one already."""
    hold_names(connection)
    one, into = by_id(connection, one.id), by_id(connection, into.id)
    if one.id == into.id:
        raise BadRequest(f"Both are {into.name} (#{into.id}) already; there is nothing to merge.")
    connection.execute(update(person).where(person.c.id == one.id).values(merged_into_id=into.id))
    _decide(connection, "merged", one.id, into.id, by=by, because=because, now=now)
    return into


def split(
    connection: Connection, number: int, rows: Sequence[int] = (), *, by: str, because: str, now: datetime
) -> tuple[Person, Person]:
    """Take apart what was taken for one person; gives who stays and who is another.

    Without ``rows`` the person ``number``, who was merged into another, is one of their own again. With ``rows`` (the
    numbers of contacts, as they are shown) these name somebody else than the person ``number``.

    Raises BadRequest where the person was not merged, or the rows are not some of theirs; UnknownPerson.
    """
    hold_names(connection)
    if rows:
        return _split_rows(connection, by_id(connection, number), rows, by=by, because=because, now=now)
    into = by_id(connection, number)
    if into.id == number:
        raise BadRequest(
            f"{into.name} (#{number}) was not merged into anybody.",
            what_to_do="To say that some of their contacts name somebody else, name these: "
            f"handover person split {number} --row NUMBER",
        )
    connection.execute(update(person).where(person.c.id == number).values(merged_into_id=None))
    _decide(connection, "split", number, into.id, by=by, because=because, now=now)
    return into, by_id(connection, number)


def _split_rows(
    connection: Connection, of: Person, rows: Sequence[int], *, by: str, because: str, now: datetime
) -> tuple[Person, Person]:
    mine = set(
        connection.execute(
            select(person_record.c.record_version_id).where(person_record.c.person_id.in_(members(connection, of.id)))
        ).scalars()
    )
    if strange := sorted(set(rows) - mine):
        raise BadRequest(
            f"Contact {strange[0]} does not name {of.name} (#{of.id}).",
            what_to_do=f"See whose contacts they are with: handover person show '#{of.id}'",
        )
    if mine == set(rows):
        raise BadRequest(f"These are all contacts that name {of.name} (#{of.id}); nobody would be left.")
    contacts = [
        (row.source_id, Contact.model_validate_json(row.payload))
        for row in connection.execute(
            select(record_version.c.source_id, record_version.c.payload).where(record_version.c.id.in_(rows))
        )
    ]
    number = connection.execute(
        insert(person).values(name=contacts[-1][1].name, added_at=now).returning(person.c.id)
    ).scalar_one()
    connection.execute(
        update(person_record).where(person_record.c.record_version_id.in_(rows)).values(person_id=number)
    )
    keys = dict.fromkeys(key for source_id, contact in contacts for key in keys_of(contact, source_id))
    # A row that names the other one is no sign of the first any more; all else may be of both, and is asked about.
    theirs = [value for sort, value in keys if sort in ("row", "identifier")]
    connection.execute(
        delete(person_key).where(
            person_key.c.person_id.in_(members(connection, of.id)),
            person_key.c.sort.in_(("row", "identifier")),
            person_key.c.value.in_(theirs),
        )
    )
    connection.execute(
        insert(person_key), [{"person_id": number, "sort": sort, "value": value} for sort, value in keys]
    )
    _decide(connection, "split", of.id, number, by=by, because=because, now=now, rows=rows)
    return of, by_id(connection, number)


def keep_apart(connection: Connection, one: Person, other: Person, *, by: str, because: str, now: datetime) -> None:
    """Say that two are two: nobody is asked about them again. Raises BadRequest where they are one."""
    if one.id == other.id:
        raise BadRequest(
            f"Both are {one.name} (#{one.id}).", what_to_do="Split them first: handover person split NUMBER"
        )
    _decide(connection, "apart", one.id, other.id, by=by, because=because, now=now)


def history(connection: Connection, number: int) -> list[Decision]:
    """All that was decided about a person and those merged into them, in order."""
    ids = members(connection, number)
    rows = connection.execute(
        select(person_decision)
        .where(or_(person_decision.c.person_id.in_(ids), person_decision.c.other_id.in_(ids)))
        .order_by(person_decision.c.id)
    )
    return [Decision(row.decision, row.person_id, row.other_id, row.by, row.because, row.at) for row in rows]


def questions(connection: Connection) -> list[Question]:
    """Pairs of people who may be one, and of whom nobody has said yet that they are not."""
    shared = (
        select(person_key.c.sort, person_key.c.value)
        .where(person_key.c.sort.in_(_ASKED_ABOUT))
        .group_by(person_key.c.sort, person_key.c.value)
        .having(func.count() > 1)
        .subquery()
    )
    beside: dict[tuple[str, str], list[int | None]] = {}
    for row in connection.execute(
        select(person_key.c.sort, person_key.c.value, person_key.c.person_id)
        .join(shared, (person_key.c.sort == shared.c.sort) & (person_key.c.value == shared.c.value))
        .order_by(person_key.c.id)
    ):
        beside.setdefault((row.sort, row.value), []).append(row.person_id)
    said = {frozenset((row.person_id, row.other_id)) for row in connection.execute(select(person_decision))}
    found: dict[frozenset[int], Question] = {}
    now = by_ids(connection, {one for numbers in beside.values() for one in numbers if one is not None})
    for (sort, _), numbers in beside.items():
        people = list(dict.fromkeys(now[one] for one in numbers if one is not None))
        # What stands beside nobody's name as well is a shared mailbox, and no question.
        if None in numbers:
            continue
        for one, other in pairwise(people):
            pair = frozenset((one.id, other.id))
            if pair not in said and pair not in found and (sort == "body" or _akin(one.name, other.name)):
                found[pair] = Question(one, other, _ASKED_ABOUT[sort])
    return list(found.values())


def _akin(one: str, other: str) -> bool:
    """Whether two names share the first or the last word, as those of somebody who married may."""
    first, second = bare(one), bare(other)
    return bool(first and second) and (first[0] == second[0] or first[-1] == second[-1])


def _decide(
    connection: Connection,
    decision: str,
    one: int,
    other: int,
    *,
    by: str,
    because: str,
    now: datetime,
    rows: Sequence[int] = (),
) -> None:
    connection.execute(
        insert(person_decision).values(
            decision=decision, person_id=one, other_id=other, records=list(rows), by=by, because=because, at=now
        )
    )
