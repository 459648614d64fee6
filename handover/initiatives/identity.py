"""Which initiative a name means: found from the names in the records, added, aliased and merged by hand."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from handover.errors import BadRequest, UnknownInitiative
from handover.initiatives.names import compared
from handover.records import LONGEST_NAME
from handover.sources.near import did_you_mean
from handover.store.database import AnyRow, hold_names
from handover.store.history import CHUNK
from handover.store.tables import initiative, record_version
from handover.store.tables import name as name_table


@dataclass(frozen=True, slots=True)
class Initiative:
    """One initiative, under the name it is shown by."""

    id: int
    name: str
    kind: str
    closed_on: str | None


def recognise(connection: Connection, *, now: datetime) -> int:
    """Give every name that has no initiative yet its initiative: the one of an equal name, else a new one.

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
    known = _known(connection, list(unknown))
    new = [key for key in unknown if key not in known]
    shown = [unknown[key][0].written for key in new]
    known.update(zip(new, _add(connection, shown, "programme", "records", now), strict=True))
    belongs = [{"name": row.id, "initiative": known[key]} for key, rows in unknown.items() for row in rows]
    if belongs:
        connection.execute(
            update(name_table)
            .where(name_table.c.id == bindparam("name"))
            .values(initiative_id=bindparam("initiative")),
            belongs,
        )
    return len(new)


