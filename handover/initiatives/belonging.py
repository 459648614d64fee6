"""Which records are an initiative's: those under its names; where two had a name at different times, by their dates."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, or_, select

from handover.initiatives import identity, look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.merged import with_merged
from handover.initiatives.naming import Naming, meant_on
from handover.store.database import AnyRow
from handover.store.history import CHUNK
from handover.store.tables import gathering, initiative, naming, record_version
from handover.store.tables import name as name_table

# By which of its dates a record of each kind is told; the first that it has.
_DATES: Final[Mapping[str, Sequence[str]]] = {
    "lesson": ("occurred_on", "recorded_on"),
    "programme-status": ("period",),
    "contact": ("from_on",),
    "follow-on-action": (),
}


def dated(kind: str, record: Mapping[str, Any], gathered_on: str) -> str:
    """The day (a partial date) on which a record's name is to be understood; else the one on which it was gathered."""
    return next((record[field] for field in _DATES[kind] if record.get(field)), gathered_on)


def names_of(connection: Connection, *initiative_ids: int) -> list[int]:
    """The ids of names under which their records may stand; some may be another's at another time."""
    members = list(with_merged(connection, initiative, initiative_ids))
    own = [
        one
        for start in range(0, len(members), CHUNK)
        for one in connection.execute(
            select(name_table.c.id).where(name_table.c.initiative_id.in_(members[start : start + CHUNK]))
        ).scalars()
    ]
    known = set(own)
    return [*own, *(one for one in _also_called(connection, members) if one not in known)]


def records_of(connection: Connection, initiative_id: int) -> ColumnElement[bool]:
    """The condition on ``record_version`` that its records fulfil, in whatever version."""
    root = identity.by_id(connection, initiative_id).id
    every = names_of(connection, root)
    shared = _shared(connection, every)
    whole = [one for one in every if one not in shared]
    if not shared:
        return record_version.c.name_id.in_(whole)
    claims = {key: look_up.claims_on(connection, key) for key in shared.values()}
    defaults = {key: identity.taken_for(connection, key) for key in shared.values()}
    theirs = [
        row.id
        for row in connection.execute(
            select(
                record_version.c.id,
                record_version.c.name_id,
                record_version.c.kind,
                record_version.c.payload,
                gathering.c.started_at,
            )
            .join(gathering, gathering.c.id == record_version.c.from_gathering_id)
            .where(record_version.c.name_id.in_(list(shared)))
        )
        if _whose(claims[shared[row.name_id]], defaults[shared[row.name_id]], row, row.started_at) == root
    ]
    return or_(record_version.c.name_id.in_(whole), record_version.c.id.in_(theirs))


def owners(connection: Connection, versions: Sequence[AnyRow]) -> dict[int, int]:
    """Whose each of these is, rows of ``handover.store.versions.VERSIONS``: the initiative's id by the version's."""
    name_ids = list({row.name_id for row in versions})
    shared = _shared(connection, name_ids)
    claims = {key: look_up.claims_on(connection, key) for key in shared.values()}
    defaults = {key: identity.taken_for(connection, key) for key in shared.values()}
    taken = {
        row.id: row.initiative_id
        for start in range(0, len(name_ids), CHUNK)
        for row in connection.execute(
            select(name_table.c.id, name_table.c.initiative_id).where(
                name_table.c.id.in_(name_ids[start : start + CHUNK]), name_table.c.initiative_id.is_not(None)
            )
        )
    }
    now = identity.by_ids(connection, taken.values())
    found = {}
    for row in versions:
        key = shared.get(row.name_id)
        whose = now[taken[row.name_id]].id if key is None else _whose(claims[key], defaults[key], row, row.known_from)
        if whose is not None:
            found[row.id] = whose
    return found


def _whose(claims: Sequence[Naming], default: Initiative | None, row: AnyRow, gathered_at: datetime) -> int | None:
    day = dated(row.kind, json.loads(row.payload), gathered_at.date().isoformat())
    meant = meant_on(claims, day)
    # Where nobody was known to be called so then, or both may have been, it is whose records under it always were.
    if len(meant) == 1:
        return meant[0]
    return None if default is None else default.id


def _also_called(connection: Connection, members: Sequence[int]) -> list[int]:
    """Names under which another's records stand as well, that one of these had at some time."""
    keys = {
        key
        for start in range(0, len(members), CHUNK)
        for key in connection.execute(
            select(naming.c.normalised).where(naming.c.initiative_id.in_(members[start : start + CHUNK])).distinct()
        ).scalars()
    }
    named = sorted(keys)
    return [
        one
        for start in range(0, len(named), CHUNK)
        for one in connection.execute(
            select(name_table.c.id).where(name_table.c.normalised.in_(named[start : start + CHUNK]))
        ).scalars()
    ]


def _shared(connection: Connection, name_ids: Sequence[int]) -> dict[int, str]:
    """Those of these names that several initiatives had, with how each is compared."""
    found = {}
    for start in range(0, len(name_ids), CHUNK):
        for row in connection.execute(
            select(name_table.c.id, name_table.c.normalised)
            .where(name_table.c.id.in_(name_ids[start : start + CHUNK]))
            .where(name_table.c.normalised.in_(select(naming.c.normalised)))
        ).all():
            if len({one.initiative_id for one in look_up.claims_on(connection, row.normalised)}) > 1:
                found[row.id] = row.normalised
    return found
