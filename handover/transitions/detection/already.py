"""What was recorded already, by a person who did not wait for it to be noticed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from handover.dates import earliest
from handover.initiatives.identity import by_ids, namings
from handover.initiatives.merged import with_merged
from handover.initiatives.names import compared
from handover.initiatives.naming import Naming
from handover.initiatives.people.names import can_be_one
from handover.initiatives.succession import recorded as successions
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import initiative, transition

# What ends an initiative: one of these recorded, another is not proposed.
_ENDS: Final = frozenset({"closure", "merger", "split", "replacement"})
_A_YEAR: Final = 366


class Subject(NamedTuple):
    """What a proposal is about."""

    kind: str
    initiative_id: int | None
    successors: tuple[str, ...]
    person: str | None
    effective_on: str
    post: str | None = None


def recorded(connection: Connection, subjects: Sequence[Subject]) -> list[bool]:
    """Of each, in the same order, whether it was recorded already: as a transition, a succession, or a closing."""
    ids = {one.initiative_id for one in subjects if one.initiative_id is not None}
    known = by_ids(connection, ids)
    numbers = {one.id for one in known.values()}
    moves, names, said = _moves(connection, numbers), _names(connection, numbers), _ended(connection, numbers)

    def is_recorded(one: Subject) -> bool:
        if one.initiative_id is None or one.initiative_id not in known:
            return False
        now = known[one.initiative_id]
        if one.kind in _ENDS:
            # What closed with nothing said of what followed can still become something.
            return now.id in said or (now.closed_on is not None and not one.successors)
        if one.kind == "rename":
            wanted = set(map(compared, one.successors))
            return now.id in said or any(
                compared(name.written) in wanted and (name.to_on is None or name.holds_on(one.effective_on))
                for name in names.get(now.id, ())
            )
        return one.person is not None and any(_is_the_move(move, one) for move in moves.get(now.id, ()))

    return [is_recorded(one) for one in subjects]


def _is_the_move(move: AnyRow, one: Subject) -> bool:
    posts = {compared(post) for post in (move.details.get("post"), one.post) if post}
    return (
        can_be_one(str(one.person), move.details["person"])
        and len(posts) <= 1
        and _about_then(move.effective_on, one.effective_on)
    )


def _about_then(one: str, other: str) -> bool:
    return abs((earliest(one) - earliest(other)).days) <= _A_YEAR


def _moves(connection: Connection, ids: set[int]) -> dict[int, list[AnyRow]]:
    """The staff moves of these initiatives that count, by what each is now."""
    members = with_merged(connection, initiative, ids)
    found: dict[int, list[AnyRow]] = defaultdict(list)
    for wanted in chunks(sorted(members)):
        rows = connection.execute(
            select(transition.c.initiative_id, transition.c.details, transition.c.effective_on).where(
                transition.c.initiative_id.in_(wanted),
                transition.c.kind == "staff-move",
                transition.c.state.not_in(("withdrawn", "dismissed")),
            )
        )
        for row in rows:
            if row.details.get("person"):
                found[members[row.initiative_id]].append(row)
    return found


def _names(connection: Connection, ids: set[int]) -> dict[int, list[Naming]]:
    """What a person, or a transition, said that these were called. An alias is only what others say."""
    found: dict[int, list[Naming]] = defaultdict(list)
    for one in namings(connection, ids):
        if one.sort == "name":
            found[one.initiative_id].append(one)
    return found


def _ended(connection: Connection, ids: set[int]) -> set[int]:
    """Those of which it is said what they became."""
    return {
        party.initiative_id
        for one in successions.of_initiatives(connection, ids)
        for party in one.said.ended
        if one.said.successors and party.initiative_id in ids
    }
