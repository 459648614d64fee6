"""Tables as CSV: nothing is calculated, and everything can be had back."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.publish.legible import legible
from handover.publish.tables.csv_form import csv_zip, harmless
from handover.publish.tables.rows import tables_of
from tests.dossiers.naughty import KINDS, a_naughty_dossier
from tests.dossiers.rich import a_dossier

CELLS = {
    "a formula": ("=1+1", "'=1+1"),
    "plus": ("+44 1632", "'+44 1632"),
    "minus": ("-2", "'-2"),
    "at": ("@SUM(A1)", "'@SUM(A1)"),
    "a tab": ("\tx", "'\tx"),
    "a carriage return": ("\r=1", "'\n=1"),
    "behind space": ("  =1", "'  =1"),
    "behind what is not seen": ("\u200b=1", "'\u200b=1"),
    "in full width": ("\uff1d1", "'\uff1d1"),
    "an apostrophe": ("'tis", "''tis"),
    "in the middle": ("a=1", "a=1"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), CELLS.values(), ids=CELLS)
def test_a_cell_is_never_calculated(text: str, expected: str) -> None:
    assert harmless(text) == expected


@given(st.text(st.characters(codec="utf-8")))
def test_a_text_can_be_had_back(text: str) -> None:
    written = harmless(text)
    assert written.removeprefix("'") == legible(text)
    assert written.lstrip(" \t\r\n\u00a0\u200b\ufeff\u2060")[:1] not in tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def read(content: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {
            name: list(csv.reader(io.StringIO(package.read(name).decode("utf-8-sig"), newline="")))
            for name in package.namelist()
        }


def test_each_table_is_a_file_that_excel_knows_the_encoding_of() -> None:
    dossier = a_dossier()
    content = csv_zip(dossier)
    assert list(read(content)) == [f"{table.name}.csv" for table in tables_of(dossier)]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        raw = package.read("actions.csv")
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 1 + len(dossier.actions)


def test_an_amount_below_nothing_stays_a_number() -> None:
    dossier = a_dossier()
    points = tuple(point.model_copy(update={"budget": -5}) for point in dossier.status.points[:1])
    status = dossier.status.model_copy(update={"points": points})
    head, row = read(csv_zip(dossier.model_copy(update={"status": status})))["status.points.csv"]
    assert row[head.index("budget")] == "-5"


def test_every_naughty_string_is_in_its_cell() -> None:
    rows = read(csv_zip(a_naughty_dossier()))["actions.csv"]
    given = [text for texts in KINDS.values() for text in texts]
    column = rows[0].index("what")
    assert [row[column].removeprefix("'") for row in rows[1:]] == [legible(text) for text in given]
