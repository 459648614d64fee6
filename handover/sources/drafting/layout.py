"""Where in a sheet the table is: which row has the headings, whether it is rotated, which rows are no records."""

from collections.abc import Sequence
from typing import Any, Final

from handover.records import KINDS
from handover.sources.drafting.heading import heading
from handover.sources.drafting.heading_words import fields_with_words, heading_says, heading_says_key
from handover.sources.drafting.profile import profile
from handover.sources.registering.shape import first_text
from handover.sources.texts import as_text

Row = Sequence[Any]

_KNOWN: Final = 0.7  # how surely a heading must mean some field to count as known
_LONGEST_HEADING: Final = 300
_MOST_FIELDS: Final = 100  # rows of a rotated sheet; of wide sheets so many headings are looked at
_LEAST_KNOWN: Final = 3
_WORDS_OF_TOKEN: Final = 2
_TOTALS: Final = ("total", "grand total", "sub-total", "subtotal", "sum", "overall total")


def is_known_heading(text: str) -> bool:
    """Whether a text would be understood as the heading of a column, of whatever kind of record."""
    if not text or len(text) > _LONGEST_HEADING:
        return False
    found = heading(text)
    return heading_says_key(found)[0] >= _KNOWN or any(
        heading_says(found, kind, field)[0] >= _KNOWN for kind in KINDS for field in fields_with_words(kind)
    )


def heading_likeness(cells: Row, width: int) -> float:
    """How much a row looks like the headings of a table of ``width`` columns, 0 to 2.

    A row of headings says something in every column, each time something else, no dates and no amounts; and some of
    it is known.
    """
    texts = [text for cell in cells if (text := as_text(cell))]
    if not texts or not width:
        return 0.0
    seen = profile(texts)
    values = max(seen.share("date"), seen.share("number"), seen.share("e-mail"), seen.share("prose"))
    plain = len(texts) / max(width, len(cells)) * len(set(texts)) / len(texts) * (1 - values)
    some = texts[:_MOST_FIELDS]
    known = sum(map(is_known_heading, some)) / len(some)
    return plain * (1 + known)


def is_rotated(columns: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether a table has its fields as rows: its first column reads like headings, and its first row does not."""
    if not 2 <= len(rows) <= _MOST_FIELDS or len(columns) < 3:
        return False
    down = [as_text(row[0]) if row else "" for row in rows]
    known_down = sum(map(is_known_heading, down))
    known_across = sum(map(is_known_heading, columns[1 : _MOST_FIELDS + 1]))
    across = max(1, len(columns[1 : _MOST_FIELDS + 1]))
    return known_down >= _LEAST_KNOWN and known_down / len(down) > max(0.3, 2 * known_across / across)


def no_records(rows: Sequence[Row]) -> dict[str, list[str]]:
    """Rows that are no records, by what they begin with, as a registration's ``rows`` declares them.

    ``skip`` are totals; ``end`` is where notes begin below the table, which say something in one cell only.
    """
    found: dict[str, list[str]] = {}
    usual = sorted(_filled(row) for row in rows)[len(rows) // 2] if rows else 0
    if usual < 3:
        return found
    body = len(rows)
    while body and _filled(rows[body - 1]) <= 1:
        body -= 1
    notes = [text for row in rows[body:] if row and (text := first_text(list(row)))]
    if notes and body and (token := _token(notes[0])):
        found["end"] = [token]
    totals = {
        _token(text)
        for row in rows[:body]
        if row and (text := first_text(list(row))) and text.casefold().startswith(_TOTALS) and _filled(row) < usual
    }
    if totals:
        found["skip"] = sorted(totals)
    return found


def _filled(row: Row) -> int:
    return sum(bool(as_text(cell)) for cell in row)


def _token(text: str) -> str:
    """A text by its beginning: ``Notes: figures are …`` -> ``Notes:*``."""
    words = text.split()
    first = words[0] if words[0].endswith(":") else " ".join(words[:_WORDS_OF_TOKEN])
    return f"{first[:80]}*" if len(first) < len(text) else first[:80]
