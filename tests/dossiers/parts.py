"""The parts of a dossier, each with something in every field; a test changes what it is about."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from handover.dossier.lessons import Group
from handover.dossier.model import (
    Action,
    Gap,
    LessonGroup,
    LessonItem,
    Person,
    Reference,
    Sentence,
    SourceFacts,
    SourceFile,
    StatusPoint,
)

COMPILED_AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
_GROUP_TITLES: Final[dict[Group, str]] = {
    "worked": "What worked",
    "mixed": "What worked in part",
    "did-not-work": "What did not work",
    "not-said": "Not said whether it worked",
}


def a_reference(
    source: str = "S1",
    row: int = 12,
    file: str | None = None,
    place: str | None = None,
    read_on: str | None = None,
    corrected: bool = False,
) -> Reference:
    files = {"S1": "lessons-log.xlsx", "S2": "status-2025.csv", "S3": "contacts.vcf", "S4": "actions.csv"}
    name = file or files.get(source, "notes.csv")
    return Reference(source=source, file=name, row=row, place=place, read_on=read_on, corrected=corrected)


def a_sentence(text: str, *references: Reference) -> Sentence:
    return Sentence(text=text, references=references)


def a_lesson(number: int = 1, **changes: Any) -> LessonItem:
    given: dict[str, Any] = {
        "title": "Surveyors who speak to the household first lose fewer visits",
        "what_happened": "Surveyors phoned each household the evening before, in place of sending a card.",
        "effect": "Missed visits fell from one in four to one in eleven within two months.",
        "causes": "Cards came to people who work shifts after the visit had been missed.",
        "early_warnings": "The contractor's weekly sheet had a column for missed visits that nobody added up.",
        "recommendation": "Write the evening call into the specification, with who pays for it.",
        "outcome": "worked",
        "outcome_given": "Worked well",
        "perspective": "professional",
        "perspective_given": "Surveyor",
        "recorded_by": "Ines Achterberg",
        "recorded_on": "2024-06-14",
        "occurred_on": "2024-03",
        "learning": "learned",
        "learning_given": "embedded",
        "tags": ("surveys", "households"),
        "reference": a_reference("S1", 3 + number),
    }
    return LessonItem(number=number, **(given | changes))


def groups_of(lessons: Iterable[LessonItem]) -> tuple[LessonGroup, ...]:
    """Lessons as the dossier groups them, those that say nothing of their outcome last."""
    lessons = tuple(lessons)
    return tuple(
        LessonGroup(outcome=outcome, title=title, lessons=chosen)
        for outcome, title in _GROUP_TITLES.items()
        if (chosen := tuple(lesson for lesson in lessons if (lesson.outcome or "not-said") == outcome))
    )


def a_status_point(period: str = "2024-01", row: int = 2, **changes: Any) -> StatusPoint:
    given: dict[str, Any] = {
        "rating": "amber",
        "rating_given": "Amber",
        "stage": "implementation",
        "stage_given": "Delivery",
        "narrative": None,
        "budget": Decimal("1400000"),
        "forecast": Decimal("1430500"),
        "whole_life_cost": Decimal("18600000"),
        "currency": "GBP",
        "end_planned": "2026-09",
        "owner": "Tobias Wrenfield",
        "reference": a_reference("S2", row),
    }
    return StatusPoint(period=period, **(given | changes))


def a_person(number: int = 1, **changes: Any) -> Person:
    given: dict[str, Any] = {
        "standing": "in-post",
        "holder": "named",
        "name": "Ines Achterberg",
        "name_given": None,
        "role": "Lead surveyor",
        "organisation": "Aldermoor County Council",
        "unit": "Housing and Energy",
        "emails": ("ines.achterberg@aldermoor.example",),
        "phones": ("01632 960 114",),
        "from_on": "2023-04",
        "to_on": None,
        "reports_to": "Programme director",
        "knows_about": None,
        "gone_at": None,
        "remark": None,
        "reference": a_reference("S3", number),
    }
    return Person(number=number, **(given | changes))


def an_action(number: int = 1, **changes: Any) -> Action:
    given: dict[str, Any] = {
        "what": "Fit extract fans in the 23 sealed homes that still have none",
        "owner": "Gwilym Ashdown-Reyes",
        "inherits": "Housing repairs",
        "due": "2026-03-20",
        "status": "in-progress",
        "status_given": "started",
        "urgency": "overdue",
        "reference": a_reference("S4", 1 + number),
    }
    return Action(number=number, **(given | changes))


def a_gap(number: int = 1, **changes: Any) -> Gap:
    given: dict[str, Any] = {
        "code": "no-inheritor",
        "kind": "missing",
        "severity": "critical",
        "sentence": f"Nobody inherits {number} of the open follow-on actions.",
        "what_to_do": "Name an owner for each before the closing date; start with those that are overdue.",
        "references": (a_reference("S4", 3), a_reference("S4", 5), a_reference("S4", 7)),
    }
    return Gap(**(given | changes))


def a_source(label: str = "S1", **changes: Any) -> SourceFacts:
    given: dict[str, Any] = {
        "name": "warm-homes-lessons",
        "title": "Lessons log of the Warm Homes board",
        "record_kind": "lesson",
        "owner": "Programme office",
        "gathered_at": datetime(2026, 4, 1, 5, 0, tzinfo=UTC),
        "records_used": 8,
        "seen": 94,
        "rejected": 8,
        "files": (a_file("lessons-log.xlsx", 48_213),),
    }
    return SourceFacts(label=label, **(given | changes))


def a_file(name: str, size: int = 12_000) -> SourceFile:
    return SourceFile(
        name=name,
        sha256=sha256(name.encode()).hexdigest(),
        size=size,
        fetched_at=datetime(2026, 4, 1, 5, 0, 2, tzinfo=UTC),
    )
