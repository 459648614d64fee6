"""What Excel and OpenDocument sheets become, and the sentence for each thing that is wrong with them."""

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from handover.errors import SourceUnreadable
from handover.sources.rows import RawRow, Reading
from handover.sources.spreadsheets import read_spreadsheet
from tests.unit.sources.readers import office_files as made

Write = Callable[..., Path]
PLENTY = 1_000_000_000


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(content: bytes, name: str = "book.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return put


def read(path: Path, **options: Any) -> Reading:
    return read_spreadsheet(path, path.name, largest=PLENTY, **options)


def _sheets(book: Workbook) -> None:
    book.remove(book.worksheets[0])
    book.create_sheet("Empty")
    book.create_sheet("Lists").append(["hidden"])
    book["Lists"].sheet_state = "hidden"
    book.create_sheet("Lessons & more").append(["a", "b"])
    book["Lessons & more"].append([1, 2])
    book.create_sheet("Actions").append(["c"])


def _merged(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.append(["Programme", "Contact", None, "Note"])
    sheet.append(["Bridge", "Ann", "ann@x.org", None])
    sheet.append([None, "Bob", "bob@x.org", None])
    sheet.append([None, None, None, None])
    sheet.append([None, "Cyn", None, None])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A2:A5")


def _formulas(book: Workbook) -> None:
    sheet = book.worksheets[0]
    for row in (["a", "b"], ["=1+1", "x"], ["=A2", "y"], ["#REF!", "z"]):
        sheet.append(row)
    sheet["A4"].data_type = "e"


CELLS = (
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
    b'<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>T("")</f><v></v></c></row>'
    b'<row r="3"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3" t="e"><v>#N/A</v></c></row>'
)

DAY, MOMENT, HOUR = datetime.date(2010, 10, 11), datetime.datetime(2010, 10, 11, 9, 30), datetime.time(9, 30)  # noqa: DTZ001
VALUES = [
    pytest.param("text", "text", id="text"),
    pytest.param(500.0, 500, id="a whole number"),
    pytest.param(2.5, 2.5, id="a number"),
    pytest.param(1e300, 1e300, id="a number beyond whole ones"),
    pytest.param(True, True, id="a boolean"),
    pytest.param(DAY, DAY, id="a date"),
    pytest.param(MOMENT, MOMENT, id="a date with a time"),
    pytest.param(HOUR, HOUR, id="a time"),
    pytest.param(datetime.timedelta(hours=30, seconds=5), "30:00:05", id="a duration"),
    pytest.param("1\n2", "1\n2", id="two lines"),
]


@pytest.mark.parametrize(("given", "read_as"), VALUES)
def test_cells_keep_their_values(write: Write, given: Any, read_as: Any) -> None:
    [row] = read(write(made.xlsx_of_rows(["a", "b"], [given, None]))).rows
    assert row == RawRow(2, [read_as, None])
    assert type(row.cells[0]) is type(read_as)


ODS_ROWS = "".join(
    f"<table:table-row>{first}{second}</table:table-row>"
    for first, second in (
        ("<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>",
         "<table:table-cell office:value-type='string'><text:p>b</text:p></table:table-cell>"),
        ("<table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>",
         "<table:table-cell office:value-type='float' office:value='5'><text:p>5</text:p></table:table-cell>"),
        ("<table:table-cell/>",
         "<table:table-cell office:value-type='date' office:date-value='2010-10-11'><text:p>11/10</text:p>"
         "</table:table-cell>"),
    )
)  # fmt: skip

GOOD = [
    pytest.param(
        made.xlsx_of_rows([None, None], [None, "a", "b"], [], [None, 1, 2]),
        {},
        (("a", "b"), None, [(4, [1, 2])]),
        id="a table that begins further down and right",
    ),
    pytest.param(made.xlsx_of_rows(["a", "b"]), {}, (("a", "b"), None, []), id="header only"),
    pytest.param(
        made.xlsx_of_rows(["Report"], ["a", "b"], [1, 2]),
        {"header_row": 2},
        (("a", "b"), None, [(3, [1, 2])]),
        id="a header further down",
    ),
    pytest.param(
        made.xlsx(_sheets),
        {},
        (("a", "b"), "Lessons & more", [(2, [1, 2])]),
        id="the first visible sheet with data",
    ),
    pytest.param(made.xlsx(_sheets), {"sheet": "actions "}, (("c",), "Actions", []), id="a sheet by name"),
    pytest.param(made.xlsx(_sheets), {"sheet": "Lists"}, (("hidden",), "Lists", []), id="a hidden sheet"),
    pytest.param(
        made.xlsx(_merged),
        {},
        (
            ("Programme", "Contact", "Contact (2)", "Note"),
            None,
            [
                (2, ["Bridge", "Ann", "ann@x.org", None]),
                (3, ["Bridge", "Bob", "bob@x.org", None]),
                (5, ["Bridge", "Cyn", None, None]),
            ],
        ),
        id="merged cells",
    ),
    pytest.param(
        made.with_sheet_xml(CELLS),
        {},
        (("a", "b"), None, [(2, [2, None]), (3, ["#DIV/0!", "#N/A"])]),
        id="results of formulas, and errors",
    ),
    pytest.param(made.ods(ODS_ROWS), {}, (("a", "b"), None, [(2, ["x", 5]), (3, [None, DAY])]), id="OpenDocument"),
    pytest.param(
        made.xls([["a", "b"], ["x", 1.0], ["y", 2.5]]),
        {},
        (("a", "b"), None, [(2, ["x", 1]), (3, ["y", 2.5])]),
        id="Excel 97",
    ),
]


@pytest.mark.parametrize(("content", "options", "expected"), GOOD)
def test_rows_come_with_the_number_the_sheet_shows(
    write: Write, content: bytes, options: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    reading = read(write(content), **options)
    columns, place, rows = expected
    assert (reading.columns, reading.place) == (columns, place)
    assert list(reading.rows) == [RawRow(number, cells) for number, cells in rows]


FACTS = [
    pytest.param(
        made.xlsx(_sheets),
        "sheet",
        "Read from the sheet “Lessons & more”, the first with data of 4; not from “Empty”, “Lists”, “Actions”.",
        id="several sheets",
    ),
    pytest.param(
        made.xlsx(_merged),
        "merged-header",
        "Header cells are merged; each column they cover has their name.",
        id="merged header cells",
    ),
    pytest.param(
        made.xlsx(_formulas),
        "formulas-without-result",
        "2 formulas have no stored result and count as empty, the first in A2: open the workbook in a spreadsheet"
        " program and save it.",
        id="formulas never calculated",
    ),
    pytest.param(
        made.with_sheet_xml(CELLS),
        "error-cells",
        "2 cells show an error, such as #DIV/0!; it is kept as text.",
        id="error cells",
    ),
]


# A sheet is looked through in pieces of so many bytes.
PIECE = 262_144
ERROR_CELL = b't="e"'


@pytest.mark.parametrize("cut", range(len(ERROR_CELL) + 1))
def test_an_error_cell_is_found_wherever_a_piece_ends(write: Write, cut: int) -> None:
    head, rest = CELLS[: CELLS.index(b'<row r="2"')], b'<row r="3"><c r="A3" t="e"><v>#N/A</v></c></row>'
    before = made.sheet_xml(head + rest).index(ERROR_CELL)
    content = made.with_sheet_xml(head + b" " * (PIECE - cut - before) + rest)
    assert read(write(content)).facts["error-cells"] == "1 cell shows an error, such as #N/A; it is kept as text."


@pytest.mark.parametrize(("content", "key", "fact"), FACTS)
def test_what_was_decided_is_told(write: Write, content: bytes, key: str, fact: str) -> None:
    assert read(write(content)).facts[key] == fact


def _archive(**parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return held.getvalue()


GOOD_BOOK = made.xlsx_of_rows(["a"], *([n] for n in range(500)))
CORNERS = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
BOMB = made.with_sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row>' + b" " * 60_000_000)
DAMAGED = "is a workbook that is damaged or cut off."
LOCKED = "is protected with a password."

REFUSED = [
    pytest.param(b"", {}, "book.xlsx is empty.", id="empty"),
    pytest.param(b"a,b\n1,2\n", {}, "should be a spreadsheet, but it seems to be text.", id="a table as text"),
    pytest.param(b"<html><table>", {}, "but it seems to be a web page.", id="a web page"),
    pytest.param(b"%PDF-1.7", {}, "but it seems to be a PDF document.", id="PDF"),
    pytest.param(bytes(range(256)), {}, "but it seems to be a program's own data.", id="binary"),
    pytest.param(_archive(word__document="x"), {}, "but it seems to be a Word document.", id="a Word document"),
    pytest.param(_archive(xl__styles="x"), {}, DAMAGED, id="a workbook without its main part"),
    pytest.param(_archive(notes="x"), {}, "but it seems to be a ZIP archive.", id="another archive"),
    pytest.param(GOOD_BOOK[:-50], {}, DAMAGED, id="cut off"),
    pytest.param(made.repacked(GOOD_BOOK, {"xl/worksheets/sheet1.xml": b"<work"}), {}, DAMAGED, id="cut off within"),
    pytest.param(made.repacked(GOOD_BOOK, {"xl/workbook.xml": b"no"}), {}, DAMAGED, id="damaged"),
    pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), {}, DAMAGED, id="a damaged old workbook"),
    pytest.param(made.old_office({"EncryptionInfo": b"", "EncryptedPackage": b""}), {}, LOCKED, id="password"),
    pytest.param(made.xls([["a"]], locked=True), {}, LOCKED, id="password on an old workbook"),
    pytest.param(made.ods("", manifest="<manifest:encryption-data/>"), {}, LOCKED, id="password on OpenDocument"),
    # calamine looks for the end of its table for ever.
    pytest.param(made.ods("</table:table><t>"), {}, DAMAGED, id="OpenDocument that is not well-formed"),
    pytest.param(made.marked_encrypted(GOOD_BOOK), {}, LOCKED, id="an encrypted archive"),
    pytest.param(BOMB, {}, "times its size: no workbook that anybody wrote does that.", id="a bomb"),
    pytest.param(made.lying_about_sizes(BOMB), {}, DAMAGED, id="a bomb that denies it"),
    pytest.param(
        made.with_sheet_xml(CORNERS),
        {},
        "needs more memory or time than reading one workbook may take.",
        id="a cell in the last corner",
    ),
    pytest.param(made.xlsx_of_rows(), {}, "book.xlsx has no sheet with data in it.", id="no data"),
    pytest.param(
        made.xlsx(_sheets),
        {"sheet": "Lesson"},
        "book.xlsx has no sheet called “Lesson”; it has “Empty”, “Lists”, “Lessons & more”, “Actions”.",
        id="no such sheet",
    ),
    pytest.param(
        made.xlsx(_sheets),
        {"sheet": "Empty"},
        "has nothing from row 1 of sheet “Empty” on, where its column names should be.",
        id="an empty sheet by name",
    ),
    pytest.param(
        GOOD_BOOK, {"header_row": 502}, "has nothing from row 502 of sheet “Sheet” on", id="a header below the data"
    ),
]


@pytest.mark.parametrize(("content", "options", "sentence"), REFUSED)
def test_what_is_no_sheet_is_refused_in_a_sentence(
    write: Write, content: bytes, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        list(read(write(content), **options).rows)
    assert sentence in refused.value.sentence
    assert refused.value.what_to_do
    assert (refused.value.where or "").startswith("book.xlsx")


def test_what_unpacks_to_more_than_allowed_is_refused(write: Write) -> None:
    with pytest.raises(SourceUnreadable, match="larger than the 10 kB that may be read of one source"):
        read_spreadsheet(write(GOOD_BOOK), "book.xlsx", largest=10_000)


def test_what_needs_more_memory_than_allowed_is_refused(write: Write) -> None:
    wide = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="CV200000"><v>2</v></c></row>'
    with pytest.raises(SourceUnreadable, match="needs more memory or time"):
        list(read(write(made.with_sheet_xml(wide)), memory=500_000_000).rows)


def test_dropping_the_rows_ends_the_process_that_reads(write: Write) -> None:
    # A process left behind would be a ResourceWarning, which is an error here.
    reading = read(write(made.xlsx_of_rows(["a"], *([n] for n in range(20_000)))))
    assert next(reading.rows) == RawRow(2, [0])
    del reading
