"""Giving the names that gatherings brought for the first time their initiatives."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from handover.initiatives.identity import add_all, first_called
from handover.initiatives.matching.proposing import NewName, propose
from handover.store.database import AnyRow
from handover.store.tables import name as name_table
from handover.store.tables import name_match, naming, record_version


def recognise(connection: Connection, *, now: datetime) -> int:
    """Give every name that has no initiative yet its initiative: the one of an equal name, or of a name that is as good
    as equal; else a new one. Where it could be another's, a person is asked, and meanwhile it is one of its own.

    Returns how many initiatives are new. A new one is shown by the spelling that most records use.
    """
    uses = func.count(record_version.c.id)
    unknown: dict[str, list[AnyRow]] = {}
    for row in connection.execute(
        select(name_table.c.id, name_table.c.written, name_table.c.normalised)
        .outerjoin(record_version, record_version.c.name_id == name_table.c.id)
        .where(name_table.c.initiative_id.is_(None))
        .group_by(name_table.c.id, name_table.c.written, name_table.c.normalised)
        .order_by(uses.desc(), name_table.c.id)
    ):
        unknown.setdefault(row.normalised, []).append(row)
    known = first_called(connection, name_table, list(unknown))
    known |= first_called(connection, naming, [key for key in unknown if key not in known])
    new = [key for key in unknown if key not in known]
    proposed = propose(connection, [NewName(unknown[key][0].id, key, unknown[key][0].written) for key in new])
    same = {one.new.key: one for one in proposed if one.likeness.verdict == "matched"}
    new = [key for key in new if key not in same]
    shown = [unknown[key][0].written for key in new]
    known.update(zip(new, add_all(connection, shown, "programme", "records", now), strict=True))
    for key, one in same.items():
        known[key] = one.initiative_id or known[one.key]
    if proposed:
        connection.execute(
            insert(name_match),
            [
                {
                    "name_id": one.new.name_id,
                    "initiative_id": one.initiative_id or known[one.key],
                    "score": one.likeness.score,
                    "evidence": list(one.likeness.evidence),
                    "state": one.likeness.verdict,
                    "at": now,
                }
                for one in proposed
            ],
        )
    belongs = [{"name": row.id, "initiative": known[key]} for key, rows in unknown.items() for row in rows]
    if belongs:
        connection.execute(
            update(name_table)
            .where(name_table.c.id == bindparam("name"))
            .values(initiative_id=bindparam("initiative")),
            belongs,
        )
    return len(new)
