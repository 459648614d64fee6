"""The person that somebody means, and the list of all: found by name, e-mail address or number, ``#12``."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from handover.errors import AmbiguousPerson, HandoverError, UnknownPerson
from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.numbers import number_in
from handover.initiatives.people.names import bare, blocks, can_be_one
from handover.records import LONGEST_NAME, Contact
from handover.sources.near import did_you_mean
from handover.store.history import chunks
from handover.store.tables import person, person_key, person_record, record_version

_MOST_NAMED: Final = 5  # people in one sentence
_MOST_OFFERED: Final = 20  # of the names that nobody knows: comparing each with every name takes its time


@dataclass(frozen=True, slots=True)
class Person:
    """One person, under the name that is shown."""

    id: int
    name: str


class ByName:
    """People, to be found by any name that can be theirs."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_block: dict[str, list[Person]] = {}
        for one in people:
            for block in blocks(one.name):
                self._by_block.setdefault(block, []).append(one)

    def that_can_be(self, names: Iterable[str]) -> list[Person]:
        """Those whose name can be one of these, each once."""
        near = ((one, name) for name in names for block in blocks(name) for one in self._by_block.get(block, ()))
        return list({one.id: one for one, name in near if can_be_one(name, one.name)}.values())


def find(connection: Connection, asked: str) -> Person:
    """Whom somebody means by ``asked``: a number, an e-mail address, or a name however it is spelled.

    Raises UnknownPerson, offering near names; AmbiguousPerson, saying who each is, where several fit.
    """
    found = find_all(connection, [asked])[asked]
    if isinstance(found, HandoverError):
        raise found
    return found


def find_all(connection: Connection, asked: Iterable[str]) -> dict[str, Person | UnknownPerson | AmbiguousPerson]:
    """Whom somebody means by each of these, as ``find`` does; or why that is nobody."""
    written = {one: " ".join(one.split()) for one in asked}
    found = _numbered(connection, written.values()) | _keyed(connection, written.values())
    missing = [one for one in written.values() if not found.get(one)]
    if missing:
        found |= _spelled(connection, missing)
    offers = _offers(connection, [one for one in missing if not found.get(one)])
    return {one: _meant(connection, text, found.get(text, []), offers.get(text)) for one, text in written.items()}


def _meant(
    connection: Connection, written: str, found: Sequence[Person], offer: str | None
) -> Person | UnknownPerson | AmbiguousPerson:
    if not found:
        return UnknownPerson(
            f"Nobody is known as “{written[:80]}”.", what_to_do=offer or "See who is known with: handover person list"
        )
    if len(found) == 1:
        return found[0]
    each = ", ".join(f"{one.name} (#{one.id}{_said_of(connection, one)})" for one in found[:_MOST_NAMED])
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return AmbiguousPerson(
        f"“{written[:80]}” is more than one person: {each}{more}.",
        what_to_do=f"Say who by the number, in quotation marks: {shlex.quote(f'#{found[0].id}')}",
    )


def by_id(connection: Connection, number: int) -> Person:
    """The person of that number, or whom they were merged into. Raises UnknownPerson."""
    found = by_ids(connection, [number])
    if number not in found:
        raise UnknownPerson(f"There is no person #{number}.", what_to_do="See who is known with: handover person list")
    return found[number]


def by_ids(connection: Connection, numbers: Iterable[int]) -> dict[int, Person]:
    """The people of these numbers, in this order, as far as there are such; of one who was merged, whom into."""
    now = now_of(connection, person, numbers)
    found: dict[int, Person] = {}
    for some in chunks(dict.fromkeys(now.values())):
        rows = connection.execute(select(person).where(person.c.id.in_(some)))
        found |= {row.id: Person(row.id, row.name) for row in rows}
    return {one: found[root] for one, root in now.items() if root in found}


def members(connection: Connection, number: int) -> list[int]:
    """The numbers of a person and of all who were merged into them."""
    return list(with_merged(connection, person, [number]))


def names_of(connection: Connection, number: int) -> list[str]:
    """Every spelling under which contacts name a person, the newest first."""
    return list(dict.fromkeys(one.name for one in contacts_of(connection, number) if one.name))


def contacts_of(connection: Connection, number: int) -> list[Contact]:
    """Every contact that names a person, as it ever stood, the newest first."""
    rows = connection.execute(
        select(record_version.c.payload)
        .join(person_record, person_record.c.record_version_id == record_version.c.id)
        .where(person_record.c.person_id.in_(members(connection, number)))
        .order_by(record_version.c.id.desc())
    ).scalars()
    return [Contact.model_validate_json(one) for one in rows]


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


def _numbered(connection: Connection, asked: Iterable[str]) -> dict[str, list[Person]]:
    numbers = {one: number for one in asked if (number := number_in(one)) is not None}
    known = by_ids(connection, numbers.values())
    return {one: [known[number]] for one, number in numbers.items() if number in known}


def _keyed(connection: Connection, asked: Iterable[str]) -> dict[str, list[Person]]:
    keys = {one: ("email", one.casefold()) if "@" in one else ("name", " ".join(bare(one))) for one in asked}
    numbers: dict[tuple[str, str], list[int]] = {}
    for some in chunks({value for _, value in keys.values()}):
        rows = select(person_key.c.sort, person_key.c.value, person_key.c.person_id).where(
            person_key.c.value.in_(some),
            person_key.c.sort.in_(("email", "name")),
            person_key.c.person_id.is_not(None),
        )
        for row in connection.execute(rows.order_by(person_key.c.id)):
            numbers.setdefault((row.sort, row.value), []).append(row.person_id)
    known = by_ids(connection, {number for several in numbers.values() for number in several})
    return {
        one: list(dict.fromkeys(known[number] for number in numbers[key]))
        for one, key in keys.items()
        if key in numbers
    }


def _spelled(connection: Connection, asked: Iterable[str]) -> dict[str, list[Person]]:
    people = ByName(Person(row.id, row.name) for row in connection.execute(select(person.c.id, person.c.name)))
    fitting = {one: people.that_can_be([one]) for one in asked}
    known = by_ids(connection, {one.id for several in fitting.values() for one in several})
    return {one: list(dict.fromkeys(known[each.id] for each in several)) for one, several in fitting.items()}


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


def _offers(connection: Connection, unknown: Sequence[str]) -> dict[str, str]:
    """The names that somebody may have meant; of many unknown ones, those of the first."""
    if not unknown:
        return {}
    names: Sequence[str] = connection.execute(select(person.c.name).distinct()).scalars().all()
    return {one: did_you_mean(one[:LONGEST_NAME], names).strip() for one in unknown[:_MOST_OFFERED]}
