"""The tables of a dossier as one workbook: a sheet each, to sort, filter and count.

Nothing in it is calculated and nothing is a link: every text is written as a text. A text that is longer than a cell
may hold goes on in a sheet of its own, and the cell says where.
"""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from handover.dossier.model import Dossier
from handover.dossier.wording import counted, one_line
from handover.publish.legible import legible, shortened
from handover.publish.tables.rows import Table, Value, tables_of, words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# Excel's limit is 32,767 units of UTF-16; a character may take two.
LONGEST_CELL: Final = 16_000
_LONG_TEXTS: Final = "Long texts"
_DIGITS: Final = 15  # that a number of a spreadsheet keeps
_FIRST_DAY: Final = date(1900, 3, 1)  # before, spreadsheets disagree on what day it is
_NARROWEST, _WIDEST = 9, 60  # letters
_LONGEST_NAME: Final = 31
_FACTS: Final = 80.0
_ONE_PAGE: Final = 200  # letters; what is wider could not be read in print on one page
_LINE, _TALLEST = 13.5, 400.0  # points


def xlsx(dossier: Dossier) -> bytes:
    """The workbook. The same dossier always gives the same bytes."""
    from xlsxwriter import Workbook

    into = io.BytesIO()
    workbook = Workbook(
        into,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    with workbook:
        workbook.set_properties(
            {
                "title": one_line(legible(dossier.title))[:250],
                "author": one_line(legible(dossier.office))[:250],
                "subject": f"{one_line(legible(dossier.reference))} version {dossier.version}"[:250],
                "comments": one_line(legible(dossier.marking))[:250],
                "created": dossier.compiled_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        _Writer(workbook, dossier).write(tables_of(dossier))
    return into.getvalue()


class _Writer:
    def __init__(self, workbook: "Workbook", dossier: Dossier) -> None:
        self.workbook = workbook
        self.dossier = dossier
        looks: dict[str, dict[str, Any]] = {
            "head": {"bold": True, "bg_color": "#12395b", "font_color": "#ffffff", "border": 1},
            "text": {"num_format": "@"},
            "number": {"num_format": "#,##0.##########"},
            "whole": {"num_format": "0"},
            "day": {"num_format": "d mmm yyyy", "align": "left"},
            "moment": {"num_format": "d mmm yyyy hh:mm", "align": "left"},
            "title": {"bold": True, "font_size": 16, "font_color": "#12395b", "num_format": "@"},
            "marking": {"bold": True, "num_format": "@"},
        }
        kept_on_a_line = ("title", "marking")
        self.looks: dict[str, Format] = {
            name: workbook.add_format(
                {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": name not in kept_on_a_line} | look
            )
            for name, look in looks.items()
        }
        self.names: dict[str, str] = {}
        self.long = Table("long", _LONG_TEXTS, ("sheet", "row", "column", "part", "text"))

    def write(self, tables: list[Table]) -> None:
        for table in tables:
            self.names[table.name] = self._sheet_name(table.title)
        self._first(tables[0], tables[1:])
        for table in tables[1:]:
            if table.rows:
                self._table(table, self.workbook.add_worksheet(self.names[table.name]))
        if self.long.rows:
            self._table(self.long, self.workbook.add_worksheet(_LONG_TEXTS))

    def _sheet_name(self, title: str) -> str:
        name = title.translate({ord(character): "-" for character in "[]:*?/\\"})[:_LONGEST_NAME]
        number = 1
        while name.lower() in {taken.lower() for taken in (*self.names.values(), _LONG_TEXTS)}:
            number += 1
            name = f"{name[: _LONGEST_NAME - 4]} {number}"
        return name

    def _first(self, facts: Table, others: list[Table]) -> None:
        """The sheet that says what this is and what else there is, then the facts."""
        sheet = self.workbook.add_worksheet(self.names[facts.name])
        self._set_up(sheet)
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, _FACTS)
        sheet.write_string(0, 0, _text(self.dossier.marking)[:200], self.looks["marking"])
        sheet.write_string(1, 0, shortened(self.dossier.title, 120), self.looks["title"])
        edition = f"Handover dossier {shortened(self.dossier.reference, 60)}, version {self.dossier.version}"
        sheet.write_string(2, 0, edition, self.looks["marking"])
        row = 4
        for column, head in enumerate(("Sheet", "What is on it")):
            sheet.write_string(row, column, head, self.looks["head"])
        for table in others:
            row += 1
            sheet.write_string(row, 0, self.names[table.name], self.looks["text"])
            said = counted(len(table.rows), "row") if table.rows else "Nothing; it has no sheet"
            sheet.write_string(row, 1, said, self.looks["text"])
        row += 2
        for column, head in enumerate(("Fact", "As it stands")):
            sheet.write_string(row, column, head, self.looks["head"])
        for name, value in facts.rows:
            if value is None:
                continue
            row += 1
            sheet.set_row(row, _height((value,), [_FACTS]))
            sheet.write_string(row, 0, words(str(name)), self.looks["text"])
            self._cell(sheet, row, 1, value, (self.names[facts.name], "value"))

    def _table(self, table: Table, sheet: "Worksheet") -> None:
        self._set_up(sheet)
        table = _without_empty_columns(table)
        widths = [_width(words(name), [row[column] for row in table.rows]) for column, name in enumerate(table.columns)]
        for column, name in enumerate(table.columns):
            sheet.write_string(0, column, words(name), self.looks["head"])
            sheet.set_column(column, column, widths[column])
        for number, row in enumerate(table.rows, start=1):
            sheet.set_row(number, _height(row, widths))
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value, (sheet.get_name(), table.columns[column]))
        if sum(widths) <= _ONE_PAGE:
            sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        # Telephone numbers and keys are texts on purpose.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def _set_up(self, sheet: "Worksheet") -> None:
        sheet.set_landscape()
        sheet.set_paper(9)
        marking = _for_a_header(self.dossier.marking, 60)
        edition = f"{_for_a_header(self.dossier.reference, 40)} version {self.dossier.version}"
        sheet.set_header(f"&L{edition}&C&B{marking}&R&A")
        sheet.set_footer(f"&C&B{marking}&RPage &P of &N")

    def _cell(self, sheet: "Worksheet", row: int, column: int, value: Value, where: tuple[str, str]) -> None:
        """Write a value as what it is, and what cannot be that as a text."""
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_string(row, column, "yes" if value else "no", self.looks["text"])
        elif isinstance(value, int) and abs(value) < 10**_DIGITS:
            sheet.write_number(row, column, value, self.looks["whole"])
        elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= _DIGITS and abs(value) < 10**_DIGITS:
            sheet.write_number(row, column, float(value), self.looks["number"])
        elif isinstance(value, datetime) and value.date() >= _FIRST_DAY:
            sheet.write_datetime(row, column, value.astimezone(UTC), self.looks["moment"])
        elif isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
            sheet.write_datetime(row, column, value, self.looks["day"])
        else:
            said = f"{value:f}" if isinstance(value, Decimal) else str(value)
            self._text(sheet, row, column, _text(said), where)

    def _text(self, sheet: "Worksheet", row: int, column: int, text: str, where: tuple[str, str]) -> None:
        if len(text) > LONGEST_CELL:
            pieces = [text[start : start + LONGEST_CELL] for start in range(0, len(text), LONGEST_CELL)]
            name, of = where
            # The first piece stands in its cell, and says where the others are.
            first = len(self.long.rows) + 2
            text = f"{pieces[0]} … (goes on in the sheet “{_LONG_TEXTS}”, row {first})"
            for number, piece in enumerate(pieces[1:], start=2):
                self.long.rows.append((name, row + 1, of, number, piece))
        if text:
            sheet.write_string(row, column, text, self.looks["text"])


def _without_empty_columns(table: Table) -> Table:
    """A reader has no use for columns in which nothing stands; programs find them in the CSV."""
    kept = [number for number in range(len(table.columns)) if any(row[number] is not None for row in table.rows)]
    rows = [tuple(row[number] for number in kept) for row in table.rows]
    return Table(table.name, table.title, tuple(table.columns[number] for number in kept), rows)


def _text(text: str) -> str:
    return legible(text)


def _for_a_header(text: str, longest: int) -> str:
    """A text for the header of a printed sheet, in which ``&`` is a command."""
    return shortened(text, longest).replace("&", "&&")


def _height(row: Sequence[Value], widths: Sequence[float]) -> float:
    """How tall a row is, in points: not every program works that out when it opens a file."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str):
            lines = max(lines, sum(1 + len(line) // int(width) for line in value[:LONGEST_CELL].split("\n")))
    return min(lines * _LINE + 2, _TALLEST)


def _width(head: str, values: list[Value]) -> float:
    # Of a thousand rows the first hundreds tell enough.
    longest = max((len(line) for value in values[:500] for line in str(value or "").splitlines()), default=0)
    return min(max(longest + 1, len(head) + 3, _NARROWEST), _WIDEST)
