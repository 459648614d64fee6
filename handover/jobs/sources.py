"""The registered sources with what the last gathering of each brought."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from handover.jobs.held_gatherings.held import held_gatherings
from handover.jobs.office import Office
from handover.sources import registered
from handover.sources.registered import Retirement
from handover.store.rejected import rejected_counts
from handover.store.tables import RETIRED, RETRIED, gathering


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One registered source. ``ignored`` are those of the rejected rows that may stay so; ``failed`` is why the last
    attempt brought nothing, where it did not; ``held`` are the gatherings of it that wait for a person. ``retired`` is
    there where it is gathered no more.
    """

    name: str
    title: str | None
    records: str
    location: str
    gathered: datetime | None
    seen: int | None
    rejected: int | None
    ignored: int | None
    failed: str | None
    held: tuple[int, ...]
    retired: Retirement | None = None


def sources_overview(office: Office, *, also_retired: bool = False) -> list[SourceLine]:
    """All registered sources, by name; those that were retired only where these are asked for too."""
    with office.store.read() as connection:
        held = held_gatherings(connection, ("held",))
        newest = (
            select(func.max(gathering.c.id))
            .where(gathering.c.state.in_(("done", "failed")), gathering.c.origin.not_in((RETRIED, RETIRED)))
            .group_by(gathering.c.source_id)
        )
        last = {row.source_id: row for row in connection.execute(select(gathering).where(gathering.c.id.in_(newest)))}
        lines = []
        for one in registered.registered(connection, also_retired=also_retired):
            row = last.get(one.id)
            done = row is not None and row.state == "done"
            rejected, ignored = rejected_counts(connection, one.id) if done else (None, None)
            lines.append(
                SourceLine(
                    one.name,
                    one.registration.title,
                    one.registration.records,
                    one.registration.location,
                    row.started_at if row is not None and done else None,
                    row.seen if row is not None and done else None,
                    rejected,
                    ignored,
                    row.error["sentence"] if row is not None and row.error else None,
                    tuple(each.number for each in held if each.source == one.name),
                    one.retired,
                )
            )
    return lines
