"""Lessons: every one once, in their groups, the most useful first; and whose voices they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.dossier.lessons import points_elsewhere, usefulness
from handover.records import Lesson
from tests.unit.dossier.knowledge import a_lesson, assembled


def test_groups_stand_in_order_and_are_numbered_through() -> None:
    lessons = [
        a_lesson(2),
        a_lesson(3, outcome="did-not-work"),
        a_lesson(4, outcome="worked"),
        a_lesson(5, outcome="mixed"),
        a_lesson(6, outcome="worked"),
    ]
    groups = assembled(lessons=lessons).lessons
    assert [(group.outcome, [(one.number, one.reference.row) for one in group.lessons]) for group in groups] == [
        ("worked", [(1, 4), (2, 6)]),
        ("mixed", [(3, 5)]),
        ("did-not-work", [(4, 3)]),
        ("not-said", [(5, 2)]),
    ]


IN_ORDER = [
    {"recommendation": "Do.", "early_warnings": "Seen.", "learning": "identified", "occurred_on": "2012"},
    {"recommendation": "Do.", "early_warnings": "Seen.", "learning": "identified", "occurred_on": "2011-12"},
    {"recommendation": "Do.", "early_warnings": "Seen.", "learning": "identified", "recorded_on": "2010"},
    {"recommendation": "Do.", "early_warnings": "Seen.", "learning": "identified"},
    {"recommendation": "Do.", "early_warnings": "Seen."},
    {"recommendation": "Do.", "early_warnings": "Seen.", "learning": "learned", "occurred_on": "2012"},
    {"recommendation": "Do.", "learning": "identified"},
    {"recommendation": "See above.", "early_warnings": "Seen.", "learning": "identified", "occurred_on": "2012"},
    {"early_warnings": "Seen.", "occurred_on": "2011"},
    {},
]


def test_the_most_useful_first() -> None:
    given_backwards = [a_lesson(row, **fields) for row, fields in enumerate(reversed(IN_ORDER), start=2)]
    (group,) = assembled(lessons=given_backwards).lessons
    rows = [lesson.reference.row for lesson in group.lessons]
    assert rows == list(range(len(IN_ORDER) + 1, 1, -1))


@pytest.mark.parametrize(
    "text",
    [
        "See lesson(s) learned.",
        "(see Lessons above)",
        "Same as in Lesson Learned",
        "Please refer to the report",
        "As above",
    ],
)
def test_a_recommendation_that_only_points_elsewhere(text: str) -> None:
    assert points_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "See that the straps are used.",
        "Seek a second opinion.",
        "Assess the tasks first.",
        "Write the tender down.",
        "See the annex for the sequence. " + "Then agree the handover with the second team before the winter. " * 3,
    ],
)
def test_a_recommendation_that_says_something(text: str) -> None:
    assert not points_elsewhere(text)


def test_voices_are_heard_silent_and_unsaid() -> None:
    lessons = [
        a_lesson(2, perspective="politician"),
        a_lesson(3, perspective="clinician"),
        a_lesson(4, perspective="clinician"),
        a_lesson(5),
    ]
    voices = assembled(lessons=lessons).voices
    assert voices.heard == (("clinician", 2), ("politician", 1))
    assert voices.silent == ("chief-executive", "senior-manager", "community-leader", "professional", "hr-od")
    assert voices.unsaid == 1


_partial = st.sampled_from([None, "2010", "2010-05", "2011-02-28", "9999-12-31", "0001"])
_lesson = st.builds(
    Lesson,
    key=st.just("k"),
    initiative=st.just("i"),
    title=st.sampled_from(["a", "b"]),
    early_warnings=st.sampled_from([None, "w"]),
    recommendation=st.sampled_from([None, "r", "see above"]),
    outcome=st.sampled_from([None, "worked", "mixed", "did-not-work"]),
    learning=st.sampled_from([None, "identified", "learned"]),
    occurred_on=_partial,
    recorded_on=_partial,
)


@given(st.lists(_lesson, max_size=30))
def test_every_lesson_is_there_once_and_in_order(lessons: list[Lesson]) -> None:
    records = [a_lesson(row, **lesson.model_dump(exclude={"key"})) for row, lesson in enumerate(lessons, start=2)]
    groups = assembled(lessons=records).lessons
    items = [lesson for group in groups for lesson in group.lessons]
    assert sorted(item.reference.row for item in items) == [one.row for one in records]
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    for group in groups:
        order = [usefulness(item) for item in group.lessons]
        assert order == sorted(order)
        assert {item.outcome for item in group.lessons} == {None if group.outcome == "not-said" else group.outcome}
