"""What the page adds to the wording of the dossier: moments, sizes, citations, and the names of vocabularies."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from handover.dates import spoken
from handover.dossier.front_model import Confidence
from handover.dossier.labels import MOST_REFERENCES
from handover.dossier.model import GapSeverity, Reference, Seriousness
from handover.dossier.wording import counted, listed, shortened
from handover.vocabulary import Outcome, Rating, Stage

RATING_NAMES: Final[Mapping[Rating, str]] = MappingProxyType(
    {
        "green": "Green",
        "amber-green": "Amber/Green",
        "amber": "Amber",
        "amber-red": "Amber/Red",
        "red": "Red",
        "exempt": "Exempt",
        "reset": "Reset",
        "not-rated": "Not rated",
    }
)
RATING_LETTERS: Final[Mapping[Rating, str]] = MappingProxyType(
    {
        "green": "G",
        "amber-green": "AG",
        "amber": "A",
        "amber-red": "AR",
        "red": "R",
        "exempt": "E",
        "reset": "S",
        "not-rated": "N",
    }
)
STAGE_NAMES: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        "identification": "Identification",
        "preparation": "Preparation",
        "implementation": "Implementation",
        "completion": "Completion",
        "completed": "Completed",
        "cancelled": "Cancelled",
        "suspended": "Suspended",
    }
)
OUTCOME_NAMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {"worked": "Worked", "mixed": "Worked in part", "did-not-work": "Did not work"}
)
RECORD_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lesson": "lessons",
        "programme-status": "status reports",
        "contact": "contacts",
        "follow-on-action": "follow-on actions",
    }
)
# A shape beside each level, so that it can be told without its colour (WCAG 2.2, 1.4.1).
LEVELS: Final[Mapping[Seriousness, tuple[str, str]]] = MappingProxyType(
    {
        "critical": ("▲", "Critical"),
        "serious": ("◆", "Serious"),
        "routine": ("■", "Routine"),
        "not-known": ("◊", "Not known"),
    }
)
CONFIDENCE_NAMES: Final[Mapping[Confidence, str]] = MappingProxyType(
    {"good": "good", "fair": "fair", "low": "low", "none": "none"}
)
# Where the numbers of a dossier lead: L3 to lesson-3.
MARK_ANCHORS: Final[Mapping[str, str]] = MappingProxyType(
    {"L": "lesson", "A": "action", "P": "person", "G": "gap", "E": "earlier"}
)
GAP_LEVELS: Final[Mapping[GapSeverity, tuple[str, str]]] = MappingProxyType(
    {"critical": ("▲", "Critical"), "important": ("◆", "Important"), "minor": ("■", "Minor")}
)

_MAIL: Final = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# So many rows are named in a citation; the JSON form has them all.
_ROWS_NAMED: Final = 6
_ROWS_NAMED_IN_BRIEF: Final = 3
_LONGEST_NAME: Final = 60


def moment(at: datetime) -> str:
    """A moment in words, in the time zone it was recorded in: ``2 April 2026 at 09:30 UTC``."""
    offset = at.strftime("%z")
    zone = "" if not offset else " UTC" if offset == "+0000" else f" (UTC{offset[:3]}:{offset[3:5]})"
    return f"{spoken(at.date().isoformat())} at {at:%H:%M}{zone}"


def short_day(partial: str) -> str:
    """A partial date for an axis or a narrow column: ``2019``, ``Mar 2019``, ``3 Mar 2019``."""
    *day, month, year = ["", *spoken(partial).split()] if "-" in partial else ["", "", partial]
    return " ".join(part for part in (*day, month[:3], year) if part)


def period(from_on: str | None, to_on: str | None) -> str:
    """When something existed, in words: ``from 2010 to May 2012``, ``until 2012``; blank where nothing is known."""
    parts = (f"from {spoken(from_on)}" if from_on else "", f"until {spoken(to_on)}" if to_on else "")
    return " ".join(filter(None, parts))


def w3c(at: datetime) -> str:
    """A moment for the metadata, in UTC to the second: ``2026-04-02T09:30:00Z`` (W3C's profile of ISO 8601)."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def is_mail_address(text: str) -> bool:
    """Whether ``text`` can safely be made a link that writes an e-mail."""
    return _MAIL.fullmatch(text) is not None


def size(number: int) -> str:
    """A file's size in words, from bytes; thousands, not 1,024s, as file managers show it."""
    for scale, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if number >= scale:
            return f"{number / scale:.1f} {unit}"
    return counted(number, "byte")


@dataclass(frozen=True, slots=True)
class Citation:
    """Rows of one file of one source: the source's label, and the words that follow it."""

    source: str
    words: str


def cited(
    references: Iterable[Reference], *, of_many_files: Collection[str] = (), brief: bool = False
) -> list[Citation]:
    """References put together by file and sheet: ``S1``, and ``sheet Log, rows 3, 5 and 9``.

    ``of_many_files`` holds the labels of sources that have more than one file; only those name the file.
    A row of an earlier version of the file names its day, and one that was corrected by hand says so. ``brief`` names
    neither file nor sheet.
    """
    rows: dict[tuple[str, tuple[str, ...], bool], list[int]] = {}
    for reference in references:
        named = []
        if not brief and reference.source in of_many_files:
            named.append(shortened(reference.file, _LONGEST_NAME)[0])
        if not brief and reference.place:
            named.append(f"sheet {shortened(reference.place, _LONGEST_NAME)[0]}")
        if reference.read_on:
            named.append(f"as read on {short_day(reference.read_on)}")
        rows.setdefault((reference.source, tuple(named), reference.corrected), []).append(reference.row)
    most = _ROWS_NAMED_IN_BRIEF if brief else _ROWS_NAMED
    return [
        Citation(source, ", ".join([*named, _rows(numbers, most), *(("corrected by hand",) if corrected else ())]))
        for (source, named, corrected), numbers in rows.items()
    ]


def _rows(numbers: list[int], most: int) -> str:
    distinct = sorted(set(numbers))
    if len(distinct) == 1:
        return f"row\u00a0{distinct[0]}"
    named = [str(number) for number in distinct[:most]]
    if len(distinct) >= MOST_REFERENCES:
        named.append("many more")
    elif len(distinct) > most:
        named.append(f"{len(distinct) - most} more")
    return f"rows\u00a0{listed(named)}"
