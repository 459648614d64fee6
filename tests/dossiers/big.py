"""A dossier of many pages."""

from datetime import UTC, datetime, timedelta
from random import Random

from handover.dossier.model import (
    Dossier,
    StatusHistory,
)
from handover.vocabulary import PERSPECTIVE_NAMES
from tests.dossiers.parts import a_lesson, a_person, a_status_point, an_action, groups_of
from tests.dossiers.rich import a_dossier

_TEXT = (
    "the contractor board agreed that a survey of every home should be finished before winter because crews had "
    "waited for parts while households stayed cold and nobody in the county could say which street came next "
    "after the budget moved so residents asked their councillors who asked the office for a list it did not have"
)
_WORDS = _TEXT.split()


def prose(words: int, seed: int = 0) -> str:
    """Readable nonsense of so many words, the same for the same ``seed``, in sentences of about 14 words."""
    chosen = Random(seed).choices(_WORDS, k=words)
    sentences = (" ".join(chosen[start : start + 14]) for start in range(0, words, 14))
    return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences)


def a_big_dossier(lessons: int = 200) -> Dossier:
    """A dossier of so many lessons of about 330 words each; 200 of them fill some 130 pages."""
    perspectives = tuple(PERSPECTIVE_NAMES)
    items = [
        a_lesson(
            number,
            title=prose(11, number).rstrip("."),
            what_happened=f"{prose(105, number)}\n\n{prose(75, number + 1)}",
            effect=prose(40, number + 2),
            causes=prose(40, number + 3),
            early_warnings=prose(30, number + 4),
            recommendation=prose(40, number + 5),
            outcome=("worked", "mixed", "did-not-work", None)[number % 4],
            perspective=perspectives[number % len(perspectives)],
        )
        for number in range(1, lessons + 1)
    ]
    start = datetime(2022, 1, 1, tzinfo=UTC)
    ratings = ("green", "amber-green", "amber", "amber-red", "red", "exempt", None)
    points = tuple(
        a_status_point(
            f"{start + timedelta(days=31 * month):%Y-%m}",
            month + 2,
            rating=ratings[(month * 3) % len(ratings)],
            rating_given=(ratings[(month * 3) % len(ratings)] or "Purple").replace("-", "/").capitalize(),
            narrative=prose(30, month) if month % 3 == 0 else None,
        )
        for month in range(40)
    )
    return a_dossier(
        lessons=groups_of(items),
        status=StatusHistory(points=points, summary=("40 monthly reports, from January 2022 to May 2025.",)),
        actions=tuple(an_action(number, what=prose(18, number).rstrip(".")) for number in range(1, 31)),
        people=tuple(a_person(number, name=f"Person {number:02} Example") for number in range(1, 31)),
    )
