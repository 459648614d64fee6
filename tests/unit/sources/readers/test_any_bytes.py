"""Whatever bytes a reader is given, it reads rows or refuses in a sentence: nothing else, and it ends."""

import gzip
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover.errors import SourceError
from handover.sources.csv_files import read_csv
from handover.sources.iati_files import read_iati
from handover.sources.json_files import read_json
from handover.sources.markdown_files import read_markdown
from handover.sources.rows import RawRow, Reading
from handover.sources.spreadsheets import read_spreadsheet
from handover.sources.vcards import read_vcards
from tests.unit.sources.readers import office_files as made

PLENTY = 50_000_000
Reader = Callable[..., Reading]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def pieces_of(*words: bytes) -> st.SearchStrategy[bytes]:
    """Bytes that look as what the reader expects, here and there."""
    piece = st.one_of(st.sampled_from(words), st.binary(max_size=6), st.text(max_size=6).map(str.encode))
    return st.lists(piece, max_size=30).map(b"".join)


def damaged(good: bytes) -> st.SearchStrategy[bytes]:
    """Something good, cut off or with some bytes replaced."""

    @st.composite
    def one(draw: st.DrawFn) -> bytes:
        data = bytearray(good[: draw(st.integers(0, len(good)))] if draw(st.booleans()) else good)
        for _ in range(draw(st.integers(0, 8)) if data else 0):
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
        return bytes(data)

    return one()


TABLE = pieces_of(b"a,b\n", b"a;b\r\n", b'"', b"\n", b",", b"\t", b"\r", b"\0", "é".encode("cp1252"), b"\xff\xfe")
JSON = pieces_of(b"[", b"]", b"{", b"}", b'"a"', b":", b",", b"1", b"NaN", b'"\\ud800"', b"\n", b"null", b"1e999")
LINES = pieces_of(b'{"a":1}\n', b'{"a":1,"a":2}\n', b'{"a":NaN}\n', b"\n", b'{"a"', b'"\\u0000"', b"[]\n")
CARDS = pieces_of(
    b"BEGIN:VCARD\n", b"END:VCARD\n", b"VERSION:2.1\n", b"FN:Ann\n", b"N:a;b;c\r\n", b" x\n", b"TEL;TYPE=a,b:1\n",
    b"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=", b"AGENT:\n", b"=E9=\n", b'X;A="b', b":", b";", b"\\", b"\0",
)  # fmt: skip
MARKDOWN = pieces_of(
    b"---\n", b"+++\n", b"a: b\n", b"a = 1\n", b"- ", b"[", b"*a", b"&a ", b'"\\uD800"', b"\n", b"# A\n", b"## a\n",
    b"```\n", b"<p>", b"[a](", b"> ", b"|-|\n", b"===\n", b"\r", b"\0", b"\xe9", b"![", b"!x ", b"{",
)  # fmt: skip
XML = pieces_of(
    b"<iati-activities>", b"</iati-activities>", b"<iati-activity>", b"</iati-activity>", b"<title>", b"</title>",
    b"<narrative xml:lang='fr'>", b"</narrative>", b"<budget/>", b"<value>1</value>", b"<result>", b"</result>",
    b"<!DOCTYPE a [", b"<!ENTITY a 'b'>", b"]>", b"&a;", b"&#0;", b"<?a?>", b"<!--", b"-->", b"<![CDATA[", b"<",
    b"<?xml version='1.0' encoding='UTF-16'?>", b"\0", b"\xe9", b" ",
)  # fmt: skip
ACTIVITIES = (
    b"<?xml version='1.0' encoding='UTF-8'?><iati-activities><iati-activity default-currency='EUR'>"
    b"<title><narrative>A \xc3\xa9</narrative></title><budget><period-start iso-date='2024-01-01'/><value>1</value>"
    b"</budget><result><indicator><period><actual value='1'/></period></indicator></result></iati-activity>"
    b"</iati-activities>"
)


def read_lines(path: Path, name: str, *, largest: int) -> Reading:
    return read_json(path, name + ".jsonl", largest=largest)


CASES = [
    pytest.param(read_csv, st.one_of(TABLE, st.binary(max_size=300)), id="a table"),
    pytest.param(read_csv, damaged(gzip.compress(b"a,b\n1,2\n" * 40)), id="a gzipped table"),
    pytest.param(read_json, st.one_of(JSON, st.binary(max_size=300)), id="a JSON document"),
    pytest.param(read_json, damaged(json.dumps([{"a": [1, {"b": "ü"}]}] * 9).encode()), id="a damaged JSON document"),
    pytest.param(read_lines, st.one_of(LINES, JSON, st.binary(max_size=300)), id="JSON Lines"),
    pytest.param(read_vcards, st.one_of(CARDS, st.binary(max_size=300)), id="vCards"),
    pytest.param(read_markdown, st.one_of(MARKDOWN, st.binary(max_size=300)), id="Markdown"),
    pytest.param(read_iati, st.one_of(XML, damaged(ACTIVITIES), st.binary(max_size=300)), id="activities"),
]
FEW = [
    pytest.param(damaged(made.xlsx_of_rows(["a", "b"], [1, "x"], [2.5, None])), id="xlsx"),
    pytest.param(damaged(made.xls([["a", "b"], ["x", 1.0]])), id="xls"),
    pytest.param(damaged(made.ods("<table:table-row><table:table-cell/></table:table-row>")), id="ods"),
]


def reads_or_refuses(reader: Reader, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused: SourceError | None = None
    rows: list[RawRow] = []
    try:
        rows.extend(reader(path, "source", largest=PLENTY).rows)
    except SourceError as error:
        refused = error
    for row in rows:
        assert row.number >= 1
        # A row can be stored, faulty or not.
        orjson.dumps(row.cells)
        assert all(reason.sentence.endswith(".") for reason in row.faults)
    if refused is not None:
        assert "source" in refused.sentence
        assert refused.sentence.endswith(".")


@pytest.mark.parametrize(("reader", "contents"), CASES)
def test_text(reader: Reader, contents: st.SearchStrategy[bytes], folder: Path) -> None:
    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(contents)
    def check(content: bytes) -> None:
        reads_or_refuses(reader, folder / "text", content)

    check()


@pytest.mark.parametrize("contents", FEW)
def test_workbooks(contents: st.SearchStrategy[bytes], folder: Path) -> None:
    # Each example is a process of its own.
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(contents)
    def check(content: bytes) -> None:
        reads_or_refuses(read_spreadsheet, folder / "book", content)

    check()


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=8)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=8),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_was_written_is_read(table: list[list[str]], delimiter: str) -> None:
    import csv

    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "table.csv")
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
            writer.writerows([["a", "b", "c"], *table])
        rows: list[Any] = [row.cells for row in read_csv(path, "t", largest=PLENTY, encoding="utf-8").rows]
    assert rows == [cells for cells in table if any(cells)]
