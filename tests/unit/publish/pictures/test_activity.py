"""The geometry of busy and quiet times."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.publish.pictures.activity import SORTS, WIDTH, activity, drawn
from tests.dossiers.pictured import a_pictured_dossier
from tests.dossiers.rich import an_empty_dossier

TODAY = "2026-04-02"
DAYS = st.one_of(
    st.integers(1900, 2100).map(str),
    st.tuples(st.integers(1900, 2100), st.integers(1, 12)).map(lambda one: f"{one[0]}-{one[1]:02}"),
    st.dates().map(lambda day: day.isoformat()),
)


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param([], id="no dates"),
        pytest.param(["2024-03"], id="one"),
        pytest.param(["2024-03", "2024-04", "2024-05"], id="few"),
        pytest.param(["2024-03"] * 9, id="all in one month"),
        pytest.param(["2024"] * 9, id="all in one year"),
    ],
)
def test_it_is_left_out_where_it_says_nothing(dates: list[str]) -> None:
    assert drawn({"Status reports": dates}, today=TODAY) is None


@pytest.mark.parametrize(
    ("dates", "stretch"),
    [
        (["2024-01", "2024-02", "2025-01", "2025-11"], "month"),
        (["2014-01", "2014-02", "2015-01", "2025-11"], "quarter"),
        (["1985-01", "1994-02", "2015-01", "2025-11"], "year"),
        (["2019", "2020", "2021", "2022-03", "2023"], "year"),
        (["1900-01", "1994-02", "2015-01", "2100-11"], "5 years"),
    ],
)
def test_a_stretch_is_as_short_as_there_is_room_for(dates: list[str], stretch: str) -> None:
    made = drawn({"Status reports": dates}, today=TODAY)
    assert made is not None
    assert made.stretch == stretch


def test_quiet_times_are_named_and_what_is_not_drawn_is_counted() -> None:
    dates = {
        "Status reports": ["2024-01", "2024-02", "2024-03", "2024-12", "2025-01"],
        "Actions due": ["2024", "2030-01"],
    }
    made = drawn(dates, today=TODAY)
    assert made is not None
    assert made.told == (
        "Dates known: status reports 5 and actions due 1.",
        "The busiest quarter begins in January 2024, with 3.",
        "Quiet, without anything that has a date: from April 2024 to September 2024 and from April 2025 to March 2026.",
        "1 date that is known only to the year is not drawn.",
    )
    assert made.years == (("2024", (4, 1)), ("2025", (1, 0)), ("2030", (0, 1)))


def test_a_dossier_has_it_where_there_are_dates() -> None:
    made = activity(a_pictured_dossier())
    assert made is not None
    assert [row.name for row in made.rows] == [sort for sort in SORTS if sort != "People left"]
    assert activity(an_empty_dossier()) is None


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(st.sampled_from(SORTS), st.lists(DAYS, max_size=60)))
def test_every_bar_is_inside_and_none_overlaps(dates: Mapping[str, Sequence[str]]) -> None:
    made = drawn(dates, today=TODAY)
    assert made == drawn(dates, today=TODAY)
    if made is None:
        return
    for row in made.rows:
        assert row.bars
        assert all(made.left <= x and x + made.bar <= made.right + 0.2 for x, _, _ in row.bars)
        assert all(y > 0 and y + height <= row.y + 0.1 for _, y, height in row.bars)
        assert all(before[0] + made.bar <= after[0] + 0.2 for before, after in pairwise(row.bars))
    assert all(after.y - before.y > 30 for before, after in pairwise(made.rows))
    assert all(after.x - before.x >= 62 for before, after in pairwise(made.ticks))
    assert all(0 <= tick.x <= WIDTH for tick in made.ticks)
    assert sum(sum(counts) for _, counts in made.years) == sum(map(len, dates.values()))
