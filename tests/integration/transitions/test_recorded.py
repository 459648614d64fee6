"""Transitions in a real store, on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from handover.errors import BadRequest, UnknownTransition
from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.store.database import Store
from handover.transitions import recorded, requesting
from handover.transitions.requesting import Wanted

NOW = datetime(2025, 5, 6, 12, tzinfo=UTC)


def orion(connection: Connection) -> Initiative:
    return identity.add(connection, "Orion", kind="programme", now=NOW)


def closure(connection: Connection, of: Initiative, **changes: Any) -> tuple[recorded.Transition, bool]:
    asked: dict[str, Any] = {
        "effective_on": "2025-05-02",
        "reason": "The council ended it.",
        "recipients": [("jo@example.org", "Jo")],
    }
    return requesting.request(connection, Wanted("closure", of, **{**asked, **changes}), now=NOW)


def test_the_same_request_is_the_same_transition(store: Store) -> None:
    with store.write() as connection:
        of = orion(connection)
        first, is_new = closure(connection, of)
        again, is_new_again = closure(connection, of, reason="Other words.")
        assert (is_new, is_new_again) == (True, False)
        assert again == first
        assert recorded.recipients(connection, first.id) == ["jo@example.org"]
        assert recorded.due(connection) == [first.id]


def test_a_second_closure_on_another_day_is_refused(store: Store) -> None:
    with store.write() as connection:
        of = orion(connection)
        closure(connection, of)
        with pytest.raises(BadRequest, match=r"“Orion” is closed already, on 2025-05-02 \(transition 1\)"):
            closure(connection, of, effective_on="2025-06-01")


@pytest.mark.parametrize(
    ("state", "then"),
    [("confirmed", "confirmed"), ("delivered", "compiled"), ("accepted", "compiled"), ("blocked", "confirmed")],
)
def test_somebody_more_to_receive_it_makes_delivering_due(store: Store, state: Any, then: str) -> None:
    with store.write() as connection:
        of = orion(connection)
        first, _ = closure(connection, of)
        recorded.set_state(connection, first.id, state, now=NOW)
        same, _ = closure(connection, of)
        assert same.state == state
        more, _ = closure(connection, of, recipients=[("jo@example.org", None), ("sam@example.org", None)])
        assert more.state == then
        assert recorded.recipients(connection, first.id) == ["jo@example.org", "sam@example.org"]


def test_a_step_is_remembered_with_its_tries(store: Store) -> None:
    with store.write() as connection:
        first, _ = closure(connection, orion(connection))
        recorded.note_step(connection, first.id, "gather", ok=False, remark="The server was away.", now=NOW)
        recorded.note_step(connection, first.id, "gather", ok=True, remark=None, now=NOW)
        taken = recorded.steps(connection, first.id)
    assert [(step.step, step.state, step.attempts, step.remark) for step in taken] == [("gather", "done", 2, None)]


def test_a_blocked_transition_says_why_until_it_moves_on(store: Store) -> None:
    with store.write() as connection:
        first, _ = closure(connection, orion(connection))
        recorded.set_state(connection, first.id, "blocked", now=NOW, blocked_because="Nobody is named.")
        assert recorded.get(connection, first.id).blocked_because == "Nobody is named."
        assert recorded.due(connection) == []
        recorded.set_state(connection, first.id, "confirmed", now=NOW)
        assert recorded.get(connection, first.id).blocked_because is None


def test_an_unknown_transition(store: Store) -> None:
    with store.read() as connection, pytest.raises(UnknownTransition, match="There is no transition 99"):
        recorded.get(connection, 99)
