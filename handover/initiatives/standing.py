"""How an initiative stands by its newest reports: who answers for it, and to what it belongs."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from handover.dates import latest
from handover.initiatives.belonging import records_of
from handover.initiatives.identity import Initiative
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import record_version
from handover.store.versions import VERSIONS, RowReference


@dataclass(frozen=True, slots=True)
class OwnerBodies:
    """Who answers for an initiative by the newest report of one source, of the time ``period`` (a partial date); and
    to what it belongs, by the names that the source gives that.
    """

    owner: str | None
    part_of: tuple[str, ...]
    period: str
    reference: RowReference


def owner_bodies(connection: Connection, of: Initiative) -> list[OwnerBodies]:
    """What each source that says so says last, in the order of their names."""
    rows = connection.execute(
        VERSIONS.where(
            records_of(connection, of.id),
            record_version.c.kind == "programme-status",
            record_version.c.to_gathering_id.is_(None),
        ).order_by(record_version.c.id)
    ).all()
    newest: dict[str, tuple[AnyRow, dict[str, Any]]] = {}
    for row in rows:
        said = json.loads(row.payload)
        if not said.get("owner") and not said.get("part_of"):
            continue
        if row.source not in newest or latest(newest[row.source][1]["period"]) <= latest(said["period"]):
            newest[row.source] = row, said
    return [
        OwnerBodies(
            owner=said.get("owner"),
            part_of=_named(connection, row.source_id, said.get("part_of", ())),
            period=said["period"],
            reference=RowReference.of(row),
        )
        for _, (row, said) in sorted(newest.items())
    ]


def _named(connection: Connection, source_id: int, pointed: list[str]) -> tuple[str, ...]:
    """What is pointed to by the key of a record of the same source, by its name."""
    names = {
        row.key: str(json.loads(row.payload)["initiative"])
        for some in chunks(pointed)
        for row in connection.execute(
            select(record_version.c.key, record_version.c.payload).where(
                record_version.c.source_id == source_id,
                record_version.c.key.in_(some),
                record_version.c.to_gathering_id.is_(None),
            )
        )
    }
    return tuple(names.get(one, one) for one in pointed)
