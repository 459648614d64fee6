"""Tables for people: plain, narrow, readable when read aloud."""

from collections.abc import Iterable, Sequence
from typing import Final

from handover.cli.screen import Screen, in_short, printable

_LONGEST_CELL: Final = 100  # characters, where nothing else is asked for
_KEPT_WHOLE: Final = 30  # the widest column that is never broken over lines
_ENDLESS: Final = 10_000  # columns; where no window is, a row is one line


def print_table(
    screen: Screen,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numbers: frozenset[int] = frozenset(),
    text: frozenset[int] = frozenset(),
    longest: int = _LONGEST_CELL,
) -> None:
    """Print ``rows`` under ``columns``; those in ``numbers`` are aligned to the right.

    In a window that is too narrow, the columns in ``text`` are broken over lines first. Cells are never markup,
    and are cut after ``longest`` characters.
    """
    # Only who sees a table waits for the library.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[_cell(value, longest) for value in row] for row in rows]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for index, column in enumerate(columns):
        widest = max((len(row[index]) for row in cells), default=0)
        table.add_column(
            column,
            justify="right" if index in numbers else "left",
            overflow="fold",
            no_wrap=index not in text and widest <= _KEPT_WHOLE,
        )
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(markup=False, highlight=False, width=screen.width or _ENDLESS)
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().rstrip("\n").split("\n"):
        screen.print_line(line.rstrip())


def _cell(value: object, longest: int) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return in_short(printable(str(value)), longest)


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 row``, ``2 rows``, ``no rows``."""
    word = one if count == 1 else many or f"{one}s"
    return f"{count:,} {word}" if count else f"no {word}"
