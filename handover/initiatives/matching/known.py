"""The known names that may mean the same as new ones, out of the store: at the cost of the new ones, not of all."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from handover.initiatives.matching.candidates import COMMON, Candidates, asked_of, keys_of
from handover.initiatives.matching.spelling import Spelling, spelling
from handover.initiatives.merged import now_of
from handover.store.bulk import BulkInsert
from handover.store.history import CHUNK
from handover.store.tables import initiative, name_key
from handover.store.tables import name as name_table


class Meant(NamedTuple):
    """What a name means: its number, how it is compared, and its initiative; None of a name that is new itself."""

    name_id: int
    key: str
    initiative_id: int | None


def known_near(connection: Connection, new: Sequence[Spelling]) -> tuple[Candidates, list[Meant]]:
    """The known names that share something rare with one of these, and what each means, by its number there."""
    keep_keys(connection)
    wanted = sorted({key for one in new for key in asked_of(one)})
    common: set[str] = set()
    keys: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(wanted), CHUNK):
        counted = connection.execute(
            select(name_key.c.value, func.count())
            .where(name_key.c.value.in_(wanted[start : start + CHUNK]))
            .group_by(name_key.c.value)
        ).all()
        common.update(value for value, count in counted if count > COMMON)
        rare = [value for value, count in counted if count <= COMMON]
        for value, name_id in connection.execute(
            select(name_key.c.value, name_key.c.name_id).where(name_key.c.value.in_(rare))
        ):
            keys[name_id].append(value)
    index, meant = Candidates(common), []
    ids = sorted(keys)
    for start in range(0, len(ids), CHUNK):
        rows = connection.execute(
            select(name_table.c.id, name_table.c.written, name_table.c.normalised, name_table.c.initiative_id)
            .where(name_table.c.id.in_(ids[start : start + CHUNK]))
            .order_by(name_table.c.id)
        ).all()
        now = now_of(connection, initiative, {row.initiative_id for row in rows})
        for row in rows:
            index.add(spelling(row.written), keys[row.id])
            meant.append(Meant(row.id, row.normalised, now[row.initiative_id]))
    return index, meant


def keep_keys(connection: Connection) -> None:
    """Keep by what the names are found that became known since this was done last; of one name one spelling."""
    last = connection.execute(select(func.coalesce(func.max(name_key.c.name_id), 0))).scalar_one()
    earlier = name_table.alias("earlier")
    had_before = select(earlier.c.id).where(
        earlier.c.normalised == name_table.c.normalised, earlier.c.id < name_table.c.id
    )
    rows = connection.execute(
        select(name_table.c.id, name_table.c.written)
        .where(name_table.c.id > last, name_table.c.initiative_id.is_not(None), ~had_before.exists())
        .order_by(name_table.c.id)
    ).all()
    write = BulkInsert(connection, name_key, ("name_id", "value"), {})
    found = [(row.id, key) for row in rows for key in sorted(keys_of(spelling(row.written)))]
    for start in range(0, len(found), CHUNK):
        write(found[start : start + CHUNK])
