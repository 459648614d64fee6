"""A CSV of links: which rows are one succession, and what is said of those that cannot be told."""

import pytest

from handover.errors import SourceUnreadable
from handover.initiatives.succession.links import links

HEADER = "predecessor,successor,kind,date,functions,evidence\n"

GROUPS = {
    "rows of a split": ("A,B,split,2020,,\na,C,split,2020,,\n", [("split", ("A", "a"), ("B", "C"))]),
    "splits on two days": (
        "A,B,split,2020,,\nA,C,split,2021,,\n",
        [("split", ("A",), ("B",)), ("split", ("A",), ("C",))],
    ),
    "rows of a merger": ("A,C,merger,2020,,\nB,C,Merger,2020,,\n", [("merger", ("A", "B"), ("C",))]),
    "renames stand alone": (
        "A,B,rename,2020,,\nA,C,rename,2020,,\n",
        [("rename", ("A",), ("B",)), ("rename", ("A",), ("C",))],
    ),
    "an end": ("A,,end,2020,,\n", [("end", ("A",), ())]),
    "a blank row": ("\n,,,,,\n", []),
}


@pytest.mark.parametrize(("rows", "expected"), GROUPS.values(), ids=GROUPS)
def test_which_rows_are_one_succession(rows: str, expected: list[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> None:
    found, refused = links(HEADER + rows, name="links.csv")
    shown = [(one.kind, tuple(dict.fromkeys(one.predecessors)), one.successors) for one in found]
    assert shown == expected
    assert refused == []


def test_functions_go_where_their_row_says() -> None:
    (one,), _ = links(f"{HEADER}A,B,transfer,2020,x; y,p. 1\nA,C,transfer,2020,z,p. 2\n", name="links.csv")
    assert [one.functions_of("A", 0), one.functions_of("B", 1), one.functions_of("C", 1)] == [
        ("x", "y", "z"),
        ("x", "y"),
        ("z",),
    ]
    assert one.evidence == "p. 1; p. 2"


UNTOLD = {
    "no predecessor": (",B,rename,2020,,\n", "links.csv, line 2: It has no predecessor."),
    "no successor": ("A,,rename,2020,,\n", "links.csv, line 2: It has no successor, and a rename has one."),
    "a day the other way round": ("A,B,rename,31.12.2024,,\n", "Did you mean 2024-12-31?"),
    "no kind": ("A,B,,2020,,\n", "and it is “”"),
}


@pytest.mark.parametrize(("row", "sentence"), UNTOLD.values(), ids=UNTOLD)
def test_a_row_that_cannot_be_told_is_named_by_its_line(row: str, sentence: str) -> None:
    found, (said,) = links(HEADER + row, name="links.csv")
    assert found == []
    assert sentence in said


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="no column “successor”, “kind” and “date”"):
        links("Predecessor\nA\n", name="links.csv")
