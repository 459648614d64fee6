"""How serious a handover is: the table of rules, one case each, and what is never said."""

from decimal import Decimal
from typing import Any

import pytest

from handover.dossier.severity import SEVERITY_RULES
from tests.unit.dossier.knowledge import a_contact, a_status, an_action, assembled, statuses

GREEN = statuses(("2012-04", "green"))

CASES: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("no-reports", {}, "not-known", ["There is no status report of how it stands."]),
    (
        "no-rating",
        {"statuses": [a_status("2012-04", rating_given="Purple")]},
        "not-known",
        ["No report has a rating that is known; what they say is “Purple”."],
    ),
    ("no-rating-at-all", {"statuses": [a_status("2012-04")]}, "not-known", ["The one report has no rating."]),
    (
        "off-the-scale",
        {"statuses": statuses(("2012-04", "exempt"))},
        "not-known",
        ["It was last rated exempt from publication, for April 2012, which says nothing of how it stands."],
    ),
    (
        "stale-rating",
        {"statuses": statuses(("2012-01", "green"))},
        "not-known",
        ["It was last rated green, for January 2012, 93 days before today; how it stood since is not known."],
    ),
    (
        "routine",
        {"statuses": GREEN},
        "routine",
        ["It was last rated green, for April 2012, and nothing in the records makes it graver."],
    ),
    ("rating-red", {"statuses": statuses(("2012-04", "red"))}, "critical", ["It was last rated red, for April 2012."]),
    (
        "rating-amber-red",
        {"statuses": statuses(("2012-04", "amber-red"))},
        "serious",
        ["It was last rated amber/red, for April 2012."],
    ),
    (
        "rating-worsened",
        {"statuses": statuses(("2012-03", "green"), ("2012-04", "amber-green"))},
        "serious",
        ["The rating fell from green (March 2012) to amber/green (April 2012) and no later report shows a rise."],
    ),
    (
        "rating-disputed",
        {"statuses": statuses(("2012-04", "green"), ("2012-04", "red"))},
        "critical",
        [
            "It was last rated red, for April 2012; another report for that time gives a different rating, "
            "and the graver one is taken."
        ],
    ),
    (
        "overdue-unowned",
        {"statuses": GREEN, "actions": [an_action(due="2012-05-01")]},
        "critical",
        ["1 follow-on action is overdue, and nobody inherits it (A1)."],
    ),
    (
        "overdue-inherited",
        {"statuses": GREEN, "actions": [an_action(due="2012-05-01", inherits="Jo Hill")]},
        "serious",
        ["1 follow-on action is overdue, though somebody inherits it (A1)."],
    ),
    (
        "open-unowned",
        {"statuses": GREEN, "actions": [an_action(2), an_action(3, inherits="TBC")]},
        "serious",
        ["2 follow-on actions are open but not overdue, and nobody inherits them (A1 and A2)."],
    ),
    ("finished-unowned", {"statuses": GREEN, "actions": [an_action(status="done", due="2012-05-01")]}, "routine", []),
    (
        "vacant-posts",
        {"statuses": GREEN, "contacts": [a_contact(row=2), a_contact(None, 3, role="Harbour Master")]},
        "serious",
        ["1 post is vacant: Harbour Master (P2)."],
    ),
    (
        "nobody-in-post",
        {"statuses": GREEN, "contacts": [a_contact(None, 3, holder="unknown")]},
        "critical",
        ["The contact lists have one entry, and it names nobody who is still in post."],
    ),
    (
        "over-budget",
        {"statuses": [a_status("2012-04", rating="green", budget=Decimal(100), forecast=Decimal(110), currency="GBP")]},
        "serious",
        ["For April 2012 the budget was £100 and the forecast £110: £10 (10 per cent) over budget."],
    ),
    (
        "slightly-over-budget",
        {"statuses": [a_status("2012-04", rating="green", budget=Decimal(100), forecast=Decimal(109))]},
        "routine",
        [],
    ),
]


@pytest.mark.parametrize(("known", "level", "reasons"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_severity(known: dict[str, Any], level: str, reasons: list[str]) -> None:
    severity = assembled(**known).severity
    assert severity.level == level
    assert not reasons or [reason.text for reason in severity.reasons] == reasons


def test_every_rule_has_a_case() -> None:
    assert {rule.code for rule in SEVERITY_RULES} <= {case[0] for case in CASES}


def test_the_gravest_rule_decides_and_every_reason_is_told_gravest_first() -> None:
    severity = assembled(
        statuses=statuses(("2011-05", "green"), ("2011-06", "red")),
        contacts=[a_contact(row=2), a_contact(None, 3)],
    ).severity
    assert severity.level == "critical"
    assert [reason.text.split()[0:3] for reason in severity.reasons] == [
        ["It", "was", "last"],
        ["The", "rating", "fell"],
        ["1", "post", "is"],
        ["It", "was", "last"],
    ]


def test_a_reason_refers_to_the_rows_it_rests_on() -> None:
    (reason, _) = assembled(statuses=statuses(("2012-03", "green"), ("2012-04", "red"))).severity.reasons
    assert [(reference.file, reference.row) for reference in reason.references] == [("status.csv", 3)]


@pytest.mark.parametrize("effective_on", ["2012-04-01", "2012-05-31", "2013-12-31"])
def test_a_transition_far_in_the_future_does_not_make_a_fresh_report_stale(effective_on: str) -> None:
    assert assembled(statuses=GREEN, effective_on=effective_on).severity.level == "routine"


def test_a_report_for_after_the_closing_does_not_say_how_it_stood() -> None:
    dossier = assembled(statuses=statuses(("2012-03", "red"), ("2012-04", "green")), effective_on="2012-03-31")
    assert dossier.severity.level == "critical"
    assert [point.period for point in dossier.status.points] == ["2012-03"]
    assert "1 report for after the closing date is left out: April 2012." in dossier.status.summary
    assert "records-after-closing" in {gap.code for gap in dossier.gaps}
