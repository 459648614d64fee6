"""Tables as text: comma-, semicolon-, tab- or bar-separated, streamed a row at a time."""

import csv
import io
import re
from pathlib import Path
from typing import Final

from handover.errors import SourceUnreadable
from handover.sources.encoding import find_encoding
from handover.sources.registering.registration import Registration
from handover.sources.registering.shape import Rows, pass_over
from handover.sources.rows import Fetched, Reading
from handover.sources.tables.csv_table import LONGEST_CELL, Table
from handover.sources.tables.rotation import turned

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LOOKED_AT: Final = 50
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?(\r\n|\r|\n)', re.IGNORECASE)


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read a fetched table as its registration says; see ``read_csv``."""
    return read_csv(
        fetched.path,
        fetched.name,
        largest=largest,
        encoding=registration.encoding,
        delimiter=registration.delimiter,
        header_row=registration.header_row or 1,
        rotated=bool(registration.rotated),
        declared=registration.rows,
    )


def read_csv(
    path: Path,
    name: str,
    *,
    largest: int,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | tuple[int, ...] = 1,
    rotated: bool = False,
    declared: Rows | None = None,
) -> Reading:
    """Read the table in ``path``, which sentences call ``name``; ``largest`` bounds its bytes, also unpacked.

    ``header_row`` counts rows from 1, as a spreadsheet would show them; several are put together, and where it is one,
    blank ones before the header are passed over. A row's number is the line on which it starts. Of a ``rotated`` table
    the header is columns, and a row's number that of its column. ``declared`` says which rows are no records.
    Raises SourceUnreadable or SourceUnreachable.
    """
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        raise SourceUnreadable(
            f"{name} cannot be split at “{delimiter}”: a delimiter is one character.",
            where=name,
            what_to_do="Correct “delimiter” in the source's registration, or leave it out to have it found.",
        )
    header = (header_row,) if isinstance(header_row, int) else header_row
    text = find_encoding(path, name, declared=encoding, largest=largest)
    line = _SEPARATOR_LINE.match(text.head.removeprefix("\ufeff"))
    found = delimiter or (line.group(1) if line else _find_delimiter(text.head, 1 if rotated else header[-1]))
    said = f"Cells are separated by {DELIMITERS.get(found, f'“{found}”')} ({'declared' if delimiter else 'found'})."
    table = Table(text, name, found, skip_first_line=line is not None)
    facts = {**text.facts, "delimiter": said}
    if rotated:
        columns, rows = turned(table.as_it_stands(), name, facts, header=header, declared=declared)
        return Reading(rows=rows, columns=columns, facts=facts)
    rows = table.rows(header)
    # The first step reads the header and opens the file; the file is closed when the rows are dropped or done.
    next(rows)
    facts.update(table.facts)
    return Reading(rows=pass_over(rows, declared, facts), columns=table.columns, facts=facts)


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
