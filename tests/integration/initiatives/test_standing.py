"""Who answers for an initiative, and to what it belongs, by the newest report of each source."""

from pathlib import Path
from typing import Any

from handover.initiatives import look_up
from handover.initiatives.standing import OwnerBodies, owner_bodies
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.store.database import Store
from tests.offices import an_office, register, write_csv

HEADER = ("Ref", "Programme", "Year", "Owner", "Part of")
STATUS: dict[str, Any] = {
    "name": "status",
    "title": "Programme status",
    "location": "status.csv",
    "records": "programme-status",
    "key": "Ref",
    "map": {
        "initiative": "Programme",
        "period": "Year",
        "owner": "Owner",
        "part_of": {"column": "Part of", "split": ";"},
    },
}
ROWS = [
    ("1", "Warm Homes", "2024", "Housing Office", ""),
    ("2", "Warm Homes", "2025", "Energy Office", "9;Net Zero Plan"),
    ("3", "Warm Homes", "2023", "Nobody Now", ""),
    ("4", "Dry Homes", "2025", "", ""),
    ("9", "Better Homes", "2025", "", ""),
]


def told(office: Office, name: str) -> list[OwnerBodies]:
    with office.store.read() as connection:
        return owner_bodies(connection, look_up.find(connection, name))


def test_the_newest_report_says_who_answers_and_to_what_it_belongs(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, STATUS)
    write_csv(tmp_path / "status.csv", ROWS, header=HEADER)
    assert gather_source(office, "status").error is None
    (one,) = told(office, "Warm Homes")
    assert (one.owner, one.period, one.reference.row) == ("Energy Office", "2025", 3)
    # What is pointed to by the key of a record is told by its name.
    assert one.part_of == ("Better Homes", "Net Zero Plan")
    assert told(office, "Dry Homes") == []
