"""The rows that could not become records: which there are, why, and what people decided about them."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from handover.errors import BadRequest, UnknownRejectedRow
from handover.jobs.gathering.taking import hold_source
from handover.jobs.office import Office
from handover.jobs.rejected_rows.row_decisions import CORRECTED
from handover.records import RecordKind
from handover.sources import registered
from handover.sources.rows import Cells, RawRow, Reason
from handover.store.database import AnyRow
from handover.store.rejected import IS_REJECTED, REJECTED_ROWS
from handover.store.tables import gathering, record_version, rejected_row, row_decision, source

# How a row stands: it is somebody's work; a person said that it may stay so; a person corrected it; or it is neither
# a rejected row any more nor corrected by hand.
Standing = Literal["rejected", "ignored", "corrected", "settled"]
# Which rows are listed: those that are somebody's work, those that may stay, or these and those that were corrected.
Which = Literal["rejected", "ignored", "all"]
# Rows of which the reasons are counted in one go.
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not become a record.

    ``making`` says as which of the row's records, blank for what the source is of; ``record_kind`` is what that should
    have been, None where the registration has it no longer. ``unread`` says that the reader itself refused it.
    """

    number: int
    source: str
    file: str
    place: str | None
    row: int
    read_at: datetime
    record_kind: RecordKind | None
    making: str
    standing: Standing
    unread: bool
    reasons: tuple[Reason, ...]
    cells: Any


@dataclass(frozen=True, slots=True)
class DecisionAboutRow:
    """What somebody decided about a row: ``values`` are a correction's new texts, by column."""

    decision: str
    values: dict[str, str]
    by: str
    at: datetime
    because: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """The first of the rows that were asked for, how many there are, and how often each reason is given in all.

    ``ignored`` is how many more there are that may stay rejected, where these were not asked for.
    """

    rows: tuple[RejectedRow, ...]
    total: int
    reasons: Counter[str]
    ignored: int


@dataclass(frozen=True, slots=True)
class RejectedInFull:
    """One rejected row with all that is known of it.

    ``settled_at`` is when it was first a rejected row no longer; ``stands`` is the key of the record that it gave
    before, which stands meanwhile.
    """

    row: RejectedRow
    settled_at: datetime | None
    stands: str | None
    decisions: tuple[DecisionAboutRow, ...]


def rejected_rows(
    office: Office, source_name: str | None = None, which: Which = "rejected", *, most: int
) -> RejectedRows:
    """The rejected rows of one source, or of all, by source, file and row. Raises UnknownSource."""
    with office.store.read() as connection:
        every: Select[Any] = REJECTED_ROWS.where(source.c.retired_at.is_(None))
        if source_name is not None:
            every = every.where(rejected_row.c.source_id == registered.find(connection, source_name).id)
        asked = every.where(_wanted(which))
        reasons: Counter[str] = Counter()
        total = 0
        given = asked.with_only_columns(rejected_row.c.reasons, maintain_column_froms=True)
        for (one,) in connection.execute(given, execution_options={"yield_per": _AT_ONCE}):
            total += 1
            reasons.update(reason["code"] for reason in one)
        ordered = asked.order_by(source.c.name, rejected_row.c.file_id, rejected_row.c.row, rejected_row.c.id)
        rows = tuple(as_rejected_row(row) for row in connection.execute(ordered.limit(most)))
        others = every.where(_wanted("ignored")).with_only_columns(func.count(), maintain_column_froms=True)
        ignored = connection.execute(others).scalar_one() if which == "rejected" else 0
    return RejectedRows(rows, total, reasons, ignored)


def rejected_row_in_full(office: Office, number: int) -> RejectedInFull:
    """All about the rejected row ``number``, whatever became of it. Raises UnknownRejectedRow."""
    with office.store.read() as connection:
        row = find(connection, number)
        settled_at = stands = None
        if row.to_gathering_id is not None:
            settled_at = connection.execute(
                select(gathering.c.started_at).where(gathering.c.id == row.to_gathering_id)
            ).scalar_one()
        if row.stands_id is not None:
            stands = connection.execute(
                select(record_version.c.key).where(record_version.c.id == row.stands_id)
            ).scalar_one()
        decisions = tuple(
            DecisionAboutRow(one.decision, one.cells or {}, one.by, one.at, one.because, one.withdrawn_at)
            for one in connection.execute(decisions_about(row))
        )
        corrected = any(one.decision == CORRECTED and one.withdrawn_at is None for one in decisions)
        shown = as_rejected_row(row, settled=row.to_gathering_id is not None and not corrected)
    return RejectedInFull(shown, settled_at, stands, decisions)


