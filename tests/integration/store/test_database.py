"""Opening a store: its tables, its migrations, and what a person sees when a database cannot be used."""

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, insert, select, text

from handover.errors import HandoverError, StoreBusy, StoreError, StoreNewerThanProgram
from handover.store import database, migrate
from handover.store.database import Store, hold_names
from handover.store.tables import metadata, snapshot
from tests.offices import Clock

NOW = Clock()()


def test_the_migrations_make_the_tables_that_the_program_uses(bare_database_url: str) -> None:
    store = Store.open(bare_database_url, create=True)
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    store.close()


def test_the_newest_migration_is_the_one_that_a_start_looks_for() -> None:
    assert ScriptDirectory.from_config(migrate._config()).get_current_head() == database.HEAD


def test_an_up_to_date_store_is_opened_without_alembic(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "upgrade", lambda _connection: pytest.fail("nothing is to be migrated"))
    Store.open(sqlite_url).close()


def test_a_newer_database_is_refused_politely(database_url: str) -> None:
    store = Store.open(database_url)
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreNewerThanProgram) as refused:
        Store.open(database_url)
    assert str(refused.value) == (
        "This database was written by a later version of Handover than this one. "
        "Install the newer version. Nothing was changed."
    )


def test_a_write_is_whole_or_nothing(store: Store) -> None:
    def half_way(connection: Connection) -> None:
        connection.execute(insert(snapshot).values(taken_at=NOW, counts={}))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), store.write() as connection:
        half_way(connection)
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(snapshot)).scalar_one() == 0


def test_moments_come_back_in_utc(store: Store) -> None:
    with store.write() as connection:
        connection.execute(insert(snapshot).values(taken_at=NOW, counts={}))
    with store.read() as connection:
        assert connection.execute(select(snapshot.c.taken_at)).scalar_one() == NOW


def test_writers_wait_for_each_other(store: Store) -> None:
    def write() -> None:
        with store.write() as connection:
            count = connection.execute(select(func.count()).select_from(snapshot)).scalar_one()
            connection.execute(insert(snapshot).values(taken_at=NOW, counts={"seen": count}))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(snapshot)).scalar_one() == 8


def test_a_power_cut_cannot_take_back_what_was_committed(sqlite_store: Store) -> None:
    with sqlite_store.read() as connection:
        settings = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]


def _no_database(path: Path) -> None:
    path.write_bytes(b"This is a letter, not a database." * 100)


def _damaged(path: Path) -> None:
    Store.open(f"sqlite:///{path}", create=True).close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(content)


def _folder(path: Path) -> None:
    path.mkdir()


BROKEN = [
    ("not a database", _no_database, "The database file is damaged or is no database."),
    ("damaged", _damaged, "The database file is damaged or is no database."),
    ("a folder", _folder, "The database cannot be reached."),
    ("not there", lambda _path: None, "The database handover.db is not there."),
]


@pytest.mark.parametrize(("breaking", "sentence"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_file_is_said_and_left_as_it_is(tmp_path: Path, breaking: object, sentence: str) -> None:
    path = tmp_path / "handover.db"
    breaking(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError) as refused:
        Store.open(f"sqlite:///{path}")
    assert refused.value.sentence == sentence
    assert (path.read_bytes() if path.is_file() else None) == before


ADDRESSES = [
    ("no address", "handover.db", "The database setting is not an address that can be used."),
    ("another database", "mysql://u:secret@localhost/x", "The database setting is not an address that can be used."),
    ("memory", "sqlite://", "A SQLite store must be a file."),
    ("nobody answers", "postgresql://u:secret@127.0.0.1:1/x", "The database cannot be reached."),
    ("another driver", "postgresql+psycopg2://u:secret@127.0.0.1:1/x", "The database cannot be reached."),
    ("a driver of another kind", "postgresql+asyncpg://u:secret@127.0.0.1:1/x", "The database cannot be reached."),
    ("a password after it", "postgresql://u@127.0.0.1:1/x?password=secret", "The database cannot be reached."),
    ("no such option", "postgresql://u:secret@127.0.0.1:1/x?colour=secret", "The database cannot be reached."),
    (
        "a sign in the password",
        "postgresql://u:1@secret:a/b@localhost/x",
        "The database setting is not an address that can be used.",
    ),
    ("no port", "postgresql://u:p@localhost:secret/x", "The database setting is not an address that can be used."),
    ("no path", "sqlite:////srv/\0.db", "A SQLite store must be a file."),
]


@pytest.mark.parametrize(("url", "sentence"), [case[1:] for case in ADDRESSES], ids=[case[0] for case in ADDRESSES])
def test_an_address_that_cannot_be_used(url: str, sentence: str) -> None:
    with pytest.raises(HandoverError) as refused:
        Store.open(url)
    assert refused.value.sentence == sentence
    assert "secret" not in f"{refused.value}{refused.value.where}"


def test_a_row_that_another_holds_for_too_long_is_said(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT", 0.1)
    store = Store.open(postgresql_url)
    with store.write() as connection:
        hold_names(connection)
        with pytest.raises(StoreBusy, match="Another run of Handover"), store.write() as other:
            hold_names(other)
    store.close()


def test_a_locked_database_is_said(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT", 0.1)
    store = Store.open(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(StoreError, match="Another run of Handover has been writing to the database for too long"),
        store.write(),
    ):
        pass
    other.execute("ROLLBACK")
    other.close()
    store.close()


@pytest.mark.parametrize("missing", ["DROP TABLE snapshot", "ALTER TABLE snapshot DROP COLUMN counts"])
def test_a_table_or_column_that_is_missing_is_said(database_url: str, missing: str) -> None:
    store = Store.open(database_url)
    with store.write() as connection:
        connection.execute(text(missing))
    with pytest.raises(StoreError, match="lacks a table or column that it should have"), store.read() as connection:
        connection.execute(select(snapshot))
    store.close()
