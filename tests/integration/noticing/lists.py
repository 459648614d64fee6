"""A list of programmes that is published again and again, in an office that watches it."""

from collections.abc import Sequence
from typing import Any

from handover.jobs.gathering.gather import gather_source
from handover.jobs.noticing.watching import WatchReport, watch
from handover.jobs.office import Office
from tests.offices import write_csv

HEADER = ("Ref", "Programme", "Year", "Stage", "By")
STATUS: dict[str, Any] = {
    "name": "status",
    "title": "Programme status",
    "location": "status.csv",
    "records": "programme-status",
    "key": "Ref",
    "map": {
        "initiative": "Programme",
        "period": "Year",
        "stage": "Stage",
        "replaced_by": {"column": "By", "split": ";"},
    },
}
ROWS = [
    ("1", "Warm Homes", "2025", "implementation", ""),
    ("2", "Dry Homes", "2025", "implementation", ""),
    ("3", "Skills Compact", "2025", "implementation", ""),
    ("4", "Bus Lanes", "2025", "implementation", ""),
    ("5", "Clean Rivers", "2025", "implementation", ""),
    ("6", "Safe Roads", "2025", "implementation", ""),
]
WHO = {"by": "Jo Hill", "because": "The council said so."}


def publish(
    office: Office, rows: Sequence[Sequence[str]], *, source: str = "status", header: Sequence[str] = HEADER
) -> WatchReport:
    """Publish the rows as that source's file, gather it and look at it."""
    write_csv(office.settings.folder / f"{source}.csv", rows, header=header)
    report = gather_source(office, source)
    assert report.error is None
    return watch(office)


def with_first(*cells: str) -> list[tuple[str, ...]]:
    return [cells, *ROWS[1:]]


CLOSED = with_first("1", "Warm Homes", "2025", "completed", "")
