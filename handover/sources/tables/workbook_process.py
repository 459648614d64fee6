"""Reads one sheet of a workbook, in a process of its own; run as ``python workbook_process.py``, never imported.

The reader of Excel and OpenDocument files, calamine, lays a sheet out as one full rectangle: a file of 2 kB with a
cell in the last column of the last row asks for 550 GB and, being refused, aborts its process. Here that costs one
sheet and not the gathering. The memory and the processor time that a workbook may take are limited too, so that
what a file's own directory says of its size need not be believed.

It writes pickled values to its standard output: first a dict, either ``{"refused": code, "detail": text}`` or what
was found (``sheet``, ``sheets``, ``left``, ``merged``, ``errors``, ``uncalculated``), then lists of
``(row number, cells)``, then None. It imports nothing of the rest, and what can wait only while calamine reads, so that
it starts quickly.
"""

import datetime
import gc
import itertools
import posixpath
import re
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, BinaryIO

import python_calamine

if TYPE_CHECKING:
    from zipfile import ZipFile

ROWS_AT_ONCE = 200

# Signs of an error cell or a formula, one of which any sheet has that has such a cell, and the bytes looked at at once.
_SIGNS = (b't="e"', b"<f", b":f")
_LONGEST_SIGN = max(map(len, _SIGNS))
_PIECE = 262_144
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</")
_ATTRIBUTE = re.compile(rb"([\w:]+)=\"([^\"]*)\"")
_TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship)\s([^>]*)>")

Sheet = python_calamine.CalamineSheet
# Cells that show an error, by row and column from 0, with what they show.
Errors = dict[tuple[int, int], str]


def main(path: str, wanted: str, seconds: int, memory: int, out: BinaryIO) -> None:
    gc.disable()  # what is read has no cycles, and there is much of it
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _send_sheet(path, wanted or None, out)
    except python_calamine.PasswordError as error:
        _send(out, {"refused": "password", "detail": str(error)})
    except MemoryError:
        _send(out, {"refused": "memory", "detail": ""})
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a panic in calamine derives from BaseException
        _send(out, {"refused": "damaged", "detail": f"{type(error).__name__}: {error}"})


def _send(out: BinaryIO, value: Any) -> None:
    import pickle

    pickle.dump(value, out, protocol=pickle.HIGHEST_PROTOCOL)
    out.flush()


