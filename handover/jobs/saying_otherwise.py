"""What a transition set of initiatives, said otherwise: when they end or begin, and what they are called."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, update

from handover.initiatives import identity, naming, renaming
from handover.initiatives.succession import recorded as successions
from handover.jobs.office import Office
from handover.jobs.requests import refuse_day, refuse_second_rename
from handover.store.tables import initiative
from handover.transitions import recorded
from handover.transitions.recorded import Transition


@dataclass(frozen=True, slots=True)
class Otherwise:
    """From when a transition counts instead, on what ground and under which new name; who says so, why, and why
    ``although`` a rule is broken.
    """

    on: str
    evidence: str | None
    new_name: str | None
    by: str
    because: str
    although: str | None = None

    @property
    def all_the_same(self) -> bool:
        return bool((self.although or "").strip())


def set_otherwise(office: Office, connection: Connection, together: Sequence[Transition], said: Otherwise) -> None:
    """Set what transitions that were made at once set, as it is said now. Raises BadRequest, RulesBroken."""
    of = together[0]
    moves = said.on != of.effective_on
    if moves:
        _refuse_day(office, connection, together, said.on)
    if of.succession_id is not None:
        if moves or said.evidence != of.evidence:
            _say_succession(office, connection, together, of.succession_id, said)
    elif of.kind == "rename":
        _rename(office, connection, of, said)
    elif moves and of.kind == "closure":
        _move_day(connection, of.initiative_id, "closed_on", was=of.effective_on, on=said.on)
    elif moves and of.kind == "start":
        _move_beginning(connection, of.initiative_id, was=of.effective_on, on=said.on)


def _refuse_day(office: Office, connection: Connection, together: Sequence[Transition], on: str) -> None:
    known = identity.by_ids(connection, [one.initiative_id for one in together])
    for one in together:
        of = known[one.initiative_id]
        if one.kind == "start":
            refuse_day(office, of, on, closed_on=of.closed_on)
        elif not one.details.get("receives"):
            refuse_day(office, of, on, began_on=of.began_on)


def _say_succession(
    office: Office, connection: Connection, together: Sequence[Transition], number: int, said: Otherwise
) -> None:
    """Put a succession of the new day and ground in the place of the one that stands; it set the same days."""
    stood = successions.by_number(connection, number)
    ended, begun = successions.days_set(connection, number)
    was = stood.said.completed_on
    # First, so that the rules find no day of the initiatives that only the old succession gave them.
    for one in ended:
        _move_day(connection, one, "closed_on", was=was, on=said.on)
    for one in begun:
        _move_beginning(connection, one, was=was, on=said.on)
    stands = successions.amend(
        connection,
        number,
        replace(stood.said, completed_on=said.on, evidence=said.evidence, said_by=said.by),
        by=said.by,
        because=said.because,
        now=office.now(),
        although=said.although or stood.although,
    )
    recorded.tie(connection, [one.id for one in together], stands.id)
    successions.note_days_set(connection, stands.id, [*ended, *begun])


def _rename(office: Office, connection: Connection, of: Transition, said: Otherwise) -> None:
    old, new = str(of.details["old_name"]), str(of.details["new_name"])
    wanted = said.new_name or new
    renamed = identity.by_id(connection, of.initiative_id)
    if (wanted, said.on) == (new, of.effective_on):
        return
    refuse_second_rename(connection, renamed, wanted, said.on, but=of.id)
    if wanted == new:
        renaming.move_rename(connection, renamed.id, old, new, was=of.effective_on, on=said.on)
        return
    renaming.undo_rename(connection, renamed.id, old, new, on=of.effective_on)
    renaming.rename(connection, renamed, wanted, on=said.on, now=office.now(), shared=said.all_the_same)


def _move_beginning(connection: Connection, initiative_id: int, *, was: str, on: str) -> None:
    _move_day(connection, initiative_id, "began_on", was=was, on=on)
    naming.move(connection, identity.by_id(connection, initiative_id).id, was=was, on=on)


def _move_day(connection: Connection, initiative_id: int, day: str, *, was: str, on: str) -> None:
    """Move a day of an initiative, and of what it was merged into, where it is the one that was set."""
    both = {initiative_id, identity.by_id(connection, initiative_id).id}
    it = (initiative.c.id.in_(both), initiative.c[day] == was)
    connection.execute(update(initiative).where(*it).values({day: on}))
