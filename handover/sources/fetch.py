"""Fetching what a source's location names: a local file where it lies, or an address into the spool folder.

What comes back is fingerprinted (SHA-256 of the bytes as they were found or sent). No name or sentence repeats
what may be secret in an address: the user and password before the host, the values after the question mark.
"""

import hashlib
import ssl
import stat
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from handover.errors import SourceUnreachable
from handover.settings import Limits
from handover.sources.addresses import Resolve, resolve, spoken_address
from handover.sources.contents import PIECE, refusals, too_large
from handover.sources.rows import Fetched, stamp


def fetch(
    location: str,
    *,
    base: Path,
    spool: Path,
    limits: Limits,
    now: Callable[[], datetime],
    resolve: Resolve = resolve,
    tls: ssl.SSLContext | None = None,
    elapsed: Callable[[], float] = time.monotonic,
) -> Fetched:
    """Fetch ``location``: a path (relative to ``base``), a ``file://`` or an ``http(s)://`` address.

    A local file is fingerprinted where it lies. What is fetched over the network is a new file in ``spool``, which
    whoever called deletes. ``resolve`` gives a host's addresses; ``tls`` says what certificates to trust (those of
    the system by default); ``elapsed`` is a clock that only goes forward, in seconds.
    Raises SourceUnreachable, SourceUnreadable (too large, a web page, cut off), or DiskFull.
    """
    if "://" not in location:
        return _local(base / location, location, limits, now)
    try:
        parts = urlsplit(location)
        said = spoken_address(location)
    except ValueError:
        raise SourceUnreachable(
            "The address is not written as one.", what_to_do="Write it as https://host/path."
        ) from None
    if parts.scheme.lower() == "file":
        return _local(_file_path(parts, said), said, limits, now)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise SourceUnreachable(
            f"{said} is not an address that can be fetched.",
            where=said,
            what_to_do="Write a path, or an address that begins with https:// or http://.",
        )
    # Only whoever fetches over the network waits for the libraries of the network.
    from handover.sources.download import download

    return download(location, spool=spool, limits=limits, now=now, resolve=resolve, tls=tls, elapsed=elapsed)


def _file_path(parts: SplitResult, said: str) -> Path:
    if parts.netloc not in ("", "localhost"):
        raise SourceUnreachable(
            f"{said} names a file on another machine.",
            where=said,
            what_to_do="Write the path at which this machine has it: file:///folder/file.csv.",
        )
    return Path(unquote(parts.path))


def _local(path: Path, name: str, limits: Limits, now: Callable[[], datetime]) -> Fetched:
    try:
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise SourceUnreachable(
            f"There is no file {name}.",
            where=name,
            what_to_do="Check “location” in the source's registration, or put the file there.",
        ) from None
    except (OSError, ValueError) as error:
        said = error.strerror.lower() if isinstance(error, OSError) and error.strerror else "it is no path"
        raise SourceUnreachable(f"{_short(name)} cannot be opened: {said}.", where=_short(name)) from None
    if not stat.S_ISREG(kind):
        what = "a folder" if stat.S_ISDIR(kind) else "not an ordinary file"
        raise SourceUnreachable(
            f"{name} is {what}.", where=name, what_to_do="Name the file itself in the source's registration."
        )
    digest = hashlib.sha256()
    size = 0
    with refusals(name), path.open("rb") as file:
        before = stamp(path)
        while piece := file.read(PIECE):
            size += len(piece)
            if size > limits.largest_source:
                raise too_large(name, limits.largest_source)
            digest.update(piece)
    return Fetched(path.absolute(), name, digest.hexdigest(), size, now(), stamp=before)


def _short(name: str) -> str:
    return name.replace("\0", "") if len(name) < 200 else name[:200].replace("\0", "") + "…"