def _send_sheet(path: str, wanted: str | None, out: BinaryIO) -> None:
    if path.endswith(".ods"):
        _check_ends(path)
    with python_calamine.CalamineWorkbook.from_path(path) as workbook:
        sheets = [one.name for one in workbook.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
        hidden = {
            one.name for one in workbook.sheets_metadata if one.visible != python_calamine.SheetVisibleEnum.Visible
        }
        found_sheet = _choose(workbook, path, sheets, hidden, wanted)
        if found_sheet is None:
            _send(out, {"refused": "sheet" if wanted else "empty", "detail": "", "sheets": sheets})
            return
        sheet, errors, uncalculated = found_sheet
        left = sheet.start[1] if sheet.start else 0
        spans = _spans(sheet, left)
        found = {"sheet": sheet.name, "sheets": sheets, "errors": errors, "uncalculated": uncalculated}
        _send(out, {**found, "left": left, "merged": spans["across"]})
        rows = _rows(sheet, left, spans["down"], errors)
        while batch := list(itertools.islice(rows, ROWS_AT_ONCE)):
            _send(out, batch)
        _send(out, None)


def _check_ends(path: str) -> None:
    """Raise ExpatError where an OpenDocument file is not well-formed: calamine goes on for ever behind its end."""
    import zipfile
    from xml.parsers import expat

    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        expat.ParserCreate().ParseFile(content)


def _choose(
    workbook: python_calamine.CalamineWorkbook, path: str, sheets: list[str], hidden: set[str], wanted: str | None
) -> tuple[Sheet, Errors, list[str]] | None:
    """The sheet that was asked for, else the first visible one with data in it, else the first with data; with what
    calamine leaves out of it, which is looked for while calamine reads.
    """
    if wanted is None:
        names = sorted(sheets, key=lambda one: one in hidden)
    else:
        folded = wanted.strip().casefold()
        names = [one for one in sheets if one == wanted] or [one for one in sheets if one.strip().casefold() == folded]
    with ThreadPoolExecutor(1) as beside:
        for name in names:
            left_out = beside.submit(_left_out, path, name)
            sheet = workbook.get_sheet_by_name(name)
            if wanted is not None or sheet.start is not None:
                return sheet, *left_out.result()
    return None


def _spans(sheet: Sheet, left: int) -> dict[str, dict[Any, Any]]:
    """Merged cells: covered cells of the first row -> where their value stands; covered cells of a column -> row."""
    across: dict[tuple[int, int], int] = {}
    down: dict[int, dict[int, int]] = {}
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        if top == bottom and last - first < 1000:
            for column in range(first + 1, last + 1):
                across[top + 1, column - left] = first - left
        elif first == last and bottom - top < 100_000:
            for row in range(top + 1, bottom + 1):
                down.setdefault(row, {})[first - left] = top
    return {"across": across, "down": down}


def _rows(sheet: Sheet, left: int, down: dict[int, dict[int, int]], errors: Errors) -> Iterator[tuple[int, list[Any]]]:
    """Rows with anything in them, numbered as the spreadsheet shows them."""
    said: dict[tuple[int, int], Any] = {}
    tops = {(top, column) for columns in down.values() for column, top in columns.items()}
    wrong: dict[int, list[tuple[int, str]]] = {}
    for (at, column), shown in errors.items():
        wrong.setdefault(at, []).append((column - left, shown))
    for number, cells in enumerate(sheet.iter_rows()):
        row = [cell if cell and type(cell) is str else _value(cell) for cell in cells]
        for column, shown in wrong.get(number, ()):
            if 0 <= column < len(row) and row[column] is None:
                row[column] = shown
        if all(cell is None for cell in row):
            continue
        # To whoever looks at the sheet a cell that is merged downwards says the same of every row it covers.
        for column, top in down.get(number, {}).items():
            if row[column] is None:
                row[column] = said.get((top, column))
        said.update({(number, column): row[column] for column in range(len(row)) if (number, column) in tops})
        yield number + 1, row


def _value(cell: Any) -> Any:
    if cell == "" and isinstance(cell, str):
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, datetime.timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return cell


def _left_out(path: str, sheet: str) -> tuple[Errors, list[str]]:
    """Of an .xlsx, what calamine makes empty: error cells with what they show, and formulas without a result."""
    import zipfile

    errors: Errors = {}
    uncalculated: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            # A look that is quick and may be wrong about formulas spares most sheets the one that is right.
            if part is None or not _may_have_more(archive, part):
                return errors, uncalculated
            data = archive.read(part)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError):
        return errors, uncalculated
    for found in _CELL.finditer(data):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        value = _VALUE.search(found[2] or b"")
        place = attributes.get(b"r", b"").decode("ascii", "replace")
        kind = attributes.get(b"t")
        if kind == b"e" and value and (at := _coordinates(place)):
            errors[at] = value[1].decode("utf-8", "replace")
        elif found[2] and _FORMULA.search(found[2]) and not (value and (value[1] or kind == b"str")):
            uncalculated.append(place)
    return errors, uncalculated


def _may_have_more(archive: "ZipFile", part: str) -> bool:
    """Whether there is any sign of an error cell or a formula in a sheet, which is unpacked a piece at a time."""
    with archive.open(part) as unpacked:
        before = b""
        while piece := unpacked.read(_PIECE):
            piece = before + piece
            if any(sign in piece for sign in _SIGNS):
                return True
            before = piece[1 - _LONGEST_SIGN :]
    return False


def _part_of(archive: "ZipFile", sheet: str) -> str | None:
    """The file inside an .xlsx that holds a sheet."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    wanted = sheet.encode()
    for kind, text in _TAG.findall(archive.read("xl/workbook.xml")):
        attributes = dict(_ATTRIBUTE.findall(text))
        if kind == b"sheet" and _unescaped(attributes.get(b"name", b"")) == wanted:
            relation = next((value for key, value in attributes.items() if key.endswith(b":id")), b"")
            break
    else:
        return None
    for kind, text in _TAG.findall(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(text))
        if kind == b"Relationship" and attributes.get(b"Id") == relation:
            target = attributes.get(b"Target", b"").decode()
            return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return None


def _unescaped(name: bytes) -> bytes:
    for escape, character in ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'")):
        name = name.replace(escape, character)
    return name.replace(b"&amp;", b"&")


def _coordinates(place: str) -> tuple[int, int] | None:
    """``B3`` -> (2, 1)."""
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", place)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.stdout.buffer)
