"""The workbook, read back by another library."""

import io
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from openpyxl import Workbook, load_workbook

from handover.dossier.model import Dossier
from handover.publish.legible import legible
from handover.publish.tables.xlsx import LONGEST_CELL, xlsx
from tests.dossiers.naughty import STRINGS, a_naughty_dossier
from tests.dossiers.parts import a_status_point
from tests.dossiers.rich import a_dossier, an_empty_dossier


def read(dossier: Dossier) -> Workbook:
    return load_workbook(io.BytesIO(xlsx(dossier)))


@cache
def naughty() -> Workbook:
    return read(a_naughty_dossier())


def column(book: Workbook, sheet: str, name: str) -> list[object]:
    rows = list(book[sheet].iter_rows(values_only=True))
    return [row[rows[0].index(name)] for row in rows[1:]]


def midnight(day: date) -> datetime:
    """A day as the reader gives it."""
    return datetime.combine(day, datetime.min.time())


def test_a_sheet_for_each_table_that_has_rows() -> None:
    book = read(a_dossier())
    assert book.sheetnames[0] == "About"
    assert {"Actions", "Lessons", "People", "Status", "Gaps", "Sources"} <= set(book.sheetnames)
    assert "Precedents" not in book.sheetnames
    said = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert (said["Actions"], said["Precedents"]) == ("7 rows", "Nothing; it has no sheet")
    assert said["OFFICIAL-SENSITIVE"] is None
    sheet = book["Actions"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref is not None
    assert "OFFICIAL-SENSITIVE" in sheet.oddHeader.center.text


def test_dates_and_amounts_are_dates_and_numbers() -> None:
    dossier = a_dossier()
    points = (
        a_status_point("2024", budget=Decimal("-5.10"), forecast=Decimal(10**15), end_planned="1850-01-01"),
        a_status_point("2025", budget=None, forecast=None, end_planned="2026-04-02"),
    )
    status = dossier.status.model_copy(update={"points": points})
    book = read(dossier.model_copy(update={"status": status}))
    assert column(book, "Status", "Period") == ["2024", "2025"]
    assert column(book, "Status", "Budget") == [-5.1, None]
    # More than a spreadsheet can keep, and a day that it does not know, stay whole as texts.
    assert column(book, "Status", "Forecast") == ["1000000000000000", None]
    assert column(book, "Status", "End planned") == ["1850-01-01", midnight(date(2026, 4, 2))]
    assert column(read(dossier), "Actions", "Due")[0] == midnight(date(2026, 3, 20))


def test_nothing_is_calculated_and_nothing_is_a_link() -> None:
    cells = [cell for sheet in naughty() for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)


def test_every_naughty_string_is_in_its_cell() -> None:
    assert column(naughty(), "Actions", "What") == [legible(text) for text in STRINGS]


def test_what_a_cell_cannot_hold_goes_on_where_it_says() -> None:
    long = "Nothing here is ever divided into paragraphs. " * 650
    (cell,) = (
        str(text) for text in column(naughty(), "Lessons", "What happened") if str(text).startswith("Nothing here")
    )
    piece, _, where = cell.rpartition(" … (goes on in the sheet “Long texts”, row ")
    row = int(where.rstrip(")"))
    sheet = naughty()["Long texts"]
    assert piece + str(sheet.cell(row, 5).value) == long
    assert all(
        len(str(one.value)) <= LONGEST_CELL + 80 for other in naughty() for line in other.iter_rows() for one in line
    )


def test_an_empty_dossier_has_a_workbook_too() -> None:
    assert read(an_empty_dossier()).sheetnames[0] == "About"


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert xlsx(a_dossier()) == xlsx(a_dossier())
