"""Constraints and indexes are called what the naming convention says, on both databases: a migration can name them."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Inspector, Table, inspect, text

from handover.store.database import Store
from handover.store.tables import metadata

# A name by what it names, so that one that is missing and one that is called otherwise are told apart.
Named = set[tuple[str, tuple[str, ...], str | None]]


@pytest.fixture
def migrated(bare_database_url: str) -> Iterator[Inspector]:
    store = Store.open(bare_database_url, create=True)
    with store.engine.connect() as connection:
        yield inspect(connection)
    store.close()


def _declared(table: Table) -> Named:
    kinds = {"ForeignKeyConstraint": "foreign key", "UniqueConstraint": "unique", "PrimaryKeyConstraint": "primary key"}
    constraints: Named = {
        (kinds[type(one).__name__], tuple(column.name for column in one.columns), str(one.name))
        for one in table.constraints
    }
    indexes = {("index", tuple(column.name for column in one.columns), str(one.name)) for one in table.indexes}
    return constraints | indexes


def _found(inspector: Inspector, table: str) -> Named:
    key = inspector.get_pk_constraint(table)
    found: Named = {("primary key", tuple(key["constrained_columns"]), key["name"])}
    for one in inspector.get_foreign_keys(table):
        columns = tuple(one["constrained_columns"])
        found.add(("foreign key", columns, one["name"] or _name_within(inspector, table, columns[0])))
    for unique in inspector.get_unique_constraints(table):
        found.add(("unique", tuple(unique["column_names"]), unique["name"]))
    for index in inspector.get_indexes(table):
        if not index.get("duplicates_constraint"):
            found.add(("index", tuple(str(name) for name in index["column_names"]), index["name"]))
    return found


def _name_within(inspector: Inspector, table: str, column: str) -> str | None:
    """The name of a foreign key that stands in the column itself, where SQLAlchemy does not look on SQLite."""
    with inspector.engine.connect() as connection:
        query = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
        made = connection.execute(query, {"name": table}).scalar_one()
    found = re.search(rf"\b{column} \w+ CONSTRAINT (\w+) REFERENCES", made)
    return found[1] if found else None


def test_what_the_migrations_made_is_called_as_the_tables_say(migrated: Inspector) -> None:
    found = {name: _found(migrated, name) for name in metadata.tables}
    assert found == {name: _declared(table) for name, table in metadata.tables.items()}
