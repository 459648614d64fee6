"""Who takes over; and the succession that transitions say, by which initiatives end or begin on its day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, update

from handover.errors import BadRequest
from handover.initiatives import identity, look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.succession import recorded as successions
from handover.initiatives.succession.model import Party, Said
from handover.jobs.office import Office
from handover.jobs.successions import found_or_added
from handover.store.tables import initiative
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import can_be_withdrawn

NEW_KIND: Final = "programme"

_ENDS: Final = {"closure": "is closed", "merger": "was merged", "split": "was split"}
_ENDING: Final = {"replacement": "closed", "merger": "merged", "split": "split"}


@dataclass(frozen=True, slots=True)
class Successors:
    """Who takes over: initiatives that are there, and names of those that begin with it."""

    existing: Sequence[str] = ()
    new: Sequence[str] = ()


NOBODY: Final = Successors()


@dataclass(frozen=True, slots=True)
class Found:
    """The initiatives that take over; ``begun`` are those of them that begin with it."""

    all: tuple[Initiative, ...]
    begun: tuple[Initiative, ...]

    @property
    def numbers(self) -> str:
        """Their numbers, as the details of a transition have them."""
        return ",".join(str(one) for one in sorted(one.id for one in self.all))


def found(office: Office, connection: Connection, into: Successors, *, on: str) -> Found:
    """Those who take over on a day; who begins then is added. Raises UnknownInitiative, AmbiguousName, BadRequest."""
    there = [look_up.find(connection, one, on=on) for one in into.existing]
    begun = [_beginning(office, connection, one, on) for one in into.new]
    return Found((*there, *begun), tuple(begun))


def _beginning(office: Office, connection: Connection, name: str, on: str) -> Initiative:
    """An initiative that begins on a day: the same command again finds the one that it added."""
    one = found_or_added(office, connection, name, on=on, new=NEW_KIND, begins=True)
    if one.began_on == on:
        return one
    raise BadRequest(
        f"There is an initiative called “{one.name}” already.",
        what_to_do=f"If it takes over, name it with --into instead of --into-new, by “#{one.id}”.",
    )


def say(
    office: Office,
    connection: Connection,
    said: Said,
    by: Sequence[Transition],
    *,
    begun: Iterable[Initiative] = (),
    although: str | None = None,
) -> None:
    """Record a succession with the transitions that say it; who ends by it is closed on its day.

    Raises RulesBroken; BadRequest where the same people said before that somebody of them ended.
    """
    succession = successions.record(connection, said, now=office.now(), although=although)
    numbers = [one.id for one in by]
    ended = list(identity.by_ids(connection, [one.initiative_id for one in said.ended]).values())
    for one in ended:
        _refuse_second_end(connection, one, _ENDING[said.kind], said.completed_on, numbers, said_by=said.said_by)
    recorded.tie(connection, numbers, succession.id)
    # Whoever was closed before keeps that day, also where all this is taken back.
    closing = {one.id for one in ended if one.closed_on is None}
    set_day = update(initiative).where(initiative.c.id.in_(closing)).values(closed_on=said.completed_on)
    connection.execute(set_day)
    successions.note_days_set(connection, succession.id, {*closing, *(one.id for one in begun)})


def say_end(
    office: Office,
    connection: Connection,
    of: Initiative,
    made: Transition,
    after: Found,
    *,
    although: str | None,
) -> None:
    """Record what takes the place of what closes. Where nothing is named, it only closes: what follows it may be said
    later, or was said before. Raises as ``say`` does.
    """
    if not after.all:
        _refuse_second_end(connection, of, "closed", made.effective_on, [made.id], said_by=made.requested_by)
        closing = update(initiative).where(initiative.c.id == of.id).values(closed_on=made.effective_on)
        connection.execute(closing)
        return
    said = Said(
        kind="replacement",
        predecessors=(Party(of.id, of.name),),
        successors=tuple(Party(one.id, one.name) for one in after.all),
        completed_on=made.effective_on,
        evidence=made.evidence,
        said_by=made.requested_by,
    )
    say(office, connection, said, [made], begun=after.begun, although=although)


def _refuse_second_end(
    connection: Connection, of: Initiative, what: str, on: str, by: Sequence[int], *, said_by: str | None
) -> None:
    """Nothing ends twice. What two say differently is kept of both, and shown as a contradiction."""
    for one in recorded.listed(connection, initiative_id=of.id):
        of_the_same = one.kind in _ENDS and one.id not in by and one.requested_by == said_by
        if of_the_same and can_be_withdrawn(one.state) and _ended_by(connection, of, one):
            raise BadRequest(
                f"“{of.name}” {_ENDS[one.kind]} already, on {one.effective_on} (transition {one.id}); "
                f"it cannot be {what} on {on} too.",
                what_to_do="If that was a mistake, take it back first: "
                f'handover transitions withdraw {one.id} --reason "…"',
            )


def _ended_by(connection: Connection, of: Initiative, one: Transition) -> bool:
    if one.succession_id is None:
        return one.kind == "closure"
    said = successions.by_number(connection, one.succession_id).said
    return of.id in {party.initiative_id for party in said.ended}
