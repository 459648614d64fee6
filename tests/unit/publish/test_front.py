"""What the front page has room for."""

import pytest

from handover.publish.front import front
from tests.dossiers.big import prose
from tests.dossiers.hostile import UNBROKEN
from tests.dossiers.parts import a_gap, a_sentence, an_action
from tests.dossiers.rich import a_dossier, an_empty_dossier


def test_the_most_urgent_action_comes_first_and_the_finished_are_left_out() -> None:
    urgencies = ("finished", "no-date", "later", "next-30-days", "overdue")
    actions = tuple(
        an_action(number, what="Do it", urgency=urgency) for number, urgency in enumerate(urgencies, start=1)
    )
    chosen = front(a_dossier(actions=actions, read_back=(), ring=())).actions
    assert [action.number for action in chosen.shown] == [5, 4, 3, 2]
    assert chosen.more == 0


def test_the_worst_gap_comes_first_under_its_own_number() -> None:
    gaps = (
        a_gap(severity="minor"),
        a_gap(severity="critical"),
        a_gap(severity="important"),
        a_gap(severity="critical", forbidden=True),
    )
    assert [number for number, _ in front(a_dossier(gaps=gaps)).gaps.shown] == [4, 2, 3, 1]


def test_what_has_no_room_is_counted() -> None:
    chosen = front(a_dossier(actions=tuple(an_action(number) for number in range(1, 31)))).actions
    assert 2 <= len(chosen.shown) < 10
    assert len(chosen.shown) + chosen.more == 30


@pytest.mark.parametrize(
    ("before", "sentence", "after"),
    [
        pytest.param(0, "Held.", 0, id="nothing else"),
        pytest.param(2, "Held.", 3, id="room for all"),
        pytest.param(40, "Held.", 3, id="forty graver ones"),
        pytest.param(40, prose(60), 3, id="forty graver ones and much to say"),
    ],
)
def test_what_is_held_never_drops_out(before: int, sentence: str, after: int) -> None:
    gaps = (
        *(a_gap() for _ in range(before)),
        a_gap(kind="held", severity="important", sentence=sentence),
        *(a_gap(severity="minor") for _ in range(after)),
    )
    chosen = front(a_dossier(gaps=gaps)).gaps
    numbers = [number for number, _ in chosen.shown]
    assert before + 1 in numbers
    assert numbers == sorted(numbers)
    assert len(numbers) + chosen.more == len(gaps)
    assert not before or numbers[0] == 1, "nor does it push out the gravest"


def test_longer_texts_leave_room_for_fewer() -> None:
    short = front(a_dossier(gaps=tuple(a_gap(sentence="Short.") for _ in range(20))))
    long = front(a_dossier(gaps=tuple(a_gap(sentence=prose(60, number)) for number in range(20))))
    assert len(long.gaps.shown) < len(short.gaps.shown)


def test_at_least_one_of_each_is_shown_however_long() -> None:
    long = a_sentence(UNBROKEN)
    dossier = a_dossier(
        read_back=(UNBROKEN,) * 12,
        actions=(an_action(1, what=UNBROKEN), an_action(2)),
        gaps=(a_gap(sentence=UNBROKEN), a_gap()),
        initiative=a_dossier().initiative.model_copy(update={"lines": (long, long)}),
    )
    chosen = front(dossier)
    assert [len(choice.shown) for choice in (chosen.actions, chosen.gaps, chosen.lines, chosen.contingencies)] == [
        1
    ] * 4


def test_an_empty_dossier_has_nothing_to_choose() -> None:
    chosen = front(an_empty_dossier())
    assert not any(
        choice.shown or choice.more for choice in (chosen.reasons, chosen.lines, chosen.actions, chosen.gaps)
    )
