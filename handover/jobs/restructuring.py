"""Record what becomes of several initiatives at once: a merger, a split, a transfer of functions; and a start.

Each is recorded with its succession, in one transaction: where the succession breaks a rule, nothing is.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, update

from handover.dates import asked_date
from handover.dossier.wording import listed
from handover.errors import BadRequest
from handover.initiatives import look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.succession.model import Party, Said, SuccessionKind
from handover.jobs import policy
from handover.jobs.office import Office
from handover.jobs.requests import Asked, refuse_day, request_in
from handover.jobs.successions import found_or_added
from handover.jobs.successors import NEW_KIND, Successors, found, say
from handover.store.database import hold_names
from handover.store.tables import initiative as initiative_table
from handover.transitions import recorded
from handover.transitions.recorded import Transition


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


def start(office: Office, initiative: str, asked: Asked, *, kind: str = NEW_KIND) -> Transition:
    """Record that something begins, which is added where nothing is called so. Raises as ``merge`` does."""
    on = asked_date(asked.on, of="date")
    with office.store.write() as connection:
        hold_names(connection)
        of = found_or_added(office, connection, initiative, on=on, new=kind, begins=True)
        return start_in(office, connection, of, asked)[0]


def start_in(office: Office, connection: Connection, of: Initiative, asked: Asked) -> tuple[Transition, bool]:
    """Start inside a transaction of the caller's, who holds the names. Raises BadDate, BadRequest."""
    on = asked_date(asked.on, of="date")
    if of.began_on and of.began_on != on:
        raise BadRequest(
            f"“{of.name}” began on {of.began_on}; it cannot start again on {on}.",
            what_to_do="What ended and came back is a revival; another of the same name is added with its dates: "
            "handover initiative add --help",
        )
    refuse_day(office, of, on, closed_on=of.closed_on)
    made = request_in(office, connection, "start", of, asked)
    connection.execute(update(initiative_table).where(initiative_table.c.id == of.id).values(began_on=on))
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
        before = [look_up.find(connection, one, on=on) for one in initiatives]
        after = found(office, connection, into, on=on)
        for one in before:
            refuse_day(office, one, on, began_on=one.began_on)
        staying = {one.id for one in after.all} if kind == "merger" else set()
        ending = [one for one in before if one.id not in staying]
        said = Said(
            kind=kind,
            predecessors=tuple(Party(one.id, one.name, functions, goes_on and kind == "split") for one in ending),
            successors=tuple(Party(one.id, one.name, functions) for one in after.all),
            completed_on=on,
            evidence=asked.evidence,
            said_by=asked.by,
        )
        made = [_transition(office, connection, one, said, asked) for one in ending]
        if policy.set_for(office.settings, kind).dossiers in {"receiving", "both"}:
            # Of what begins with it nothing is known yet.
            there = [one for one in after.all if one not in after.begun]
            made += [_receiving(office, connection, one, said, asked) for one in there]
        say(office, connection, said, made, begun=after.begun, although=asked.although)
        return [recorded.get(connection, one.id) for one in made]


def _transition(office: Office, connection: Connection, of: Initiative, said: Said, asked: Asked) -> Transition:
    told: dict[str, str | None] = {"into": _named(said.successors)}
    others = [one for one in said.predecessors if one.initiative_id != of.id]
    if others:
        told["with"] = _named(others)
    if any(one.goes_on for one in said.predecessors):
        told["goes_on"] = "yes"
    return request_in(office, connection, said.kind, of, asked, details=_details(said), told=told)[0]


def _receiving(office: Office, connection: Connection, of: Initiative, said: Said, asked: Asked) -> Transition:
    """The transition by which an initiative that was there receives what others had: a dossier of its own is due."""
    details = {**_details(said), "receives": "yes"}
    told = {"into": _named(said.successors), "from": _named(said.predecessors)}
    return request_in(office, connection, said.kind, of, asked, details=details, told=told)[0]


def _details(said: Said) -> dict[str, str | None]:
    details: dict[str, str | None] = {
        "successors": ",".join(str(one) for one in sorted(one.initiative_id for one in said.successors))
    }
    if said.functions:
        details["functions"] = listed(said.functions, most=len(said.functions))
    return details


def _named(parties: Sequence[Party]) -> str:
    return listed([f"“{one.name}”" for one in parties])
