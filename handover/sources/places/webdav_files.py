"""Files of a WebDAV server (RFC 4918), which is asked as every other web server is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from urllib.parse import quote, unquote, urlsplit

import httpx

from handover.errors import SourceError, SourceRefused, SourceUnreachable, SourceUnreadable
from handover.sources.places.file_refusals import no_folder, printable
from handover.sources.places.patterns import Entry
from handover.sources.places.unchanged import check_unchanged, mark_by_time
from handover.sources.request import Request
from handover.sources.rows import Fetched
from handover.sources.web.dav import DavServer, Resource
from handover.sources.web.download import saved
from handover.sources.web.http_client import HttpClient, Question, parsed
from handover.sources.web.http_failures import REFUSALS
from handover.sources.web.retrying import http_date

_SCHEMES: Final = {"webdav": "http", "webdavs": "https"}
_TYPE: Final = "{DAV:}resourcetype"
_SIZE: Final = "{DAV:}getcontentlength"
_WRITTEN: Final = "{DAV:}getlastmodified"
_ETAG: Final = "{DAV:}getetag"
_MOST_DIGITS: Final = 18  # of a size in bytes
_OF_A_FILE: Final = (_TYPE, _SIZE, _WRITTEN, _ETAG)


@contextmanager
def webdav_files(request: Request) -> Iterator["WebdavFiles"]:
    """The files of the server that the request's location names. Raises SourceUnreachable, SecretMissing."""
    address = urlsplit(request.registration.location)
    server = f"{_SCHEMES[address.scheme.lower()]}://{address.netloc}"
    with HttpClient(request, server) as client:
        yield WebdavFiles(request, client, server, before=f"{address.scheme}://{address.netloc}")


class WebdavFiles:
    """The files of one server, for one request."""

    def __init__(self, request: Request, client: HttpClient, server: str, *, before: str) -> None:
        self._request = request
        self._client = client
        self._server = server
        self._before = before

    def said(self, path: str) -> str:
        return printable(f"{self._before}{path}")

    def entry(self, path: str) -> Entry | None:
        found = self._asked(path, depth=0)
        return entry_of(found[0], said=self.said, now=self._request.now()) if found else None

    def entries(self, folder: str) -> Iterator[Entry]:
        itself = folder.rstrip("/")
        found = self._asked(f"{itself}/", depth=1)
        if not found:
            raise no_folder(self.said(folder))
        for one in found:
            path = _path(one)
            if path == itself:
                continue
            if path.rpartition("/")[0] != itself:
                raise _elsewhere(self.said(folder))
            yield entry_of(one, said=self.said, now=self._request.now())

    def _asked(self, path: str, *, depth: int) -> list[Resource]:
        """What the server has at a path, and with ``depth`` 1 directly in it."""
        said = self.said(path)
        server = DavServer(
            self._client, said, largest=self._request.limits.largest_source, answers_as="a WebDAV server does"
        )
        return server.properties(self._url(path), _OF_A_FILE, depth=depth)

    def get(self, entry: Entry) -> Fetched:
        """Fetch a file into the spool folder. Raises SourceUnreachable, SourceUnreadable, DiskFull."""
        said = self.said(entry.path)
        file = self._client.ask(
            Question(self._url(entry.path), said), lambda answer: saved(answer, said, self._request, entry.dated)
        )
        try:
            check_unchanged(entry, file.size, self.entry(entry.path), said)
        except SourceError:
            file.path.unlink()
            raise
        return file

    def _url(self, path: str) -> httpx.URL:
        return parsed(self._server + quote(path, errors="surrogateescape"), self.said(path))


def entry_of(found: Resource, *, said: Callable[[str], str], now: datetime) -> Entry:
    """What a server has at one address, of which sentences say ``said`` of its path."""
    path = _path(found)
    given, written = found.text(_SIZE), http_date(found.text(_WRITTEN))
    size = int(given) if given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS else None
    return Entry(
        path or "/",
        path.rpartition("/")[2],
        is_folder=found.has(_TYPE, "{DAV:}collection") if found.status == 200 else None,
        size=size,
        dated=written,
        mark=found.text(_ETAG) or mark_by_time(written, size, now),
        refusal=None if found.status == 200 else _not_given(said(path), found.status),
    )


def _path(found: Resource) -> str:
    """Where something lies on its server, as its address says; a folder without the stroke at the end."""
    return unquote(found.url.raw_path.decode("ascii"), errors="surrogateescape").rstrip("/")


def _not_given(said: str, status: int) -> SourceUnreachable:
    return (SourceRefused if status in REFUSALS else SourceUnreachable)(
        f"{said} is not given by the server ({status}).",
        where=said,
        what_to_do="Ask whoever runs the server to allow it, or sign in as somebody else.",
    )


def _elsewhere(said: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{said} was asked for what lies in it, and answered with what does not.",
        where=said,
        what_to_do="Tell whoever runs the server; until then, fetch the files by hand.",
    )
