"""Writing many rows with as little as possible between them and the driver.

SQLAlchemy prepares each row of an ``executemany`` by itself, which costs more than the database does. Here rows go
to the driver as they are, so their values must be what the driver takes: to SQLite as one statement for many rows, to
PostgreSQL as COPY, which takes a third of the time of its INSERTs.

Both then work without Python: SQLite inserts all the rows of a statement before it lets its thread go on, PostgreSQL
checks the foreign keys of a COPY at its end, in a process of its own. So the end is waited for only when the connection
is wanted again, and what is made meanwhile costs no time.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import chain
from threading import Thread
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, event
from sqlalchemy.exc import DBAPIError

# Bytes that are handed to the server at once: less than a socket holds, so that nothing is left to be sent at the end.
_FLUSHED: Final = 32_768

Values = str | bytes | int | None


class BulkInsert:
    """Writes rows into ``columns`` of ``table``, as tuples in that order; ``same`` are columns that all rows share.

    At most a chunk of rows goes at a time. Whatever else is asked of the connection finds all rows written. Raises
    DBAPIError as late as then.
    """

    def __init__(self, connection: Connection, table: Table, columns: Sequence[str], same: Mapping[str, int]) -> None:
        self._connection = connection
        self._same = tuple(same.values())
        quote = connection.dialect.identifier_preparer.quote
        into = f"{quote(table.name)} ({', '.join(map(quote, (*same, *columns)))})"
        # What all rows share is part of the statement, so that it is not handed over with each of them.
        places = ", ".join([*(str(int(value)) for value in self._same), *("?" for _ in columns)])
        self._insert = f"INSERT INTO {into} VALUES ({places})"  # noqa: S608 - names and numbers of ours
        self._place = f", ({places})"
        self._copy = f"COPY {into} FROM STDIN"
        self._copies = connection.dialect.name == "postgresql"
        self._statement = self._copy if self._copies else self._insert
        self._driver_error: Any = connection.dialect.loaded_dbapi.Error
        self._held: Sequence[tuple[Values, ...]] = ()
        self._ending: Thread | None = None
        self._failed: Exception | None = None
        event.listen(connection, "before_cursor_execute", lambda *_: self._write())
        event.listen(connection, "commit", lambda *_: self._write())
        event.listen(connection, "rollback", lambda *_: self._give_up())

    def __call__(self, rows: Sequence[tuple[Values, ...]]) -> None:
        if rows:
            self._write()
            self._held = rows

    def before_writing(self, question: Select[Any], parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """Ask something to which the rows that were handed over last make no difference, and only then write them."""
        held, self._held = self._held, ()
        answer = self._connection.execute(question, parameters).all()
        self._held = held
        self._begin()
        return answer

    def _write(self) -> None:
        """Have all rows written."""
        self._begin()
        self._await()

    def _begin(self) -> None:
        """Hand the rows that are held to the server; that it is done with them remains to be waited for."""
        self._await()
        rows, self._held = self._held, ()
        if not rows:
            return
        driver: Any = self._connection.connection.driver_connection
        try:
            with ExitStack() as stack:
                cursor = stack.enter_context(closing(driver.cursor()))
                end = self._copying(cursor, rows, stack) if self._copies else self._inserting(cursor, rows)
                self._ending = Thread(target=self._end, args=(end, stack.pop_all()), name="writing")
        except self._driver_error as error:
            raise self._explained(error) from error
        self._ending.start()

    def _copying(self, cursor: Any, rows: Sequence[tuple[Values, ...]], stack: ExitStack) -> Callable[[], object]:
        """Hand rows to PostgreSQL, and give what waits until it is done with them."""
        from psycopg.copy import LibpqWriter

        copying = cursor.copy(self._copy, writer=LibpqWriter(cursor, flush_threshold=_FLUSHED))
        within = stack.enter_context(ExitStack())
        copy = within.enter_context(copying)
        for row in rows:
            copy.write_row(self._same + row)
        return within.close

    def _inserting(self, cursor: Any, rows: Sequence[tuple[Values, ...]]) -> Callable[[], object]:
        """What inserts rows into SQLite, all at once."""
        values = list(chain.from_iterable(rows))
        return partial(cursor.execute, f"{self._insert}{self._place * (len(rows) - 1)}", values)

    def _end(self, end: Callable[[], object], open_ones: ExitStack) -> None:
        try:
            with open_ones:
                end()
        except Exception as error:  # noqa: BLE001 - raised where the end is waited for
            self._failed = error

    def _await(self) -> None:
        ending, self._ending = self._ending, None
        if ending is not None:
            ending.join()
        failed, self._failed = self._failed, None
        if failed is not None:
            raise self._explained(failed) from failed

    def _give_up(self) -> None:
        """Nothing of the transaction is to stand, so it matters no more what became of the rows."""
        self._held = ()
        if self._ending is not None:
            self._ending.join()
        self._ending = self._failed = None

    def _explained(self, error: Exception) -> BaseException:
        """An error of the driver as SQLAlchemy raises it; any other as it is."""
        dialect = self._connection.dialect
        return DBAPIError.instance(self._statement, None, error, self._driver_error, dialect=dialect)
