"""Spreadsheets of all sorts, made for tests: what a writer such as openpyxl would not write."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import Workbook

_SECTOR = 512
_FREE, _END_OF_CHAIN, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xlsx(fill: Callable[[Workbook], Any]) -> bytes:
    """A workbook that ``fill`` has put something into."""
    book = Workbook()
    fill(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def xlsx_of_rows(*rows: list[Any], title: str = "Sheet") -> bytes:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.title = title
        for row in rows:
            sheet.append(row)

    return xlsx(fill)


def with_sheet_xml(sheet_data: bytes) -> bytes:
    """A workbook whose only sheet has this ``<sheetData>``, well-formed or not."""
    return repacked(xlsx_of_rows([1]), {"xl/worksheets/sheet1.xml": sheet_xml(sheet_data)})


def sheet_xml(sheet_data: bytes) -> bytes:
    """The part of a workbook that has such a sheet."""
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + sheet_data
        + b"</sheetData></worksheet>"
    )


def repacked(workbook: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook with some of its parts replaced, or added."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return held.getvalue()


def lying_about_sizes(workbook: bytes) -> bytes:
    """The same, with a directory and headers that say that each part has 100 bytes."""
    data = bytearray(workbook)
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(signature)
        while at >= 0:
            struct.pack_into("<I", data, at + offset, 100)
            at = data.find(signature, at + 4)
    return bytes(data)


def marked_encrypted(workbook: bytes) -> bytes:
    """The same, with the flag that says that its parts are encrypted."""
    data = bytearray(workbook)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def ods(rows: str, *, manifest: str = "") -> bytes:
    """An OpenDocument spreadsheet whose sheet “Actions” has these table:table-row elements."""
    content = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Actions">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    listed = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="content.xml">{manifest}</manifest:file-entry></manifest:manifest>'
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", listed)
        archive.writestr("content.xml", content)
    return held.getvalue()


def old_office(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB], version 3) with these streams, each made at least 4096 bytes long."""
    padded = {name: data.ljust(max(4096, -(-len(data) // _SECTOR) * _SECTOR), b"\0") for name, data in streams.items()}
    entries = [_entry("Root Entry", 5, child=1, start=_END_OF_CHAIN, size=0)]
    chains: list[int] = [_TABLE, _END_OF_CHAIN]  # sector 0 is the table of chains, sector 1 the directory
    body = b""
    for number, (name, data) in enumerate(padded.items(), start=1):
        first, count = len(chains), len(data) // _SECTOR
        chains += [*range(first + 1, first + count), _END_OF_CHAIN]
        right = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, right=right, start=first, size=len(data)))
        body += data
    assert len(chains) <= _SECTOR // 4
    assert len(entries) <= 4
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0),
    ) + struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack(f"<{_SECTOR // 4}I", *chains, *[_FREE] * (_SECTOR // 4 - len(chains)))
    return header + table + b"".join(entries).ljust(_SECTOR, b"\0") + body


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16xI16xIQ", encoded, len(encoded), kind, 1, _FREE, right, child, 0, start, size)


def xls(rows: list[list[str | float]], *, locked: bool = False) -> bytes:
    """An Excel 97 workbook ([MS-XLS]) with one sheet called Old: texts and numbers only."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def text(value: str) -> bytes:
        return struct.pack("<HB", len(value), 0) + value.encode("latin-1")

    def cell(row: int, column: int, value: str | float) -> bytes:
        at = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            return record(0x0204, at + text(value))
        return record(0x0203, at + struct.pack("<d", value))

    begin, end = 0x0809, record(0x000A, b"")
    filepass = record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if locked else b""
    opening = record(begin, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + filepass
    sheet_at = len(opening) + 4 + 8 + 3 + len(end)
    bound = record(0x0085, struct.pack("<IBBBB", sheet_at, 0, 0, 3, 0) + b"Old")
    sheet = record(begin, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += b"".join(cell(y, x, value) for y, row in enumerate(rows) for x, value in enumerate(row)) + end
    return old_office({"Workbook": opening + bound + end + sheet})
