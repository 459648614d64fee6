"""The list of initiatives, with how much is known of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

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
    """All initiatives that were not merged into another (or ``only`` these ids), by name."""
    counts = connection.execute(
        select(name_table.c.initiative_id, record_version.c.kind, func.count())
        .join(record_version, record_version.c.name_id == name_table.c.id)
        .where(record_version.c.to_gathering_id.is_(None), *_among(only, connection))
        .group_by(name_table.c.initiative_id, record_version.c.kind)
    ).all()
    spelled = connection.execute(
        select(name_table.c.initiative_id, name_table.c.written)
        .where(*_among(only, connection))
        .order_by(name_table.c.id)
    ).all()
    rows = connection.execute(select(initiative).where(initiative.c.merged_into_id.is_(None))).all()
    now = now_of(connection, initiative, {row.initiative_id for row in (*counts, *spelled)})
    records: dict[int, dict[str, int]] = {}
    for initiative_id, kind, count in counts:
        of = records.setdefault(now[initiative_id], {})
        of[kind] = of.get(kind, 0) + count
    names: dict[int, list[str]] = {}
    for initiative_id, written in spelled:
        names.setdefault(now[initiative_id], []).append(written)
    wanted = None if only is None else set(only)
    found = [
        Overview(
            Initiative(row.id, row.name, row.kind, row.closed_on, row.began_on),
            tuple(names.get(row.id, ())),
            records.get(row.id, {}),
        )
        for row in rows
        if wanted is None or row.id in wanted
    ]
    return sorted(found, key=lambda one: normalised(one.initiative.name))


def _among(only: Iterable[int] | None, connection: Connection) -> tuple[ColumnElement[bool], ...]:
    if only is None:
        return ()
    return (name_table.c.initiative_id.in_(with_merged(connection, initiative, only)),)
