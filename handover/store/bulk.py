"""Writing many rows with as little as possible between them and the driver.

SQLAlchemy prepares each row of an ``executemany`` by itself, which costs more than the database does. Here a
statement is compiled once and the rows go to the driver as they are, so their values must be what the driver takes.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Insert, Table, insert

Values = str | bytes | int | None


class BulkInsert:
    """An INSERT into ``columns`` of ``table``, for rows as tuples in that order."""

    def __init__(self, connection: Connection, table: Table, columns: Sequence[str]) -> None:
        statement: Insert = insert(table)
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(columns))
        self._connection = connection
        self._sql = str(compiled)
        self._columns = tuple(columns)
        self._places = None if compiled.positiontup is None else [self._columns.index(c) for c in compiled.positiontup]

    def __call__(self, rows: Sequence[tuple[Values, ...]]) -> None:
        if not rows:
            return
        if self._places is None:
            self._connection.exec_driver_sql(self._sql, [dict(zip(self._columns, row, strict=True)) for row in rows])
        elif self._places == list(range(len(self._columns))):
            self._connection.exec_driver_sql(self._sql, list(rows))
        else:
            self._connection.exec_driver_sql(self._sql, [tuple(row[place] for place in self._places) for row in rows])
