"""Record what a person asks for: a closure, a rename, a staff move; and take back what was a mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, update

from handover.dates import asked_date
from handover.delivery.addresses import checked_recipients
from handover.errors import BadRequest
from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.succession import recorded as successions
from handover.jobs.office import Office
from handover.jobs.policy import forbidden_gaps
from handover.store.database import hold_names
from handover.store.tables import initiative as initiative_table
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import can_be_withdrawn, day_objection


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of any transition: from when it counts, why, who receives its dossier, who asks for it, on what
    ground; and why it is recorded ``although`` rules are broken.
    """

    on: str
    reason: str
    to: Sequence[str] = ()
    by: str | None = None
    evidence: str | None = None
    although: str | None = None


def close(
    office: Office, initiative: str, *, on: str, reason: str, to: Sequence[str], by: str | None = None
) -> tuple[Transition, bool]:
    """Record that an initiative closes on a day; with it comes whether that is new.

    Raises UnknownInitiative, BadDate, BadRequest; then nothing was changed.
    """
    with office.store.write() as connection:
        hold_names(connection)
        of = identity.find(connection, initiative, on=_day(on))
        _refuse_day(office, of, on)
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
        of = identity.find(connection, initiative, on=_day(on))
        details = {"old_name": of.name, "new_name": " ".join(new_name.split())}
        if already := _renamed_already(connection, of, details["new_name"], on):
            details = already
        else:
            _refuse_day(office, of, on)
            _refuse_second_rename(connection, of, details["new_name"], on)
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


def _refuse_second_rename(connection: Connection, of: Initiative, new_name: str, on: str) -> None:
    for one in recorded.listed(connection, initiative_id=of.id):
        if one.kind == "rename" and one.effective_on == on.strip() and can_be_withdrawn(one.state):
            raise BadRequest(
                f"It was renamed “{one.details.get('new_name')}” on that same day, {one.effective_on} "
                f"(transition {one.id}); it cannot be renamed “{new_name}” then too.",
                what_to_do="If that was a mistake, take it back first: "
                f'handover transitions withdraw {one.id} --reason "…"',
            )


def _day(on: str) -> str:
    return asked_date(on, of="date")


def _refuse_day(office: Office, of: Initiative, on: str) -> None:
    # What was closed may still lose its people, or be called otherwise: the end is not looked at.
    objection = day_objection(_day(on), name=of.name, began_on=of.began_on, closed_on=None, today=office.now().date())
    if objection is not None:
        raise BadRequest(objection, what_to_do="Correct --on.")


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
        of = identity.find(connection, initiative, on=_day(on))
        _refuse_day(office, of, on)
        _refuse_second_move(connection, of, person, on, successor)
        details = {"person": person, "successor": " ".join(successor.split()) if successor else None}
        return _request(office, connection, "staff-move", of, on=on, reason=reason, to=to, by=by, details=details)


def _refuse_second_move(connection: Connection, of: Initiative, person: str, on: str, successor: str | None) -> None:
    for one in recorded.listed(connection, initiative_id=of.id):
        who = one.details.get("person") or ""
        another = (one.details.get("successor") or "") != " ".join((successor or "").split())
        if (
            one.kind == "staff-move"
            and can_be_withdrawn(one.state)
            and (who.casefold(), one.effective_on) == (person.casefold(), on.strip())
            and another
        ):
            follows = one.details.get("successor") or "nobody yet"
            raise BadRequest(
                f"{who} leaves “{of.name}” on that same day already (transition {one.id}), followed by {follows}.",
                what_to_do=f"If that is to change, take it back first: handover transitions withdraw {one.id} "
                '--reason "…"',
            )


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
        if found.succession_id is not None:
            _take_back(office, connection, found, said)
            return recorded.get(connection, number)
        if found.kind == "closure":
            identity.reopen(connection, found.initiative_id)
        if found.kind == "start":
            _did_not_begin(connection, found.initiative_id, found.effective_on)
        old, new = found.details.get("old_name"), found.details.get("new_name")
        if found.kind == "rename" and old and new:
            identity.undo_rename(connection, found.initiative_id, old, new, on=found.effective_on)
        recorded.set_state(connection, number, "withdrawn", now=office.now(), blocked_because=said)
        return recorded.get(connection, number)


def _take_back(office: Office, connection: Connection, found: Transition, because: str) -> None:
    """Take a merger, split or transfer back as one: its succession, and the transition of each initiative in it."""
    number = found.succession_id or 0
    of = successions.by_number(connection, number)
    if of.withdrawn_at is None:
        successions.withdraw(
            connection, number, by=found.requested_by or "the office", because=because, now=office.now()
        )
    for initiative_id in (found.details.get("began") or "").split(","):
        if initiative_id:
            _did_not_begin(connection, int(initiative_id), of.said.completed_on)
    for one in recorded.of_succession(connection, number):
        if one.details.get("closed"):
            identity.reopen(connection, one.initiative_id)
        if can_be_withdrawn(one.state):
            recorded.set_state(connection, one.id, "withdrawn", now=office.now(), blocked_because=because)


def _did_not_begin(connection: Connection, initiative_id: int, on: str) -> None:
    begun = (initiative_table.c.id == initiative_id, initiative_table.c.began_on == on)
    connection.execute(update(initiative_table).where(*begun).values(began_on=None))


def request_in(
    office: Office,
    connection: Connection,
    kind: str,
    of: Initiative,
    asked: Asked,
    *,
    details: Mapping[str, str | None] | None = None,
    told: Mapping[str, str | None] | None = None,
) -> tuple[Transition, bool]:
    """Record one transition inside a transaction of the caller's; with it comes whether it is new.

    Raises BadDate, BadRequest.
    """
    return _request(
        office,
        connection,
        kind,
        of,
        on=asked.on,
        reason=asked.reason,
        to=asked.to,
        by=asked.by,
        details=details,
        told=told,
    )


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
    told: Mapping[str, str | None] | None = None,
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
        told=told,
        now=office.now(),
    )
