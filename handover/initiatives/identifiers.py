"""By what registers know initiatives, whatever they are called: which of them claim an identifier."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.look_up import claims_on_all
from handover.initiatives.merged import now_of
from handover.store.history import CHUNK
from handover.store.tables import identifier, initiative, naming
from handover.store.tables import name as name_table

# A name beside which more values stand than this has something else in that column: a number for each lesson.
_MOST_VALUES: Final = 20


class Identified:
    """What the records of one gathering say of one register's identifiers, by name as written.

    They are as many as there are names, not records.
    """

    def __init__(self, register: str) -> None:
        self.register = register
        self._values: dict[str, set[str]] = {}

    def note(self, written: str, value: str) -> None:
        """Note that an identifier stands beside a name."""
        values = self._values.setdefault(written, set())
        if len(values) <= _MOST_VALUES:
            values.add(value)

    @property
    def by_name(self) -> dict[str, set[str]]:
        """The identifiers beside each name, where they can be such."""
        return {written: values for written, values in self._values.items() if len(values) <= _MOST_VALUES}


@dataclass(slots=True)
class Borne:
    """A name beside which identifiers stand, in whatever spelling; whose it is in the store, None where it is new."""

    name_id: int
    written: str
    initiative_id: int | None
    values: set[str] = field(default_factory=set)


def borne_by(connection: Connection, identified: Identified) -> dict[str, Borne]:
    """The names of a gathering with their identifiers, by how they are compared.

    A name that several initiatives had at different times is left out: a record of it says of none what its number is.
    """
    values = identified.by_name
    wanted = sorted(values)
    rows = [
        row
        for start in range(0, len(wanted), CHUNK)
        for row in connection.execute(select(name_table).where(name_table.c.written.in_(wanted[start : start + CHUNK])))
    ]
    shared = _shared(connection, {row.normalised for row in rows})
    found: dict[str, Borne] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.normalised not in shared:
            one = found.setdefault(row.normalised, Borne(row.id, row.written, row.initiative_id))
            one.values |= values[row.written]
    return found


def _shared(connection: Connection, keys: Collection[str]) -> set[str]:
    wanted = sorted(keys)
    said = {
        key
        for start in range(0, len(wanted), CHUNK)
        for key in connection.execute(
            select(naming.c.normalised).where(naming.c.normalised.in_(wanted[start : start + CHUNK])).distinct()
        ).scalars()
    }
    every = claims_on_all(connection, sorted(said))
    return {key for key in said if len({one.initiative_id for one in every[key]}) > 1}


def claimants(connection: Connection, register: str, values: Collection[str]) -> dict[str, list[int]]:
    """Which initiatives claim these identifiers of a register, by value; who did so first comes first.

    One that was merged into another is that one.
    """
    wanted = sorted(values)
    rows = [
        row
        for start in range(0, len(wanted), CHUNK)
        for row in connection.execute(
            select(identifier.c.id, identifier.c.value, identifier.c.initiative_id).where(
                identifier.c.scheme == register, identifier.c.value.in_(wanted[start : start + CHUNK])
            )
        )
    ]
    now = now_of(connection, initiative, {row.initiative_id for row in rows})
    found: dict[str, list[int]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        of_value = found.setdefault(row.value, [])
        if now[row.initiative_id] not in of_value:
            of_value.append(now[row.initiative_id])
    return found


def claim(connection: Connection, register: str, known_as: Mapping[int, Iterable[str]], *, now: datetime) -> None:
    """Write by which values a register knows these initiatives; what is written already stays as it is."""
    pairs = sorted({(value, one) for one, values in known_as.items() for value in values})
    known = claimants(connection, register, {value for value, _ in pairs})
    rows = [
        {"scheme": register, "value": value, "initiative_id": one, "added_at": now}
        for value, one in pairs
        if one not in known.get(value, ())
    ]
    if rows:
        connection.execute(insert(identifier), rows)


@dataclass(frozen=True, slots=True)
class KnownAs:
    """By what a register knows an initiative; ``others`` claim the same."""

    register: str
    value: str
    others: tuple[Initiative, ...]


def known_as(connection: Connection, of: Initiative) -> list[KnownAs]:
    """By what which registers know an initiative."""
    own = identifier.alias("own")
    rows = connection.execute(
        select(identifier)
        .join(own, (own.c.scheme == identifier.c.scheme) & (own.c.value == identifier.c.value))
        .where(own.c.initiative_id.in_(identity.members(connection, of.id)))
        .distinct()
        .order_by(identifier.c.scheme, identifier.c.value, identifier.c.id)
    ).all()
    now = identity.by_ids(connection, {row.initiative_id for row in rows})
    found: dict[tuple[str, str], dict[int, Initiative]] = {}
    for row in rows:
        one = now[row.initiative_id]
        others = found.setdefault((row.scheme, row.value), {})
        if one.id != of.id:
            others[one.id] = one
    return [KnownAs(register, value, tuple(others.values())) for (register, value), others in found.items()]
