"""The gatherings that were held: what each brought, why it looks wrong, and what became of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from handover.errors import BadRequest
from handover.jobs.gathering.intake import Counts
from handover.sources.doubts import Doubt
from handover.store.tables import gathered_file, gathering, source

# It waits for a person; or newer content was taken since, so that it cannot count any more. Both are kept whole.
UNDECIDED: Final = ("held", "superseded")
# What a person decided.
DECIDED: Final = ("released", "discarded")


@dataclass(frozen=True, slots=True)
class HeldGathering:
    """A gathering that looks wrong: why, and what it would have done.

    ``files`` are the names of what was fetched, and ``dated`` is the content's own date.
    """

    number: int
    source: str
    title: str
    state: str
    held_at: datetime
    dated: datetime | None
    files: tuple[str, ...]
    counts: Counts
    doubts: tuple[Doubt, ...]
    decided_at: datetime | None
    decided_by: str | None
    decided_because: str | None


def held_gatherings(connection: Connection, states: Sequence[str] = UNDECIDED) -> list[HeldGathering]:
    """The gatherings that were held and are in one of these states now, the oldest first."""
    return _found(connection, _held.where(gathering.c.state.in_(states)).order_by(gathering.c.id))


def held_gathering(connection: Connection, number: int) -> HeldGathering:
    """The held gathering of that number, whatever became of it. Raises BadRequest where that one was never held."""
    found = _found(connection, _held.where(gathering.c.state.in_((*UNDECIDED, *DECIDED)), gathering.c.id == number))
    if not found:
        raise BadRequest(f"No gathering {number} was held.", what_to_do="See those that are: handover held list")
    return found[0]


def doubts_of(row: Any) -> tuple[Doubt, ...]:
    """Why a gathering was held, as its row has it."""
    return tuple(Doubt(**doubt) for doubt in row.doubts or ())


_held: Final[Select[Any]] = select(gathering, source.c.name.label("source"), source.c.registration).join(
    source, source.c.id == gathering.c.source_id
)


def _found(connection: Connection, query: Select[Any]) -> list[HeldGathering]:
    rows = connection.execute(query).all()
    names = defaultdict(list)
    for file in connection.execute(
        select(gathered_file.c.gathering_id, gathered_file.c.name)
        .where(gathered_file.c.gathering_id.in_([row.id for row in rows]))
        .order_by(gathered_file.c.id)
    ):
        names[file.gathering_id].append(file.name)
    return [
        HeldGathering(
            number=row.id,
            source=row.source,
            title=row.registration["title"],
            state=row.state,
            held_at=row.started_at,
            dated=row.dated,
            files=tuple(names[row.id]),
            counts=Counts(*(getattr(row, field.name) for field in fields(Counts))),
            doubts=doubts_of(row),
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            decided_because=row.decided_because,
        )
        for row in rows
    ]
