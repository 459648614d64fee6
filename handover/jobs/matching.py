"""What names were taken for by their likeness, and the questions about others: listed, and decided by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import ColumnElement, Connection, select, update

from handover.errors import BadRequest
from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.jobs.office import Office
from handover.store.database import hold_names
from handover.store.tables import gathered_file, name_match, record_version, source
from handover.store.tables import name as name_table

State = Literal["matched", "asked", "accepted", "rejected"]
_MOST_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class RowReference:
    """A row of a source that writes the name."""

    source: str
    file: str
    row: int


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
    with office.store.write() as connection:
        one = _to_decide(connection, number, by, because)
        if one.state != "asked":
            raise _decided(one)
        # Somebody may have merged them by hand meanwhile.
        merge = None
        if one.belongs_to.id != one.like.id:
            merge = identity.merge(connection, one.belongs_to, one.like, by=by, because=because, now=office.now())
        _decide(connection, number, "accepted", by, because, office.now(), merge)
        return match(connection, number)


def reject(office: Office, number: int, *, by: str, because: str) -> Match:
    """Say that the name does not mean that initiative: nobody is asked again. Raises BadRequest."""
    with office.store.write() as connection:
        one = _to_decide(connection, number, by, because)
        if one.state != "asked":
            raise _decided(one)
        _decide(connection, number, "rejected", by, because, office.now(), None)
        return match(connection, number)


def undo(office: Office, number: int, *, by: str, because: str) -> Match:
    """Take back what a person answered, so that it is asked again; or what was matched by itself, which then counts as
    rejected: the name has an initiative of its own. Raises BadRequest.
    """
    with office.store.write() as connection:
        one = _to_decide(connection, number, by, because)
        now = office.now()
        if one.state == "asked":
            raise BadRequest(f"Match {number} is not decided; there is nothing to undo.")
        if one.state == "matched":
            name_id = connection.execute(select(name_match.c.name_id).where(name_match.c.id == number)).scalar_one()
            identity.set_apart(connection, name_id, now=now)
            _decide(connection, number, "rejected", by, because, now, None)
        else:
            merge = connection.execute(select(name_match.c.merge_id).where(name_match.c.id == number)).scalar()
            if merge is not None:
                identity.undo_merge(connection, merge, by=by, because=because, now=now)
            _decide(connection, number, "asked", by, because, now, None)
        return match(connection, number)


def _to_decide(connection: Connection, number: int, by: str, because: str) -> Match:
    if not by.strip() or not because.strip():
        raise BadRequest("Say who decides, and why.", what_to_do="Add --as “…” --because “…”")
    hold_names(connection)
    return match(connection, number)


def _decided(one: Match) -> BadRequest:
    by = f" by {one.decided_by}" if one.decided_by else " by itself"
    return BadRequest(
        f"Match {one.number} was {one.state} already{by}.",
        what_to_do=f'To take that back: handover matches undo {one.number} --as "…" --because "…"',
    )


def _decide(
    connection: Connection, number: int, state: State, by: str, because: str, now: datetime, merge: int | None
) -> None:
    connection.execute(
        update(name_match)
        .where(name_match.c.id == number)
        .values(state=state, decided_at=now, decided_by=by, decided_because=because, merge_id=merge)
    )


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[Match]:
    rows = connection.execute(
        select(name_match, name_table.c.written, name_table.c.initiative_id.label("own_id"))
        .join(name_table, name_table.c.id == name_match.c.name_id)
        .where(*conditions)
        .order_by(name_match.c.id)
    ).all()
    return [
        Match(
            number=row.id,
            written=row.written,
            like=identity.by_id(connection, row.initiative_id),
            belongs_to=identity.by_id(connection, row.own_id),
            score=row.score,
            evidence=tuple(row.evidence),
            state=cast(State, row.state),
            at=row.at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            decided_because=row.decided_because,
            rows=_rows(connection, row.name_id),
        )
        for row in rows
    ]


def _rows(connection: Connection, name_id: int) -> tuple[RowReference, ...]:
    rows = connection.execute(
        select(source.c.name.label("source"), gathered_file.c.name.label("file"), record_version.c.row)
        .join(source, source.c.id == record_version.c.source_id)
        .join(gathered_file, gathered_file.c.id == record_version.c.file_id)
        .where(record_version.c.name_id == name_id)
        .order_by(record_version.c.id)
        .limit(_MOST_ROWS)
    )
    return tuple(RowReference(row.source, row.file, row.row) for row in rows)
