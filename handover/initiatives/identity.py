"""Which initiative a name means: found from the names in the records, added, aliased and merged by hand."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from handover.dates import spoken
from handover.errors import AmbiguousName, BadRequest, UnknownInitiative
from handover.initiatives import naming
from handover.initiatives.matching.proposing import NewName, propose
from handover.initiatives.names import compared
from handover.initiatives.naming import Naming, called_so
from handover.records import LONGEST_NAME
from handover.sources.near import did_you_mean
from handover.store.database import AnyRow, hold_names
from handover.store.history import CHUNK
from handover.store.tables import identifier, initiative, initiative_merge, name_match, record_version
from handover.store.tables import name as name_table
from handover.store.tables import naming as naming_table

_MOST_NAMED: Final = 5  # initiatives in one sentence
_LONGEST_NUMBER: Final = 18  # digits that any database takes


@dataclass(frozen=True, slots=True)
class Initiative:
    """One initiative, under the name it is shown by."""

    id: int
    name: str
    kind: str
    closed_on: str | None
    began_on: str | None = None


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
    known = _known(connection, list(unknown))
    known |= _said_to_mean(connection, [key for key in unknown if key not in known])
    new = [key for key in unknown if key not in known]
    proposed = propose(connection, [NewName(unknown[key][0].id, key, unknown[key][0].written) for key in new])
    same = {one.new.key: one for one in proposed if one.likeness.verdict == "matched"}
    new = [key for key in new if key not in same]
    shown = [unknown[key][0].written for key in new]
    known.update(zip(new, _add(connection, shown, "programme", "records", now), strict=True))
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


def _said_to_mean(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Which initiatives these names were said to mean, of which nobody has written records; of several, the first."""
    said: dict[str, int] = {}
    for start in range(0, len(keys), CHUNK):
        rows = connection.execute(
            select(naming_table.c.normalised, naming_table.c.initiative_id)
            .where(naming_table.c.normalised.in_(keys[start : start + CHUNK]))
            .order_by(naming_table.c.id)
        )
        for row in rows:
            said.setdefault(row.normalised, row.initiative_id)
    return said


def taken_for(connection: Connection, key: str) -> int | None:
    """The initiative that records under a name, as it is compared, are taken for where no dates tell otherwise."""
    found = _of_normalised(connection, key)
    return None if found is None else _followed(connection, found).id


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


def find(connection: Connection, asked: str, *, on: str | None = None) -> Initiative:
    """The initiative that a person means by ``asked``: its name, on the day ``on`` where one is given, however spelled;
    its identifier in a register; or its number, ``#12``. Merged ones lead on.

    Raises UnknownInitiative, offering near names; AmbiguousName where several were called so.
    """
    written = asked.strip()
    found = _numbered(connection, written) or _called(connection, written, on) or _identified(connection, written)
    if not found:
        raise UnknownInitiative(
            f"No initiative is called “{written[:80]}”.",
            what_to_do=_offer(connection, written) or "See what there is with: handover initiative list",
        )
    if len(found) > 1:
        raise _ambiguous(connection, written, found, on)
    return found[0]


def _numbered(connection: Connection, asked: str) -> list[Initiative]:
    number = asked.removeprefix("#")
    if number == asked or not number.isascii() or not number.isdecimal() or len(number) > _LONGEST_NUMBER:
        return []
    is_there = connection.execute(select(initiative.c.id).where(initiative.c.id == int(number))).first()
    return [] if is_there is None else [_followed(connection, int(number))]


def _called(connection: Connection, asked: str, on: str | None) -> list[Initiative]:
    key = compared(asked)
    claims = claims_on(connection, key)
    ids = naming.meant_on(claims, on) if on else []
    # Where nobody was known to be called so then, the name can only mean whoever it meant at another time.
    ids = ids or list(dict.fromkeys(one.initiative_id for one in claims))
    return [_followed(connection, one) for one in ids]


def claims_on(connection: Connection, key: str) -> list[Naming]:
    """Everything that a name, as it is compared, may mean: each initiative that was said to be called so, with when;
    and the one that records under that name are taken for, without dates. Merged ones are told as what they are now.
    """
    said = [
        replace(one, initiative_id=_followed(connection, one.initiative_id).id) for one in called_so(connection, key)
    ]
    default = _of_normalised(connection, key)
    if default is not None:
        root = _followed(connection, default).id
        if all(one.initiative_id != root for one in said):
            said.append(Naming(root, key))
    return said


