"""Days on which records say that their initiatives end: kept while they are to come, looked at once they are past."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, delete, exists, insert, select

from handover.dates import latest, spoken
from handover.store.database import AnyRow
from handover.store.tables import expected_end, record_version, rejected_row
from handover.transitions.detection.model import Evidence, Payload, Proposal
from handover.transitions.detection.saying import stage_ended

_SAID: Final = 0.9
_PLANNED: Final = 0.5


class Ending(NamedTuple):
    """A version of a record that says on which day its initiative ends."""

    version_id: int
    day: str


def ending_of(version_id: int, payload: Payload, *, known_on: date) -> Ending | None:
    """The day that a record says its initiative ends, where that was still to come when it was gathered."""
    said = payload.get("end_actual") or payload.get("end_planned")
    if said is None or stage_ended(payload) or latest(said) <= known_on:
        return None
    return Ending(version_id, latest(said).isoformat())


def note(connection: Connection, found: Sequence[Ending]) -> None:
    """Keep days that are to come."""
    if found:
        connection.execute(insert(expected_end), [{"record_version_id": one[0], "day": one.day} for one in found])


def passed(connection: Connection, today: date) -> list[tuple[int, Proposal]]:
    """What is to be proposed of the days that have passed, each with the gathering whose record says it; those days are
    not kept any more. A record that says otherwise by now, or was followed by a later report, gives nothing.
    """
    due = select(expected_end.c.record_version_id).where(expected_end.c.day < today.isoformat())
    later = record_version.alias()
    followed = exists().where(
        later.c.name_id == record_version.c.name_id,
        later.c.kind == record_version.c.kind,
        later.c.to_gathering_id.is_(None),
        later.c.id > record_version.c.id,
    )
    # Where its row can no longer be read, something newer may well be said.
    unread = exists().where(rejected_row.c.stands_id == record_version.c.id, rejected_row.c.to_gathering_id.is_(None))
    rows = connection.execute(
        select(record_version)
        .where(record_version.c.id.in_(due), record_version.c.to_gathering_id.is_(None), ~followed, ~unread)
        .order_by(record_version.c.id)
    ).all()
    connection.execute(delete(expected_end).where(expected_end.c.day < today.isoformat()))
    return [(row.from_gathering_id, one) for row in rows for one in _proposed(row)]


def _proposed(row: AnyRow) -> Iterator[Proposal]:
    payload: dict[str, Any] = orjson.loads(row.payload)
    actual, planned = payload.get("end_actual"), payload.get("end_planned")
    day = actual or planned
    if day is None:
        return
    said = "It says that it ends" if actual else "Its planned end was"
    evidence = Evidence(f"{said} {spoken(day)}; that has passed, and nothing newer is said.", row.id)
    yield Proposal(
        "closure", payload["initiative"], day, _SAID if actual else _PLANNED, "its end has passed", (evidence,)
    )
