"""What the columns of a table are called, from its header row."""

from collections.abc import Sequence
from typing import Any


def name_columns(header: Sequence[Any]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The columns' names, each one once, and what had to be decided, as facts.

    White space and line breaks within a name become one space. A column without a name is called after its
    place: ``column 16``. Of two columns with one name the second is called ``Notes (2)``: both can be mapped,
    so nothing is lost, and the fact tells whoever registers the source.
    """
    given = [" ".join(_text(cell).split()) for cell in header]
    taken = set(given)
    met: set[str] = set()
    names: list[str] = []
    nameless: list[str] = []
    doubled: list[str] = []
    for place, name in enumerate(given, start=1):
        called = name or f"column {place}"
        if name in met or (not name and called in taken):
            called = _free(called, taken)
            if name:
                doubled.append(called)
        if not name:
            nameless.append(called)
        else:
            met.add(name)
        taken.add(called)
        names.append(called)
    facts = {}
    if nameless:
        facts["nameless-columns"] = _said(nameless, "no name")
    if doubled:
        facts["duplicate-columns"] = _said(doubled, "a name that an earlier one has")
    return tuple(names), facts


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).replace("\ufeff", "").replace("\0", "")


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def _said(columns: list[str], what: str) -> str:
    if len(columns) == 1:
        return f"1 column has {what} and is called “{columns[0]}”."
    shown = ", ".join(f"“{column}”" for column in columns[:4])
    more = f" and {len(columns) - 4} more" if len(columns) > 4 else ""
    return f"{len(columns)} columns have {what} and are called {shown}{more}."
