"""Lists of transitions as the store remembers them: the same list for the same day is one batch."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from handover.errors import UnknownBatch
from handover.store.database import AnyRow
from handover.store.tables import batch, transition
from handover.transitions.rules import State


@dataclass(frozen=True, slots=True)
class Batch:
    """One list: what it is called, why, from which file and with how many rows. Withdrawn where it says so."""

    id: int
    label: str
    reason: str
    file: str
    content_sha256: str
    rows: int
    requested_by: str | None
    requested_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_because: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a batch is made of, as it is asked for. ``on`` is the day of those rows that have none."""

    label: str
    reason: str
    file: str
    content_sha256: str
    rows: int
    on: str | None = None
    requested_by: str | None = None

    @property
    def identity(self) -> str:
        """SHA-256 of what makes it the batch that it is."""
        return hashlib.sha256(json.dumps([self.content_sha256, self.on]).encode()).hexdigest()


def request(connection: Connection, what: Listed, *, now: datetime) -> tuple[Batch, bool]:
    """Record a batch; the same list again finds the one that stands (then False comes with it). One that was withdrawn
    stands again, as if it were new.
    """
    said = {"label": what.label, "reason": what.reason, "requested_by": what.requested_by, "requested_at": now}
    same = batch.c.identity == what.identity
    found = connection.execute(select(batch).where(same).with_for_update()).one_or_none()
    if found is not None:
        if found.withdrawn_at is None:
            return _batch(found), False
        again = update(batch).where(same).values(**said, withdrawn_at=None, withdrawn_because=None)
        connection.execute(again)
        return by_number(connection, found.id), True
    number = connection.execute(
        insert(batch)
        .values(**said, file=what.file, content_sha256=what.content_sha256, rows=what.rows, identity=what.identity)
        .returning(batch.c.id)
    ).scalar_one()
    return by_number(connection, number), True


def by_number(connection: Connection, number: int) -> Batch:
    """The batch of that number. Raises UnknownBatch."""
    row = connection.execute(select(batch).where(batch.c.id == number)).one_or_none()
    if row is None:
        raise UnknownBatch(f"There is no batch {number}.", what_to_do="See which there are with: handover batch list")
    return _batch(row)


def listed(connection: Connection) -> list[tuple[Batch, Mapping[State, int]]]:
    """All batches, the newest first, each with how many of its transitions are in which state."""
    counts: dict[int, dict[State, int]] = {}
    counted = select(transition.c.batch_id, transition.c.state, func.count().label("number"))
    counted = counted.where(transition.c.batch_id.is_not(None)).group_by(transition.c.batch_id, transition.c.state)
    for row in connection.execute(counted):
        counts.setdefault(row.batch_id, {})[row.state] = row.number
    rows = connection.execute(select(batch).order_by(batch.c.id.desc()))
    return [(_batch(row), counts.get(row.id, {})) for row in rows]


def mark_withdrawn(connection: Connection, number: int, *, because: str, now: datetime) -> None:
    """Remember that a batch does not count any more, and why."""
    said = {"withdrawn_at": now, "withdrawn_because": because}
    connection.execute(update(batch).where(batch.c.id == number).values(said))


def _batch(row: AnyRow) -> Batch:
    return Batch(
        row.id,
        row.label,
        row.reason,
        row.file,
        row.content_sha256,
        row.rows,
        row.requested_by,
        row.requested_at,
        row.withdrawn_at,
        row.withdrawn_because,
    )
