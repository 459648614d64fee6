"""Saying that what was taken for two initiatives is one, and taking that back. No name or record is ever rewritten."""

import shlex
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from handover.errors import BadRequest
from handover.initiatives import naming
from handover.initiatives.identity import (
    Initiative,
    a_name,
    add_all,
    by_id,
    first_called,
    members,
    taken_for,
    write_name,
)
from handover.initiatives.look_up import find
from handover.initiatives.names import compared
from handover.initiatives.numbers import number_in
from handover.store.database import hold_names
from handover.store.tables import initiative, initiative_merge
from handover.store.tables import name as name_table


def alias(connection: Connection, of: Initiative, written: str, *, now: datetime) -> bool:
    """Say that a name means an initiative; False where it already did.

    Where records under that name were found already, they are the same initiative's, and it is merged.
    Raises BadRequest where a person has said that the name is another initiative.
    """
    written = a_name(written)
    hold_names(connection)
    of = by_id(connection, of.id)
    other = taken_for(connection, compared(written))
    if other is None:
        write_name(connection, of.id, written, now)
        return True
    return take_in(connection, of, other, now=now)


def take_in(connection: Connection, of: Initiative, other: Initiative, *, now: datetime) -> bool:
    """Make ``other`` part of ``of``, where nobody has said or done anything that makes it one of its own."""
    if other.id == of.id:
        return False
    origin = connection.execute(select(initiative.c.origin).where(initiative.c.id == other.id)).scalar_one()
    if other.closed_on or origin != "records":
        raise BadRequest(
            f"“{other.name}” is another initiative.",
            what_to_do="If both are the same, merge them: "
            f'handover initiative merge {shlex.quote(other.name)} {shlex.quote(of.name)} --as "…" --because "…"',
        )
    merge(connection, other, of, by=None, now=now)
    return True


def merge(
    connection: Connection,
    one: Initiative,
    into: Initiative,
    *,
    by: str | None,
    now: datetime,
    because: str | None = None,
) -> int:
    """Say that two initiatives are one and the same; the merge's number. No name or record of either is rewritten; a
    closure of either is one of both. Raises BadRequest where they are the same already.
    """
    hold_names(connection)
    # As they stand now: another may have merged one of them meanwhile.
    one, into = by_id(connection, one.id), by_id(connection, into.id)
    if one.id == into.id:
        raise BadRequest(f"Both names mean “{into.name}” already; there is nothing to merge.")
    connection.execute(
        update(initiative).where(initiative.c.id == one.id).values(merged_into_id=into.id, merged_at=now, merged_by=by)
    )
    given = one.closed_on if one.closed_on and not into.closed_on else None
    if given:
        connection.execute(update(initiative).where(initiative.c.id == into.id).values(closed_on=given))
    number: int = connection.execute(
        insert(initiative_merge)
        .values(initiative_id=one.id, into_id=into.id, merged_at=now, merged_by=by, because=because, closed_on=given)
        .returning(initiative_merge.c.id)
    ).scalar_one()
    return number


def split(connection: Connection, asked: str, *, by: str, because: str, now: datetime) -> tuple[Initiative, Initiative]:
    """Undo the merge of the initiative that was called ``asked`` before it was merged; gives it, and what it was in.

    Each has its own names, records and transitions again, and its closing as it was. Raises UnknownInitiative, and
    BadRequest where nothing called so was merged.
    """
    hold_names(connection)
    written = asked.strip()
    own = number_in(written)
    if own is None:
        key = compared(written)
        own = first_called(connection, name_table, [key]).get(key)
    merged = connection.execute(
        select(initiative_merge).where(initiative_merge.c.initiative_id == own, initiative_merge.c.undone_at.is_(None))
    ).first()
    if merged is None:
        of = find(connection, asked)
        raise BadRequest(
            f"“{of.name}” was not merged into another initiative.",
            what_to_do="Name the one that was merged, by a name that it had before.",
        )
    undo_merge(connection, merged.id, by=by, because=because, now=now)
    return by_id(connection, merged.initiative_id), by_id(connection, merged.into_id)


def undo_merge(connection: Connection, number: int, *, by: str, because: str, now: datetime) -> None:
    """Take back a merge, by its number: two initiatives again, each with the closing that it had."""
    merged = connection.execute(select(initiative_merge).where(initiative_merge.c.id == number)).one()
    connection.execute(
        update(initiative)
        .where(initiative.c.id == merged.initiative_id)
        .values(merged_into_id=None, merged_at=None, merged_by=None)
    )
    connection.execute(
        update(initiative_merge)
        .where(initiative_merge.c.id == number)
        .values(undone_at=now, undone_by=by, undone_because=because)
    )
    _take_back_closing(connection, merged.into_id, merged.closed_on)


def _take_back_closing(connection: Connection, initiative_id: int, given: str | None) -> None:
    """Open an initiative that only a merge had closed, and what it was merged into in turn."""
    if given is None:
        return
    connection.execute(
        update(initiative)
        .where(initiative.c.id == initiative_id, initiative.c.closed_on == given)
        .values(closed_on=None)
    )
    onward = connection.execute(
        select(initiative_merge).where(
            initiative_merge.c.initiative_id == initiative_id,
            initiative_merge.c.undone_at.is_(None),
            initiative_merge.c.closed_on == given,
        )
    ).first()
    if onward is not None:
        _take_back_closing(connection, onward.into_id, given)


def set_apart(connection: Connection, name_id: int, *, now: datetime) -> Initiative:
    """Give a name, in all its spellings, an initiative of its own."""
    hold_names(connection)
    row = connection.execute(select(name_table).where(name_table.c.id == name_id)).one()
    (own,) = add_all(connection, [row.written], "programme", "records", now)
    connection.execute(
        update(name_table)
        .where(name_table.c.normalised == row.normalised, name_table.c.initiative_id == row.initiative_id)
        .values(initiative_id=own)
    )
    # By which other names a register knew it goes with the name.
    of_both = members(connection, by_id(connection, row.initiative_id).id)
    naming.hand_over(connection, [row.normalised], of_both, own, sorts=("alias",))
    return by_id(connection, own)
