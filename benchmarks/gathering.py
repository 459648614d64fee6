"""Gathering a 200,000-row lessons CSV into SQLite, beside a loop that does the least that could be done."""

import csv
import hashlib
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Figure, most_megabytes, seconds
from handover.delivery.senders import OutboxSender
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.settings import Settings
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.sources.secrets import secrets
from handover.store.database import Store

ROWS = 200_000
COLUMNS = ("ref", "programme", "title", "what_happened", "effect", "recommendation", "raised", "themes")
WORDS = [
    *("the", "board", "asked", "for", "evidence", "early", "and", "supplier", "waited", "risk", "community", "team"),
    *("review", "budget", "contract", "nobody", "decision", "local", "because", "programme", "partner", "slowly"),
]
REGISTRATION = Registration.model_validate(
    {
        "name": "lessons",
        "title": "Lessons log",
        "location": "lessons.csv",
        "records": "lesson",
        "key": "ref",
        "map": {
            "initiative": "programme",
            "title": "title",
            "what_happened": "what_happened",
            "effect": "effect",
            "recommendation": "recommendation",
            "recorded_on": "raised",
            "tags": {"column": "themes", "split": ";"},
        },
    }
)


def write_lessons(path: Path, rows: int) -> None:
    """A lessons CSV of ``rows`` rows and 8 columns, some 430 bytes a row; the same every time."""
    dice = random.Random(20101011)

    def text(words: int) -> str:
        return " ".join(dice.choices(WORDS, k=words))

    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for row in range(rows):
            raised = f"20{10 + row % 15:02}-{1 + row % 12:02}-{1 + row % 28:02}"
            writer.writerow(
                (f"L{row:07}", f"Programme {row % 500}", text(6), text(25), text(10), text(15), raised, "risk;contract")
            )


def bare(path: Path, database: Path) -> None:
    """csv reader, dict, canonical JSON, SHA-256, one executemany: what any gathering has to do."""
    for old in database.parent.glob(f"{database.name}*"):
        old.unlink()
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, key TEXT, payload TEXT, sha256 BLOB)")

    def rows() -> Iterator[tuple[str, str, bytes]]:
        with path.open(newline="", encoding="utf-8") as stream:
            reader = csv.reader(stream)
            header = next(reader)
            for cells in reader:
                row = dict(zip(header, cells, strict=True))
                payload = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
                yield row["ref"], payload, hashlib.sha256(payload.encode()).digest()

    connection.executemany("INSERT INTO record (key, payload, sha256) VALUES (?, ?, ?)", rows())
    connection.commit()
    connection.close()


def read_from(location: str) -> Registration:
    """The registration, of a file of that name."""
    declared = REGISTRATION.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    del declared["kind"]
    return Registration.model_validate({**declared, "location": location})


def office_on(store: Store, folder: Path) -> Office:
    settings = Settings(folder=folder)
    return Office(settings, store, OutboxSender(settings.outbox), secrets(folder))


class Gathered:
    """An office with an empty SQLite store in ``folder``, whose one source is ``lessons.csv`` there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        Store.open(f"sqlite:///{folder / 'empty.db'}", create=True).close()
        self.store: Store | None = None

    def empty(self, location: str = "lessons.csv") -> None:
        """An empty store, in which the file at ``location`` is registered."""
        if self.store is not None:
            self.store.close()
        for old in self.folder.glob("handover.db*"):
            old.unlink()
        shutil.copyfile(self.folder / "empty.db", self.folder / "handover.db")
        self.store = Store.open(f"sqlite:///{self.folder / 'handover.db'}")
        with self.store.write() as connection:
            registered.apply(connection, [read_from(location)], base=self.folder, now=self.office.now())

    @property
    def office(self) -> Office:
        assert self.store is not None
        return office_on(self.store, self.folder)

    def gather(self) -> Counts:
        report = gather_source(self.office, "lessons")
        if report.error is not None:
            raise report.error
        return report.counts


def change_one(path: Path, turn: int) -> None:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[ROWS // 2] = lines[ROWS // 2].replace("\n", f";turn {turn}\n")
    path.write_text("".join(lines), "utf-8", newline="")


def figures(folder: Path, *, pairs: int = 5) -> Iterator[Figure]:
    """The ratios of a first gathering, of the same file again, and of one changed row."""
    gathered = Gathered(folder / "gathering")
    lessons = gathered.folder / "lessons.csv"
    write_lessons(lessons, ROWS)
    firsts, agains, ones = [], [], []

    def ours() -> None:
        assert gathered.gather() == Counts(seen=ROWS, new=ROWS)

    bare_seconds = []
    for turn in range(pairs):
        bare_seconds.append(seconds(lambda: bare(lessons, folder / "bare.db")))
        gathered.empty()
        firsts.append(seconds(ours))
        agains.append(seconds(lambda: _expect(gathered, Counts(seen=ROWS, unchanged=ROWS))))
        change_one(lessons, turn)
        ones.append(seconds(lambda: _expect(gathered, Counts(seen=ROWS, changed=1, unchanged=ROWS - 1))))
    for name, limit, taken in (
        ("gathering 200,000 rows, against a bare loop", 2.0, firsts),
        ("the same file again", 0.05, agains),
        ("with one row changed", 1.2, ones),
    ):
        yield _median(name, limit, taken, bare_seconds)


def _expect(gathered: Gathered, counts: Counts) -> None:
    assert gathered.gather() == counts


def _median(name: str, limit: float, taken: list[float], bare_seconds: list[float]) -> Figure:
    import statistics

    value = statistics.median(one / other for one, other in zip(taken, bare_seconds, strict=True))
    return Figure(
        name, value, limit, "×", f"{statistics.median(taken):.2f} s to {statistics.median(bare_seconds):.2f} s"
    )


def memory(folder: Path, *, few: int = 100_000, many: int = 1_000_000) -> Iterator[Figure]:
    """The most memory that gathering a million rows takes, in a process of its own; and its time, row by row."""
    before = _in_a_process(folder / "few-before", few)[1]
    megabytes, taken = _in_a_process(folder / "many", many)
    after = _in_a_process(folder / "few-after", few)[1]
    yield Figure(f"memory of gathering {many:,} rows", megabytes, 500, "MB", f"{taken:.0f} s")
    each = (before + after) / 2 / few
    yield Figure(f"a row of {many:,}, against one of {few:,}", taken / many / each, 1.3, "×", f"{each * 1e6:.0f} µs")


def _in_a_process(folder: Path, rows: int) -> tuple[float, float]:
    """Megabytes and seconds."""
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.gathering", str(folder), str(rows)],
        check=True,
        capture_output=True,
        text=True,
    )
    megabytes, taken = child.stdout.split()
    return float(megabytes), float(taken)


def _gather_many(folder: Path, rows: int) -> None:
    gathered = Gathered(folder)
    write_lessons(folder / "lessons.csv", rows)
    gathered.empty()
    taken = seconds(lambda: _expect(gathered, Counts(seen=rows, new=rows)))
    print(most_megabytes(), taken)


if __name__ == "__main__":
    _gather_many(Path(sys.argv[1]), int(sys.argv[2]))
