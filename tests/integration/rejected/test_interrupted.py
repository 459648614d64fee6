"""Work on rejected rows that is interrupted at any point has not been done; done again it gives what it should."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.rejected_rows.ignoring import ignore
from handover.jobs.rejected_rows.retrying import retry_sources
from handover.jobs.rejected_rows.undoing import undo
from handover.store.database import Store
from handover.store.tables import metadata
from tests.integration.rejected.working import ONE, SLIP, TWO, UNGUARDED, WHO, gathered, listed, records
from tests.offices import LESSONS, an_office, register

KILLED_AT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from handover.jobs.rejected_rows.correcting import fix
from handover.store.database import Store
from tests.offices import an_office

store = Store.open(sys.argv[1])
left = int(sys.argv[3])

@event.listens_for(store.engine, "after_cursor_execute")
def killed(*_given):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

fix(an_office(store, Path(sys.argv[2])), 1, ["Recorded=2025"], by="Ada Lim", because="The minutes say so.")
"""


class Interrupted(BaseException):
    """As Ctrl-C, at a certain statement."""


@contextmanager
def interrupted_at(store: Store, number: int) -> Iterator[list[int]]:
    """Interrupt at the statement of that number; the list has how many there were."""
    count = [0]

    def interrupt(*_given: Any) -> None:
        count[0] += 1
        if count[0] == number:
            raise Interrupted

    event.listen(store.engine, "before_cursor_execute", interrupt)
    try:
        yield count
    finally:
        event.remove(store.engine, "before_cursor_execute", interrupt)


def everything(connection: Connection) -> dict[str, list[Any]]:
    return {table.name: connection.execute(select(table)).all() for table in metadata.sorted_tables}


def corrected(office: Office) -> None:
    gathered(office, ONE, TWO)
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2025"], **WHO)


def spoilt(office: Office) -> None:
    gathered(office, ONE, TWO)
    gathered(office, ONE, SLIP)


def british(office: Office) -> None:
    gathered(office, ONE, (*TWO[:4], "31/01/2024"))
    dated = {**LESSONS["map"], "recorded_on": {"column": "Recorded", "date": "%d/%m/%Y"}}
    register(office, {**LESSONS, **UNGUARDED, "map": dated})


WORK: dict[str, tuple[Callable[[Office], None], Callable[[Office], Any]]] = {
    "fix": (spoilt, lambda office: fix(office, 1, ["Recorded=2025"], **WHO)),
    "ignore": (spoilt, lambda office: ignore(office, [1], **WHO)),
    "retry": (british, retry_sources),
    "undo": (corrected, lambda office: undo(office, 1)),
}


@pytest.mark.parametrize(("before", "work"), WORK.values(), ids=WORK)
def test_interrupted_at_any_statement(
    sqlite_store: Store, tmp_path: Path, before: Callable[[Office], None], work: Callable[[Office], Any]
) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(office, {**LESSONS, **UNGUARDED})
    before(office)
    with sqlite_store.read() as connection:
        stood = everything(connection)
    number = 0
    while True:
        number += 1
        with interrupted_at(sqlite_store, number) as count:
            try:
                work(office)
            except Interrupted:
                pass
            else:
                break
        with sqlite_store.read() as connection:
            assert everything(connection) == stood, f"at statement {number}"
    assert number > 5
    assert count[0] == number - 1
    with sqlite_store.read() as connection:
        assert everything(connection) != stood


@pytest.mark.parametrize("statement", [8, 20])
def test_killed(database_url: str, tmp_path: Path, statement: int) -> None:
    store = Store.open(database_url)
    office = an_office(store, tmp_path)
    register(office, {**LESSONS, **UNGUARDED})
    spoilt(office)
    stood = records(store)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT, database_url, str(tmp_path), str(statement)],
        cwd=Path.cwd(),
        env=os.environ,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    # PostgreSQL notices that its client is gone a moment later, and then lets go of its locks.
    time.sleep(0.2)
    assert records(store) == stood
    assert [row.number for row in listed(office)] == [1]
    fix(office, 1, ["Recorded=2025"], **WHO)
    assert records(store)["L2"].said["recorded_on"] == "2025"
    store.close()
