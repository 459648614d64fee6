"""The table on a sheet of a workbook: which of its rows are the header's, and which are records."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from handover.errors import SourceUnreadable
from handover.sources.registering.shape import Rows, pass_over
from handover.sources.rows import RawRow
from handover.sources.tables.footnotes import MOST_FOOTNOTES, as_footnote, is_alone
from handover.sources.tables.header_rows import header_facts, joined_header, spoken_rows
from handover.sources.tables.headers import name_columns
from handover.sources.tables.rotation import turned

Line = tuple[int, list[Any]]
Table = tuple[tuple[str, ...], Iterator[RawRow]]


class SheetTable:
    """One sheet, read once.

    ``found`` is what the process that reads it says of it, and ``rows`` are those with anything in them, each with the
    number that the sheet shows. ``header`` are the numbers of the header's rows, or of the columns with the names.
    """

    def __init__(self, found: Mapping[str, Any], rows: Iterator[Line], name: str, header: Sequence[int]) -> None:
        self._rows = rows
        self._name = name
        self._header = header
        self._place = f"sheet “{found['sheet']}”"
        self._left: int = found["left"]
        # By row and column, where the value of a cell stands that is merged with others of its row.
        self._merged: Mapping[tuple[int, int], int] = found["merged"]

    def upright(self, facts: dict[str, str], declared: Rows | None) -> Table:
        """The columns' names, and the rows below them; ``facts`` gets what was decided. Raises SourceUnreadable."""
        lines = self._header_lines()
        filled = [self._filled(*line) for line in lines]
        merged = [cells != line[1] for cells, line in zip(filled, lines, strict=True)]
        columns, told = name_columns(joined_header(filled, merged))
        facts.update(told)
        facts.update(header_facts(self._header))
        if any(merged):
            facts["merged-header"] = "Header cells are merged; each column they cover has their name."
        return columns, pass_over(self._records(len(columns), lines[-1][0]), declared, facts)

    def turned(self, facts: dict[str, str], declared: Rows | None) -> Table:
        """The fields' names, and a row for each column that is a record; see ``rotation.turned``."""
        rows = (RawRow(number, self._filled(number, cells)) for number, cells in self._rows)
        name = f"{self._name}, {self._place},"
        return turned(rows, name, facts, header=self._header, left=self._left, declared=declared)

    def _header_lines(self) -> list[Line]:
        """The header's rows. Where it is one, blank ones before it are passed over."""
        first, last, several = self._header[0], self._header[-1], len(self._header) > 1
        found: list[Line] = []
        for line in self._rows:
            number = line[0]
            if several and number > last:
                self._rows = chain([line], self._rows)
                break
            if number in self._header or (not several and number > first):
                found.append(line)
            if found and number >= last:
                break
        if not found:
            where = (
                f"in {spoken_rows(self._header)} of {self._place}"
                if several
                else f"from row {first} of {self._place} on"
            )
            raise SourceUnreadable(
                f"{self._name} has nothing {where}, where its column names should be.",
                where=f"{self._name}, {self._place}",
                what_to_do="Correct “header_row” or “sheet” in the source's registration.",
            )
        return found

    def _records(self, width: int, last: int) -> Iterator[RawRow]:
        """The rows below the header, which ends with the row ``last``. Of blank rows only the numbers are left out."""
        alone: list[RawRow] = []
        for number, cells in self._rows:
            row = RawRow(number, cells[:width])
            if (number > last + 1 or alone) and len(alone) < MOST_FOOTNOTES and is_alone(cells, width):
                alone.append(row)
            elif alone:
                yield from alone
                yield row
                alone = []
            else:
                yield row
            last = number
        yield from map(as_footnote, alone)

    def _filled(self, number: int, cells: list[Any]) -> list[Any]:
        """The cells, those with the value in them that are merged with a cell on their left."""
        merged = self._merged
        return [
            cells[merged[number, place]] if cell is None and (number, place) in merged else cell
            for place, cell in enumerate(cells)
        ]
