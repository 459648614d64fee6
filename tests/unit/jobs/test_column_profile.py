"""What is said of the columns of a source: filled cells, different values, the most frequent words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.jobs.checking.column_profile import MOST_DISTINCT, ColumnProfile, ColumnProfiles
from handover.sources.rows import RawRow, Reason
from handover.store.history import CHUNK


def profiles(rows: list[Any], columns: tuple[str, ...] | None, mapped: tuple[str, ...] = ()) -> list[ColumnProfile]:
    seen = ColumnProfiles(mapped)
    for start in range(0, len(rows), CHUNK):
        seen.note([RawRow(number, cells) for number, cells in enumerate(rows[start : start + CHUNK], 1)], columns)
    return list(seen.profiles())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["a", "", "  ", None, "b"], ColumnProfile("c", 5, 2, 2), id="blank cells are not filled"),
        pytest.param(
            ["Green", "Red", "Green", "Green"], ColumnProfile("c", 4, 4, 2, (("Green", 3), ("Red", 1))), id="words"
        ),
        pytest.param(["a", "b", "c"], ColumnProfile("c", 3, 3, 3), id="each once is no word"),
        pytest.param([" a", "a "], ColumnProfile("c", 2, 2, 1, (("a", 2),)), id="space around it is nothing"),
        pytest.param(["x" * 41] * 4, ColumnProfile("c", 4, 4, 1), id="a long text is no word"),
        pytest.param([1, 1.0, "1", True], ColumnProfile("c", 4, 4, 2, (("1", 3), ("true", 1))), id="numbers as text"),
        pytest.param([["a", "b"], [], ["a", "b"]], ColumnProfile("c", 3, 2, 1, (("a; b", 2),)), id="lists"),
    ],
)
def test_a_column(cells: list[Any], expected: ColumnProfile) -> None:
    assert profiles([[cell] for cell in cells], ("c",)) == [expected]


@pytest.mark.parametrize(
    ("different", "expected"),
    [(MOST_DISTINCT, MOST_DISTINCT), (MOST_DISTINCT + 1, None), (5 * CHUNK, None)],
    ids=["as many as are counted", "one more", "very many"],
)
def test_so_many_different_values_are_counted_exactly(different: int, expected: int | None) -> None:
    (found,) = profiles([[f"value {number}"] for number in range(different)] * 2, ("c",))
    assert (found.distinct, found.filled, found.words) == (expected, 2 * different, ())


def test_rows_that_could_not_be_read_are_passed_over() -> None:
    seen = ColumnProfiles(())
    seen.note([RawRow(2, ["a", "b"]), RawRow(3, ["a"], (Reason("ragged", None, "Short."),))], ("x", "y"))
    assert [(one.name, one.rows, one.filled) for one in seen.profiles()] == [("x", 1, 1), ("y", 1, 1)]


def test_items_are_looked_at_by_the_paths_that_are_mapped_and_then_by_name() -> None:
    items = [{"id": 1, "owner": {"name": "Ada", "post": "SRO"}, "extra": "x"}, {"id": 2, "owner": {"name": "Ada"}}]
    found = profiles(items, None, ("id", "owner.name", "due"))
    assert [(one.name, one.filled, one.distinct) for one in found] == [
        ("id", 2, 2),
        ("owner.name", 2, 1),
        ("due", 0, 0),
        ("extra", 1, 1),
    ]


def test_a_name_with_a_dot_in_it_is_counted_once() -> None:
    items = [{"Where (etc.)?": "x"}, {"Where (etc.)?": "y"}, {"Where (etc.)?": ""}]
    assert [(one.name, one.filled) for one in profiles(items, None, ("Where (etc.)?",))] == [("Where (etc.)?", 2)]


def test_names_without_end_do_not_fill_the_memory() -> None:
    assert len(profiles([{f"name {number}": 1} for number in range(10_000)], None)) == 300


@given(st.lists(st.lists(st.sampled_from(["", "a", "b", " "]), min_size=2, max_size=2)))
def test_filled_and_different_are_what_anybody_would_count(rows: list[list[str]]) -> None:
    for one, cells in zip(profiles(rows, ("x", "y")), zip(*rows, strict=True), strict=False):
        filled = [cell for cell in cells if cell.strip()]
        assert (one.filled, one.distinct) == (len(filled), len(set(filled)))
