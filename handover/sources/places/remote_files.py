"""Files of a server, through a file system of fsspec: listed, and fetched into the spool folder within limits."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import httpcore
from fsspec.asyn import AsyncFileSystem
from fsspec.callbacks import Callback
from fsspec.exceptions import FSTimeoutError

from handover.errors import SourceError
from handover.settings import Limits
from handover.sources.contents import too_large
from handover.sources.places.file_refusals import gone, leads_nowhere, no_folder, not_ordinary, printable
from handover.sources.places.patterns import Entry
from handover.sources.places.unchanged import check_unchanged
from handover.sources.request import Request
from handover.sources.rows import Fetched
from handover.sources.spool import new_file
from handover.sources.web.connections import Deadline, DeadlinePassed
from handover.sources.web.http_failures import network_failure, too_slow

Info = Mapping[str, Any]  # what fsspec knows of a file
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Manner:
    """What is particular about one kind of server.

    ``before`` stands before its paths where they are shown. ``problems`` says in a sentence what goes wrong with what
    is called so, and lets FileNotFoundError pass. ``dated`` and ``mark`` are found in what fsspec knows of a file.
    """

    before: str
    problems: Callable[[str], AbstractContextManager[None]]
    dated: Callable[[Info], datetime | None]
    mark: Callable[[Info], str | None]


class RemoteFiles:
    """The files of ``fs``, for one request; all of it together takes no longer than until ``deadline``."""

    def __init__(self, request: Request, fs: AsyncFileSystem, manner: Manner, deadline: Deadline) -> None:
        self._request = request
        self._fs = fs
        self._manner = manner
        self._deadline = deadline

    def said(self, path: str) -> str:
        return printable(f"{self._manner.before}{path}")

    def entry(self, path: str) -> Entry | None:
        try:
            return self._entry(self._ask(path, self._fs.info, path))
        except FileNotFoundError:
            return None

    def entries(self, folder: str) -> Iterator[Entry]:
        try:
            infos = self._ask(folder, self._fs.ls, folder, detail=True)
        except FileNotFoundError:
            raise no_folder(self.said(folder)) from None
        for info in infos:
            if info["name"].rstrip("/") != folder.rstrip("/"):  # some stores keep a folder as an empty file
                yield self._entry(info)

    def _entry(self, info: Info) -> Entry:
        path = info["name"].rstrip("/") or "/"
        name = path.rpartition("/")[2]
        is_link = info["type"] == "link"
        if is_link:
            try:
                info = self._ask(path, self._fs.info, path)
            except FileNotFoundError:
                return Entry(path, name, is_link=True, refusal=leads_nowhere(self.said(path)))
            except SourceError as error:
                return Entry(path, name, is_folder=None, is_link=True, refusal=error)
        if info["type"] == "directory":
            return Entry(path, name, is_folder=True, is_link=is_link)
        refusal = None if info["type"] == "file" else not_ordinary(self.said(path))
        dated, mark = self._manner.dated(info), self._manner.mark(info)
        return Entry(path, name, False, is_link, info["size"], dated, mark, refusal)

    def get(self, entry: Entry) -> Fetched:
        """Fetch a file into the spool folder. Raises SourceUnreachable, SourceUnreadable, DiskFull."""
        said = self.said(entry.path)
        with new_file(self._request.spool, said) as path:
            counting = _Counting(said, self._request.limits.largest_source)
            try:
                self._ask(entry.path, self._fs.get_file, entry.path, str(path), callback=counting)
            except FileNotFoundError:
                raise gone(said) from None
            size = path.stat().st_size
            check_unchanged(entry, size, self.entry(entry.path), said)
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Fetched(path, said, digest, size, self._request.now(), dated=entry.dated)

    def _ask(self, path: str, method: Callable[..., T], *args: Any, **named: Any) -> T:
        said = self.said(path)
        try:
            with self._manner.problems(said):
                return method(*args, **named, timeout=self._deadline.left(None))
        except (FSTimeoutError, DeadlinePassed):
            raise too_slow(said, self._request.limits) from None


class _Counting(Callback):  # type: ignore[misc] # fsspec has no types
    """Counts the bytes of a file as they come, so that no more of them come than may."""

    def __init__(self, said: str, largest: int) -> None:
        super().__init__()
        self._said = said
        self._largest = largest

    def absolute_update(self, value: int) -> None:
        self.value = value
        if value > self._largest:
            raise too_large(self._said, self._largest)

    def relative_update(self, inc: int = 1) -> None:
        self.absolute_update(self.value + inc)


def broke_off(said: str, limits: Limits) -> SourceError:
    return network_failure(httpcore.ReadError(), said, limits, too_late=False).error


def unanswered(said: str, limits: Limits) -> SourceError:
    return network_failure(httpcore.ReadTimeout(), said, limits, too_late=False).error


def not_connected(said: str, cause: OSError, limits: Limits) -> SourceError:
    return network_failure(httpcore.ConnectError(cause), said, limits, too_late=False).error
