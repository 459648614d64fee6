"""Proposals as the store remembers them, with their evidence and what was decided about each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from handover.errors import BadRequest
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import gathered_file, gathering, proposal, proposal_evidence, record_version, source

# Nothing was decided about these; the awaited are listed only once the next gathering has shown them too.
OPEN: Final = ("proposed", "awaited")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a proposal, and where it can be seen: the file and its row."""

    sentence: str
    file: str | None
    row: int | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as it stands. ``confidence`` is in hundredths; ``details`` has person, incoming and post of a staff
    move, and the functions of a transfer. ``initiative_id`` is None where it is known only as answering for others.
    """

    id: int
    kind: str
    initiative: str
    initiative_id: int | None
    successors: tuple[str, ...]
    details: Mapping[str, str | None]
    effective_on: str
    confidence: int
    cause: str
    source: str
    state: str
    decided_at: datetime | None
    decided_by: str | None
    decided_because: str | None
    transition_id: int | None
    merge_id: int | None


_all = (
    select(proposal, source.c.name.label("source_name"))
    .join(gathering, gathering.c.id == proposal.c.gathering_id)
    .join(source, source.c.id == gathering.c.source_id)
)


def listed(connection: Connection, states: Iterable[str] = ("proposed",)) -> list[Proposed]:
    """The proposals in these states, the surest first within each source, kind and cause."""
    rows = connection.execute(
        _all.where(proposal.c.state.in_(list(states))).order_by(
            source.c.name, proposal.c.kind, proposal.c.cause, proposal.c.confidence.desc(), proposal.c.id
        )
    )
    return [_proposed(row) for row in rows]


def by_numbers(connection: Connection, numbers: Sequence[int]) -> list[Proposed]:
    """The proposals of these numbers, in order of their numbers."""
    return [
        _proposed(row)
        for some in chunks(numbers)
        for row in connection.execute(_all.where(proposal.c.id.in_(some)).order_by(proposal.c.id))
    ]


def by_number(connection: Connection, number: int) -> Proposed:
    """The proposal of that number. Raises BadRequest where there is none."""
    found = by_numbers(connection, [number])
    if not found:
        raise BadRequest(
            f"There is no proposal {number}.", what_to_do="See which there are with: handover proposals list"
        )
    return found[0]


def alike(connection: Connection, numbers: Sequence[int]) -> list[int]:
    """The numbers of these, and of all that wait and have the source, the kind and the cause of one of them."""
    groups = {(one.source, one.kind, one.cause) for one in by_numbers(connection, numbers)}
    waiting = (one.id for one in listed(connection) if (one.source, one.kind, one.cause) in groups)
    return list(dict.fromkeys([*numbers, *waiting]))


def hold(connection: Connection, number: int) -> Proposed:
    """The same; until this transaction ends nobody else decides about it."""
    connection.execute(select(proposal.c.id).where(proposal.c.id == number).with_for_update())
    return by_number(connection, number)


def reasons(connection: Connection, number: int) -> list[Reason]:
    """The evidence of a proposal, with the rows in which it can be seen."""
    rows = connection.execute(
        select(proposal_evidence.c.sentence, gathered_file.c.name, record_version.c.row)
        .outerjoin(record_version, record_version.c.id == proposal_evidence.c.record_version_id)
        .outerjoin(gathered_file, gathered_file.c.id == record_version.c.file_id)
        .where(proposal_evidence.c.proposal_id == number)
        .order_by(proposal_evidence.c.id)
    )
    return [Reason(row.sentence, row.name, row.row) for row in rows]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a proposal; ``by`` is None where the office lets such be confirmed without a person."""

    state: str
    by: str | None
    because: str | None
    transition_id: int | None = None
    merge_id: int | None = None


def decide(connection: Connection, number: int, decision: Decision, *, now: datetime) -> Proposed:
    """Remember what was decided; that it waits again, forgets who decided before."""
    waits = decision.state == "proposed"
    connection.execute(
        update(proposal)
        .where(proposal.c.id == number)
        .values(
            state=decision.state,
            decided_at=None if waits else now,
            decided_by=None if waits else decision.by,
            decided_because=None if waits else decision.because,
            transition_id=decision.transition_id,
            merge_id=decision.merge_id,
        )
    )
    return by_number(connection, number)


def _proposed(row: AnyRow) -> Proposed:
    return Proposed(
        row.id,
        row.kind,
        row.initiative,
        row.initiative_id,
        tuple(row.successors),
        row.details,
        row.effective_on,
        row.confidence,
        row.cause,
        row.source_name,
        row.state,
        row.decided_at,
        row.decided_by,
        row.decided_because,
        row.transition_id,
        row.merge_id,
    )
