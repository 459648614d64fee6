"""Which records are an initiative's: those under its names; where two had a name at different times, by their dates."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, or_, select

from handover.initiatives import identity, look_up
from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.naming import Naming, meant_on
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import gathering, initiative, naming, record_version
from handover.store.tables import name as name_table

# By which of its dates a record of each kind is told; the first that it has.
_DATES: Final[Mapping[str, Sequence[str]]] = {
    "lesson": ("occurred_on", "recorded_on"),
    "programme-status": ("period",),
    "contact": ("from_on",),
    "follow-on-action": (),
}


@dataclass(frozen=True, slots=True)
class SharedName:
    """A spelling that several initiatives had at different times: ``claims`` say who, and when; ``usual`` is whose its
    records are where no dates tell.
    """

    name_id: int
    written: str
    claims: tuple[Naming, ...]
    usual: int

    def owner_on(self, day: str) -> int:
        """Whose a record of a day (a partial date) is."""
        meant = meant_on(self.claims, day)
        # Where nobody was known to be called so then, or both may have been, it is whose records under it always were.
        return meant[0] if len(meant) == 1 else self.usual


def dated(kind: str, record: Mapping[str, Any], gathered_on: str) -> str:
    """The day (a partial date) on which a record's name is to be understood; else the one on which it was gathered."""
    return next((record[field] for field in _DATES[kind] if record.get(field)), gathered_on)


def names_of(connection: Connection, *initiative_ids: int) -> list[int]:
    """The ids of names under which their records may stand; some may be another's at another time."""
    members = list(with_merged(connection, initiative, initiative_ids))
    own = [
        one
        for some in chunks(members)
        for one in connection.execute(select(name_table.c.id).where(name_table.c.initiative_id.in_(some))).scalars()
    ]
    known = set(own)
    return [*own, *(one for one in _also_called(connection, members) if one not in known)]


def records_of(connection: Connection, initiative_id: int) -> ColumnElement[bool]:
    """The condition on ``record_version`` that its records fulfil, in whatever version."""
    root = identity.by_id(connection, initiative_id).id
    every = names_of(connection, root)
    shared = shared_names(connection, every)
    known = {one.name_id for one in shared}
    whole = [one for one in every if one not in known]
    if not shared:
        return record_version.c.name_id.in_(whole)
    theirs = [row.id for row, owner in owners(connection, shared) if owner == root]
    return or_(record_version.c.name_id.in_(whole), record_version.c.id.in_(theirs))


def owners(
    connection: Connection, shared: Iterable[SharedName], *, standing: bool = False
) -> Iterator[tuple[AnyRow, int]]:
    """Each version of a record under these names (``id``, ``kind``, ``name_id``), and whose it is; only those that
    stand, where that is asked for.
    """
    known = {one.name_id: one for one in shared}
    for ids in chunks(known):
        some = [record_version.c.name_id.in_(ids)]
        if standing:
            some.append(record_version.c.to_gathering_id.is_(None))
        for row in connection.execute(
            select(
                record_version.c.id,
                record_version.c.name_id,
                record_version.c.kind,
                record_version.c.payload,
                gathering.c.started_at,
            )
            .join(gathering, gathering.c.id == record_version.c.from_gathering_id)
            .where(*some)
        ):
            day = dated(row.kind, json.loads(row.payload), row.started_at.date().isoformat())
            yield row, known[row.name_id].owner_on(day)


def owners_of(connection: Connection, versions: Sequence[AnyRow]) -> dict[int, int]:
    """Whose each of these is, rows of ``handover.store.versions.VERSIONS``: the initiative's id by the version's."""
    name_ids = list({row.name_id for row in versions})
    shared = {one.name_id: one for one in shared_names(connection, name_ids)}
    taken = {
        row.id: row.initiative_id
        for some in chunks(name_ids)
        for row in connection.execute(
            select(name_table.c.id, name_table.c.initiative_id).where(
                name_table.c.id.in_(some), name_table.c.initiative_id.is_not(None)
            )
        )
    }
    now = now_of(connection, initiative, taken.values())

    def owner(row: AnyRow) -> int:
        if row.name_id not in shared:
            return now[taken[row.name_id]]
        day = dated(row.kind, json.loads(row.payload), row.known_from.date().isoformat())
        return shared[row.name_id].owner_on(day)

    return {row.id: owner(row) for row in versions}


def _also_called(connection: Connection, members: Sequence[int]) -> list[int]:
    """Names under which another's records stand as well, that one of these had at some time."""
    keys = {
        key
        for some in chunks(members)
        for key in connection.execute(
            select(naming.c.normalised).where(naming.c.initiative_id.in_(some)).distinct()
        ).scalars()
    }
    return [
        one
        for some in chunks(sorted(keys))
        for one in connection.execute(select(name_table.c.id).where(name_table.c.normalised.in_(some))).scalars()
    ]


def shared_names(connection: Connection, name_ids: Sequence[int] | None = None) -> list[SharedName]:
    """Those of these names, or of all, that several initiatives had."""
    several = select(naming.c.normalised).group_by(naming.c.normalised).having(func.count() > 1)
    said_of_another = select(naming.c.normalised).where(
        naming.c.normalised == name_table.c.normalised, naming.c.initiative_id != name_table.c.initiative_id
    )
    wanted = select(name_table).where(
        name_table.c.initiative_id.is_not(None),
        or_(name_table.c.normalised.in_(several), said_of_another.exists()),
    )
    if name_ids is None:
        rows = connection.execute(wanted.order_by(name_table.c.id)).all()
    else:
        rows = [row for some in chunks(name_ids) for row in connection.execute(wanted.where(name_table.c.id.in_(some)))]
    claims = look_up.claims_on_all(connection, sorted({row.normalised for row in rows}))
    usual = identity.first_called(connection, name_table, list(claims))
    now = now_of(connection, initiative, usual.values())
    return [
        SharedName(row.id, row.written, tuple(claims[row.normalised]), now[usual[row.normalised]])
        for row in rows
        if len({one.initiative_id for one in claims[row.normalised]}) > 1
    ]
