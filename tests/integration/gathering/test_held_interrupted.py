"""Holding, releasing and discarding, killed at any point: nothing is lost, counts twice or is left over."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.held_gatherings.deciding import discard, release
from handover.jobs.held_gatherings.held import DECIDED, UNDECIDED, held_gatherings
from handover.jobs.office import Office
from handover.store.database import Store
from tests.integration.gathering.test_gather import current
from tests.offices import LESSONS, an_office, register, write_csv

ROWS, LEFT = 5_000, 3_000
WHO = {"by": "Jo Hill", "because": "It is right."}
# Does one thing, and kills itself at the point that is named: a function of a module, or the rows that are done.
KILLED_AT = """
import importlib, os, signal, sys
from pathlib import Path
from handover.jobs.held_gatherings.deciding import discard, release
from handover.jobs.gathering.gather import gather_source
from handover.store.database import Store
from tests.offices import an_office

database, folder, doing, number, point = sys.argv[1:]

def killed(*_arguments, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

progress = lambda rows: rows > 2_000 and killed()
if point != "half-way":
    progress = None
    module, function = point.split(":")
    setattr(importlib.import_module(module), function, killed)
office = an_office(Store.open(database), Path(folder))
who = {"by": "Jo Hill", "because": "It is right."}
if doing == "gather":
    gather_source(office, "lessons", progress)
elif doing == "release":
    release(office, int(number), progress=progress, **who)
else:
    discard(office, int(number), **who)
"""


def killed_at(office: Office, url: str, doing: str, point: str, number: int = 0) -> None:
    arguments = [url, str(office.settings.folder), doing, str(number), point]
    ended = subprocess.run([sys.executable, "-c", KILLED_AT, *arguments], cwd=Path.cwd(), env=os.environ, check=False)
    assert ended.returncode == -signal.SIGKILL
    # PostgreSQL notices that its client is gone a moment later, and then lets go of its locks.
    time.sleep(0.2)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """An office that has gathered a list of which nearly half is then cut off."""
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    rows = [(f"L{number}", "Orion", f"Lesson {number}", "Text", "2024") for number in range(ROWS)]
    write_csv(tmp_path / "lessons.csv", rows)
    assert gather_source(office, "lessons").counts == Counts(seen=ROWS, new=ROWS)
    write_csv(tmp_path / "lessons.csv", rows[:LEFT])
    return office


def states(office: Office) -> list[str]:
    with office.store.read() as connection:
        return [one.state for one in held_gatherings(connection, (*UNDECIDED, *DECIDED))]


def left_over(office: Office) -> list[Path]:
    """The copies that are there; what was only half written is cleared away a day later."""
    return [path for path in office.settings.held.iterdir() if path.is_file()]


HOLDING = {
    "while it is read": "half-way",
    "before it is kept": "handover.jobs.held_gatherings.holding:keep",
    "while it is copied": "os:fsync",
    "once it is copied": "handover.durable:sync_folder",
    "once it is kept": "handover.jobs.held_gatherings.holding:record",
    "once it is written down": "handover.jobs.held_gatherings.holding:record_file",
}


@pytest.mark.parametrize("point", HOLDING.values(), ids=HOLDING)
def test_killed_while_holding(office: Office, database_url: str, point: str) -> None:
    killed_at(office, database_url, "gather", point)
    assert states(office) == []
    assert len(current(office.store)) == ROWS
    report = gather_source(office, "lessons")
    assert len(report.held) == 1
    assert states(office) == ["held"]
    assert release(office, report.held[0], **WHO).counts.vanished == ROWS - LEFT
    assert left_over(office) == []


RELEASING = {
    "while it is read": ("half-way", "held"),
    "when all is written": ("handover.jobs.gathering.taking:recognise", "held"),
    "once it counts": ("handover.jobs.held_gatherings.deciding:_sweep", "released"),
    "while its copy is removed": ("handover.jobs.held_gatherings.deciding:sweep", "released"),
}


@pytest.mark.parametrize(("point", "state"), RELEASING.values(), ids=RELEASING)
def test_killed_while_releasing(office: Office, database_url: str, point: str, state: str) -> None:
    (number,) = gather_source(office, "lessons").held
    killed_at(office, database_url, "release", point, number)
    assert states(office) == [state]
    assert len(current(office.store)) == (ROWS if state == "held" else LEFT)
    again = release(office, number, **WHO)
    assert again.already is (state == "released")
    assert len(current(office.store)) == LEFT
    assert left_over(office) == []
    assert gather_source(office, "lessons").same_content


@pytest.mark.parametrize(
    "point", ["handover.jobs.held_gatherings.deciding:_sweep", "handover.jobs.held_gatherings.deciding:sweep"]
)
def test_killed_while_discarding(office: Office, database_url: str, point: str) -> None:
    (number,) = gather_source(office, "lessons").held
    killed_at(office, database_url, "discard", point, number)
    assert states(office) == ["discarded"]
    assert discard(office, number, **WHO).already
    assert left_over(office) == []
    assert gather_source(office, "lessons").discarded == (number,)
    assert len(current(office.store)) == ROWS
