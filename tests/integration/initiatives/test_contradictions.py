"""Two offices that say at the same moment what cannot both be so: both is kept, and the contradiction is shown."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from handover.errors import BadRequest
from handover.initiatives import identity, look_up
from handover.initiatives.succession.family import family
from handover.initiatives.succession.recorded import contradicting
from handover.initiatives.succession.words import tree
from handover.jobs import restructuring, successions
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.jobs.restructuring import Successors
from handover.jobs.successions import Telling
from handover.store.database import Store
from handover.transitions import recorded as transitions
from tests.integration.store.test_at_once import at_once
from tests.offices import an_office

DAY = "2025-05-30"


def asked(by: str) -> Asked:
    return Asked(DAY, "The council decided it.", by=by)


Deed = Callable[[Office], object]

# What two offices say of “Orion” on one day; how many transitions that makes.
AT_ONCE: dict[str, tuple[Deed, Deed, int]] = {
    "a merger and a split": (
        lambda office: restructuring.merge(office, ["Orion", "Ares"], Successors(new=["Vesta"]), asked("Jo")),
        lambda office: restructuring.split(office, "Orion", Successors(new=["Juno", "Ceres"]), asked("Ann")),
        3,
    ),
    "two mergers into different ones": (
        lambda office: restructuring.merge(office, ["Orion", "Ares"], Successors(new=["Vesta"]), asked("Jo")),
        lambda office: restructuring.merge(office, ["Orion", "Pallas"], Successors(new=["Juno"]), asked("Ann")),
        4,
    ),
    "two splits into others": (
        lambda office: restructuring.split(office, "Orion", Successors(new=["Juno", "Ceres"]), asked("Jo")),
        lambda office: restructuring.split(office, "Orion", Successors(new=["Juno", "Vesta"]), asked("Ann")),
        2,
    ),
    "a merger, and a succession that was only recorded": (
        lambda office: restructuring.merge(office, ["Orion", "Ares"], Successors(new=["Vesta"]), asked("Jo")),
        lambda office: successions.record(office, Telling("Ann", "end", before=["Orion"], on=DAY)),
        2,
    ),
}


@pytest.mark.parametrize(("one", "other", "count"), AT_ONCE.values(), ids=AT_ONCE)
def test_both_are_kept_and_the_contradiction_is_shown(
    store: Store, database_url: str, tmp_path: Path, one: Deed, other: Deed, count: int
) -> None:
    with store.write() as connection:
        for name in ("Orion", "Ares", "Pallas"):
            identity.add(connection, name, kind="programme", now=an_office(store, tmp_path).now())
    ready = threading.Barrier(2)

    def in_an_office_of_its_own(deed: Deed) -> object:
        mine = an_office(Store.open(database_url), tmp_path)
        ready.wait()
        try:
            return deed(mine)
        finally:
            mine.store.close()

    done = at_once(lambda: in_an_office_of_its_own(one), lambda: in_an_office_of_its_own(other))
    assert not [each for each in done if isinstance(each, Exception)]
    with store.read() as connection:
        of = look_up.find(connection, "Orion")
        assert of.closed_on in {DAY, None}
        found = family(connection, of)
        assert len(found.contradictory) == 1
        assert {tie.said.said_by for tie in found.contradictory[0]} == {"Jo", "Ann"}
        *_, last = tree(found)
        assert "cannot both be so" in last
        assert "Jo says that" in last
        assert "Ann says that" in last
        assert [contradicting(connection, tie) for tie in found.contradictory[0]] == [list(found.contradictory)] * 2
        assert len(transitions.listed(connection)) == count


def test_one_that_is_withdrawn_contradicts_nothing(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    first = successions.record(office, Telling("Jo", "end", before=["Orion"], on=DAY, new="board"))
    second = successions.record(office, Telling("Ann", "rename", before=["Orion"], after=["Ares"], on=DAY, new="board"))
    with store.read() as connection:
        assert [[one.id, other.id] for one, other in contradicting(connection, second)] == [[first.id, second.id]]
    withdrawn = successions.withdraw(office, first.id, by="Jo", because="It was renamed.")
    with store.read() as connection:
        assert contradicting(connection, second) == contradicting(connection, withdrawn) == []


@pytest.mark.parametrize("kind", [None, "renmae"])
def test_a_kind_that_there_is_not_is_told(sqlite_store: Store, tmp_path: Path, kind: str | None) -> None:
    office = an_office(sqlite_store, tmp_path)
    with pytest.raises(BadRequest, match="The kind must be rename, merger, split"):
        successions.record(office, Telling("Jo", kind, before=["Orion"], on=DAY, new="board"))
