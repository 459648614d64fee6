"""Files in the spool folder: what was fetched over a network, and rows that lie in no file of their own."""

import errno
import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from handover.errors import DiskFull, SourceError
from handover.sources.contents import too_large
from handover.sources.request import Request
from handover.sources.rows import Fetched

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LINE: Final = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


@contextmanager
def new_file(spool: Path, name: str) -> Iterator[Path]:
    """A new file in the spool folder, which is gone again where anything goes wrong.

    Raises DiskFull, or SourceError where the folder cannot be written to; both call the source ``name``.
    """
    path: Path | None = None
    try:
        spool.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix="fetched-", dir=spool, delete=False) as file:
            path = Path(file.name)
        yield path
    except BaseException as error:
        if path is not None:
            path.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        if error.errno in _NO_ROOM:
            raise DiskFull(
                f"The disk is full: {name} could not be kept.",
                where=str(spool),
                what_to_do="Make room, and gather again.",
            ) from None
        raise SourceError(
            f"{name} could not be kept: {(error.strerror or 'input/output error').lower()}.",
            where=str(spool),
            what_to_do="Check that the folder may be written to.",
        ) from None


class RowSpool:
    """Rows being written to a file as JSON Lines: the same rows give the same bytes. Made by ``spooled_rows``.

    ``size`` is how many bytes were written so far.
    """

    def __init__(self, request: Request, name: str, path: Path, file: BinaryIO) -> None:
        self._request = request
        self._name = name
        self._path = path
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def add(self, row: dict[str, Any]) -> None:
        """Write one row, of what JSON has. Raises SourceUnreadable once there are more bytes than allowed.

        Half of a character is written too: whoever reads it says so of that row, and takes the others.
        """
        try:
            line = orjson.dumps(row, option=_LINE)
        except orjson.JSONEncodeError:
            line = json.dumps(row, sort_keys=True).encode() + b"\n"
        self.write(line)

    def add_json(self, text: str) -> None:
        """Write one row that is JSON already, and stays as it is but for its line ends. Raises as ``add``.

        What was no UTF-8 where it comes from (decoded with ``surrogateescape``) are the same bytes again.
        """
        # Within a string of JSON no line ends: these only lay it out.
        line = text.replace("\r", " ").replace("\n", " ")
        self.write(line.encode("utf-8", "surrogateescape") + b"\n")

    def write(self, line: bytes) -> None:
        """Write bytes as they are. Raises as ``add``."""
        self.size += len(line)
        if self.size > self._request.limits.largest_source:
            raise too_large(self._name, self._request.limits.largest_source)
        self._digest.update(line)
        self._file.write(line)

    def fetched(self) -> Fetched:
        """The file with all rows that were added."""
        self._file.flush()
        return Fetched(self._path, self._name, self._digest.hexdigest(), self.size, self._request.now())


@contextmanager
def spooled_rows(request: Request, name: str) -> Iterator[RowSpool]:
    """Write rows to a new file in the request's spool folder, to be read by ``handover.sources.json_files``.

    ``name`` is what sentences call the source. The file is gone again where anything goes wrong.
    """
    with new_file(request.spool, name) as path, path.open("wb") as file:
        yield RowSpool(request, name, path, file)
