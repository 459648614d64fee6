"""What an office reads in Prefect's pages about how a run ended, and what is tried again."""

import pytest
from prefect.client.schemas.objects import State
from prefect.states import Completed, Crashed, Failed

from flows.gather import TRIED_AGAIN_AFTER, gather_one
from flows.outcomes import attempt, may_pass, together
from handover.errors import (
    DeliveryError,
    DiskFull,
    HandoverError,
    Held,
    MessageRefused,
    RecipientRefused,
    SourceRefused,
    SourceUnreachable,
    SourceUnreadable,
    StoreBusy,
    StoreError,
)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (SourceUnreachable("The server did not answer."), True),
        (SourceRefused("The server does not accept the sign-in."), False),
        (DeliveryError("The mail server is busy."), True),
        (MessageRefused("The message is too large."), False),
        (RecipientRefused("Nobody there has that address."), False),
        (SourceUnreadable("It is not a spreadsheet."), False),
        (StoreError("The database cannot be reached."), False),
        (StoreBusy("Another run is at it."), True),
        (DiskFull("The disk is full."), False),
        (ValueError("a fault of ours"), False),
        (None, False),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, bool) else str(value),
)
def test_only_what_may_pass_by_itself_is_tried_again(error: Exception | None, again: bool) -> None:
    assert may_pass(None, None, Failed(data=error)) is again


def test_a_source_is_tried_again_twice() -> None:
    assert gather_one.retries == 2
    assert gather_one.retry_delay_seconds == TRIED_AGAIN_AFTER
    assert gather_one.retry_condition_fn is may_pass


def test_a_sentence_becomes_a_completed_state() -> None:
    state = attempt(lambda: "2 rows: 2 new.")
    assert (state.type, state.message) == ("COMPLETED", "2 rows: 2 new.")


def test_a_refusal_becomes_a_failed_state_with_its_sentence() -> None:
    error = HandoverError("It cannot be done.", what_to_do="Do something else.")

    def refuse() -> str:
        raise error

    state = attempt(refuse)
    assert (state.type, state.message) == ("FAILED", "It cannot be done. Do something else.")
    assert state.data is error


def held(sentence: str) -> State:
    def wait() -> str:
        raise Held(sentence)

    return attempt(wait)


def test_what_waits_for_a_person_is_no_success_and_is_told_from_failures() -> None:
    state = held("The file is cut off.")
    assert (state.type, state.name, state.message) == ("FAILED", "Held", "The file is cut off.")
    assert may_pass(None, None, state) is False
    assert together({"a": state, "b": Completed(message="2.")}, nothing="").name == "Held"
    assert together({"a": state, "b": Failed(message="No.")}, nothing="").name == "Failed"


def test_a_fault_in_the_program_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: str(1 / 0))


@pytest.mark.parametrize(
    ("states", "ended", "message"),
    [
        ({}, "COMPLETED", "Nothing to do."),
        ({"a": Completed(message="2 rows.")}, "COMPLETED", "a: 2 rows."),
        ({"a": Completed(message="2."), "b": Completed(message="3.")}, "COMPLETED", "a: 2. b: 3."),
        ({"a": Completed(message="2."), "b": Failed(message="No.")}, "FAILED", "1 of 2 failed. b: No."),
        ({"a": Failed(message="No."), "b": Failed(message="Nor.")}, "FAILED", "2 of 2 failed. a: No. b: Nor."),
        ({"a": Crashed(message="Gone.")}, "FAILED", "1 of 1 failed. a: Gone."),
        ({"a": Completed(message="2."), "b": held("Cut off.")}, "FAILED", "1 of 2 held. b: Cut off."),
        ({"a": Failed(message="No."), "b": held("Cut off.")}, "FAILED", "1 of 2 failed, 1 held. a: No. b: Cut off."),
    ],
    ids=["none", "one done", "all done", "one failed", "all failed", "one crashed", "one held", "one failed, one held"],
)
def test_all_together(states: dict[str, State], ended: str, message: str) -> None:
    state = together(states, nothing="Nothing to do.")
    assert (state.type, state.message) == (ended, message)
