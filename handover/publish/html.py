"""The Dossier model as one self-contained HTML page, for screens, for printing and as what the PDF is made from.

Accessible to WCAG 2.2 AA: landmarks, headings in order, a skip link, table headers with scope; it asks nothing of
the network. Every text of a source is escaped and made legible on its way in, by the environment and not by
each template, so that none can be forgotten.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handover.assets import TEMPLATES
from handover.dates import latest, spoken
from handover.dossier import wording as words
from handover.dossier.heritage.assemble import every
from handover.dossier.model import Dossier
from handover.publish import legible, wording
from handover.publish.chart import chart
from handover.publish.family_figure import drawn
from handover.publish.front import front
from handover.publish.held import held_notice
from handover.vocabulary import PERSPECTIVE_NAMES, folded

_SECTIONS: Final = (
    ("story", "The story"),
    ("status", "Status over time"),
    ("lessons", "Lessons"),
    ("heritage", "What came before, and what became of it"),
    ("people", "People"),
    ("actions", "Follow-on actions"),
    ("gaps", "Gaps"),
    ("sources", "Sources and provenance"),
)
# Sections that are only there where something is known for them.
_OPTIONAL: Final = frozenset({"heritage"})
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
# Characters of each text of an earlier lesson: they must not bury the initiative's own.
_LONGEST_EARLIER: Final = 600
# Space at the end of a paragraph is nothing to a reader, but WeasyPrint may break its first line early to fit it in.
_SPACE_AT_AN_END: Final = re.compile(r"\s+(</(?:h[1-6]|p|li|td|th)>)")
T = TypeVar("T")


def sections_of(dossier: Dossier) -> dict[str, tuple[int, str]]:
    """The sections of a dossier in order: each one's number, from 1, and its title, by its name."""
    has_heritage = bool(dossier.family or dossier.inherited or dossier.precedents)
    there = [(name, title) for name, title in _SECTIONS if has_heritage or name not in _OPTIONAL]
    return {name: (number, title) for number, (name, title) in enumerate(there, start=1)}


def html(dossier: Dossier) -> str:
    """The whole page as text. The same dossier always gives the same text."""
    several = frozenset(one.label for one in dossier.sources if len({file.name for file in one.files}) > 1)
    known = frozenset(source.label for source in dossier.sources)
    page = (
        _environment()
        .get_template("dossier.html")
        .render(
            dossier=dossier,
            is_past=latest(dossier.transition.effective_on) < dossier.compiled_at.date(),
            front=front(dossier),
            held=held_notice(dossier),
            chart=chart(dossier.status),
            sections=sections_of(dossier),
            drawing=drawn(dossier),
            earlier=_earlier_lessons(dossier),
            lesson_count=sum(len(group.lessons) for group in dossier.lessons),
            people_groups=_grouped(dossier.people, lambda person: person.standing, _PEOPLE),
            action_groups=_grouped(dossier.actions, lambda action: action.urgency, _ACTIONS),
            gap_groups=_grouped(enumerate(dossier.gaps, start=1), lambda gap: gap[1].severity, _GAPS),
            cited=partial(wording.cited, of_many_files=several),
            cited_briefly=partial(wording.cited, brief=True),
            known_sources=known,
        )
    )
    return _SPACE_AT_AN_END.sub(r"\1", page)


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


def _shown(value: Any) -> Any:
    """What ``{{ … }}`` writes. A text is made legible; a None is a mistake in a template, never the word None."""
    if value is None:
        raise TypeError("a template wrote a value that is not there")
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return legible.inline(value)
    return value


@lru_cache(maxsize=1)
def _environment() -> Environment:
    folder = TEMPLATES / "dossier"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "attribute": legible.attribute,
        "paragraphs": legible.paragraphs,
        "shortened": legible.shortened,
        "day": spoken,
        "short_day": wording.short_day,
        "folded": folded,
        "moment": wording.moment,
        "moment_day": words.day,
        "counted": words.counted,
        "money": words.money,
        "file_size": wording.size,
        "listed": words.listed,
        "quoted": words.quoted,
        "on": words.on,
        "full_stop": words.full_stop,
        "w3c": wording.w3c,
        "period": wording.period,
    }
    environment.tests["address_of_mail"] = wording.is_mail_address
    environment.globals |= {
        # They are the project's own files, and style sheets know no escapes.
        "css": Markup((folder / "dossier.css").read_text("utf-8")),  # noqa: S704
        "held_css": Markup((folder / "held.css").read_text("utf-8")),  # noqa: S704
        "rating_names": wording.RATING_NAMES,
        "rating_letters": wording.RATING_LETTERS,
        "stage_names": wording.STAGE_NAMES,
        "levels": wording.LEVELS,
        "gap_levels": wording.GAP_LEVELS,
        "record_kinds": defaultdict(str, wording.RECORD_KINDS),
        "perspective_names": PERSPECTIVE_NAMES,
        "outcome_names": wording.OUTCOME_NAMES,
    }
    return environment
