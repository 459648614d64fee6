"""To what records belong, kept by key through the gatherings, so that no family is found by reading every record."""

from collections.abc import Collection, Iterable, Mapping

import orjson
from sqlalchemy import Connection, insert, select, update

from handover.dates import latest
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import membership, record_version
from handover.transitions.detection.model import Member, Payload
from handover.transitions.detection.saying import has_ended


def note(connection: Connection, gathering: AnyRow, changed: Mapping[str, Collection[str]]) -> None:
    """Keep to what each of these records belongs since a gathering; by key."""
    for keys in chunks(sorted(changed)):
        connection.execute(
            update(membership)
            .where(
                membership.c.source_id == gathering.source_id,
                membership.c.key.in_(keys),
                membership.c.to_gathering_id.is_(None),
            )
            .values(to_gathering_id=gathering.id)
        )
    added = [
        {"source_id": gathering.source_id, "key": key, "whole": whole, "from_gathering_id": gathering.id}
        for key, wholes in changed.items()
        for whole in sorted(wholes)
    ]
    if added:
        connection.execute(insert(membership), added)


def members_of(connection: Connection, gathering: AnyRow, wholes: Collection[str]) -> dict[str, list[Member]]:
    """Everything that belongs, or ever belonged, to each of these, and is still in the source, as its newest report has
    it.
    """
    ever: dict[str, list[str]] = {}
    for chunk in chunks(sorted(wholes)):
        rows = connection.execute(
            select(membership.c.whole, membership.c.key)
            .where(membership.c.source_id == gathering.source_id, membership.c.whole.in_(chunk))
            .distinct()
            .order_by(membership.c.key)
        )
        for whole, key in rows:
            ever.setdefault(whole, []).append(key)
    now = standing(connection, gathering, {key for keys in ever.values() for key in keys})
    return {whole: _newest([(key, now[key]) for key in keys if key in now]) for whole, keys in ever.items()}


def _newest(reports: Iterable[tuple[str, Payload]]) -> list[Member]:
    newest: dict[str, tuple[str, Payload]] = {}
    for key, payload in sorted(reports, key=lambda one: latest(one[1]["period"])):
        newest[payload["initiative"]] = key, payload
    return [
        Member(key, name, tuple(payload.get("part_of", ())), has_ended(payload))
        for name, (key, payload) in newest.items()
    ]


def standing(connection: Connection, gathering: AnyRow, keys: Collection[str]) -> dict[str, Payload]:
    """What the records of these keys said when a gathering was over, whatever later ones brought."""
    found: dict[str, Payload] = {}
    # What stands still is found by its key, what was closed later by the gathering that did so: each has an index.
    for ended in (record_version.c.to_gathering_id.is_(None), record_version.c.to_gathering_id > gathering.id):
        for chunk in chunks(sorted(keys)):
            rows = connection.execute(
                select(record_version.c.key, record_version.c.payload).where(
                    record_version.c.source_id == gathering.source_id,
                    record_version.c.key.in_(chunk),
                    record_version.c.from_gathering_id <= gathering.id,
                    ended,
                )
            )
            found.update((key, orjson.loads(payload)) for key, payload in rows)
    return found
