"""Showing an initiative by another name from a day on, and taking that back."""

import shlex
from datetime import datetime

from sqlalchemy import Connection, select, update

from handover.dates import earliest, latest, spoken
from handover.errors import BadRequest
from handover.initiatives import naming
from handover.initiatives.carriers import called_so, had_by_mistake, is_another, known_since
from handover.initiatives.identity import Initiative, a_name, by_id, members, write_name
from handover.initiatives.joining import take_in
from handover.initiatives.names import compared
from handover.initiatives.naming import Naming
from handover.store.database import hold_names
from handover.store.tables import initiative
from handover.store.tables import name as name_table


def rename(
    connection: Connection, of: Initiative, new_name: str, *, on: str, now: datetime, shared: bool = False
) -> None:
    """Show an initiative by a new name from a day on; the old names stay, until that day.

    Where only records name something so, and only since that day, it is the same initiative, and is merged. Raises
    BadRequest where another carries the name then, unless it is to be ``shared``: a look-up asks which is meant.
    """
    written = a_name(new_name)
    hold_names(connection)
    of = by_id(connection, of.id)
    if written == of.name:
        raise BadRequest(f"It is called “{written}” already.")
    called = called_so(connection, of, written, on=on)
    for one in [one for one in called if had_by_mistake(connection, one, written)]:
        _hand_on(connection, one, of, written)
        called.remove(one)
    others = [one for one in called if is_another(connection, one, on=on)]
    if others and not shared:
        raise _carried(of, written, others[0])
    for one in called if not others else ():
        take_in(connection, of, one, now=now)
    if connection.execute(select(name_table.c.id).where(name_table.c.written == written)).first() is None:
        write_name(connection, of.id, written, now)
    for one in others:
        # Whose name has a date goes before whose has none, so the other would not be found by it any more.
        since = known_since(connection, one, by=on)
        naming.say(connection, Naming(one.id, written, from_on=since), now=now)
    naming.end(connection, of.id, of.name, on=on, now=now)
    naming.say(connection, Naming(of.id, written, from_on=on), now=now)
    connection.execute(update(initiative).where(initiative.c.id == of.id).values(name=written))


def _hand_on(connection: Connection, one: Initiative, to: Initiative, written: str) -> None:
    """Let a name that an initiative had by mistake, under which no records stand, mean another instead."""
    theirs = (name_table.c.normalised == compared(written), name_table.c.initiative_id.in_(members(connection, one.id)))
    connection.execute(update(name_table).where(*theirs).values(initiative_id=to.id))


def _carried(of: Initiative, written: str, other: Initiative) -> BadRequest:
    called = "" if other.name == written else f", which is shown as “{other.name}”"
    one, into = shlex.quote(f"#{other.id}"), shlex.quote(f"#{of.id}")
    return BadRequest(
        f"“{written}” is another initiative, #{other.id} ({other.kind}){called}, and it is called so then.",
        what_to_do=f'If both are the same: handover initiative merge {one} {into} --as "…" --because "…". '
        f"If “{of.name}” becomes part of it: handover merge {into} --into {one}. "
        "If both are to be called so: --although “…”",
    )


def move_rename(connection: Connection, initiative_id: int, old_name: str, new_name: str, *, was: str, on: str) -> None:
    """Say that a rename took effect on another day than it ``was`` said.

    Raises BadRequest where the old name began only later, or the new one ended before.
    """
    hold_names(connection)
    own = [one for one in naming.namings_of(connection, [initiative_id]) if one.sort == "name"]
    for one in own:
        if (one.written, one.to_on) == (old_name, was) and one.from_on and latest(on) <= earliest(one.from_on):
            raise BadRequest(
                f"It was not called “{old_name}” before {spoken(one.from_on)}.", what_to_do="Correct --on."
            )
        if (one.written, one.from_on) == (new_name, was) and one.to_on and earliest(on) >= latest(one.to_on):
            raise BadRequest(f"It was called “{new_name}” until {spoken(one.to_on)} only.", what_to_do="Correct --on.")
    naming.move(connection, initiative_id, was=was, on=on)


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
