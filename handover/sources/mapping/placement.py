"""Where a mapped column is in a row: its position in a table, or its path in an item of JSON."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from handover.errors import SourceUnreadable
from handover.sources.near import did_you_mean
from handover.sources.rows import Cells
from handover.sources.texts import shown

# Takes a row, gives the values of the mapped columns in order, "" or None where there is none.
Take = Callable[[Cells], Sequence[Any]]
_MOST_NAMED: Final = 5  # columns named in one sentence
_ELSEWHERE: Final = (
    " Where the names of the columns stand in a lower row, say in which with header_row;"
    " where they are on another sheet of a workbook, say on which with sheet."
)


def positions(wanted: Sequence[str], columns: Sequence[str], *, table: bool = True) -> dict[str, int]:
    """The position of each wanted column: by its very name, else without regard to case and white space.

    Raises SourceUnreadable that names every column that is not there, with the ones that may be meant; and where
    none is there in a ``table``, that its header may be somewhere else.
    """
    exact: dict[str, int] = {}
    folded: dict[str, list[int]] = {}
    for index, column in enumerate(columns):
        exact.setdefault(column, index)
        folded.setdefault(as_compared(column), []).append(index)
    found: dict[str, int] = {}
    complaints: list[str] = []
    missing: list[str] = []
    for name in wanted:
        alike = folded.get(as_compared(name), [])
        if name in exact:
            found[name] = exact[name]
        elif len(alike) == 1:
            found[name] = alike[0]
        elif alike:
            names = " and ".join(f"“{shown(columns[index])}”" for index in alike)
            complaints.append(f"The column “{shown(name)}” could be {names}.")
        elif offer := did_you_mean(name, columns):
            complaints.append(f"There is no column “{shown(name)}”.{offer}")
        else:
            missing.append(f"“{shown(name)}”")
    if missing:
        complaints.append(f"There is no column {' or '.join(filter(None, (', '.join(missing[:-1]), missing[-1])))}.")
    if complaints:
        elsewhere = table and not found and len(missing) == len(wanted) > 1
        raise SourceUnreadable(
            " ".join(complaints), what_to_do=_what_to_do(columns) + (_ELSEWHERE if elsewhere else "")
        )
    return found


def as_compared(column: str) -> str:
    """The name of a column as it is compared: without regard to case and white space."""
    return " ".join(column.split()).casefold()


def _what_to_do(columns: Sequence[str]) -> str:
    named = ", ".join(f"“{shown(column)}”" for column in columns[:_MOST_NAMED] if column)
    more = f" and {len(columns) - _MOST_NAMED} more" if len(columns) > _MOST_NAMED else ""
    return f"Correct the column in sources.yaml; the file has {named}{more}." if named else "Look at the file."


def take_positions(indices: Sequence[int]) -> Take:
    """Take cells by position. A row that is too short gives "" for what it has not."""
    if not indices:
        return lambda _cells: ()
    longest = max(indices) + 1
    get = itemgetter(*indices) if len(indices) > 1 else lambda cells, index=indices[0]: (cells[index],)

    def take(cells: Any) -> Sequence[Any]:
        try:
            taken: Sequence[Any] = get(cells)
        except IndexError:
            taken = get([*cells, *[""] * (longest - len(cells))])
        return taken

    return take


def take_paths(paths: Sequence[str]) -> Take:
    """Take values out of dicts by dotted path."""
    if all("." not in path for path in paths):
        return lambda cells: [cells.get(path) for path in paths]  # type: ignore[union-attr]
    return lambda cells: [value_at(cells, path) for path in paths]


def value_at(item: Any, path: str) -> Any:
    """The value at a dotted path, or None. A name with dots in it goes first; a number counts a list's items
    from 0; any other name in a list is looked for in each of its items, which gives a list.
    """
    if isinstance(item, dict):
        if path in item:
            return item[path]
        name, _, rest = path.partition(".")
        return value_at(item[name], rest) if rest and name in item else None
    if isinstance(item, list):
        name, _, rest = path.partition(".")
        if name.isdecimal():
            inner = item[int(name)] if int(name) < len(item) else None
            return value_at(inner, rest) if rest else inner
        found = [value for one in item if (value := value_at(one, path)) is not None]
        return [value for one in found for value in (one if isinstance(one, list) else [one])] or None
    return None
