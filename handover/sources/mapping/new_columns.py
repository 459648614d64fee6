"""Columns that a source did not have when it was gathered last, where its contract discards what is in them.

Of items with names, such as those of JSON, a name at the top of an item is a column.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from handover.sources.mapping.placement import Take
from handover.sources.rows import Cells, Reason
from handover.sources.texts import as_text, shown


def refuses_rows(columns: Sequence[str] | None, known: Collection[str]) -> Callable[[Cells], Reason | None] | None:
    """Gives the reason why a row is rejected that says something in a column that is not among those ``known``.

    None where the file has no new column at all, as far as that is known.
    """
    there = _at_the_top(known)
    new = [(place, name) for place, name in enumerate(columns or ()) if name not in there]
    if columns is not None and not new:
        return None

    def refusal(cells: Cells) -> Reason | None:
        if isinstance(cells, dict):
            said = ((name, value) for name, value in cells.items() if name not in there)
        else:
            said = ((name, cells[place]) for place, name in new if place < len(cells))
        for name, value in said:
            if text := as_text(value):
                sentence = f"“{shown(name)}” says “{shown(text)}”, and this source did not have that column before."
                return Reason("new-column", name, sentence)
        return None

    return refusal


def without_new_values(take: Take, wanted: Sequence[str], known: Collection[str]) -> Take:
    """The same ``take`` of the ``wanted`` columns, which gives nothing for those that are not among the ``known``."""
    there = _at_the_top(known)
    new = [index for index, name in enumerate(wanted) if name not in there and name.partition(".")[0] not in there]
    if not new:
        return take

    def taken(cells: Cells) -> Sequence[Any]:
        values = list(take(cells))
        for index in new:
            values[index] = ""
        return values

    return taken


def _at_the_top(known: Collection[str]) -> frozenset[str]:
    """The columns that are known; of dotted paths also the names at the top."""
    return frozenset(known).union(name.partition(".")[0] for name in known)
