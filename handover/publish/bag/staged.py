"""A bag as a folder: written beside its place under another name, and there whole or not at all (RFC 8493).

What was broken off has no ``bagit.txt``, which is written last, and not the bag's name: nobody takes it for a bag.
"""

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from handover.durable import NO_ROOM, sync_folder
from handover.errors import ArchiveError, DiskFull, StoreError
from handover.publish.bag.names import unsafe_names
from handover.publish.bag.payload import ALGORITHMS, Digests, PayloadFile, Written
from handover.publish.bag.tags import DECLARATION, DECLARED, INFO, manifest, manifest_name

_STAGING: Final = ".handover-bag-"
_THERE: Final = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR})
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS})
_ABANDONED: Final = 24 * 60 * 60  # seconds

# Gives bag-info.txt, once it is known what the payload came to.
Describe = Callable[[Sequence[Written]], bytes]


@contextmanager
def staged(beside: Path, payload: Iterable[PayloadFile], describe: Describe) -> Iterator[Path]:
    """A whole bag in a folder of its own in ``beside``, which is removed afterwards unless it was moved away.

    Raises DiskFull, ArchiveError; StoreError where a file of the payload is not what it was when it was sealed. Then
    nothing is left.
    """
    with refusals(beside):
        beside.mkdir(parents=True, exist_ok=True)
        _clear(beside)
        folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=beside))
    try:
        with refusals(beside):
            bag = folder / "bag"
            bag.mkdir()
            _write(bag, payload, describe)
        yield bag
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def refusals(where: Path) -> Iterator[None]:
    """Say in a sentence what a file system will not do."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(
                "The disk is full; no bag was made.", where=str(where), what_to_do="Make room, then run it again."
            ) from error
        raise ArchiveError(
            f"No bag could be made in {where}: {(error.strerror or str(error)).lower()}.",
            where=str(where),
            what_to_do="Name a folder that may be written to.",
        ) from error


def move_into_place(bag: Path, target: Path) -> None:
    """Give a staged folder, or file, its own name, durably. Raises DiskFull, ArchiveError where something is there."""
    with refusals(target.parent):
        try:
            if bag.is_file():
                _name_file(bag, target)
            else:
                bag.rename(target)
        except OSError as error:
            if error.errno in _THERE:
                raise in_the_way(target) from None
            raise
        sync_folder(target.parent)


def _name_file(file: Path, target: Path) -> None:
    # A second name is refused where there is a file already; a renaming would write over it.
    try:
        os.link(file, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            raise in_the_way(target) from None
        file.rename(target)


def in_the_way(target: object) -> ArchiveError:
    """The refusal to write over something."""
    return ArchiveError(
        f"There is something else at {target} already, which is left as it is.",
        where=str(target),
        what_to_do="Name another place, or remove what is there.",
    )


def _write(bag: Path, payload: Iterable[PayloadFile], describe: Describe) -> None:
    files = []
    for one in payload:
        written = _file(bag / one.path, one.path, one.pieces())
        if one.sha256 is not None and written.digests["sha256"] != one.sha256:
            raise StoreError(
                f"The sealed file {one.path.rpartition('/')[2]} was changed after it was sealed; no bag was made.",
                where=one.what,
                what_to_do="Put the file back from a back-up. See all that is wrong with: handover verify --all",
            )
        files.append(written)
    if unsafe := unsafe_names(one.path for one in files):
        raise ValueError(f"{unsafe[0]!r} is no name that every system has")
    tags = [_file(bag / INFO, INFO, iter((describe(files),)))]
    for algorithm in ALGORITHMS:
        name = manifest_name(algorithm)
        tags.append(_file(bag / name, name, iter((manifest(files, algorithm),))))
    declaration = Digests()
    declaration.update(DECLARED)
    tags.append(Written(DECLARATION, declaration.size, declaration.found()))
    for algorithm in ALGORITHMS:
        name = manifest_name(algorithm, of_tags=True)
        _file(bag / name, name, iter((manifest(tags, algorithm),)))
    for folder in sorted({(bag / one.path).parent for one in files} | {bag / "data", bag}, reverse=True):
        sync_folder(folder)
    _file(bag / DECLARATION, DECLARATION, iter((DECLARED,)))
    sync_folder(bag)


def _file(path: Path, name: str, pieces: Iterator[bytes]) -> Written:
    path.parent.mkdir(parents=True, exist_ok=True)
    digests = Digests()
    with path.open("xb") as stream:
        for piece in pieces:
            stream.write(piece)
            digests.update(piece)
        stream.flush()
        os.fsync(stream.fileno())
    return Written(name, digests.size, digests.found())


def _clear(beside: Path) -> None:
    """Remove what a run that was killed left a day ago or longer; nobody is at it any more."""
    for left in beside.glob(f"{_STAGING}*"):
        with contextlib.suppress(OSError):
            if left.lstat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(left)
