"""A column that refers to another table, added to one that is there."""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def add_reference(table: str, column: str, to: str) -> None:
    """Add a column that refers to the id of another table.

    SQLite takes a reference with a new column only within the column itself, where alembic gives it no name.
    """
    kind = ID.compile(dialect=op.get_bind().dialect)
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column} REFERENCES {to} (id)")
