"""Where a message stands: what follows from a failure, what a dossier's messages come to, and the words for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.delivery.outcome import WAITS, DeliveryOutcome, MessageState, Verdict, after_failure, verdict
from handover.errors import DeliveryError, HandoverError, MessageRefused, RecipientRefused, StoreError

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def an_outcome(state: MessageState, **changes: Any) -> DeliveryOutcome:
    given: dict[str, Any] = {
        "dossier_id": 3,
        "address": "jo@xn--bcher-kva.example",
        "attempts": 1,
        "due_at": NOW,
        "sent_at": None,
        "way": None,
        "remark": None,
    }
    return DeliveryOutcome(state=state, **(given | changes))


FAILURES = [
    (DeliveryError("down"), 1, 5, "due", timedelta(minutes=5)),
    (DeliveryError("down"), 2, 5, "due", timedelta(minutes=15)),
    (DeliveryError("down"), 4, 5, "due", timedelta(hours=4)),
    (DeliveryError("down"), 5, 5, "failed", timedelta(0)),
    (DeliveryError("down"), 50, 99, "due", timedelta(hours=12)),
    (DeliveryError("down"), 1, 1, "failed", timedelta(0)),
    (StoreError("changed"), 1, 5, "due", timedelta(minutes=5)),
    (RecipientRefused("no"), 1, 5, "refused", timedelta(0)),
    (RecipientRefused("no"), 5, 5, "refused", timedelta(0)),
    (MessageRefused("no"), 1, 5, "failed", timedelta(0)),
]


@pytest.mark.parametrize(("error", "attempt", "attempts", "state", "wait"), FAILURES)
def test_after_a_failure(error: HandoverError, attempt: int, attempts: int, state: str, wait: timedelta) -> None:
    assert after_failure(error, attempt=attempt, attempts=attempts, now=NOW) == (state, NOW + wait)


def test_each_wait_is_longer_than_the_one_before() -> None:
    assert list(WAITS) == sorted(set(WAITS))


VERDICTS: list[tuple[list[MessageState], Verdict]] = [
    ([], "nobody"),
    (["superseded"], "nobody"),
    (["sent"], "delivered"),
    (["sent", "sent", "superseded"], "delivered"),
    (["sent", "due"], "waiting"),
    (["refused", "sending"], "waiting"),
    (["sent", "refused"], "stuck"),
    (["failed"], "stuck"),
]


@pytest.mark.parametrize(("states", "expected"), VERDICTS, ids=["+".join(states) or "none" for states, _ in VERDICTS])
def test_what_the_messages_come_to(states: list[MessageState], expected: Verdict) -> None:
    assert verdict([an_outcome(state) for state in states]) == expected


SENTENCES = [
    (an_outcome("due", attempts=0), "The message to jo@bücher.example is due."),
    (
        an_outcome("due", remark="It is down."),
        "The message to jo@bücher.example could not be sent yet and will be tried again. It is down.",
    ),
    (an_outcome("sent", way="smtp", remark="250 OK"), "The message to jo@bücher.example was sent."),
    (
        an_outcome("sent", way="outbox", remark="jo.eml"),
        "The message to jo@bücher.example lies in the outbox: jo.eml.",
    ),
    (an_outcome("refused", remark="No such box."), "The address jo@bücher.example was refused. No such box."),
    (
        an_outcome("failed", remark="Say {to} no more."),
        "The message to jo@bücher.example could not be sent and will not be tried again by itself. Say {to} no more.",
    ),
]


@pytest.mark.parametrize(("outcome", "sentence"), SENTENCES)
def test_in_words(outcome: DeliveryOutcome, sentence: str) -> None:
    assert outcome.sentence == sentence
