"""Recording staff moves, one or a thousand: checked against the records and against each other, and written at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from handover.dates import asked_date
from handover.errors import BadRequest, HandoverError
from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.names import compared
from handover.initiatives.people.names import bare
from handover.jobs import policy
from handover.jobs.moving.staff_move import StaffMove
from handover.jobs.office import Office
from handover.jobs.requests import Asked, refuse_day, wanted
from handover.store.database import hold_names
from handover.store.history import chunks
from handover.store.tables import initiative, person, person_key, transition
from handover.transitions.recorded import Transition
from handover.transitions.requesting import Wanted, request_all
from handover.transitions.rules import can_be_withdrawn

# What makes a staff move the one that it is; what else is kept with it does not.
_IDENTIFYING: Final = ("person", "successor", "post")
_Asked = Sequence[tuple[StaffMove, Asked]]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A move that is recorded, or stands earlier in the same list (then it has no number)."""

    number: int | None
    details: Mapping[str, str | None]
    person_id: int | None


def record(office: Office, connection: Connection, move: StaffMove, asked: Asked) -> tuple[Transition, bool]:
    """Record one staff move in a transaction of the caller's; with it comes whether it is new.

    Raises BadDate, BadRequest, SettingsError.
    """
    return record_all(office, connection, [(move, asked)])[0]


def record_all(office: Office, connection: Connection, moves: _Asked) -> list[tuple[Transition, bool]]:
    """Record staff moves, all or none, in their order. The first that cannot be is raised, as ``record`` does."""
    policy.check(office.settings)  # a slip in the policy is found before anything is recorded
    # Of two who say different things of one move, the second finds what the first said.
    hold_names(connection)
    found: list[Wanted] = []
    for one in prepared(office, connection, moves):
        if isinstance(one, HandoverError):
            raise one
        found.append(one)
    return request_all(connection, found, now=office.now())


def prepared(office: Office, connection: Connection, moves: _Asked) -> list[Wanted | HandoverError]:
    """What each move asks to be recorded, or why it cannot be. One that is recorded asks for the same again."""
    members = with_merged(connection, initiative, {move.of.id for move, _ in moves})
    standing = _standing(connection, members)
    own = _own_addresses(connection, moves)
    found: list[Wanted | HandoverError] = []
    for move, asked in moves:
        try:
            on = asked_date(asked.on, of="date")
            refuse_day(office, move.of, on, began_on=move.of.began_on)
            _refuse_themselves(move, own)
            beside = standing.setdefault((move.of.id, on), [])
            details = _details(move, beside)
            receives = [move.incoming.recipient] if move.incoming and move.incoming.recipient else []
            one = wanted("staff-move", move.of, asked, details=details, told=move.told, also_to=receives)
        except HandoverError as error:
            found.append(error)
        else:
            beside.append(_Standing(None, details, move.person_id))
            found.append(one)
    return found


def _standing(connection: Connection, members: Mapping[int, int]) -> dict[tuple[int, str], list[_Standing]]:
    """The moves that stand at these initiatives, by the initiative as it is now and the day."""
    rows = [
        row
        for some in chunks(members)
        for row in connection.execute(
            select(transition)
            .where(transition.c.initiative_id.in_(some), transition.c.kind == "staff-move")
            .order_by(transition.c.id)
        )
        if can_be_withdrawn(row.state)
    ]
    now = now_of(connection, person, {int(number) for row in rows if (number := (row.told or {}).get("number"))})
    found: dict[tuple[int, str], list[_Standing]] = {}
    for row in rows:
        number = (row.told or {}).get("number")
        one = _Standing(row.id, row.details, now[int(number)] if number else None)
        found.setdefault((members[row.initiative_id], row.effective_on), []).append(one)
    return found


def _own_addresses(connection: Connection, moves: _Asked) -> dict[str, set[int]]:
    """Of the addresses at which somebody comes: the people whom records give them."""
    typed = {
        move.incoming.recipient.address.casefold()
        for move, _ in moves
        if move.incoming is not None and move.incoming.recipient is not None
    }
    rows = [
        row
        for some in chunks(typed)
        for row in connection.execute(
            select(person_key.c.value, person_key.c.person_id).where(
                person_key.c.value.in_(some), person_key.c.sort == "email", person_key.c.person_id.is_not(None)
            )
        )
    ]
    now = now_of(connection, person, {row.person_id for row in rows})
    found: dict[str, set[int]] = {}
    for row in rows:
        found.setdefault(row.value, set()).add(now[row.person_id])
    return found


def _refuse_themselves(move: StaffMove, own: Mapping[str, set[int]]) -> None:
    if move.incoming is None or move.person is None:
        return
    recipient = move.incoming.recipient
    address = recipient.address.casefold() if recipient else ""
    if _called_alike(move.incoming.name, move.person) or (move.person_id in own.get(address, ())):
        raise BadRequest(
            f"{move.incoming.name} cannot take over from {move.person}.",
            what_to_do="Name somebody else, or leave it out where that is nobody yet.",
        )


def _details(move: StaffMove, beside: Iterable[_Standing]) -> dict[str, str | None]:
    """What makes the move the one that it is: what stands already, where it is the same. Raises BadRequest where that
    says something else.
    """
    for one in beside:
        post = one.details.get("post")
        if not _same_person(move, one) or (post and move.post and compared(post) != compared(move.post)):
            continue
        theirs, ours = one.details.get("successor"), move.incoming.name if move.incoming else None
        if _called_alike(theirs or "", ours or ""):
            return {name: one.details[name] for name in _IDENTIFYING if name in one.details}
        if move.person is None:
            continue
        where = f"transition {one.number}" if one.number else "in this list"
        raise BadRequest(
            f"{move.person} leaves “{move.of.name}” on that same day already ({where}), "
            f"followed by {theirs or 'nobody yet'}.",
            what_to_do=f"If that is to change, take it back first: handover transitions withdraw {one.number} "
            '--reason "…"'
            if one.number
            else "Leave one of the two out.",
        )
    return move.details


def _same_person(move: StaffMove, one: _Standing) -> bool:
    """Whether a move that stands is of the same person: by their numbers, where both are known, else by name."""
    theirs = one.details.get("person")
    if move.person is None or theirs is None:
        return move.person is theirs
    if move.person_id is not None and one.person_id is not None:
        return move.person_id == one.person_id
    return _called_alike(move.person, theirs)


def _called_alike(one: str, other: str) -> bool:
    return bare(one) == bare(other) and (bool(bare(one)) or one.casefold() == other.casefold())
