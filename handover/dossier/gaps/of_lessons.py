"""Gaps in the learning: none at all, only one side of it, lessons that do not say what would make them useful."""

from collections.abc import Callable, Iterable
from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.gaps.rule import Found, GapRule, share
from handover.dossier.labels import first_references
from handover.dossier.lessons import advises, points_elsewhere
from handover.dossier.model import LessonItem
from handover.dossier.wording import counted, listed, quoted
from handover.vocabulary import PERSPECTIVE_NAMES, Outcome


def _no_lessons(draft: Draft) -> Iterable[Found]:
    # What only begins has learned nothing yet.
    if not draft.lessons and draft.known.transition.kind != "start":
        yield Found("No source has a lesson of this initiative.")


def _only_good(draft: Draft) -> Iterable[Found]:
    return _one_sided(draft, "worked", "that it did; nothing is recorded that did not")


def _only_bad(draft: Draft) -> Iterable[Found]:
    return _one_sided(draft, "did-not-work", "that it did not; nothing is recorded that did")


def _one_sided(draft: Draft, outcome: Outcome, words: str) -> Iterable[Found]:
    said = [lesson for lesson in draft.lessons if lesson.outcome is not None]
    if not said or any(lesson.outcome != outcome for lesson in said):
        return
    if len(said) == 1:
        yield Found(f"The one lesson that says whether it worked says {words}.")
    else:
        yield Found(f"All {counted(len(said), 'lesson')} that say whether it worked say {words}.")


def _lacking(
    lacks: Callable[[LessonItem], bool], one: str, many: str, *, none: str | None = None
) -> Callable[[Draft], Iterable[Found]]:
    """A rule that names the lessons of which ``lacks`` is true; ``none`` says it of all of them."""

    def finds(draft: Draft) -> Iterable[Found]:
        found = [lesson for lesson in draft.lessons if lacks(lesson)]
        if found:
            words = share(found, draft.lessons, "lesson", one, many)
            if none and len(found) == len(draft.lessons) > 1:
                words = f"None of the {counted(len(found), 'lesson')} {none}"
            yield Found(f"{words}.", first_references(lesson.reference for lesson in found))

    return finds


def _silent(draft: Draft) -> Iterable[Found]:
    voices = draft.voices
    if voices.heard and voices.silent:
        names = listed([_within_a_sentence(PERSPECTIVE_NAMES[perspective]) for perspective in voices.silent])
        does = "does not say whose it is" if voices.unsaid == 1 else "do not say whose they are"
        unsaid = f" ({counted(voices.unsaid, 'lesson')} {does})" if voices.unsaid else ""
        yield Found(f"No lesson is said to come from {names}{unsaid}.")


def _unread_voices(draft: Draft) -> Iterable[Found]:
    found = [one for one in draft.lessons if one.perspective is None and one.perspective_given]
    if found:
        words = listed([quoted(given, 40) for given in draft.voices.given], most=3)
        says = "says whose learning it is" if len(found) == 1 else "say whose learning they are"
        is_counted = "is" if len(found) == 1 else "are"
        yield Found(
            f"{counted(len(found), 'lesson')} {says} in words that are not in the vocabulary ({words}), "
            f"and {is_counted} counted for nobody.",
            first_references(lesson.reference for lesson in found),
        )


def _within_a_sentence(name: str) -> str:
    return name if name[:2].isupper() else f"{name[0].lower()}{name[1:]}"


RULES: Final[tuple[GapRule, ...]] = (
    GapRule(
        "no-lessons",
        "missing",
        "critical",
        "There is no lesson at all, and it is no start.",
        "Hold a lessons session before people leave, and record what worked and what did not.",
        _no_lessons,
    ),
    GapRule(
        "only-good-lessons",
        "missing",
        "important",
        "Every lesson that says whether it worked says that it did.",
        "Ask those who were there, without names if they prefer, what did not work.",
        _only_good,
    ),
    GapRule(
        "only-bad-lessons",
        "missing",
        "minor",
        "Every lesson that says whether it worked says that it did not.",
        "Ask those who were there what worked and should be kept.",
        _only_bad,
    ),
    GapRule(
        "no-recommendation",
        "missing",
        "important",
        "A lesson has no recommendation.",
        "Ask whoever recorded them what to do next time, and add it at the source.",
        _lacking(lambda lesson: lesson.recommendation is None, "has no recommendation", "have no recommendation"),
    ),
    GapRule(
        "recommendation-elsewhere",
        "missing",
        "minor",
        "A lesson's recommendation only points to another text (“see above”).",
        "Write the recommendation itself into the lesson at the source.",
        _lacking(
            lambda lesson: lesson.recommendation is not None and points_elsewhere(lesson.recommendation),
            "has a recommendation that only points elsewhere",
            "have a recommendation that only points elsewhere",
        ),
    ),
    GapRule(
        "no-early-warnings",
        "missing",
        "minor",
        "A lesson of something that is not said to have worked has no early warnings.",
        "Ask whoever recorded them what could have been noticed before it happened.",
        _lacking(
            lambda lesson: lesson.outcome != "worked" and lesson.early_warnings is None,
            "does not say what could have been noticed before",
            "do not say what could have been noticed before",
            none="says what could have been noticed before",
        ),
    ),
    GapRule(
        "outcome-not-said",
        "missing",
        "minor",
        "A lesson does not say, in a word that is known, whether it worked.",
        "Ask whoever recorded them whether it worked, in part or not at all.",
        _lacking(
            lambda lesson: lesson.outcome is None,
            "does not say whether it worked",
            "do not say whether it worked",
            none="says whether it worked",
        ),
    ),
    GapRule(
        "no-perspective",
        "missing",
        "minor",
        "A lesson does not say whose learning it is.",
        "Add whose learning it is at the source; the role is enough, no name is needed.",
        _lacking(
            lambda lesson: lesson.perspective is None and lesson.perspective_given is None,
            "does not say whose learning it is",
            "do not say whose learning it is",
            none="says whose learning it is",
        ),
    ),
    GapRule(
        "unknown-perspective",
        "missing",
        "minor",
        "A lesson says whose learning it is in words that the vocabulary does not know.",
        "Say in the source's registration what the words mean, and gather again.",
        _unread_voices,
    ),
    GapRule(
        "silent-voices",
        "missing",
        "important",
        "Some lessons say whose learning they are, and a perspective is not among them.",
        "Ask one person of each silent group what they learned, before the initiative is forgotten.",
        _silent,
    ),
    GapRule(
        "undated-lessons",
        "missing",
        "minor",
        "A lesson says neither when it happened nor when it was recorded.",
        "Add at least the year at the source.",
        _lacking(
            lambda lesson: lesson.occurred_on is None and lesson.recorded_on is None, "has no date", "have no date"
        ),
    ),
    GapRule(
        "not-yet-learned",
        "missing",
        "minor",
        "A lesson was identified, and nothing says that it was acted on.",
        "Find out which were acted on; the rest can happen again.",
        _lacking(
            lambda lesson: lesson.learning == "identified" and advises(lesson),
            "was identified, and nothing says that it was acted on",
            "were identified, and nothing says that they were acted on",
        ),
    ),
)
