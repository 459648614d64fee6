"""The tables of a dossier as CSV files in one ZIP, that no spreadsheet can be made to calculate.

RFC 4180: commas, quotation marks around every text, lines that end with CR LF. UTF-8 with a byte order mark, without
which Excel reads another encoding. What a spreadsheet could take for a formula has an apostrophe in front of it (OWASP,
CSV injection), and so has what begins with one: whoever takes one apostrophe off such a text has it as it was.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from handover.dossier.model import Dossier
from handover.publish.legible import legible
from handover.publish.packing import pack
from handover.publish.tables.rows import Table, Value, tables_of

# Also in the width that East Asian keyboards give them.
_FORMULA: Final = frozenset("=+-@＝＋－＠")
_APOSTROPHE: Final = "'"
_INVISIBLE: Final = " \t\r\n\u00a0\u200b\ufeff\u2060"


def csv_zip(dossier: Dossier) -> bytes:
    """A ZIP with a CSV file for each table. The same dossier always gives the same bytes."""
    return pack({f"{table.name}.csv": as_csv(table) for table in tables_of(dossier)})


def as_csv(table: Table) -> bytes:
    """One table as a CSV file; the first line has the names of its columns."""
    into = io.StringIO(newline="")
    writer = csv.writer(into, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(map(_written, table.rows))
    return into.getvalue().encode("utf-8-sig")


def _written(row: Iterable[Value]) -> list[str | int | Decimal]:
    return [_value(value) for value in row]


def _value(value: Value) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    # A number stays one, also below nothing: it is no text of a source.
    return value if isinstance(value, int) else f"{value:f}" if isinstance(value, Decimal) else harmless(value)


def harmless(text: str) -> str:
    """A text as a cell that is never calculated.

    >>> harmless("=1+1"), harmless("'tis"), harmless("plain")
    ("'=1+1", "''tis", 'plain')
    """
    text = legible(text)
    first = text.lstrip(_INVISIBLE)[:1]
    risky = first in _FORMULA or text[:1] in ("\t", "\n", _APOSTROPHE)
    return f"{_APOSTROPHE}{text}" if text and risky else text
