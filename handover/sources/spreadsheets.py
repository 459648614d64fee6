"""Excel workbooks (.xlsx, .xlsm, .xlsb, .xls) and OpenDocument spreadsheets (.ods), a sheet at a time."""

import logging
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from handover.errors import SourceUnreadable
from handover.sources.contents import HEAD, empty, is_binary, refusals, seems_to_be, spoken_size, too_large
from handover.sources.registering.registration import Registration
from handover.sources.registering.shape import Rows
from handover.sources.rows import Fetched, Reading
from handover.sources.tables.sheet_table import SheetTable
from handover.sources.texts import shown

# A bomb packs a thousandfold; a workbook, which says the same in every cell's tag, thirtyfold at most.
_MOST_PACKED: Final = 200
_SMALL: Final = 50_000_000
# Bytes of memory that reading one workbook may take.
_MEMORY: Final = 4_000_000_000
# Seconds of processor time: at least, for a megabyte, at most. A megabyte takes less than one.
_SECONDS: Final = (20, 20, 600)

_MAIN_PARTS: Final = {"xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xlsb", "content.xml": ".ods"}
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_PROGRAM: Final = Path(__file__).with_name("tables") / "workbook_process.py"
# Bytes by which the process that reads may be ahead; with less it waits, and then is waited for. Linux allows no more.
_AHEAD: Final = 1_048_576
_BY_LIMITS: Final = frozenset({-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGSEGV})

