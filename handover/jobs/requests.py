"""Record what a person asks for: a closure, a rename. A staff move is recorded in ``handover.jobs.moving``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from handover.dates import asked_date
from handover.delivery.addresses import Recipient, checked_recipients
from handover.errors import BadRequest
from handover.initiatives import look_up, renaming
from handover.initiatives.identity import Initiative
from handover.jobs import policy
from handover.jobs.office import Office
from handover.jobs.successors import NOBODY, Successors, found, say_end
from handover.store.database import hold_names
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.requesting import Wanted, request
from handover.transitions.rules import can_be_withdrawn, day_objection
from handover.wording import listed


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
    office: Office,
    initiative: str,
    *,
    on: str,
    reason: str,
    to: Sequence[str],
    by: str | None = None,
    evidence: str | None = None,
    although: str | None = None,
    into: Successors = NOBODY,
) -> tuple[Transition, bool]:
    """Record that an initiative closes on a day, and what takes its place, if anything does; with it comes whether that
    is new.

    Raises UnknownInitiative, AmbiguousName, BadDate, BadRequest, RulesBroken; then nothing was changed.
    """
    with office.store.write() as connection:
        hold_names(connection)
        of = look_up.find(connection, initiative, on=_day(on))
        return close_in(office, connection, of, Asked(on, reason, to, by, evidence, although), into=into)


def close_in(
    office: Office, connection: Connection, of: Initiative, asked: Asked, *, into: Successors = NOBODY
) -> tuple[Transition, bool]:
    """Close inside a transaction of the caller's, who holds the names. Raises as ``close`` does."""
    # What was closed may still lose its people, or be called otherwise: the end is not looked at.
    refuse_day(office, of, asked.on, began_on=of.began_on)
    after = found(office, connection, into, on=_day(asked.on))
    details = {"successors": after.numbers} if after.all else None
    told = {"into": listed([f"“{one.name}”" for one in after.all])} if after.all else None
    made, is_new = request_in(office, connection, "closure", of, asked, details=details, told=told)
    if is_new:
        say_end(office, connection, of, made, after, although=asked.although)
    return recorded.get(connection, made.id), is_new


def rename(
    office: Office,
    initiative: str,
    new_name: str,
    *,
    on: str,
    reason: str,
    to: Sequence[str],
    by: str | None = None,
    evidence: str | None = None,
    although: str | None = None,
) -> tuple[Transition, bool]:
    """Record that an initiative has another name from a day on; ``although`` another one carries that name.

    Raises as ``close`` does.
    """
    with office.store.write() as connection:
        hold_names(connection)
        of = look_up.find(connection, initiative, on=_day(on))
        return rename_in(office, connection, of, new_name, Asked(on, reason, to, by, evidence, although))


def rename_in(
    office: Office, connection: Connection, of: Initiative, new_name: str, asked: Asked
) -> tuple[Transition, bool]:
    """Rename inside a transaction of the caller's, who holds the names. Raises as ``rename`` does."""
    details = {"old_name": of.name, "new_name": " ".join(new_name.split())}
    if already := _renamed_already(connection, of, details["new_name"], asked.on):
        details = already
    else:
        refuse_day(office, of, asked.on, began_on=of.began_on)
        refuse_second_rename(connection, of, details["new_name"], _day(asked.on))
    all_the_same = " ".join((asked.although or "").split())
    told = {"although": all_the_same} if all_the_same else None
    made, is_new = request_in(office, connection, "rename", of, asked, details=details, told=told)
    if is_new:
        shared = bool(all_the_same)
        renaming.rename(connection, of, new_name, on=made.effective_on, now=office.now(), shared=shared)
    return recorded.get(connection, made.id), is_new


def _renamed_already(connection: Connection, of: Initiative, new_name: str, on: str) -> dict[str, str] | None:
    """The details of the same rename, where it was recorded before: the initiative has its new name by now."""
    for one in recorded.listed(connection, initiative_id=of.id):
        if one.kind == "rename" and one.effective_on == on.strip() and one.details.get("new_name") == new_name:
            return {name: value for name in ("old_name", "new_name") if (value := one.details.get(name)) is not None}
    return None


def refuse_second_rename(
    connection: Connection, of: Initiative, new_name: str, on: str, *, but: int | None = None
) -> None:
    """Raise BadRequest where an initiative was renamed on that day already; the transition ``but`` does not count."""
    for one in recorded.listed(connection, initiative_id=of.id):
        is_rename = one.kind == "rename" and one.id != but and can_be_withdrawn(one.state)
        if is_rename and one.effective_on == on:
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
    policy.check(office.settings)  # a slip in the policy is found before anything is recorded
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
        effective_on=asked_date(asked.on, of="date"),
        reason=said,
        recipients=(*checked_recipients(asked.to), *also_to),
        requested_by=asked.by,
        evidence=asked.evidence,
        details=details or {},
        told=told or {},
        batch_id=asked.batch_id,
    )
