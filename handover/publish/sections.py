"""The sections of a dossier in order. Each has a template of its name in ``templates/dossier/``.

What a section needs beside the dossier itself it says here (``shows``), and what has to be found on the pages where it
stands (``anchors``), so that none can be left out without anybody noticing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from handover.dossier.heritage.assemble import every
from handover.dossier.model import Dossier
from handover.publish.chart import chart
from handover.publish.completeness import completeness_anchors
from handover.publish.family_figure import drawn

# Characters of each text of an earlier lesson: they must not bury the initiative's own.
_LONGEST_EARLIER: Final = 600
_PEOPLE: Final = (
    ("in-post", "Named in the latest lists"),
    ("vacant", "Vacant posts"),
    ("withheld", "Posts whose holder’s name is withheld"),
    ("not-known", "Posts whose holder is not known"),
    ("mailbox", "Shared mailboxes"),
    ("left", "No longer there"),
    ("abolished", "Abolished posts"),
    ("unlisted", "Posts no longer listed"),
)
_ACTIONS: Final = (
    ("overdue", "Overdue"),
    ("next-30-days", "Due within 30 days"),
    ("later", "Due later"),
    ("no-date", "Without a date"),
    ("finished", "Finished"),
)
_GAPS: Final = (
    ("critical", "Critical gaps"),
    ("important", "Important gaps"),
    ("minor", "Minor gaps"),
)
T = TypeVar("T")


def _always(dossier: Dossier) -> bool:
    return True


def _nothing(dossier: Dossier) -> Mapping[str, Any]:
    return {}


def _no_anchors(dossier: Dossier) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Section:
    """One section: the ``name`` of its template and its anchor, its title, and when it is there at all."""

    name: str
    title: str
    is_there: Callable[[Dossier], bool] = _always
    shows: Callable[[Dossier], Mapping[str, Any]] = _nothing
    anchors: Callable[[Dossier], Iterable[str]] = _no_anchors


def sections_of(dossier: Dossier) -> dict[str, tuple[int, str]]:
    """The sections of a dossier in order: each one's number, from 1, and its title, by its name."""
    there = [section for section in SECTIONS if section.is_there(dossier)]
    return {section.name: (number, section.title) for number, section in enumerate(there, start=1)}


def shown(dossier: Dossier) -> dict[str, Any]:
    """What the templates of the sections are given beside the dossier."""
    return {name: value for section in SECTIONS for name, value in section.shows(dossier).items()}


def expected_anchors(dossier: Dossier) -> list[str]:
    """What must be found on the pages: each section, lesson, action, person, gap and source by its anchor."""
    there = [section for section in SECTIONS if section.is_there(dossier)]
    return [
        "front",
        "contents",
        *(section.name for section in there),
        *(anchor for section in there for anchor in section.anchors(dossier)),
    ]


def _has_heritage(dossier: Dossier) -> bool:
    return bool(dossier.family or dossier.inherited or dossier.precedents)


def _heritage(dossier: Dossier) -> Mapping[str, Any]:
    return {"drawing": drawn(dossier), "earlier": _earlier_lessons(dossier)}


@dataclass(frozen=True, slots=True)
class _EarlierLessons:
    """How many lessons of earlier initiatives there are, and whether long texts of them are shortened."""

    count: int
    is_shortened: bool
    longest: int = _LONGEST_EARLIER


def _earlier_lessons(dossier: Dossier) -> _EarlierLessons:
    lessons = every((*dossier.inherited, *dossier.precedents))
    texts = [
        text
        for one in lessons
        for text in (one.what_happened, one.effect, one.causes, one.early_warnings, one.recommendation)
    ]
    return _EarlierLessons(len(lessons), any(text and len(text) > _LONGEST_EARLIER for text in texts))


def _grouped(
    items: Iterable[T], key_of: Callable[[T], str], groups: Iterable[tuple[str, str]]
) -> list[tuple[str, str, list[T]]]:
    """Items by their key, in the order of ``groups``; groups with nothing in them are left out."""
    items = list(items)
    chosen = ((key, title, [item for item in items if key_of(item) == key]) for key, title in groups)
    return [group for group in chosen if group[2]]


SECTIONS: Final[tuple[Section, ...]] = (
    Section("story", "The story"),
    Section("status", "Status over time", shows=lambda dossier: {"chart": chart(dossier.status)}),
    Section(
        "lessons",
        "Lessons",
        shows=lambda dossier: {"lesson_count": sum(len(group.lessons) for group in dossier.lessons)},
        anchors=lambda dossier: (f"lesson-{lesson.number}" for group in dossier.lessons for lesson in group.lessons),
    ),
    Section(
        "heritage",
        "What came before, and what became of it",
        is_there=_has_heritage,
        shows=_heritage,
        anchors=lambda dossier: (
            f"earlier-{lesson.number}" for lesson in every((*dossier.inherited, *dossier.precedents))
        ),
    ),
    Section(
        "people",
        "People",
        shows=lambda dossier: {"people_groups": _grouped(dossier.people, lambda person: person.standing, _PEOPLE)},
        anchors=lambda dossier: (f"person-{person.number}" for person in dossier.people),
    ),
    Section(
        "actions",
        "Follow-on actions",
        shows=lambda dossier: {"action_groups": _grouped(dossier.actions, lambda action: action.urgency, _ACTIONS)},
        anchors=lambda dossier: (f"action-{action.number}" for action in dossier.actions),
    ),
    Section(
        "gaps",
        "Gaps",
        shows=lambda dossier: {
            "gap_groups": _grouped(enumerate(dossier.gaps, start=1), lambda gap: gap[1].severity, _GAPS)
        },
        anchors=lambda dossier: (
            *(f"gap-{number}" for number, _ in enumerate(dossier.gaps, start=1)),
            *completeness_anchors(dossier),
        ),
    ),
    Section(
        "sources",
        "Sources and provenance",
        anchors=lambda dossier: (f"source-{source.label}" for source in dossier.sources),
    ),
)
