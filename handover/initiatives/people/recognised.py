"""Giving the contacts that a gathering brought their people. It costs by what changed, not by what is stored."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Connection, bindparam, insert, select, update

from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.people.sameness import (
    TELLING,
    TIES,
    Key,
    Somebody,
    addresses,
    fuller_name,
    is_a_person,
    keys_of,
    same_person,
)
from handover.records import Contact
from handover.store.bulk import BulkInsert
from handover.store.database import AnyRow, hold_names
from handover.store.tables import person, person_key, person_record, record_version

_AT_ONCE: Final = 2_000
# People whom a gathering keeps in memory; some 50 MB of them.
_MOST_KEPT: Final = 50_000
# An address beside more people than this is as shared as beside two; a mailbox of thousands must not be compared
# thousands of times.
_MOST_BESIDE: Final = 3


T = TypeVar("T")


def recognise_people(connection: Connection, gathering_id: int, *, now: datetime) -> int:
    """Give every contact that this gathering brought its person: one who is known, else a new one.

    The first time of all, every contact that was ever gathered gets its person. Returns how many people are new.
    """
    contacts = (
        select(record_version.c.id, record_version.c.source_id, record_version.c.payload)
        .outerjoin(person_record, person_record.c.record_version_id == record_version.c.id)
        .where(record_version.c.kind == "contact", person_record.c.record_version_id.is_(None))
        .order_by(record_version.c.id)
    )
    brought = select(record_version.c.id).where(
        record_version.c.kind == "contact", record_version.c.from_gathering_id == gathering_id
    )
    if connection.execute(brought.limit(1)).first() is None:
        return 0
    # Two gatherings that meet somebody at once would make two people of them.
    hold_names(connection)
    if connection.execute(select(person_record.c.record_version_id).limit(1)).first() is not None:
        contacts = contacts.where(record_version.c.from_gathering_id == gathering_id)
    known = _Known(connection, now)
    return sum(_recognise(connection, chunk, known) for chunk in _chunks(connection.execute(contacts).all()))


def _recognise(connection: Connection, rows: Sequence[AnyRow], known: "_Known") -> int:
    contacts = [(row.id, row.source_id, Contact.model_validate_json(row.payload)) for row in rows]
    keys = [keys_of(contact, source_id) for _, source_id, contact in contacts]
    held = known.held({key for some in keys for key in some if key[0] in TIES})
    shown = {one.id: one.name for several in held.values() for one in several if one is not None}
    belongs: list[tuple[int, Somebody]] = []
    new_keys: list[tuple[Somebody | None, Key]] = []
    new: list[Somebody] = []
    for (version, _, contact), its_keys in zip(contacts, keys, strict=True):
        if not is_a_person(contact):
            new_keys += [(None, key) for key in _nobodys(contact, held)]
            continue
        name = contact.name or ""
        one = same_person(contact, its_keys, held)
        if one is None:
            one = Somebody(None, name)
            new.append(one)
        one.name = fuller_name(one.name, name, current=contact.to_on is None)
        belongs.append((version, one))
        for key in its_keys:
            beside = held.setdefault(key, [])
            if key not in one.keys and one not in beside and (key[0] != "email" or len(beside) < _MOST_BESIDE):
                if key[0] in TELLING:
                    one.keys.add(key)
                beside.append(one)
                new_keys.append((one, key))
    known.write(new, belongs, new_keys)
    renamed = {one.id: one.name for _, one in belongs if one.id in shown and shown[one.id] != one.name}
    if renamed:
        connection.execute(
            update(person).where(person.c.id == bindparam("of")).values(name=bindparam("called")),
            [{"of": number, "called": name} for number, name in renamed.items()],
        )
    return len(new)


def _nobodys(contact: Contact, held: dict[Key, list[Somebody | None]]) -> Iterable[Key]:
    """The addresses of a mailbox or an empty post, which are nobody's own from now on."""
    for address in addresses(contact):
        beside = held.setdefault(("email", address), [])
        if None not in beside:
            beside.append(None)
            yield ("email", address)


class _Known:
    """The people of the store, as far as the contacts of one transaction need them; and what these add to them.

    Who was read or written already is not read again, as long as they are not too many to be kept in memory.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._records = BulkInsert(connection, person_record, ("record_version_id", "person_id"), {})
        self._keys = BulkInsert(connection, person_key, ("person_id", "sort", "value"), {})
        self._people: dict[int, Somebody] = {}

    def held(self, keys: Iterable[Key]) -> dict[Key, list[Somebody | None]]:
        """Who is known under these keys; somebody who was merged is whom they were merged into."""
        found: dict[Key, list[int | None]] = {}
        for values in _chunks({value for _, value in keys}):
            for sort, value, number in self._connection.execute(
                select(person_key.c.sort, person_key.c.value, person_key.c.person_id)
                .where(person_key.c.value.in_(values))
                .order_by(person_key.c.id)
            ).all():
                found.setdefault((sort, value), []).append(number)
        people = self._of_numbers({number for several in found.values() for number in several if number is not None})
        return {
            key: list(dict.fromkeys(None if number is None else people[number] for number in several))
            for key, several in found.items()
        }

    def _of_numbers(self, numbers: set[int]) -> dict[int, Somebody]:
        """These people with what is known of them, by number; those who were merged are one."""
        now = now_of(self._connection, person, numbers)
        if len(self._people) > _MOST_KEPT:
            self._people = {}
        new = set(now.values()) - self._people.keys()
        every = with_merged(self._connection, person, new)
        for some in _chunks(new):
            for number, name in self._connection.execute(
                select(person.c.id, person.c.name).where(person.c.id.in_(some))
            ).all():
                self._people[number] = Somebody(number, name)
        for some in _chunks(every):
            for number, sort, value in self._connection.execute(
                select(person_key.c.person_id, person_key.c.sort, person_key.c.value).where(
                    person_key.c.person_id.in_(some), person_key.c.sort.in_(TELLING)
                )
            ).all():
                self._people[every[number]].keys.add((sort, value))
        return {number: self._people[root] for number, root in now.items()}

    def write(
        self,
        new: Sequence[Somebody],
        belongs: Sequence[tuple[int, Somebody]],
        keys: Sequence[tuple[Somebody | None, Key]],
    ) -> None:
        """Write these, at most a chunk of contacts; gives those who are ``new`` their numbers."""
        if new:
            added = self._connection.execute(
                insert(person).returning(person.c.id, sort_by_parameter_order=True),
                [{"name": one.name, "added_at": self._now} for one in new],
            )
            for one, number in zip(new, added.scalars(), strict=True):
                one.id = number
                self._people[number] = one
        self._records([(version, one.id) for version, one in belongs])
        for some in _chunks((None if one is None else one.id, sort, value) for one, (sort, value) in keys):
            self._keys(some)


def _chunks(these: Iterable[T]) -> Iterator[list[T]]:
    every = list(these)
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))
