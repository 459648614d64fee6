"""Writing down that a gathering took place, how it ended, and which files it read."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, literal, select

from handover.errors import HandoverError
from handover.jobs.gathering.intake import Counts
from handover.sources.doubts import Doubt
from handover.sources.registered import RegisteredSource
from handover.sources.request import Content
from handover.sources.rows import Fetched
from handover.store.database import AnyRow
from handover.store.tables import Moment, gathered_file, gathering


def record(
    connection: Connection,
    one: RegisteredSource,
    started: datetime,
    finished: datetime,
    counts: Counts,
    *,
    content: Content | None,
    sha256: str | None = None,
    state: str = "done",
    origin: str = "fetched",
    profile: Mapping[str, Any] | None = None,
    error: HandoverError | None = None,
    doubts: Sequence[Doubt] = (),
    after: int | None = None,
) -> int:
    """Write that a gathering took place, and how it ended; gives its number."""
    number: int = connection.execute(
        insert(gathering)
        .values(
            source_id=one.id,
            started_at=started,
            finished_at=finished,
            state="failed" if error else state,
            origin=origin,
            dated=content.dated if content else None,
            registration_sha256=one.registration.sha256,
            content_sha256=sha256 or (content.sha256 if content else None),
            validators=dict(content.validators) if content else None,
            profile=profile,
            error=error.as_json() if error else None,
            doubts=[doubt._asdict() for doubt in doubts] or None,
            after_id=after,
            **asdict(counts),
        )
        .returning(gathering.c.id)
    ).scalar_one()
    return number


def record_file(
    connection: Connection,
    gathering_id: int,
    fetched: Fetched,
    *,
    place: str | None,
    facts: dict[str, str],
    columns: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    kept: str | None = None,
) -> int:
    """Write which file a gathering read; gives its number. ``columns`` and ``names`` are those of its ``Reading``."""
    number: int = connection.execute(
        insert(gathered_file)
        .values(
            gathering_id=gathering_id,
            name=fetched.name,
            place=place,
            sha256=fetched.sha256,
            size=fetched.size,
            fetched_at=fetched.fetched_at,
            dated=fetched.dated,
            kept=kept,
            facts=facts,
            columns=columns,
            names=names,
        )
        .returning(gathered_file.c.id)
    ).scalar_one()
    return number


def record_same_files(connection: Connection, gathering_id: int, last: AnyRow, now: datetime) -> None:
    """A server said that nothing changed: the files are those of the gathering before."""
    file = gathered_file.c
    same = (file.name, file.place, file.sha256, file.size, file.dated, file.facts)
    earlier = select(literal(gathering_id), literal(now, Moment()), *same).where(file.gathering_id == last.id)
    columns = ["gathering_id", "fetched_at", *(column.name for column in same)]
    connection.execute(insert(gathered_file).from_select(columns, earlier))
