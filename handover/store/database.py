"""Opening the store, its transactions, and what goes wrong with a database, in sentences."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

from sqlalchemy import URL, Connection, Engine, Row, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError

from handover.errors import DiskFull, StoreBusy, StoreError, StoreNewerThanProgram

# The newest migration; kept here so that a start need not import alembic to find that nothing is to be done.
HEAD: Final = "0005"

# How long one writer waits for another, in seconds: longer than the longest gathering of a large source.
WAIT: Final = 120

AnyRow = Row[Any]

_PAUSE: Final = 0.02
_WRITING = "handover_writing"
# PostgreSQL's advisory locks, for which any constants will do: between gatherings (shared) and a snapshot (alone),
# between transactions that write names, between programs that bring the tables up to date, between those that keep
# copies of what is held, that bring the lesson bank up to date, and that look for transitions.
_SNAPSHOT_LOCK, _NAMES_LOCK, _UPGRADE_LOCK, _COPIES_LOCK, _BANK_LOCK, _WATCH_LOCK = range(4_270_001, 4_270_007)
_BUSY = ("locked", "lock timeout", "deadlock detected")
# PostgreSQL's unique_violation. SQLite has one writer, so there it can only be a fault in the program.
_WRITTEN_TWICE = "23505"
_LACKING = ("no such table", "no such column", "has no column named")
_FULL = ("disk is full", "no space left", "could not extend file", "disk i/o error")


class Store:
    """A database with the current tables. Give it up with ``close``; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.where = _without_secrets(engine.url)

    @classmethod
    def open(cls, url: str, *, create: bool = False) -> "Store":
        """Open the database at ``url`` and bring its tables up to date.

        ``create`` allows a SQLite file that is not there yet. Raises StoreError, StoreNewerThanProgram.
        """
        store = cls(_engine(url, create=create))
        try:
            store.upgrade()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store throughout."""
        with self._explained(), self.engine.connect() as plain:
            connection = plain
            if self._postgresql:
                connection = plain.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that changes the store, all of it or nothing."""
        with self._explained(), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITING: True})
            with connection.begin():
                if self._postgresql:
                    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
                yield connection

    def within(self, connection: Connection) -> "Store":
        """The same store, in which everything belongs to a transaction that is open: all of it stands, or nothing."""
        return _Within(self.engine, connection)

    @property
    def _postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise_explained(error, self.where)

    def revision(self) -> str | None:
        """The migration that the database stands at; None for an empty one."""
        with self.read() as connection:
            if not self.engine.dialect.has_table(connection, "alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def upgrade(self) -> None:
        """Run the migrations that are missing. Nothing is imported or changed where none is."""
        found = self.revision()
        if found == HEAD:
            return
        from handover.store import migrate

        if found is not None and found not in migrate.known_revisions():
            raise StoreNewerThanProgram(
                "This database was written by a later version of Handover than this one.",
                where=self.where,
                what_to_do="Install the newer version. Nothing was changed.",
            )
        with self.write() as connection:
            # Programs that start at once: the second waits here, and then finds nothing left to do.
            _hold(connection, _UPGRADE_LOCK)
            migrate.upgrade(connection)


class _Within(Store):
    """A store whose transactions are part of one that is open."""

    def __init__(self, engine: Engine, connection: Connection) -> None:
        super().__init__(engine)
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        yield self._connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        yield self._connection


def hold_names(connection: Connection) -> None:
    """Let no other transaction write names, or say what they mean, until this one ends.

    What a name means is read, decided and written: two who do so at once would make two initiatives of one.
    """
    _hold(connection, _NAMES_LOCK)


def hold_off_snapshots(connection: Connection) -> None:
    """Let no snapshot be taken while this transaction gathers; on SQLite there is one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": _SNAPSHOT_LOCK})


def hold_copies(connection: Connection) -> None:
    """Let nobody else keep or remove copies of what is held until this transaction ends."""
    _hold(connection, _COPIES_LOCK)


def hold_bank(connection: Connection) -> None:
    """Let nobody else bring the lesson bank up to date until this transaction ends."""
    _hold(connection, _BANK_LOCK)


def hold_watching(connection: Connection) -> None:
    """Let nobody else look for transitions until this transaction ends."""
    _hold(connection, _WATCH_LOCK)


def await_gatherings(connection: Connection) -> None:
    """Wait until no transaction gathers, so that what a snapshot numbers is complete."""
    _hold(connection, _SNAPSHOT_LOCK)


def _hold(connection: Connection, lock: int) -> None:
    """Hold an advisory lock until the transaction ends; on SQLite there is one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})


