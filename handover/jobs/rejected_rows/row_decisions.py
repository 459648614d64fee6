"""What people decided about raw rows of one source: a value corrected by hand, or that a row may stay rejected.

A decision is about what stands in a row, and so it holds for as long as the source has that very row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, insert, select, update

from handover.jobs.gathering.recognition import cells_digest
from handover.jobs.who_and_why import who_and_why
from handover.sources.rows import Cells, Correction, RawRow
from handover.store.database import AnyRow
from handover.store.rejected import IS_REJECTED
from handover.store.tables import rejected_row, row_decision

CORRECTED: Final = "corrected"
IGNORED: Final = "ignored"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction by hand: the number of its decision, and the new text by column."""

    decision: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowDecisions:
    """The decisions about rows of one source that are in force, each by the digest of the row's cells."""

    corrected: Mapping[bytes, Corrected] = field(default_factory=dict)
    ignored: Mapping[bytes, int] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, source_id: int) -> "RowDecisions":
        """Those about the rows of a source."""
        rows = connection.execute(
            select(row_decision).where(row_decision.c.source_id == source_id, row_decision.c.withdrawn_at.is_(None))
        ).all()
        return cls(
            {bytes(one.cells_digest): Corrected(one.id, one.cells) for one in rows if one.decision == CORRECTED},
            {bytes(one.cells_digest): one.id for one in rows if one.decision == IGNORED},
        )

    def applied(self, rows: Sequence[RawRow], columns: Sequence[str] | None) -> Sequence[RawRow]:
        """The same rows, the corrected ones with what a person put into them."""
        # Most sources have no corrections, and then no digest is worked out.
        return [self._applied(row, columns) for row in rows] if self.corrected else rows

    def _applied(self, row: RawRow, columns: Sequence[str] | None) -> RawRow:
        digest = cells_digest(row.cells)
        correction = self.corrected.get(digest)
        return row if correction is None else corrected_row(row, columns, correction, digest)


def corrected_row(row: RawRow, columns: Sequence[str] | None, correction: Corrected, digest: bytes) -> RawRow:
    """The row with the values of a correction; as it stands where the file has not all of the columns any more.

    A fault in a cell that is replaced is one no longer.
    """
    cells = _with(row.cells, columns, correction.values)
    if cells is None:
        return row
    faults = tuple(fault for fault in row.faults if fault.column not in correction.values)
    return RawRow(row.number, cells, faults, Correction(correction.decision, row, digest))


def _with(cells: Cells, columns: Sequence[str] | None, values: Mapping[str, str]) -> Cells | None:
    if isinstance(cells, dict):
        return {**cells, **values}
    if columns is None or len(cells) != len(columns) or not values.keys() <= set(columns):
        return None
    return [values.get(column, cell) for column, cell in zip(columns, cells, strict=True)]


def decide(
    connection: Connection,
    row: AnyRow,
    decision: str,
    *,
    by: str,
    because: str,
    now: datetime,
    values: Mapping[str, str] | None = None,
) -> int:
    """Decide about a row of ``REJECTED_ROWS``; what was decided about it before is withdrawn. Gives the number.

    Raises BadRequest where nothing is said of who decides, or why.
    """
    who, why = who_and_why(by, because)
    for one in connection.execute(in_force(row)).all():
        withdraw(connection, one.id, now=now)
    number: int = connection.execute(
        insert(row_decision)
        .values(
            source_id=row.source_id,
            cells_digest=row.cells_digest,
            decision=decision,
            cells=values,
            because=why,
            by=who,
            at=now,
        )
        .returning(row_decision.c.id)
    ).scalar_one()
    return number


def in_force(row: AnyRow) -> Select[Any]:
    """The decision about a row of ``REJECTED_ROWS`` that is in force, if one is."""
    return select(row_decision).where(
        row_decision.c.source_id == row.source_id,
        row_decision.c.cells_digest == row.cells_digest,
        row_decision.c.withdrawn_at.is_(None),
    )


def withdraw(connection: Connection, number: int, *, now: datetime) -> None:
    """Withdraw a decision: rows that it ignored are work again. What a correction made of a row is not undone."""
    connection.execute(update(row_decision).where(row_decision.c.id == number).values(withdrawn_at=now))
    connection.execute(
        update(rejected_row).where(rejected_row.c.row_decision_id == number, IS_REJECTED).values(row_decision_id=None)
    )