def _identified(connection: Connection, asked: str) -> list[Initiative]:
    """Those that a register knows by this value, or by ``scheme:value``."""
    scheme, found, value = asked.partition(":")
    is_it = identifier.c.value == asked
    if found:
        is_it = or_(is_it, and_(identifier.c.scheme == scheme, identifier.c.value == value.strip()))
    ids = connection.execute(select(identifier.c.initiative_id).where(is_it)).scalars()
    return [by_id(connection, one) for one in dict.fromkeys(by_id(connection, one).id for one in ids)]


def _ambiguous(connection: Connection, asked: str, found: Sequence[Initiative], on: str | None) -> AmbiguousName:
    key = compared(asked)
    periods = {one.initiative_id: one.period for one in claims_on(connection, key) if one.is_dated}
    each = [
        f"“{one.name}” (#{one.id}{', ' + period if (period := periods.get(one.id)) else ''})"
        for one in found[:_MOST_NAMED]
    ]
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    when = f" on {spoken(on)}" if on else ""
    example = f"#{found[0].id}"
    return AmbiguousName(
        f"“{asked[:80]}” means more than one initiative{when}: {', '.join(each)}{more}.",
        what_to_do=f"Say which by its number, in quotation marks: “{example}”."
        if on
        else f"Say on which day (--on), or which by its number, in quotation marks: “{example}”.",
    )


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
            initiative.c.began_on,
            initiative.c.closed_on,
            initiative.c.merged_into_id,
        ).where(initiative.c.id == initiative_id)
    ).one()
    return row


def _followed(connection: Connection, initiative_id: int) -> Initiative:
    row = _row(connection, initiative_id)
    while row.merged_into_id is not None:
        row = _row(connection, row.merged_into_id)
    return Initiative(row.id, row.name, row.kind, row.closed_on, row.began_on)


def by_id(connection: Connection, initiative_id: int) -> Initiative:
    """The initiative of that id, or the one that it was merged into."""
    return _followed(connection, initiative_id)


def by_ids(connection: Connection, initiative_ids: Iterable[int]) -> list[Initiative]:
    """The initiatives of these ids, which were not merged into others, in this order."""
    wanted = list(initiative_ids)
    found: dict[int, Initiative] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = connection.execute(select(initiative).where(initiative.c.id.in_(wanted[start : start + CHUNK])))
        found |= {row.id: Initiative(row.id, row.name, row.kind, row.closed_on, row.began_on) for row in rows}
    return [found[one] for one in wanted]


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


def namings(connection: Connection, initiative_id: int) -> list[Naming]:
    """All that was said of how an initiative, and what was merged into it, was called."""
    return naming.namings_of(connection, members(connection, initiative_id))


def name_ids(connection: Connection, initiative_id: int) -> list[int]:
    """The ids of all names under which records of this initiative stand."""
    return list(
        connection.execute(
            select(name_table.c.id).where(name_table.c.initiative_id.in_(members(connection, initiative_id)))
        ).scalars()
    )


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
    written = _a_name(written)
    hold_names(connection)
    taken = _of_normalised(connection, compared(written))
    if taken is not None and not another:
        raise BadRequest(f"There is an initiative called “{_followed(connection, taken).name}” already.")
    (added,) = _add(connection, [written], kind, "person", now)
    if taken is None:
        _write_name(connection, added, written, now)
    # A name that two have had is told apart by what is said of each.
    for one in said or ([Naming(added, written)] if taken is not None else []):
        naming.say(connection, replace(one, initiative_id=added), now=now)
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


def merge(
    connection: Connection,
    one: Initiative,
    into: Initiative,
    *,
    by: str | None,
    now: datetime,
    because: str | None = None,
) -> int:
    """Say that two initiatives are one and the same; the merge's number. No name or record of either is rewritten; a
    closure of either is one of both. Raises BadRequest where they are the same already.
    """
    hold_names(connection)
    # As they stand now: another may have merged one of them meanwhile.
    one, into = _followed(connection, one.id), _followed(connection, into.id)
    if one.id == into.id:
        raise BadRequest(f"Both names mean “{into.name}” already; there is nothing to merge.")
    connection.execute(
        update(initiative).where(initiative.c.id == one.id).values(merged_into_id=into.id, merged_at=now, merged_by=by)
    )
    given = one.closed_on if one.closed_on and not into.closed_on else None
    if given:
        connection.execute(update(initiative).where(initiative.c.id == into.id).values(closed_on=given))
    number: int = connection.execute(
        insert(initiative_merge)
        .values(initiative_id=one.id, into_id=into.id, merged_at=now, merged_by=by, because=because, closed_on=given)
        .returning(initiative_merge.c.id)
    ).scalar_one()
    return number


