"""What the tables share: the names of their constraints, moments in UTC, numbers and references."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Integer, MetaData, TypeDecorator

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts by itself in its own whole numbers only.
Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps it without its zone, and it comes back with it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def own_id() -> Column[int]:
    """The number of a row."""
    return Column("id", Id, primary_key=True)


def to(column: str, *, nullable: bool = False, index: bool = False, name: str | None = None) -> Column[Any]:
    """A reference to a column of another table, like ``source.id``."""
    return Column(name or column.replace(".", "_"), Id, ForeignKey(column), nullable=nullable, index=index)
