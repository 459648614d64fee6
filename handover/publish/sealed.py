"""Sealed dossiers: files that are written once, under their own fingerprint, and never changed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from handover.durable import NO_ROOM, write_durably
from handover.errors import DiskFull, StoreError


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file: its ``path`` under the folder of dossiers, its SHA-256, its size in bytes."""

    form: str
    path: str
    sha256: str
    size: int


def seal(folder: Path, form: str, content: bytes) -> SealedFile:
    """Write ``content`` under its fingerprint: staging, fsync, rename, fsync of the folder. Again is harmless.

    Raises DiskFull, StoreError; then nothing is left behind.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"{sha256[:2]}/{sha256}.{form}"
    target = folder / path
    try:
        if not target.exists() or target.stat().st_size != len(content):
            write_durably(target, [content], under=folder)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(
                "The disk is full; the dossier was not sealed and nothing was sent.",
                where=str(folder),
                what_to_do="Make room, then run it again.",
            ) from error
        raise StoreError(
            f"The dossier could not be written: {error.strerror}.",
            where=str(folder),
            what_to_do="Check that the folder may be written to, then run it again.",
        ) from error
    return SealedFile(form, path, sha256, len(content))
