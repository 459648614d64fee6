"""Moves and lists that are recorded at the same moment: one of each stands, and nobody is told two things."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from handover.errors import BadRequest
from handover.jobs.batches import running
from handover.jobs.moving.moves import Leaving, leave
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.store.database import Store
from handover.transitions import batches, recorded
from tests.integration.moving.offices import staffed
from tests.integration.moving.test_batches import ASKED, WHOLE, a_list
from tests.offices import an_office


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return staffed(store, tmp_path)


def at_once(office: Office, url: str, asks: list[Callable[[Office], object]]) -> list[object]:
    """What each of these came to, when all began together; a refusal is its code."""
    found: list[object] = []
    barrier = threading.Barrier(len(asks))

    def ask(one: Callable[[Office], object]) -> None:
        mine = an_office(Store.open(url), office.settings.folder)
        barrier.wait()
        try:
            found.append(one(mine))
        except BadRequest as error:
            found.append(error.code)
        finally:
            mine.store.close()

    threads = [threading.Thread(target=ask, args=(one,)) for one in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_who_come_at_once_one_stands(office: Office, database_url: str) -> None:
    def leaving(who: str) -> Callable[[Office], object]:
        said = Leaving("Ada Lim", [who], ["Orion"])
        return lambda mine: leave(mine, said, Asked("2025-05-01", "A post.")).transitions[0].id

    found = at_once(office, database_url, [leaving(who) for who in ["Jo Hill"] * 3 + ["Sam Roe"] * 3])
    with office.store.read() as connection:
        (one,) = recorded.listed(connection)
    assert sorted(found, key=str) == [one.id] * 3 + ["bad-request"] * 3


def test_one_list_recorded_three_times_at_once_is_one_batch(office: Office, database_url: str) -> None:
    path = a_list(office, *WHOLE)
    found = at_once(office, database_url, [lambda mine: len(running.run(mine, path, ASKED).new)] * 3)
    assert sorted(map(str, found)) == ["0", "0", "7"]
    with office.store.read() as connection:
        ((batch, states),) = batches.listed(connection)
    assert (batch.id, dict(states)) == (1, {"confirmed": 7})
