"""How long the family of an initiative takes to find, in a graph of 100,000 successions."""

import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert

from benchmarks.measuring import Figure, seconds
from handover.initiatives import identity
from handover.initiatives.succession.family import family
from handover.initiatives.succession.ways import became, came_from
from handover.initiatives.succession.words import tree
from handover.store.database import Store
from handover.store.tables import initiative, naming, succession, succession_party

SUCCESSIONS: Final = 100_000
# As Whitehall has them since 1975: 40 departments, and 37 successions by which all of them hang together.
_LARGE: Final = 40
_NOW: Final = datetime(2025, 6, 2, tzinfo=UTC)
_RUNS: Final = 15


def figures(folder: Path) -> Iterator[Figure]:
    """A family of forty out of many, in milliseconds: the whole of it in words, and what its first became."""
    store = Store.open(f"sqlite:///{folder / 'family.db'}", create=True)
    with store.write() as connection:
        _fill(connection)
    with store.read() as connection:
        of = identity.by_id(connection, SUCCESSIONS // 2)
        first = identity.by_id(connection, (of.id - 1) // _LARGE * _LARGE + 1)
        members = len(family(connection, of).initiatives)
        yield _figure(f"family of {members}, of 100,000 successions", lambda: list(tree(family(connection, of))))
        yield _figure("what its first one became", lambda: became(connection, first))
        yield _figure("where it came from", lambda: came_from(connection, of))
    store.close()


def _figure(name: str, work: Callable[[], object]) -> Figure:
    return Figure(name, 1000 * statistics.median(seconds(work) for _ in range(_RUNS)), 50, "ms")


def _fill(connection: Connection) -> None:
    """Families of forty: each renamed, and every fifth split into the next two."""
    count = SUCCESSIONS + SUCCESSIONS // (_LARGE - 1) + 1
    shown = [{"id": number, "name": f"Department {number}"} for number in range(1, count + 1)]
    same = {"kind": "body", "origin": "person", "added_at": _NOW}
    connection.execute(insert(initiative), [one | same for one in shown])
    named = {"sort": "name", "from_on": "1980", "added_at": _NOW}
    connection.execute(
        insert(naming),
        [
            {"initiative_id": one["id"], "written": one["name"], "normalised": str(one["name"]).lower()} | named
            for one in shown
        ],
    )
    ties, parties = [], []
    for number in range(1, count):
        if number % _LARGE == 0:
            continue
        ties.append({"id": number, "kind": "rename", "completed_on": f"{1980 + number % _LARGE}-05-01"})
        sides = [("predecessor", number), ("successor", number + 1)]
        if number % 5 == 0 and (number + 1) % _LARGE:
            ties[-1]["kind"] = "split"
            sides.append(("successor", number + 2))
        parties += [{"succession_id": number, "side": side, "initiative_id": one} for side, one in sides]
    connection.execute(insert(succession), [one | {"recorded_at": _NOW, "broken_rules": []} for one in ties])
    connection.execute(insert(succession_party), [one | {"functions": [], "goes_on": False} for one in parties])
