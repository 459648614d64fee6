"""The rows of a table as text, by Python's csv module, with what this does not tell: where a row is damaged."""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, TextIO

from handover.errors import SourceUnreadable
from handover.sources.contents import empty, refusals
from handover.sources.encoding import Text
from handover.sources.rows import RawRow, Reason
from handover.sources.tables.footnotes import MOST_FOOTNOTES, as_footnote, is_alone
from handover.sources.tables.header_rows import header_facts, joined_header, spoken_rows
from handover.sources.tables.headers import name_columns, nul_in

if TYPE_CHECKING:
    from _csv import Reader

# A cell of 50 MB must come through, so that it is rejected as a row and kept. Beyond this, in characters, it is
# the rest of a file after a quotation mark that is never closed, and would fill the memory.
LONGEST_CELL: Final = 100_000_000


class Table:
    """One table being read, once: as rows under its header, or as it stands.

    ``columns`` and ``facts`` are there after the first step of ``rows``.
    """

    def __init__(self, text: Text, name: str, delimiter: str, *, skip_first_line: bool) -> None:
        self._text = text
        self._name = name
        self._delimiter = delimiter
        self._skipped = 1 if skip_first_line else 0
        self._ended: list[bool] = []
        self.columns: tuple[str, ...] = ()
        self.facts: dict[str, str] = {}

    def rows(self, header: Sequence[int]) -> Iterator[RawRow]:
        """First one row that means nothing, once the rows of the header are read; then the rows."""
        with refusals(self._name), self._text.open() as file:
            reader = self._reader(file)
            line = self._skipped + 1
            try:
                self._read_header(reader, header)
                line = self._next_line(reader)
                yield RawRow(0, [])
                # This loop runs a million times: a row in order costs a look at its width, its end and its
                # first cell. Where the pass over the bytes saw a NUL, no width is in order.
                width = -1 if self._text.nul else len(self.columns)
                ended, make = self._ended, tuple.__new__
                for cells in reader:
                    if len(cells) == width and not ended and (cells[0] or any(cells)):
                        yield make(RawRow, (line, cells, (), None))
                    elif any(cells):
                        yield from self._careful(cells, line, reader.line_num + self._skipped)
                    else:
                        yield from self._below_a_blank_row(reader)
                    line = self._next_line(reader)
            except csv.Error:
                raise self._too_long(line) from None

    def as_it_stands(self) -> Iterator[RawRow]:
        """Every row with anything in it, the header's too, with the number that a spreadsheet would show."""
        with refusals(self._name), self._text.open() as file:
            reader = self._reader(file)
            line = self._skipped + 1
            try:
                for number, cells in enumerate(reader, start=1):
                    if self._ended:
                        raise self._never_closed(line)
                    if any(cell.strip() for cell in cells):
                        yield RawRow(number, cells)
                    line = self._next_line(reader)
            except csv.Error:
                raise self._too_long(line) from None

    def _reader(self, file: TextIO) -> "Reader":
        csv.field_size_limit(LONGEST_CELL)
        for _ in range(self._skipped):
            file.readline()
        # The csv module reads an unclosed quotation mark to the end of the file and says nothing. It only
        # asks for another line within a row, so that asking at the end tells.
        return csv.reader(chain(file, self._end()), delimiter=self._delimiter)

    def _end(self) -> Iterator[str]:
        self._ended.append(True)
        return
        yield

    def _next_line(self, reader: "Reader") -> int:
        return reader.line_num + self._skipped + 1

    def _read_header(self, reader: "Reader", header: Sequence[int]) -> None:
        found: list[list[str]] = []
        for number, cells in enumerate(reader, start=1):
            if self._ended and any(cells):
                raise self._never_closed(1)
            # Where it is one row, blank ones before it are passed over.
            if number in header or (len(header) == 1 and number > header[0]):
                found = [*found, cells] if len(header) > 1 else [cells]
                if number >= header[-1] and (len(header) > 1 or any(cell.strip() for cell in cells)):
                    break
        given = joined_header(found)
        if any(given):
            self.columns, self.facts = name_columns(given)
            self.facts.update(header_facts(header))
        elif header == (1,):
            raise empty(self._name)
        else:
            raise SourceUnreadable(
                f"{self._name} has no {spoken_rows(header)}, where its column names should be.",
                where=self._name,
                what_to_do="Correct “header_row” in the source's registration.",
            )

    def _below_a_blank_row(self, reader: "Reader") -> Iterator[RawRow]:
        """The rows with their first cell only, and the next other one; where none comes, they may be footnotes."""
        alone: list[RawRow] = []
        line = self._next_line(reader)
        for cells in reader:
            if any(cells):
                rows = self._careful(cells, line, reader.line_num + self._skipped)
                if not is_alone(cells, len(self.columns)) or len(alone) == MOST_FOOTNOTES:
                    yield from alone
                    yield from rows
                    return
                alone.extend(rows)
            line = self._next_line(reader)
        yield from map(as_footnote, alone)

    def _careful(self, cells: list[str], line: int, last_line: int) -> Iterator[RawRow]:
        width = len(self.columns)
        faults = []
        if self._ended:
            if last_line > line:
                # It swallowed what may be hundreds of rows: what was read so far is not the whole source.
                raise self._never_closed(line)
            faults.append(
                Reason("unclosed-quote", None, f"A quotation mark on line {line} is opened but never closed.")
            )
        if self._text.nul and any("\0" in cell for cell in cells):
            column = next(place for place, cell in enumerate(cells) if "\0" in cell)
            faults.append(nul_in(self.columns[column] if column < width else f"column {column + 1}"))
        if len(cells) != width:
            if not any(cell.strip() for cell in cells):
                return
            if len(cells) > width and not any(cells[width:]):
                cells = cells[:width]
            elif len(cells) < width and all(self._is_nameless(place) for place in range(len(cells), width)):
                cells = cells + [""] * (width - len(cells))
            else:
                faults.append(_ragged(len(cells), width, line, last_line))
        yield RawRow(line, cells, tuple(faults))

    def _is_nameless(self, place: int) -> bool:
        return self.columns[place].startswith(f"column {place + 1}")

    def _never_closed(self, line: int) -> SourceUnreadable:
        return SourceUnreadable(
            f"{self._name} has a quotation mark in the row on line {line} that is never closed,"
            " so that the rest of the file reads as one cell.",
            where=f"{self._name}, line {line}",
            what_to_do="Close it or take it out; or the file was cut off, and must be exported again.",
        )

    def _too_long(self, line: int) -> SourceUnreadable:
        return SourceUnreadable(
            f"{self._name} has a cell of more than {LONGEST_CELL // 1_000_000} million characters in the row on"
            f" line {line}: probably a quotation mark that is never closed.",
            where=f"{self._name}, line {line}",
            what_to_do="Correct that row, and gather again.",
        )


def _ragged(cells: int, columns: int, line: int, last_line: int) -> Reason:
    found = "1 cell" if cells == 1 else f"{cells} cells"
    wanted = "1 column" if columns == 1 else f"{columns} columns"
    sentence = f"The row has {found}, but the table has {wanted}."
    if last_line > line:
        sentence += f" It runs from line {line} to line {last_line}: a quotation mark may be missing or too many."
    return Reason("ragged", None, sentence)
