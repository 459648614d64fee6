"""Giving 100,000 contacts their people, at first and where one in a hundred changed."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select

from benchmarks.gathering import office_on
from benchmarks.measuring import Figure, seconds
from handover.initiatives.people.recognised import recognise_people
from handover.jobs.gathering.gather import gather_source
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store
from handover.store.tables import gathering, person, person_key, person_record, record_version

CONTACTS = 100_000
_REGISTRATION = Registration.model_validate(
    {
        "name": "contacts",
        "title": "Contacts",
        "location": "contacts.csv",
        "records": "contact",
        "key": "No",
        "map": {"initiative": "Programme", "name": "Name", "role": "Role", "organisation": "Body", "emails": "Mail"},
    }
)


def figures(folder: Path) -> Iterator[Figure]:
    """Seconds for all at first; then what recognising adds where 1 % changed, by itself."""
    place = folder / "people"
    place.mkdir()
    store = Store.open(f"sqlite:///{place / 'handover.db'}", create=True)
    office = office_on(store, place)
    with store.write() as connection:
        registered.apply(connection, [_REGISTRATION], base=place, now=office.now())
    _write(place / "contacts.csv", changed=0)
    gather_source(office, "contacts")
    yield Figure(f"{CONTACTS:,} contacts get their people", _again(store, office.now(), everything=True), 30, "s")
    _write(place / "contacts.csv", changed=CONTACTS // 100)
    gather_source(office, "contacts")
    yield Figure("the same where 1 % changed", _again(store, office.now(), everything=False), 1, "s")
    store.close()


def _again(store: Store, now: datetime, *, everything: bool) -> float:
    """Seconds that it takes to recognise the people of the last gathering, as if nobody had yet."""
    with store.write() as connection:
        last = connection.execute(select(func.max(gathering.c.id))).scalar_one()
        if everything:
            for table in (person_key, person_record, person):
                connection.execute(delete(table))
        else:
            brought = select(record_version.c.id).where(record_version.c.from_gathering_id == last)
            connection.execute(delete(person_record).where(person_record.c.record_version_id.in_(brought)))
        return seconds(lambda: recognise_people(connection, last, now=now))


def _write(path: Path, *, changed: int) -> None:
    """Contacts of whom a tenth share names, a tenth stand in two programmes, and some share a mailbox."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("No", "Programme", "Name", "Role", "Body", "Mail"))
        for number in range(CONTACTS):
            who = number % (CONTACTS * 9 // 10)
            mail = "enquiries@example.org" if who % 20 == 0 else f"p{who}@example.org"
            role = f"Officer {who % 50}{' (acting)' if number < changed else ''}"
            name = f"First{chr(97 + who % 26)}{chr(97 + who // 26 % 26)} Last{chr(97 + who // 676 % 26)}x"
            writer.writerow((number, f"Programme {number % 300}", name, role, f"Body {who % 40}", mail))
