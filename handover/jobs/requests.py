"""Record what a person asks for: a closure, a rename. A staff move is recorded in ``handover.jobs.moving``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, update

from handover.dates import asked_date
from handover.delivery.addresses import Recipient, checked_recipients
from handover.errors import BadRequest
from handover.initiatives import look_up, renaming
from handover.initiatives.identity import Initiative
from handover.jobs.office import Office
from handover.jobs.policy import forbidden_gaps
from handover.store.database import hold_names
from handover.store.tables import initiative as initiative_table
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.requesting import Wanted, request
from handover.transitions.rules import can_be_withdrawn, day_objection


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of any transition: from when it counts, why, who receives its dossier, who asks for it, on what
    ground; why it is recorded ``although`` rules are broken; and the list with which it comes.
    """

    on: str
    reason: str
    to: Sequence[str] = ()
    by: str | None = None
    evidence: str | None = None
    although: str | None = None
    batch_id: int | None = None


def close(
    office: Office, initiative: str, *, on: str, reason: str, to: Sequence[str], by: str | None = None
) -> tuple[Transition, bool]:
    """Record that an initiative closes on a day; with it comes whether that is new.

    Raises UnknownInitiative, BadDate, BadRequest; then nothing was changed.
    """
    with office.store.write() as connection:
        hold_names(connection)
        of = look_up.find(connection, initiative, on=_day(on))
        return close_in(office, connection, of, Asked(on, reason, to, by))


def close_in(office: Office, connection: Connection, of: Initiative, asked: Asked) -> tuple[Transition, bool]:
    """Close inside a transaction of the caller's, who holds the names. Raises BadDate, BadRequest."""
    # What was closed may still lose its people, or be called otherwise: the end is not looked at.
    refuse_day(office, of, asked.on, began_on=of.began_on)
    found = request_in(office, connection, "closure", of, asked)
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
        of = look_up.find(connection, initiative, on=_day(on))
        return rename_in(office, connection, of, new_name, Asked(on, reason, to, by))


def rename_in(
    office: Office, connection: Connection, of: Initiative, new_name: str, asked: Asked
) -> tuple[Transition, bool]:
    """Rename inside a transaction of the caller's, who holds the names. Raises BadDate, BadRequest."""
    details = {"old_name": of.name, "new_name": " ".join(new_name.split())}
    if already := _renamed_already(connection, of, details["new_name"], asked.on):
        details = already
    else:
        refuse_day(office, of, asked.on, began_on=of.began_on)
        _refuse_second_rename(connection, of, details["new_name"], asked.on)
    found = request_in(office, connection, "rename", of, asked, details=details)
    if found[1]:
        renaming.rename(connection, of, new_name, on=found[0].effective_on, now=office.now())
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


def refuse_day(
    office: Office, of: Initiative, on: str, *, began_on: str | None = None, closed_on: str | None = None
) -> None:
    """Raise BadRequest where nothing can happen to an initiative on a day: it began later, or was closed before."""
    today = office.now().date()
    objection = day_objection(_day(on), name=of.name, began_on=began_on, closed_on=closed_on, today=today)
    if objection is not None:
        raise BadRequest(objection, what_to_do="Correct --on.")


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

    Raises BadDate, BadRequest, SettingsError.
    """
    forbidden_gaps(office.settings)  # a slip in the policy is found before anything is recorded
    return request(connection, wanted(kind, of, asked, details=details, told=told), now=office.now())


def wanted(
    kind: str,
    of: Initiative,
    asked: Asked,
    *,
    details: Mapping[str, str | None] | None = None,
    told: Mapping[str, str | None] | None = None,
    also_to: Iterable[Recipient] = (),
) -> Wanted:
    """What is asked for, checked; ``also_to`` receives the dossier beside those whom ``asked`` names.

    Raises BadDate, BadRequest.
    """
    said = " ".join(asked.reason.split())
    if not said:
        raise BadRequest("Say why: the reason stands on the dossier's first page.", what_to_do="Add --reason “…”")
    return Wanted(
        kind,
        of,
        asked_date(asked.on, of="date"),
        said,
        (*checked_recipients(asked.to), *also_to),
        asked.by,
        details or {},
        told or {},
        asked.batch_id,
    )