def split(connection: Connection, asked: str, *, by: str, because: str, now: datetime) -> tuple[Initiative, Initiative]:
    """Undo the merge of the initiative that was called ``asked`` before it was merged; gives it, and what it was in.

    Each has its own names, records and transitions again, and its closing as it was. Raises UnknownInitiative, and
    BadRequest where nothing called so was merged.
    """
    hold_names(connection)
    written = asked.strip()
    number = written.removeprefix("#")
    own = int(number) if written != number and number.isdecimal() and len(number) <= _LONGEST_NUMBER else None
    own = own if own is not None else _of_normalised(connection, compared(written))
    merged = connection.execute(
        select(initiative_merge).where(initiative_merge.c.initiative_id == own, initiative_merge.c.undone_at.is_(None))
    ).first()
    if merged is None:
        of = find(connection, asked)
        raise BadRequest(
            f"“{of.name}” was not merged into another initiative.",
            what_to_do="Name the one that was merged, by a name that it had before.",
        )
    undo_merge(connection, merged.id, by=by, because=because, now=now)
    return by_id(connection, merged.initiative_id), by_id(connection, merged.into_id)


def undo_merge(connection: Connection, number: int, *, by: str, because: str, now: datetime) -> None:
    """Take back a merge, by its number: two initiatives again, each with the closing that it had."""
    merged = connection.execute(select(initiative_merge).where(initiative_merge.c.id == number)).one()
    connection.execute(
        update(initiative)
        .where(initiative.c.id == merged.initiative_id)
        .values(merged_into_id=None, merged_at=None, merged_by=None)
    )
    connection.execute(
        update(initiative_merge)
        .where(initiative_merge.c.id == number)
        .values(undone_at=now, undone_by=by, undone_because=because)
    )
    _take_back_closing(connection, merged.into_id, merged.closed_on)


def _take_back_closing(connection: Connection, initiative_id: int, given: str | None) -> None:
    """Open an initiative that only a merge had closed, and what it was merged into in turn."""
    if given is None:
        return
    connection.execute(
        update(initiative)
        .where(initiative.c.id == initiative_id, initiative.c.closed_on == given)
        .values(closed_on=None)
    )
    onward = connection.execute(
        select(initiative_merge).where(
            initiative_merge.c.initiative_id == initiative_id,
            initiative_merge.c.undone_at.is_(None),
            initiative_merge.c.closed_on == given,
        )
    ).first()
    if onward is not None:
        _take_back_closing(connection, onward.into_id, given)


def set_apart(connection: Connection, name_id: int, *, now: datetime) -> Initiative:
    """Give a name, in all its spellings, an initiative of its own."""
    hold_names(connection)
    row = connection.execute(select(name_table).where(name_table.c.id == name_id)).one()
    (own,) = _add(connection, [row.written], "programme", "records", now)
    connection.execute(
        update(name_table)
        .where(name_table.c.normalised == row.normalised, name_table.c.initiative_id == row.initiative_id)
        .values(initiative_id=own)
    )
    return by_id(connection, own)


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
    naming.end(connection, of.id, of.name, on=on, now=now)
    naming.say(connection, Naming(of.id, written, from_on=on), now=now)
    connection.execute(update(initiative).where(initiative.c.id == of.id).values(name=written))


def undo_rename(connection: Connection, initiative_id: int, old_name: str, new_name: str, *, on: str) -> None:
    """Show an initiative by its old name again; the new one still means it, but nothing is said of that day any more.

    Raises BadRequest where it was renamed again since.
    """
    hold_names(connection)
    of = _followed(connection, initiative_id)
    if of.name != new_name:
        raise BadRequest(
            f"It is called “{of.name}” by now, not “{new_name}”.", what_to_do="Withdraw the later renaming first."
        )
    naming.take_back_end(connection, of.id, old_name, on=on)
    naming.take_back_beginning(connection, of.id, new_name, on=on)
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
