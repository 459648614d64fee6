"""Many rows written at once: whatever is asked next finds them, and what went wrong is said, however late."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from handover.errors import StoreBusy
from handover.jobs.gathering.gather import gather_source
from handover.store.bulk import BulkInsert
from handover.store.database import Store
from handover.store.history import CHUNK
from handover.store.tables import initiative, name
from tests.offices import LESSONS, Clock, an_office, register, write_csv

COLUMNS = ("written", "normalised", "origin", "added_at")
NOW = Clock()().isoformat(" ")


def writing(connection: Connection) -> BulkInsert:
    """Writes names of one initiative."""
    ((number,),) = connection.execute(
        insert(initiative).values(name="One", origin="person", added_at=Clock()()).returning(initiative.c.id)
    ).all()
    return BulkInsert(connection, name, COLUMNS, same={"initiative_id": number})


def names(*written: str) -> Sequence[tuple[str, ...]]:
    return [(one, one.casefold(), "records", NOW) for one in written]


WRITTEN = select(name.c.written).order_by(name.c.id)


def test_whatever_is_asked_next_finds_the_rows(store: Store) -> None:
    with store.write() as connection:
        write = writing(connection)
        write(names("A", "B"))
        write(())
        assert connection.execute(WRITTEN).scalars().all() == ["A", "B"]
        write(names("C"))
        write(names("D"))
    with store.read() as connection:
        assert connection.execute(WRITTEN).scalars().all() == ["A", "B", "C", "D"]


def test_what_is_asked_before_writing_does_not_wait_for_the_rows(postgresql_url: str) -> None:
    store = Store.open(postgresql_url)
    with store.write() as connection:
        write = writing(connection)
        write(names("A"))
        assert write.before_writing(WRITTEN, {}) == []
        assert connection.execute(WRITTEN).scalars().all() == ["A"]
    store.close()


def test_nothing_of_a_transaction_that_is_undone_stands(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:  # noqa: PT012 - undone with rows under way
        write = writing(connection)
        write(names("A"))
        write.before_writing(WRITTEN, {})
        write(names("B"))
        raise ZeroDivisionError
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(name)).scalar() == 0


def test_a_name_written_twice_is_said_in_a_sentence_when_the_rows_are_done(postgresql_url: str) -> None:
    store = Store.open(postgresql_url)
    with pytest.raises(StoreBusy, match="wrote the same at the same moment"), store.write() as connection:
        writing(connection)(names("A", "A"))
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(name)).scalar() == 0
    store.close()


def test_a_key_of_the_chunk_before_is_met_again(store: Store, tmp_path: Path) -> None:
    rows = [(f"L{number}", "Falcon", "Title", "", "") for number in range(CHUNK)]
    again = [(key, "Falcon", "Again", "", "") for key in (f"L{CHUNK - 1}", "L0", "new")]
    write_csv(tmp_path / "lessons.csv", [*rows, *again])
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    counts = gather_source(office, "lessons").counts
    assert (counts.seen, counts.new, counts.rejected) == (CHUNK + 3, CHUNK + 1, 2)
