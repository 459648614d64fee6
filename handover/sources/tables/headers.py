"""What the columns of a table are called, from its header row."""

from collections.abc import Sequence
from typing import Any

from handover.sources.rows import Reason


def name_columns(
    header: Sequence[Any], what: str = "column", places: Sequence[int] | None = None
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The columns' names, each one once, and what had to be decided, as facts.

    White space and line breaks within a name become one space. A column without a name is called after its
    place: ``column 16``. Of two columns with one name the second is called ``Notes (2)``: both can be mapped,
    so nothing is lost, and the fact tells whoever registers the source. ``what`` is what a name is of, in a rotated
    sheet a row, and ``places`` are the numbers of these where they do not just count from 1.
    """
    given = [header_text(cell) for cell in header]
    taken = set(given)
    met: set[str] = set()
    last: dict[str, int] = {}
    names: list[str] = []
    nameless: list[str] = []
    doubled: list[str] = []
    for place, name in zip(places or range(1, len(given) + 1), given, strict=True):
        called = name or f"{what} {place}"
        if name in met or (not name and called in taken):
            called = _free(called, taken, last)
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
        facts["nameless-columns"] = _said(nameless, what, "no name")
    if doubled:
        facts["duplicate-columns"] = _said(doubled, what, "a name that an earlier one has")
    return tuple(names), facts


def header_text(cell: Any) -> str:
    """What a cell of a header says, on one line."""
    return "" if cell is None else " ".join(str(cell).replace("\ufeff", "").replace("\0", "").split())


def nul_in(column: str) -> Reason:
    """Why a row is rejected whose cell in a column has a NUL character in it."""
    return Reason("nul", column, f"“{column}” has a NUL character in it: the file is damaged there.")


def _free(name: str, taken: set[str], last: dict[str, int]) -> str:
    """The name with the first number behind it that is free; ``last`` has the numbers that were given so far."""
    number = last.get(name, 1) + 1
    while f"{name} ({number})" in taken:
        number += 1
    last[name] = number
    return f"{name} ({number})"


def _said(columns: list[str], of_what: str, what: str) -> str:
    if len(columns) == 1:
        return f"1 {of_what} has {what} and is called “{columns[0]}”."
    shown = ", ".join(f"“{column}”" for column in columns[:4])
    more = f" and {len(columns) - 4} more" if len(columns) > 4 else ""
    return f"{len(columns)} {of_what}s have {what} and are called {shown}{more}."
