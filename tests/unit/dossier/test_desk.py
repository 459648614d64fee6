"""The rules of a desk that are tables: what says how often, and which report is next."""

import pytest

from handover.dossier.desk.recurring import how_often, next_period
from tests.unit.dossier.knowledge import a_contact, a_status, an_action, assembled

OFTEN = [
    ("The Weekly call with the landlord", "weekly"),
    ("Every Monday at nine", "every monday"),
    ("Figures go out each month", "each month"),
    ("every second week", "every second week"),
    ("Half-yearly review", "half-yearly"),
    ("In a few weeks", None),
    ("Everything that month", None),
    ("", None),
]
NEXT = [
    ("2012-03", 1, "2012-04"),
    ("2012-11", 3, "2013-02"),
    ("2012", 12, "2013"),
    ("2012-01-31", 1, "2012-02-29"),
    ("2012-02-29", 1, "2012-03-31"),
    ("2012-03-15", 3, "2012-06-15"),
    ("2012-05-30", 9, "2013-02-28"),
]
MOVE = {"kind": "staff-move", "transition": {"person": "Ada Lim", "successor": "Jo Hill"}}


@pytest.mark.parametrize(("text", "words"), OFTEN, ids=[text or "nothing" for text, _ in OFTEN])
def test_only_words_that_say_how_often_count(text: str, words: str | None) -> None:
    assert how_often(text) == words


@pytest.mark.parametrize(("period", "months", "following"), NEXT)
def test_the_next_period_is_written_as_exactly_as_the_last(period: str, months: int, following: str) -> None:
    assert next_period(period, months) == following


def test_without_a_declared_cadence_three_reports_equally_far_apart_are_one() -> None:
    reports = [
        a_status(period, row, owner="Ada Lim") for row, period in enumerate(("2011-09", "2011-12", "2012-03"), 2)
    ]
    desk = assembled(statuses=reports, **MOVE).desk
    assert desk is not None
    assert [(one.how_often, one.next_on) for one in desk.recurring] == [("quarterly", "2012-06")]


def test_reports_of_another_owner_and_actions_of_others_are_not_theirs() -> None:
    reports = [
        a_status(period, row, owner="Max Orr") for row, period in enumerate(("2011-09", "2011-12", "2012-03"), 2)
    ]
    actions = [an_action(2, what="Send the weekly figures", owner="Max Orr")]
    desk = assembled(statuses=reports, actions=actions, contacts=[a_contact("Ada Lim")], **MOVE).desk
    assert desk is not None
    assert (desk.recurring, desk.actions) == ((), ())


def test_knowing_nothing_leaves_a_desk_that_says_so() -> None:
    desk = assembled(**MOVE).desk
    assert desk is not None
    assert (desk.posts, desk.actions, desk.contacts, desk.recurring, desk.only_they) == ((), (), (), (), ())
    assert [one.state.text for one in desk.initiatives] == ["No status report."]
    assert len(desk.week) == 5


@pytest.mark.parametrize("kind", ["closure", "rename", "merger", "split", "transfer", "start"])
def test_only_a_staff_move_has_a_desk(kind: str) -> None:
    assert assembled(kind=kind).desk is None
