"""Known names that may mean the same as new ones: out of the store as out of memory, at the cost of the new ones."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, func, insert, select

from handover.initiatives import recognising
from handover.initiatives.identity import add_all
from handover.initiatives.matching.candidates import COMMON, Candidates, keys_of
from handover.initiatives.matching.known import keep_keys, known_near
from handover.initiatives.matching.spelling import spelling
from handover.initiatives.names import compared
from handover.store.database import Store
from handover.store.tables import name as name_table
from handover.store.tables import name_key

NOW = datetime(2025, 5, 6, 12, tzinfo=UTC)
WORDS = (
    "Harbour",
    "Renewal",
    "Board",
    "Programme",
    "Health",
    "Care",
    "NHS",
    "HRB",
    "(HRB)",
    "2",
    "II",
    "Renewel",
    "Môn",
)
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


def write(connection: Connection, written: list[str], *, known: bool) -> None:
    ids = add_all(connection, written, "programme", "records", NOW) if known else [None] * len(written)
    for one, number in zip(written, ids, strict=True):
        row = {"written": one, "normalised": compared(one), "initiative_id": number, "origin": "records"}
        connection.execute(insert(name_table).values(**row, added_at=NOW))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(names, min_size=1, max_size=12, unique_by=compared), st.lists(names, min_size=1, max_size=4))
def test_the_store_finds_what_an_index_of_all_names_finds(
    sqlite_store: Store, known: list[str], new: list[str]
) -> None:
    everything = Candidates()
    for one in known:
        everything.add(spelling(one))
    with sqlite_store.write() as connection:
        trial = connection.begin_nested()
        write(connection, known, known=True)
        found, meant = known_near(connection, [spelling(one) for one in new])
        for one in new:
            by_store = [found.spellings[number].written for number in found.of(spelling(one))]
            assert by_store == [everything.spellings[number].written for number in everything.of(spelling(one))]
        assert [spelled.written for spelled in found.spellings] == [
            one for one in known if compared(one) in {each.key for each in meant}
        ]
        trial.rollback()


def test_a_word_that_too_many_names_have_leads_to_none_of_them(store: Store) -> None:
    with store.write() as connection:
        write(connection, [f"Harbour {number:04}" for number in range(COMMON + 1)], known=True)
        found, _ = known_near(connection, [spelling("Harbour Wall")])
        assert found.of(spelling("Harbour Wall")) == []
        # A new name that has it makes it no rarer.
        found.add(spelling("Harbour Mole"))
        assert found.of(spelling("Harbour Wall")) == []


def test_keys_are_kept_once_and_of_one_spelling(store: Store) -> None:
    count = select(func.count()).select_from(name_key)
    with store.write() as connection:
        write(connection, ["Harbour Board", "HARBOUR BOARD"], known=True)
        keep_keys(connection)
        expected = len(keys_of(spelling("Harbour Board")))
        assert connection.execute(count).scalar() == expected
        keep_keys(connection)
        write(connection, ["harbour board"], known=True)
        keep_keys(connection)
        assert connection.execute(count).scalar() == expected


def test_a_new_name_costs_no_more_where_more_are_known(store: Store) -> None:
    """What is asked of the store, and read of it, for one new name, among few and among many."""
    asked: list[str] = []
    costs: list[tuple[int, int]] = []
    with store.write() as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        for first, last in ((0, 50), (50, 1_000)):
            write(connection, [f"Wharf Pier{number}" for number in range(first, last)], known=True)
            keep_keys(connection)
            write(connection, [f"Quay Pier{first}"], known=False)
            asked.clear()
            recognising.recognise(connection, now=NOW)
            count = len(asked)
            found, _ = known_near(connection, [spelling(f"Old Quay Pier{first}")])
            costs.append((count, len(found.spellings)))
    assert [found for _, found in costs] == [2, 3]  # the wharf of that pier, and the quays
    assert costs[0][0] == costs[1][0]
