"""Queries about rejected rows."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from handover.store.tables import gathered_file, rejected_row, source

# Every rejected row with its source, and the file that it stands in.
REJECTED_ROWS: Final[Select[Any]] = (
    select(
        rejected_row,
        source.c.name.label("source"),
        source.c.registration,
        gathered_file.c.name.label("file"),
        gathered_file.c.place,
        gathered_file.c.columns,
        gathered_file.c.names,
        gathered_file.c.fetched_at,
    )
    .join(source, source.c.id == rejected_row.c.source_id)
    .join(gathered_file, gathered_file.c.id == rejected_row.c.file_id)
)
IS_REJECTED: Final[ColumnElement[bool]] = rejected_row.c.to_gathering_id.is_(None)


def rejected_of(source_id: int) -> ColumnElement[bool]:
    """Of a source, the rows that are rejected now."""
    return and_(rejected_row.c.source_id == source_id, IS_REJECTED)


def rejected_counts(connection: Connection, source_id: int) -> tuple[int, int]:
    """How many rows of a source are rejected, and of how many of them a person said that they may be."""
    rejected, ignored = connection.execute(
        select(func.count(), func.count(rejected_row.c.row_decision_id)).where(rejected_of(source_id))
    ).one()
    return rejected, ignored
