"""A bag as it is found: a folder, or a ZIP file, whose files are listed and read without believing anything it says.

Nothing is unpacked, no link is followed, and no name leads anywhere outside.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from handover.errors import CannotBeChecked
from handover.publish.bag.names import mistake_in
from handover.publish.bag.payload import PIECE
from handover.publish.findings import Finding

_MOST_FILES: Final = 100_000
# Texts shrink to a tenth, seldom to a hundredth; only what was made to be a bomb, or is empty, does more.
_MOST_TIMES: Final = 200
_NEVER_A_BOMB: Final = 10_000_000  # bytes
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_ASK: Final = "Ask for it again from whoever has the original."


class Unreadable(Exception):
    """One file cannot be read; says why, in the words that follow its name."""


@dataclass(frozen=True, slots=True)
class FoundBag:
    """A bag as it lies there: what it is called, its files with their sizes in bytes, what is odd about their names.

    ``read`` gives a file's content and raises Unreadable. ``packed`` is the ZIP that it is in, with its entries.
    """

    name: str
    files: dict[str, int]
    odd: tuple[Finding, ...]
    read: Callable[[str], Iterator[bytes]]
    packed: tuple[BinaryIO, tuple[zipfile.ZipInfo, ...]] | None = None


def bag_in_folder(folder: Path) -> FoundBag:
    """The bag that a folder is. Raises CannotBeChecked."""
    files: dict[str, int] = {}
    odd = []
    for path, entry in _walk(folder, ""):
        if isinstance(entry, str):
            odd.append(Finding("unreadable", path, f"cannot be read: {entry}"))
            continue
        mode = entry.lstat().st_mode
        if not (folder / path).exists() and entry.exists():
            odd.append(Finding("untracked", path, "has a name that is not in UTF-8"))
        elif stat.S_ISREG(mode):
            files[path] = entry.lstat().st_size
        else:
            what = "a link, which is not followed" if stat.S_ISLNK(mode) else "no ordinary file"
            odd.append(Finding("untracked", path, f"is {what}"))
        if len(files) > _MOST_FILES:
            raise CannotBeChecked(
                f"{folder.name} has more than {_MOST_FILES:,} files.", where=str(folder), what_to_do=_ASK
            )

    def read(path: str) -> Iterator[bytes]:
        try:
            # What was a file when it was listed may be a link by now, which is not followed.
            descriptor = os.open(folder / path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, "rb") as stream:
                while piece := stream.read(PIECE):
                    yield piece
        except OSError as error:
            raise Unreadable(f"cannot be read: {(error.strerror or str(error)).lower()}") from None

    return FoundBag(folder.resolve().name, files, tuple(odd), read)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path | str]]:
    """Everything below a folder that is none itself; where a folder cannot be read, why."""
    try:
        entries = sorted(os.scandir(folder), key=lambda one: one.name)
    except OSError as error:
        yield prefix.rstrip("/") or folder.name, (error.strerror or str(error)).lower()
        return
    for entry in entries:
        name = prefix + entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{name}/")
        else:
            yield name, Path(entry.path)


@contextmanager
def bag_in_zip(file: Path) -> Iterator[FoundBag]:
    """The bag that a ZIP file holds, below one folder or at its top. Raises CannotBeChecked."""
    try:
        with file.open("rb") as stream, zipfile.ZipFile(stream) as packed:
            entries = tuple(packed.infolist())
            _refuse_bombs(file, entries)
            yield _found_in(packed, stream, entries, file)
    except OSError as error:
        raise CannotBeChecked(
            f"{file.name} cannot be read: {(error.strerror or str(error)).lower()}.", where=str(file)
        ) from None
    except _BROKEN:
        raise CannotBeChecked(
            f"{file.name} is a ZIP file that is damaged or cut off.", where=str(file), what_to_do=_ASK
        ) from None


def _refuse_bombs(file: Path, entries: tuple[zipfile.ZipInfo, ...]) -> None:
    unpacked, size = sum(one.file_size for one in entries), file.stat().st_size
    if len(entries) > _MOST_FILES:
        why = f"has {len(entries):,} files in it, and at most {_MOST_FILES:,} are looked at"
    elif unpacked > max(_MOST_TIMES * size, _NEVER_A_BOMB):
        why = f"would unpack to {unpacked:,} bytes, more than {_MOST_TIMES} times its size, which no dossier does"
    else:
        return
    raise CannotBeChecked(f"{file.name} {why}.", where=str(file), what_to_do="Do not unpack it; ask whoever sent it.")


def _found_in(packed: zipfile.ZipFile, stream: BinaryIO, entries: tuple[zipfile.ZipInfo, ...], file: Path) -> FoundBag:
    top = _top(entries)
    files: dict[str, int] = {}
    inside: dict[str, zipfile.ZipInfo] = {}
    odd = []
    for entry in entries:
        name = entry.filename
        path = name[len(top) :] if name.startswith(top) else name
        if name.endswith("/"):
            continue
        if not name.startswith(top):
            odd.append(Finding("untracked", name, "is in the ZIP beside the bag"))
        elif mistake := mistake_in(path):
            odd.append(Finding("untracked", name, mistake))
        elif stat.S_ISLNK(entry.external_attr >> 16):
            odd.append(Finding("untracked", path, "is a link, which is not followed"))
        elif path in inside:
            odd.append(Finding("untracked", path, "is in the ZIP more than once"))
        else:
            files[path], inside[path] = entry.file_size, entry

    def read(path: str) -> Iterator[bytes]:
        if inside[path].flag_bits & _ENCRYPTED:
            raise Unreadable("is protected with a password")
        try:
            with packed.open(inside[path]) as content:
                while piece := content.read(PIECE):
                    yield piece
        except _BROKEN:
            raise Unreadable("is damaged in the ZIP") from None

    return FoundBag(top.rstrip("/") or file.stem, files, tuple(odd), read, (stream, entries))


def _top(entries: tuple[zipfile.ZipInfo, ...]) -> str:
    """The folder in which the bag is, with its slash; empty where it is at the top. Most files say which."""
    counts: dict[str, int] = {}
    for one in entries:
        first, slash, _ = one.filename.partition("/")
        counts[first + slash if slash else ""] = counts.get(first + slash if slash else "", 0) + 1
    if any(one.filename in ("bagit.txt", "bag-info.txt") for one in entries) or not counts:
        return ""
    return max(counts, key=lambda name: (counts[name], name))
