"""The family of an initiative: all that successions tie to it; and everything that ever carried a function."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Text, cast, func, select

from handover.errors import BadRequest
from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.names import normalised
from handover.initiatives.naming import Naming
from handover.initiatives.succession.model import Party
from handover.initiatives.succession.recorded import Succession, contradictions, in_time, of_initiatives, of_numbers
from handover.initiatives.succession.ways import Step, steps_of
from handover.store.tables import succession_party

# Wider than any family that there is: a graph beyond that was made by a mistake, and would fill nobody's page.
_LARGEST: Final = 5_000


@dataclass(frozen=True, slots=True)
class Family:
    """All initiatives that are tied to one by successions, with what they were called and the ties, the earliest first.

    ``contradictory`` are pairs of ties that cannot both be so: both are kept, and a person has to say which is.
    """

    of: Initiative
    initiatives: tuple[Initiative, ...]
    namings: tuple[Naming, ...]
    successions: tuple[Succession, ...]
    contradictory: tuple[tuple[Succession, Succession], ...] = ()

    def names_of(self, initiative_id: int) -> list[Naming]:
        """What one of them was called, the earliest name first."""
        found = [one for one in self.namings if one.initiative_id == initiative_id]
        return sorted(found, key=lambda one: (one.sort != "name", one.from_on or "", one.to_on or "9999"))


def family(connection: Connection, of: Initiative, *, on: str | None = None) -> Family:
    """The whole family of an initiative, by what was complete on a day or is by now.

    Raises BadRequest where it has more members than anybody can look at.
    """
    members: dict[int, Party] = {of.id: Party(of.id, of.name)}
    ties: dict[int, Succession] = {}
    frontier: Sequence[int] = [of.id]
    while frontier:
        new: dict[int, Party] = {}
        for one in of_initiatives(connection, frontier):
            if not one.said.complete_by(on):
                continue
            ties[one.id] = one
            parties = one.said.parties
            new |= {party.initiative_id: party for party in parties if party.initiative_id not in members}
        members |= new
        frontier = list(new)
        if len(members) > _LARGEST:
            raise BadRequest(
                f"The family of “{of.name}” has more than {_LARGEST:,} members.",
                what_to_do="Ask what it became (--became) or where it came from (--came-from).",
            )
    found = tuple(sorted(ties.values(), key=in_time))
    return Family(
        of=of,
        initiatives=tuple(identity.by_ids(connection, members).values()),
        namings=tuple(identity.namings(connection, members)),
        successions=found,
        contradictory=tuple(contradictions(found)),
    )


def carriers(connection: Connection, function: str) -> list[Step]:
    """Everything that ever carried a function: each succession in which it is named, the earliest first.

    A function is found by its words, however they are spelled: “equalities” also where “women and equalities” moved.
    """
    wanted = normalised(function)
    if not wanted:
        raise BadRequest("Say which function.", what_to_do="For example: --carried equalities")
    longest = max(wanted.split(), key=len)
    numbers = connection.execute(
        select(succession_party.c.succession_id)
        .distinct()
        .where(func.lower(cast(succession_party.c.functions, Text)).contains(longest, autoescape=True))
    ).scalars()
    found = []
    for one in sorted(of_numbers(connection, sorted(numbers)), key=in_time):
        named = tuple(name for name in one.said.functions if f" {wanted} " in f" {normalised(name)} ")
        if named:
            found += [step for step in steps_of(one) if not step.functions or set(step.functions) & set(named)]
    return found
