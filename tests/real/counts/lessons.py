"""What is in NASA's lessons learned, which are published twice, and what became of them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tests.real.counts.gathered import Gathered, Payload, count, registrations_of
from tests.real.counts.published import Row
from tests.real.counts.tables import Finding

FOLDER: Final = "nasa_llis"
_BOOK: Final = "nasa_llis/lessons.xlsx"
_LINES: Final = "nasa_llis/lessons.jsonl.gz"
_SOURCE: Final = "constellation-lessons"
_PROGRAMME: Final = "Project / Program"
_DATES: Final = ("Date Lesson Occurred", "Publish Date")
_PHASE: Final = "From what phase of the program or project was this lesson learned captured?"
_PROSE: Final = ("what_happened", "effect", "recommendation")
_NO_PROGRAMME: Final = "No programme named"
_TAG: Final = re.compile(r"</?(?:p|br|a|li|ul|ol|strong|b|i|em|div|span)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:[a-z]+|#\d+);")
_ELSEWHERE: Final = re.compile(r"see (?:the )?(?:lessons?|attached|above|abstract|driving)\b.{0,40}", re.IGNORECASE)
_NAMELESS: Final = frozenset({"n/a", "na", "various"})
# Every cell with this beginning names the programme of which the tests close the dossier.
_MANY_NAMES: Final = "Constellation"


def findings(gathered: Gathered) -> Iterator[Finding]:
    rows = gathered.published.sheet(_BOOK)
    lessons = gathered.records(_SOURCE)
    yield from _twice(gathered, rows, lessons)
    yield from _texts(rows, lessons)
    yield from _words(rows, lessons)


def _twice(gathered: Gathered, rows: Sequence[Row], lessons: Sequence[Payload]) -> Iterator[Finding]:
    lines = gathered.published.items(_LINES)
    same = [row for row, line in zip(rows, lines, strict=True) if row == {key: line[key] or "" for key in line}]
    by_line = {one["key"]: one for one in gathered.records("lessons-by-line")}
    alike = count(lessons, lambda one: by_line[one["key"]] == one)
    yield Finding(
        "lessons that are published twice, as a workbook and as JSON lines", len(same), f"{alike:,} are equal"
    )
    titles = len(rows) - len({row["Title"] for row in rows})
    yield Finding("titles that an earlier lesson has", titles, f"kept apart by their number: {len(lessons):,} lessons")
    (registration, *_) = registrations_of(FOLDER)
    (making,) = registration.makings
    used = rows[0].keys() & set(making.columns)
    yield Finding("columns", len(rows[0]), f"something is made of {len(used):,}, so that no word is left out")


def _texts(rows: Sequence[Row], lessons: Sequence[Payload]) -> Iterator[Finding]:
    yield Finding(
        "lessons without an abstract",
        count(rows, lambda row: not row["Abstract"].strip()),
        f"the abstract goes before the event: {count(lessons, lambda one: 'what_happened' not in one):,} lessons are "
        "left without either",
    )
    cells = [cell for row in rows for cell in row.values()]
    left = count(lessons, lambda one: _left(one, _TAG))
    yield Finding(
        "cells with HTML in them", count(cells, _TAG.search), f"plain text: a tag is left in {left:,} lessons"
    )
    entities = [cell for cell in cells if _ENTITY.search(cell)]
    yield Finding(
        "cells with characters written as HTML entities (`&amp;`)",
        len(entities),
        f"the characters: an entity is left in {count(lessons, lambda one: _left(one, _ENTITY)):,} lessons",
    )
    longest = max(len(cell) for cell in cells)
    whole = max(len(one.get("recommendation", "")) for one in lessons)
    yield Finding(
        "characters in the longest cell", longest, f"kept whole, with the columns beside it: {whole:,} characters"
    )
    elsewhere = count(rows, lambda row: _ELSEWHERE.fullmatch(row["Recommendation(s)"].strip()))
    yield Finding(
        "recommendations that only say where to look (“see lesson learned”)",
        elsewhere,
        "the lesson learned stands before them in one text",
    )


def _words(rows: Sequence[Row], lessons: Sequence[Payload]) -> Iterator[Finding]:
    dates = [cell for row in rows for cell in (row[column] for column in _DATES)]
    american = count(dates, lambda cell: re.fullmatch(r"\d\d/\d\d/\d{4}", cell))
    kept = sum(field in one for one in lessons for field in ("occurred_on", "recorded_on"))
    yield Finding("American dates, the month first", american, f"{kept:,} dates")
    nameless = count(rows, lambda row: row[_PROGRAMME].casefold() in _NAMELESS)
    yield Finding(
        "“N/A” or “various” in place of the programme",
        nameless,
        f"{count(lessons, lambda one: one['initiative'] == _NO_PROGRAMME):,} under “{_NO_PROGRAMME}”: none is lost",
    )
    evidence = [row["Evidence"].strip() for row in rows]
    nothing = count(evidence, lambda cell: cell.casefold() in ("n/a", "na", "none", "tbd"))
    filled = count(evidence, bool)
    yield Finding(
        "words for nothing in “Evidence”",
        nothing,
        f"{filled - count(lessons, lambda one: 'effect' in one):,} left out; “None” may be an answer, and stays",
    )
    phases = count(rows, lambda row: row[_PHASE] in ("Not Specified", "Not Applicable"))
    tagged = count(lessons, lambda one: {"Not Specified", "Not Applicable"} & set(one.get("tags", ())))
    yield Finding("“Not Specified” or “Not Applicable” as a phase", phases, f"{tagged:,} such tags")
    spelled = {row[_PROGRAMME] for row in rows if _MANY_NAMES.casefold() in row[_PROGRAMME].casefold()}
    yield Finding(
        f"names in which “{_MANY_NAMES}” stands, which is one programme",
        len(spelled),
        f"as many initiatives, until `handover initiative alias` makes them one, of "
        f"{count(lessons, lambda one: one['initiative'] in spelled):,} lessons",
    )


def _left(lesson: Payload, sign: re.Pattern[str]) -> bool:
    """Whether a sign of HTML is left in the prose of a lesson."""
    return any(sign.search(lesson.get(field, "")) for field in _PROSE)
