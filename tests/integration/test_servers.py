"""The databases that the tests run on are what they say they are."""

from sqlalchemy import make_url, text

from handover.store.database import HEAD, Store
from handover.store.tables import metadata


def test_store_has_its_tables_and_nothing_in_them(store: Store) -> None:
    assert store.revision() == HEAD
    with store.read() as connection:
        counts = {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar() for table in metadata.tables
        }
    assert counts == dict.fromkeys(metadata.tables, 0)


def test_what_one_test_writes_no_other_sees(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("CREATE TABLE left_behind (id integer)"))


def test_what_one_test_writes_no_other_sees_indeed(store: Store) -> None:
    with store.read() as connection:
        assert not store.engine.dialect.has_table(connection, "left_behind")


def test_bare_database_becomes_a_store(bare_database_url: str) -> None:
    store = Store.open(bare_database_url, create=True)
    assert store.revision() == HEAD
    assert store.engine.dialect.name == make_url(bare_database_url).get_backend_name()
    store.close()
