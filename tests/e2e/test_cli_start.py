"""The program as a process: what it imports, what it ends with, the signals and terminals that it meets."""

import contextlib
import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.conftest import CLOSURE, LESSONS, SOURCES
from tests.servers import web

HANDOVER = [sys.executable, "-c", "from handover.cli import main; main()"]
LONG = 60.0  # seconds after which something is broken


def handover(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*HANDOVER, *arguments], capture_output=True, check=False, timeout=LONG, env={**os.environ, **environment}
    )


# What is typed, and what of the heavy libraries it must not wait for.
IMPORTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "the help": (("--help",), ("prefect", "weasyprint", "sqlalchemy", "pydantic", "pydantic_settings", "rich")),
    "the help of a command": (("close", "--help"), ("prefect", "weasyprint", "sqlalchemy", "pydantic", "rich")),
    "a slip": (("clsoe",), ("prefect", "weasyprint", "sqlalchemy", "pydantic", "rich")),
    "an initiative": (("initiative", "show", "Harbour Bridge"), ("prefect", "weasyprint", "alembic", "httpx", "rich")),
    "the dossiers": (("dossier", "list"), ("prefect", "weasyprint", "alembic")),
    "a gathering": (("gather",), ("prefect", "weasyprint", "alembic")),
}


@pytest.mark.parametrize(("arguments", "without"), IMPORTS.values(), ids=IMPORTS)
def test_nobody_waits_for_what_is_not_needed(
    closed: Path, arguments: tuple[str, ...], without: tuple[str, ...]
) -> None:
    program = (
        "import sys; from handover.cli import run; run(sys.argv[1:]); "
        "sys.stderr.write('LOADED ' + ' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=LONG
    )
    loaded = ended.stderr.partition("LOADED ")[2].split()
    assert "click" in loaded
    assert not set(loaded) & set(without)


STATUSES: dict[str, tuple[tuple[str, ...], int]] = {
    "done": (("initiative", "list"), 0),
    "fell short": (("gather",), 1),
    "bad input": (("dossier", "open", "7"), 2),
    "held": (("close", "Harbour Tunnel", "--on", "2024", "--reason", "x"), 3),
}


@pytest.mark.parametrize(("arguments", "status"), STATUSES.values(), ids=STATUSES)
def test_the_process_ends_with_the_status(gathered: Path, arguments: tuple[str, ...], status: int) -> None:
    ended = handover(*arguments)
    assert ended.returncode == status
    assert (ended.stdout == b"") is (status == 2)
    assert (ended.stderr == b"") is (status != 2)


def test_the_version(empty: Path) -> None:
    assert handover("--version").stdout.startswith(b"Handover ")


def test_a_fault_of_our_own_is_one_sentence_and_the_log_has_the_rest(gathered: Path) -> None:
    _spoil(gathered)
    ended = handover("source", "list", "--json")
    assert ended.returncode == 70
    error = json.loads(ended.stdout)["error"]
    assert (error["code"], error["where"]) == ("fault", str(gathered / "handover.log"))
    assert b"Something went wrong in Handover itself: ValidationError." in ended.stderr
    assert b"Traceback" not in ended.stdout + ended.stderr
    assert "Traceback (most recent call last)" in (gathered / "handover.log").read_text()


def test_a_fault_where_no_log_can_be_written_has_one_of_its_own(gathered: Path, tmp_path: Path) -> None:
    _spoil(gathered)
    (gathered / "handover.log").mkdir()
    own = tmp_path / "own"
    own.mkdir()
    ended = handover("source", "list", TMPDIR=str(own))
    assert ended.returncode == 70
    (log,) = own.glob("handover-*.log")
    assert str(log).encode() in ended.stderr
    assert "Traceback (most recent call last)" in log.read_text()
    assert b"Traceback" not in ended.stderr


def _spoil(folder: Path) -> None:
    """What no command can make of a store."""
    database = sqlite3.connect(folder / "handover.db")
    with database:
        database.execute("UPDATE source SET registration = '{}'")
    database.close()


def test_what_the_database_said_is_in_the_log(gathered: Path) -> None:
    (gathered / "handover.toml").write_text('database = "postgresql://127.0.0.1:1/x"\n')
    ended = handover("initiative", "list")
    assert ended.returncode == 2
    assert b"Traceback" not in ended.stderr
    log = (gathered / "handover.log").read_text()
    assert "The database cannot be reached." in log
    assert "OperationalError" in log


def test_a_log_that_has_grown_large_is_put_aside(gathered: Path) -> None:
    log = gathered / "handover.log"
    log.write_bytes(b"." * 5_000_001)
    (gathered / "contacts.csv").unlink()
    assert handover("gather").returncode == 1
    assert (gathered / "handover.log.old").stat().st_size == 5_000_001
    assert "There is no file contacts.csv." in log.read_text()