_log = logging.getLogger(__name__)


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read a fetched workbook as its registration says; see ``read_spreadsheet``."""
    return read_spreadsheet(
        fetched.path,
        fetched.name,
        largest=largest,
        sheet=registration.sheet,
        header_row=registration.header_row or 1,
        rotated=bool(registration.rotated),
        declared=registration.rows,
    )


def read_spreadsheet(
    path: Path,
    name: str,
    *,
    largest: int,
    sheet: str | None = None,
    header_row: int | tuple[int, ...] = 1,
    rotated: bool = False,
    declared: Rows | None = None,
    memory: int = _MEMORY,
) -> Reading:
    """Read one sheet of the workbook ``path``, which sentences call ``name``; ``largest`` bounds it unpacked.

    Without ``sheet`` it is the first visible one with data. ``header_row`` and the rows' numbers are those that
    the spreadsheet shows; of a ``rotated`` sheet they are columns, counted from 1. ``declared`` says which rows are no
    records. Cells are text, whole and other numbers, booleans, dates and times; None where empty;
    a duration is text. A formula is its stored result. ``memory`` is what reading may take, in bytes.
    Raises SourceUnreadable or SourceUnreachable.
    """
    values = _values(path, name, _format(path, name, largest), sheet, memory)
    try:
        found = next(values)
        if "refused" in found:
            raise _refused(name, sheet, found)
        table = SheetTable(found, _rows(values), name, (header_row,) if isinstance(header_row, int) else header_row)
        facts = _facts(found, sheet)
        columns, rows = table.turned(facts, declared) if rotated else table.upright(facts, declared)
    except BaseException:
        values.close()
        raise
    # Which sheet says something only where there are several.
    one_of_several = shown(found["sheet"]) if len(found["sheets"]) > 1 else None
    return Reading(rows=rows, columns=columns, place=one_of_several, facts=facts)


def sheet_names(path: Path, name: str, *, largest: int) -> tuple[str, ...]:
    """What the sheets of the workbook are called, hidden and empty ones too. Raises as ``read_spreadsheet``."""
    values = _values(path, name, _format(path, name, largest), None, _MEMORY)
    try:
        found = next(values)
    finally:
        values.close()
    return tuple(found["sheets"])


def _format(path: Path, name: str, largest: int) -> str:
    """The ending that the workbook's name should have.

    Refuses what is no workbook, is locked, or would not fit, before any of it is unpacked.
    """
    with refusals(name):
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
            if not head:
                raise empty(name)
            if head.startswith(_OLD_OFFICE):
                # The names of an old Office document's parts are in its directory, which may lie anywhere.
                if size <= largest and _ENCRYPTED in head + file.read():
                    raise _locked(name)
                return ".xls"
    if not head.startswith(b"PK\x03\x04"):
        raise _no_workbook(name, seems_to_be(head) or ("a program's own data" if is_binary(head) else "text"))
    try:
        with refusals(name), zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _damaged(name) from None
    if any(part.flag_bits & 1 for part in parts):
        raise _locked(name)
    names = {part.filename for part in parts}
    ending = next((ending for part, ending in _MAIN_PARTS.items() if part in names), None)
    if ending is None and any(part.startswith("xl/") for part in names):
        raise _damaged(name)
    if ending is None:
        raise _no_workbook(name, seems_to_be(head, path) or "a ZIP archive")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _SMALL and unpacked > size * _MOST_PACKED:
        raise SourceUnreadable(
            f"{name} would unpack to {spoken_size(unpacked)}, {unpacked // max(1, size)} times its size:"
            " no workbook that anybody wrote does that.",
            where=name,
            what_to_do="Do not open it; ask whoever sent it.",
        )
    if unpacked > largest:
        raise too_large(name, largest)
    return ending


def _values(path: Path, name: str, ending: str, sheet: str | None, memory: int) -> Generator[Any, None, None]:
    """What the process that reads the workbook says; it ends when this does."""
    # calamine goes by the ending of the name, which what was downloaded has not, and others may have wrong.
    folder = Path(tempfile.mkdtemp(prefix="handover-"))
    try:
        link = folder / f"workbook{ending}"
        with refusals(name):
            link.symlink_to(path.absolute())
            process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [sys.executable, "-P", _PROGRAM, link, sheet or "", str(seconds_for(path.stat().st_size)), str(memory)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=_AHEAD,
            )
        try:
            yield from _received(process, name)
        finally:
            process.kill()
            process.communicate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seconds_for(size: int) -> int:
    """The processor time that reading a workbook of so many bytes may take: a small one that takes long never ends.

    >>> seconds_for(5_000), seconds_for(3_000_000), seconds_for(100_000_000)
    (20, 80, 600)
    """
    least, for_a_megabyte, most = _SECONDS
    return min(least + size * for_a_megabyte // 1_000_000, most)


def _received(process: subprocess.Popen[bytes], name: str) -> Iterator[Any]:
    sent = cast(BinaryIO, process.stdout)
    while True:
        try:
            value = pickle.load(sent)  # noqa: S301 - our own process wrote it
        except (EOFError, pickle.UnpicklingError):
            raise _died(name, process.wait()) from None
        yield value
        if value is None or "refused" in value:
            return


def _rows(values: Iterator[Any]) -> Iterator[tuple[int, list[Any]]]:
    for batch in values:
        yield from batch or ()


def _facts(found: Mapping[str, Any], declared: str | None) -> dict[str, str]:
    name = shown(found["sheet"])
    facts = {"sheet": f"Read from the sheet “{name}”."}
    others = [shown(one) for one in found["sheets"] if one != found["sheet"]]
    if others and declared is None:
        facts["sheet"] = (
            f"Read from the sheet “{name}”, the first with data of {len(others) + 1};"
            f" not from {', '.join(f'“{one}”' for one in others)}."
        )
    if errors := found["errors"]:
        count = "1 cell shows" if len(errors) == 1 else f"{len(errors)} cells show"
        facts["error-cells"] = f"{count} an error, such as {shown(next(iter(errors.values())))}; it is kept as text."
    if places := found["uncalculated"]:
        count = "1 formula has no stored result and counts as empty, in"
        if len(places) > 1:
            count = f"{len(places)} formulas have no stored result and count as empty, the first in"
        facts["formulas-without-result"] = (
            f"{count} {places[0]}: open the workbook in a spreadsheet program and save it."
        )
    return facts


def _refused(name: str, sheet: str | None, found: Mapping[str, Any]) -> SourceUnreadable:
    match found["refused"]:
        case "password":
            return _locked(name)
        case "memory":
            return _too_demanding(name)
        case "empty":
            return SourceUnreadable(
                f"{name} has no sheet with data in it.", where=name, what_to_do="Check that it is the right file."
            )
        case "sheet":
            sheets = ", ".join(f"“{shown(one)}”" for one in found["sheets"])
            return SourceUnreadable(
                f"{name} has no sheet called “{sheet}”; it has {sheets}.",
                where=name,
                what_to_do="Correct “sheet” in the source's registration.",
            )
    _log.info("%s could not be read as a workbook: %s", name, found["detail"])
    return _damaged(name)


def _died(name: str, status: int) -> SourceUnreadable:
    _log.info("the process that read %s ended with status %s", name, status)
    return _too_demanding(name) if status in _BY_LIMITS else _damaged(name)


def _too_demanding(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} needs more memory or time than reading one workbook may take.",
        where=name,
        what_to_do="Often a stray cell far below or right of the table: delete the empty rows and columns, or save"
        " the sheet as CSV.",
    )


def _locked(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} is protected with a password.",
        where=name,
        what_to_do="Save a copy without a password where only this office can read it.",
    )


def _damaged(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} is a workbook that is damaged or cut off.",
        where=name,
        what_to_do="Open it in a spreadsheet program, save it again, or fetch it anew.",
    )


def _no_workbook(name: str, what: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} should be a spreadsheet, but it seems to be {what}.",
        where=name,
        what_to_do="Correct “kind” in the source's registration, or save it as .xlsx or .ods.",
    )
