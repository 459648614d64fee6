"""Files that are there whole or not at all, also after a power cut: staging, fsync, rename, fsync of the folder."""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# What a file system says that has no room for a file.
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_STAGING: Final = ".staging"
_ABANDONED: Final = 24 * 60 * 60  # seconds


def write_durably(target: Path, pieces: Iterable[bytes], *, under: Path) -> None:
    """Write ``pieces`` as the file ``target``, which nobody changes afterwards, somewhere in the folder ``under``.

    Raises OSError, and whatever ``pieces`` raises; then nothing is left behind.
    """
    staging = under / _STAGING
    staging.mkdir(parents=True, exist_ok=True)
    _clear(staging)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=staging)
    try:
        with os.fdopen(handle, "wb") as stream:
            for piece in pieces:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o444)
        Path(temporary).rename(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    for changed in (target.parent, target.parent.parent):
        sync_folder(changed)


def sync_folder(folder: Path) -> None:
    """Have the disk know which files are in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(staging: Path) -> None:
    """Remove what a run that was killed left half-written a day ago or longer; nobody is at it any more."""
    for left in staging.iterdir():
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - _ABANDONED:
                left.unlink()
