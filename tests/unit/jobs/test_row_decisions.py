"""Corrections by hand, put into rows as they come from a reader."""

from typing import Any

import pytest

from handover.jobs.gathering.recognition import cells_digest
from handover.jobs.rejected_rows.row_decisions import Corrected, RowDecisions
from handover.sources.rows import RawRow, Reason

NUL = Reason("nul", "Title", "A NUL character.")
RAGGED = Reason("ragged", None, "Too short.")


def applied(cells: Any, columns: tuple[str, ...] | None, values: dict[str, str], *faults: Reason) -> RawRow:
    row = RawRow(7, cells, faults)
    (found,) = RowDecisions({cells_digest(cells): Corrected(3, values)}).applied([row], columns)
    return found


@pytest.mark.parametrize(
    ("cells", "columns", "values", "expected"),
    [
        pytest.param(["1", "x"], ("Ref", "Due"), {"Due": "2024"}, ["1", "2024"], id="a table"),
        pytest.param([1, None], ("Ref", "Due"), {"Due": "2024"}, [1, "2024"], id="a sheet"),
        pytest.param({"ref": 1}, None, {"due": "2024"}, {"ref": 1, "due": "2024"}, id="a name that was not there"),
        pytest.param(
            {"a": {"b": 1, "c": 2}}, None, {"a.b": "3"}, {"a": {"b": 1, "c": 2}, "a.b": "3"}, id="a path goes first"
        ),
    ],
)
def test_a_correction(cells: Any, columns: Any, values: dict[str, str], expected: Any) -> None:
    found = applied(cells, columns, values)
    assert (found.number, found.cells, found.faults) == (7, expected, ())
    assert found.correction is not None
    assert (found.correction.decision, found.correction.raw) == (3, RawRow(7, cells))


def test_a_fault_in_a_cell_that_is_replaced_is_one_no_longer() -> None:
    assert applied(["1", "a\0b"], ("Ref", "Title"), {"Title": "ab"}, NUL).faults == ()
    assert applied(["1", "a\0b"], ("Ref", "Title"), {"Ref": "2"}, NUL).faults == (NUL,)
    assert applied(["1", "x"], ("Ref", "Title"), {"Title": "y"}, RAGGED).faults == (RAGGED,)


@pytest.mark.parametrize(
    ("cells", "columns"),
    [(["1", "x"], ("Ref", "Until")), (["1"], ("Ref", "Due")), (["1"], None)],
    ids=["a column of another name", "a row that is too short", "no columns"],
)
def test_a_row_that_has_not_the_column_stays_as_it_is(cells: list[str], columns: tuple[str, ...] | None) -> None:
    assert applied(cells, columns, {"Due": "2024"}) == RawRow(7, cells)


def test_other_rows_stay_as_they_are() -> None:
    decisions = RowDecisions({cells_digest(["1", "x"]): Corrected(3, {"Due": "2024"})})
    rows = [RawRow(2, ["1", "y"]), RawRow(3, ["1", "x"])]
    assert [row.correction is not None for row in decisions.applied(rows, ("Ref", "Due"))] == [False, True]


def test_without_corrections_the_rows_are_not_even_looked_at() -> None:
    rows = [RawRow(2, ["1"])]
    assert RowDecisions(ignored={cells_digest(["1"]): 1}).applied(rows, ("Ref",)) is rows
