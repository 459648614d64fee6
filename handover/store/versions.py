"""Versions of records, each with the row that it stands in and when it was known."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select

from handover.store.database import AnyRow
from handover.store.tables import gathered_file, gathering, record_version, source

_ended = gathering.alias("ended")

# What is selected of each, beside what a query adds: it was known until ``gone_at``, which is None while it is.
VERSIONS: Final[Select[Any]] = (
    select(
        record_version.c.id,
        record_version.c.source_id,
        record_version.c.kind,
        record_version.c.name_id,
        record_version.c.payload,
        record_version.c.row,
        source.c.name.label("source"),
        gathered_file.c.name.label("file"),
        gathered_file.c.place,
        gathering.c.started_at.label("known_from"),
        _ended.c.started_at.label("gone_at"),
    )
    .join(source, source.c.id == record_version.c.source_id)
    .join(gathered_file, gathered_file.c.id == record_version.c.file_id)
    .join(gathering, gathering.c.id == record_version.c.from_gathering_id)
    .outerjoin(_ended, _ended.c.id == record_version.c.to_gathering_id)
)


@dataclass(frozen=True, slots=True)
class RowReference:
    """Where something is said: the number of the record's version, its source, file and row."""

    version_id: int
    source: str
    file: str
    row: int

    @classmethod
    def of(cls, row: AnyRow) -> "RowReference":
        """That of a row of ``VERSIONS``."""
        return cls(row.id, row.source, row.file, row.row)
