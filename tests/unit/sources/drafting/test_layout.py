"""Where in a sheet the table is."""

from typing import Any

import pytest

from handover.sources.drafting.layout import heading_likeness, is_known_heading, is_rotated, no_records

KNOWN = {
    "Project name": True,
    "Recommendation(s)": True,
    "Ref": True,
    "Departmental narrative on schedule": False,
    "Harbour Renewal Programme 12": False,
    "31/12/2015": False,
    "": False,
}


@pytest.mark.parametrize(("text", "known"), KNOWN.items(), ids=KNOWN)
def test_a_heading_is_known_where_it_surely_means_a_field(text: str, known: bool) -> None:
    assert is_known_heading(text) is known


def test_headings_look_more_like_headings_than_titles_and_values_do() -> None:
    headings = heading_likeness(["Ref", "Project name", "RAG", "Start date"], 4)
    title = heading_likeness(["Monthly status, April 2024", "", "", ""], 4)
    values = heading_likeness(["12", "Tax Portal", "Green", "01/04/2024"], 4)
    twice = heading_likeness(["RAG", "RAG", "RAG", "RAG"], 4)
    assert headings > 1.5
    assert max(title, values, twice) < headings / 2
    assert heading_likeness([], 4) == heading_likeness(["a"], 0) == 0.0


FIELDS_AS_ROWS: list[list[Any]] = [
    ["Department", "BIS", "MOD", "DfT"],
    ["RAG rating", "Amber", "Green", "Red"],
    ["Project - Start Date", "04/05/2011", "01/04/2012", "01/01/2010"],
    ["Budget (£million)", "£1.90m", "£3m", "£4m"],
]


def test_fields_as_rows_are_noticed() -> None:
    columns = ["Project name", "Tax Portal", "River Barrier", "Coast Radar"]
    assert is_rotated(columns, FIELDS_AS_ROWS)


UPRIGHT: dict[str, tuple[list[str], list[list[Any]]]] = {
    "an ordinary table": (["Project name", "RAG", "Start"], [["Tax Portal", "Red", "2020"]] * 5),
    "first cells that are known words": (
        ["Task", "Owner", "Due date"],
        [["Agree the budget", "A B", "2020-01-01"], ["Forecast", "A B", "2020"], ["Owner", "C D", "2021"]],
    ),
    "two columns": (["Field", "Value"], [["Project name", "Tax Portal"], ["RAG", "Red"], ["Budget", "3"]]),
    "no rows": (["Project name", "RAG", "Start"], []),
}


@pytest.mark.parametrize(("columns", "rows"), UPRIGHT.values(), ids=UPRIGHT)
def test_what_is_not_turned_is_left(columns: list[str], rows: list[list[Any]]) -> None:
    assert not is_rotated(columns, rows)


BODY: list[list[Any]] = [[f"P{number}", "Tax Portal", "Green", "12"] for number in range(10)]
BESIDE: dict[str, tuple[list[list[Any]], dict[str, list[str]]]] = {
    "nothing": ([], {}),
    "a total": ([["Total", "", "", "120"]], {"skip": ["Total"]}),
    "a grand total in words": ([["Grand total of all", "", "", "120"]], {"skip": ["Grand total*"]}),
    "a note": ([["Notes: figures are provisional", "", "", ""]], {"end": ["Notes:*"]}),
    "several notes": ([["Source", "", "", ""], ["Made by us", "", "", ""]], {"end": ["Source"]}),
    "a total, then a note": (
        [["Total", "", "", "1"], ["* revised", "", "", ""]],
        {"end": ["* revised"], "skip": ["Total"]},
    ),
    "a total in the second column": ([["", "Total", "", "1"]], {"skip": ["Total"]}),
    "a project that is called so": ([["Total Place", "Tax Portal", "Red", "3"]], {}),
}


@pytest.mark.parametrize(("below", "found"), BESIDE.values(), ids=BESIDE)
def test_rows_that_are_no_records_are_named(below: list[list[Any]], found: dict[str, list[str]]) -> None:
    assert no_records([*BODY, *below]) == found
