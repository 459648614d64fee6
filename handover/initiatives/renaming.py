"""Showing an initiative by another name from a day on, and taking that back."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from handover.errors import BadRequest
from handover.initiatives import naming
from handover.initiatives.identity import Initiative, a_name, by_id, taken_for, write_name
from handover.initiatives.joining import take_in
from handover.initiatives.names import compared
from handover.initiatives.naming import Naming
from handover.store.database import hold_names
from handover.store.tables import initiative
from handover.store.tables import name as name_table


def rename(connection: Connection, of: Initiative, new_name: str, *, on: str, now: datetime) -> None:
    """Show an initiative by a new name from a day on; the old names stay, until that day.

    Where records under the new name were found already, they are the same initiative's, and it is merged.
    Raises BadRequest where a person has said that the new name is another initiative.
    """
    written = a_name(new_name)
    hold_names(connection)
    of = by_id(connection, of.id)
    if written == of.name:
        raise BadRequest(f"It is called “{written}” already.")
    other = taken_for(connection, compared(written))
    if other is not None:
        take_in(connection, of, other, now=now)
    if connection.execute(select(name_table.c.id).where(name_table.c.written == written)).first() is None:
        write_name(connection, of.id, written, now)
    naming.end(connection, of.id, of.name, on=on, now=now)
    naming.say(connection, Naming(of.id, written, from_on=on), now=now)
    connection.execute(update(initiative).where(initiative.c.id == of.id).values(name=written))


def undo_rename(connection: Connection, initiative_id: int, old_name: str, new_name: str, *, on: str) -> None:
    """Show an initiative by its old name again; the new one still means it, but nothing is said of that day any more.

    Raises BadRequest where it was renamed again since.
    """
    hold_names(connection)
    of = by_id(connection, initiative_id)
    if of.name != new_name:
        raise BadRequest(
            f"It is called “{of.name}” by now, not “{new_name}”.", what_to_do="Withdraw the later renaming first."
        )
    naming.take_back_end(connection, of.id, old_name, on=on)
    naming.take_back_beginning(connection, of.id, new_name, on=on)
    connection.execute(update(initiative).where(initiative.c.id == of.id).values(name=old_name))
