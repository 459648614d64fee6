"""What came before, in a dossier: kept apart, numbered, counted, cited; and nothing at all where nothing did."""

from collections.abc import Mapping
from typing import Any

import pytest

from handover.dossier.known import KnownHeritage
from handover.dossier.model import Dossier
from handover.initiatives.succession.model import Party
from handover.publish.html import html
from handover.publish.sections import sections_of
from tests.unit.dossier.knowledge import INITIATIVE, a_lesson, a_source, assembled
from tests.unit.dossier.pasts import OTHER, a_family, a_past, a_succession, an_earlier

PAST = a_past(
    family=a_family(a_succession()),
    records={1: 2, 2: 0},
    inherited=[an_earlier(), an_earlier("Old Jetty", 0)],
    precedents=[an_earlier("Grand Pier", 1, why="Its name has “pier”, as what starts does.")],
)


def test_where_nothing_came_before_nothing_of_it_is_there() -> None:
    dossier = assembled(lessons=[a_lesson()])
    assert (dossier.family, dossier.inherited, dossier.precedents) == (None, (), ())
    sections = sections_of(dossier)
    assert "heritage" not in sections
    assert [number for number, _ in sections.values()] == list(range(1, len(sections) + 1))
    page = html(dossier)
    for words in ("heritage", "E1", "Inherit", "earlier initiative", "precedent"):
        assert words not in page.partition("<main>")[2], words


def test_earlier_lessons_are_kept_apart_and_numbered_across_all() -> None:
    dossier = assembled(lessons=[a_lesson()], kind="start", **PAST)
    assert [lesson.number for group in dossier.lessons for lesson in group.lessons] == [1]
    assert [[lesson.number for lesson in one.lessons] for one in (*dossier.inherited, *dossier.precedents)] == [
        [1, 2],
        [],
        [3],
    ]
    assert {lesson.recorded_under for lesson in dossier.inherited[0].lessons} == {"Old Pier"}


def test_they_are_counted_on_the_front_page() -> None:
    dossier = assembled(kind="start", **PAST)
    assert [line.text for line in dossier.initiative.lines] == [
        "Inherits 2 lessons from “Old Pier” (E1 to E2).",
        "1 earlier initiative is like it, with 1 lesson (E3): “Grand Pier”.",
    ]
    assert dossier.read_back[2].startswith("There are 3 lessons of what came before (E1 to E3). Which of them changes")


def test_one_lesson_is_one() -> None:
    dossier = assembled(**a_past(inherited=[an_earlier(count=1)]))
    assert dossier.initiative.lines[0].text == "Inherits 1 lesson from “Old Pier” (E1)."
    assert dossier.read_back[2].startswith("There is 1 lesson of what came before (E1).")


def test_the_sources_of_earlier_records_are_named_and_counted() -> None:
    dossier = assembled(sources=[a_source("old-lessons")], **PAST)
    used = {one.name: one.records_used for one in dossier.sources}
    assert used == {"old-lessons": 3, "old-contacts": 2}
    labels = {one.name: one.label for one in dossier.sources}
    assert dossier.inherited[0].lessons[0].reference.source == labels["old-lessons"]


def test_a_marking_of_an_earlier_lesson_marks_the_dossier() -> None:
    marked = [a_lesson(2, source="old-lessons", sensitivity="Official-Sensitive")]
    dossier = assembled(**a_past(inherited=[an_earlier(lessons=marked)]))
    assert dossier.marking == "OFFICIAL-SENSITIVE"


def test_the_family_is_told_in_numbers_and_in_words() -> None:
    family = assembled(**PAST).family
    assert family is not None
    assert [(one.number, one.name, one.records, one.is_this) for one in family.members] == [
        (1, "Old Pier", 2, False),
        (2, INITIATIVE, 0, True),
    ]
    assert [(one.name, one.to_on) for one in family.members[0].names] == [("Old Pier Trust", "2005")]
    (tie,) = family.ties
    assert tie.text == f"“Old Pier” was renamed “{INITIATIVE}” on 20 October 2010."
    assert tie.remarks == ("Said by Jo Hill.", "Evidence: Minute 4.")
    assert [one.number for one in (*tie.predecessors, *tie.successors)] == [1, 2]


def shown(dossier: Dossier) -> str:
    return " ".join(html(dossier).partition("<main>")[2].split())


IN_DOUBT = (a_succession(1), a_succession(2, "replacement", after=OTHER))
SAID: list[tuple[str, Mapping[str, KnownHeritage], str]] = [
    ("the drawing", PAST, '<title id="family-title">The family of “Harbour Lights”</title>'),
    ("who is who", PAST, "<b>Old Pier</b> (body). 2 records. Called “Old Pier Trust” until 2005."),
    ("one without a record", PAST, "which this dossier is about. No record names it."),
    ("one known by name only", PAST, "No record names it: it is known by name only."),
    ("how a precedent ended", PAST, "It is not known to have ended."),
    ("whom to ask", PAST, "<b>Max Orr</b>"),
    ("a contradiction", a_past(family=a_family(*IN_DOUBT, contradictory=(IN_DOUBT,))), "cannot both be so"),
    ("members further away", a_past(family=a_family(a_succession()), further=3), "3 initiatives of the family are"),
    ("lessons left out", a_past(inherited=[an_earlier(more_lessons=4)]), "4 more lessons of it are not in here"),
    (
        "that a long text is shortened",
        a_past(inherited=[an_earlier(lessons=[a_lesson(2, effect="Long. " * 200)])]),
        "Long texts of earlier lessons are shortened here",
    ),
    ("no lesson", a_past(inherited=[an_earlier(count=0, records=5)]), "Its records hold no lesson."),
]


@pytest.mark.parametrize(("past", "words"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_the_page_says_it(past: dict[str, Any], words: str) -> None:
    assert words in shown(assembled(**past))


def test_a_family_that_fits_on_no_page_is_told_in_words_only() -> None:
    parties = [Party(number, f"{'A very long name of a pier ' * 8}{number}") for number in range(2, 13)]
    ties = [a_succession(at, before=one, after=parties[at]) for at, one in enumerate(parties[:-1], start=1)]
    page = shown(assembled(**a_past(family=a_family(*ties))))
    assert "too large to be drawn" in page
    assert "family-title" not in page


def test_a_start_without_lessons_says_that_it_only_begins() -> None:
    assert "It only begins, and has no lessons of its own yet. Those of what came before are in section 4." in shown(
        assembled(kind="start", **PAST)
    )
    assert "has no lessons of its own yet.</p>" in shown(assembled(kind="start"))


def test_short_texts_of_earlier_lessons_are_not_said_to_be_shortened() -> None:
    assert "are shortened here" not in shown(assembled(**PAST))
