"""The lessons, both good and bad, in the order in which they help most, and whose voices they are.

Groups: what worked, what was mixed, what did not work, and what does not say. Within a group, first the
lessons that carry both a recommendation and early warnings, then those with a recommendation, then the rest;
within these, lessons that were only identified before those that were learned (NATO: until the remedy is done
and validated, the same can happen again); then the most recent first; then the order of the source.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from handover import dates
from handover.dossier.known import KnownRecord
from handover.dossier.labels import Labels
from handover.dossier.model import LessonGroup, LessonItem, Voices
from handover.records import Lesson
from handover.vocabulary import PERSPECTIVE_NAMES, Perspective

Group = Literal["worked", "mixed", "did-not-work", "not-said"]

GROUP_TITLES: Final[dict[Group, str]] = {
    "worked": "What worked",
    "mixed": "What worked in part",
    "did-not-work": "What did not work",
    "not-said": "Lessons that do not say whether it worked",
}
# The same in the words of the dossier (``usefulness``).
HOW_ORDERED: Final = (
    "Within each group the most useful stand first: those that give both a recommendation and early warnings, then "
    "those with a recommendation, then the rest; of equals first what nobody has acted on yet, then the most recent."
)
_LEARNING_ORDER: Final = {"identified": 0, None: 1, "learned": 2}

# "See lesson(s) learned", "(see above)", "Same as in Lesson Learned": a recommendation that only points elsewhere.
_POINTS_ELSEWHERE = re.compile(
    r"\W*(?:please\s+)?(?:see(?!\s+(?:that|to|if|whether|how)\b)|refer\s+to|same\s+as|as\s+(?:above|before|below))\b.{0,80}",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_POINTER: Final = 120


def points_elsewhere(text: str) -> bool:
    """Whether a recommendation says nothing itself but points to another text (``See lessons learned.``)."""
    return len(text) <= _LONGEST_POINTER and _POINTS_ELSEWHERE.fullmatch(text) is not None


def advises(lesson: Lesson | LessonItem) -> bool:
    """Whether the lesson says what to do next time."""
    return lesson.recommendation is not None and not points_elsewhere(lesson.recommendation)


def usefulness(lesson: Lesson | LessonItem) -> tuple[int, int, int]:
    """The order within a group (see the module's docstring); less is earlier."""
    advice = 2 - advises(lesson) - (advises(lesson) and lesson.early_warnings is not None)
    said_on = lesson.occurred_on or lesson.recorded_on
    newest_first = -dates.latest(said_on).toordinal() if said_on else 0
    return advice, _LEARNING_ORDER[lesson.learning], newest_first


def grouped(lessons: Sequence[KnownRecord[Lesson]], labels: Labels) -> tuple[LessonGroup, ...]:
    """Every lesson once, in groups that have any, numbered from 1 across the groups."""
    waiting: dict[Group, list[KnownRecord[Lesson]]] = {group: [] for group in GROUP_TITLES}
    for one in lessons:
        waiting[one.record.outcome or "not-said"].append(one)
    groups = []
    number = 0
    for group, members in waiting.items():
        items = []
        for one in sorted(members, key=lambda one: (usefulness(one.record), *_place(one, labels))):
            number += 1
            items.append(lesson_item(number, one, labels))
        if items:
            groups.append(LessonGroup(outcome=group, title=GROUP_TITLES[group], lessons=tuple(items)))
    return tuple(groups)


def _place(one: KnownRecord[Lesson], labels: Labels) -> tuple[int, str, int, str]:
    return int(labels.of(one.source)[1:]), one.file, one.row, one.record.key


def lesson_item(number: int, one: KnownRecord[Lesson], labels: Labels) -> LessonItem:
    """A lesson as the dossier has it, under its number."""
    lesson = one.record
    return LessonItem(
        number=number,
        title=lesson.title,
        what_happened=lesson.what_happened,
        effect=lesson.effect,
        causes=lesson.causes,
        early_warnings=lesson.early_warnings,
        recommendation=lesson.recommendation,
        outcome=lesson.outcome,
        outcome_given=lesson.outcome_given,
        perspective=lesson.perspective,
        perspective_given=lesson.perspective_given,
        recorded_by=lesson.recorded_by,
        recorded_on=lesson.recorded_on,
        occurred_on=lesson.occurred_on,
        learning=lesson.learning,
        learning_given=lesson.learning_given,
        tags=lesson.tags,
        sensitivity=lesson.sensitivity,
        reference=labels.reference(one),
    )


def every(groups: Iterable[LessonGroup]) -> tuple[LessonItem, ...]:
    return tuple(item for group in groups for item in group.lessons)


def voices(lessons: Sequence[KnownRecord[Lesson]]) -> Voices:
    """Whose learning is here: perspectives heard, most often first; those silent; lessons that do not say.
    A lesson may say it in words that are not in the vocabulary; these are kept as given.

    "Other" is a voice when it is heard, but nobody's absence when it is not.
    """
    counts: Counter[Perspective | None] = Counter(one.record.perspective for one in lessons)
    order: dict[Perspective, int] = {name: place for place, name in enumerate(PERSPECTIVE_NAMES)}
    heard = sorted(
        ((perspective, number) for perspective, number in counts.items() if perspective is not None),
        key=lambda pair: (-pair[1], order[pair[0]]),
    )
    silent = tuple(name for name in PERSPECTIVE_NAMES if name not in counts and name != "other")
    given = dict.fromkeys(
        one.record.perspective_given for one in lessons if not one.record.perspective and one.record.perspective_given
    )
    unread = sum(1 for one in lessons if not one.record.perspective and one.record.perspective_given)
    return Voices(
        heard=tuple(heard),
        silent=silent,
        unsaid=counts[None] - unread,
        given=tuple(given),
        unread=unread,
    )