def find(connection: Connection, number: int) -> AnyRow:
    """The rejected row of that number, whatever became of it. Raises UnknownRejectedRow."""
    row = connection.execute(REJECTED_ROWS.where(rejected_row.c.id == number)).one_or_none()
    if row is None:
        raise UnknownRejectedRow(
            f"There is no rejected row {number}.", what_to_do="See which there are with: handover rejected list"
        )
    return row


def held(connection: Connection, number: int) -> AnyRow:
    """The rejected row of that number; nobody else gathers its source, or decides about its rows, until the
    transaction ends. Raises UnknownRejectedRow; BadRequest where it cannot be told from others yet.
    """
    hold_source(connection, find(connection, number).source_id)
    row = find(connection, number)
    if row.cells_digest is None:
        raise BadRequest(
            f"Rejected row {number} was found by an earlier Handover, which kept nothing to tell it from others by.",
            what_to_do=f"Gather its source once more, and look at its rows then: handover gather {row.source}",
        )
    return row


def held_rejected(connection: Connection, number: int) -> AnyRow:
    """As ``held``; raises BadRequest also where the row is not rejected any more."""
    row = held(connection, number)
    if row.to_gathering_id is None:
        return row
    decided = next((one for one in connection.execute(decisions_about(row)) if one.withdrawn_at is None), None)
    if decided is not None and decided.decision == CORRECTED:
        raise BadRequest(
            f"Rejected row {number} was corrected by {decided.by} already, and is a record since then.",
            what_to_do=f"To take that back: handover rejected undo {number}",
        )
    raise BadRequest(
        f"Rejected row {number} is rejected no longer: it became a record, or {row.source} has it no longer.",
        what_to_do=f"See what is rejected now: handover rejected list {row.source}",
    )


def raw_row(row: AnyRow) -> RawRow:
    """The row as the source has it. What the reader itself refused has its reasons as faults."""
    faults = reasons_of(row) if row.unread else ()
    return RawRow(row.row, raw_cells(row.content, row.columns), faults)


def raw_cells(content: str, columns: Sequence[str] | None) -> Cells:
    """A stored row as it came from the reader: a table's as a list, in the order of the columns."""
    cells: Cells = json.loads(content)
    if isinstance(cells, dict) and columns is not None and cells.keys() == set(columns):
        return [cells[column] for column in columns]
    return cells


def reasons_of(row: AnyRow) -> tuple[Reason, ...]:
    """Why a row was rejected, as the store has it."""
    return tuple(Reason(**reason) for reason in row.reasons)


def as_rejected_row(row: AnyRow, *, settled: bool = False) -> RejectedRow:
    """A row of ``REJECTED_ROWS``, for people."""
    standing: Standing = "rejected" if row.row_decision_id is None else "ignored"
    if row.to_gathering_id is not None:
        standing = "settled" if settled else "corrected"
    return RejectedRow(
        number=row.id,
        source=row.source,
        file=row.file,
        place=row.place,
        row=row.row,
        read_at=row.fetched_at,
        record_kind=_record_kind(row.registration, row.making),
        making=row.making,
        standing=standing,
        unread=row.unread,
        reasons=reasons_of(row),
        cells=json.loads(row.content),
    )


def _record_kind(registration: dict[str, Any], making: str) -> RecordKind | None:
    declared = registration if not making else registration.get("also", {}).get(making, {})
    kind: RecordKind | None = declared.get("records")
    return kind


def _wanted(which: Which) -> ColumnElement[bool]:
    if which == "all":
        return or_(IS_REJECTED, rejected_row.c.id.in_(_corrected()))
    ignored = rejected_row.c.row_decision_id.is_not(None)
    return and_(IS_REJECTED, ignored if which == "ignored" else ~ignored)


def _corrected() -> Select[Any]:
    """The rows of which a correction by hand makes a record; the newest of each."""
    current = select(record_version.c.row_decision_id).where(
        record_version.c.row_decision_id.is_not(None), record_version.c.to_gathering_id.is_(None)
    )
    return (
        select(func.max(rejected_row.c.id))
        .join(
            row_decision,
            and_(
                row_decision.c.source_id == rejected_row.c.source_id,
                row_decision.c.cells_digest == rejected_row.c.cells_digest,
            ),
        )
        .where(row_decision.c.id.in_(current), row_decision.c.withdrawn_at.is_(None), ~IS_REJECTED)
        .group_by(rejected_row.c.source_id, rejected_row.c.cells_digest, rejected_row.c.making)
    )


def decisions_about(row: AnyRow) -> Select[Any]:
    """Everything that was ever decided about a row of ``REJECTED_ROWS``, in that order."""
    return (
        select(row_decision)
        .where(row_decision.c.source_id == row.source_id, row_decision.c.cells_digest == row.cells_digest)
        .order_by(row_decision.c.id)
    )
