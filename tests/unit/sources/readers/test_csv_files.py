"""What tables as text become, and the sentence for each thing that is wrong with them."""

import csv
import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceUnreadable
from handover.sources.csv_files import read_csv
from handover.sources.rows import RawRow, Reading

Write = Callable[..., Path]
PLENTY = 100_000_000


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(content: bytes | str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def read(path: Path, **options: Any) -> Reading:
    return read_csv(path, path.name, largest=PLENTY, **options)


def rows(path: Path, **options: Any) -> list[RawRow]:
    return list(read(path, **options).rows)


GOOD = [
    pytest.param("a,b\n1,2\n3,4\n", [(2, ["1", "2"]), (3, ["3", "4"])], id="plain"),
    pytest.param("a,b\r\n1,2\r\n3,4", [(2, ["1", "2"]), (3, ["3", "4"])], id="Windows line ends, none at the end"),
    pytest.param("a,b\r1,2\r", [(2, ["1", "2"])], id="old Macintosh line ends"),
    pytest.param("a;b\n1;2,5\n", [(2, ["1", "2,5"])], id="semicolons, commas within"),
    pytest.param("a\tb\n1\t2\n", [(2, ["1", "2"])], id="tabs"),
    pytest.param("a|b\n1|2\n", [(2, ["1", "2"])], id="bars"),
    pytest.param("sep=;\na;b\n1;2\n", [(3, ["1", "2"])], id="Excel's separator line"),
    pytest.param("lesson\nWalk\n", [(2, ["Walk"])], id="one column"),
    pytest.param('a,b\n"x\ny\nz",2\n3,4\n', [(2, ["x\ny\nz", "2"]), (5, ["3", "4"])], id="line breaks in a cell"),
    pytest.param('a,b\n"say ""so""",2\n', [(2, ['say "so"', "2"])], id="quotation marks"),
    pytest.param("a,b\n\n1,2\n\n,\n3,4\n\n", [(3, ["1", "2"]), (6, ["3", "4"])], id="blank lines are not rows"),
    pytest.param("\n\na,b\n1,2\n", [(4, ["1", "2"])], id="blank lines before the header"),
    pytest.param("a,b\n1,2,,\n", [(2, ["1", "2"])], id="empty cells beyond the columns"),
    pytest.param("a,b,,\n1,2\n", [(2, ["1", "2", "", ""])], id="nameless columns left out"),
    pytest.param("a,b\n,2\n", [(2, ["", "2"])], id="an empty first cell"),
    pytest.param("a,b\n", [], id="header only"),
    pytest.param("a,b", [], id="header only, without line end"),
]


@pytest.mark.parametrize(("content", "expected"), GOOD)
def test_rows_come_with_the_line_they_start_on(
    write: Write, content: str, expected: list[tuple[int, list[str]]]
) -> None:
    assert rows(write(content)) == [RawRow(number, cells) for number, cells in expected]


ENCODINGS = [
    pytest.param("né,b\nà,2\n".encode(), "utf-8", "à", id="utf-8"),
    pytest.param("né,b\nà,2\n".encode("utf-8-sig"), "utf-8-sig", "à", id="utf-8 with mark"),
    pytest.param("né,b\nà,2\n".encode("utf-16"), "utf-16", "à", id="utf-16 with mark"),
    pytest.param("né,b\nà,2\n".encode("utf-16-le"), "utf-16-le", "à", id="utf-16 little-endian"),
    pytest.param("né,b\nà,2\n".encode("utf-16-be"), "utf-16-be", "à", id="utf-16 big-endian"),
    pytest.param("né,b\nà,2\n".encode("utf-32"), "utf-32", "à", id="utf-32"),
    pytest.param("né,b\n£5 – “à”,2\n".encode("cp1252"), "cp1252", "£5 – “à”", id="cp1252"),
    pytest.param("né,b\nééééé".encode() + b"\xa3,2\n", "utf-8", "ééééé\ufffd", id="utf-8 with one stray byte"),
]


@pytest.mark.parametrize(("content", "encoding", "cell"), ENCODINGS)
def test_the_encoding_is_found(write: Write, content: bytes, encoding: str, cell: str) -> None:
    reading = read(write(content))
    assert reading.columns == ("né", "b")
    assert [row.cells for row in reading.rows] == [[cell, "2"]]
    assert reading.facts["encoding"] == f"Read as {encoding} (found)."


def test_bytes_that_mean_nothing_show_and_are_told(write: Write) -> None:
    content = b"name,text\n" + "naïve – “quoted” £5,x\n".encode("cp1252") * 30 + b"Quantum\x9d system,y\n"
    reading = read(write(content))
    assert list(reading.rows)[-1] == RawRow(32, ["Quantum\ufffd system", "y"])
    assert reading.facts["undecodable"] == (
        "1 place cannot be read as cp1252 and shows as \ufffd; the first, the byte 0x9D, is on line 32."
    )


def test_a_bad_byte_far_into_the_file_is_found_on_its_line(write: Write) -> None:
    content = b"name,text\n" + b"plain,text\n" * 200_000 + b"\xc3\xa9\xc3\xa9,\xff\n"
    reading = read(write(content))
    assert "the byte 0xFF, is on line 200002." in reading.facts["undecodable"]
    *_, last = reading.rows
    assert last == RawRow(200_002, ["éé", "\ufffd"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(
            "a,b\né,x\nQuantum\ufffd system,y\n".encode(),
            "1 character was lost before the file was written and stands in it as \ufffd; it is on line 3.",
            id="one",
        ),
        pytest.param(
            "a,b\nx@y.org\ufffd\ufffd,1\nz\ufffd,2\n".encode("utf-16"),
            "3 characters were lost before the file was written and stand in it as \ufffd; the first is on line 2.",
            id="several, in UTF-16",
        ),
        pytest.param(
            ("a,b\n" + "é,text\n" * 200_000 + "\ufffd,\ufffd\n").encode(),
            "2 characters were lost before the file was written and stand in it as \ufffd;"
            " the first is on line 200002.",
            id="far into the file",
        ),
        pytest.param("a,b\né,x\n".encode(), None, id="none"),
        pytest.param("a,b\né,\ufffd\n".encode() + b"\xff,z\n", None, id="bytes that mean nothing are told instead"),
    ],
)
def test_characters_that_were_lost_before_are_told(write: Write, content: bytes, told: str | None) -> None:
    assert read(write(content)).facts.get("lost") == told


def test_a_declared_encoding_is_used(write: Write) -> None:
    reading = read(write("name\nČapek\n".encode("cp1250")), encoding="cp1250")
    assert [row.cells for row in reading.rows] == [["Čapek"]]
    assert reading.facts["encoding"] == "Read as cp1250 (declared)."


def test_a_million_characters_of_one_cell_do_not_hide_the_next_row(write: Write) -> None:
    assert [len(row.cells[0]) for row in rows(write("a,b\n" + "x" * 1_000_000 + ",1\ny,2\n"))] == [1_000_000, 1]


def test_a_field_of_50_megabytes_comes_through(write: Write) -> None:
    first, second = rows(write(b"a,b\n" + b"x" * 50_000_000 + b",1\ny,2\n"))
    assert len(first.cells[0]) == 50_000_000
    assert (first.faults, second.cells) == ((), ["y", "2"])


HEADERS = [
    pytest.param("a,,c\n", ("a", "column 2", "c"), "1 column has no name and is called “column 2”.", id="nameless"),
    pytest.param(
        "a,b,a,a\n",
        ("a", "b", "a (2)", "a (3)"),
        "2 columns have a name that an earlier one has and are called “a (2)”, “a (3)”.",
        id="duplicate",
    ),
    pytest.param("a,a,a (2)\n", ("a", "a (3)", "a (2)"), "“a (3)”", id="a duplicate whose new name is taken"),
    pytest.param(",column 1\n", ("column 1 (2)", "column 1"), "no name", id="a nameless one whose place is a name"),
    pytest.param('"a\n  b", c \n', ("a b", "c"), None, id="white space"),
]


@pytest.mark.parametrize(("content", "columns", "fact"), HEADERS)
def test_every_column_has_a_name_of_its_own(
    write: Write, content: str, columns: tuple[str, ...], fact: str | None
) -> None:
    reading = read(write(content))
    assert reading.columns == columns
    told = " ".join(value for key, value in reading.facts.items() if key.endswith("-columns"))
    assert fact in told if fact else not told


def test_the_header_may_stand_further_down(write: Write) -> None:
    reading = read(write("Programme office\n\nPrinted 1 May\na,b\n1,2\n"), header_row=4)
    assert (reading.columns, [row.number for row in reading.rows]) == (("a", "b"), [5])


FAULTS = [
    pytest.param("a,b,c\n1,2\n", "ragged", "The row has 2 cells, but the table has 3 columns.", id="too few cells"),
    pytest.param("a,b\n1,2,3\n", "ragged", "The row has 3 cells, but the table has 2 columns.", id="too many cells"),
    pytest.param("a,b\nx\n", "ragged", "The row has 1 cell, but the table has 2 columns.", id="a line of prose"),
    pytest.param(
        'a,b\n1,"2\n3,4\n5,"6,7\n',
        "ragged",
        "The row has 3 cells, but the table has 2 columns. It runs from line 2 to line 4:"
        " a quotation mark may be missing or too many.",
        id="a quotation mark that swallows rows",
    ),
    pytest.param("a,b\n1,x\0y\n", "nul", "“b” has a NUL character in it: the file is damaged there.", id="a NUL"),
    pytest.param(
        'a,b\n1,"2\n', "unclosed-quote", "A quotation mark on line 2 is opened but never closed.", id="cut off"
    ),
]


@pytest.mark.parametrize(("content", "code", "sentence"), FAULTS)
def test_a_faulty_row_is_kept_whole_with_its_reason(write: Write, content: str, code: str, sentence: str) -> None:
    good = "good,row\n" if content.startswith("a,b\n") else "good,row,too\n"
    header, _, rest = content.partition("\n")
    *before, faulty = rows(write(f"{header}\n{good}{rest}"))
    assert [row.faults for row in before] == [()]
    [reason] = faulty.faults
    shifted = sentence.replace("line 4", "line 5").replace("line 2", "line 3")
    assert (reason.code, reason.sentence, faulty.number) == (code, shifted, 3)
    kept = "".join(str(cell) for cell in faulty.cells)
    assert all(character in kept for character in rest if character.isalnum() or character == "\0")


def test_rows_in_order_around_a_nul_are_not_touched(write: Write) -> None:
    found = rows(write("a,b\n1,2\nx\0,3\n4,5\n"))
    assert [bool(row.faults) for row in found] == [False, True, False]


ZIP = b"PK\x03\x04" + bytes(60)
REFUSED = [
    pytest.param(b"", {}, "table.csv is empty.", id="empty"),
    pytest.param(b" \r\n\n\t\n", {}, "table.csv is empty.", id="white space only"),
    pytest.param(b"\xef\xbb\xbf", {}, "table.csv is empty.", id="a byte order mark only"),
    pytest.param(b",,\n,,\n", {}, "table.csv is empty.", id="delimiters only"),
    pytest.param(b"%PDF-1.7\n...", {}, "should be text, but it seems to be a PDF document.", id="PDF"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(50), {}, "seems to be a picture.", id="picture"),
    pytest.param(ZIP, {}, "seems to be a ZIP archive.", id="ZIP"),
    pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", {}, "seems to be an old Office document.", id="xls"),
    pytest.param(b"<!DOCTYPE html>\n<p>Sign in", {}, "seems to be a web page.", id="web page"),
    pytest.param(bytes(range(256)) * 9, {}, "seems to be a program's own data rather than text.", id="binary"),
    pytest.param(
        "né\n".encode("cp1252"),
        {"encoding": "utf-8"},
        "table.csv is not in the encoding utf-8: line 1 has the byte 0xE9.",
        id="wrongly declared encoding",
    ),
    pytest.param(b"a\n", {"encoding": "utf-9"}, "“utf-9”, which does not exist.", id="an encoding that is none"),
    pytest.param(b"a\n", {"encoding": "rot13"}, "“rot13”, which does not exist.", id="a codec that is no encoding"),
    pytest.param("né,b\nà,2\n".encode("utf-16")[:-1], {}, "is not in the encoding utf-16", id="utf-16 cut off"),
    pytest.param(b"a\n", {"header_row": 3}, "has no row 3, where its column names should be.", id="no header row"),
    pytest.param(b"a\n", {"delimiter": ";;"}, "a delimiter is one character.", id="a delimiter of two"),
    pytest.param(
        b'a,b\n1,2\n3,"4\n5,6\n7,8\n',
        {},
        "has a quotation mark in the row on line 3 that is never closed, so that the rest of the file reads as one"
        " cell.",
        id="an unclosed quotation mark",
    ),
    pytest.param(
        gzip.compress(b"a,b\n1,2\n" * 1000)[:40], {}, "packed with gzip, but it is cut off or damaged.", id="gzip cut"
    ),
]


@pytest.mark.parametrize(("content", "options", "sentence"), REFUSED)
def test_what_is_no_table_is_refused_in_a_sentence(
    write: Write, content: bytes, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        rows(write(content), **options)
    assert sentence in refused.value.sentence
    assert refused.value.what_to_do
    assert (refused.value.where or "").startswith("table.csv")


def test_what_is_gzipped_is_unpacked_whatever_its_name(write: Write) -> None:
    assert [row.cells for row in rows(write(gzip.compress(b"a,b\n1,2\n")))] == [["1", "2"]]


def test_what_unpacks_to_more_than_allowed_is_refused(write: Write) -> None:
    path = write(gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000), "bomb.csv.gz")
    assert path.stat().st_size < 100_000
    with pytest.raises(SourceUnreadable, match=r"larger than the 2 MB that may be read of one source"):
        read_csv(path, "bomb.csv.gz", largest=2_000_000)


def test_dropping_the_rows_closes_the_file(write: Write) -> None:
    reading = read(write("a,b\n" + "1,2\n" * 10))
    before = len(os.listdir("/dev/fd"))
    next(reading.rows)
    del reading
    assert len(os.listdir("/dev/fd")) == before - 1


def test_as_many_rows_as_the_csv_module_sees(write: Write) -> None:
    path = write("a,b,c\n" + "".join(f'{n},"x, y",\n' for n in range(5000)))
    with path.open(newline="") as file:
        bare = list(csv.reader(file))[1:]
    assert [row.cells for row in rows(path)] == bare
