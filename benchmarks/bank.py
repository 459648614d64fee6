"""The lesson bank of 200,000 lessons: taking them up, and answering the worst questions, whose words are in most."""

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.gathering import ROWS, Gathered, change_one, write_lessons
from benchmarks.measuring import Figure, seconds
from handover.bank.index import bring_up_to_date
from handover.bank.search import Question, search
from handover.store.database import Store

_QUESTIONS: Final = (
    Question("board"),
    Question("board evidence budget"),
    Question("the risk of a contract, and the supplier waited slowly"),
    Question("local decision", "Programme 3"),
    Question("bord"),
)
_RUNS: Final = 5


def figures(folder: Path) -> Iterator[Figure]:
    """Seconds for taking all of them up, and one that changed; milliseconds of the slowest question."""
    gathered = Gathered(folder / "bank")
    lessons = gathered.folder / "lessons.csv"
    write_lessons(lessons, ROWS)
    gathered.empty()
    gathered.gather()
    assert gathered.store is not None
    store = gathered.store
    yield Figure(f"{ROWS:,} records taken up", seconds(lambda: _taken(store, ROWS)), 30, "s")
    change_one(lessons, 1)
    gathered.gather()
    yield Figure("one that changed", seconds(lambda: _taken(store, 1)), 1, "s")
    slowest = max(statistics.median(_asked(store, one) for _ in range(_RUNS)) for one in _QUESTIONS)
    yield Figure("the slowest of five questions", 1000 * slowest, 500, "ms")
    store.close()


def _asked(store: Store, question: Question) -> float:
    with store.read() as connection:
        return seconds(lambda: search(connection, question))


def _taken(store: Store, records: int) -> None:
    assert bring_up_to_date(store) == records
