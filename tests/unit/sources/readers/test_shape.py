"""Rows that are no records: those that a registration declares, and footnotes that it says nothing of."""

from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceUnreadable
from handover.sources.csv_files import read_csv
from handover.sources.registering.shape import Rows
from handover.sources.rows import Reading
from handover.sources.spreadsheets import read_spreadsheet
from handover.sources.tables.footnotes import MOST_FOOTNOTES
from tests.unit.sources.readers import office_files as made

HEADER = "Ref,Title,Cost\n"
Kind = str


def csv(path: Path, text: str, **options: Any) -> Reading:
    file = path / "table.csv"
    file.write_text(text, encoding="utf-8")
    return read_csv(file, "table.csv", largest=10_000_000, **options)


def sheet(path: Path, text: str, **options: Any) -> Reading:
    """The same as a workbook, without quotation marks."""
    rows: list[list[Any]] = [[cell or None for cell in line.split(",")] for line in text.splitlines()]
    file = path / "book.xlsx"
    file.write_bytes(made.xlsx_of_rows(*rows))
    return read_spreadsheet(file, "book.xlsx", largest=10_000_000, **options)


@pytest.fixture(params=[csv, sheet], ids=["csv", "xlsx"])
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    return lambda text, **options: request.param(tmp_path, text, **options)


TOTALS = "1,a,5\nTotal 2014,,5\n2,b,6\n,Sub-total,6\n3,c,7\nTOTAL,,18\n\nNotes: all of it,,\nin £m,,\n"


def test_totals_and_footnotes_that_are_declared_are_passed_over(read: Any) -> None:
    reading = read(HEADER + TOTALS, declared=Rows(skip=("Total*", "sub-total"), end=("Notes*",)))
    assert "skipped-rows" not in reading.facts
    assert [(row.number, row.cells[1], row.faults) for row in reading.rows] == [
        (2, "a", ()),
        (4, "b", ()),
        (6, "c", ()),
    ]
    assert reading.facts["skipped-rows"] == (
        "3 rows are no records and were passed over: the first is row 3, which begins “Total 2014”."
    )
    assert reading.facts["end-of-rows"] == (
        "The table ends above row 9, which begins “Notes: all of it”; 2 rows from there on were passed over."
    )


def test_where_there_are_none_nothing_is_told(read: Any) -> None:
    reading = read(HEADER + "1,a,5\n", declared=Rows(skip=("Total*",), end=("Notes*",)))
    assert len(list(reading.rows)) == 1
    assert not {"skipped-rows", "end-of-rows"} & reading.facts.keys()


def test_a_ragged_line_that_is_declared_is_passed_over(tmp_path: Path) -> None:
    reading = csv(
        tmp_path, HEADER + "Total,5\n1,a,5\nSource: us\nx\ny,,,,z\n", declared=Rows(skip="Total*", end="Source*")
    )
    assert [row.number for row in reading.rows] == [3]
    assert reading.facts["end-of-rows"].endswith("which begins “Source: us”; 3 rows from there on were passed over.")


def test_a_record_that_begins_otherwise_is_kept(read: Any) -> None:
    reading = read(HEADER + "1,Total cost,5\nTotalled,b,6\n", declared=Rows(skip=("Total",)))
    assert [row.number for row in reading.rows] == [2, 3]


# What stands below the table, after a blank row; which of its rows are footnotes, and what else is wrong with them.
BELOW: dict[str, tuple[str, list[str]]] = {
    "a note": ("Note: in millions,,\n", ["footnote"]),
    "notes and a source": ("Notes,,\n* provisional,,\nSource: the office,,\n", ["footnote"] * 3),
    "blank rows between": ("Notes,,\n\n\n† provisional,,\n", ["footnote", "footnote"]),
    "what does not read like one": ("Notes,,\nArchive the files,,\n", ["footnote", ""]),
    "when it was made": ("Last updated 3 May,,\nData as at 31 March,,\n[1] see there,,\n", ["footnote"] * 3),
    "a row with more cells": ("Note 7,say,\n", [""]),
    "more of the table": ("Note: x,,\n4,d,8\n", ["", ""]),
    "notes, and then more of the table": ("Note: x,,\n\n4,d,8\n\nNote: y,,\n", ["", "", "footnote"]),
}


@pytest.mark.parametrize(("below", "codes"), BELOW.values(), ids=BELOW)
def test_a_footnote_that_is_not_declared_is_rejected(read: Any, below: str, codes: list[str]) -> None:
    first, *rows = read(HEADER + "1,a,5\n\n" + below).rows
    assert (first.number, first.faults) == (2, ())
    assert [row.faults[0].code if row.faults else "" for row in rows] == codes


@pytest.mark.parametrize(
    ("text", "shown", "token"),
    [
        ("Source: Cabinet Office", "Source: Cabinet Office", "Source:"),
        # No database keeps a reason with a NUL in it.
        ("Note:\0these are guesses", "Note:�these are guesses", "Note:�these"),
    ],
    ids=["a source", "a NUL in it"],
)
def test_the_reason_says_what_to_declare(text: str, shown: str, token: str, tmp_path: Path) -> None:
    _, footnote = csv(tmp_path, f"{HEADER}1,a,5\n\n{text}\n").rows
    assert footnote.cells == [text]
    assert footnote.faults[-1].sentence == (
        f"It reads like a footnote below the table: “{shown}”. If it is one, have it passed over with"
        f" rows: {{end: '{token}*'}} in the source's registration."
    )


@pytest.mark.parametrize(
    "text",
    [HEADER + "1,a,5\nNote: x,,\n", "Ref,Title\n1,a\n\nNote: x,\n"],
    ids=["no blank row before it", "a table of two columns"],
)
def test_what_may_be_a_record_is_no_footnote(read: Any, text: str) -> None:
    assert not any(row.faults for row in read(text).rows)


def test_an_endless_list_of_single_cells_is_not_held_back(read: Any) -> None:
    rows = list(read(HEADER + "1,a,5\n\n" + "Note,,\n" * (3 * MOST_FOOTNOTES)).rows)
    assert len(rows) == 1 + 3 * MOST_FOOTNOTES
    assert [row.number for row in rows] == [2, *range(4, 4 + 3 * MOST_FOOTNOTES)]


def test_lines_are_counted_through_blank_rows(tmp_path: Path) -> None:
    text = HEADER + '\n"x\ny",a,5\n\n\nalone,,\n"1\n\n2",b,6\n3,c,7\n\nragged,x\n'
    assert [(row.number, [one.code for one in row.faults]) for row in csv(tmp_path, text).rows] == [
        (3, []),
        (7, []),
        (8, []),
        (11, []),
        (13, ["ragged"]),
    ]


def test_a_quotation_mark_below_the_table_that_is_never_closed(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="in the row on line 4 that is never closed"):
        list(csv(tmp_path, HEADER + '1,a,5\n\n"Note: x\n2,b,6\n').rows)
    *_, last = csv(tmp_path, HEADER + '1,a,5\n\n"Note: x').rows
    assert [one.code for one in last.faults] == ["unclosed-quote", "footnote"]
