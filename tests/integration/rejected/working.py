"""An office with rejected rows to work on, and how its records stand."""

import json
from typing import Any, NamedTuple

from sqlalchemy import select

from handover.jobs.gathering.gather import GatheringReport, gather_source
from handover.jobs.office import Office
from handover.jobs.rejected_rows.rejected import RejectedRow, Which, rejected_rows
from handover.sources.registering.guarding import GuardCode
from handover.store.database import Store
from handover.store.tables import gathered_file, gathering, record_version
from tests.offices import LESSONS, register, write_csv

ONE = ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01")
TWO = ("L2", "Orion", "Pay on time", "Suppliers waited.", "2024-03")
THREE = ("L3", "Ares", "Write it down", "It was forgotten.", "2024")
# The second, with a day that is in no calendar.
SLIP = (*TWO[:4], "31/02/2024")
WHO = {"by": "Ada Lim", "because": "The minutes say so."}
# Sources for which whatever comes is taken.
UNGUARDED = {"guards": {"off": list(GuardCode.__args__)}, "may_be_empty": True}


class Record(NamedTuple):
    """A record as it stands: what it says, where from, and by which correction."""

    said: dict[str, Any]
    file: str
    row: int
    decision: int | None


def gathered(office: Office, *rows: tuple[str, ...]) -> GatheringReport:
    """Write the rows as the source has them now, and gather it."""
    write_csv(office.settings.folder / "lessons.csv", rows)
    report = gather_source(office, "lessons")
    assert report.error is None
    counts = report.counts
    assert counts.seen == counts.new + counts.changed + counts.unchanged + counts.rejected
    return report


def gathered_whole(office: Office, **changes: Any) -> GatheringReport:
    """Gather the source again as if it had changed: every row is read. ``changes`` are to its registration."""
    with office.store.read() as connection:
        times = len(connection.execute(select(gathering.c.id)).all())
    register(office, {**LESSONS, **UNGUARDED, **changes, "owner": f"owner{times}@example.org"})
    report = gather_source(office, "lessons")
    assert report.error is None
    assert not report.same_content
    return report


def records(store: Store) -> dict[str, Record]:
    """The records that stand, by key."""
    with store.read() as connection:
        rows = connection.execute(
            select(record_version, gathered_file.c.name.label("file"))
            .join(gathered_file, gathered_file.c.id == record_version.c.file_id)
            .where(record_version.c.to_gathering_id.is_(None))
        )
        return {row.key: Record(json.loads(row.payload), row.file, row.row, row.row_decision_id) for row in rows}


def titles(store: Store) -> dict[str, str]:
    return {key: record.said["title"] for key, record in records(store).items()}


def listed(office: Office, which: Which = "rejected") -> list[RejectedRow]:
    return list(rejected_rows(office, which=which, most=1_000).rows)


def sentences(office: Office) -> list[str]:
    """Why rows are rejected now."""
    return [reason.sentence for row in listed(office, "all") if row.standing != "corrected" for reason in row.reasons]
