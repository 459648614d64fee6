"""Make the transition that a proposal stands for, in the transaction of whoever confirms it."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from handover.errors import UnknownInitiative
from handover.initiatives import identity, look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.succession import recorded as recorded_successions
from handover.initiatives.succession.model import Party, Said
from handover.jobs import requests, restructuring, successions
from handover.jobs.moving import recording
from handover.jobs.moving.staff_move import Incoming, StaffMove
from handover.jobs.office import Office
from handover.jobs.requests import Asked, request_in
from handover.jobs.restructuring import Successors
from handover.jobs.successions import found_or_added
from handover.transitions import recorded
from handover.transitions.detection import proposed
from handover.transitions.detection.owners import ANOTHER_BODY
from handover.transitions.detection.proposed import Proposed


class Made(NamedTuple):
    """What a proposal became; of several transitions, the first."""

    transition_id: int
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
        if one.initiative_id is None:
            of = look_up.find(connection, one.initiative, on=day)
        else:
            of = identity.by_id(connection, one.initiative_id)
        return _made(office, connection, one, of, asked)


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


def _made(office: Office, connection: Connection, one: Proposed, of: Initiative, asked: Asked) -> Made:
    if one.kind == "rename":
        return Made(requests.rename_in(office, connection, of, one.successors[0], asked)[0].id)
    if one.kind == "staff-move":
        return Made(_moved(office, connection, one, of, asked))
    into = _successors(connection, one.successors, on=asked.on)
    if one.kind == "merger":
        return Made(restructuring.merge(office, [f"#{of.id}"], into, asked)[0].id)
    if one.kind == "split":
        return Made(restructuring.split(office, f"#{of.id}", into, asked)[0].id)
    if one.kind == "transfer":
        functions = [function for function in (one.details.get("functions") or "").split("; ") if function]
        return Made(restructuring.transfer(office, f"#{of.id}", into, asked, functions=functions)[0].id)
    succession = _replaced(office, of, into, asked) if one.kind == "replacement" else None
    return Made(requests.close_in(office, connection, of, asked)[0].id, succession)


def _moved(office: Office, connection: Connection, one: Proposed, of: Initiative, asked: Asked) -> int:
    incoming = one.details.get("incoming")
    move = StaffMove(
        of=of,
        person=one.details.get("person"),
        incoming=Incoming(incoming) if incoming else None,
        post=one.details.get("post"),
    )
    return recording.record(office, connection, move, asked)[0].id


def _replaced(office: Office, of: Initiative, into: Successors, asked: Asked) -> int:
    found = successions.record(
        office,
        "replacement",
        before=[f"#{of.id}"],
        after=[*into.existing, *into.new],
        on=asked.on,
        by=asked.by or "Handover",
        evidence=asked.evidence,
        new="programme",
    )
    return found.id


def _successors(connection: Connection, names: Sequence[str], *, on: str) -> Successors:
    """Those that are known, by their numbers, and the others, which begin with it."""
    known: list[str] = []
    new: list[str] = []
    for name in names:
        try:
            known.append(f"#{look_up.find(connection, name, on=on).id}")
        except UnknownInitiative:
            new.append(name)
    return Successors(known, new)
