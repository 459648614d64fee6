"""Databases: the rows of one SELECT, streamed into the spool as JSON Lines."""

from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, Final

from handover.errors import SourceUnreadable
from handover.sources.databases.sql_locations import database_mistakes
from handover.sources.databases.sql_values import plain
from handover.sources.json_files import read_lines
from handover.sources.registering.locations import scheme_of
from handover.sources.registering.registration import Found, Registration
from handover.sources.registering.sign_in import sign_in_mistakes
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched, RawRow, Reading
from handover.sources.spool import RowSpool, spooled_rows
from handover.sources.tables.headers import name_columns
from handover.sources.texts import ended
from handover.sources.web.addresses import spoken_address
from handover.sources.web.connections import Deadline, DeadlinePassed
from handover.sources.web.http_failures import too_slow

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Of the rows that are fetched at once: so many, and so many bytes of them as they are written, at the most.
_MOST_AT_ONCE: Final = 5_000
_FIRST_AT_ONCE: Final = 10
_BYTES_AT_ONCE: Final = 8_000_000

_CORRECT: Final = "Correct it in sources.yaml, and apply that again."


def mistakes(registration: Registration) -> Iterator[Found]:
    """What is wrong with a database source, beside what can be wrong with any."""
    # The parser takes a tenth of a second to import, which nobody should wait for who has no database.
    from handover.sources.databases.sql_statements import query_mistake

    for wrong in database_mistakes(registration.location):
        yield ("location",), wrong
    if registration.sign_in is not None and scheme_of(registration.location) == "sqlite":
        yield ("sign_in",), "is for servers, and SQLite is a file"
    else:
        yield from sign_in_mistakes(registration.sign_in, ("user", "password"), "a database")
    if said := query_mistake(registration.query or "", scheme_of(registration.location)):
        yield ("query",), said


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read the rows that were spooled. All have the same names, so that one which none has is a mistake."""
    reading = read_lines(fetched.path, fetched.name, largest=largest)
    first = next(reading.rows, None)
    if first is None or not isinstance(first.cells, dict):
        return reading
    return Reading(_all(first, reading), names=tuple(first.cells), facts=reading.facts)


def _all(first: RawRow, reading: Reading) -> Iterator[RawRow]:
    try:
        yield from chain([first], reading.rows)
    finally:
        reading.close()


def fetch(request: Request) -> Content:
    """Run the source's query, and spool the rows that it gives.

    Raises SourceUnreachable (no such server, not let in, too slow, broken off), SourceUnreadable (a query that cannot
    be run or would change something, too many bytes), SecretMissing, DiskFull.
    """
    # Only whoever has a database waits for its libraries.
    from sqlalchemy.exc import DBAPIError

    from handover.sources.databases.sql_refusals import SENT_BEFORE, not_connected, not_utf8, refused
    from handover.sources.sql_databases import opened

    name, query = spoken_address(request.registration.location), request.registration.query or ""
    for place, said in mistakes(request.registration):
        sentence = ended(f"{name} is not asked: its {'.'.join(place)} {said}")
        raise SourceUnreadable(sentence, where=name, what_to_do=_CORRECT)
    deadline = Deadline(request.limits.longest_fetch, request.elapsed)
    try:
        with opened(request, name, deadline) as connection, spooled_rows(request, name) as spool:
            info = connection.info  # not to be asked for any more of a connection that broke off
            try:
                _spool(connection, query, spool, deadline)
            except DBAPIError as error:
                if deadline.passed:
                    raise DeadlinePassed from None
                raise refused(error, name, query, before=info.get(SENT_BEFORE, 0)) from None
            return Content((spool.fetched(),))
    except DeadlinePassed:
        raise too_slow(name, request.limits) from None
    except DBAPIError as error:
        raise (too_slow(name, request.limits) if deadline.passed else not_connected(error, name)) from None
    except UnicodeDecodeError:
        raise not_utf8(name) from None


def _spool(connection: "Connection", query: str, spool: RowSpool, deadline: Deadline) -> None:
    asked = connection.execution_options(stream_results=True, no_parameters=True)
    with closing(asked.exec_driver_sql(query)) as result:
        names, _ = name_columns(list(result.keys()))
        count, at_once = 0, _FIRST_AT_ONCE
        while rows := result.fetchmany(at_once):
            for row in rows:
                spool.add(dict(zip(names, map(plain, row), strict=True)))
            deadline.left(None)
            count += len(rows)
            at_once = rows_at_once(count, spool.size)


def rows_at_once(count: int, size: int) -> int:
    """How many rows are fetched next, where ``count`` rows had ``size`` bytes: large ones a few at a time.

    >>> rows_at_once(50, 5_000), rows_at_once(50, 50_000_000), rows_at_once(1, 80_000_000)
    (5000, 8, 1)
    """
    return max(1, min(_MOST_AT_ONCE, _BYTES_AT_ONCE * count // max(1, size)))
