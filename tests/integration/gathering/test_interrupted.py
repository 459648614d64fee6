"""A gathering that is killed, or that meets a full disk, leaves what was there; run again it gives the same."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from handover.errors import DiskFull
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.store.database import Store
from handover.store.tables import gathering
from tests.offices import LESSONS, an_office, register, version_count, write_csv

ROWS = 20_000
KILLED_ITSELF = """
import os, signal, sys
from pathlib import Path
from handover.jobs.gathering.gather import gather_source
from handover.store.database import Store
from tests.offices import an_office

def killed_half_way(rows):
    if rows >= 10_000:
        os.kill(os.getpid(), signal.SIGKILL)

store = Store.open(sys.argv[1])
gather_source(an_office(store, Path(sys.argv[2])), "lessons", killed_half_way)
"""


def many_lessons(folder: Path) -> None:
    write_csv(
        folder / "lessons.csv",
        [
            (f"L{number}", f"Programme {number % 50}", "A lesson", "What happened " * 8, "2024")
            for number in range(ROWS)
        ],
    )


def test_killed_while_gathering(database_url: str, tmp_path: Path) -> None:
    many_lessons(tmp_path)
    store = Store.open(database_url)
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_ITSELF, database_url, str(tmp_path)], cwd=Path.cwd(), env=os.environ, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    # PostgreSQL notices that its client is gone a moment later, and then lets go of its locks.
    time.sleep(0.2)
    assert version_count(store) == 0
    assert gather_source(office, "lessons").counts == Counts(seen=ROWS, new=ROWS)
    assert gather_source(office, "lessons").counts == Counts(seen=ROWS, unchanged=ROWS)
    assert version_count(store) == ROWS
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(gathering)).scalar_one() == 2
    store.close()


def test_a_full_disk_changes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(office, LESSONS)
    write_csv(tmp_path / "lessons.csv", [("L1", "Orion", "Ask early", "Nobody was asked.", "2024")])
    gather_source(office, "lessons")
    many_lessons(tmp_path)

    # SQLite itself answers that the disk is full as soon as the file would grow beyond this.
    @event.listens_for(sqlite_store.engine, "connect")
    def small_disk(connection: object, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 200")  # type: ignore[attr-defined]

    sqlite_store.engine.dispose()
    with pytest.raises(DiskFull, match="The disk is full; nothing was changed"):
        gather_source(office, "lessons")
    assert version_count(sqlite_store) == 1
