"""What is asked of a way to fetch, and what it brings: the content of one source, as files on this machine."""

import hashlib
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from handover.settings import Limits
from handover.sources.doubts import Doubt
from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched
from handover.sources.web.addresses import Resolve, resolve

# Gives the secret that a reference such as env:NAME stands for. Raises SecretMissing.
Secrets = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Request:
    """Fetch the source ``registration`` into the folder ``spool``, which whoever asks deletes.

    ``base`` is the folder that relative paths start from. ``validators`` are those of what was fetched last
    (``Content.validators``), with which a server can say that nothing changed. ``since`` is the date of the content
    that was taken last, of a dated series. ``resolve``, ``tls``, ``elapsed`` and ``sleep`` are the ways to the
    outside: a host's addresses, the certificates to trust (the system's by default), a clock in seconds that only
    goes forward, waiting so many seconds.
    """

    registration: Registration
    base: Path
    spool: Path
    limits: Limits
    now: Callable[[], datetime]
    secrets: Secrets
    validators: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    resolve: Resolve = resolve
    tls: ssl.SSLContext | None = None
    elapsed: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Content:
    """What a source held at one moment: what one gathering reads, in one or more files.

    ``dated`` is the content's own date where it has one: from the names of a series, else when the newest file was
    last changed. ``validators`` (an ETag, a Last-Modified …) let the next request ask whether anything changed;
    with ``not_modified`` nothing did, and there are no files. ``doubts`` are what already the fetching found odd,
    such as fewer pages than the server announced.
    """

    files: tuple[Fetched, ...]
    dated: datetime | None = None
    validators: Mapping[str, str] = field(default_factory=dict)
    not_modified: bool = False
    doubts: tuple[Doubt, ...] = ()

    @property
    def sha256(self) -> str:
        """The fingerprint of everything in it: that of its one file, else of all their names and fingerprints."""
        if len(self.files) == 1:
            return self.files[0].sha256
        digest = hashlib.sha256()
        for file in sorted(self.files, key=lambda one: one.name):
            digest.update(f"{file.sha256} {file.name}\n".encode())
        return digest.hexdigest()

    @property
    def size(self) -> int:
        """Bytes in all, as fetched."""
        return sum(file.size for file in self.files)

    @property
    def changed(self) -> Fetched | None:
        """A file that was changed since its fingerprint was taken, if any was."""
        return next((file for file in self.files if file.changed()), None)
