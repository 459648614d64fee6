"""Saying that names are not an initiative's after all: they go to another, or mean nothing any more; with history."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, or_, select, update

from handover.errors import BadRequest
from handover.initiatives import naming
from handover.initiatives.identity import Initiative, add_all, by_id, by_ids, members
from handover.initiatives.joining import undo_merge
from handover.initiatives.names import compared
from handover.store.database import AnyRow, hold_names
from handover.store.tables import initiative_merge, name_key, name_match, name_move, record_version
from handover.store.tables import name as name_table
from handover.store.tables import naming as naming_table


@dataclass(frozen=True, slots=True)
class Move:
    """That somebody took a name out of an initiative; ``into`` is None where it means nothing any more."""

    written: str
    out_of: Initiative
    into: Initiative | None
    at: datetime
    by: str
    because: str

    def __str__(self) -> str:
        if self.into is None:
            return f"“{self.written}” means “{self.out_of.name}” no more."
        ends = [f"“{one.name}” (#{one.id})" for one in (self.out_of, self.into)]
        return f"“{self.written}” went from {' to '.join(ends)}."


def move_names(
    connection: Connection,
    of: Initiative,
    names: Sequence[str],
    into: Initiative | None,
    *,
    by: str,
    because: str,
    now: datetime,
) -> Initiative:
    """Say that some names of an initiative, and the records under them, are another's: a new one's where ``into`` is
    None. Gives that one. Raises BadRequest where one is not a name of it, or is the one that it is shown by.
    """
    hold_names(connection)
    of = by_id(connection, of.id)
    keys = {compared(one): one.strip() for one in names}
    if compared(of.name) in keys:
        raise BadRequest(
            f"“{of.name}” is what it is called, so that name stays with it.",
            what_to_do="Name those that are the other's instead.",
        )
    ids = members(connection, of.id)
    rows = _rows(connection, list(keys), ids)
    said = set(
        connection.execute(
            select(naming_table.c.normalised).where(
                naming_table.c.normalised.in_(list(keys)), naming_table.c.initiative_id.in_(ids)
            )
        ).scalars()
    )
    for key, written in keys.items():
        if key not in said and all(row.normalised != key for row in rows):
            raise _not_its_name(of, written)
    if into is None:
        shown = [rows[0].written if rows else next(iter(keys.values()))]
        into = by_id(connection, add_all(connection, shown, of.kind, "records", now)[0])
    elif by_id(connection, into.id).id == of.id:
        raise BadRequest(f"Both are “{of.name}”; its names can go to another initiative only.")
    numbers = [row.id for row in rows]
    connection.execute(update(name_table).where(name_table.c.id.in_(numbers)).values(initiative_id=into.id))
    naming.hand_over(connection, list(keys), ids, into.id)
    connection.execute(
        update(name_match)
        .where(name_match.c.name_id.in_(numbers), name_match.c.state == "matched")
        .values(state="rejected", decided_at=now, decided_by=by, decided_because=because)
    )
    connection.execute(
        insert(name_move),
        [
            {"written": written, "normalised": key, "from_id": of.id, "into_id": into.id}
            | {"at": now, "by": by, "because": because}
            for key, written in keys.items()
        ],
    )
    return into


def take_back_alias(
    connection: Connection, of: Initiative, written: str, *, by: str, because: str, now: datetime
) -> Initiative | None:
    """Take back that somebody said that a name means an initiative; the initiative that it is then, None where no
    record uses it. Raises BadRequest where nobody said so.
    """
    hold_names(connection)
    of, key = by_id(connection, of.id), compared(written)
    rows = _rows(connection, [key], members(connection, of.id))
    if not rows:
        raise _not_its_name(of, written.strip())
    if key == compared(of.name):
        raise BadRequest(
            f"“{of.name}” is what it is called, and no alias.", what_to_do="Name an alias that somebody gave it."
        )
    merged = connection.execute(
        select(initiative_merge.c.id).where(
            initiative_merge.c.initiative_id == rows[0].initiative_id,
            initiative_merge.c.undone_at.is_(None),
            initiative_merge.c.merged_by.is_(None),
        )
    ).scalar()
    if merged is not None:
        undo_merge(connection, merged, by=by, because=because, now=now)
        return by_id(connection, rows[0].initiative_id)
    if all(row.origin != "person" for row in rows):
        raise BadRequest(
            f"“{written.strip()}” is no alias that somebody gave: records call it so.",
            what_to_do="If they mean another, take the name out: handover initiative split "
            f'{shlex.quote(f"#{of.id}")} --names {shlex.quote(written.strip())} --as "…" --because "…"',
        )
    numbers = [row.id for row in rows]
    if connection.execute(select(exists().where(record_version.c.name_id.in_(numbers)))).scalar():
        return move_names(connection, of, [written], None, by=by, because=because, now=now)
    for column in (name_key.c.name_id, name_match.c.name_id, name_table.c.id):
        connection.execute(delete(column.table).where(column.in_(numbers)))
    connection.execute(
        insert(name_move).values(written=written.strip(), normalised=key, from_id=of.id, at=now, by=by, because=because)
    )
    return None


def moves_of(connection: Connection, of: Initiative) -> list[Move]:
    """The names that were taken out of an initiative, or came to it so, in order."""
    ids = members(connection, of.id)
    of_them = or_(name_move.c.from_id.in_(ids), name_move.c.into_id.in_(ids))
    rows = connection.execute(select(name_move).where(of_them).order_by(name_move.c.id)).all()
    now = by_ids(connection, {one for row in rows for one in (row.from_id, row.into_id) if one is not None})
    return [
        Move(
            row.written,
            now[row.from_id],
            None if row.into_id is None else now[row.into_id],
            row.at,
            row.by,
            row.because,
        )
        for row in rows
    ]


def _rows(connection: Connection, keys: Sequence[str], ids: Sequence[int]) -> Sequence[AnyRow]:
    """The spellings of these names that are of one of these initiatives, the first ones first."""
    return connection.execute(
        select(name_table)
        .where(name_table.c.normalised.in_(keys), name_table.c.initiative_id.in_(ids))
        .order_by(name_table.c.id)
    ).all()


def _not_its_name(of: Initiative, written: str) -> BadRequest:
    return BadRequest(
        f"“{written[:80]}” is not a name of “{of.name}”.",
        what_to_do=f"See its names with: handover initiative show {shlex.quote(f'#{of.id}')}",
    )
