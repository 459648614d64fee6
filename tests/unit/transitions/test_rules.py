from datetime import date
from typing import get_args

import pytest

from handover.transitions.rules import MEANING, NEXT, State, after_acceptance, due, due_on, overdue, waits_for_person


def test_every_state_is_explained_and_is_due_waits_or_has_ended() -> None:
    assert set(MEANING) == set(get_args(State))
    for state in get_args(State):
        assert not (due(state) and waits_for_person(state))


def test_the_steps_lead_from_confirmed_to_delivered() -> None:
    state, taken = "confirmed", []
    while state in NEXT:
        step, state = NEXT[state]
        taken.append(step)
    assert (taken, state) == (["gather", "compile", "deliver"], "delivered")


@pytest.mark.parametrize(
    ("state", "outstanding", "then"),
    [
        ("delivered", 1, "delivered"),
        ("delivered", 0, "accepted"),
        ("compiled", 0, "compiled"),
        ("withdrawn", 0, "withdrawn"),
    ],
)
def test_a_transition_is_accepted_when_nobody_is_outstanding(state: State, outstanding: int, then: State) -> None:
    assert after_acceptance(state, outstanding=outstanding) == then


@pytest.mark.parametrize(
    ("effective_on", "requested_on", "expected"),
    [
        pytest.param("2025-05-30", date(2025, 5, 1), date(2025, 6, 13), id="from the day it counts"),
        pytest.param("2025-05", date(2025, 5, 1), date(2025, 6, 14), id="from the last day it can mean"),
        pytest.param("2020", date(2025, 5, 1), date(2025, 5, 15), id="from the day it was asked for"),
        pytest.param("9999-12-31", date(2025, 5, 1), date.max, id="no later than the last day there is"),
    ],
)
def test_due(effective_on: str, requested_on: date, expected: date) -> None:
    assert due_on(effective_on, requested_on, within_days=14) == expected


@pytest.mark.parametrize(
    ("state", "today", "late"),
    [
        ("delivered", date(2025, 6, 14), True),
        ("delivered", date(2025, 6, 13), False),
        ("blocked", date(2025, 6, 14), True),
        ("accepted", date(2025, 6, 14), False),
        ("withdrawn", date(2025, 6, 14), False),
    ],
)
def test_overdue(state: State, today: date, late: bool) -> None:
    assert overdue(state, date(2025, 6, 13), today) is late
