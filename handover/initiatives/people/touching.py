"""Everything that a person touches: what has to be handed over when they move."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, or_, select

from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.merged import now_of
from handover.initiatives.people.found import Person, by_id, members, names_of
from handover.initiatives.people.names import bare, can_be_one
from handover.initiatives.people.posts import Holding, posts_of
from handover.store.tables import initiative, person, person_key, person_record, record_version
from handover.store.tables import name as name_table
from handover.store.versions import VERSIONS, RowReference

How = Literal["contact", "status-owner", "action-owner", "action-inheritor", "lesson-recorder"]

_PLAIN: Final = re.compile(r"[a-z]+")
# Where other records than contacts name people: the kind, the field, and what that makes of the person.
_NAMED: Final[tuple[tuple[str, str, How], ...]] = (
    ("programme-status", "owner", "status-owner"),
    ("follow-on-action", "owner", "action-owner"),
    ("follow-on-action", "inherits", "action-inheritor"),
    ("lesson", "recorded_by", "lesson-recorder"),
)


@dataclass(frozen=True, slots=True)
class Touch:
    """One row that ties a person to an initiative. ``certain`` is False where only a name does, which is nobody
    else's, but which no contact of that initiative bears.
    """

    how: How
    reference: RowReference
    certain: bool


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
    posts = tuple(post for post in posts_of(connection, one.id) if post.is_current)
    found: dict[int, list[Touch]] = {}
    for initiative_id, version in _contacts(connection, one):
        found.setdefault(initiative_id, []).append(Touch("contact", version, certain=True))
    here = frozenset(found)
    for initiative_id, touch in _named(connection, one, here):
        found.setdefault(initiative_id, []).append(touch)
    initiatives = (TouchedInitiative(of, tuple(found[of.id])) for of in identity.by_ids(connection, found).values())
    return Touched(one, posts, tuple(sorted(initiatives, key=lambda each: each.initiative.name)))


_rows = (
    VERSIONS.add_columns(name_table.c.initiative_id)
    .join(name_table, name_table.c.id == record_version.c.name_id)
    .where(record_version.c.to_gathering_id.is_(None))
    .order_by(record_version.c.id)
)


def _contacts(connection: Connection, one: Person) -> Iterator[tuple[int, RowReference]]:
    theirs = _rows.join(person_record, person_record.c.record_version_id == record_version.c.id).where(
        person_record.c.person_id.in_(members(connection, one.id))
    )
    rows = connection.execute(theirs).all()
    now = now_of(connection, initiative, {row.initiative_id for row in rows})
    for row in rows:
        yield now[row.initiative_id], RowReference.of(row)


def _named(connection: Connection, one: Person, here: frozenset[int]) -> Iterator[tuple[int, Touch]]:
    """The rows that name the person in a field: by an address, by a name that can be theirs where they are a contact
    and nobody else of that name is, or by their full name where nobody else has it.
    """
    names = names_of(connection, one.id) or [one.name]
    addresses = _values(connection, one, "email")
    namesakes = [other for other in _others(connection, one) if any(can_be_one(other[1], name) for name in names)]
    elsewhere = frozenset(of for number, _ in namesakes for of, _ in _contacts(connection, Person(number, "")))
    full = {bare(name) for name in names if len(bare(name)) > 1}
    alone = not any(bare(name) in full for _, name in namesakes)
    rows = _rows.where(
        record_version.c.kind.in_([kind for kind, _, _ in _NAMED]),
        or_(*(record_version.c.payload.ilike(f"%{part}%") for part in {*map(_letters, names), *addresses})),
    )
    found = connection.execute(rows).all()
    now = now_of(connection, initiative, {row.initiative_id for row in found})
    for row in found:
        fields: dict[str, str | None] = json.loads(row.payload)
        initiative_id = now[row.initiative_id]
        for kind, field, how in _NAMED:
            said = fields.get(field) if kind == row.kind else None
            if not said:
                continue
            fits = any(can_be_one(said, name) for name in names)
            only_one_here = initiative_id in here and initiative_id not in elsewhere
            certain = said.strip().casefold() in addresses or (fits and only_one_here)
            if certain or (alone and bare(said) in full):
                yield initiative_id, Touch(how, RowReference.of(row), certain)


def _letters(name: str) -> str:
    """The longest run of plain letters in a surname, which stands in it however accents and signs are written."""
    surname = (bare(name) or ("",))[-1].partition("-")[2] or (bare(name) or ("",))[-1]
    written = unicodedata.normalize("NFC", name).casefold()
    # As it is written: what accents were taken from must not be looked for.
    runs = [run for run in _PLAIN.findall(written) if run in surname]
    return max(runs, key=len, default="")


def _values(connection: Connection, one: Person, sort: str) -> frozenset[str]:
    return frozenset(
        connection.execute(
            select(person_key.c.value).where(
                person_key.c.person_id.in_(members(connection, one.id)), person_key.c.sort == sort
            )
        ).scalars()
    )


def _others(connection: Connection, one: Person) -> list[tuple[int, str]]:
    rows = connection.execute(select(person.c.id, person.c.name).where(person.c.merged_into_id.is_(None)))
    return [(row.id, row.name) for row in rows if row.id != one.id]
