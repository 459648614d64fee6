"""The readers on published files: every row of each is there, as a row or as a faulty one."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from handover.sources.csv_files import read_csv
from handover.sources.json_files import read_json
from handover.sources.rows import RawRow, Reading
from handover.sources.spreadsheets import read_spreadsheet
from handover.sources.vcards import read_vcards

DATA = Path(__file__).parents[2].parent / "shared" / "data"
PLENTY = 1_000_000_000

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published files are not here")


def table(path: str, **options: Any) -> Reading:
    return read_csv(DATA / path, path, largest=PLENTY, **options)


def numbers(rows: list[RawRow]) -> list[int]:
    return [row.number for row in rows]


TABLES = [
    # file, rows, columns, encoding, delimiter, the line on which the last row starts
    ("gmpp/uk_2015.csv", 14, 189, "cp1252", "comma", 1352),
    ("gmpp/uk_2018.csv", 133, 14, "cp1252", "comma", 646),
    ("gmpp/uk_2019.csv", 133, 15, "cp1252", "comma", 416),
    ("gmpp/uk_2020.csv", 125, 16, "cp1252", "comma", 3975),
    ("gmpp/uk_2021.csv", 184, 16, "cp1252", "semicolon", 854),
    ("organograms/audit_commission-2011-03-31-senior.csv", 25, 22, "utf-8", "comma", 26),
    ("organograms/audit_commission-2011-09-30-senior.csv", 23, 22, "utf-8", "comma", 24),
    ("organograms/audit_commission-2012-03-31-senior.csv", 21, 22, "utf-8", "comma", 22),
    ("organograms/cabinet_office-2011-03-31-senior.csv", 216, 22, "utf-8", "comma", 217),
    ("organograms/cabinet_office-2011-09-30-senior.csv", 235, 22, "utf-8", "comma", 236),
    ("ifg_ministers/appointment.csv", 2459, 5, "utf-8", "comma", 2460),
    ("ifg_ministers/organisation_link.csv", 49, 6, "utf-8", "comma", 50),
]


@pytest.mark.parametrize(("path", "count", "columns", "encoding", "delimiter", "last"), TABLES)
def test_tables(path: str, count: int, columns: int, encoding: str, delimiter: str, last: int) -> None:
    reading = table(path)
    rows = list(reading.rows)
    assert reading.columns is not None
    assert (len(rows), len(reading.columns)) == (count, columns)
    assert not any(row.faults for row in rows)
    assert all(len(row.cells) == columns for row in rows)
    assert numbers(rows) == sorted(set(numbers(rows)))
    assert rows[-1].number == last
    assert reading.facts["encoding"] == f"Read as {encoding} (found)."
    assert reading.facts["delimiter"] == f"Cells are separated by {delimiter} (found)."


def test_the_byte_that_is_not_even_cp1252_is_shown_and_told() -> None:
    reading = table("gmpp/uk_2020.csv")
    affected = [row for row in reading.rows if any("\ufffd" in cell for cell in row.cells)]
    assert len(affected) == 1
    assert "0x9D, is on line 3747" in reading.facts["undecodable"]
    assert affected[0].number == 3747


def test_no_other_table_has_an_undecodable_byte() -> None:
    assert [path for path, *_ in TABLES if "undecodable" in table(path).facts] == ["gmpp/uk_2020.csv"]


def test_the_column_without_a_name_has_one() -> None:
    reading = table("organograms/audit_commission-2011-03-31-senior.csv")
    assert reading.columns is not None
    assert reading.columns[15] == "column 16"
    assert reading.facts["nameless-columns"] == "1 column has no name and is called “column 16”."


def test_the_lessons_are_the_same_in_both_forms() -> None:
    book = DATA / "nasa_llis/lessons.xlsx"
    lines = DATA / "nasa_llis/lessons.jsonl.gz"
    from_book = read_spreadsheet(book, book.name, largest=PLENTY)
    from_lines = list(read_json(lines, lines.name, largest=PLENTY).rows)
    columns = from_book.columns
    assert columns is not None
    rows = list(from_book.rows)
    assert (len(rows), len(from_lines), len(columns)) == (1071, 1071, 17)
    assert (numbers(rows), numbers(from_lines)) == (list(range(2, 1073)), list(range(1, 1072)))
    for in_book, on_line in zip(rows, from_lines, strict=True):
        assert in_book.faults == on_line.faults == ()
        texts = {key: value or None for key, value in on_line.cells.items()}
        assert dict(zip(columns, in_book.cells, strict=True)) == texts


DUMPS = {
    "organisations_2022-10-12T191120_98b111e2.json.gz": 20,
    "organisations_2022-10-13T144233_6859515e.json.gz": 1159,
}


def test_the_dumps_of_organisations() -> None:
    counts = {}
    for path in sorted((DATA / "govuk_organisations").glob("*.json.gz")):
        reading = read_json(path, path.name, largest=PLENTY)
        rows = list(reading.rows)
        assert not any(row.faults for row in rows)
        assert numbers(rows) == list(range(1, len(rows) + 1))
        assert all("title" in row.cells for row in rows)
        counts[path.name] = len(rows)
    assert len(counts) == 9
    assert {name: counts[name] for name in DUMPS} == DUMPS
    assert all(count >= 1159 for name, count in counts.items() if count != 20)


CARDS = {
    "John_Doe_ANDROID.vcf": 6,
    "John_Doe_EVOLUTION.vcf": 1,
    "John_Doe_GMAIL.vcf": 1,
    "gmail-list.vcf": 3,
    "gmail-single.vcf": 1,
    "outlook-2003.vcf": 1,
    "rfc2426-example.vcf": 2,
    "rfc6350-example.vcf": 1,
    "thunderbird-MoreFunctionsForAddressBook-extension.vcf": 1,
}


@pytest.mark.parametrize(("name", "count"), CARDS.items())
def test_every_card_of_a_real_client_is_read(name: str, count: int) -> None:
    path = DATA / "vcards" / name
    rows = list(read_vcards(path, name, largest=PLENTY).rows)
    assert path.read_bytes().upper().count(b"BEGIN:VCARD") == len(rows) == count
    assert not any(row.faults for row in rows)
    assert all(row.cells["FN"] or row.cells["EMAIL"] for row in rows)


# vobject reads the same, but for the file with a damaged picture, where it gives up.
SECOND_OPINION = [name for name in CARDS if "ANDROID" not in name]


@pytest.mark.parametrize("name", SECOND_OPINION)
def test_another_reader_of_vcards_agrees(name: str) -> None:
    vobject = pytest.importorskip("vobject")
    path = DATA / "vcards" / name
    ours = list(read_vcards(path, name, largest=PLENTY).rows)
    theirs = list(vobject.readComponents(path.read_text(encoding="utf-8"), allowQP=True))
    for our, their in zip(ours, theirs, strict=True):
        for column in ("email", "title", "note", "uid"):
            values = [line.value.replace("\r\n", "\n").strip() for line in their.contents.get(column, ())]
            found = our.cells[column.upper()]
            assert Counter(found if isinstance(found, list) else [found] if found else []) == Counter(values)
        assert (our.cells["FN"] or "").startswith(their.fn.value)
