"""The keys that a check has met. Nothing is written of it, so they are remembered here, and not in memory: a source may
have a million rows, each of which makes several records.
"""

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from handover.errors import DiskFull


class MetKeys:
    """Keys of records, each with the number of the row that gave it first. They are forgotten with ``close``.

    Memory does not grow with their number. Raises DiskFull where temporary files have no room.
    """

    def __init__(self) -> None:
        # Without a name, a database is a temporary file that nobody else sees.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE met (key BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID")

    def close(self) -> None:
        self._database.close()

    def among(self, keys: Iterable[str]) -> dict[str, int]:
        """Of these keys, at most a chunk of them, those that were met, each with its row."""
        digests = {_digest(key): key for key in keys}
        places = ", ".join("?" * len(digests))
        with _room():
            found = self._database.execute(f"SELECT key, row FROM met WHERE key IN ({places})", list(digests))  # noqa: S608 - question marks
            return {digests[digest]: row for digest, row in found}

    def add(self, met: Mapping[str, int]) -> None:
        """Remember these keys with their rows; those that were met before keep theirs."""
        with _room():
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT OR IGNORE INTO met VALUES (?, ?)", ((_digest(key), row) for key, row in met.items())
            )
            self._database.execute("COMMIT")


def _digest(key: str) -> bytes:
    # Keys may be long, and may hold half a character, as JSON can.
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise DiskFull(
            "The disk is full; nothing was changed.",
            where=tempfile.gettempdir(),
            what_to_do="Make room for temporary files, then run it again.",
        ) from error
