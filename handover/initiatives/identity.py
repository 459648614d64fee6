"""Initiatives: what they are, under which names, and adding one by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Table, insert, select, update

from handover.errors import BadRequest
from handover.initiatives import naming
from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.names import compared
from handover.initiatives.naming import Naming
from handover.records import LONGEST_NAME
from handover.store.database import hold_names
from handover.store.history import CHUNK
from handover.store.tables import initiative
from handover.store.tables import name as name_table


@dataclass(frozen=True, slots=True)
class Initiative:
    """One initiative, under the name it is shown by."""

    id: int
    name: str
    kind: str
    closed_on: str | None
    began_on: str | None = None


def by_id(connection: Connection, initiative_id: int) -> Initiative:
    """The initiative of that id, or the one that it was merged into."""
    return by_ids(connection, [initiative_id])[initiative_id]


def by_ids(connection: Connection, initiative_ids: Iterable[int]) -> dict[int, Initiative]:
    """The initiatives of these ids, in this order; of one that was merged, what it was merged into."""
    now = now_of(connection, initiative, initiative_ids)
    wanted = list(dict.fromkeys(now.values()))
    found: dict[int, Initiative] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = connection.execute(select(initiative).where(initiative.c.id.in_(wanted[start : start + CHUNK])))
        found |= {row.id: Initiative(row.id, row.name, row.kind, row.closed_on, row.began_on) for row in rows}
    return {one: found[root] for one, root in now.items()}


def members(connection: Connection, initiative_id: int) -> list[int]:
    """The ids of an initiative and of all that were merged into it."""
    return list(with_merged(connection, initiative, [initiative_id]))


def namings(connection: Connection, initiative_ids: Iterable[int]) -> list[Naming]:
    """All that was said of how these, and what was merged into them, were called; each as what it is now."""
    now = with_merged(connection, initiative, initiative_ids)
    return [replace(one, initiative_id=now[one.initiative_id]) for one in naming.namings_of(connection, now)]


def first_called(connection: Connection, table: Table, keys: Sequence[str]) -> dict[str, int]:
    """Which initiatives had these names, as they are compared, first: in records (``name``), or as somebody said
    (``naming``).
    """
    found: dict[str, int] = {}
    for start in range(0, len(keys), CHUNK):
        rows = connection.execute(
            select(table.c.normalised, table.c.initiative_id)
            .where(table.c.normalised.in_(keys[start : start + CHUNK]), table.c.initiative_id.is_not(None))
            .order_by(table.c.id)
        )
        for row in rows:
            found.setdefault(row.normalised, row.initiative_id)
    return found


def taken_for(connection: Connection, key: str) -> Initiative | None:
    """What records under a name, as it is compared, are taken for where no dates tell otherwise."""
    found = first_called(connection, name_table, [key]).get(key)
    return None if found is None else by_id(connection, found)


def add(
    connection: Connection,
    written: str,
    *,
    kind: str,
    now: datetime,
    said: Iterable[Naming] = (),
    another: bool = False,
) -> Initiative:
    """Add an initiative by hand; ``said`` is how it was called and when, whatever its id in there.

    Raises BadRequest where the name is no name; or taken, unless it is said to be ``another`` of that name.
    """
    written = a_name(written)
    hold_names(connection)
    taken = taken_for(connection, compared(written))
    if taken is not None and not another:
        raise BadRequest(f"There is an initiative called “{taken.name}” already.")
    (added,) = add_all(connection, [written], kind, "person", now)
    if taken is None:
        write_name(connection, added, written, now)
    # A name that two have had is told apart by what is said of each.
    for one in said or ([Naming(added, written)] if taken is not None else []):
        naming.say(connection, replace(one, initiative_id=added), now=now)
    return by_id(connection, added)


def add_all(connection: Connection, shown: Sequence[str], kind: str, origin: str, now: datetime) -> list[int]:
    """Add initiatives, shown by these names; their ids, in the same order."""
    if not shown:
        return []
    added = connection.execute(
        insert(initiative).returning(initiative.c.id, sort_by_parameter_order=True),
        [{"name": written, "kind": kind, "origin": origin, "added_at": now} for written in shown],
    )
    return list(added.scalars())


def write_name(connection: Connection, initiative_id: int, written: str, now: datetime) -> None:
    """Write that a name means an initiative, as a person says; nobody has written it before."""
    connection.execute(
        insert(name_table).values(
            initiative_id=initiative_id,
            written=written,
            normalised=compared(written),
            origin="person",
            added_at=now,
        )
    )


def a_name(written: str) -> str:
    """A name as it is kept. Raises BadRequest where it is none."""
    text = " ".join(written.split())
    if not text:
        raise BadRequest("A name must not be empty.")
    if len(text) > LONGEST_NAME:
        raise BadRequest(f"That name has {len(text):,} characters; a name has at most {LONGEST_NAME}.")
    return text


def reopen(connection: Connection, initiative_id: int) -> None:
    """Say that an initiative is not closed; nor is the one that it was merged into."""
    hold_names(connection)
    both = {initiative_id, by_id(connection, initiative_id).id}
    connection.execute(update(initiative).where(initiative.c.id.in_(both)).values(closed_on=None))
