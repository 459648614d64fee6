"""What was merged into what, of initiatives and of people: a merge rewrites nothing, so that look-ups follow it.

Each step of merging costs a look-up, however many are asked about.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, select

from handover.store.history import CHUNK


def now_of(connection: Connection, table: Table, ids: Iterable[int]) -> dict[int, int]:
    """What each of these is by now: itself, or what it was merged into in the end. ``table`` has both."""
    now = {one: one for one in ids}
    frontier = set(now)
    while frontier:
        into = _pairs(connection, table, frontier, by="id")
        now = {one: into.get(at, at) for one, at in now.items()}
        frontier = set(into.values())
    return now


def with_merged(connection: Connection, table: Table, ids: Iterable[int]) -> dict[int, int]:
    """Everything that is one of these by now, each with which: themselves first, then what was merged into them."""
    found = {one: one for one in ids}
    frontier = set(found)
    while frontier:
        merged = {
            one: found[into]
            for one, into in sorted(_pairs(connection, table, frontier, by="merged_into_id").items())
            if one not in found
        }
        found |= merged
        frontier = set(merged)
    return found


def _pairs(connection: Connection, table: Table, ids: Iterable[int], *, by: str) -> dict[int, int]:
    """What was merged, with what into, of those whose column ``by`` is one of these."""
    wanted = sorted(ids)
    return {
        row.id: row.merged_into_id
        for start in range(0, len(wanted), CHUNK)
        for row in connection.execute(
            select(table.c.id, table.c.merged_into_id).where(
                table.c[by].in_(wanted[start : start + CHUNK]), table.c.merged_into_id.is_not(None)
            )
        )
    }
