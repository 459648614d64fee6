"""Where to find which lesson: by theme and by whose learning it is; the silent perspectives are among these."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from handover.dossier.model import Dossier, LessonItem
from handover.vocabulary import PERSPECTIVE_NAMES, folded

# Fewer lessons than that are found by looking.
_WORTH_IT: Final = 4
# A theme that most of many lessons have leads nowhere.
_MANY: Final = 10
_COMMON: Final = 0.5
_MOST_THEMES: Final = 24
_MOST_NUMBERS: Final = 15


@dataclass(frozen=True, slots=True)
class Row:
    """One theme or perspective, the numbers of its first lessons, and how many more it has."""

    title: str
    numbers: tuple[int, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class LessonIndex:
    """``count`` lessons; ``common`` are the themes that most of them have, ``more_themes`` those that are left out, and
    ``untagged`` the lessons without a theme.
    """

    count: int
    common: tuple[str, ...]
    themes: tuple[Row, ...]
    more_themes: int
    untagged: int
    voices: tuple[Row, ...]

    @property
    def is_worth_it(self) -> bool:
        return self.count >= _WORTH_IT and bool(self.themes or any(row.numbers for row in self.voices))


def lesson_index(dossier: Dossier) -> LessonIndex:
    """Themes that several lessons have come first; spellings that differ only in case and signs are one theme."""
    lessons = [lesson for group in dossier.lessons for lesson in group.lessons]
    titles: dict[str, str] = {}
    found: dict[str, dict[int, None]] = {}
    for lesson in lessons:
        for tag in lesson.tags:
            titles.setdefault(folded(tag), tag)
            found.setdefault(folded(tag), {})[lesson.number] = None
    most = [theme for theme in sorted(found) if len(found[theme]) > len(lessons) * _COMMON]
    common = most if len(lessons) >= _MANY else []
    order = sorted(found.keys() - set(common), key=lambda theme: (-len(found[theme]), theme))
    return LessonIndex(
        count=len(lessons),
        common=tuple(titles[theme] for theme in common),
        themes=tuple(_row(titles[theme], found[theme]) for theme in order[:_MOST_THEMES]),
        more_themes=max(0, len(order) - _MOST_THEMES),
        untagged=sum(not lesson.tags for lesson in lessons) if found else 0,
        voices=_voices(dossier, lessons),
    )


def _voices(dossier: Dossier, lessons: list[LessonItem]) -> tuple[Row, ...]:
    """The perspectives in the vocabulary's order; those that were not heard only where any was."""
    if not dossier.voices.heard:
        return ()
    rows = []
    for perspective, name in PERSPECTIVE_NAMES.items():
        numbers = [lesson.number for lesson in lessons if lesson.perspective == perspective]
        if numbers or perspective in dossier.voices.silent:
            rows.append(_row(name, numbers))
    return tuple(rows)


def _row(title: str, numbers: Iterable[int]) -> Row:
    every = tuple(numbers)
    return Row(title, every[:_MOST_NUMBERS], max(0, len(every) - _MOST_NUMBERS))
