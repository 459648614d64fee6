"""Which gatherings are still to be looked at, and in which of them a change says nothing."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, exists, insert, select

from handover.store.database import AnyRow
from handover.store.tables import RETIRED, gathering, watched

# A released gathering counts, but where it was doubted for what its rows are recognised by, its changes say nothing.
_OF_RECOGNISING: Final = frozenset({"key-not-unique", "future-dates"})
_OF_WRITING: Final = "convention-changed"


def unwatched(connection: Connection) -> list[int]:
    """The numbers of the gatherings that count and were not looked at yet, the oldest first."""
    seen = exists().where(watched.c.gathering_id == gathering.c.id)
    rows = connection.execute(select(gathering.c.id).where(gathering.c.state == "done", ~seen).order_by(gathering.c.id))
    return list(rows.scalars())


def to_look_at(connection: Connection, number: int) -> AnyRow | None:
    """The gathering of that number, unless it was looked at meanwhile."""
    seen = exists().where(watched.c.gathering_id == gathering.c.id)
    return connection.execute(select(gathering).where(gathering.c.id == number, ~seen)).one_or_none()


def note_watched(
    connection: Connection, number: int, *, proposals: int, passed_over: str | None, now: datetime
) -> None:
    """Remember that a gathering was looked at."""
    connection.execute(
        insert(watched).values(gathering_id=number, at=now, proposals=proposals, passed_over=passed_over)
    )


def why_passed_over(connection: Connection, one: AnyRow) -> str | None:
    """Why nothing is looked for in a gathering, in words; None where it is looked at."""
    before = connection.execute(
        select(gathering)
        .where(gathering.c.source_id == one.source_id, gathering.c.state == "done", gathering.c.id < one.id)
        .order_by(gathering.c.id.desc())
        .limit(1)
    ).one_or_none()
    if before is None:
        return "It is the first of its source."
    if one.origin == RETIRED:
        return "Its source was retired, and its records were let go."
    if _made_by(one) != _made_by(before):
        return "Its columns became something else before, so that its records differ for that."
    if one.origin == "released" and _OF_RECOGNISING & _doubted(connection, one):
        return "It was held because its rows could not be told apart or their dates could not be, and released."
    return None


def is_rewritten(connection: Connection, one: AnyRow) -> bool:
    """Whether a gathering was held because values are written another way, and released."""
    return one.origin == "released" and _OF_WRITING in _doubted(connection, one)


def _made_by(one: AnyRow) -> str:
    """By what its rows became records: the mapping, where that is remembered, else the whole registration."""
    made: str = (one.profile or {}).get("mapped_as") or one.registration_sha256
    return made


def _doubted(connection: Connection, one: AnyRow) -> set[str]:
    """The codes of the doubts for which what is released was held."""
    held = connection.execute(
        select(gathering.c.doubts)
        .where(gathering.c.source_id == one.source_id, gathering.c.state == "released", gathering.c.id < one.id)
        .order_by(gathering.c.decided_at.desc())
        .limit(1)
    ).scalar()
    return {doubt["code"] for doubt in held or ()}
