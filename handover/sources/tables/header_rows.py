"""One name for each column from a header of several rows: “Budget” over “Planned” is “Budget – Planned”."""

from collections.abc import Sequence
from typing import Any, Final

from handover.sources.tables.headers import header_text

BETWEEN: Final = " – "


def joined_header(rows: Sequence[Sequence[Any]], merged: Sequence[bool] = ()) -> list[str]:
    """The names of the columns, from the header's rows with the upper one first.

    A cell of an upper row that is blank has the name on its left, as long as no row above begins another name there,
    and some row below has a name of its own: “Budget” is meant to stand over both “Planned” and “Actual”. Rows for
    which ``merged`` is true have had their merged cells filled in: what is blank there is meant to be.
    """
    width = max(map(len, rows), default=0)
    levels = [[header_text(row[place]) if place < len(row) else "" for place in range(width)] for row in rows]
    for level, names in enumerate(levels[:-1]):
        if level < len(merged) and merged[level]:
            continue
        for place in range(1, width):
            same_above = all(above[place] == above[place - 1] for above in levels[:level])
            named_below = any(below[place] for below in levels[level + 1 :])
            if not names[place] and same_above and named_below:
                names[place] = names[place - 1]
    return [_joined([names[place] for names in levels]) for place in range(width)]


def _joined(names: Sequence[str]) -> str:
    """The names in one column put together. A cell that is merged downwards says the same in each row."""
    parts: list[str] = []
    for name in names:
        if name and (not parts or parts[-1] != name):
            parts.append(name)
    return BETWEEN.join(parts)


def spoken_rows(rows: Sequence[int]) -> str:
    """Rows as a sentence names them: ``row 2``, ``rows 2 and 3``, ``rows 2, 3 and 4``."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    *others, last = map(str, rows)
    return f"rows {', '.join(others)} and {last}"


def header_facts(rows: Sequence[int]) -> dict[str, str]:
    """What is told of a header of several rows."""
    if len(rows) == 1:
        return {}
    return {
        "header-rows": f"The names of the columns stand on {spoken_rows(rows)}, put together with “{BETWEEN.strip()}”."
    }
