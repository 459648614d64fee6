"""Status over time: the order of reports, turning points, and what a reader who cannot see the chart is told."""

from decimal import Decimal
from typing import Any

import pytest

from handover.dossier.turning import direction
from tests.unit.dossier.knowledge import a_status, assembled, drafted, statuses


def test_points_are_in_order_of_time_whatever_the_order_of_rows() -> None:
    reports = statuses(("2011-03", "amber"), ("2010", "green"), ("2011-01-31", None), ("2011-01", "red"))
    points = assembled(statuses=reports).status.points
    assert [point.period for point in points] == ["2010", "2011-01", "2011-01-31", "2011-03"]


TURNS = [
    ("none", [("2011-01", "green"), ("2011-02", "green")], []),
    ("fall", [("2011-01", "green"), ("2011-02", "amber")], [("green", "amber", "worse")]),
    ("rise", [("2011-01", "red"), ("2011-02", "amber-red")], [("red", "amber-red", "better")]),
    ("over-a-hole", [("2011-01", "green"), ("2011-02", None), ("2011-03", "red")], [("green", "red", "worse")]),
    ("off-the-scale", [("2011-01", "green"), ("2011-02", "reset")], [("green", "reset", "different")]),
    ("agreeing-twice", [("2011-01", "green"), ("2011-01", "green"), ("2011-02", "red")], [("green", "red", "worse")]),
    (
        "disputed-is-passed-over",
        [("2011-01", "green"), ("2011-02", "red"), ("2011-02", "amber"), ("2011-03", "green")],
        [],
    ),
]


@pytest.mark.parametrize(("reports", "expected"), [case[1:] for case in TURNS], ids=[case[0] for case in TURNS])
def test_turning_points_of_the_rating(
    reports: list[tuple[str, str | None]], expected: list[tuple[str, str, str]]
) -> None:
    turns = drafted(statuses=statuses(*reports)).course.rating_turns
    assert [(turn.before.value, turn.after.value, direction(turn)) for turn in turns] == expected


def test_ratings_on_two_scales_are_neither_better_nor_worse() -> None:
    reports = [
        a_status("2011-01", 2, rating="amber-red", rating_vocabulary="five-colour"),
        a_status("2011-02", 3, rating="red", rating_vocabulary="three-colour"),
    ]
    (turn,) = drafted(statuses=reports).course.rating_turns
    assert direction(turn) == "different"


def test_an_end_that_became_more_exact_did_not_move() -> None:
    reports = [
        a_status("2011-01", 2, end_planned="2012"),
        a_status("2011-02", 3, end_planned="2012-06"),
        a_status("2011-03", 4, end_planned="2013-01-31"),
    ]
    (turn,) = drafted(statuses=reports).course.end_turns
    assert (turn.before.value, turn.after.value) == ("2012-06", "2013-01-31")


def test_another_spelling_of_the_owner_is_no_other_owner() -> None:
    reports = [a_status("2011-01", 2, owner="Ada Lim"), a_status("2011-02", 3, owner="LIM, Ada")]
    assert drafted(statuses=reports).course.owner_turns == ()


def test_the_last_rating_of_a_disputed_period_is_the_worst() -> None:
    reports = statuses(("2011-01", "green"), ("2011-02", "amber"), ("2011-02", "red"))
    last = drafted(statuses=reports).course.last_rating
    assert last is not None
    assert last.value == "red"


def test_a_report_for_a_time_still_to_come_says_nothing_of_how_things_stand() -> None:
    dossier = assembled(statuses=statuses(("2012-04", "red"), ("2012-09", "green")))
    assert [point.period for point in dossier.status.points] == ["2012-04"]
    assert dossier.status.summary[-1] == "1 report for a time still to come is left out: September 2012."
    assert dossier.severity.level == "critical"


SUMMARIES: list[tuple[str, list[dict[str, Any]], list[str]]] = [
    ("nothing", [], []),
    (
        "one",
        [{"period": "2011-01", "rating": "green"}],
        ["There is 1 report, for January 2011.", "The rating was green (January 2011)."],
    ),
    (
        "throughout",
        [{"period": "2011-01", "rating": "amber-green"}, {"period": "2011-02", "rating": "amber-green"}],
        [
            "There are 2 reports, from January 2011 to February 2011.",
            "The rating was amber/green throughout, from January 2011 to February 2011.",
        ],
    ),
    (
        "changes-and-words-nobody-knows",
        [
            {"period": "2011-01", "rating": "green"},
            {"period": "2011-02", "rating_given": "Purple"},
            {"period": "2011-03", "rating": "red"},
            {"period": "2011-04"},
        ],
        [
            "There are 4 reports, from January 2011 to April 2011.",
            "The rating was green at first (January 2011) and red from March 2011, up to the report for March 2011.",
            "Of 4 reports, 1 gives red, 1 gives green, 1 gives a word that is not a known rating (“Purple”) "
            "and 1 gives no rating.",
        ],
    ),
    (
        "money-and-end",
        [
            {
                "period": "2011",
                "end_planned": "2012-03",
                "whole_life_cost": Decimal("10000000"),
                "currency": "GBP",
                "stage": "preparation",
                "owner": "Ada Lim",
            },
            {
                "period": "2012",
                "end_planned": "2013-03",
                "whole_life_cost": Decimal("15000000"),
                "budget": Decimal(1000),
                "forecast": Decimal(1200),
                "currency": "GBP",
                "stage": "implementation",
                "owner": "Jo Hill",
            },
        ],
        [
            "There are 2 reports, from 2011 to 2012.",
            "The stage was preparation at first (2011) and implementation from 2012, up to the report for 2012.",
            "The planned end moved once, later: from March 2012, as reported for 2011, "
            "to March 2013, as reported for 2012.",
            "The owner was Ada Lim at first (2011) and Jo Hill from 2012, up to the report for 2012.",
            "The whole-life cost went from £10 million (2011) to £15 million (2012), up 50 per cent.",
            "For 2012 the budget was £1,000 and the forecast £1,200: £200 (20 per cent) over budget.",
        ],
    ),
]


@pytest.mark.parametrize(("reports", "expected"), [case[1:] for case in SUMMARIES], ids=[case[0] for case in SUMMARIES])
def test_the_summary_says_what_the_chart_shows(reports: list[dict[str, Any]], expected: list[str]) -> None:
    known = [a_status(row=row, **fields) for row, fields in enumerate(reports, start=2)]
    assert list(assembled(statuses=known).status.summary) == expected


def test_costs_in_two_currencies_are_not_compared() -> None:
    reports = [
        a_status("2011", 2, whole_life_cost=Decimal(5), currency="EUR"),
        a_status("2012", 3, whole_life_cost=Decimal(9), currency="GBP"),
    ]
    assert "The whole-life cost was put at £9 (2012)." in assembled(statuses=reports).status.summary


def test_a_rating_that_changed_very_often_is_counted_rather_than_told() -> None:
    months = [(f"20{11 + month // 12}-{month % 12 + 1:02}", ("green", "amber")[month % 2]) for month in range(15)]
    summary = assembled(statuses=statuses(*months)).status.summary
    assert (
        summary[1]
        == "The rating was green at first (January 2011), changed 14 times, and has been green since March 2012."
    )
