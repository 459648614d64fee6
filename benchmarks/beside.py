"""Gathering beside other ways to do the same: from a workbook, into PostgreSQL, and with dlt."""

import csv
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks.gathering import REGISTRATION, Gathered, office_on, write_lessons
from benchmarks.measuring import Figure, seconds
from handover.jobs.gathering.gather import gather_source
from handover.sources import registered
from handover.store.database import Store
from tests.servers import postgres

ROWS = 50_000


def figures(folder: Path, *, pairs: int = 5) -> Iterator[Figure]:
    """The same rows from a workbook, into PostgreSQL and by dlt, each against ours from CSV into SQLite."""
    gathered = Gathered(folder / "beside")
    lessons = gathered.folder / "lessons.csv"
    write_lessons(lessons, ROWS)
    write_workbook(lessons, gathered.folder / "lessons.xlsx")
    with ExitStack() as stack:
        server = stack.enter_context(postgres.running(hasty=False))
        server.prepare("lessons", lambda url: Store.open(url).close())

        def from_csv() -> float:
            gathered.empty()
            return seconds(gathered.gather)

        def from_workbook() -> float:
            gathered.empty("lessons.xlsx")
            return seconds(gathered.gather)

        def into_postgresql() -> float:
            with server.database("lessons") as url:
                store = Store.open(url)
                office = office_on(store, gathered.folder)
                with store.write() as connection:
                    registered.apply(connection, [REGISTRATION], base=gathered.folder, now=office.now())
                taken = seconds(lambda: gather_source(office, "lessons"))
                store.close()
            return taken

        yield _figure("a workbook, against the same rows as CSV", 1.2, from_workbook, from_csv, pairs)
        yield _figure("into PostgreSQL, against SQLite", 1.3, into_postgresql, from_csv, pairs)
    yield _figure("CSV into SQLite, against dlt", 0.25, from_csv, lambda: with_dlt(lessons, folder), pairs)


def _figure(name: str, limit: float, ours: Callable[[], float], theirs: Callable[[], float], pairs: int) -> Figure:
    taken = [(theirs(), ours()) for _ in range(pairs)]
    value = statistics.median(one / other for other, one in taken)
    other, one = (statistics.median(column) for column in zip(*taken, strict=True))
    return Figure(f"{ROWS:,} rows: {name}", value, limit, "×", f"{one:.2f} s to {other:.2f} s")


def write_workbook(table: Path, workbook: Path) -> None:
    """The rows of a CSV as texts in the one sheet of a workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Lessons")
    with table.open(newline="", encoding="utf-8") as stream:
        for row in csv.reader(stream):
            sheet.append(row)
    book.save(workbook)


def with_dlt(table: Path, folder: Path) -> float:
    """Seconds that dlt takes to load a CSV into SQLite, by its own pipeline of extract, normalise and load."""
    import os
    import tempfile

    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"
    import dlt

    def rows() -> Iterator[dict[str, str]]:
        with table.open(newline="", encoding="utf-8") as stream:
            yield from csv.DictReader(stream)

    with tempfile.TemporaryDirectory(dir=folder) as place:
        database = dlt.destinations.sqlalchemy(f"sqlite:///{place}/lessons.db")
        pipeline = dlt.pipeline("lessons", pipelines_dir=place, destination=database, dataset_name="main")
        return seconds(lambda: pipeline.run(dlt.resource(rows(), name="lessons")))
