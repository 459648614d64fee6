"""Everything that a person touches: what has to be handed over when they move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.people.found import ByName, Person, by_id
from handover.initiatives.people.named import CURRENT, Sought, Touch, named_in_records
from handover.initiatives.people.names import bare
from handover.initiatives.people.posts import Holding, posts_of_all
from handover.store.history import chunks
from handover.store.tables import initiative, person, person_key, person_record, record_version
from handover.store.versions import RowReference


@dataclass(frozen=True, slots=True)
class TouchedInitiative:
    """An initiative, and every row that ties the person to it."""

    initiative: Initiative
    touches: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """All that a person touches now."""

    person: Person
    posts: tuple[Holding, ...]
    initiatives: tuple[TouchedInitiative, ...]


def touched_by(connection: Connection, person_id: int) -> Touched:
    """Everything that a person touches, as the store stands now: the posts that they hold, and the initiatives of
    which they are a contact, or whose statuses, actions or lessons name them. Raises UnknownPerson.
    """
    one = by_id(connection, person_id)
    return touched_by_all(connection, [one])[one.id]


def touched_by_all(connection: Connection, people: Iterable[Person]) -> dict[int, Touched]:
    """What each of these people touches, by their number: at the cost of one look through the records for them all."""
    wanted = {one.id: one for one in people}
    held = posts_of_all(connection, wanted)
    found: dict[int, dict[int, list[Touch]]] = {number: {} for number in wanted}
    here: dict[int, frozenset[int]] = {}
    for number, contacts in _contacts(connection, wanted).items():
        here[number] = frozenset(of for of, _ in contacts)
        for of, reference in contacts:
            found[number].setdefault(of, []).append(Touch("contact", reference, certain=True))
    for number, of, touch in named_in_records(connection, _known(connection, wanted, held, here)):
        found[number].setdefault(of, []).append(touch)
    initiatives = identity.by_ids(connection, {of for touches in found.values() for of in touches})
    return {
        number: Touched(
            one,
            tuple(post for post in held.get(number, ()) if post.is_current),
            tuple(
                sorted(
                    (TouchedInitiative(initiatives[of], tuple(touches)) for of, touches in found[number].items()),
                    key=lambda each: each.initiative.name,
                )
            ),
        )
        for number, one in wanted.items()
    }


def _contacts(connection: Connection, people: Iterable[int]) -> dict[int, list[tuple[int, RowReference]]]:
    """The contacts that name each of these people now, each with its initiative, by the number of the person."""
    every = with_merged(connection, person, people)
    rows = [
        row
        for some in chunks(every)
        for row in connection.execute(
            CURRENT.add_columns(person_record.c.person_id)
            .join(person_record, person_record.c.record_version_id == record_version.c.id)
            .where(person_record.c.person_id.in_(some))
        )
    ]
    now = now_of(connection, initiative, {row.initiative_id for row in rows})
    found: dict[int, list[tuple[int, RowReference]]] = {}
    for row in sorted(rows, key=lambda one: one.id):
        found.setdefault(every[row.person_id], []).append((now[row.initiative_id], RowReference.of(row)))
    return found


def _known(
    connection: Connection,
    people: Mapping[int, Person],
    held: Mapping[int, Sequence[Holding]],
    here: Mapping[int, frozenset[int]],
) -> list[Sought]:
    """What is known of people by which other records than contacts can name them."""
    addresses = _addresses(connection, people)
    others = ByName(_everybody(connection))
    written = {
        number: list(
            dict.fromkeys(name for post in held.get(number, ()) for one in post.listings if (name := one.contact.name))
        )
        or [one.name]
        for number, one in people.items()
    }
    namesakes = {
        number: [one for one in others.that_can_be(names) if one.id != number] for number, names in written.items()
    }
    elsewhere = _contacts(connection, {one.id for several in namesakes.values() for one in several})
    found = []
    for number, names in written.items():
        full = frozenset(bare(name) for name in names if len(bare(name)) > 1)
        taken = {of for one in namesakes[number] for of, _ in elsewhere.get(one.id, ())}
        alone = not any(bare(one.name) in full for one in namesakes[number])
        only_here = here.get(number, frozenset()) - taken
        found.append(
            Sought(number, tuple(names), addresses.get(number, frozenset()), only_here, full if alone else frozenset())
        )
    return found


def _addresses(connection: Connection, people: Iterable[int]) -> dict[int, frozenset[str]]:
    every = with_merged(connection, person, people)
    found: dict[int, set[str]] = {}
    for some in chunks(every):
        rows = select(person_key.c.person_id, person_key.c.value)
        for row in connection.execute(rows.where(person_key.c.person_id.in_(some), person_key.c.sort == "email")):
            found.setdefault(every[row.person_id], set()).add(row.value)
    return {number: frozenset(values) for number, values in found.items()}


def _everybody(connection: Connection) -> list[Person]:
    rows = connection.execute(select(person.c.id, person.c.name).where(person.c.merged_into_id.is_(None)))
    return [Person(row.id, row.name) for row in rows]
