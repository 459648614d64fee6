"""Sealed dossiers: files that are written once, under their own fingerprint, and never changed."""

import contextlib
import errno
import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from handover.errors import DiskFull, StoreError

_STAGING = ".staging"
_ABANDONED = 24 * 60 * 60  # seconds


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
            _write(folder / _STAGING, target, content)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
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


def _write(staging: Path, target: Path, content: bytes) -> None:
    staging.mkdir(parents=True, exist_ok=True)
    _clear(staging)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=staging)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o444)
        Path(temporary).rename(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    for changed in (target.parent, target.parent.parent):
        _sync_folder(changed)


def _clear(staging: Path) -> None:
    """Remove what a run that was killed left half-written a day ago or longer; nobody is at it any more."""
    for left in staging.iterdir():
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - _ABANDONED:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
