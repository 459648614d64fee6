"""A list of transitions as people keep it: what is read of it, and what is said of what cannot be."""

import csv
import io
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.errors import SourceUnreadable
from handover.jobs.batches.rows import COLUMNS, BatchRow, read

HEADER = ",".join(COLUMNS)


def the_row(text: str, **given: Any) -> BatchRow:
    found = read(text, name="moves.csv", on="2010-05-11", **given)
    assert found.mistakes == ()
    (row,) = found.rows
    return row


READ: dict[str, tuple[str, BatchRow]] = {
    "only a person": ("person\nAda Lim\n", BatchRow(2, "leaves", "2010-05-11", "Ada Lim")),
    "every column": (
        f"{HEADER}\nMoves,Ada  Lim,Orion,Chair,Jo Hill,2010-05,a@b.org; c@d.org,New post,,Head\n",
        BatchRow(
            2,
            "moves",
            "2010-05",
            "Ada Lim",
            "Orion",
            "Chair",
            "Jo Hill",
            ("a@b.org", "c@d.org"),
            "New post",
            None,
            "Head",
        ),
    ),
    "columns in another order and spelling": (
        "NEW_NAME,Initiative, Kind \nVega,Orion,rename\n",
        BatchRow(2, "rename", "2010-05-11", initiative="Orion", new_name="Vega"),
    ),
    "parted by semicolons": (
        'kind;initiative;to\nclosure;Orion;"a@b.org; c@d.org"\n',
        BatchRow(2, "closure", "2010-05-11", initiative="Orion", to=("a@b.org", "c@d.org")),
    ),
    "parted by tabs, with blank rows": (
        "kind\tinitiative\n\t\n\nstart\tOrion\n",
        BatchRow(4, "start", "2010-05-11", initiative="Orion"),
    ),
    "line ends of another system": (
        '"kind","initiative"\r\n"start","Orion, the second"\r\n',
        BatchRow(2, "start", "2010-05-11", initiative="Orion, the second"),
    ),
}


@pytest.mark.parametrize(("text", "row"), READ.values(), ids=READ)
def test_what_is_read(text: str, row: BatchRow) -> None:
    assert the_row(text) == row


MISTAKEN: dict[str, tuple[str, str]] = {
    "a kind that is none": ("kind,person\nleves,Ada\n", "Row 2: The kind must be .* Did you mean “leaves”"),
    "somebody missing": ("kind,initiative\nleaves,Orion\n", "Row 2: It says “leaves”, and has nothing in “person”."),
    "no post to move to": ("kind,person\nmoves,Ada\n", "has nothing in “to post”"),
    "no new name": ("kind,initiative,person\nrename,Orion,\n", "has nothing in “new name”"),
    "a closure of a person": ("kind,person,initiative\nclosure,Ada,Orion\n", "“person” does not go with that"),
    "a date as people write it": ("person,date\nAda,11/05/2010\n", "Row 2: The date cannot be used.* 2010-05-11"),
    "a date in no calendar": ("person,date\nAda,2010-02-30\n", "is a date in no calendar"),
    "a cell too many": ("person,date\nAda,2010,Jo\n", "Row 2: The row has more cells than there are columns."),
}


@pytest.mark.parametrize(("text", "said"), MISTAKEN.values(), ids=MISTAKEN)
def test_rows_that_cannot_be_told(text: str, said: str) -> None:
    found = read(text, name="moves.csv", on="2010-05-11")
    (mistake,) = found.mistakes
    with pytest.raises(ValueError, match=said):
        raise ValueError(str(mistake))


def test_a_row_without_any_date() -> None:
    (mistake,) = read("person\nAda\n", name="moves.csv", on=None).mistakes
    assert str(mistake) == "Row 2: It has no date. Fill in “date”, or give --on for all that have none."


UNREADABLE: dict[str, tuple[str, str]] = {
    "nothing": ("", "has neither a column “person” nor one “initiative”"),
    "another list": ("Name,Grade\nAda,7\n", "Its first row names the columns: kind, person, initiative"),
    "only its columns": ("person,initiative\n", "There are no rows in moves.csv."),
    "a column with a slip": ("person,incomming\nAda,Jo\n", "a column “incomming”.* Did you mean “incoming”"),
    "a column without an end": ("person" * 40_000 + "\n", "cannot be read as CSV at line 1: field larger"),
    "a cell without an end": ("person\n" + "Ada" * 60_000, "cannot be read as CSV at line 2: field larger"),
    "endless": ("person\n" + "Ada\n" * 20_001, "has more than 20,000 rows"),
}


@pytest.mark.parametrize(("text", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_such_list(text: str, said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said):
        read(text, name="moves.csv", on="2010")


def test_columns_that_mean_nothing_are_told() -> None:
    assert read("person,Grade\nAda,7\n", name="moves.csv", on="2010").unused == ("Grade",)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=12), max_size=6))
def test_whatever_is_in_the_cells_each_row_is_read_or_told(rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([COLUMNS, *rows])
    with suppress(SourceUnreadable):
        found = read(stream.getvalue(), name="moves.csv", on="2010")
        lines = [row.line for row in found.rows] + [one.row for one in found.mistakes]
        assert len(set(lines)) == len(lines) <= len(rows)
        assert all(one.sentence for one in found.mistakes)
