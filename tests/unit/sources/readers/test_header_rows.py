"""One name for each column from a header of several rows."""

from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceUnreadable
from handover.sources.csv_files import read_csv
from handover.sources.rows import Reading
from handover.sources.spreadsheets import read_spreadsheet
from handover.sources.tables.header_rows import joined_header, spoken_rows
from tests.unit.sources.readers import office_files as made

JOINED: dict[str, tuple[list[list[Any]], list[bool], list[str]]] = {
    "one row": ([["a", " b\n c ", None]], [], ["a", "b c", ""]),
    "carried to the right": (
        [["P", "Budget", ""], ["", "Planned", "Actual"]],
        [],
        ["P", "Budget – Planned", "Budget – Actual"],
    ),
    "a name of its own ends it": (
        [["Budget", None, "Owner"], ["Planned", "Actual", None]],
        [],
        ["Budget – Planned", "Budget – Actual", "Owner"],
    ),
    "nothing below, nothing carried": (
        [["Budget", "", ""], ["Planned", "", "x"]],
        [],
        ["Budget – Planned", "", "x"],
    ),
    "nothing on the left": ([["", "Budget"], ["Ref", "Planned"]], [], ["Ref", "Budget – Planned"]),
    "three rows, each under its own": (
        [["2014", "", "2015", ""], ["Budget", "", "", ""], ["Plan", "Actual", "Plan", "Actual"]],
        [],
        ["2014 – Budget – Plan", "2014 – Budget – Actual", "2015 – Plan", "2015 – Actual"],
    ),
    "merged downwards": ([["P", "Budget"], ["P", "Planned"]], [], ["P", "Budget – Planned"]),
    "merged cells are filled in already": (
        [["Budget", "Budget", None], ["Planned", "Actual", "Owner"]],
        [True, False],
        ["Budget – Planned", "Budget – Actual", "Owner"],
    ),
    "rows of different width": ([["Budget"], ["Planned", "Actual"]], [], ["Budget – Planned", "Budget – Actual"]),
    "numbers": ([[2015, None], ["a", "b"]], [], ["2015 – a", "2015 – b"]),
    "no rows": ([], [], []),
}


@pytest.mark.parametrize(("rows", "merged", "expected"), JOINED.values(), ids=JOINED)
def test_names_are_put_together(rows: list[list[Any]], merged: list[bool], expected: list[str]) -> None:
    assert joined_header(rows, merged) == expected


def test_rows_are_named_as_people_do() -> None:
    assert [spoken_rows(rows) for rows in ((2,), (2, 3), (2, 3, 5))] == ["row 2", "rows 2 and 3", "rows 2, 3 and 5"]


def csv(path: Path, text: str, *rows: int) -> Reading:
    file = path / "table.csv"
    file.write_text(text, encoding="utf-8")
    return read_csv(file, "table.csv", largest=1_000_000, header_row=rows)


def test_a_table_as_text_with_two_header_rows(tmp_path: Path) -> None:
    reading = csv(tmp_path, "Report of May\n,Budget,,\nProject,Planned,Actual\nA,1,2\nB,3,4\n", 2, 3)
    assert reading.columns == ("Project", "Budget – Planned", "Budget – Actual", "column 4")
    assert [(row.number, bool(row.faults)) for row in reading.rows] == [(4, False), (5, False)]
    assert reading.facts["header-rows"] == "The names of the columns stand on rows 2 and 3, put together with “–”."


def test_a_row_between_the_rows_of_the_header_is_no_row(tmp_path: Path) -> None:
    reading = csv(tmp_path, "a,b\n£m,£m\nx,y\n1,2\n", 1, 3)
    assert (reading.columns, [row.cells for row in reading.rows]) == (("a – x", "b – y"), [["1", "2"]])


@pytest.mark.parametrize("text", ["\n\n\n\na,b\n", "x,y\n", "x,y\n\n \n1,2\n"])
def test_rows_without_any_name_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceUnreadable, match="has no rows 2 and 3, where its column names should be"):
        csv(tmp_path, text, 2, 3)


def book(path: Path, content: bytes, *rows: int) -> Reading:
    file = path / "book.xlsx"
    file.write_bytes(content)
    return read_spreadsheet(file, "book.xlsx", largest=1_000_000, header_row=rows)


def test_a_sheet_with_merged_names_over_names(tmp_path: Path) -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.worksheets[0]
        for row in (["Report"], ["Project", "Budget", None, "Owner"], [None, "Planned", "Actual"], ["A", 1, 2, "Jo"]):
            sheet.append(row)
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("A2:A3")
        sheet["E3"] = "Note"

    reading = book(tmp_path, made.xlsx(fill), 2, 3)
    # What is blank beside merged cells is blank: the owner stands over no note.
    assert reading.columns == ("Project", "Budget – Planned", "Budget – Actual", "Owner", "Note")
    assert [(row.number, row.cells) for row in reading.rows] == [(4, ["A", 1, 2, "Jo", None])]
    assert reading.facts["merged-header"] == "Header cells are merged; each column they cover has their name."


def test_a_sheet_whose_names_are_not_merged(tmp_path: Path) -> None:
    content = made.xlsx_of_rows([None, "Budget", None], ["Project", "Planned", "Actual"], ["A", 1, 2])
    assert book(tmp_path, content, 1, 2).columns == ("Project", "Budget – Planned", "Budget – Actual")


def test_a_blank_row_of_the_header_takes_no_row_of_the_table(tmp_path: Path) -> None:
    reading = book(tmp_path, made.xlsx_of_rows(["a", "b"], [], [1, 2]), 1, 2)
    assert (reading.columns, [row.number for row in reading.rows]) == (("a", "b"), [3])


def test_a_sheet_without_anything_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=r"has nothing in rows 2 and 3 of sheet “Sheet”, where its column names"):
        book(tmp_path, made.xlsx_of_rows(["a"], [], [], [1]), 2, 3)
