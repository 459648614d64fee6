"""Workspaces as their users have them: with sources registered, gathered, and one initiative closed."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from handover.cli import run

SOURCES = """\
sources:
  lessons:
    title: Lessons log
    location: lessons.csv
    records: lesson
    key: Ref
    map:
      initiative: Programme
      title: Title
      what_happened: Event
      recorded_on: { column: Recorded, date: "%d/%m/%Y" }
  contacts:
    title: Contacts
    location: contacts.csv
    records: contact
    key: Post
    map: { initiative: Programme, name: Name, role: Post, emails: Mail }
"""
LESSONS = """\
Ref,Programme,Title,Event,Recorded,Remark
L1,Harbour Bridge,Ask the port first,The crane stood in the way,03/02/2024,x
L2,harbour bridge,Count the lorries,Nobody had counted,31/02/2024,
L3,Harbour & Bridge,Publish the timetable,It was late,11/03/2024,y
L4,Harbour Tunnel,Ask the fishermen,They knew,12/03/2024,z
"""
CONTACTS = """\
Post,Programme,Name,Mail
Director,Harbour Bridge,Ada Lim,ada.lim@example.org
Clerk,Harbour Bridge,Vacant,
"""
READ_BACK = "I now own the timetable and the two open leases; I call the port first, or the crane may stand there."
CLOSURE = ("close", "Harbour Bridge", "--on", "2024-06-30", "--reason", "It is built.", "--to", "jo@example.org")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Command = Callable[..., Ended]


@pytest.fixture
def handover(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run one command in this process."""

    def command(*arguments: str) -> Ended:
        capsys.readouterr()
        status = run([*arguments])
        written = capsys.readouterr()
        return Ended(status, written.out, written.err)

    return command


def fill(folder: Path) -> None:
    """Put the records and their registration into a workspace."""
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "lessons.csv").write_text(LESSONS)
    (folder / "contacts.csv").write_text(CONTACTS)


@pytest.fixture(scope="session")
def _gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gathered")
    assert run(["init", str(folder)]) == 0
    fill(folder)
    in_it = ["--workspace", str(folder)]
    assert run(["source", "apply", *in_it]) == 0
    assert run(["gather", *in_it]) == 1
    return folder


@pytest.fixture(scope="session")
def _closed(tmp_path_factory: pytest.TempPathFactory, _gathered: Path) -> Path:
    folder = tmp_path_factory.mktemp("closed")
    _copied(_gathered, folder)
    assert run([*CLOSURE, "--workspace", str(folder)]) == 1
    return folder


def _copied(what: Path, folder: Path) -> None:
    shutil.copytree(what, folder, dirs_exist_ok=True)
    with sqlite3.connect(folder / "handover.db") as database:
        database.execute("UPDATE source SET base = ?", [str(folder)])
    database.close()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing in it, to work in."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def gathered(tmp_path: Path, _gathered: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose two sources were gathered, to work in."""
    folder = tmp_path / "gathered"
    _copied(_gathered, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def closed(tmp_path: Path, _closed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose Harbour Bridge was closed and handed over to jo@example.org, to work in."""
    folder = tmp_path / "closed"
    _copied(_closed, folder)
    monkeypatch.chdir(folder)
    return folder


def everything_in(folder: Path) -> dict[str, object]:
    """What a workspace holds: every row of its database, every file but the log."""
    held: dict[str, object] = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("handover.db", "handover.log"))
    }
    if (folder / "handover.db").exists():
        database = sqlite3.connect(folder / "handover.db")
        held["the store"] = list(database.iterdump())
        database.close()
    return held
