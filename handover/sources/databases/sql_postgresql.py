"""PostgreSQL as a source: where it is connected to, what is read as the server writes it, and when it is cut off."""

import contextlib
import os
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any, Final

import orjson
import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader
from sqlalchemy import URL, Connection, NullPool, create_engine, event

from handover.sources.databases.sql_refusals import SENT_BEFORE
from handover.sources.web.addresses import is_public
from handover.sources.web.connections import Deadline

_PATIENCE: Final = 2.0  # seconds from asking a server to stop until it is no longer waited for
# Where Debian, Red Hat, and macOS keep the certificates that are trusted.
_BUNDLES: Final = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")

# Python has neither infinity nor years before Christ, and forgets how many months an interval has.
_AS_WRITTEN: Final = ("date", "time", "interval")
_MOMENTS: Final = ("timestamp", "timestamptz", "timetz")
_JSON: Final = ("json", "jsonb")
_SHORT_OFFSET: Final = re.compile(r"([+-]\d\d)$")
_CURSOR: Final = "handover_cursor"  # in a connection's ``info``
_AS_ISO: Final = ("SET LOCAL DateStyle = ISO", "SET LOCAL IntervalStyle = iso_8601")


def parameters(url: URL, addresses: list[str]) -> dict[str, Any]:
    """What libpq is told beside user, password and database: to connect to these ``addresses`` and no others.

    A server on the internet must prove who it is; how one inside the office's own network is trusted is for the
    location to say (``?sslmode=verify-full``).
    """
    each = len(addresses)
    said: dict[str, Any] = {
        "host": ",".join([url.host or ""] * each),
        "hostaddr": ",".join(addresses),
        "port": ",".join([str(url.port or 5432)] * each),
    }
    if any(is_public(address) for address in addresses):
        said |= {"sslmode": "verify-full", "sslrootcert": _trusted()}
    return said | dict(url.query)


def _trusted() -> str:
    """The file with the certificates that this machine trusts; the libpq of psycopg's wheels looks in no such place."""
    given = ssl.get_default_verify_paths().cafile
    return next((one for one in (given, *_BUNDLES) if one and os.path.exists(one)), "system")


@contextlib.contextmanager
def opened(url: URL, addresses: list[str], deadline: Deadline, timeout: float) -> Iterator[Connection]:
    """A connection whose transaction only reads, and that is over in time.

    ``timeout`` is how long one address is tried, and a dead line waited for, in seconds. Raises DeadlinePassed, and
    sqlalchemy.exc.DBAPIError.
    """
    engine = create_engine(
        URL.create("postgresql+psycopg", url.username, url.password, database=url.database),
        connect_args={
            **parameters(url, addresses),
            "connect_timeout": max(2, round(deadline.left(timeout))),
            "tcp_user_timeout": round(timeout * 1000),
            "client_encoding": "utf8",
            "application_name": "handover",
        },
        poolclass=NullPool,
        hide_parameters=True,
        use_native_hstore=False,
        execution_options={"postgresql_readonly": True},
    )
    watch = _Watch(deadline)
    # Before the questions that SQLAlchemy asks of a server first.
    event.listen(engine, "connect", watch.begin, insert=True)
    event.listen(engine, "connect", _read_as_written)
    event.listen(engine, "before_cursor_execute", _note_the_cursor)
    with contextlib.closing(watch), engine.connect() as connection:
        info = connection.info
        for statement in (*_AS_ISO, f"SET LOCAL statement_timeout = {round(deadline.left(None) * 1000)}"):
            connection.exec_driver_sql(statement)
        try:
            yield connection
        finally:
            # The server, which undoes the transaction, may be gone: it is not asked to close the cursor as well.
            connection.invalidate()
            if (cursor := info.pop(_CURSOR, None)) is not None:
                cursor.close()


def _read_as_written(connection: "psycopg.Connection[Any]", _record: object) -> None:
    for name in _AS_WRITTEN:
        connection.adapters.register_loader(name, TextLoader)
    for name in _MOMENTS:
        connection.adapters.register_loader(name, _MomentLoader)
    for name in _JSON:
        connection.adapters.register_loader(name, _JsonLoader)


def _note_the_cursor(connection: Connection, cursor: Any, *_others: object) -> None:
    # The places that the server tells in a query are those in what it was sent.
    if isinstance(cursor, psycopg.ServerCursor):
        connection.info[_CURSOR] = cursor
        connection.info[SENT_BEFORE] = len(f'DECLARE "{cursor.name}" CURSOR FOR ')


class _MomentLoader(Loader):
    """``2024-06-01 00:00:00+01`` as ISO 8601 has it; ``infinity`` and what is before Christ as they stand."""

    def load(self, data: Buffer) -> str:
        return _SHORT_OFFSET.sub(r"\1:00", bytes(data).decode()).replace(" ", "T", 1)


class _JsonLoader(Loader):
    """JSON as it stands, digit for digit. Line ends occur in it only between values: in texts they are escaped."""

    def load(self, data: Buffer) -> orjson.Fragment:
        return orjson.Fragment(bytes(data).replace(b"\n", b" ").replace(b"\r", b" "))


class _Watch:
    """Asks a server to stop at the deadline, and no longer waits for one that does not."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._over = threading.Event()
        self._watching: threading.Thread | None = None

    def begin(self, connection: "psycopg.Connection[Any]", _record: object) -> None:
        watch = (connection, self._deadline.left(None))
        self._watching = threading.Thread(target=self._watch, args=watch, name="watching a query", daemon=True)
        self._watching.start()

    def close(self) -> None:
        self._over.set()
        if self._watching is not None:
            self._watching.join()

    def _watch(self, connection: "psycopg.Connection[Any]", left: float) -> None:
        if self._over.wait(left):
            return
        with contextlib.suppress(psycopg.Error):
            connection.cancel_safe(timeout=_PATIENCE)
        if not self._over.wait(_PATIENCE):
            with contextlib.suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
