"""How it is rated now: which way that went, and how much confidence the rating deserves."""

from dataclasses import replace
from typing import Any

import pytest

from handover.dossier.known import KnownHeld
from handover.dossier.rating_now import CONFIDENCE_RULES
from tests.unit.dossier.knowledge import GATHERED, a_source, a_status, assembled, statuses

FIVE, THREE = {"rating_vocabulary": "five-colour"}, {"rating_vocabulary": "three-colour"}

TRENDS: list[tuple[str, list[Any], str, str]] = [
    ("no report", [], "not-known", "No rating is known."),
    ("off the scale", statuses(("2012-04", "reset")), "not-comparable", "Reset is on no scale"),
    ("disputed", statuses(("2012-04", "green"), ("2012-04", "red")), "not-known", "Reports for April 2012 disagree"),
    ("once", statuses(("2012-04", "green"), **FIVE), "once", "Rated once, on the scale of five colours."),
    (
        "unchanged",
        statuses(("2012-03", "amber"), ("2012-04", "amber")),
        "unchanged",
        "Unchanged since March 2012, in 2 ratings on a scale that no report names.",
    ),
    (
        "fell and stayed",
        statuses(("2012-02", "green"), ("2012-03", "red"), ("2012-04", "red"), **THREE),
        "fell",
        "Fell from green (February 2012) to red (March 2012) on the scale of three colours, and unchanged since, in 2 "
        "ratings.",
    ),
    (
        "rose",
        statuses(("2012-03", "red"), ("2012-04", "amber-red"), **FIVE),
        "rose",
        "Rose from red (March 2012) to amber/red (April 2012) on the scale of five colours.",
    ),
    (
        "on another scale",
        [a_status("2012-03", 2, rating="green", **FIVE), a_status("2012-04", 3, rating="red", **THREE)],
        "not-comparable",
        "The first rating on the scale of three colours; those before it cannot be compared with it.",
    ),
    (
        "after a reset",
        statuses(("2012-03", "reset"), ("2012-04", "green")),
        "not-comparable",
        "Green from April 2012, after reset (March 2012), which is on no scale.",
    ),
]


@pytest.mark.parametrize(("known", "trend", "words"), [case[1:] for case in TRENDS], ids=[case[0] for case in TRENDS])
def test_trend(known: list[Any], trend: str, words: str) -> None:
    now = assembled(statuses=known).severity.rating
    assert now is not None
    assert now.trend == trend
    assert now.trend_words.startswith(words)


GOOD = statuses(("2012-03", "green"), ("2012-04", "green"))
REPORTS = {"record_kind": "programme-status"}
CONFIDENCES: list[tuple[str, dict[str, Any], str]] = [
    ("no-rating", {}, "none"),
    ("off-the-scale", {"statuses": statuses(("2012-03", "green"), ("2012-04", "exempt"))}, "none"),
    ("stale", {"statuses": statuses(("2011-03", "green"), ("2011-04", "green"))}, "low"),
    ("disputed", {"statuses": statuses(("2012-03", "red"), ("2012-04", "green"), ("2012-04", "red"))}, "low"),
    (
        "held",
        {"statuses": GOOD, "sources": [a_source("status", held=KnownHeld(2, GATHERED, "Too few."), **REPORTS)]},
        "low",
    ),
    ("later-unknown", {"statuses": [*GOOD, a_status("2012-05", 4, rating_given="Purple")]}, "low"),
    ("later-without", {"statuses": [*GOOD, a_status("2012-05", 4)]}, "fair"),
    ("only-one", {"statuses": statuses(("2012-04", "green"))}, "fair"),
    ("failed", {"statuses": GOOD, "sources": [a_source("status", failed="503", **REPORTS)]}, "fair"),
    ("corrected", {"statuses": [GOOD[0], replace(GOOD[1], corrected=True)]}, "fair"),
    ("good", {"statuses": GOOD}, "good"),
    ("another source failed", {"statuses": GOOD, "sources": [a_source("lessons", failed="503")]}, "good"),
]


@pytest.mark.parametrize(("known", "level"), [case[1:] for case in CONFIDENCES], ids=[case[0] for case in CONFIDENCES])
def test_confidence(known: dict[str, Any], level: str) -> None:
    now = assembled(**known).severity.rating
    assert now is not None
    assert now.confidence == level
    assert now.why
    assert now.rating is not None or level == "none"


def test_every_rule_has_a_case() -> None:
    assert {rule.code for rule in CONFIDENCE_RULES} <= {case[0] for case in CONFIDENCES}


def test_the_lowest_confidence_counts_and_every_reason_is_told() -> None:
    now = assembled(statuses=[a_status("2011-04", rating="green"), a_status("2012-04", 3)]).severity.rating
    assert now is not None
    assert now.confidence == "low"
    assert [reason.text for reason in now.why] == [
        "The rating is 369 days old today; the office calls it stale after 92 days.",
        "1 later report gives no rating.",
        "It is the only rating; nothing bears it out.",
    ]


def test_what_the_rating_tells_is_told_once_on_the_front_page() -> None:
    severity = assembled(statuses=statuses(("2012-03", "green"), ("2012-04", "red"))).severity
    assert [severity.reasons[place].text[:14] for place in severity.told] == ["It was last ra", "The rating fel"]
