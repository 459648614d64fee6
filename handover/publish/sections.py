"""The sections of a dossier in order. Each has a template of its name in ``templates/dossier/``.

What a section needs beside the dossier itself it says here (``shows``), and what has to be found on the pages where it
stands (``anchors``), so that none can be left out without anybody noticing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from handover.dossier.desk.model import title as desk_title
from handover.dossier.heritage.assemble import every
from handover.dossier.model import Dossier
from handover.publish.completeness import completeness_anchors
from handover.publish.lesson_index import lesson_index
from handover.publish.pictures.activity import activity, dates_of, sorts_given
from handover.publish.pictures.family_tree import drawn
from handover.publish.pictures.money_line import money_pictures
from handover.publish.pictures.status_line import chart
from handover.publish.pictures.together import SORT_WORDS, together

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
    ("next-7-days", "Due within 7 days"),
    ("next-30-days", "Due within 30 days"),
    ("next-90-days", "Due within 90 days"),
    ("later", "Due later"),
    ("no-date", "Without a date"),
    ("finished", "Finished"),
)
_GAPS: Final = (
    ("critical", "Critical gaps"),
    ("important", "Important gaps"),
    ("minor", "Minor gaps"),
)
# The letter and the anchor of what a change is about.
NUMBERED: Final = {
    "actions": ("A", "action"),
    "gaps": ("G", "gap"),
    "people": ("P", "person"),
    "lessons": ("L", "lesson"),
}
_ADVICE: Final = (
    ("check", "What to check first"),
    ("do", "What to do, as the most useful lessons advise"),
    ("watch", "What to watch for"),
    ("risk", "What may still go wrong, and then what"),
    ("ask", "Whom to ask"),
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
    title: str | Callable[[Dossier], str]
    is_there: Callable[[Dossier], bool] = _always
    shows: Callable[[Dossier], Mapping[str, Any]] = _nothing
    anchors: Callable[[Dossier], Iterable[str]] = _no_anchors

    @property
    def called(self) -> str:
        """What the section is called where there is no dossier at hand to name it by."""
        return self.title if isinstance(self.title, str) else self.name.capitalize()


def sections_of(dossier: Dossier) -> dict[str, tuple[int, str]]:
    """The sections of a dossier in order: each one's number, from 1, and its title, by its name."""
    there = [section for section in SECTIONS if section.is_there(dossier)]
    titles = (section.title if isinstance(section.title, str) else section.title(dossier) for section in there)
    return {section.name: (number, title) for number, (section, title) in enumerate(zip(there, titles, strict=True), 1)}


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


def _changes(dossier: Dossier) -> Mapping[str, Any]:
    return {"numbered": NUMBERED}


def _has_heritage(dossier: Dossier) -> bool:
    return bool(dossier.family or dossier.inherited or dossier.precedents)


def _story(dossier: Dossier) -> Mapping[str, Any]:
    return {"activity": activity(dossier), "activity_sorts": sorts_given(dates_of(dossier))}


def _people(dossier: Dossier) -> Mapping[str, Any]:
    return {
        "people_groups": _grouped(dossier.people, lambda person: person.standing, _PEOPLE),
        "together": together(dossier),
        "tie_words": SORT_WORDS,
    }


def _status(dossier: Dossier) -> Mapping[str, Any]:
    return {
        "chart": chart(dossier.status, dossier.initiative.names),
        "money_pictures": money_pictures(dossier.status),
    }


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


def _is_closing(dossier: Dossier) -> bool:
    return dossier.closing is not None


def _advice(dossier: Dossier) -> Mapping[str, Any]:
    advice = dossier.closing.advice if dossier.closing else ()
    return {"advice_groups": _grouped(advice, lambda one: one.kind, _ADVICE)}


SECTIONS: Final[tuple[Section, ...]] = (
    Section(
        "changes",
        "What changed since the version before",
        is_there=lambda dossier: dossier.changes is not None,
        shows=_changes,
    ),
    Section("desk", desk_title, is_there=lambda dossier: dossier.desk is not None),
    Section("concordance", "Old and new", is_there=lambda dossier: dossier.concordance is not None),
    Section("aims", "What it set out to do, and did", is_there=_is_closing),
    Section("story", "The story", shows=_story),
    Section("status", "Status over time", shows=_status),
    Section("plan", "Money and dates against plan", is_there=_is_closing),
    Section(
        "lessons",
        "Lessons",
        shows=lambda dossier: {
            "lesson_count": sum(len(group.lessons) for group in dossier.lessons),
            "lesson_index": lesson_index(dossier),
        },
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
        shows=_people,
        anchors=lambda dossier: (f"person-{person.number}" for person in dossier.people),
    ),
    Section(
        "actions",
        "Follow-on actions",
        shows=lambda dossier: {"action_groups": _grouped(dossier.actions, lambda action: action.urgency, _ACTIONS)},
        anchors=lambda dossier: (f"action-{action.number}" for action in dossier.actions),
    ),
    Section("advice", "Advice to whoever restarts this", is_there=_is_closing, shows=_advice),
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
    Section("withheld", "What is withheld", is_there=lambda dossier: dossier.edition is not None),
    Section(
        "annex",
        "Annex",
        is_there=lambda dossier: dossier.annex is not None,
        anchors=lambda dossier: (
            f"annex-{number}" for number, _ in enumerate(dossier.annex.items if dossier.annex else (), start=1)
        ),
    ),
)