def _engine(url: str, *, create: bool) -> Engine:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "sqlite":
            return _sqlite(parsed.database or "", parsed.set(drivername="sqlite"), create=create)
        if backend == "postgresql":
            # Whatever driver is named, this is the one that is there.
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except (ArgumentError, ValueError):
        pass
    raise StoreError(
        "The database setting is not an address that can be used.",
        where="the setting “database”",
        what_to_do="Leave it out for SQLite, or write it like postgresql://user@host/name. Signs such as / and @ in a "
        "password are written %2F and %40.",
    ) from None


def _without_secrets(url: URL) -> str:
    """The address as it may be shown: no password, whether it stands before the host or after a question mark."""
    return url.set(query={}).render_as_string(hide_password=True)


def _sqlite(path: str, url: URL, *, create: bool) -> Engine:
    if not path or path == ":memory:" or path.startswith("file:") or "\0" in path:
        raise StoreError(
            "A SQLite store must be a file.",
            where="the setting “database”",
            what_to_do="Write it like sqlite:////srv/handover/handover.db.",
        )
    if not create and not Path(path).exists():
        raise StoreError(
            f"The database {Path(path).name} is not there.",
            where=path,
            what_to_do="If the workspace was moved, bring the file back; for a new one run “handover init”.",
        )
    engine = create_engine(url, connect_args={"timeout": WAIT})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Transactions are begun below, by hand, so that a writer takes its lock at the start.
        connection.isolation_level = None
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on. Of several processes that do so to a new file at once SQLite lets one through and
    refuses the others at once, without the wait that it grants everywhere else.
    """
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def raise_explained(error: DBAPIError, where: str) -> NoReturn:
    """Raise the StoreError that says what a database error means to the person at the keyboard."""
    said = str(error.orig).lower()
    if any(word in said for word in _FULL):
        raise DiskFull(
            "The disk is full; nothing was changed.", where=where, what_to_do="Make room, then run it again."
        ) from error
    if any(word in said for word in _BUSY):
        raise StoreBusy(
            "Another run of Handover has been writing to the database for too long; nothing was changed.",
            where=where,
            what_to_do="Wait until it is done, then run it again.",
        ) from error
    if getattr(error.orig, "sqlstate", None) == _WRITTEN_TWICE:
        raise StoreBusy(
            "Another run of Handover wrote the same at the same moment; nothing was changed.",
            where=where,
            what_to_do="Run it again.",
        ) from error
    if "readonly" in said or "read-only" in said:
        raise StoreError(
            "The database may only be read, not written.", where=where, what_to_do="Check who owns the file."
        ) from error
    if "not a database" in said or "malformed" in said:
        raise StoreError(
            "The database file is damaged or is no database.",
            where=where,
            what_to_do="Put back the last back-up of it. The sealed dossiers beside it are not touched by this.",
        ) from error
    if any(word in said for word in _LACKING) or (isinstance(error, ProgrammingError) and "does not exist" in said):
        raise StoreError(
            "The database lacks a table or column that it should have.",
            where=where,
            what_to_do="Put back the last back-up of it. The sealed dossiers beside it are not touched by this.",
        ) from error
    # Without a statement, it went wrong while connecting.
    if isinstance(error, OperationalError) or error.connection_invalidated or error.statement is None:
        raise StoreError(
            "The database cannot be reached.",
            where=where,
            what_to_do="Check that its server runs and that the setting “database” is right.",
        ) from error
    if isinstance(error, ProgrammingError) and "permission denied" in said:
        raise StoreError(
            "The database does not allow that to this user.", where=where, what_to_do="Ask who runs the database."
        ) from error
    raise error
