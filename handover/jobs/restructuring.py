"""Record what becomes of several initiatives at once: a merger, a split, a transfer of functions; and a start.

Each is recorded with its succession, in one transaction: where the succession breaks a rule, nothing is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, update

from handover.dates import asked_date
from handover.dossier.wording import listed
from handover.errors import BadRequest, UnknownInitiative
from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.succession import recorded as successions
from handover.initiatives.succession.model import Party, Said, SuccessionKind
from handover.jobs.office import Office
from handover.jobs.requests import Asked, request_in
from handover.store.database import hold_names
from handover.store.tables import initiative as initiative_table
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import day_objection

_NEW_KIND: Final = "programme"


@dataclass(frozen=True, slots=True)
class Successors:
    """Who takes over: initiatives that are there, and names of those that begin with it."""

    existing: Sequence[str] = ()
    new: Sequence[str] = ()


def merge(office: Office, initiatives: Sequence[str], into: Successors, asked: Asked) -> list[Transition]:
    """Record that initiatives become one; a transition for each that ends, so that each has its dossier.

    Raises UnknownInitiative, AmbiguousName, BadDate, BadRequest, RulesBroken; then nothing was changed.
    """
    return _record(office, "merger", initiatives, into, asked)


def split(
    office: Office, initiative: str, into: Successors, asked: Asked, *, goes_on: bool = False
) -> list[Transition]:
    """Record that an initiative becomes several; with ``goes_on`` it is one of them. Raises as ``merge`` does."""
    return _record(office, "split", [initiative], into, asked, goes_on=goes_on)


def transfer(
    office: Office, initiative: str, into: Successors, asked: Asked, *, functions: Sequence[str]
) -> list[Transition]:
    """Record that an initiative gives functions away; all go on. Raises as ``merge`` does."""
    named = tuple(dict.fromkeys(" ".join(one.split()) for one in functions if one.strip()))
    if not named:
        raise BadRequest("Say which functions are transferred.", what_to_do='For example: --function "Social housing"')
    return _record(office, "transfer", [initiative], into, asked, functions=named, goes_on=True)


def start(office: Office, initiative: str, asked: Asked, *, kind: str = _NEW_KIND) -> Transition:
    """Record that something begins, which is added where nothing is called so. Raises as ``merge`` does."""
    on = asked_date(asked.on, of="date")
    with office.store.write() as connection:
        hold_names(connection)
        try:
            of = identity.find(connection, initiative, on=on)
        except UnknownInitiative:
            of = identity.add(connection, initiative, kind=kind, now=office.now())
        if of.began_on and of.began_on != on:
            raise BadRequest(
                f"“{of.name}” began on {of.began_on}; it cannot start again on {on}.",
                what_to_do="What ended and came back is a revival; another of the same name is added with its dates: "
                "handover initiative add --help",
            )
        _refuse_day(office, replace(of, began_on=None), on)
        made, _ = request_in(office, connection, "start", of, asked)
        _begin(connection, of, on)
        return made


def _record(
    office: Office,
    kind: SuccessionKind,
    initiatives: Sequence[str],
    into: Successors,
    asked: Asked,
    *,
    functions: tuple[str, ...] = (),
    goes_on: bool = False,
) -> list[Transition]:
    on = asked_date(asked.on, of="date")
    with office.store.write() as connection:
        hold_names(connection)
        before = [identity.find(connection, one, on=on) for one in initiatives]
        after = [identity.find(connection, one, on=on) for one in into.existing]
        for one in before:
            _refuse_day(office, replace(one, closed_on=None), on)
        added = [_found_or_added(connection, office, one, on) for one in into.new]
        after += added
        staying = {one.id for one in after} if kind == "merger" else set()
        ending = [one for one in before if one.id not in staying]
        said = Said(
            kind=kind,
            predecessors=tuple(Party(one.id, one.name, functions, goes_on and kind == "split") for one in ending),
            successors=tuple(Party(one.id, one.name, functions) for one in after),
            completed_on=on,
            evidence=asked.evidence,
            said_by=asked.by,
        )
        succession = successions.record(connection, said, now=office.now(), although=asked.although)
        for one in added:
            _begin(connection, one, on)
        began = ",".join(str(one.id) for one in added)
        closing = {one.initiative_id for one in said.ended} & {one.id for one in ending if one.closed_on is None}
        made = []
        for one in ending:
            # What withdrawing it has to undo, and nothing else, is kept with it.
            undone = {"began": began, "closed": "yes" if one.id in closing else None}
            made.append(_transition(office, connection, kind, one, said, asked, undone))
        for each in made:
            recorded.tie(connection, each.id, succession.id, evidence=asked.evidence)
        connection.execute(update(initiative_table).where(initiative_table.c.id.in_(closing)).values(closed_on=on))
        return [recorded.get(connection, one.id) for one in made]


def _transition(
    office: Office,
    connection: Connection,
    kind: SuccessionKind,
    of: Initiative,
    said: Said,
    asked: Asked,
    undone: Mapping[str, str | None],
) -> Transition:
    details = {"successors": ",".join(str(one) for one in sorted(one.initiative_id for one in said.successors))}
    told = {**undone, "into": listed([f"“{one.name}”" for one in said.successors])}
    others = [f"“{one.name}”" for one in said.predecessors if one.initiative_id != of.id]
    if others:
        told["with"] = listed(others)
    if said.functions:
        details["functions"] = listed(said.functions, most=len(said.functions))
    if any(one.goes_on for one in said.predecessors):
        told["goes_on"] = "yes"
    return request_in(office, connection, kind, of, asked, details=details, told=told)[0]


def _found_or_added(connection: Connection, office: Office, name: str, on: str) -> Initiative:
    """An initiative that begins on a day: the same command again finds the one that it added."""
    try:
        found = identity.find(connection, name, on=on)
    except UnknownInitiative:
        return identity.add(connection, name, kind=_NEW_KIND, now=office.now())
    if found.began_on == on:
        return found
    raise BadRequest(
        f"There is an initiative called “{found.name}” already.",
        what_to_do=f"If it takes over, name it with --into instead of --into-new, by “#{found.id}”.",
    )


def _begin(connection: Connection, of: Initiative, on: str) -> None:
    connection.execute(update(initiative_table).where(initiative_table.c.id == of.id).values(began_on=on))


def _refuse_day(office: Office, of: Initiative, on: str) -> None:
    objection = day_objection(on, name=of.name, began_on=of.began_on, closed_on=of.closed_on, today=office.now().date())
    if objection is not None:
        raise BadRequest(objection, what_to_do="Correct --on.")
