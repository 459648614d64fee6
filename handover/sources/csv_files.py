"""Tables as text: comma-, semicolon-, tab- or bar-separated, streamed a row at a time."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from handover.errors import SourceUnreadable
from handover.sources.contents import empty, refusals
from handover.sources.encoding import Text, find_encoding
from handover.sources.headers import name_columns
from handover.sources.rows import RawRow, Reading, Reason

# A cell of 50 MB must come through, so that it is rejected as a row and kept. Beyond this, in characters, it is
# the rest of a file after a quotation mark that is never closed, and would fill the memory.
LONGEST_CELL: Final = 100_000_000

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LOOKED_AT: Final = 50
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?(\r\n|\r|\n)', re.IGNORECASE)


def read_csv(
    path: Path,
    name: str,
    *,
    largest: int,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int = 1,
) -> Reading:
    """Read the table in ``path``, which sentences call ``name``; ``largest`` bounds its bytes, also unpacked.

    ``header_row`` counts rows from 1, as a spreadsheet would show them; blank ones before the header are passed
    over. A row's number is the line on which it starts. Raises SourceUnreadable or SourceUnreachable.
    """
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        raise SourceUnreadable(
            f"{name} cannot be split at “{delimiter}”: a delimiter is one character.",
            where=name,
            what_to_do="Correct “delimiter” in the source's registration, or leave it out to have it found.",
        )
    text = find_encoding(path, name, declared=encoding, largest=largest)
    line = _SEPARATOR_LINE.match(text.head.removeprefix("\ufeff"))
    found = delimiter or (line.group(1) if line else _find_delimiter(text.head, header_row))
    table = _Table(text, name, found, header_row, skip_first_line=line is not None)
    rows = table.rows()
    # The first step reads the header and opens the file; the file is closed when the rows are dropped or done.
    next(rows)
    said = f"Cells are separated by {DELIMITERS.get(found, f'“{found}”')} ({'declared' if delimiter else 'found'})."
    return Reading(rows=rows, columns=table.columns, facts={**text.facts, "delimiter": said, **table.facts})


def _find_delimiter(head: str, header_row: int) -> str:
    """The delimiter under which the header has most columns and the first rows have as many as the header."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(head, delimiter, header_row)
        if not widths or widths[0] < 2:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        # Half of the rows may be ragged; a delimiter that only the header has by chance fits fewer.
        if (score[0] >= 0.5, score[1]) > (best_score[0] >= 0.5, best_score[1]):
            best, best_score = delimiter, score
    return best


def _widths(head: str, delimiter: str, header_row: int) -> list[int]:
    csv.field_size_limit(LONGEST_CELL)
    widths: list[int] = []
    for number, row in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), start=1):
        if number >= header_row and any(row):
            widths.append(len(row))
        if len(widths) > _LOOKED_AT:
            break
    # The last one may be cut off where the look ends.
    return widths[:-1] if len(widths) > 1 else widths


class _Table:
    """One table being read. ``columns`` and ``facts`` are there after the first step of ``rows``."""

    def __init__(self, text: Text, name: str, delimiter: str, header_row: int, *, skip_first_line: bool) -> None:
        self._text = text
        self._name = name
        self._delimiter = delimiter
        self._header_row = header_row
        self._skip_first_line = skip_first_line
        self._ended: list[bool] = []
        self.columns: tuple[str, ...] = ()
        self.facts: dict[str, str] = {}

    def rows(self) -> Iterator[RawRow]:
        """First one row that means nothing, once the header is read; then the rows."""
        csv.field_size_limit(LONGEST_CELL)
        with refusals(self._name), self._text.open() as file:
            skipped = 0
            if self._skip_first_line:
                file.readline()
                skipped = 1
            # The csv module reads an unclosed quotation mark to the end of the file and says nothing. It only
            # asks for another line within a row, so that asking at the end tells.
            reader = csv.reader(chain(file, self._end()), delimiter=self._delimiter)
            line = skipped + 1
            try:
                self._read_header(reader)
                line = reader.line_num + skipped + 1
                yield RawRow(0, [])
                # This loop runs a million times: a row in order costs a look at its width, its end and its
                # first cell. Where the pass over the bytes saw a NUL, no width is in order.
                width = -1 if self._text.nul else len(self.columns)
                ended, make = self._ended, tuple.__new__
                for cells in reader:
                    if len(cells) == width and not ended and (cells[0] or any(cells)):
                        yield make(RawRow, (line, cells, ()))
                    elif any(cells):
                        yield from self._careful(cells, line, reader.line_num + skipped)
                    line = reader.line_num + skipped + 1
            except csv.Error:
                raise self._too_long(line) from None

    def _end(self) -> Iterator[str]:
        self._ended.append(True)
        return
        yield

    def _read_header(self, reader: Iterator[list[str]]) -> None:
        for number, cells in enumerate(reader, start=1):
            if number >= self._header_row and any(cell.strip() for cell in cells):
                if self._ended:
                    raise self._never_closed(1)
                self.columns, self.facts = name_columns(cells)
                return
        if self._header_row == 1:
            raise empty(self._name)
        raise SourceUnreadable(
            f"{self._name} has no row {self._header_row}, where its column names should be.",
            where=self._name,
            what_to_do="Correct “header_row” in the source's registration.",
        )

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
            called = self.columns[column] if column < width else f"column {column + 1}"
            faults.append(Reason("nul", called, f"“{called}” has a NUL character in it: the file is damaged there."))
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
