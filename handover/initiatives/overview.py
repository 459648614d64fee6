"""The list of initiatives, with how much is known of each."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from handover.initiatives.belonging import names_of, owners, shared_names
from handover.initiatives.identity import Initiative
from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.names import normalised
from handover.store.tables import initiative, record_version
from handover.store.tables import name as name_table


@dataclass(frozen=True, slots=True)
class Overview:
    """One line of the list of initiatives: its names, and how many records of each kind it has."""

    initiative: Initiative
    names: tuple[str, ...]
    records: dict[str, int]


def overview(connection: Connection, only: Iterable[int] | None = None) -> list[Overview]:
    """All initiatives that were not merged into another (or ``only`` these ids), by name.

    A name that several had stands with each of them, and its records count where they belong by their dates.
    """
    wanted = None if only is None else set(only)
    counts = connection.execute(
        select(name_table.c.initiative_id, record_version.c.kind, func.count())
        .join(record_version, record_version.c.name_id == name_table.c.id)
        .where(record_version.c.to_gathering_id.is_(None), *_among(wanted, connection))
        .group_by(name_table.c.initiative_id, record_version.c.kind)
    ).all()
    spelled = connection.execute(
        select(name_table.c.initiative_id, name_table.c.written)
        .where(name_table.c.initiative_id.is_not(None), *_among(wanted, connection))
        .order_by(name_table.c.id)
    ).all()
    rows = connection.execute(select(initiative).where(initiative.c.merged_into_id.is_(None))).all()
    now = now_of(connection, initiative, {row.initiative_id for row in (*counts, *spelled)})
    records: dict[int, Counter[str]] = defaultdict(Counter)
    for initiative_id, kind, count in counts:
        records[now[initiative_id]][kind] += count
    names: dict[int, dict[str, None]] = defaultdict(dict)
    for initiative_id, written in spelled:
        names[now[initiative_id]][written] = None
    _share(connection, wanted, records, names)
    found = [
        Overview(
            Initiative(row.id, row.name, row.kind, row.closed_on, row.began_on),
            tuple(names.get(row.id, ())),
            dict(+records.get(row.id, Counter())),
        )
        for row in rows
        if wanted is None or row.id in wanted
    ]
    return sorted(found, key=lambda one: normalised(one.initiative.name))


def _share(
    connection: Connection,
    wanted: set[int] | None,
    records: dict[int, Counter[str]],
    names: dict[int, dict[str, None]],
) -> None:
    """Count the records of names that several had where they belong, instead of where names are counted."""
    among = None if wanted is None else names_of(connection, *sorted(wanted))
    shared = shared_names(connection, among)
    usual = {one.name_id: one.usual for one in shared}
    for one in shared:
        for claim in one.claims:
            names[claim.initiative_id][one.written] = None
    for row, owner in owners(connection, shared, standing=True):
        records[usual[row.name_id]][row.kind] -= 1
        records[owner][row.kind] += 1


def _among(only: set[int] | None, connection: Connection) -> tuple[ColumnElement[bool], ...]:
    if only is None:
        return ()
    return (name_table.c.initiative_id.in_(with_merged(connection, initiative, only)),)
