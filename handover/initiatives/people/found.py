"""The person that somebody means, and the list of all: found by name, e-mail address or number, ``#12``."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from handover.errors import AmbiguousPerson, UnknownPerson
from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.numbers import number_in
from handover.initiatives.people.names import bare, can_be_one
from handover.records import LONGEST_NAME, Contact
from handover.sources.near import did_you_mean
from handover.store.history import CHUNK
from handover.store.tables import person, person_key, person_record, record_version

_MOST_NAMED: Final = 5  # people in one sentence


@dataclass(frozen=True, slots=True)
class Person:
    """One person, under the name that is shown."""

    id: int
    name: str


def find(connection: Connection, asked: str) -> Person:
    """Whom somebody means by ``asked``: a number, an e-mail address, or a name however it is spelled.

    Raises UnknownPerson, offering near names; AmbiguousPerson, saying who each is, where several fit.
    """
    written = " ".join(asked.split())
    found = _numbered(connection, written) or _keyed(connection, written) or _spelled(connection, written)
    if not found:
        raise UnknownPerson(
            f"Nobody is known as “{written[:80]}”.",
            what_to_do=_offer(connection, written) or "See who is known with: handover person list",
        )
    if len(found) > 1:
        each = ", ".join(f"{one.name} (#{one.id}{_said_of(connection, one)})" for one in found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        raise AmbiguousPerson(
            f"“{written[:80]}” is more than one person: {each}{more}.",
            what_to_do=f"Say who by the number, in quotation marks: {shlex.quote(f'#{found[0].id}')}",
        )
    return found[0]


def by_id(connection: Connection, number: int) -> Person:
    """The person of that number, or whom they were merged into. Raises UnknownPerson."""
    found = by_ids(connection, [number])
    if number not in found:
        raise UnknownPerson(f"There is no person #{number}.", what_to_do="See who is known with: handover person list")
    return found[number]


def by_ids(connection: Connection, numbers: Iterable[int]) -> dict[int, Person]:
    """The people of these numbers, in this order, as far as there are such; of one who was merged, whom into."""
    now = now_of(connection, person, numbers)
    wanted = list(dict.fromkeys(now.values()))
    found: dict[int, Person] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = connection.execute(select(person).where(person.c.id.in_(wanted[start : start + CHUNK])))
        found |= {row.id: Person(row.id, row.name) for row in rows}
    return {one: found[root] for one, root in now.items() if root in found}


def members(connection: Connection, number: int) -> list[int]:
    """The numbers of a person and of all who were merged into them."""
    return list(with_merged(connection, person, [number]))


def names_of(connection: Connection, number: int) -> list[str]:
    """Every spelling under which contacts name a person, the newest first."""
    rows = connection.execute(
        select(record_version.c.payload)
        .join(person_record, person_record.c.record_version_id == record_version.c.id)
        .where(person_record.c.person_id.in_(members(connection, number)))
        .order_by(record_version.c.id.desc())
    ).scalars()
    return list(dict.fromkeys(name for one in rows if (name := Contact.model_validate_json(one).name)))


def listed(connection: Connection) -> list[tuple[Person, int]]:
    """Everybody, by name, each with how many contacts name them now."""
    counted = dict(
        connection.execute(
            select(person_record.c.person_id, func.count())
            .join(record_version, record_version.c.id == person_record.c.record_version_id)
            .where(record_version.c.to_gathering_id.is_(None))
            .group_by(person_record.c.person_id)
        )
        .tuples()
        .all()
    )
    counts: dict[int, int] = {}
    for number, root in now_of(connection, person, counted).items():
        counts[root] = counts.get(root, 0) + counted[number]
    rows = connection.execute(select(person).where(person.c.merged_into_id.is_(None))).all()
    people = sorted((Person(row.id, row.name) for row in rows), key=lambda one: (bare(one.name)[-1:], one.name, one.id))
    return [(one, counts.get(one.id, 0)) for one in people]


def _numbered(connection: Connection, asked: str) -> list[Person]:
    number = number_in(asked)
    return [] if number is None else list(by_ids(connection, [number]).values())


def _keyed(connection: Connection, asked: str) -> list[Person]:
    sort, value = ("email", asked.casefold()) if "@" in asked else ("name", " ".join(bare(asked)))
    numbers = connection.execute(
        select(person_key.c.person_id).where(
            person_key.c.value == value, person_key.c.sort == sort, person_key.c.person_id.is_not(None)
        )
    ).scalars()
    return list(dict.fromkeys(by_ids(connection, numbers).values()))


def _spelled(connection: Connection, asked: str) -> list[Person]:
    rows = connection.execute(select(person.c.id, person.c.name))
    numbers = [row.id for row in rows if can_be_one(asked, row.name)]
    return list(dict.fromkeys(by_ids(connection, numbers).values()))


def _said_of(connection: Connection, one: Person) -> str:
    """What tells somebody from another of the same name: role, body, address, as far as their last contact says."""
    payload = connection.execute(
        select(record_version.c.payload)
        .join(person_record, person_record.c.record_version_id == record_version.c.id)
        .where(person_record.c.person_id.in_(members(connection, one.id)))
        .order_by(record_version.c.id.desc())
        .limit(1)
    ).scalar()
    if payload is None:
        return ""
    contact = Contact.model_validate_json(payload)
    return "".join(f", {said[:60]}" for said in (contact.role, contact.organisation, *contact.emails[:1]) if said)


def _offer(connection: Connection, asked: str) -> str:
    names: Sequence[str] = connection.execute(select(person.c.name).distinct()).scalars().all()
    return did_you_mean(asked[:LONGEST_NAME], names).strip()
