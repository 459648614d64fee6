"""The first rows of tables as text and of workbooks: where their headings are, and which way they are turned."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from handover.errors import SourceUnreadable
from handover.sources.csv_files import read_csv
from handover.sources.drafting.layout import heading_likeness, is_rotated, no_records
from handover.sources.drafting.sample import LOOKED_AT, MOST_COLUMNS, Sample
from handover.sources.registering.shape import Rows
from handover.sources.rows import RawRow, Reading
from handover.sources.spreadsheets import read_spreadsheet, sheet_names

_MOST_SHEETS: Final = 8
# How far down the headings may be, and how much better than what was found so far another row must look.
_LOWEST_HEADING: Final = 15
_ROWS_BELOW: Final = 20
_GOOD_HEADING: Final = 1.2
_MUCH_BETTER: Final = 1.3
_BETTER: Final = 1.1
_AGAIN: Final = re.compile(r" \(\d+\)$")

# Reads the table with more options: header_row, rotated, declared.
_Read = Callable[..., Reading]
# Which rows could be the headings, as header_row says it, and how much each looks like them.
_Candidates = Callable[[], Iterator[tuple[int, float]]]


class _Look(NamedTuple):
    """A reading's columns, what was found out, and its first rows."""

    columns: tuple[str, ...]
    facts: Mapping[str, str]
    rows: list[RawRow]


def text_table_sample(path: Path, name: str, largest: int) -> Sample:
    """The first rows of a table as text."""
    read = partial(read_csv, path, name, largest=largest)

    def candidates() -> Iterator[tuple[int, float]]:
        # What stands above the headings also hides what separates the cells: each row is read as if it were they.
        for row in range(2, _LOWEST_HEADING + 1):
            try:
                look = _look(read, _ROWS_BELOW, header_row=row)
            except SourceUnreadable:
                return
            yield row, _likeness(look)

    return _sample("csv", name, read, {}, candidates)


def sheet_samples(path: Path, name: str, largest: int) -> Iterator[Sample]:
    """The first rows of each sheet of a workbook, the one first that is read where none is declared."""
    with closing(read_spreadsheet(path, name, largest=largest)) as reading:
        first = reading.place
    if first is None:
        yield _sheet(path, name, largest, None)
        return
    others = [one for one in sheet_names(path, name, largest=largest) if one != first]
    for sheet in [first, *others][:_MOST_SHEETS]:
        try:
            yield _sheet(path, name, largest, sheet)
        except SourceUnreadable:
            continue  # an empty sheet beside others


def _sheet(path: Path, name: str, largest: int, sheet: str | None) -> Sample:
    read = partial(read_spreadsheet, path, name, largest=largest, sheet=sheet)

    def candidates() -> Iterator[tuple[int, float]]:
        look = _look(read, _LOWEST_HEADING)
        width = max(len(look.columns), *(len(row.cells) for row in look.rows), 1)
        for row in look.rows:
            yield row.number, heading_likeness(list(row.cells), width)

    return _sample("excel", f"{name} {sheet or ''}".strip(), read, {"sheet": sheet} if sheet else {}, candidates)


def _look(read: _Read, rows: int = LOOKED_AT + 1, **options: Any) -> _Look:
    with closing(read(**options)) as reading:
        return _Look(reading.columns or (), reading.facts, list(islice(reading.rows, rows)))


def _likeness(look: _Look) -> float:
    """How much the columns' names look like headings. What has one column is no table, if others are one."""
    named = [
        # A name that is there twice has a number behind it.
        _AGAIN.sub("", name)
        for place, name in enumerate(look.columns, 1)
        if name != f"column {place}"
    ]
    likeness = heading_likeness(named, max(len(look.columns), *(len(row.cells) for row in look.rows), 1))
    return likeness if len(named) > 1 else 0.3 * likeness


def _sample(kind: str, called: str, read: _Read, options: dict[str, Any], candidates: _Candidates) -> Sample:
    """The sample of a table: with its headings where they are, and the right way up."""
    look = _look(read)
    if len(look.rows) <= LOOKED_AT and is_rotated(look.columns, [list(row.cells) for row in look.rows]):
        look, options = _look(read, rotated=True), {**options, "rotated": True}
    else:
        header = _header(read, look, candidates)
        if header != 1:
            look = _look(read, header_row=header)
            options = {**options, "header_row": header if isinstance(header, int) else list(header)}
        beside = no_records([list(row.cells) for row in look.rows]) if len(look.rows) <= LOOKED_AT else {}
        if beside:
            look = _look(read, declared=Rows.model_validate(beside), header_row=header)
            options = {**options, "rows": beside}
    return Sample(
        kind,
        called,
        look.columns[:MOST_COLUMNS],
        tuple(list(row.cells) for row in look.rows[:LOOKED_AT]),
        options,
        dict(look.facts),
        len(look.rows) <= LOOKED_AT,
    )


def _header(read: _Read, first: _Look, candidates: _Candidates) -> int | tuple[int, ...]:
    """The row, or the two rows, with the headings, as header_row says it; 1 where they come first."""
    best, found = _likeness(first), 1
    if best >= _GOOD_HEADING:
        return found
    for row, likeness in candidates():
        # Blank rows before the headings are passed over, so that they are found from each of these rows on.
        if likeness > best * (_MUCH_BETTER if found == 1 else 1) or (likeness == best and found != 1):
            best, found = likeness, row
    header: int | tuple[int, ...] = found
    for two in _pairs(first, found):
        try:
            likeness = _likeness(_look(read, _ROWS_BELOW, header_row=two))
        except SourceUnreadable:
            continue
        if likeness > best * _BETTER:
            best, header = likeness, two
    return header


def _pairs(first: _Look, found: int) -> Sequence[tuple[int, int]]:
    """Two rows of which one is the best so far, and which the headings could be together."""
    if found == 1 and first.rows:
        below = first.rows[0].number
        return [(below - 1, below)] if below > 1 else []
    return [(found - 1, found), (found, found + 1)]
