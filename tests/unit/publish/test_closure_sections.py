"""What the pages of a closure have beside the others: its sections, the index of lessons, the front page's lists."""

import re

import pytest

from handover.dossier.model import Voices
from handover.publish.front import front
from handover.publish.html import html
from handover.publish.lesson_index import lesson_index
from handover.publish.sections import sections_of
from tests.dossiers.closed import a_closure, an_empty_closure
from tests.dossiers.parts import a_lesson, an_action, groups_of
from tests.dossiers.rich import a_dossier

OF_A_CLOSURE = {"aims", "plan", "advice"}


def test_only_a_closure_that_was_compiled_so_has_its_sections() -> None:
    assert set(sections_of(a_closure())) >= OF_A_CLOSURE
    assert not OF_A_CLOSURE & set(sections_of(a_dossier()))


@pytest.mark.parametrize(
    "sentence",
    [
        "No report that was gathered says what it was for.",
        "Nothing that was gathered says what it did or how it ended.",
        "No report that was gathered gives a plan, a date or an amount",
        "Nobody who is in post has a telephone number or an e-mail address",
    ],
)
def test_an_empty_closure_says_what_it_lacks(sentence: str) -> None:
    assert sentence in html(an_empty_closure())


def test_numbers_lead_to_what_they_name_and_nowhere_else() -> None:
    page = html(a_closure())
    anchors = set(re.findall(r' id="([^"]+)"', page))
    assert {link for link in re.findall(r'href="#([^"]+)"', page)} <= anchors
    without = html(a_closure().model_copy(update={"lessons": ()}))
    assert 'href="#lesson-' not in without


def test_how_lessons_are_ordered_is_said() -> None:
    assert "Within each group the most useful stand first" in html(a_closure())


def test_lessons_by_theme_and_by_voice_with_the_silent_named() -> None:
    lessons = (
        a_lesson(1, tags=("Ground",), perspective="clinician"),
        a_lesson(2, tags=("ground", "Money"), perspective="clinician"),
        a_lesson(3, tags=(), perspective=None),
        a_lesson(4, tags=("Money", "money")),
    )
    index = lesson_index(
        a_dossier(lessons=groups_of(lessons), voices=Voices(heard=(("clinician", 2),), silent=("politician",)))
    )
    assert [(row.title, row.numbers) for row in index.themes] == [("Ground", (1, 2)), ("Money", (2, 4))]
    assert index.untagged == 1
    assert [(row.title, row.numbers) for row in index.voices] == [
        ("Politicians", ()),
        ("Clinicians", (1, 2)),
        ("Professionals", (4,)),
    ]


def test_of_very_many_lessons_the_index_stays_short() -> None:
    lessons = tuple(
        a_lesson(number, tags=("all", "even" if number % 2 else "odd", f"theme {number}")) for number in range(1, 101)
    )
    index = lesson_index(a_dossier(lessons=groups_of(lessons)))
    assert index.common == ("all",), "what all of them have leads nowhere"
    assert len(index.themes) == 24
    assert index.more_themes == 78
    assert (index.themes[0].title, len(index.themes[0].numbers), index.themes[0].more) == ("even", 15, 35)


def test_actions_stand_by_how_soon_and_what_has_no_room_is_counted_so() -> None:
    urgencies = ("overdue", "overdue", "next-7-days", *("next-90-days",) * 20, "no-date")
    actions = tuple(an_action(number, urgency=urgency) for number, urgency in enumerate(urgencies, start=1))
    chosen = front(a_dossier(actions=actions, read_back=(), ring=())).actions
    assert [(group.title, len(group.shown), group.in_all) for group in chosen.groups][:2] == [
        ("Overdue", 2, 2),
        ("Next 7 days", 1, 1),
    ]
    assert chosen.left == f"{chosen.more - 1} in 90, 1 no date"


def test_who_to_ring_stands_with_a_number_and_a_reason() -> None:
    first = front(a_closure()).ringing[0]
    assert (first.who, first.how) == ("Priya Sandalwood, Programme director", "01632 960 771")
    assert first.why.startswith("Its owner, by the last report that names one")
