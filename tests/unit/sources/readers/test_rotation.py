"""Rotated sheets: each column becomes a record, and what is wrong with them is said."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.errors import SourceUnreadable
from handover.sources.csv_files import read_csv
from handover.sources.registering.shape import Rows
from handover.sources.rows import RawRow, Reading
from handover.sources.spreadsheets import read_spreadsheet
from handover.sources.tables.rotation import FACT, turned
from tests.unit.sources.readers import office_files as made

Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(content: str | bytes, **options: Any) -> Reading:
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_csv(path, "table.csv", largest=1_000_000, rotated=True, **options)

    return reading


GOOD = [
    pytest.param(
        "Project,A,B\nBudget,1,2\n", {}, ("Project", "Budget"), [(2, ["A", "1"]), (3, ["B", "2"])], id="plain"
    ),
    pytest.param(
        'Project,A,B\n"Budget\n(£m)",1,"2\n3"\n',
        {},
        ("Project", "Budget (£m)"),
        [(2, ["A", "1"]), (3, ["B", "2\n3"])],
        id="line breaks in cells",
    ),
    pytest.param(
        "Project,A,,B\nBudget,1,,2\n",
        {},
        ("Project", "Budget"),
        [(2, ["A", "1"]), (4, ["B", "2"])],
        id="a blank column is no record",
    ),
    pytest.param(
        "Project,A,\nBudget,1,2\n",
        {},
        ("Project", "Budget"),
        [(2, ["A", "1"]), (3, ["", "2"])],
        id="a column without a name is a record",
    ),
    pytest.param(
        "Project,A\n\nBudget,1\n,2\n", {}, ("Project", "Budget", "row 4"), [(2, ["A", "1", "2"])], id="a nameless field"
    ),
    pytest.param(
        "Project,A\nNote,x\nNote,y\n", {}, ("Project", "Note", "Note (2)"), [(2, ["A", "x", "y"])], id="a field twice"
    ),
    pytest.param(
        "Portfolio 2015\nProject,A,B\nBudget,1,2\n\nSource: the office\n",
        {},
        ("Portfolio 2015", "Project", "Budget", "Source: the office"),
        [(2, ["", "A", "1", ""]), (3, ["", "B", "2", ""])],
        id="headings and notes have their first cell only",
    ),
    pytest.param(",Project,A\n,Budget,1\n", {}, ("Project", "Budget"), [(3, ["A", "1"])], id="a blank column before"),
    pytest.param(
        "1,Project,A\n2,Budget,1\n", {"header_row": 2}, ("Project", "Budget"), [(3, ["A", "1"])], id="declared"
    ),
    pytest.param(
        "Project,,A\nBudget,Planned,1\n,Actual,2\n",
        {"header_row": (1, 2)},
        ("Project", "Budget – Planned", "Budget – Actual"),
        [(3, ["A", "1", "2"])],
        id="two columns of names",
    ),
    pytest.param("Project;A\nBudget;1,5\n", {}, ("Project", "Budget"), [(2, ["A", "1,5"])], id="semicolons"),
    pytest.param("sep=;\nProject;A\n\n;1\n", {}, ("Project", "row 3"), [(2, ["A", "1"])], id="Excel's separator line"),
    pytest.param(
        "Project,A,B,,\nBudget,1,2,,\n", {}, ("Project", "Budget"), [(2, ["A", "1"]), (3, ["B", "2"])], id="empty cells"
    ),
    pytest.param("Project\nBudget\n", {}, ("Project", "Budget"), [], id="no records"),
    pytest.param(
        "Project,A,Total,B\nBudget,1,3,2\nTotals,1,1,1\nNotes,x\nmore,y,z,z,z\n",
        {"declared": Rows(skip=("Total*",), end=("Notes*",))},
        ("Project", "Budget"),
        [(2, ["A", "1"]), (4, ["B", "2"])],
        id="rows and columns that are declared to be none",
    ),
]


@pytest.mark.parametrize(("content", "options", "columns", "records"), GOOD)
def test_each_column_is_a_record(
    read: Read, content: str, options: dict[str, Any], columns: tuple[str, ...], records: list[tuple[int, list[str]]]
) -> None:
    reading = read(content, **options)
    assert reading.columns == columns
    assert list(reading.rows) == [RawRow(number, cells) for number, cells in records]
    assert reading.facts["rotated"] == FACT == "Fields are rows; a record’s number is its column’s."


def test_what_was_passed_over_is_counted(read: Read) -> None:
    reading = read(
        "Project,A,Total\nBudget,1,3\nSum,1,1\nNotes\nmore\n",
        declared=Rows(skip=("Total*", "sum"), end=("notes",)),
    )
    assert len(list(reading.rows)) == 1
    told = [reading.facts[key] for key in ("skipped-rows", "skipped-columns", "end-of-rows")]
    assert told == [
        "1 row is no record and was passed over: it is row 3, which begins “Sum”.",
        "1 column is no record and was passed over: it is column 3, which begins “Total”.",
        "The table ends above row 4, which begins “Notes”; 2 rows from there on were passed over.",
    ]


def test_names_that_had_to_be_made_are_told(read: Read) -> None:
    facts = read("Project,A\nNote,x\nNote,y\n,z\n").facts
    assert facts["duplicate-columns"] == "1 row has a name that an earlier one has and is called “Note (2)”."
    assert facts["nameless-columns"] == "1 row has no name and is called “row 4”."


def test_a_nul_spoils_its_record_only(read: Read) -> None:
    first, second = read("Project,A,B\nBudget,1\0,2\nOwner,\0,Jo\n").rows
    assert [reason.sentence for reason in first.faults] == [
        "“Budget” has a NUL character in it: the file is damaged there."
    ]
    assert (first.cells, second.faults) == (["A", "1\0", "\0"], ())


def test_bytes_that_mean_nothing_show_and_are_told(read: Read) -> None:
    prose = "naïve – “quoted” £5".encode("cp1252")
    reading = read(
        b"Project,A,B\nQuantum\x9d," + prose + b",y\n" + b"".join(b"F%d,x,%s\n" % (n, prose) for n in range(60))
    )
    assert (reading.columns or ())[1] == "Quantum\ufffd"
    assert "the byte 0x9D, is on line 2" in reading.facts["undecodable"]


REFUSED = [
    pytest.param(
        "Project,A,B\nBudget,1\nOwner,x,y\n",
        {},
        "table.csv is rotated, and its row 2, “Budget”, has 2 cells where most have 3, so that nobody can tell which"
        " value belongs to which record.",
        id="a row that is too short",
    ),
    pytest.param(
        "Project,A,B\nBudget,1,2,3\nOwner,x,y\n",
        {},
        "its row 2, “Budget”, has 4 cells where most have 3",
        id="too long",
    ),
    pytest.param(",,\n , \n", {}, "has nothing in column 1, where the names of its fields should be.", id="nothing"),
    pytest.param("a,b\n", {"header_row": 4}, "has nothing in column 4, where", id="no such column"),
    pytest.param("a,b\n", {"header_row": (3, 4)}, "has nothing in column 3, where", id="no such columns"),
    pytest.param('a,b\nc,"d\n', {}, "has a quotation mark in the row on line 2 that is never closed", id="cut off"),
    pytest.param("", {}, "table.csv is empty.", id="empty"),
]


@pytest.mark.parametrize(("content", "options", "sentence"), REFUSED)
def test_what_cannot_be_turned_is_refused(read: Read, content: str, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        list(read(content, **options).rows)
    assert sentence in refused.value.sentence
    assert refused.value.what_to_do


def test_a_sheet_that_would_fill_the_memory_is_refused() -> None:
    rows = (RawRow(number, ["Field", "x" * 1000]) for number in range(1, 10_000))
    with pytest.raises(SourceUnreadable, match="a rotated sheet that takes more than 1 MB of memory") as refused:
        turned(rows, "table.csv", {}, largest=1_000_000)
    assert "each record is a row" in (refused.value.what_to_do or "")
    assert next(rows).number < 1_000


def book(path: Path, content: bytes, **options: Any) -> Reading:
    file = path / "book.xlsx"
    file.write_bytes(content)
    return read_spreadsheet(file, "book.xlsx", largest=1_000_000, rotated=True, **options)


def test_a_sheet_counts_its_own_columns(tmp_path: Path) -> None:
    reading = book(tmp_path, made.xlsx_of_rows([], [None, "Project", "A", None, "B"], [None, "Budget", 1, None, 2.5]))
    assert reading.columns == ("Project", "Budget")
    assert list(reading.rows) == [RawRow(3, ["A", 1]), RawRow(5, ["B", 2.5])]
    assert reading.facts["rotated"] == FACT


def test_a_sheets_columns_of_names_are_counted_too(tmp_path: Path) -> None:
    content = made.xlsx_of_rows([None, "x", "Project", "A"], [None, "y", "Budget", 1])
    assert book(tmp_path, content, header_row=3).columns == ("Project", "Budget")
    with pytest.raises(SourceUnreadable, match=r"book\.xlsx, sheet “Sheet”, has nothing in column 9"):
        book(tmp_path, content, header_row=9)


def test_a_value_that_is_merged_is_of_every_record_that_it_covers(tmp_path: Path) -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.worksheets[0]
        for row in (
            ["Project", None, "A", "B"],
            ["Budget", "Planned", 1, 2],
            [None, "Actual", 3, 4],
            ["Owner", None, "Jo"],
        ):
            sheet.append(row)
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("C4:D4")

    reading = book(tmp_path, made.xlsx(fill), header_row=(1, 2))
    assert reading.columns == ("Project", "Budget – Planned", "Budget – Actual", "Owner")
    assert [row.cells for row in reading.rows] == [["A", 1, 3, "Jo"], ["B", 2, 4, "Jo"]]


@given(st.lists(st.lists(st.text("ab ", max_size=2), min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_column_that_says_something_is_counted(cells: list[list[str]]) -> None:
    lines = [[f"field {number}", *row] for number, row in enumerate(cells, start=1)]
    names, records = turned([RawRow(number, line) for number, line in enumerate(lines, start=1)], "table", {})
    there = [place for place in range(1, 4) if any(line[place].strip() for line in lines)]
    assert len(names) == len(lines)
    assert list(records) == [RawRow(place + 1, [line[place] for line in lines]) for place in there]


def test_turning_a_table_and_turning_it_back(read: Read, tmp_path: Path) -> None:
    dice = random.Random(7)
    columns = [f"field {number}" for number in range(12)]
    table = [[f"{dice.random()}" for _ in columns] for _ in range(300)]
    rotated = "\n".join(",".join([name, *(row[place] for row in table)]) for place, name in enumerate(columns))
    reading = read(rotated)
    assert (reading.columns, [row.cells for row in reading.rows]) == (tuple(columns), table)
