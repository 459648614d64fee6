"""Record what a person asks for: a closure, a rename, a staff move; and what a recipient answers."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, update

from handover.dates import asked_date
from handover.delivery.addresses import checked_recipients
from handover.errors import BadRequest
from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.jobs.office import Office
from handover.jobs.policy import forbidden_gaps
from handover.store.database import hold_names
from handover.store.tables import initiative as initiative_table
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import can_be_withdrawn


def close(
    office: Office, initiative: str, *, on: str, reason: str, to: Sequence[str], by: str | None = None
) -> tuple[Transition, bool]:
    """Record that an initiative closes on a day; with it comes whether that is new.

    Raises UnknownInitiative, BadDate, BadRequest; then nothing was changed.
    """
    with office.store.write() as connection:
        hold_names(connection)
        of = identity.find(connection, initiative)
        found = _request(office, connection, "closure", of, on=on, reason=reason, to=to, by=by)
        connection.execute(
            update(initiative_table).where(initiative_table.c.id == of.id).values(closed_on=found[0].effective_on)
        )
        return found


def rename(
    office: Office, initiative: str, new_name: str, *, on: str, reason: str, to: Sequence[str], by: str | None = None
) -> tuple[Transition, bool]:
    """Record that an initiative has another name from a day on. Raises as ``close`` does."""
    with office.store.write() as connection:
        hold_names(connection)
        of = identity.find(connection, initiative)
        details = {"old_name": of.name, "new_name": " ".join(new_name.split())}
        if already := _renamed_already(connection, of, details["new_name"], on):
            details = already
        found = _request(office, connection, "rename", of, on=on, reason=reason, to=to, by=by, details=details)
        if found[1]:
            identity.rename(connection, of, new_name, on=found[0].effective_on, now=office.now())
        return recorded.get(connection, found[0].id), found[1]


def _renamed_already(connection: Connection, of: Initiative, new_name: str, on: str) -> dict[str, str] | None:
    """The details of the same rename, where it was recorded before: the initiative has its new name by now."""
    for one in recorded.listed(connection, initiative_id=of.id):
        if one.kind == "rename" and one.effective_on == on.strip() and one.details.get("new_name") == new_name:
            return {name: value for name, value in one.details.items() if value is not None}
    return None


def move_staff(
    office: Office,
    initiative: str,
    person: str,
    *,
    successor: str | None,
    on: str,
    reason: str,
    to: Sequence[str],
    by: str | None = None,
) -> tuple[Transition, bool]:
    """Record that somebody leaves an initiative; ``successor`` is None where nobody takes over yet."""
    person = " ".join(person.split())
    if not person:
        raise BadRequest("Say who leaves.", what_to_do="For example: --person “Ada Lim”")
    if successor is not None and " ".join(successor.split()).casefold() == person.casefold():
        raise BadRequest(f"{person} cannot take over from {person}.")
    with office.store.write() as connection:
        of = identity.find(connection, initiative)
        details = {"person": person, "successor": " ".join(successor.split()) if successor else None}
        return _request(office, connection, "staff-move", of, on=on, reason=reason, to=to, by=by, details=details)


def withdraw(office: Office, number: int, *, reason: str) -> Transition:
    """Take a transition back: an initiative is open again, or has its old name. What was sealed or sent stays.

    The same request later makes it stand again. Raises UnknownTransition, BadRequest; then nothing was changed.
    """
    said = " ".join(reason.split())
    if not said:
        raise BadRequest("Say why it is withdrawn.", what_to_do="Add --reason “…”")
    with office.store.write() as connection:
        hold_names(connection)
        found = recorded.hold(connection, number)
        if not can_be_withdrawn(found.state):
            raise BadRequest(f"Transition {number} cannot be withdrawn: it is {found.state} already.")
        if found.kind == "closure":
            identity.reopen(connection, found.initiative_id)
        old, new = found.details.get("old_name"), found.details.get("new_name")
        if found.kind == "rename" and old and new:
            identity.undo_rename(connection, found.initiative_id, old, new, on=found.effective_on)
        recorded.set_state(connection, number, "withdrawn", now=office.now(), blocked_because=said)
        return recorded.get(connection, number)


def _request(
    office: Office,
    connection: Connection,
    kind: str,
    of: Initiative,
    *,
    on: str,
    reason: str,
    to: Sequence[str],
    by: str | None,
    details: Mapping[str, str | None] | None = None,
) -> tuple[Transition, bool]:
    forbidden_gaps(office.settings)  # a slip in the policy is found before anything is recorded
    said = " ".join(reason.split())
    if not said:
        raise BadRequest("Say why: the reason stands on the dossier's first page.", what_to_do="Add --reason “…”")
    return recorded.request(
        connection,
        kind,
        of,
        effective_on=asked_date(on, of="date"),
        reason=said,
        recipients=checked_recipients(to),
        requested_by=by,
        details=details,
        now=office.now(),
    )
