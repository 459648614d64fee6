"""What names were taken for by their likeness, and the questions about others: listed, and decided by people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import ColumnElement, Connection, func, select, update

from handover.errors import BadRequest
from handover.initiatives import identity, joining
from handover.initiatives.identity import Initiative
from handover.jobs.office import Office
from handover.jobs.who_and_why import who_and_why
from handover.store.database import hold_names
from handover.store.history import CHUNK
from handover.store.tables import name as name_table
from handover.store.tables import name_match, record_version
from handover.store.versions import VERSIONS, RowReference

State = Literal["matched", "asked", "accepted", "rejected"]
_MOST_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Match:
    """That a name was taken for an initiative (``matched``), or could be meant for it (``asked``), and what came of it.

    ``belongs_to`` is whose name it is now. ``rows`` are some rows that write it.
    """

    number: int
    written: str
    like: Initiative
    belongs_to: Initiative
    score: float
    evidence: tuple[str, ...]
    state: State
    at: datetime
    decided_at: datetime | None
    decided_by: str | None
    decided_because: str | None
    rows: tuple[RowReference, ...] = ()


def matches(connection: Connection, states: Sequence[State] = ("asked",)) -> list[Match]:
    """The matches in these states, those about one initiative together, the surest first."""
    found = _read(connection, name_match.c.state.in_(states))
    surest: dict[int, float] = {}
    for one in found:
        surest[one.like.id] = max(one.score, surest.get(one.like.id, 0))
    return sorted(found, key=lambda one: (-surest[one.like.id], one.like.id, -one.score, one.number))


def match(connection: Connection, number: int) -> Match:
    """The match of that number, with rows. Raises BadRequest where there is none."""
    found = _read(connection, name_match.c.id == number)
    if not found:
        raise BadRequest(
            f"There is no match {number}.", what_to_do="See which there are with: handover matches list --all"
        )
    return found[0]


def accept(office: Office, number: int, *, by: str, because: str) -> Match:
    """Say that the name means that initiative: its own is merged into that. Raises BadRequest."""
    who, why = who_and_why(by, because)
    with office.store.write() as connection:
        one = _asked(connection, number)
        # Somebody may have merged them by hand meanwhile.
        merge = None
        if one.belongs_to.id != one.like.id:
            merge = joining.merge(connection, one.belongs_to, one.like, by=who, because=why, now=office.now())
        return _decide(connection, number, "accepted", who, why, office.now(), merge)


def reject(office: Office, number: int, *, by: str, because: str) -> Match:
    """Say that the name does not mean that initiative: nobody is asked again. Raises BadRequest."""
    who, why = who_and_why(by, because)
    with office.store.write() as connection:
        _asked(connection, number)
        return _decide(connection, number, "rejected", who, why, office.now(), None)


def undo(office: Office, number: int, *, by: str, because: str) -> Match:
    """Take back what a person answered, so that it is asked again; or what was matched by itself, which then counts as
    rejected: the name has an initiative of its own. Raises BadRequest.
    """
    who, why = who_and_why(by, because)
    with office.store.write() as connection:
        hold_names(connection)
        one, now = match(connection, number), office.now()
        if one.state == "asked":
            raise BadRequest(f"Match {number} is not decided; there is nothing to undo.")
        name_id, merge = connection.execute(
            select(name_match.c.name_id, name_match.c.merge_id).where(name_match.c.id == number)
        ).one()
        if one.state == "matched":
            joining.set_apart(connection, name_id, now=now)
            return _decide(connection, number, "rejected", who, why, now, None)
        if merge is not None:
            joining.undo_merge(connection, merge, by=who, because=why, now=now)
        return _decide(connection, number, "asked", who, why, now, None)


def _asked(connection: Connection, number: int) -> Match:
    """The match of that number, which waits for a person, and for this transaction. Raises BadRequest."""
    hold_names(connection)
    one = match(connection, number)
    if one.state != "asked":
        raise _decided(one)
    return one


def _decided(one: Match) -> BadRequest:
    by = f" by {one.decided_by}" if one.decided_by else " by itself"
    return BadRequest(
        f"Match {one.number} was {one.state} already{by}.",
        what_to_do=f'To take that back: handover matches undo {one.number} --as "…" --because "…"',
    )


def _decide(
    connection: Connection, number: int, state: State, by: str, because: str, now: datetime, merge: int | None
) -> Match:
    connection.execute(
        update(name_match)
        .where(name_match.c.id == number)
        .values(state=state, decided_at=now, decided_by=by, decided_because=because, merge_id=merge)
    )
    return match(connection, number)


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[Match]:
    rows = connection.execute(
        select(name_match, name_table.c.written, name_table.c.initiative_id.label("own_id"))
        .join(name_table, name_table.c.id == name_match.c.name_id)
        .where(*conditions)
        .order_by(name_match.c.id)
    ).all()
    now = identity.by_ids(connection, {one for row in rows for one in (row.initiative_id, row.own_id)})
    written_in = _rows(connection, {row.name_id for row in rows})
    return [
        Match(
            number=row.id,
            written=row.written,
            like=now[row.initiative_id],
            belongs_to=now[row.own_id],
            score=row.score,
            evidence=tuple(row.evidence),
            state=cast(State, row.state),
            at=row.at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            decided_because=row.decided_because,
            rows=tuple(written_in.get(row.name_id, ())),
        )
        for row in rows
    ]


def _rows(connection: Connection, name_ids: Collection[int]) -> dict[int, list[RowReference]]:
    """The first rows that write each of these names."""
    nth = func.row_number().over(partition_by=record_version.c.name_id, order_by=record_version.c.id).label("nth")
    found: dict[int, list[RowReference]] = {}
    wanted = sorted(name_ids)
    for start in range(0, len(wanted), CHUNK):
        some = record_version.c.name_id.in_(wanted[start : start + CHUNK])
        each = select(record_version.c.id, nth).where(some).subquery()
        first = VERSIONS.join(each, each.c.id == record_version.c.id).where(each.c.nth <= _MOST_ROWS)
        for row in connection.execute(first.order_by(record_version.c.id)):
            found.setdefault(row.name_id, []).append(RowReference.of(row))
    return found
