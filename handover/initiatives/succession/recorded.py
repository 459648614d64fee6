"""Successions as the store remembers them. Nothing said is rewritten: it is withdrawn, or amended by another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

from sqlalchemy import ColumnElement, Connection, insert, select, update

from handover.errors import BadRequest, RulesBroken
from handover.initiatives import identity
from handover.initiatives.merged import with_merged
from handover.initiatives.succession.model import Party, Said, SuccessionKind
from handover.initiatives.succession.rules import Known, Lifetime, broken_rules
from handover.store.database import hold_names
from handover.store.history import CHUNK
from handover.store.tables import initiative, succession, succession_party

_ALL_THE_SAME: Final = "Correct it; or, where it was so all the same, record it with the reason: --although “…”"


@dataclass(frozen=True, slots=True)
class Succession:
    """A succession that was recorded: what is said of it, which rules it breaks, and why it stands all the same.

    ``amends`` is the one in whose place it stands. A withdrawn one is told only where it is asked for by its number.
    """

    id: int
    said: Said
    recorded_at: datetime
    broken_rules: tuple[str, ...] = ()
    although: str | None = None
    amends: int | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_because: str | None = None


def record(
    connection: Connection, said: Said, *, now: datetime, although: str | None = None, amends: int | None = None
) -> Succession:
    """Record what became of what; the very same again finds the one that stands.

    Raises RulesBroken with every rule that it breaks, unless ``although`` says why it is recorded all the same.
    """
    # What it is checked against is read, decided and written: two who record at once go one after the other.
    hold_names(connection)
    said = _as_they_are_now(connection, said)
    standing = [one for one in of_initiatives(connection, _ids(said)) if one.id != amends]
    for one in standing:
        if replace(one.said, evidence=None, said_by=None) == replace(said, evidence=None, said_by=None):
            return one
    broken = broken_rules(said, _known(connection, said, standing, now))
    reason = " ".join((although or "").split()) or None
    if broken and reason is None:
        raise RulesBroken(broken, what_to_do=_ALL_THE_SAME)
    number: int = connection.execute(
        insert(succession)
        .values(
            kind=said.kind,
            announced_on=said.announced_on,
            completed_on=said.completed_on,
            evidence=said.evidence,
            said_by=said.said_by,
            recorded_at=now,
            broken_rules=broken,
            despite=reason if broken else None,
            amends_id=amends,
        )
        .returning(succession.c.id)
    ).scalar_one()
    connection.execute(
        insert(succession_party),
        [
            {
                "succession_id": number,
                "initiative_id": party.initiative_id,
                "side": side,
                "functions": list(party.functions),
                "goes_on": party.goes_on,
            }
            for side, parties in (("predecessor", said.predecessors), ("successor", said.successors))
            for party in parties
        ],
    )
    return by_number(connection, number)


def withdraw(connection: Connection, number: int, *, by: str, because: str, now: datetime) -> Succession:
    """Take back what was said; it stays on record. Raises BadRequest where it is withdrawn already."""
    hold_names(connection)
    if by_number(connection, number).withdrawn_at is not None:
        raise BadRequest(f"Succession {number} is withdrawn already.")
    connection.execute(
        update(succession)
        .where(succession.c.id == number)
        .values(withdrawn_at=now, withdrawn_by=by, withdrawn_because=because)
    )
    return by_number(connection, number)


def amend(
    connection: Connection,
    number: int,
    said: Said,
    *,
    by: str,
    because: str,
    now: datetime,
    although: str | None = None,
) -> Succession:
    """Put another statement in the place of one, which is withdrawn. Raises as ``record`` and ``withdraw`` do."""
    withdraw(connection, number, by=by, because=because, now=now)
    return record(connection, said, now=now, although=although, amends=number)


def note_days_set(connection: Connection, number: int, initiative_ids: Iterable[int]) -> None:
    """Note that by a succession these initiatives ended, or began, on its day: withdrawing it takes that back."""
    connection.execute(
        update(succession_party)
        .where(succession_party.c.succession_id == number, succession_party.c.initiative_id.in_(list(initiative_ids)))
        .values(sets_day=True)
    )


def days_set(connection: Connection, number: int) -> tuple[list[int], list[int]]:
    """The initiatives that ended, and those that began, by a succession."""
    found: dict[str, list[int]] = {"predecessor": [], "successor": []}
    for row in connection.execute(
        select(succession_party.c.side, succession_party.c.initiative_id).where(
            succession_party.c.succession_id == number, succession_party.c.sets_day
        )
    ):
        found[row.side].append(row.initiative_id)
    return found["predecessor"], found["successor"]


def by_number(connection: Connection, number: int) -> Succession:
    """The succession of that number, withdrawn or not. Raises BadRequest where there is none."""
    found = _read(connection, succession.c.id == number)
    if not found:
        raise BadRequest(
            f"There is no succession {number}.", what_to_do="See those of an initiative with: handover family NAME"
        )
    return found[0]


def of_initiatives(connection: Connection, initiative_ids: Iterable[int]) -> list[Succession]:
    """The successions in force in which any of these initiatives, or what was merged into them, is a party."""
    ids = list(with_merged(connection, initiative, initiative_ids))
    numbers: dict[int, None] = {}
    for start in range(0, len(ids), CHUNK):
        numbers |= dict.fromkeys(
            connection.execute(
                select(succession_party.c.succession_id).where(
                    succession_party.c.initiative_id.in_(ids[start : start + CHUNK])
                )
            ).scalars()
        )
    return of_numbers(connection, sorted(numbers))


def of_numbers(connection: Connection, numbers: Sequence[int]) -> list[Succession]:
    """The successions of these numbers that are in force."""
    return [
        one
        for start in range(0, len(numbers), CHUNK)
        for one in _read(
            connection, succession.c.id.in_(numbers[start : start + CHUNK]), succession.c.withdrawn_at.is_(None)
        )
    ]


def in_time(one: Succession) -> tuple[str, str, int]:
    """By what successions are sorted: the earliest first."""
    return one.said.completed_on, one.said.announced_on or "", one.id


def contradictions(successions: Sequence[Succession]) -> list[tuple[Succession, Succession]]:
    """Pairs that cannot both be so: one initiative ended in each, by another kind or with other successors."""
    found = []
    for at, one in enumerate(successions):
        ended = {party.initiative_id for party in one.said.ended}
        for other in successions[at + 1 :]:
            both_ended = ended & {party.initiative_id for party in other.said.ended}
            is_revival = "revival" in (one.said.kind, other.said.kind)
            if both_ended and not is_revival and not _agree(one.said, other.said):
                found.append((one, other))
    return found


def contradicting(connection: Connection, one: Succession) -> list[tuple[Succession, Succession]]:
    """The contradictions in which a succession stands, as ``contradictions`` tells them; none where it is withdrawn."""
    beside = of_initiatives(connection, [party.initiative_id for party in one.said.ended])
    return [pair for pair in contradictions(beside) if one.id in {each.id for each in pair}]


def _agree(one: Said, other: Said) -> bool:
    ids = [{party.initiative_id for party in said.successors} for said in (one, other)]
    return one.kind == other.kind and ids[0] == ids[1]


def _ids(said: Said) -> list[int]:
    return list(dict.fromkeys(party.initiative_id for party in said.parties))


def _as_they_are_now(connection: Connection, said: Said) -> Said:
    known = identity.by_ids(connection, _ids(said))

    def now(party: Party) -> Party:
        found = known[party.initiative_id]
        return replace(party, initiative_id=found.id, name=found.name)

    return replace(said, predecessors=tuple(map(now, said.predecessors)), successors=tuple(map(now, said.successors)))


def _known(connection: Connection, said: Said, standing: Sequence[Succession], now: datetime) -> Known:
    known = identity.by_ids(connection, _ids(said))
    return Known(
        today=now.date(),
        lifetimes={one.id: Lifetime(one.began_on, one.closed_on) for one in known.values()},
        others=[one.said for one in standing],
        later={party.initiative_id: _later(connection, party.initiative_id) for party in said.successors},
    )


def _later(connection: Connection, initiative_id: int) -> frozenset[int]:
    """Everything that an initiative became, by successions in which the one before ended for good."""
    found: set[int] = set()
    frontier = {initiative_id}
    while frontier:
        came = {
            party.initiative_id
            for one in of_initiatives(connection, frontier)
            if one.said.kind != "revival" and frontier & {party.initiative_id for party in one.said.ended}
            for party in one.said.successors
        }
        frontier = came - found
        found |= came
    return frozenset(found)


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[Succession]:
    rows = connection.execute(select(succession).where(*conditions).order_by(succession.c.id)).all()
    parties = _parties(connection, [row.id for row in rows])
    return [
        Succession(
            id=row.id,
            said=Said(
                kind=cast(SuccessionKind, row.kind),
                predecessors=tuple(parties.get((row.id, "predecessor"), ())),
                successors=tuple(parties.get((row.id, "successor"), ())),
                completed_on=row.completed_on,
                announced_on=row.announced_on,
                evidence=row.evidence,
                said_by=row.said_by,
            ),
            recorded_at=row.recorded_at,
            broken_rules=tuple(row.broken_rules),
            although=row.despite,
            amends=row.amends_id,
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=row.withdrawn_by,
            withdrawn_because=row.withdrawn_because,
        )
        for row in rows
    ]


def _parties(connection: Connection, numbers: Sequence[int]) -> Mapping[tuple[int, str], Sequence[Party]]:
    """The parties of these successions, by succession and side; one that was merged into another is that one."""
    rows = connection.execute(
        select(succession_party).where(succession_party.c.succession_id.in_(numbers)).order_by(succession_party.c.id)
    ).all()
    now = identity.by_ids(connection, (row.initiative_id for row in rows))
    found: dict[tuple[int, str], list[Party]] = {}
    for row in rows:
        one = now[row.initiative_id]
        found.setdefault((row.succession_id, row.side), []).append(
            Party(one.id, one.name, tuple(row.functions), row.goes_on)
        )
    return found
