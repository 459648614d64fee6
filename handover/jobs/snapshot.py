"""Take a snapshot: a dated, frozen view. The history has the records already, so it costs one row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select

from handover.dossier.wording import counted, listed
from handover.initiatives import look_up
from handover.initiatives.belonging import records_of
from handover.jobs.office import Office
from handover.store.database import await_gatherings
from handover.store.tables import gathering, record_version, snapshot

_WORDS: Final = {
    "lesson": "lesson",
    "programme-status": "status report",
    "contact": "contact",
    "follow-on-action": "follow-on action",
}


@dataclass(frozen=True, slots=True)
class SnapshotReport:
    """What was frozen: records by kind; of one initiative, or of the whole portfolio where it is None."""

    id: int
    initiative: str | None
    taken_at: datetime
    counts: dict[str, int]

    @property
    def sentence(self) -> str:
        """What was frozen, for a person."""
        of = f"“{self.initiative}”" if self.initiative else "the whole portfolio"
        held = [counted(self.counts[kind], words) for kind, words in _WORDS.items() if self.counts.get(kind)]
        return f"Snapshot {self.id} of {of}: {listed(held) if held else 'no records'}."


def take_snapshot(office: Office, initiative: str | None = None, *, label: str | None = None) -> SnapshotReport:
    """Freeze what is known now, of one initiative or of all. Raises UnknownInitiative."""
    now = office.now()
    with office.store.write() as connection:
        await_gatherings(connection)
        of = None if initiative is None else look_up.find(connection, initiative)
        newest = connection.execute(select(func.max(gathering.c.id))).scalar()
        counted = select(record_version.c.kind, func.count()).where(record_version.c.to_gathering_id.is_(None))
        if of is not None:
            counted = counted.where(records_of(connection, of.id))
        counts = {kind: count for kind, count in connection.execute(counted.group_by(record_version.c.kind))}
        number = connection.execute(
            insert(snapshot)
            .values(
                taken_at=now,
                gathering_id=newest,
                initiative_id=None if of is None else of.id,
                label=label,
                counts=counts,
            )
            .returning(snapshot.c.id)
        ).scalar_one()
    return SnapshotReport(number, None if of is None else of.name, now, counts)
