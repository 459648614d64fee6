"""What is expected of the lessons: good and bad ones, from every side, each with what to do about it."""

from collections.abc import Callable
from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.expectations.kinds import RUNNING
from handover.dossier.expectations.rule import Expectation, Lack, always
from handover.dossier.lessons import advises
from handover.dossier.model import LessonItem
from handover.dossier.wording import counted, listed
from handover.vocabulary import PERSPECTIVE_NAMES


def _all_of(draft: Draft, wanted: str) -> str:
    """That every lesson does what is ``wanted``: ``Each of 12 lessons has a date.``"""
    count = len(draft.lessons)
    return f"{'The one lesson' if count == 1 else f'Each of {count:,} lessons'} {wanted}."


def _none(has: Callable[[LessonItem], object], says: str) -> Callable[[Draft], Lack | None]:
    """Finds that of all lessons none has something; where only some lack it, a gap says so."""

    def lacks(draft: Draft) -> Lack | None:
        return Lack("missing", says) if draft.lessons and not any(map(has, draft.lessons)) else None

    return lacks


def _bad(draft: Draft) -> tuple[LessonItem, ...]:
    """The lessons that could have been seen coming: all but those that are said to have worked."""
    return tuple(lesson for lesson in draft.lessons if lesson.outcome != "worked")


def _no_warnings(draft: Draft) -> Lack | None:
    bad = _bad(draft)
    if not bad or any(lesson.early_warnings for lesson in bad):
        return None
    return Lack("missing", "No lesson says what could have been noticed before it happened.")


def _no_voices(draft: Draft) -> Lack | None:
    if not draft.lessons or draft.voices.heard:
        return None
    return Lack("missing", "No lesson says, in a word that is known, whose learning it is.")


def _outcomes(draft: Draft) -> str:
    words = {"worked": "worked", "mixed": "worked in part", "did-not-work": "did not work"}
    counts = [
        f"{number:,} {word}"
        for outcome, word in words.items()
        if (number := sum(lesson.outcome == outcome for lesson in draft.lessons))
    ]
    return f"Of {counted(len(draft.lessons), 'lesson')}, {listed(counts)}."


def _voices(draft: Draft) -> str:
    heard = [PERSPECTIVE_NAMES[perspective].lower() for perspective, _ in draft.voices.heard]
    return f"Heard are {listed(heard)}."


EXPECTATIONS: Final[tuple[Expectation, ...]] = (
    Expectation(
        "lessons",
        "There are lessons.",
        "essential",
        "lessons",
        lambda draft: f"There {'is' if len(draft.lessons) == 1 else 'are'} {counted(len(draft.lessons), 'lesson')}.",
        whole=("no-lessons",),
        at=RUNNING,
        importance_at={"rename": "important", "snapshot": "important"},
        rests_on="lesson",
    ),
    Expectation(
        "lessons-of-both-outcomes",
        "There are lessons of what worked and of what did not, and each says which it is.",
        "important",
        "lessons",
        _outcomes,
        whole=("no-lessons",),
        part=("only-good-lessons", "only-bad-lessons", "outcome-not-said"),
        at=RUNNING,
        lacks=_none(lambda lesson: lesson.outcome, "No lesson says whether it worked."),
        what_to_do="Ask whoever recorded them whether it worked, in part or not at all.",
        rests_on="lesson",
    ),
    Expectation(
        "recommendations",
        "Each lesson says what to do next time.",
        "important",
        "lessons",
        lambda draft: _all_of(draft, "says what to do next time"),
        whole=("no-lessons",),
        part=("no-recommendation", "recommendation-elsewhere"),
        at=RUNNING,
        lacks=_none(advises, "No lesson says what to do next time."),
        what_to_do="Ask whoever recorded them what to do next time, and add it at the source.",
        rests_on="lesson",
    ),
    Expectation(
        "early-warnings",
        "Each lesson of what went wrong says how it could have been seen coming.",
        "useful",
        "lessons",
        lambda draft: f"{counted(len(_bad(draft)), 'such lesson')}, and each has early warnings.",
        whole=("no-lessons",),
        part=("no-early-warnings",),
        at=RUNNING,
        lacks=_no_warnings,
        what_to_do="Ask whoever recorded them what could have been noticed before it happened.",
        asked=lambda draft: not draft.lessons or bool(_bad(draft)),
        asked_of="any lesson is of something that is not said to have worked, or there is none",
        rests_on="lesson",
    ),
    Expectation(
        "perspectives",
        "Every perspective is heard, and each lesson says whose learning it is.",
        "important",
        "lessons",
        _voices,
        whole=("no-lessons",),
        part=("silent-voices", "no-perspective", "unknown-perspective"),
        at=RUNNING,
        lacks=_no_voices,
        what_to_do="Add whose learning each lesson is at the source; the role is enough, no name is needed.",
        rests_on="lesson",
    ),
    Expectation(
        "lessons-dated",
        "Each lesson says when it happened or was recorded.",
        "useful",
        "lessons",
        lambda draft: _all_of(draft, "has a date"),
        part=("undated-lessons",),
        at=RUNNING,
        asked=lambda draft: bool(draft.lessons),
        asked_of="there are lessons",
    ),
    Expectation(
        "lessons-acted-on",
        "No lesson with advice waits to be acted on.",
        "useful",
        "lessons",
        always("None is said to wait."),
        part=("not-yet-learned",),
        at=RUNNING,
        asked=lambda draft: any(lesson.learning for lesson in draft.lessons),
        asked_of="a lesson says whether it was acted on",
    ),
)
