"""A bag as one ZIP file with one folder in it. The same bag gives the same bytes, whichever library packs them.

Nothing is compressed: how a library compresses changes with its versions, and an archive wants what can be read without
any. The dates of the entries are fixed, because the bag says its own.
"""

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from handover.publish.bag.payload import PIECE
from handover.publish.bag.staged import move_into_place, refusals
from handover.publish.bag.tags import tag_file_names

_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the first that the format has
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16
_ZIP64_FROM: Final = 0x7FFFFFFF  # bytes; the library asks to be told before

# Gives the content of a file of the bag.
Read = Callable[[str], Iterator[bytes]]


def zip_bag(bag: Path, name: str, target: Path) -> None:
    """Pack the folder ``bag`` into ``target``, below the folder ``name``, whole or not at all.

    Raises DiskFull, ArchiveError.
    """
    files = {path.relative_to(bag).as_posix(): path.stat().st_size for path in bag.rglob("*") if path.is_file()}

    def read(path: str) -> Iterator[bytes]:
        with (bag / path).open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece

    with refusals(target.parent):
        handle, temporary = tempfile.mkstemp(dir=bag.parent)
        with os.fdopen(handle, "w+b") as stream:
            pack(stream, name, files, read)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
    move_into_place(Path(temporary), target)


def pack(stream: BinaryIO, name: str, files: dict[str, int], read: Read) -> None:
    """Write a ZIP of ``files`` (sizes in bytes by path), below the folder ``name``: the payload, then the tag files."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:
        for path in _in_order(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", _DATE)
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            entry.file_size = files[path]
            with packed.open(entry, "w", force_zip64=files[path] > _ZIP64_FROM) as content:
                for piece in read(path):
                    content.write(piece)


def packed_here(entries: Iterable[zipfile.ZipInfo]) -> bool:
    """Whether most entries look as ``pack`` writes them: then every byte can be foretold."""
    signs = [
        (one.date_time, one.compress_type, one.create_system, one.external_attr)
        == (_DATE, zipfile.ZIP_STORED, _UNIX, _MODE)
        for one in entries
    ]
    return sum(signs) * 2 > len(signs)


def first_difference(stream: BinaryIO, name: str, files: dict[str, int], read: Read) -> int | None:
    """The first byte, from 1, at which ``stream`` is not what ``pack`` writes; None where it is the same."""
    expected = _Compared(stream)
    pack(expected, name, files, read)  # type: ignore[arg-type] # it has what is used of a file
    return expected.difference()


def _in_order(files: Iterable[str]) -> list[str]:
    last = {path: number for number, path in enumerate(tag_file_names(), 1)}
    return sorted(files, key=lambda path: (last.get(path, 0), path))


class _Compared:
    """Takes what would be written, and compares it with what a file has there. A header is written twice, the second
    time with what is known only after the content.
    """

    def __init__(self, actual: BinaryIO) -> None:
        self._actual = actual
        self._at = self._end = 0
        self._different: dict[tuple[int, int], int] = {}

    def write(self, expected: bytes) -> int:
        self._actual.seek(self._at)
        found = self._actual.read(len(expected))
        key = (self._at, len(expected))
        self._different.pop(key, None)
        if found != expected:
            same = next((at for at, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), len(found))
            self._different[key] = self._at + same + 1
        self._at += len(expected)
        self._end = max(self._end, self._at)
        return len(expected)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._end)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        pass  # nothing is kept

    def seekable(self) -> bool:
        return True

    def difference(self) -> int | None:
        size = self._actual.seek(0, 2)
        after = [self._end + 1] if size > self._end else []
        return min([*self._different.values(), *after], default=None)
