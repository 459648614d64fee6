"""Take back a transition that was a mistake, with all that it said."""

from sqlalchemy import Connection, update

from handover.errors import BadRequest
from handover.initiatives import identity, naming, renaming
from handover.initiatives.succession import recorded as successions
from handover.jobs.office import Office
from handover.store.database import hold_names
from handover.store.tables import initiative
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import can_be_withdrawn


def withdraw(office: Office, number: int, *, reason: str) -> Transition:
    """Take a transition back: an initiative is open again, or has its old name. What was sealed or sent stays.

    The same request later makes it stand again. Raises UnknownTransition, BadRequest; then nothing was changed.
    """
    said = said_why(reason)
    with office.store.write() as connection:
        hold_names(connection)
        found = recorded.hold(connection, number)
        if not can_be_withdrawn(found.state):
            raise BadRequest(f"Transition {number} cannot be withdrawn: it is {found.state} already.")
        withdraw_in(office, connection, found, because=said)
        return recorded.get(connection, number)


def said_why(reason: str) -> str:
    """Why something is withdrawn, on one line. Raises BadRequest where that is not said."""
    said = " ".join(reason.split())
    if not said:
        raise BadRequest("Say why it is withdrawn.", what_to_do="Add --reason “…”")
    return said


def withdraw_in(office: Office, connection: Connection, found: Transition, *, because: str) -> None:
    """Take back a transition that can be, in a transaction of the caller's, who holds the names and the transition."""
    if found.succession_id is not None:
        _take_back(office, connection, found, found.succession_id, because)
        return
    if found.kind == "closure":
        identity.reopen(connection, found.initiative_id)
    if found.kind == "start":
        _did_not_begin(connection, found.initiative_id, found.effective_on)
    old, new = found.details.get("old_name"), found.details.get("new_name")
    if found.kind == "rename" and old and new:
        renaming.undo_rename(connection, found.initiative_id, old, new, on=found.effective_on)
    recorded.set_state(connection, found.id, "withdrawn", now=office.now(), blocked_because=because)


def _take_back(office: Office, connection: Connection, found: Transition, number: int, because: str) -> None:
    """Take a merger, split or transfer back as one: its succession, and the transition of each initiative in it."""
    of = successions.by_number(connection, number)
    if of.withdrawn_at is None:
        by = found.requested_by or "the office"
        successions.withdraw(connection, number, by=by, because=because, now=office.now())
        ended, begun = successions.days_set(connection, number)
        for initiative_id in ended:
            identity.reopen(connection, initiative_id)
        for initiative_id in begun:
            _did_not_begin(connection, initiative_id, of.said.completed_on)
    for one in recorded.of_succession(connection, number):
        if can_be_withdrawn(one.state):
            recorded.set_state(connection, one.id, "withdrawn", now=office.now(), blocked_because=because)


def _did_not_begin(connection: Connection, initiative_id: int, on: str) -> None:
    of = identity.by_id(connection, initiative_id)
    naming.take_back_beginning(connection, of.id, of.name, on=on)
    begun = (initiative.c.id == of.id, initiative.c.began_on == on)
    connection.execute(update(initiative).where(*begun).values(began_on=None))
