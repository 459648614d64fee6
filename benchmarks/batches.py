"""How long a change of government takes to record: lists of a thousand rows, beside 80,000 records."""

import csv
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.gathering import office_on
from benchmarks.measuring import Figure, seconds
from handover.errors import BatchRefused
from handover.jobs.batches import running, taking_back
from handover.jobs.batches.running import BatchAsked
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store

ROWS: Final = 1_000
_PEOPLE: Final = 20_000
_STATUSES: Final = 60_000
_INITIATIVES: Final = 3_000
_SOURCES: Final = tuple(
    Registration.model_validate({"name": name, "title": name, "location": f"{name}.csv", "key": "No", **what})
    for name, what in {
        "contacts": {
            "records": "contact",
            "map": {"initiative": "Programme", "name": "Name", "role": "Role", "emails": "Mail"},
        },
        "statuses": {
            "records": "programme-status",
            "map": {"initiative": "Programme", "period": "Period", "owner": "Owner"},
        },
    }.items()
)
_ASKED: Final = BatchAsked("May 2010", "The election.", on="2025-05-01", to=["jo@example.org"])


def figures(folder: Path) -> Iterator[Figure]:
    """Seconds that each list takes, and that taking the first of them back does."""
    place = folder / "batches"
    place.mkdir()
    store = Store.open(f"sqlite:///{place / 'handover.db'}", create=True)
    office = office_on(store, place)
    _fill(office, place)
    for name, (kind, row) in _LISTS.items():
        path = place / f"{name}.csv"
        _write(path, ("kind", "person", "initiative", "incoming"), ([kind, *row(number)] for number in range(ROWS)))
        yield Figure(f"{ROWS:,} {name}", seconds(partial(_recorded, office, path)), 5, "s")
    yield Figure("the first of them taken back", seconds(lambda: taking_back.withdraw(office, 1, reason="x")), 1, "s")
    store.close()


def _recorded(office: Office, path: Path) -> None:
    try:
        running.run(office, path, _ASKED)
    except BatchRefused as error:
        if len(error.mistakes) != ROWS:
            raise


_LISTS: Final[dict[str, tuple[str, Callable[[int], Sequence[str]]]]] = {
    "moves": ("leaves", lambda n: (f"p{n}@example.org", f"Programme {n}", f"{_name(n + _PEOPLE)} <n{n}@example.org>")),
    "people who leave all that they touch": ("leaves", lambda n: (f"p{n + ROWS}@example.org", "", "")),
    "rows that are wrong": ("leaves", lambda n: (f"Nobody {_name(n)}x", f"Programma {n}", "")),
    "closures": ("closure", lambda n: ("", f"Programme {n}", "")),
    "starts": ("start", lambda n: ("", f"Fresh {n}", "")),
}


def _fill(office: Office, place: Path) -> None:
    contacts = (
        (n, f"Programme {n % _INITIATIVES}", _name(n), f"Officer {n % 97}", f"p{n}@example.org") for n in range(_PEOPLE)
    )
    statuses = ((n, f"Programme {n % _INITIATIVES}", "2024-01", _name(n % _PEOPLE)) for n in range(_STATUSES))
    _write(place / "contacts.csv", ("No", "Programme", "Name", "Role", "Mail"), contacts)
    _write(place / "statuses.csv", ("No", "Programme", "Period", "Owner"), statuses)
    with office.store.write() as connection:
        registered.apply(connection, _SOURCES, base=place, now=office.now())
    for one in _SOURCES:
        gather_source(office, one.name)


def _name(number: int) -> str:
    """A name that one or two others have as well."""
    who, letters = number % 8_000, "abdefgiklmnoprstuvwz"
    return f"First{letters[who % 20]} Last{letters[who // 20 % 20]}{letters[who // 400 % 20]}o"


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
