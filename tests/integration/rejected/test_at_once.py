"""Two people who work on the same rejected row at the same time, on both databases: the second gets a sentence."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from handover.errors import HandoverError
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import FixedRow, fix
from handover.jobs.rejected_rows.ignoring import IgnoredRow, ignore
from handover.jobs.rejected_rows.undoing import undo
from handover.store.database import Store
from handover.store.tables import row_decision
from tests.integration.rejected.working import ONE, SLIP, THREE, UNGUARDED, WHO, gathered, gathered_whole, records
from tests.offices import LESSONS, an_office, register, write_csv


def at_once(*jobs: Callable[[Office], Any], url: str, folder: Path) -> list[Any]:
    """Do all of these at the same time, each in an office of its own; what each gave, or the error that it raised."""
    found: list[Any] = [None] * len(jobs)
    barrier = threading.Barrier(len(jobs))

    def do(number: int) -> None:
        mine = Store.open(url)
        barrier.wait()
        try:
            # In one process readings wait for each other; here each stands for a process of its own.
            found[number] = jobs[number](replace(an_office(mine, folder), reading=threading.Lock()))
        except HandoverError as error:
            found[number] = error
        finally:
            mine.close()

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def prepared(store: Store, folder: Path) -> Office:
    office = an_office(store, folder)
    register(office, {**LESSONS, **UNGUARDED})
    gathered(office, ONE, SLIP)
    return office


def test_two_who_correct_one_row(store: Store, database_url: str, tmp_path: Path) -> None:
    office = prepared(store, tmp_path)

    def corrected(by: str, year: str) -> Callable[[Office], FixedRow]:
        return lambda mine: fix(mine, 1, [f"Recorded={year}"], by=by, because="I know.")

    found = at_once(corrected("Ada", "2024"), corrected("Bo", "2025"), url=database_url, folder=tmp_path)
    (done,) = (one for one in found if isinstance(one, FixedRow))
    (refused,) = (one for one in found if isinstance(one, HandoverError))
    first = "Ada" if found[0] is done else "Bo"
    assert refused.sentence == f"Rejected row 1 was corrected by {first} already, and is a record since then."
    assert records(store)["L2"].said["recorded_on"] == done.values["Recorded"]
    assert gathered_whole(office).counts.unchanged == 2


def test_two_who_ignore_one_row(store: Store, database_url: str, tmp_path: Path) -> None:
    prepared(store, tmp_path)

    def ignored(by: str) -> Callable[[Office], list[IgnoredRow]]:
        return lambda mine: ignore(mine, [1], by=by, because="I know.")

    found = at_once(ignored("Ada"), ignored("Bo"), url=database_url, folder=tmp_path)
    assert sorted(one.already for (one,) in found) == [False, True]
    assert len({one.by for (one,) in found}) == 1
    with store.read() as connection:
        assert len(connection.execute(select(row_decision)).all()) == 1


def test_one_who_corrects_and_one_who_ignores(store: Store, database_url: str, tmp_path: Path) -> None:
    office = prepared(store, tmp_path)
    found = at_once(
        lambda mine: fix(mine, 1, ["Recorded=2024"], **WHO),
        lambda mine: ignore(mine, [1], **WHO),
        url=database_url,
        folder=tmp_path,
    )
    # Either it was corrected first, and there is nothing to ignore; or it was ignored, and then corrected after all.
    assert isinstance(found[0], FixedRow)
    assert set(records(store)) == {"L1", "L2"}
    assert gathered_whole(office).counts.unchanged == 2


def test_a_correction_while_the_source_is_gathered(store: Store, database_url: str, tmp_path: Path) -> None:
    office = prepared(store, tmp_path)
    write_csv(tmp_path / "lessons.csv", [SLIP, ONE, THREE])
    found = at_once(
        lambda mine: fix(mine, 1, ["Recorded=2024"], **WHO),
        lambda mine: gather_source(mine, "lessons"),
        url=database_url,
        folder=tmp_path,
    )
    assert not any(isinstance(one, HandoverError) for one in found)
    assert found[1].error is None
    assert set(records(store)) == {"L1", "L2", "L3"}
    assert gathered_whole(office).counts.unchanged == 3


def test_two_who_take_one_correction_back(store: Store, database_url: str, tmp_path: Path) -> None:
    office = prepared(store, tmp_path)
    fix(office, 1, ["Recorded=2024"], **WHO)
    found = at_once(lambda mine: undo(mine, 1), lambda mine: undo(mine, 1), url=database_url, folder=tmp_path)
    (refused,) = (one for one in found if isinstance(one, HandoverError))
    assert refused.sentence.startswith("What Ada Lim decided about rejected row 1 was taken back on ")
    assert set(records(store)) == {"L1"}
    assert gathered_whole(office).counts.rejected == 1
