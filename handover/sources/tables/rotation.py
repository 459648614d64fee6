"""Rotated sheets: the fields are rows, and each further column is a record.

Such a sheet can only be turned as a whole, so it is held in memory as a whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from handover.errors import SourceUnreadable
from handover.sources.contents import LARGEST_IN_MEMORY, spoken_size
from handover.sources.registering.shape import Rows, first_text, pass_over
from handover.sources.rows import RawRow
from handover.sources.tables.header_rows import joined_header
from handover.sources.tables.headers import name_columns, nul_in
from handover.sources.texts import as_text, shown

FACT: Final = "Fields are rows; a record’s number is its column’s."
# What a cell takes in memory beside its text, in bytes.
_OF_A_CELL: Final = 60


class _Line(NamedTuple):
    """A row of the sheet as it stands: its number there, and its cells."""

    number: int
    cells: list[Any]


def turned(
    rows: Iterable[RawRow],
    name: str,
    facts: dict[str, str],
    *,
    header: Sequence[int] = (1,),
    left: int = 0,
    declared: Rows | None = None,
    largest: int = LARGEST_IN_MEMORY,
) -> tuple[tuple[str, ...], Iterator[RawRow]]:
    """The names of the fields, and a row for each record, whose number is its column's, counted from 1.

    ``rows`` are those of the sheet that ``name`` calls, with the numbers that a spreadsheet shows; ``left`` columns of
    it are not among their cells. ``header`` are the columns with the names of the fields, of which several are put
    together; where it is one, blank columns before it are passed over. ``declared`` says which rows are no fields, and
    which columns no records; a column that says nothing is none. ``facts`` gets what had to be decided.

    Raises SourceUnreadable where rows differ in how many cells they have, since nobody can tell then which value
    belongs to which record; where no names are there; and where the sheet takes more than ``largest`` bytes.
    """
    facts["rotated"] = FACT
    lines = list(_held(pass_over(iter(rows), declared, facts), name, largest))
    width = _width(lines, name)
    names_in = _columns_of_names(lines, [number - 1 - left for number in header], width)
    if not names_in:
        raise SourceUnreadable(
            f"{name} has nothing in column {header[0]}, where the names of its fields should be.",
            where=name,
            what_to_do="Correct “header_row” in the source's registration; of a rotated sheet it counts columns.",
        )
    given = joined_header([_column(lines, place) for place in names_in])
    names, told = name_columns(given, "row", [line.number for line in lines])
    facts.update(told)
    records = _records(lines, names, range(names_in[-1] + 1, width), left)
    return names, pass_over(records, declared, facts, "column")


def _held(rows: Iterable[RawRow], name: str, largest: int) -> Iterator[_Line]:
    size = 0
    for row in rows:
        line = _Line(row.number, list(row.cells))
        size += sum(_OF_A_CELL + (len(cell) if isinstance(cell, str) else 0) for cell in line.cells)
        if size > largest:
            raise SourceUnreadable(
                f"{name} is a rotated sheet that takes more than {spoken_size(largest)} of memory, where it is turned.",
                where=name,
                what_to_do="Turn it in a spreadsheet program, so that each record is a row, or split it.",
            )
        yield line


def _width(lines: Sequence[_Line], name: str) -> int:
    """How many cells a row has. Headings and notes, which say something in their first cell only, may have fewer."""
    lengths = [(len(line.cells), _said(line.cells), line) for line in lines]
    usual = Counter(cells for cells, said, _ in lengths if said > 1)
    width = max(usual, key=lambda cells: (usual[cells], cells), default=1)
    for cells, said, line in lengths:
        if said > width or (cells < width and said > 1):
            raise SourceUnreadable(
                f"{name} is rotated, and its row {line.number}, “{shown(first_text(line.cells))}”, has {cells} cells"
                f" where most have {width}, so that nobody can tell which value belongs to which record.",
                where=f"{name}, row {line.number}",
                what_to_do="Correct that row; if it is no field, have it passed over with “rows” in the registration.",
            )
    return width


def _said(cells: Sequence[Any]) -> int:
    """How many cells there are up to the last that says something."""
    return next((place for place in range(len(cells), 0, -1) if as_text(cells[place - 1])), 0)


def _columns_of_names(lines: Sequence[_Line], wanted: Sequence[int], width: int) -> list[int]:
    """Where the names of the fields are; nowhere, if nothing is there."""
    candidates = range(max(0, wanted[0]), width) if len(wanted) == 1 else wanted
    there = [place for place in candidates if 0 <= place < width and any(map(as_text, _column(lines, place)))]
    if len(wanted) == 1:
        return there[:1]
    return [place for place in wanted if 0 <= place < width] if there else []


def _column(lines: Sequence[_Line], place: int) -> list[Any]:
    return [line.cells[place] if place < len(line.cells) else "" for line in lines]


def _records(lines: Sequence[_Line], names: Sequence[str], places: range, left: int) -> Iterator[RawRow]:
    for place in places:
        cells = _column(lines, place)
        texts = [as_text(cell) for cell in cells]
        if any(texts):
            damaged = next((name for name, text in zip(names, texts, strict=True) if "\0" in text), None)
            yield RawRow(place + 1 + left, cells, (nul_in(damaged),) if damaged else ())
