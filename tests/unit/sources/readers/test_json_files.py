"""What JSON documents and JSON Lines become, and the sentence for each thing that is wrong with them."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceUnreadable
from handover.sources.json_files import read_json
from handover.sources.rows import RawRow, Reading
from handover.sources.texts import storable

Write = Callable[..., Path]
PLENTY = 100_000_000


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(content: bytes | str, name: str = "data.json") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def read(path: Path, **options: Any) -> Reading:
    return read_json(path, path.name, largest=PLENTY, **options)


ONE, TWO = {"a": 1}, {"a": "two", "b": [1, {"c": None}]}
BOTH = [RawRow(1, ONE), RawRow(2, TWO)]
LISTED = json.dumps([ONE, TWO])
LINES = json.dumps(ONE) + "\n" + json.dumps(TWO) + "\n"

GOOD = [
    pytest.param(LISTED, "data.json", {}, BOTH, id="a list"),
    pytest.param("\ufeff" + LISTED, "data.json", {}, BOTH, id="a list with a byte order mark"),
    pytest.param(LISTED.encode("utf-16"), "data.json", {}, BOTH, id="UTF-16"),
    pytest.param(gzip.compress(LISTED.encode()), "data.json.gz", {}, BOTH, id="gzipped"),
    pytest.param(f'{{"count": 2, "results": {LISTED}}}', "data.json", {}, BOTH, id="an object with one list"),
    pytest.param(f'{{"x": [1], "y": [], "r": {LISTED}}}', "data.json", {}, BOTH, id="only one list of objects"),
    pytest.param(f'{{"d": {{"r": {LISTED}}}}}', "data.json", {"items": "d.r"}, BOTH, id="a path"),
    pytest.param(f'{{"d.r": {LISTED}}}', "data.json", {"items": "d.r"}, BOTH, id="a key with a dot"),
    pytest.param(LINES, "data.jsonl", {}, BOTH, id="JSON Lines"),
    pytest.param(LINES.replace("\n", "\r\n"), "data.ndjson", {}, BOTH, id="JSON Lines from Windows"),
    pytest.param(gzip.compress(LINES.encode()), "data.jsonl.gz", {}, BOTH, id="JSON Lines gzipped"),
    pytest.param(LINES, "data.json", {}, BOTH, id="JSON Lines called .json"),
    pytest.param(LISTED, "data.jsonl", {}, BOTH, id="a list called .jsonl"),
    pytest.param('{"a": 1}\n\n{"a": 2}', "d.jsonl", {}, [RawRow(1, ONE), RawRow(3, {"a": 2})], id="a blank line"),
    pytest.param("[]", "data.json", {}, [], id="an empty list"),
    pytest.param(
        '[{"a": 🙂}]'.replace("🙂", '"\\ud83d\\ude42"'), "data.json", {}, [RawRow(1, {"a": "🙂"})], id="emoji"
    ),
    pytest.param(
        '[{"a": 123456789012345678901}]', "d.json", {}, [RawRow(1, {"a": "123456789012345678901"})], id="long"
    ),
    pytest.param('[{"a": 1e999}]', "d.json", {}, [RawRow(1, {"a": "1e999"})], id="a number that no computer holds"),
    pytest.param('[{"a": "\\\\u0000"}]', "d.json", {}, [RawRow(1, {"a": "\\u0000"})], id="a spelled-out NUL"),
]


@pytest.mark.parametrize(("content", "name", "options", "expected"), GOOD)
def test_items_come_with_their_number(
    write: Write, content: bytes | str, name: str, options: dict[str, Any], expected: list[RawRow]
) -> None:
    assert list(read(write(content, name), **options).rows) == expected


FAULTS = [
    pytest.param('"text"', "not-an-object", "This item is a single value, not an object", {"value": "text"}, id="text"),
    pytest.param("[1]", "not-an-object", "This item is a list, not an object", {"value": [1]}, id="a list"),
    pytest.param("null", "not-an-object", "This item is a single value", {"value": None}, id="null"),
    pytest.param(
        '{"a": 1, "a": 2}', "doubled-key", "“a” is given twice in one object.", {"a": 1, "a (2)": 2}, id="equal keys"
    ),
    pytest.param(
        '{"b": {"a": 1, "a": 2, "a": 3}}',
        "doubled-key",
        "“a” is given twice in one object.",
        {"b": {"a": 1, "a (2)": 2, "a (3)": 3}},
        id="equal keys below",
    ),
    pytest.param('{"a": NaN}', "no-number", "“a” is NaN, which is no number.", {"a": "NaN"}, id="NaN"),
    pytest.param('{"a": [-Infinity]}', "no-number", "“a” is -Infinity", {"a": ["-Infinity"]}, id="infinity"),
    pytest.param(
        '{"a": "x\\ud800y"}', "half-character", "“a” has half of a character in it", {"a": "x\\ud800y"}, id="surrogate"
    ),
    pytest.param('{"\\udfff": 1}', "half-character", "“\\udfff” has half of", {"\\udfff": 1}, id="surrogate in a key"),
    pytest.param('{"a": "x\\u0000"}', "nul", "“a” has a NUL character in it.", {"a": "x\\u0000"}, id="NUL"),
]


@pytest.mark.parametrize("lines", [False, True], ids=["in a list", "on a line"])
@pytest.mark.parametrize(("item", "code", "sentence", "kept"), FAULTS)
def test_a_faulty_item_is_kept_and_the_others_are_not_affected(
    write: Write, item: str, code: str, sentence: str, kept: dict[str, Any], *, lines: bool
) -> None:
    good = '{"good": 1}'
    path = write("\n".join((good, item, good)), "d.jsonl") if lines else write(f"[{good}, {item}, {good}]")
    first, faulty, last = read(path).rows
    assert (first.faults, last.faults) == ((), ())
    [reason] = faulty.faults
    assert (reason.code, faulty.number, faulty.cells) == (code, 2, kept)
    assert sentence in reason.sentence
    json.dumps(faulty.cells).encode()


LINE_FAULTS = [
    pytest.param('{"a": 1', "not-json", "It seems to be cut off.", id="cut off"),
    pytest.param('{"a": "tex', "not-json", "It seems to be cut off.", id="cut off within a text"),
    pytest.param("Total: 2", "not-json", "The line is not JSON: expecting value at character 1.", id="prose"),
    pytest.param("[" * 100_000, "too-deep", "too deep to be a record", id="deep"),
    pytest.param('{"a":' * 300 + "1" + "}" * 300, "too-deep", "too deep to be a record", id="deeper than a record"),
]


@pytest.mark.parametrize(("line", "code", "sentence"), LINE_FAULTS)
def test_a_line_that_is_not_json_is_kept_as_text(write: Write, line: str, code: str, sentence: str) -> None:
    good, faulty = read(write('{"a": 1}\n' + line, "d.jsonl")).rows
    assert good == RawRow(1, ONE)
    [reason] = faulty.faults
    assert (reason.code, faulty.number, faulty.cells) == (code, 2, {"line": line})
    assert sentence in reason.sentence


REFUSED = [
    pytest.param(b"", {}, "data.json is empty.", id="empty"),
    pytest.param(b'[{"a": 1}, {"a": ', {}, "data.json is cut off: its JSON ends half-way, on line 1.", id="cut off"),
    pytest.param(b'[{"a": 1},\n {"a": "tex', {}, "cut off: its JSON ends half-way, on line 2.", id="cut in a text"),
    pytest.param(b"[{'a': 1}]", {}, "data.json is not JSON: expecting property name", id="single quotation marks"),
    pytest.param(b"a,b\n1,2\n", {}, "data.json is not JSON: expecting value on line 1, character 1.", id="a table"),
    pytest.param(b'{"a": 1}', {}, "data.json is JSON, but not a list of objects.", id="an object without a list"),
    pytest.param(b'"text"', {}, "data.json is JSON, but not a list of objects.", id="a text"),
    pytest.param(b'{"a": [{}], "b": [{}]}', {}, "data.json has more than one list of objects: a, b.", id="two lists"),
    pytest.param(b'{"a": [{}]}', {"items": "b"}, "data.json has no list in “b”.", id="a path to nothing"),
    pytest.param(
        b'{"a\\u0000": [{}], "b": [{}]}', {}, "more than one list of objects: a\ufffd, b.", id="a list of no name"
    ),
    pytest.param(b"[" * 100_000, {}, "too deep to be records.", id="lists 100,000 deep"),
    pytest.param(b'[{"a":' * 100_000, {}, "too deep to be records.", id="objects 100,000 deep"),
    pytest.param(
        b"[" + b'{"a":' * 500 + b"1" + b"}" * 500 + b"]", {}, "too deep to be records.", id="500 deep and whole"
    ),
    pytest.param(b"%PDF-1.7", {}, "should be text, but it seems to be a PDF document.", id="PDF"),
    pytest.param(b"<html>", {}, "should be text, but it seems to be a web page.", id="web page"),
    pytest.param(gzip.compress(LISTED.encode())[:-9], {}, "cut off or damaged.", id="gzip cut off"),
]


@pytest.mark.parametrize(("content", "options", "sentence"), REFUSED)
def test_what_is_no_list_of_objects_is_refused_in_a_sentence(
    write: Write, content: bytes, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        list(read(write(content), **options).rows)
    assert sentence in refused.value.sentence
    assert refused.value.what_to_do
    assert (refused.value.where or "").startswith("data.json")


@pytest.mark.parametrize(("key", "named"), [("results", "results"), ("a\\u0000", "a�")], ids=["one", "one with a NUL"])
def test_the_lists_that_there_are_are_offered(write: Write, key: str, named: str) -> None:
    with pytest.raises(SourceUnreadable, match=f"there are lists in {named}"):
        read(write(f'{{"{key}": [{{}}]}}'), items="result")


def test_equal_keys_that_no_database_keeps_are_named_so_that_it_does(write: Write) -> None:
    (row,) = read(write('[{"\\u0000": 1, "\\u0000": 2}]')).rows
    assert {reason.sentence for reason in row.faults if reason.code == "doubled-key"} == {
        "“\\u0000” is given twice in one object."
    }
    assert all(storable(f"{reason.column}{reason.sentence}") for reason in row.faults)


def test_what_unpacks_to_more_than_allowed_is_refused(write: Write) -> None:
    path = write(gzip.compress(b"[" + b" " * 10_000_000 + b"]"), "bomb.json.gz")
    with pytest.raises(SourceUnreadable, match="larger than the 1 MB that may be read of one source"):
        read_json(path, path.name, largest=1_000_000)
