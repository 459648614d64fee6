"""Follow-on actions: how urgent each is, in which order they stand, and who is nobody."""

from datetime import date

import pytest

from handover.dossier.actions import somebody, urgency
from handover.records import FollowOnAction
from tests.unit.dossier.knowledge import an_action, assembled

URGENCIES = [
    ("2012-05-02", None, "overdue"),
    ("2012-05-03", "open", "next-7-days"),
    ("2012-05-10", "open", "next-7-days"),
    ("2012-05-11", "open", "next-30-days"),
    ("2012-06-02", "open", "next-30-days"),
    ("2012-06-03", "open", "next-90-days"),
    ("2012-08-01", "open", "next-90-days"),
    ("2012-08-02", "open", "later"),
    ("2012-05", "open", "next-30-days"),
    ("2012-04", "open", "overdue"),
    ("2012-06", "open", "next-30-days"),
    ("2012-07", "open", "next-90-days"),
    ("2012-08", "open", "next-90-days"),
    ("2012-09", "open", "later"),
    ("2012", "open", "next-30-days"),
    ("2011", "in-progress", "overdue"),
    ("2013", "open", "later"),
    (None, "open", "no-date"),
    ("2011-01-01", "done", "finished"),
    (None, "cancelled", "finished"),
]


@pytest.mark.parametrize(("due", "status", "expected"), URGENCIES)
def test_urgency_on_3_may_2012(due: str | None, status: str | None, expected: str) -> None:
    action = FollowOnAction(key="1", initiative="x", what="y", due=due, status=status)  # type: ignore[arg-type]
    assert urgency(action, date(2012, 5, 3)) == expected


def test_open_ones_stand_first_by_due_date_and_finished_last() -> None:
    dossier = assembled(
        actions=[
            an_action(2, status="done", due="2012-01-01"),
            an_action(3, due="2012-12-01"),
            an_action(4),
            an_action(5, due="2012-05-10"),
            an_action(6, due="2012-04-01"),
            an_action(7, due="2012-03"),
        ]
    )
    assert [(one.number, one.reference.row, one.urgency) for one in dossier.actions] == [
        (1, 7, "overdue"),
        (2, 6, "overdue"),
        (3, 5, "next-7-days"),
        (4, 3, "later"),
        (5, 4, "no-date"),
        (6, 2, "finished"),
    ]


@pytest.mark.parametrize("token", ["TBC", "n/a", "Vacant", "N/D", "-"])
def test_a_token_owns_and_inherits_nothing(token: str) -> None:
    assert somebody(token) is None
    (action,) = assembled(actions=[an_action(owner=token, inherits=token)]).actions
    assert action.owner is None
    assert action.inherits is None
