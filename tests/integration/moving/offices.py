"""An office whose records tie a few people to a few initiatives, in one way each."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.store.database import Store
from tests.offices import an_office, register, write_csv

CONTACTS: Mapping[str, Any] = {
    "name": "contacts",
    "title": "Contacts",
    "location": "contacts.csv",
    "records": "contact",
    "key": "No",
    "map": {"initiative": "Programme", "name": "Name", "role": "Role", "organisation": "Body", "emails": "Mail"},
}
STATUSES: Mapping[str, Any] = {
    "name": "statuses",
    "title": "Statuses",
    "location": "statuses.csv",
    "records": "programme-status",
    "key": "No",
    "map": {"initiative": "Programme", "period": "Period", "owner": "Owner"},
}
HEADER = ("No", "Programme", "Name", "Role", "Body", "Mail")
# Ada Lim has two posts at Orion and one at Lyra, and owns Vega by name alone; two people are called Bo Ray.
PEOPLE = (
    ("1", "Orion", "Ada Lim", "Chair", "Council", "ada@example.org"),
    ("2", "Orion", "Ada Lim", "Treasurer", "Council", "ada@example.org"),
    ("3", "Lyra", "Ada Lim", "Member", "Board", "ada@example.org"),
    ("4", "Lyra", "Bo Ray", "Clerk", "Board", "bo@example.org"),
    ("5", "Orion", "Bo Ray", "Porter", "Council", "ray@example.org"),
    ("6", "Draco", "Siân ap Rhys", "Head", "Council", "sian@example.org"),
)
OWNERS = (("S1", "Vega", "2024-01", "Ada Lim"), ("S2", "Lyra", "2024-01", "Ada Lim"))


def staffed(store: Store, folder: Path, people: Sequence[Sequence[str]] = PEOPLE) -> Office:
    """The office with all of that gathered."""
    office = an_office(store, folder)
    register(office, CONTACTS, STATUSES)
    write_csv(folder / "contacts.csv", people, header=HEADER)
    write_csv(folder / "statuses.csv", OWNERS, header=("No", "Programme", "Period", "Owner"))
    for name in ("contacts", "statuses"):
        assert gather_source(office, name).error is None
    return office
