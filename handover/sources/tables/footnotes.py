"""Footnotes below a table of which its registration says nothing.

A row counts as one where only its first cell says anything, where it stands below the table after a blank row, and
where it reads like one. It is rejected rather than passed over: only whoever registered the source knows that it is
no record. Everything else is a row like any other.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from handover.sources.registering.shape import first_text
from handover.sources.rows import RawRow, Reason
from handover.sources.texts import as_text, shown

# In a table of two columns a row with one cell filled is nothing unusual.
_LEAST_COLUMNS: Final = 3
# Beyond so many they are no notes below a table; they are held until it is known that no more of the table comes.
MOST_FOOTNOTES: Final = 50
_READS_LIKE_ONE: Final = re.compile(
    r"[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹]|\[\d{1,2}\]|\W*(?:foot)?notes?\b|\W*sources?\b|\W*(?:key|legend|disclaimer)\s*:|©|\W*copyright\b"
    r"|(?:data|figures|correct|accurate|information)\b.{0,20}\bas (?:at|of|on)\b"
    r"|(?:last )?(?:updated|produced|prepared|generated|printed|exported|published|compiled)\b|for (?:more|further) ",
    re.IGNORECASE,
)


def is_alone(cells: Sequence[Any], width: int) -> bool:
    """Whether of a table's row only the first cell says anything."""
    return width >= _LEAST_COLUMNS and bool(as_text(cells[0])) and not any(as_text(cell) for cell in cells[1:])


def as_footnote(row: RawRow) -> RawRow:
    """One of the last rows of a table, alone below a blank one: where it reads like a footnote, that is its fault."""
    text = first_text(row.cells)
    if not _READS_LIKE_ONE.match(text):
        return row
    # That it has too few cells is what a footnote is like.
    others = (reason for reason in row.faults if reason.code != "ragged")
    return row._replace(faults=(*others, Reason("footnote", None, _sentence(text))))


def _sentence(text: str) -> str:
    first = shown(text.split(maxsplit=1)[0])
    return (
        f"It reads like a footnote below the table: “{shown(text)}”. If it is one, have it passed over with"
        f" rows: {{end: '{first[:40]}*'}} in the source's registration."
    )
