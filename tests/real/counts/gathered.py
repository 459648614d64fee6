"""All published files gathered once through their registrations, as an office would, and what came of each."""

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from handover.jobs.gathering.gather import GatheringReport, gather_sources, source_names
from handover.jobs.gathering.intake import Counts
from handover.jobs.held_gatherings.deciding import release
from handover.jobs.office import Office
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.sources.registering.registry_file import read_registrations
from handover.store.database import Store
from handover.store.tables import gathered_file, gathering, record_version, rejected_row, source
from tests.offices import an_office
from tests.real.counts.published import Published

REGISTRATIONS: Final = Path(__file__).parents[1] / "registrations"
# The folder of each data set, with the files of registrations through which it is gathered.
DATA_SETS: Final[Mapping[str, tuple[str, ...]]] = {
    "gmpp": ("rotated", "major-projects"),
    "nasa_llis": ("lessons", "lessons-by-line"),
    "govuk_organisations": ("organisations",),
    "ifg_ministers": ("ministers", "ministers-joined"),
    "organograms": ("audit-commission", "cabinet-office"),
    "vcards": ("address-cards",),
}
# This one is not read out of the published files, but out of a database that has them.
JOINED: Final = "ministers-joined"
_DATABASE: Final = "ministers.db"

Payload = Mapping[str, Any]


def registrations_of(folder: str) -> list[Registration]:
    """The registrations of one data set, in their order."""
    return [one for name in DATA_SETS[folder] for one in read_registrations(REGISTRATIONS / f"{name}.yaml")]


SOURCES: Final[tuple[str, ...]] = tuple(one.name for folder in DATA_SETS for one in registrations_of(folder))


@dataclass(frozen=True, slots=True)
class Gathering:
    """One gathering of a source: how it ended, what it read, and what that came to."""

    number: int
    state: str
    origin: str
    dated: datetime | None
    files: Mapping[str, Mapping[str, str]]  # by name: what was found out about each
    doubts: Sequence[Mapping[str, Any]]
    counts: Counts


class Gathered:
    """What is known once everything was gathered, what was held was released where it can be, and gathered again."""

    def __init__(self, office: Office, published: Published) -> None:
        self.office = office
        self.published = published
        self._last: int | None = None
        self.first = self._gather()
        self.released = {
            name: release(office, number, by="Jo Hill", because="They write it so now.").counts
            for name, report in self.first.items()
            for number in report.held
            if self.gatherings(name)[-1].number == number
        }
        self.versions = self._version_count()
        self._last = max(one.number for name in SOURCES for one in self.gatherings(name))
        self.again = self._gather()
        self.versions_again = self._version_count()

    def _gather(self) -> dict[str, GatheringReport]:
        return {report.source: report for report in gather_sources(self.office, source_names(self.office))}

    def _version_count(self) -> int:
        with self.office.store.read() as connection:
            return len(connection.execute(select(record_version.c.id)).all())

    def gatherings(self, name: str) -> list[Gathering]:
        """The gatherings of a source until everything was gathered once, the oldest first."""
        with self.office.store.read() as connection:
            rows = connection.execute(
                select(gathering).join(source).where(source.c.name == name).order_by(gathering.c.id)
            ).all()
            files = connection.execute(select(gathered_file).order_by(gathered_file.c.id)).all()
        found = []
        for row in rows:
            read = {one.name: one.facts for one in files if one.gathering_id == row.id}
            counts = Counts(*(getattr(row, field.name) for field in fields(Counts)))
            found.append(Gathering(row.id, row.state, row.origin, row.dated, read, row.doubts or (), counts))
        return [one for one in found if self._last is None or one.number <= self._last]

    def records(self, *names: str, kind: str | None = None, ever: bool = False) -> list[Payload]:
        """The records that sources have now, or ``ever`` had; only those of one kind, where that is asked."""
        since = [] if ever else [record_version.c.to_gathering_id.is_(None)]
        with self.office.store.read() as connection:
            rows = connection.execute(
                select(record_version.c.payload, record_version.c.kind)
                .join(source)
                .where(source.c.name.in_(names), *since)
                .order_by(record_version.c.id)
            ).all()
        return [json.loads(row.payload) for row in rows if kind in (None, row.kind)]

    def rejected(self, name: str) -> list[Any]:
        """The rows of a source that are rejected now."""
        with self.office.store.read() as connection:
            return list(
                connection.execute(
                    select(rejected_row)
                    .join(source)
                    .where(source.c.name == name, rejected_row.c.to_gathering_id.is_(None))
                    .order_by(rejected_row.c.row)
                )
            )


def count(records: Sequence[Any], test: Callable[[Any], object]) -> int:
    """Of how many of these something is true."""
    return sum(bool(test(one)) for one in records)


@contextmanager
def gathered(data: Path, folder: Path) -> Iterator[Gathered]:
    """Everything that lies in ``data``, gathered in a workspace that is ``folder``."""
    published = Published(data)
    _put_together(published, folder / _DATABASE)
    with closing(Store.open(f"sqlite:///{folder / 'handover.db'}", create=True)) as store:
        office = an_office(store, folder)
        with store.write() as connection:
            for names in DATA_SETS.values():
                for name in names:
                    found = read_registrations(REGISTRATIONS / f"{name}.yaml")
                    registered.apply(connection, found, base=folder if name == JOINED else data, now=office.now())
        yield Gathered(office, published)


def _put_together(published: Published, path: Path) -> None:
    """A database with the five tables of ministers, as an office would make one: each as it is published."""
    with closing(sqlite3.connect(path)) as database, database:
        for file in published.of("ifg_ministers"):
            names, *rows = csv.reader((published.folder / file).read_text(encoding="utf-8").splitlines())
            table = Path(file).stem
            database.execute(f"CREATE TABLE {table} ({', '.join(names)})")
            database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)
