"""Which rows of a sheet are records, for sheets that have others too: totals, and footnotes below the table."""

from collections.abc import Callable, Iterator

from pydantic import Field

from handover.sources.registering.rules import Part, Tokens
from handover.sources.rows import Cells, RawRow
from handover.sources.texts import as_text, blank_test, shown


class Rows(Part):
    """Which rows of a sheet are records; those that are not are passed over, and counted.

    Of a rotated sheet both its rows and its columns are meant.
    """

    skip: Tokens = Field((), description="Rows that are no records, by the first cell with anything in it: “Total*”.")
    end: Tokens = Field((), description="The row with which the table is over, by its first such cell: “Notes*”.")


def pass_over(
    rows: Iterator[RawRow], declared: Rows | None, facts: dict[str, str], what: str = "row"
) -> Iterator[RawRow]:
    """The rows without those that are declared to be no records, whatever else is wrong with them.

    How many there were is added to ``facts`` once the last row is through. ``what`` is what a row is called.
    """
    if declared is None or not (declared.skip or declared.end):
        return rows
    return _records(rows, declared, facts, what)


def _records(rows: Iterator[RawRow], declared: Rows, facts: dict[str, str], what: str) -> Iterator[RawRow]:
    is_skipped, is_end = _test(declared.skip), _test(declared.end)
    skipped: tuple[int, str] | None = None
    count = 0
    for row in rows:
        first = first_text(row.cells)
        if is_end(first):
            beyond = 1 + sum(1 for _ in rows)
            passed = f"1 {what} was" if beyond == 1 else f"{beyond:,} {what}s from there on were"
            facts[f"end-of-{what}s"] = (
                f"The table ends above {what} {row.number}, which begins “{shown(first)}”; {passed} passed over."
            )
            break
        if is_skipped(first):
            skipped = skipped or (row.number, first)
            count += 1
        else:
            yield row
    if skipped is not None:
        number, first = skipped
        which = f"1 {what} is no record and was" if count == 1 else f"{count:,} {what}s are no records and were"
        it = "it is" if count == 1 else "the first is"
        facts[f"skipped-{what}s"] = f"{which} passed over: {it} {what} {number}, which begins “{shown(first)}”."


def _test(tokens: tuple[str, ...]) -> Callable[[str], bool]:
    return blank_test(tokens) or (lambda _text: False)


def first_text(cells: Cells) -> str:
    """What the first cell says that says anything."""
    return next((text for cell in cells if (text := as_text(cell))), "")
