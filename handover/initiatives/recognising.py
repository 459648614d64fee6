"""Giving the names that gatherings brought for the first time their initiatives."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from handover.initiatives.identifiers import Identified
from handover.initiatives.identifying import Identifying
from handover.initiatives.identity import add_all, first_called
from handover.initiatives.matching.known import keep_keys
from handover.initiatives.matching.proposing import NewName, Proposal, propose
from handover.store.database import AnyRow
from handover.store.tables import name as name_table
from handover.store.tables import name_match, naming, record_version


def recognise(connection: Connection, *, now: datetime, identified: Identified | None = None) -> int:
    """Give every name that has no initiative yet its initiative: the one of an equal name, of a name that is as good
    as equal, or that a register knows by the same identifier; else a new one. Where it could be another's, a person is
    asked, and meanwhile it is one of its own. ``identified`` is what the gathering said of identifiers.

    Returns how many initiatives are new. A new one is shown by the spelling that most records use.
    """
    unknown = _unknown(connection)
    known = first_called(connection, name_table, list(unknown))
    known |= first_called(connection, naming, [key for key in unknown if key not in known])
    new = [NewName(rows[0].id, key, rows[0].written) for key, rows in unknown.items() if key not in known]
    proposed = propose(connection, new)
    identifying = Identifying(connection, identified, now) if identified is not None and identified.by_name else None
    if identifying is not None:
        proposed = _together(proposed, identifying.propose(known, new, proposed))
    count = _settle(connection, known, new, proposed, now)
    if proposed:
        connection.execute(insert(name_match), [_row(one, known, now) for one in proposed])
    belongs = [{"name": row.id, "initiative": known[key]} for key, rows in unknown.items() for row in rows]
    if belongs:
        connection.execute(
            update(name_table)
            .where(name_table.c.id == bindparam("name"))
            .values(initiative_id=bindparam("initiative")),
            belongs,
        )
        keep_keys(connection)
    if identifying is not None:
        identifying.write(known)
    return count


def _unknown(connection: Connection) -> dict[str, list[AnyRow]]:
    """The names that have no initiative, by how they are compared; the spelling that most records use comes first."""
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
    return unknown


def _together(likened: Sequence[Proposal], by_register: Sequence[Proposal]) -> list[Proposal]:
    """What is proposed of each name: an identifier says more than a likeness that has to be asked about."""
    known = {one.new.key for one in by_register}
    return [one for one in likened if one.likeness.verdict == "matched" or one.new.key not in known] + [*by_register]


def _settle(
    connection: Connection,
    known: dict[str, int],
    new: Sequence[NewName],
    proposed: Sequence[Proposal],
    now: datetime,
) -> int:
    """Add to ``known`` what each new name means: what it was matched to, else an initiative of its own; how many."""
    same = {one.new.key: one for one in proposed if one.likeness.verdict == "matched"}
    own = [one for one in new if one.key not in same]
    added = add_all(connection, [one.written for one in own], "programme", "records", now)
    known.update(zip((one.key for one in own), added, strict=True))
    # What a name was matched to may be a new one that was matched itself, and that comes before it.
    for each in new:
        if (match := same.get(each.key)) is not None:
            known[each.key] = match.initiative_id or known[match.key]
    return len(own)


def _row(one: Proposal, known: Mapping[str, int], now: datetime) -> dict[str, object]:
    return {
        "name_id": one.new.name_id,
        "initiative_id": one.initiative_id or known[one.key],
        "score": one.likeness.score,
        "evidence": list(one.likeness.evidence),
        "state": one.likeness.verdict,
        "at": now,
    }
