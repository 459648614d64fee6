"""Which of the versions that were found count: the last that a source said of each thing, or what was known then."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from handover.initiatives.belonging import owners_of
from handover.store.database import AnyRow
from handover.store.tables import gathering, record_version
from handover.store.tables import name as name_table
from handover.store.versions import VERSIONS

# Records that are read at a time, until there are enough that count.
_AT_ONCE: Final = 200

_versions = VERSIONS.add_columns(name_table.c.written).join(name_table, name_table.c.id == record_version.c.name_id)


def standing(
    connection: Connection,
    ids: Sequence[int],
    *,
    at_least: int,
    known_at: datetime | None = None,
    owned_by: Collection[int] | None = None,
) -> list[tuple[AnyRow, int]]:
    """Those of these versions that count, with the initiative whose they are (only of ``owned_by``, where given).

    They are read in their order until there are well more than ``at_least``, so that the best can be told among them.
    """
    found: list[tuple[AnyRow, int]] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        by_id = {
            row.id: row for row in connection.execute(_versions.where(record_version.c.id.in_(some), _counts(known_at)))
        }
        rows = [by_id[one] for one in some if one in by_id]
        whose = owners_of(connection, rows)
        found += [
            (row, whose[row.id]) for row in rows if row.id in whose and (owned_by is None or whose[row.id] in owned_by)
        ]
        # One more than is wanted says that there are more.
        if len(found) > at_least and len(found) >= _AT_ONCE:
            break
    return found


def _counts(known_at: datetime | None) -> ColumnElement[bool]:
    """The condition that a version is what was known at a moment; or, by now, the last that its source said."""
    if known_at is None:
        later = record_version.alias()
        stands = select(later.c.id).where(
            later.c.source_id == record_version.c.source_id,
            later.c.key == record_version.c.key,
            later.c.to_gathering_id.is_(None),
        )
        return or_(record_version.c.to_gathering_id.is_(None), ~exists(stands))
    ended = gathering.alias()
    ends_later = select(ended.c.id).where(ended.c.id == record_version.c.to_gathering_id, ended.c.started_at > known_at)
    return and_(gathering.c.started_at <= known_at, or_(record_version.c.to_gathering_id.is_(None), exists(ends_later)))
