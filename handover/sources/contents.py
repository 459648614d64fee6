"""The bytes of a fetched file: unpacked where gzipped, never more of them than allowed, and what they seem to be."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from handover.errors import SourceUnreachable, SourceUnreadable

PIECE: Final = 1 << 20
HEAD: Final = 1 << 16
# What must be held in memory as a whole (a JSON document, a vCard file) may be this large, in bytes.
LARGEST_IN_MEMORY: Final = 500_000_000

_GZIP: Final = b"\x1f\x8b"
_BEGINNINGS: Final = (
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a word processor's document"),
    (b"SQLite format 3\0", "a database"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"Rar!", "an archive"),
    (b"BZh", "an archive"),
    (b"\xfd7zXZ\0", "an archive"),
    (_GZIP, "an archive within an archive"),
)
_WEB_PAGES: Final = (b"<!doctype html", b"<html")
_INSIDE_A_ZIP: Final = (
    ("xl/", "an Excel workbook"),
    ("word/", "a Word document"),
    ("ppt/", "a presentation"),
    ("content.xml", "an OpenDocument file"),
)
# Bytes of the list of an archive's files, which is held in memory: that of thousands of files with long names.
_LARGEST_LIST: Final = 10_000_000
# Control characters that no text has; tabs, line ends, form feed, Ctrl-Z and escape do occur in texts.
_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1a\x1b")


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Turn what goes wrong while the bytes of ``name`` are read into a SourceError."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise SourceUnreadable(
            f"{name} is packed with gzip, but it is cut off or damaged.",
            where=name,
            what_to_do="Fetch or export it again.",
        ) from None
    except MemoryError:
        raise SourceUnreadable(
            f"{name} needs more memory than there is.", where=name, what_to_do="Split it into smaller files."
        ) from None
    except OSError as error:
        raise SourceUnreachable(
            f"{name} could not be read: {(error.strerror or 'input/output error').lower()}.",
            where=name,
            what_to_do="Check that the file is still there and may be read.",
        ) from None


def opened(path: Path) -> BinaryIO:
    """The file's bytes, unpacked where they are gzipped (told by their beginning, not by the name)."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def pieces(path: Path, name: str, *, largest: int) -> Iterator[bytes]:
    """All bytes, unpacked, a piece at a time. Raises SourceUnreadable once there are more than ``largest``."""
    size = 0
    with refusals(name), opened(path) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > largest:
                raise too_large(name, largest)
            yield piece


def whole(path: Path, name: str, *, largest: int, what_to_do: str) -> bytes:
    """All bytes at once. Raises SourceUnreadable where they are more than may be held in memory."""
    held = io.BytesIO()
    for piece in pieces(path, name, largest=largest):
        if held.tell() + len(piece) > LARGEST_IN_MEMORY:
            raise too_large(name, LARGEST_IN_MEMORY, what_to_do)
        held.write(piece)
    return held.getvalue()


def too_large(name: str, largest: int, what_to_do: str | None = None) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} is larger than the {spoken_size(largest)} that may be read of one source.",
        where=name,
        what_to_do=what_to_do or "Split it, or raise the setting limits.largest_source.",
    )


def empty(name: str) -> SourceUnreadable:
    return SourceUnreadable(f"{name} is empty.", where=name, what_to_do="Export it again, or ask whoever keeps it.")


def spoken_size(size: int) -> str:
    """Bytes as people say them: ``2 GB``, ``500 MB``, ``12 bytes``."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"


def is_web_page(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower().startswith(_WEB_PAGES)


def seems_to_be(head: bytes, path: Path | None = None) -> str | None:
    """What a file that begins with ``head`` seems to be, where that is no text: ``a PDF document``."""
    if is_web_page(head):
        return "a web page"
    if head.startswith(b"PK\x03\x04"):
        return _inside_a_zip(path)
    for beginning, what in _BEGINNINGS:
        if head.startswith(beginning):
            return what
    return None


def is_binary(head: bytes) -> bool:
    """Whether so much of ``head`` is control characters that it is no text. UTF-16 is not asked here.

    A stray NUL is a fault of its row, not of the file.
    """
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(8, len(head) // 20)


class ArchiveFile(io.FileIO):
    """The bytes of a ZIP archive, for zipfile, which holds the list of files in memory, however long that is.

    Raises BadZipFile where it would be longer than any archive's that somebody made.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")

    def read(self, size: int | None = -1, /) -> bytes:
        # zipfile reads the list at once, by the size that the archive gives for it, and everything else in pieces.
        if size is not None and size > _LARGEST_LIST:
            raise zipfile.BadZipFile("its list of files is too long")
        return super().read(-1 if size is None else size)


def _inside_a_zip(path: Path | None) -> str:
    try:
        with ArchiveFile(path) if path else io.BytesIO() as file, zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "a ZIP archive"
    for beginning, what in _INSIDE_A_ZIP:
        if any(name.startswith(beginning) for name in names):
            return what
    return "a ZIP archive"
