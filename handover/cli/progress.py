"""What is under way, shown on standard error while somebody watches; nothing where nobody does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from handover.cli.screen import printable, window
from handover.cli.tables import plural

if TYPE_CHECKING:
    from rich.console import Console


def _console() -> "Console":
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False)


@contextmanager
def doing(what: str) -> Iterator[Callable[[str], None]]:
    """Show ``what`` while this lasts; the function that comes with it changes the words."""
    if window(stderr=True) is None:
        yield lambda _words: None
        return
    with _console().status(printable(what)) as status:
        yield lambda words: status.update(printable(words))


@contextmanager
def bar(total: int) -> Iterator[tuple[Callable[[str, int], None], Callable[[], None]]]:
    """A bar over ``total`` things.

    Two functions come with it: one says what is under way and how many rows of it are done, one that it is done.
    """
    if window(stderr=True) is None:
        yield (lambda _what, _rows: None), (lambda: None)
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"), TimeElapsedColumn())
    with Progress(*columns, console=_console(), transient=True) as bars:
        whole = bars.add_task("", total=total, rows="")

        def say(what: str, rows: int) -> None:
            bars.update(whole, description=printable(what), rows=plural(rows, "row") if rows else "")

        yield say, (lambda: bars.advance(whole))


@contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar over ``total`` things of one kind, with how many are done and the time that is left. The function that
    comes with it says that one more is done.
    """
    if window(stderr=True) is None:
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    left = TimeRemainingColumn(elapsed_when_finished=True)
    columns = (TextColumn(printable(what)), BarColumn(), MofNCompleteColumn(), left, TextColumn("left"))
    with Progress(*columns, console=_console(), transient=True) as bars:
        whole = bars.add_task(what, total=total)
        yield lambda: bars.advance(whole)