def _known(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Which initiatives these normalised names mean already; of several, the one that had the name first."""
    known: dict[str, int] = {}
    for start in range(0, len(keys), CHUNK):
        rows = connection.execute(
            select(name_table.c.normalised, name_table.c.initiative_id)
            .where(name_table.c.normalised.in_(keys[start : start + CHUNK]), name_table.c.initiative_id.is_not(None))
            .order_by(name_table.c.id)
        )
        for row in rows:
            known.setdefault(row.normalised, row.initiative_id)
    return known


def _of_normalised(connection: Connection, key: str) -> int | None:
    return _known(connection, [key]).get(key)


def _add(connection: Connection, shown: Sequence[str], kind: str, origin: str, now: datetime) -> list[int]:
    """Add initiatives, shown by these names; their ids, in the same order."""
    if not shown:
        return []
    added = connection.execute(
        insert(initiative).returning(initiative.c.id, sort_by_parameter_order=True),
        [{"name": written, "kind": kind, "origin": origin, "added_at": now} for written in shown],
    )
    return list(added.scalars())


def find(connection: Connection, asked: str) -> Initiative:
    """The initiative that a person means by ``asked``: as written, else however spelled; merged ones lead on.

    Raises UnknownInitiative, offering near names.
    """
    written = asked.strip()
    found = connection.execute(
        select(name_table.c.initiative_id).where(name_table.c.written == written)
    ).scalar_one_or_none()
    if found is None:
        found = _of_normalised(connection, compared(written))
    if found is None:
        raise UnknownInitiative(
            f"No initiative is called “{written[:80]}”.",
            what_to_do=_offer(connection, written) or "See what there is with: handover initiative list",
        )
    return _followed(connection, found)


def _offer(connection: Connection, asked: str) -> str:
    names = connection.execute(select(name_table.c.normalised, name_table.c.written).order_by(name_table.c.id.desc()))
    # Of the spellings of one name, the one that was seen first is offered.
    known = {row.normalised: row.written for row in names}
    return did_you_mean(asked[:LONGEST_NAME], known.values()).strip()


def _row(connection: Connection, initiative_id: int) -> AnyRow:
    row: AnyRow = connection.execute(
        select(
            initiative.c.id,
            initiative.c.name,
            initiative.c.kind,
            initiative.c.origin,
            initiative.c.closed_on,
            initiative.c.merged_into_id,
        ).where(initiative.c.id == initiative_id)
    ).one()
    return row


def _followed(connection: Connection, initiative_id: int) -> Initiative:
    row = _row(connection, initiative_id)
    while row.merged_into_id is not None:
        row = _row(connection, row.merged_into_id)
    return Initiative(row.id, row.name, row.kind, row.closed_on)


def by_id(connection: Connection, initiative_id: int) -> Initiative:
    """The initiative of that id, or the one that it was merged into."""
    return _followed(connection, initiative_id)


def members(connection: Connection, initiative_id: int) -> list[int]:
    """The ids of an initiative and of all that were merged into it."""
    found = [initiative_id]
    frontier = [initiative_id]
    while frontier:
        frontier = list(
            connection.execute(select(initiative.c.id).where(initiative.c.merged_into_id.in_(frontier))).scalars()
        )
        found += frontier
    return found


def name_ids(connection: Connection, initiative_id: int) -> list[int]:
    """The ids of all names under which records of this initiative stand."""
    return list(
        connection.execute(
            select(name_table.c.id).where(name_table.c.initiative_id.in_(members(connection, initiative_id)))
        ).scalars()
    )


def add(connection: Connection, written: str, *, kind: str, now: datetime) -> Initiative:
    """Add an initiative by hand. Raises BadRequest where the name is taken or is no name."""
    written = _a_name(written)
    hold_names(connection)
    taken = _of_normalised(connection, compared(written))
    if taken is not None:
        raise BadRequest(f"There is an initiative called “{_followed(connection, taken).name}” already.")
    (added,) = _add(connection, [written], kind, "person", now)
    _write_name(connection, added, written, now)
    return _followed(connection, added)


def alias(connection: Connection, of: Initiative, written: str, *, now: datetime) -> bool:
    """Say that a name means an initiative; False where it already did.

    Where records under that name were found already, they are the same initiative's, and it is merged.
    Raises BadRequest where a person has said that the name is another initiative.
    """
    written = _a_name(written)
    hold_names(connection)
    of = _followed(connection, of.id)
    other = _of_normalised(connection, compared(written))
    if other is None:
        _write_name(connection, of.id, written, now)
        return True
    return _take_in(connection, of, _followed(connection, other), now=now)


def _take_in(connection: Connection, of: Initiative, other: Initiative, *, now: datetime) -> bool:
    """Make ``other`` part of ``of``, where nobody has said or done anything that makes it one of its own."""
    if other.id == of.id:
        return False
    if other.closed_on or _row(connection, other.id).origin != "records":
        raise BadRequest(
            f"“{other.name}” is another initiative.",
            what_to_do="If both are the same, merge them: "
            f"handover initiative merge {shlex.quote(other.name)} {shlex.quote(of.name)}",
        )
    merge(connection, other, of, by=None, now=now)
    return True


def _write_name(connection: Connection, initiative_id: int, written: str, now: datetime) -> None:
    connection.execute(
        insert(name_table).values(
            initiative_id=initiative_id,
            written=written,
            normalised=compared(written),
            origin="person",
            added_at=now,
        )
    )


def merge(connection: Connection, one: Initiative, into: Initiative, *, by: str | None, now: datetime) -> None:
    """Say that two initiatives are one and the same. No name or record of either is rewritten; a closure of
    either is one of both. Raises BadRequest where they are the same already.
    """
    hold_names(connection)
    # As they stand now: another may have merged one of them meanwhile.
    one, into = _followed(connection, one.id), _followed(connection, into.id)
    if one.id == into.id:
        raise BadRequest(f"Both names mean “{into.name}” already; there is nothing to merge.")
    connection.execute(
        update(initiative).where(initiative.c.id == one.id).values(merged_into_id=into.id, merged_at=now, merged_by=by)
    )
    if one.closed_on and not into.closed_on:
        connection.execute(update(initiative).where(initiative.c.id == into.id).values(closed_on=one.closed_on))


def rename(connection: Connection, of: Initiative, new_name: str, *, on: str, now: datetime) -> None:
    """Show an initiative by a new name from a day on; the old names stay, until that day.

    Where records under the new name were found already, they are the same initiative's, and it is merged.
    Raises BadRequest where a person has said that the new name is another initiative.
    """
    written = _a_name(new_name)
    hold_names(connection)
    of = _followed(connection, of.id)
    if written == of.name:
        raise BadRequest(f"It is called “{written}” already.")
    other = _of_normalised(connection, compared(written))
    if other is not None:
        _take_in(connection, of, _followed(connection, other), now=now)
    if connection.execute(select(name_table.c.id).where(name_table.c.written == written)).first() is None:
        _write_name(connection, of.id, written, now)
    # All spellings of a name begin and end with it; where only the spelling changes, each goes by itself.
    by = name_table.c.written if compared(of.name) == compared(written) else name_table.c.normalised
    for name, dates in ((of.name, {"to_on": on}), (written, {"from_on": on})):
        is_it = by == (name if by is name_table.c.written else compared(name))
        connection.execute(update(name_table).where(is_it).values(dates))
    connection.execute(update(initiative).where(initiative.c.id == of.id).values(name=written))


def undo_rename(connection: Connection, initiative_id: int, old_name: str, new_name: str) -> None:
    """Show an initiative by its old name again; the new one still means it, but no dates are said of either.

    Raises BadRequest where it was renamed again since.
    """
    hold_names(connection)
    of = _followed(connection, initiative_id)
    if of.name != new_name:
        raise BadRequest(
            f"It is called “{of.name}” by now, not “{new_name}”.", what_to_do="Withdraw the later renaming first."
        )
    for name, dates in ((old_name, {"to_on": None}), (new_name, {"from_on": None})):
        connection.execute(update(name_table).where(name_table.c.normalised == compared(name)).values(dates))
    connection.execute(update(initiative).where(initiative.c.id == of.id).values(name=old_name))


def reopen(connection: Connection, initiative_id: int) -> None:
    """Say that an initiative is not closed; nor is the one that it was merged into."""
    hold_names(connection)
    both = {initiative_id, _followed(connection, initiative_id).id}
    connection.execute(update(initiative).where(initiative.c.id.in_(both)).values(closed_on=None))


def _a_name(written: str) -> str:
    text = " ".join(written.split())
    if not text:
        raise BadRequest("A name must not be empty.")
    if len(text) > LONGEST_NAME:
        raise BadRequest(f"That name has {len(text):,} characters; a name has at most {LONGEST_NAME}.")
    return text
