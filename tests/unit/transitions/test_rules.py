from typing import get_args

import pytest

from handover.transitions.rules import MEANING, NEXT, State, after_acceptance, due, waits_for_person


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
