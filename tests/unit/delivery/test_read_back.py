"""What counts as a read-back, and who is still to accept."""

import pytest

from handover.delivery.acceptance import MOST_CHARACTERS, checked_read_back, outstanding
from handover.errors import BadRequest

GOOD = [
    pytest.param("I own the loans now, call the bank first, and fear the May deadline.", id="one sentence"),
    pytest.param("Nous reprenons les prêts; d’abord la banque, puis l’échéance de mai nous inquiète.", id="French"),
    pytest.param("I own:\n- the loans\n- the flats\nFirst the bank, then the tenants. May worries me.", id="a list"),
]


@pytest.mark.parametrize("text", GOOD)
def test_a_read_back_with_substance_is_kept_as_it_is(text: str) -> None:
    assert checked_read_back(f"  {text}\n") == text


BAD = [
    pytest.param("", "this one is empty", id="empty"),
    pytest.param(" \t\n\u2003", "this one is empty", id="blank"),
    pytest.param("I accept.", "says too little", id="too short"),
    pytest.param("I own it all now and I am glad to do", "says too little", id="39 characters at most"),
    pytest.param("yes " * 40, "says too little", id="one word again and again"),
    pytest.param("Everythingunderstoodandacceptedwithoutanyreservationatall", "says too little", id="one word"),
    pytest.param("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "says too little", id="numbers"),
    pytest.param("the quick brown fox jumps over a lazy dog and so on " * 500, "longer than 20,000", id="too long"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_one_without_is_refused_with_what_is_wanted(text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said) as caught:
        checked_read_back(text)
    assert caught.value.what_to_do
    assert len(caught.value.sentence) < 200


def test_what_no_database_can_hold_is_replaced() -> None:
    text = "I own the loans\x00 now, \ud800 call the bank first, and fear the May deadline."
    kept = checked_read_back(text)
    assert "\x00" not in kept
    kept.encode()
    assert len(kept) <= MOST_CHARACTERS


RECIPIENTS = ((1, "jo@example.org"), (2, "ann@example.org"))


@pytest.mark.parametrize(
    ("accepted", "left"),
    [
        ((), ("jo@example.org", "ann@example.org")),
        ((2,), ("jo@example.org",)),
        ((1, 2), ()),
        ((1, 2, 9), ()),
    ],
)
def test_who_is_still_to_accept(accepted: tuple[int, ...], left: tuple[str, ...]) -> None:
    assert outstanding(RECIPIENTS, accepted) == left
