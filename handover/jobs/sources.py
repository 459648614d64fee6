"""The registered sources with what the last gathering of each brought."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from handover.jobs.office import Office
from handover.sources import registered
from handover.store.tables import gathering


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One registered source. ``failed`` is why the last attempt brought nothing, where it did not."""

    name: str
    title: str | None
    records: str
    location: str
    gathered: datetime | None
    seen: int | None
    rejected: int | None
    failed: str | None


def sources_overview(office: Office) -> list[SourceLine]:
    """All registered sources, by name."""
    with office.store.read() as connection:
        newest = select(func.max(gathering.c.id)).group_by(gathering.c.source_id)
        last = {row.source_id: row for row in connection.execute(select(gathering).where(gathering.c.id.in_(newest)))}
        lines = []
        for one in registered.registered(connection):
            row = last.get(one.id)
            done = row is not None and row.state == "done"
            lines.append(
                SourceLine(
                    one.name,
                    one.registration.title,
                    one.registration.records,
                    one.registration.location,
                    row.started_at if row is not None and done else None,
                    row.seen if row is not None and done else None,
                    row.rejected if row is not None and done else None,
                    row.error["sentence"] if row is not None and row.error else None,
                )
            )
    return lines
