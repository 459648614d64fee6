"""What offices exchange of successions, apart from any store: initiatives with their names, and their ties."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.naming import Naming
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import Said
from handover.initiatives.succession.recorded import Succession, of_numbers
from handover.store.history import CHUNK
from handover.store.tables import identifier, succession


@dataclass(frozen=True, slots=True)
class Described:
    """An initiative with all its names, and by which values which registers know it (scheme, value).

    Its id means it within one exchange only.
    """

    initiative: Initiative
    namings: tuple[Naming, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """A succession, and why it was recorded where it breaks a rule. Its parties are told by ids of the exchange."""

    said: Said
    although: str | None = None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Initiatives and their successions, each party of which is described."""

    described: tuple[Described, ...]
    ties: tuple[Tie, ...]


def of_family(connection: Connection, of: Family) -> Exchanged:
    """A family as it is exchanged."""
    return _exchanged(connection, of.initiatives, of.namings, of.successions)


def everything(connection: Connection) -> Exchanged:
    """Every succession that stands, with its initiatives."""
    standing = select(succession.c.id).where(succession.c.withdrawn_at.is_(None)).order_by(succession.c.id)
    ties = of_numbers(connection, list(connection.execute(standing).scalars()))
    numbers = dict.fromkeys(party.initiative_id for one in ties for party in one.said.parties)
    known = list(identity.by_ids(connection, numbers).values())
    return _exchanged(connection, known, identity.namings(connection, numbers), ties)


def _exchanged(
    connection: Connection, initiatives: Sequence[Initiative], namings: Sequence[Naming], ties: Sequence[Succession]
) -> Exchanged:
    named: dict[int, list[Naming]] = {}
    for one in namings:
        named.setdefault(one.initiative_id, []).append(one)
    known = _identifiers(connection, [one.id for one in initiatives])
    return Exchanged(
        tuple(
            Described(
                one,
                tuple(replace(name, initiative_id=one.id) for name in named.get(one.id, ())),
                tuple(known.get(one.id, ())),
            )
            for one in sorted(initiatives, key=lambda one: one.id)
        ),
        tuple(Tie(one.said, one.although) for one in sorted(ties, key=lambda one: one.id)),
    )


def _identifiers(connection: Connection, numbers: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for start in range(0, len(numbers), CHUNK):
        rows = connection.execute(
            select(identifier)
            .where(identifier.c.initiative_id.in_(numbers[start : start + CHUNK]))
            .order_by(identifier.c.id)
        )
        for row in rows:
            found.setdefault(row.initiative_id, []).append((row.scheme, row.value))
    return found
