"""What takes longer than the suite may: a million rows, and a gathering that is killed again and again."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.store.database import Store
from tests.offices import LESSONS, an_office, register, version_count, write_csv

pytestmark = pytest.mark.soak

GATHER = """
import sys
from pathlib import Path
from benchmarks.measuring import most_megabytes
from handover.jobs.gathering.gather import gather_source
from handover.store.database import Store
from tests.offices import an_office

report = gather_source(an_office(Store.open(sys.argv[1]), Path(sys.argv[2])), "lessons")
print(report.counts.seen, most_megabytes())
"""


def lessons(rows: int) -> list[tuple[str, ...]]:
    return [(f"L{row}", f"Programme {row % 50}", "A lesson", "What happened " * 10, "2024-03") for row in range(rows)]


def start(url: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", GATHER, url, str(folder)], env=os.environ, stdout=subprocess.PIPE, text=True
    )


def test_a_million_rows_in_bounded_memory(sqlite_url: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "lessons.csv", lessons(1_000_000))
    store = Store.open(sqlite_url)
    register(an_office(store, tmp_path), LESSONS)
    store.close()
    said, _ = start(sqlite_url, tmp_path).communicate()
    seen, megabytes = said.split()
    assert int(seen) == 1_000_000
    assert float(megabytes) < 500


def test_killed_at_any_moment(database_url: str, tmp_path: Path) -> None:
    rows = 40_000
    write_csv(tmp_path / "lessons.csv", lessons(rows))
    store = Store.open(database_url)
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    dice = random.Random(7)
    killed = 0
    for _ in range(30):
        child = start(database_url, tmp_path)
        time.sleep(dice.uniform(0.3, 2.5))
        child.send_signal(signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        child.communicate()
        assert version_count(store) in (0, rows)
    assert killed
    assert gather_source(office, "lessons").counts in (Counts(seen=rows, new=rows), Counts(seen=rows, unchanged=rows))
    assert version_count(store) == rows
    store.close()
