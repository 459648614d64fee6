"""Files of this machine, which are read where they lie."""

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from handover.errors import SourceUnreachable
from handover.sources.contents import PIECE, refusals, too_large
from handover.sources.places.file_refusals import gone, leads_nowhere, no_folder, not_ordinary, printable
from handover.sources.places.patterns import Entry
from handover.sources.request import Request
from handover.sources.rows import Fetched, stamp


class LocalFiles:
    """Files below the request's ``base``, or anywhere where a path is absolute.

    What is a link that leads out of the folder ``root`` can be seen, and not be used.
    """

    def __init__(self, request: Request, root: str) -> None:
        self._request = request
        self._root = root

    def said(self, path: str) -> str:
        return printable(path)

    def entry(self, path: str) -> Entry | None:
        """What lies at a path that was registered as it is; whatever links lead there were chosen so."""
        said = self.said(path)
        try:
            found = (self._request.base / path).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            why = error.strerror.lower() if isinstance(error, OSError) and error.strerror else "it is no path"
            short = _short(said)
            raise SourceUnreachable(f"{short} cannot be opened: {why}.", where=short) from None
        return self._entry(path, Path(path).name, found)

    def entries(self, folder: str) -> Iterator[Entry]:
        try:
            found = list(os.scandir(self._request.base / folder))
        except (FileNotFoundError, NotADirectoryError):
            raise no_folder(self.said(folder)) from None
        except (OSError, ValueError) as error:
            why = error.strerror.lower() if isinstance(error, OSError) and error.strerror else "it is no path"
            said = _short(self.said(folder))
            raise SourceUnreachable(
                f"The folder {said} cannot be looked into: {why}.",
                where=said,
                what_to_do="Check that whoever runs Handover may read it.",
            ) from None
        for one in found:
            path = os.path.join(folder, one.name)
            try:
                status = one.stat()
            except FileNotFoundError:
                if one.is_symlink():
                    yield Entry(path, one.name, is_link=True, refusal=leads_nowhere(self.said(path)))
                continue  # a file that was deleted just now
            except OSError as error:
                yield Entry(path, one.name, is_folder=None, refusal=_not_seen(self.said(path), error))
                continue
            yield self._entry(path, one.name, status, link=Path(one.path) if one.is_symlink() else None)

    def _entry(self, path: str, name: str, status: os.stat_result, *, link: Path | None = None) -> Entry:
        is_folder = stat.S_ISDIR(status.st_mode)
        refusal = None
        if link is not None and not link.resolve().is_relative_to((self._request.base / self._root).resolve()):
            refusal = _leads_out(self.said(path), self.said(self._root) or ".")
        elif not is_folder and not stat.S_ISREG(status.st_mode):
            refusal = not_ordinary(self.said(path))
        written = datetime.fromtimestamp(status.st_mtime, UTC)
        return Entry(path, name, is_folder, link is not None, status.st_size, written, refusal=refusal)

    def get(self, entry: Entry) -> Fetched:
        """Fingerprint a file. Raises SourceUnreachable, SourceUnreadable."""
        path, said = self._request.base / entry.path, self.said(entry.path)
        digest = hashlib.sha256()
        size = 0
        with refusals(said):
            try:
                with path.open("rb") as file:
                    before = stamp(path)
                    while piece := file.read(PIECE):
                        size += len(piece)
                        if size > self._request.limits.largest_source:
                            raise too_large(said, self._request.limits.largest_source)
                        digest.update(piece)
            except FileNotFoundError:
                raise gone(said) from None
        written = datetime.fromtimestamp(before[0] / 1e9, UTC)
        return Fetched(
            path.absolute(), said, digest.hexdigest(), size, self._request.now(), stamp=before, dated=written
        )


def _leads_out(said: str, root: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} is a link that leads out of the folder {root}.",
        where=said,
        what_to_do="Put the file itself there, take the link away, or register what it leads to for itself.",
    )


def _not_seen(said: str, error: OSError) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} cannot be looked at: {(error.strerror or 'input/output error').lower()}.",
        where=said,
        what_to_do="Check that whoever runs Handover may read it.",
    )


def _short(said: str) -> str:
    return said if len(said) < 200 else f"{said[:200]}…"
