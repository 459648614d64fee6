"""ZIP archives: the files in one that are the source's are unpacked into the spool folder, and nothing else is.

No name in an archive becomes the name of a file here, and no size that it claims is believed. Names that only an
attack has (``../``, ``/etc``), links, devices, encrypted files and archives within archives are refused.
"""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Final

from handover.errors import SourceUnreadable
from handover.sources.contents import HEAD, PIECE, ArchiveFile, refusals, seems_to_be, spoken_size, too_large
from handover.sources.kinds import kind_by_ending
from handover.sources.places.file_refusals import changed_meanwhile, printable
from handover.sources.places.patterns import MOST_FILES, SET_ASIDE
from handover.sources.registering.locations import path_of
from handover.sources.registering.registration import Registration
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched
from handover.sources.spool import new_file
from handover.sources.texts import shown

# Tables and texts shrink to a tenth, seldom to a hundredth; only what was made to be a bomb, or is empty, does more.
_MOST_TIMES: Final = 200
_NEVER_A_BOMB: Final = 10_000_000  # bytes
_WAYS_OF_PACKING: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_MOST_SAID: Final = 5
_ASK: Final = "Do not open it; ask whoever sent it."
_PACK_AGAIN: Final = (
    "Pack what is meant as an ordinary ZIP archive; or say with “member” in the source's registration which of its"
    " files are meant."
)


def unpacked(content: Content, request: Request) -> Content:
    """The content with the files of its ZIP archives in place of them. Raises SourceUnreadable, SourceUnreachable.

    A spreadsheet is a ZIP archive too, and is left as it is.
    """
    files: list[Fetched] = []
    for file in content.files:
        if _is_archive(file, request.registration):
            files.extend(_Archive(file, request, sum(one.size for one in files)).files())
        else:
            files.append(file)
    return replace(content, files=tuple(files))


def _is_archive(file: Fetched, registration: Registration) -> bool:
    if path_of(file.name).lower().endswith(".zip") or registration.member is not None:
        return True
    if registration.kind == "excel":
        return False
    with refusals(file.name), file.path.open("rb") as opened:
        head = opened.read(HEAD)
    return seems_to_be(head, file.path) == "a ZIP archive"


def members(names: Sequence[str], registration: Registration) -> list[str]:
    """Which files of an archive are the source's: those that ``member`` names, else those whose ending tells the
    source's kind, else the only one there is. What systems add (``.DS_Store``, ``__MACOSX``) is nobody's.

    A ``member`` without ``/`` is compared with the name of each file, in whatever folder, else with the whole path.
    """
    files = [name for name in names if not name.endswith("/") and not _set_aside(name)]
    if (pattern := registration.member) is not None:
        return [name for name in files if fnmatchcase(name if "/" in pattern else name.rpartition("/")[2], pattern)]
    told = [name for name in files if not name.lower().endswith(".zip") and kind_by_ending(name) == registration.kind]
    return told or (files if len(files) == 1 else [])


def _set_aside(name: str) -> bool:
    return any(part.startswith(SET_ASIDE) and part != "." for part in name.split("/"))


class _Archive:
    """One fetched archive; ``before`` is how many bytes of the source were unpacked already."""

    def __init__(self, file: Fetched, request: Request, before: int) -> None:
        self._file = file
        self._request = request
        self._size = 0
        self._largest = request.limits.largest_source - before

    def files(self) -> list[Fetched]:
        name = self._file.name
        with self._refusals(), ArchiveFile(self._file.path) as opened, zipfile.ZipFile(opened) as archive:
            infos = archive.infolist()
            for info in infos:
                if _leads_out(info):
                    why = f"has a file in it that would be laid outside of it ({shown(info.filename)})"
                    raise _refused(name, why, _ASK)
            wanted = set(members([info.filename for info in infos], self._request.registration))
            chosen = [info for info in infos if info.filename in wanted]
            if not chosen:
                raise _nothing(name, [info.filename for info in infos if not info.is_dir()], self._request.registration)
            if len(chosen) > len(wanted):
                raise _refused(name, f"has two files of one name in it ({shown(_twice(chosen))})")
            if len(chosen) > MOST_FILES:
                raise _too_many(name)
            found = [self._unpack(archive, info) for info in sorted(chosen, key=lambda one: one.filename)]
        if self._file.changed():
            raise changed_meanwhile(name)
        return found

    def _unpack(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Fetched:
        member = shown(info.filename)
        if why := _cannot_be_unpacked(info):
            raise _refused(self._file.name, why.format(member))
        name = printable(f"{self._file.name} › {info.filename}")
        digest = hashlib.sha256()
        size = 0
        with new_file(self._request.spool, name) as path:
            with archive.open(info) as packed, path.open("wb") as out:
                while piece := packed.read(PIECE):
                    size += len(piece)
                    self._count(len(piece))
                    digest.update(piece)
                    out.write(piece)
            with path.open("rb") as out:
                if seems_to_be(out.read(HEAD), path) == "a ZIP archive":
                    raise _refused(self._file.name, f"has another ZIP archive in it ({member})")
        return Fetched(path, name, digest.hexdigest(), size, self._request.now(), dated=self._file.dated)

    def _count(self, more: int) -> None:
        self._size += more
        if self._size > self._largest:
            raise too_large(self._file.name, self._request.limits.largest_source)
        if self._size > max(_NEVER_A_BOMB, self._file.size * _MOST_TIMES):
            raise _refused(
                self._file.name,
                f"unpacks to more than {spoken_size(self._size)}, {_MOST_TIMES} times its size,"
                " which nothing that anybody wrote does",
                _ASK,
            )

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        name = self._file.name
        try:
            with refusals(name):
                yield
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError):
            # zipfile says in all of these ways that what it read makes no sense.
            raise _damaged(name) from None


def _leads_out(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def _cannot_be_unpacked(info: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where the archive was not made on Unix
    if kind == stat.S_IFLNK:
        return "has a link in it instead of a file ({})"
    if kind not in (0, stat.S_IFREG):
        return "has something in it that is no ordinary file ({})"
    if info.flag_bits & _ENCRYPTED:
        return "is protected with a password ({})"
    if info.compress_type not in _WAYS_OF_PACKING:
        return f"is packed in a way that is not read ({{}}, method {info.compress_type})"
    return None


def _twice(chosen: Sequence[zipfile.ZipInfo]) -> str:
    names = [info.filename for info in chosen]
    return next(name for name in names if names.count(name) > 1)


def _refused(name: str, why: str, what_to_do: str = _PACK_AGAIN) -> SourceUnreadable:
    return SourceUnreadable(f"{name} {why}.", where=name, what_to_do=what_to_do)


def _damaged(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} should be a ZIP archive, but it is none, or it is damaged or cut off.",
        where=name,
        what_to_do="Fetch or export it again.",
    )


def _nothing(name: str, names: Sequence[str], registration: Registration) -> SourceUnreadable:
    there = ", ".join(f"“{shown(one)}”" for one in names[:_MOST_SAID]) + (" …" if len(names) > _MOST_SAID else "")
    what = f"like “{registration.member}”" if registration.member else f"that is told to be {registration.kind}"
    return SourceUnreadable(
        f"{name} has no file in it {what}" + (f"; it has {there}." if names else "; it is empty."),
        where=name,
        what_to_do='Say with “member” in the source\'s registration which of its files are meant: member: "*.csv"',
    )


def _too_many(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"More than {MOST_FILES:,} files in {name} are meant.",
        where=name,
        what_to_do="Say more exactly with “member” in the source's registration which they are.",
    )
