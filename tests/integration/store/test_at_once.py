"""Several processes that open, fill and read one store at the same time."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from handover.errors import HandoverError, StoreBusy
from handover.initiatives import identity, joining, look_up
from handover.jobs.gathering.gather import GatheringReport, gather_source
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import HEAD, Store
from handover.store.tables import initiative, name, snapshot
from tests.offices import LESSONS, Clock, an_office, register, write_csv

NOW = Clock()()
OPEN = """
import sys
import handover.store.migrate
from handover.store.database import Store
print("ready", flush=True)
sys.stdin.read(1)
Store.open(sys.argv[1], create=True).close()
"""


def test_processes_that_open_a_new_database_at_once_all_find_its_tables(bare_database_url: str) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, bare_database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for run in runs:
        assert run.stdout is not None
        run.stdout.readline()
    for run in runs:
        assert run.stdin is not None
        run.stdin.write(b"x")
        run.stdin.flush()
    ended = [run.communicate()[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, "\n".join(ended)
    store = Store.open(bare_database_url)
    assert store.revision() == HEAD
    store.close()


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Do all of these at the same time; what each returned, or the error that it raised."""
    found: list[Any] = [None] * len(jobs)
    barrier = threading.Barrier(len(jobs))

    def do(number: int) -> None:
        barrier.wait()
        try:
            found[number] = jobs[number]()
        except HandoverError as error:
            found[number] = error

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_sources_that_bring_the_same_new_names_at_once(store: Store, database_url: str, tmp_path: Path) -> None:
    """Names in opposite order, which is how two transactions come to wait for each other."""
    office = an_office(store, tmp_path)
    names = [f"Programme {number}" for number in range(40)]
    for source, written in (("one", names), ("two", [one.upper() for one in names[::-1]] + names[::-1])):
        register(office, {**LESSONS, "name": source, "location": f"{source}.csv"})
        rows = [(f"L{number}", one, "Ask", "Text", "2024") for number, one in enumerate(written)]
        write_csv(tmp_path / f"{source}.csv", rows)
    reports: list[GatheringReport | HandoverError] = []

    def other() -> None:
        mine = an_office(Store.open(database_url), tmp_path)
        reports.append(gather_source(mine, "two"))
        mine.store.close()

    thread = threading.Thread(target=other)

    def meanwhile(_rows: int) -> None:
        """The first has written its names, and has not yet said which initiatives they are."""
        thread.start()
        thread.join(0.5)

    reports.append(gather_source(replace(office, reading=threading.Lock()), "one", meanwhile))
    thread.join()
    assert [report.error for report in reports if isinstance(report, GatheringReport)] == [None, None]
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(initiative)).scalar() == 40
        assert connection.execute(select(func.count()).select_from(name)).scalar() == 80


def test_one_name_added_by_several_people_at_once_is_one_initiative(store: Store, database_url: str) -> None:
    def add() -> None:
        mine = Store.open(database_url)
        try:
            with mine.write() as connection:
                identity.add(connection, "Harbour Board", kind="board", now=NOW)
        finally:
            mine.close()

    found = at_once(*[add] * 4)
    assert sorted(getattr(one, "code", "added") for one in found) == [
        "added",
        "bad-request",
        "bad-request",
        "bad-request",
    ]


def test_two_initiatives_merged_into_each_other_at_once(store: Store, database_url: str) -> None:
    with store.write() as connection:
        for written in ("Orion", "Ares"):
            identity.add(connection, written, kind="programme", now=NOW)
    met = threading.Barrier(2)

    def merge(one: str, into: str) -> None:
        mine = Store.open(database_url)
        try:
            with mine.write() as connection:
                both = look_up.find(connection, one), look_up.find(connection, into)
                if database_url.startswith("postgresql"):
                    met.wait()
                joining.merge(connection, *both, by=None, now=NOW)
        finally:
            mine.close()

    found = at_once(lambda: merge("Orion", "Ares"), lambda: merge("Ares", "Orion"))
    assert sorted(getattr(one, "code", "merged") for one in found) == ["bad-request", "merged"]
    with store.read() as connection:
        assert look_up.find(connection, "Orion") == look_up.find(connection, "Ares")


def test_a_reader_sees_one_state_of_the_store_throughout(store: Store) -> None:
    counted = select(func.count()).select_from(snapshot)
    with store.read() as connection:
        before = connection.execute(counted).scalar()
        with store.write() as other:
            other.execute(insert(snapshot).values(taken_at=NOW, counts={}))
        assert connection.execute(counted).scalar() == before == 0
    with store.read() as connection:
        assert connection.execute(counted).scalar() == 1


def test_a_source_registered_by_two_at_once_is_one(postgresql_url: str, tmp_path: Path) -> None:
    """The one that comes second is told, and nothing of it is written."""
    store = Store.open(postgresql_url)
    registration = Registration.model_validate(LESSONS)
    found: list[str] = []

    def other() -> None:
        mine = Store.open(postgresql_url)
        try:
            with mine.write() as connection:
                registered.apply(connection, [registration], base=tmp_path, now=NOW)
        except StoreBusy as error:
            found.append(error.sentence)
        finally:
            mine.close()

    thread = threading.Thread(target=other)
    with store.write() as connection:
        registered.apply(connection, [registration], base=tmp_path, now=NOW)
        thread.start()
        thread.join(0.5)
    thread.join()
    with store.read() as connection:
        assert [one.name for one in registered.registered(connection)] == ["lessons"]
    store.close()
    assert found in ([], ["Another run of Handover wrote the same at the same moment; nothing was changed."])
