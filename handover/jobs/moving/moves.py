"""Record that somebody leaves, moves or arrives, as a person asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from handover.dates import asked_date
from handover.errors import BadRequest, UnknownInitiative, UnknownPerson
from handover.initiatives import look_up
from handover.initiatives.identity import Initiative, a_name
from handover.initiatives.names import compared
from handover.initiatives.people import found
from handover.initiatives.people.touching import Touched, touched_by
from handover.jobs.moving.planning import Comers, Leaver, Place, is_certain, moves_of, places
from handover.jobs.moving.recording import record_all
from handover.jobs.moving.staff_move import Incoming, StaffMove, read_incoming
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.sources.near import did_you_mean
from handover.store.database import hold_names
from handover.transitions.recorded import Transition
from handover.wording import listed


@dataclass(frozen=True, slots=True)
class Leaving:
    """That a person leaves: all that they touch for certain; or ``only`` these initiatives; and ``also`` these.

    ``incoming`` says who comes: ``Jo Hill`` to all, ``Harbour Bridge=Jo Hill`` to one initiative or post. ``to_post``
    is where the person goes. ``unlisted`` takes the name as it is typed, though no record has it.
    """

    person: str
    incoming: Sequence[str] = ()
    only: Sequence[str] = ()
    also: Sequence[str] = ()
    to_post: str | None = None
    unlisted: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """What was recorded, and what was not: the initiatives to which only their name ties the person.

    ``untied`` are those that are recorded because they were named, though no record ties the person to them.
    """

    person: str
    transitions: tuple[Transition, ...]
    perhaps: tuple[Initiative, ...] = ()
    untied: tuple[Initiative, ...] = ()

    @property
    def nobody(self) -> tuple[Transition, ...]:
        """The moves after which nobody is named yet to follow."""
        return tuple(one for one in self.transitions if one.details.get("successor") is None)


def leave(office: Office, leaving: Leaving, asked: Asked) -> Moved:
    """Record that somebody leaves, with a transition at each initiative; or at each post, where different people come.

    Raises UnknownPerson, AmbiguousPerson, UnknownInitiative, AmbiguousName, BadDate, BadRequest; then nothing was
    changed.
    """
    on = asked_date(asked.on, of="date")
    with office.store.write() as connection:
        hold_names(connection)
        only = [look_up.find(connection, one, on=on) for one in leaving.only]
        also = [look_up.find(connection, one, on=on) for one in leaving.also]
        touched = None if leaving.unlisted else touched_by(connection, _person(connection, leaving.person).id)
        to_post = a_name(leaving.to_post) if leaving.to_post else None
        if touched is None:
            leaver, left = Leaver(a_name(leaving.person), to_post=to_post), [Place(one) for one in (*only, *also)]
        else:
            leaver = Leaver(touched.person.name, touched.person.id, to_post)
            left = places(touched, [one.id for one in only], (*only, *also))
        perhaps, untied = _loosely_tied(touched, left)
        if not left:
            raise _nothing_left(leaver, perhaps)
        comers = _comers(connection, leaver, left, leaving.incoming, on)
        moves = [(move, asked) for move in moves_of(leaver, left, comers)]
        return Moved(leaver.name, _recorded(office, connection, moves), perhaps, untied)


def arrive(office: Office, person: str, at: Sequence[str], post: str | None, asked: Asked) -> Moved:
    """Record that somebody comes to initiatives, or to a post there that nobody leaves. Raises as ``leave`` does."""
    comes = read_incoming(person)
    taking = a_name(post) if post else None
    on = asked_date(asked.on, of="date")
    with office.store.write() as connection:
        hold_names(connection)
        initiatives = [look_up.find(connection, one, on=on) for one in at]
        moves = [(StaffMove(of, None, comes, post=taking), asked) for of in initiatives]
        return Moved(comes.name, _recorded(office, connection, moves))


def _recorded(
    office: Office, connection: Connection, moves: Sequence[tuple[StaffMove, Asked]]
) -> tuple[Transition, ...]:
    made = [one for one, _ in record_all(office, connection, moves)]
    return tuple({one.id: one for one in made}.values())


def _person(connection: Connection, asked: str) -> found.Person:
    try:
        return found.find(connection, asked)
    except UnknownPerson as error:
        raise UnknownPerson(
            error.sentence,
            what_to_do=f"{error.what_to_do} Somebody whom no record names is handed over with: "
            '--unlisted --from "INITIATIVE"',
        ) from None


def _loosely_tied(
    touched: Touched | None, left: Sequence[Place]
) -> tuple[tuple[Initiative, ...], tuple[Initiative, ...]]:
    """What only the name ties to somebody, and they do not leave; and what they leave, and nothing ties them to."""
    if touched is None:
        return (), ()
    leaves = {one.of.id for one in left}
    by_name = [one.initiative for one in touched.initiatives if not is_certain(one)]
    tied = {one.initiative.id for one in touched.initiatives}
    perhaps = tuple(of for of in by_name if of.id not in leaves)
    return perhaps, tuple(one.of for one in left if one.of.id not in tied)


def _nothing_left(leaver: Leaver, perhaps: Sequence[Initiative]) -> BadRequest:
    if leaver.number is None:
        return BadRequest(
            f"Say what {leaver.name} leaves: no record is asked about somebody who is unlisted.",
            what_to_do='Name each initiative: --from "INITIATIVE"',
        )
    by_name = f" Only the name ties {leaver.name} to {listed([f'“{one.name}”' for one in perhaps])}." if perhaps else ""
    return BadRequest(
        f"By the records, {leaver.name} touches no initiative, so there is nothing to hand over.{by_name}",
        what_to_do='Name what they leave: --from "INITIATIVE"',
    )


def _comers(connection: Connection, leaver: Leaver, left: Sequence[Place], incoming: Sequence[str], on: str) -> Comers:
    """Who comes to what, as it was typed. Raises BadRequest where somebody comes to what is not left, or two do."""
    for_all: list[Incoming] = []
    by_initiative: dict[int, Incoming] = {}
    by_post: dict[str, Incoming] = {}
    posts = {compared(post) for one in left for post in one.posts}
    for typed in incoming:
        place, named, who = typed.rpartition("=")
        comes = read_incoming(who)
        if not named:
            for_all.append(comes)
            continue
        number, post = _initiative_left(connection, place, left, on), compared(place)
        if number is not None:
            known: Incoming | None = by_initiative.setdefault(number, comes)
        elif post in posts:
            known = by_post.setdefault(post, comes)
        else:
            raise _not_left(leaver, left, place)
        if known != comes:
            raise _two_come(f" to “{place.strip()}”")
    if len(set(for_all)) > 1:
        raise _two_come("")
    return Comers(for_all[0] if for_all else None, by_initiative, by_post)


def _initiative_left(connection: Connection, place: str, left: Sequence[Place], on: str) -> int | None:
    """The id of the initiative that is called so, where it is one that is left."""
    try:
        of = look_up.find(connection, place, on=on)
    except UnknownInitiative:
        return None
    return of.id if of.id in {one.of.id for one in left} else None


def _not_left(leaver: Leaver, left: Sequence[Place], place: str) -> BadRequest:
    every = list(dict.fromkeys([one.of.name for one in left] + [post for one in left for post in one.posts]))
    near = did_you_mean(place, every).strip()
    return BadRequest(
        f"{leaver.name} leaves nothing called “{place.strip()}”.",
        what_to_do=near or f"They leave {listed([f'“{one}”' for one in every], most=10)}.",
    )


def _two_come(where: str) -> BadRequest:
    return BadRequest(
        f"Two people are said to come{where}.",
        what_to_do='Say who comes to which: --incoming "INITIATIVE OR POST=NAME"',
    )
