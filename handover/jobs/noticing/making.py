"""Make the transition that a proposal stands for, in the transaction of whoever confirms it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from handover.errors import UnknownInitiative
from handover.initiatives import look_up
from handover.initiatives.succession import recorded as recorded_successions
from handover.initiatives.succession.model import Party, Said
from handover.jobs import requests, restructuring, successions
from handover.jobs.office import Office
from handover.jobs.requests import Asked, request_in
from handover.jobs.restructuring import Successors
from handover.jobs.successions import found_or_added
from handover.transitions import recorded
from handover.transitions.detection import proposed
from handover.transitions.detection.owners import ANOTHER_BODY
from handover.transitions.detection.proposed import Proposed


class Made(NamedTuple):
    """What a proposal became; no transition where somebody came to a post that nobody leaves, and nothing is due."""

    transition_id: int | None
    succession_id: int | None = None


def make(office: Office, one: Proposed, to: Sequence[str], *, on: str | None, by: str | None, because: str) -> Made:
    """Make it, of the day that the proposal says or of another, ``on``.

    Raises what asking for such a transition raises."""
    day = on or one.effective_on
    reason = f"{one.cause[:1].upper()}{one.cause[1:]} ({one.source}). {because}"
    with office.store.write() as connection:
        evidence = " ".join(each.sentence for each in proposed.reasons(connection, one.id))
        asked = Asked(day, reason, to, by, evidence)
        if one.cause == ANOTHER_BODY:
            return _answered_for(office, connection, one, asked)
        number = one.initiative_id or look_up.find(connection, one.initiative, on=day).id
        return _made(office, one, f"#{number}", _successors(office, one.successors, on=day), asked)


def _answered_for(office: Office, connection: Connection, one: Proposed, asked: Asked) -> Made:
    """What moved from one body to another: a transition of each initiative that moved, so that each has its dossier;
    of the bodies it is recorded what the one gave to the other.
    """
    moved = tuple(name for name in (one.details.get("functions") or "").split("; ") if name)
    before, after = (
        found_or_added(office, connection, name, on=asked.on, new="body") for name in (one.initiative, *one.successors)
    )
    said = Said(
        kind="transfer",
        predecessors=(Party(before.id, before.name, moved, goes_on=True),),
        successors=(Party(after.id, after.name, moved),),
        completed_on=asked.on,
        evidence=asked.evidence,
        said_by=asked.by,
    )
    succession = recorded_successions.record(connection, said, now=office.now())
    numbers = []
    for name in moved:
        of = look_up.find(connection, name, on=asked.on)
        details = {"successors": str(after.id), "functions": "answering for it"}
        told = {"into": f"“{after.name}”", "goes_on": "yes"}
        made, _ = request_in(office, connection, "transfer", of, asked, details=details, told=told)
        recorded.tie(connection, made.id, succession.id, evidence=asked.evidence)
        numbers.append(made.id)
    return Made(numbers[0])


def _made(office: Office, one: Proposed, of: str, into: Successors, asked: Asked) -> Made:
    if one.kind == "merger":
        return Made(restructuring.merge(office, [of], into, asked)[0].id)
    if one.kind == "split":
        return Made(restructuring.split(office, of, into, asked)[0].id)
    if one.kind == "transfer":
        functions = [function for function in (one.details.get("functions") or "").split("; ") if function]
        return Made(restructuring.transfer(office, of, into, asked, functions=functions)[0].id)
    return _alone(office, one, of, into, asked)


def _alone(office: Office, one: Proposed, of: str, into: Successors, asked: Asked) -> Made:
    if one.kind == "rename":
        made, _ = requests.rename(
            office, of, one.successors[0], on=asked.on, reason=asked.reason, to=asked.to, by=asked.by
        )
        return Made(made.id)
    if one.kind == "staff-move":
        return _moved(office, one, of, asked)
    succession = _replaced(office, of, into, asked) if one.kind == "replacement" else None
    made, _ = requests.close(office, of, on=asked.on, reason=asked.reason, to=asked.to, by=asked.by)
    return Made(made.id, succession)


def _moved(office: Office, one: Proposed, of: str, asked: Asked) -> Made:
    person, incoming = one.details.get("person"), one.details.get("incoming")
    if person is None:
        return Made(None)
    made, _ = requests.move_staff(
        office, of, person, successor=incoming, on=asked.on, reason=asked.reason, to=asked.to, by=asked.by
    )
    return Made(made.id)


def _replaced(office: Office, of: str, into: Successors, asked: Asked) -> int:
    found = successions.record(
        office,
        "replacement",
        before=[of],
        after=[*into.existing, *into.new],
        on=asked.on,
        by=asked.by or "Handover",
        evidence=asked.evidence,
        new="programme",
    )
    return found.id


def _successors(office: Office, names: Sequence[str], *, on: str) -> Successors:
    """Those that are known, by their numbers, and the others, which begin with it."""
    known: list[str] = []
    new: list[str] = []
    with office.store.read() as connection:
        for name in names:
            try:
                known.append(f"#{look_up.find(connection, name, on=on).id}")
            except UnknownInitiative:
                new.append(name)
    return Successors(known, new)