def test_control_c_is_one_sentence_and_changes_nothing(gathered: Path) -> None:
    with web.running({"/lessons.csv": web.silent}) as server:
        text = SOURCES.replace("location: lessons.csv", f"location: {server.url('/lessons.csv')}")
        (gathered / "sources.yaml").write_text(text)
        (gathered / "handover.toml").write_text('[limits]\nallow_hosts = ["127.0.0.1"]\n')
        assert handover("source", "apply").returncode == 0
        process = subprocess.Popen(
            [*HANDOVER, "gather", "lessons", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        waiting = threading.Event()
        while not server.asked and process.poll() is None:
            waiting.wait(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LONG)
    assert process.returncode == 130
    assert json.loads(out)["error"]["code"] == "stopped"
    assert err.decode().strip() == ("Stopped. What was under way was not kept.\nGive the same command again to go on.")
    assert b"1 lesson and 2 contacts" in handover("initiative", "show", "Harbour Bridge").stdout


def test_a_reader_who_goes_away_is_no_fault(gathered: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [*HANDOVER, "gather", "contacts"], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=LONG
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (0, b"")


def test_a_terminal_without_our_quotes_gets_question_marks(gathered: Path) -> None:
    ended = handover("initiative", "alias", "Harbour Bridge", "HB", PYTHONIOENCODING="latin-1")
    assert (ended.returncode, ended.stdout) == (0, b"?HB? now means: Harbour Bridge\n")
    # What is for programs is always UTF-8.
    ended = handover("initiative", "alias", "Harbour Bridge", "Br\u00fccke", "--json", PYTHONIOENCODING="latin-1")
    assert json.loads(ended.stdout.decode("utf-8"))["added"] == ["Br\u00fccke"]


def test_words_that_are_not_utf_8_are_refused(gathered: Path) -> None:
    ended = subprocess.run(
        [*(part.encode() for part in HANDOVER), b"initiative", b"add", b"Br\xfccke"],
        capture_output=True,
        check=False,
        timeout=LONG,
    )
    assert ended.returncode == 2
    assert b"Word 3 of the command is not text in UTF-8." in ended.stderr


def on_a_terminal(arguments: list[str], environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run a command as somebody at a terminal of 80 columns does; its status, and all that they see."""
    ours, theirs = pty.openpty()
    with tempfile.TemporaryFile() as nothing:
        process = subprocess.Popen(
            [*HANDOVER, *arguments],
            stdin=nothing,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "COLUMNS": "80", "TERM": "xterm", **(environment or {})},
        )
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed
        while piece := os.read(ours, 65_536):
            seen += piece
    os.close(ours)
    return process.wait(LONG), seen.decode().replace("\r\n", "\n")


def test_sentences_fit_the_window_and_commands_stay_whole(gathered: Path) -> None:
    (gathered / "lessons.csv").write_text(LESSONS.replace("Harbour Tunnel", "A very long name " * 20))
    assert handover("gather", "lessons").returncode == 1
    status, seen = on_a_terminal(["close", "Harbor Brigde", "--on", "2024", "--reason", "x"])
    assert status == 2
    assert max(map(len, seen.splitlines())) <= 80
    status, seen = on_a_terminal(["close", "--on", "2024"])
    command = 'For example: handover close "Joining Up Care" --on 2025-05-30'
    assert command in seen.replace("For example:\n", "For example: ")
    status, seen = on_a_terminal(["initiative", "list"])
    assert status == 0
    assert "very long name" in seen
    assert max(map(len, re.sub(r"\x1b\[[0-9;]*m", "", seen).splitlines())) <= 80


def test_who_watches_sees_what_is_under_way(gathered: Path) -> None:
    status, seen = on_a_terminal(["gather", "lessons"])
    assert (status, "Fetching" in seen) == (1, True)
    status, seen = on_a_terminal([*CLOSURE])
    assert (status, "Compiling the dossier" in seen) == (1, True)


def test_on_a_machine_with_a_screen_the_dossier_is_opened(closed: Path, tmp_path: Path) -> None:
    viewers = tmp_path / "viewers"
    viewers.mkdir()
    opened = tmp_path / "opened"
    os.mkfifo(opened)
    viewer = viewers / "xdg-open"
    viewer.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n')
    viewer.chmod(0o755)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(opened.read_text()))
    reader.start()
    path = {"PATH": f"{viewers}{os.pathsep}{os.environ['PATH']}", "DISPLAY": ":9"}
    status, seen = on_a_terminal(["dossier", "open", "1"], path)
    reader.join(LONG)
    assert status == 0
    assert seen.startswith("Opened dossier 1:\n")
    assert Path(read[0]).read_bytes().startswith(b"%PDF-")
    assert seen.splitlines()[1] == read[0]


def test_where_there_is_no_viewer_the_path_is_said(closed: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    status, seen = on_a_terminal(["dossier", "open", "1"], {"PATH": str(nothing), "DISPLAY": ":9"})
    assert status == 0
    assert "Opened" not in seen
    assert Path(seen.strip()).is_file()
