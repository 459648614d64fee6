"""The geometry of the status chart."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.dossier.heritage.model import FormerName
from handover.dossier.model import StatusHistory
from handover.publish.pictures.status_line import WIDTH, Chart, chart
from handover.publish.pictures.words_in_pictures import width_of
from handover.vocabulary import RATING_SCALE, Rating
from tests.dossiers.parts import a_status_point

PERIODS = st.sampled_from(["2019", "2020-02", "2020-02-29", "2021-12", "2022", "2026-03-31"])
RATINGS = st.sampled_from([*RATING_SCALE, "exempt", "reset", "not-rated", None])


def drawn(points: Sequence[tuple[str, Rating | None]]) -> Chart:
    made = chart(StatusHistory(points=tuple(a_status_point(period, rating=rating) for period, rating in points)))
    assert made is not None
    return made


def test_no_points_no_chart() -> None:
    assert chart(StatusHistory()) is None


def test_one_point_stands_in_the_middle() -> None:
    made = drawn([("2024", "amber")])
    assert [(mark.letters, mark.on_scale) for mark in made.marks] == [("A", True)]
    assert made.left < made.marks[0].x < made.right
    assert made.lines == ()
    assert [tick.words for tick in made.ticks] == ["2024"]


def test_the_better_the_higher() -> None:
    made = drawn([(f"202{index}", rating) for index, rating in enumerate(RATING_SCALE)])
    heights = [mark.y for mark in made.marks]
    assert heights == sorted(heights)
    assert len(set(heights)) == 5
    assert [level.name for level in made.levels] == ["Green", "Amber/Green", "Amber", "Amber/Red", "Red"]


def test_equal_ratings_make_a_level_line() -> None:
    made = drawn([("2021", "red"), ("2022", "red"), ("2023", "red")])
    assert len(made.lines) == 1
    assert len({y for _, y in made.lines[0]}) == 1


@pytest.mark.parametrize(
    ("rating", "letters", "words"),
    [
        ("exempt", "E", "exempt"),
        ("reset", "S", "reset"),
        ("not-rated", "N", "not rated"),
        (None, "?", "no rating that is known here"),
    ],
)
def test_off_the_scale_is_marked_below_it_and_breaks_the_line(rating: Rating | None, letters: str, words: str) -> None:
    made = drawn([("2020", "green"), ("2021", "green"), ("2022", rating), ("2023", "red"), ("2024", "red")])
    mark = made.marks[2]
    assert not mark.on_scale
    assert mark.y > max(level.y for level in made.levels if level.rating)
    assert made.key == ((letters, words),)
    assert [len(line) for line in made.lines] == [2, 2]


def test_two_reports_of_one_period_stand_above_each_other_and_no_line_chooses_between_them() -> None:
    made = drawn([("2024-10", "red"), ("2024-11", "red"), ("2024-12", "red"), ("2024-12", "green"), ("2025-01", "red")])
    first, second = made.marks[2:4]
    assert first.x == second.x
    assert made.disputes == ((first.x, min(first.y, second.y), max(first.y, second.y)),)
    assert [[x for x, _ in line] for line in made.lines] == [[made.marks[0].x, made.marks[1].x]]


def test_two_reports_of_one_period_that_agree_are_no_dispute() -> None:
    made = drawn([("2024-11", "red"), ("2024-12", "red"), ("2024-12", "red"), ("2025-01", "red")])
    assert made.disputes == ()
    assert [len(line) for line in made.lines] == [4]


def test_the_line_breaks_where_a_report_is_missing() -> None:
    months = [f"2024-{month:02}" for month in (1, 2, 3, 4, 6, 7)]
    made = drawn([(month, "green") for month in months])
    assert made.broken
    assert [len(line) for line in made.lines] == [4, 2]
    assert not drawn([(month, "green") for month in months[:4]]).broken


def test_the_line_breaks_where_the_scale_changes() -> None:
    scales = ["five-colour", "five-colour", None, "three-colour", "three-colour"]
    made = chart(
        StatusHistory(
            points=tuple(
                a_status_point(f"2024-0{month}", rating="amber", rating_scale=scale)
                for month, scale in enumerate(scales, start=1)
            )
        )
    )
    assert made is not None
    assert len(made.joins) == 1
    assert made.marks[1].x < made.joins[0] < made.marks[3].x
    assert [len(line) for line in made.lines] != [5]


def test_the_distance_is_true_to_time() -> None:
    made = drawn([("2020-01", "green"), ("2020-02", "green"), ("2024-01", "red")])
    first, second, third = made.marks
    assert (third.x - second.x) > 40 * (second.x - first.x)


@pytest.mark.parametrize(
    ("periods", "ticks"),
    [
        (["2018", "2019", "2020", "2021"], ["2018", "2019", "2020", "2021"]),
        (["2022-04", "2023-04"], ["Apr 2022", "Jul 2022", "Oct 2022", "Jan 2023", "Apr 2023"]),
        (["2022-04", "2025-04"], ["Apr 2022", "Jan 2023", "Jul 2023", "Jan 2024", "Jul 2024", "Apr 2025"]),
        (["2024-12-01", "2024-12-02"], ["1 Dec 2024", "2 Dec 2024"]),
    ],
)
def test_the_axis_has_round_dates_between_the_first_report_and_the_last(periods: list[str], ticks: list[str]) -> None:
    assert [tick.words for tick in drawn([(period, "green") for period in periods]).ticks] == ticks


@pytest.mark.parametrize(("count", "letters"), [(12, True), (40, False)])
def test_letters_are_left_out_where_they_would_touch(count: int, letters: bool) -> None:
    made = drawn([(f"20{index // 12 + 10}-{index % 12 + 1:02}", "amber") for index in range(count)])
    assert made.with_letters is letters
    gaps = [b.x - a.x for a, b in zip(made.marks, made.marks[1:], strict=False)]
    assert min(gaps) > made.radius


@given(st.lists(st.tuples(PERIODS, RATINGS), min_size=1, max_size=60))
def test_every_mark_is_inside_the_drawing_and_in_order(points: list[tuple[str, Rating | None]]) -> None:
    made = drawn(sorted(points, key=lambda point: point[0]))
    places = [mark.x for mark in made.marks]
    assert len(places) == len(points)
    assert places == sorted(places)
    assert made.left <= places[0] <= places[-1] <= made.right
    assert all(0 < mark.y < made.axis < made.height for mark in made.marks)
    assert all(0 <= tick.x <= WIDTH for tick in made.ticks)
    assert sum(map(len, made.lines)) <= sum(mark.on_scale for mark in made.marks)


def test_rises_and_falls_are_marked_and_not_across_scales() -> None:
    course = [("2020-01", "amber", "five-colour"), ("2021-01", "red", "five-colour"), ("2022-01", "red", "five-colour"),
              ("2023-01", "green", "three-colour"), ("2024-01", "amber", "three-colour"), ("2025-01", "green", "three-colour")]  # fmt: skip  # noqa: E501
    made = chart(
        StatusHistory(
            points=tuple(a_status_point(period, rating=rating, rating_scale=scale) for period, rating, scale in course)
        )
    )
    assert made is not None
    assert [(one.period, one.words) for one in made.turnings] == [
        ("2021-01", "fell from Amber to Red"),
        ("2024-01", "fell from Green to Amber"),
        ("2025-01", "rose from Amber to Green"),
    ]
    assert all(0 < one.y < made.axis for one in made.turnings)


def test_a_level_that_the_scale_in_use_has_not_is_not_drawn_there() -> None:
    points = tuple(
        a_status_point(f"202{n}", rating="amber", rating_scale="five-colour" if n < 2 else "three-colour")
        for n in range(4)
    )
    made = chart(StatusHistory(points=points))
    assert made is not None
    assert {level.rating: len(level.stretches) for level in made.levels} == {
        "green": 2, "amber-green": 1, "amber": 2, "amber-red": 1, "red": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "flagged"),
    [
        pytest.param([("Old", None, "2022"), ("New", "2022", None)], ["1: now “New”"], id="one after the other"),
        pytest.param([("Old", None, "2022")], ["1: until here “Old”"], id="only an end"),
        pytest.param([("Old", "1990", "1995"), ("New", "2077", None)], [], id="outside of the reports"),
        pytest.param([("N" * 60, "2022", None)], ["1"], id="no room for the name"),
        pytest.param([("A", "2022-01", None), ("B", "2022-02", None), ("C", "2022-03", None)], ["1–3"], id="close"),
    ],
)
def test_changes_of_name_have_flags(names: list[tuple[str, str | None, str | None]], flagged: list[str]) -> None:
    had = [FormerName(name=name, from_on=begins, to_on=ends) for name, begins, ends in names]
    points = tuple(a_status_point(f"202{n}") for n in range(6))
    made = chart(StatusHistory(points=points), had)
    assert made is not None
    assert [flag.words for flag in made.flags] == flagged
    assert len(made.names) >= len(flagged)


@given(
    st.lists(st.integers(2000, 2030), min_size=1, max_size=30),
    st.lists(st.tuples(st.text("aW漢 ", min_size=1, max_size=80), st.integers(2000, 2030)), max_size=30),
)
def test_flags_stand_apart_and_inside(years: list[int], names: list[tuple[str, int]]) -> None:
    points = tuple(a_status_point(str(year)) for year in years)
    made = chart(StatusHistory(points=points), [FormerName(name=name, from_on=str(year)) for name, year in names])
    assert made is not None
    spans = []
    for flag in made.flags:
        width = width_of(flag.words, 10) + 5
        spans.append((flag.x, flag.x + width) if flag.anchor == "start" else (flag.x - width, flag.x))
    assert all(begins >= 0 and ends <= WIDTH for begins, ends in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
