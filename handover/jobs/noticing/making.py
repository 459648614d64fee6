"""Make the transition that a proposal stands for, in the transaction of whoever confirms it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection

from handover.errors import UnknownInitiative
from handover.initiatives import identity, joining, look_up
from handover.initiatives.carriers import stands_for_itself
from handover.initiatives.identity import Initiative
from handover.initiatives.names import compared
from handover.initiatives.succession.model import Party, Said
from handover.jobs import requests, restructuring
from handover.jobs.moving import recording
from handover.jobs.moving.staff_move import Incoming, StaffMove
from handover.jobs.office import Office
from handover.jobs.requests import Asked, request_in
from handover.jobs.successions import found_or_added
from handover.jobs.successors import Successors, say
from handover.store.database import hold_names
from handover.transitions.detection import proposed
from handover.transitions.detection.owners import ANOTHER_BODY
from handover.transitions.detection.proposed import Proposed


class Made(NamedTuple):
    """What a proposal became: the transition, or the first of several; and what joined a new name's records."""

    transition_id: int
    merge_id: int | None = None


def make(office: Office, one: Proposed, said: Asked) -> Made:
    """Make it as it is ``said``: from which day, why, for whom, by whom.

    Raises what asking for such a transition raises.
    """
    with office.store.write() as connection:
        hold_names(connection)
        evidence = " ".join(each.sentence for each in proposed.reasons(connection, one.id))
        reason = f"{one.cause[:1].upper()}{one.cause[1:]} ({one.source}). {said.reason}"
        asked = replace(said, reason=reason, evidence=evidence)
        if one.cause == ANOTHER_BODY:
            return Made(_answered_for(office, connection, one, asked))
        if one.initiative_id is None:
            of = look_up.find(connection, one.initiative, on=asked.on)
        else:
            of = identity.by_id(connection, one.initiative_id)
        return _made(office, connection, one, of, asked)


def _answered_for(office: Office, connection: Connection, one: Proposed, asked: Asked) -> int:
    """What moved from one body to another: a transition of each initiative that moved, so that each has its dossier;
    of the bodies it is recorded what the one gave to the other.
    """
    moved = tuple(name for name in (one.details.get("functions") or "").split("\n") if name)
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
    made = []
    for name in moved:
        of = look_up.find(connection, name, on=asked.on)
        details = {"successors": str(after.id), "functions": "answering for it"}
        told = {"into": f"“{after.name}”", "goes_on": "yes"}
        made.append(request_in(office, connection, "transfer", of, asked, details=details, told=told)[0])
    say(office, connection, said, made)
    return made[0].id


def _made(office: Office, connection: Connection, one: Proposed, of: Initiative, asked: Asked) -> Made:
    if one.kind == "rename":
        merged = _join(office, connection, of, one.successors[0], asked)
        return Made(requests.rename_in(office, connection, of, one.successors[0], asked)[0].id, merged)
    if one.kind == "staff-move":
        return Made(_moved(office, connection, one, of, asked))
    into = _successors(connection, one.successors, on=asked.on)
    if one.kind == "merger":
        # A source tells of each by itself, so that one alone may seem to have merged with nothing.
        asked = replace(asked, although=asked.although or asked.evidence)
        return Made(restructuring.merge(office, [f"#{of.id}"], into, asked)[0].id)
    if one.kind == "split":
        return Made(restructuring.split(office, f"#{of.id}", into, asked)[0].id)
    return Made(requests.close_in(office, connection, of, asked, into=into)[0].id)


def _join(office: Office, connection: Connection, of: Initiative, new_name: str, asked: Asked) -> int | None:
    """Merge what only records call so: it was proposed because those are the records of what is renamed. The number of
    the merge.
    """
    other = identity.taken_for(connection, compared(new_name))
    if other is None or other.id == of.id or stands_for_itself(connection, other):
        return None
    return joining.merge(connection, other, of, by=asked.by or "Handover", because=asked.reason, now=office.now())


def _moved(office: Office, connection: Connection, one: Proposed, of: Initiative, asked: Asked) -> int:
    incoming = one.details.get("incoming")
    move = StaffMove(
        of=of,
        person=one.details.get("person"),
        incoming=Incoming(incoming) if incoming else None,
        post=one.details.get("post"),
    )
    return recording.record(office, connection, move, asked)[0].id


def _successors(connection: Connection, names: Sequence[str], *, on: str) -> Successors:
    """Those that are known, by their numbers, and the others, which begin with it."""
    known: dict[str, None] = {}
    new: dict[str, None] = {}
    for name in names:
        try:
            known[f"#{look_up.find(connection, name, on=on).id}"] = None
        except UnknownInitiative:
            new[name] = None
    return Successors(list(known), list(new))
