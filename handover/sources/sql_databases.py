"""Databases that are only read: opened so that nothing can be changed in them, and cut off when it takes too long.

PostgreSQL's transactions and SQLite's files are opened for reading alone. MySQL, MariaDB and Oracle are asked for a
transaction that only reads; SQL Server has none. Whatever the database, the transaction is undone at the end.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url
from sqlalchemy.dialects.mysql.base import MySQLDialect
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from handover.errors import SourceUnreachable
from handover.sources.registering.locations import scheme_of
from handover.sources.request import Request
from handover.sources.secrets import resolved
from handover.sources.web.addresses import allowed_addresses
from handover.sources.web.connections import Deadline

# The drivers that are used where a location names none, for databases whose driver does not come with Handover.
_DRIVERS: Final = {"mysql": "pymysql", "mariadb": "pymysql", "mssql": "pymssql", "oracle": "oracledb"}
_ONLY_READS: Final = {
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
# Nothing can be written to a file that is opened for reading; these would open another, or change how it is opened.
_SQLITE_REFUSES: Final = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA})
_LONGEST_SQLITE_VALUE: Final = 70_000_000  # bytes; with more, its line would be too long for whoever reads it
_LOOKED_AFTER: Final = 10_000  # steps of SQLite's between two looks at the clock


@contextmanager
def opened(request: Request, name: str, deadline: Deadline) -> Iterator[Connection]:
    """A connection to the request's database on which nothing can be changed; sentences call the database ``name``.

    Raises SourceUnreachable where there is none or it is not allowed, SecretMissing, DeadlinePassed, and whatever of
    sqlalchemy.exc.DBAPIError comes while it is opened.
    """
    scheme = scheme_of(request.registration.location)
    if scheme == "sqlite":
        opening = _sqlite(request, name, deadline)
    elif scheme == "postgresql":
        opening = _postgresql(request, name, deadline)
    else:
        opening = _other(request, name, scheme, deadline)
    with opening as connection:
        yield connection


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    """A connection of ``engine``, whose transaction is undone at the end."""
    connection = engine.connect()
    try:
        yield connection
    finally:
        with suppress(DBAPIError):  # the server may be gone
            connection.close()


@contextmanager
def _postgresql(request: Request, name: str, deadline: Deadline) -> Iterator[Connection]:
    from handover.sources.databases import sql_postgresql

    url = _url(request)
    addresses = _addresses(request, url, name)
    with sql_postgresql.opened(url, addresses, deadline, request.limits.timeout) as connection:
        yield connection


@contextmanager
def _sqlite(request: Request, name: str, deadline: Deadline) -> Iterator[Connection]:
    path = sqlite_path(request.registration.location, request.base)
    if not path.is_file():
        raise SourceUnreachable(
            f"There is no file {path.name} for {name}.",
            where=name,
            what_to_do="Check “location” in the source's registration: three strokes before a path from its own folder,"
            " four before one from the root.",
        )

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=request.limits.timeout)
        connection.text_factory = _text
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_SQLITE_VALUE)
        connection.execute("PRAGMA query_only = ON")
        return connection

    with _connected(create_engine("sqlite://", creator=connect, poolclass=NullPool)) as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_authorizer(_allowed)
        driver.set_progress_handler(lambda: deadline.passed, _LOOKED_AFTER)
        yield connection


def sqlite_path(location: str, base: Path) -> Path:
    """The file that a location such as ``sqlite:///records/office.db`` names, from the folder ``base``.

    >>> sqlite_path("sqlite:///records/office.db", Path("/srv"))
    PosixPath('/srv/records/office.db')
    """
    return base / location.partition("://")[2].removeprefix("/")


def _text(data: bytes) -> str:
    # What is no text shows as such in its row, which is then rejected and kept.
    return data.decode("utf-8", "surrogateescape")


def _allowed(action: int, first: str | None, *_others: object) -> int:
    # Full-text search looks whether its own data changed.
    refused = action in _SQLITE_REFUSES and first != "data_version"
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK


@contextmanager
def _other(request: Request, name: str, scheme: str, deadline: Deadline) -> Iterator[Connection]:
    url = _url(request)
    address = _addresses(request, url, name)[0]
    if "+" not in url.drivername:
        url = url.set(drivername=f"{scheme}+{_DRIVERS.get(scheme, '')}")
    if (url.host or "").casefold() not in {one.casefold() for one in request.limits.allow_hosts}:
        # A host that was not allowed by its name is connected to where it was looked up, and nowhere else.
        url = url.set(host=address)
    try:
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    except (ImportError, NoSuchModuleError, ArgumentError):
        driver = url.drivername.partition("+")[2]
        raise SourceUnreachable(
            f"{name} needs the driver “{driver}”, which is not installed.",
            where=name,
            what_to_do=f"Install it beside Handover (pip install {driver}), or name another in “location”, as in"
            f" {scheme}+{driver}://.",
        ) from None
    with _connected(engine) as connection:
        if scheme in _ONLY_READS:
            connection.exec_driver_sql(_ONLY_READS[scheme])
        if isinstance(connection.dialect, MySQLDialect):
            left = deadline.left(None)
            longest = (
                f"max_statement_time = {left:.1f}"
                if connection.dialect.is_mariadb
                else f"max_execution_time = {left * 1000:.0f}"
            )
            connection.exec_driver_sql(f"SET SESSION {longest}")
        yield connection


def _url(request: Request) -> URL:
    sign_in = request.registration.sign_in
    url = make_url(request.registration.location)
    if sign_in is None or sign_in.user is None:
        return url
    password = request.secrets(sign_in.password) if sign_in.password else None
    return url.set(username=resolved(sign_in.user, request.secrets), password=password)


def _addresses(request: Request, url: URL, name: str) -> list[str]:
    limits = request.limits
    return allowed_addresses(url.host or "", resolve=request.resolve, allow_hosts=limits.allow_hosts, name=name)
