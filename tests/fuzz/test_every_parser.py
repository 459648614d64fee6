"""Whatever a parser is given, it gives rows or a sentence, and ends: nothing else. The targets are the fuzzing's."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import files, through
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS

EVERY = [pytest.param(target, id=name) for name, target in TARGETS.items()]
# Examples for each target: so many always, so many in the long tests. A workbook is a process of its own each time.
EXAMPLES = [pytest.param(1, id="some"), pytest.param(40, id="many", marks=pytest.mark.soak)]
OFTEN, SELDOM = 120, 12
# Bytes of a long input that says the same again and again, and seconds of processor time that it may take.
SIZES = [pytest.param(8_000, id="long"), pytest.param(100_000, id="very long", marks=pytest.mark.soak)]
SOON = 10.0


def pieces_of(words: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """Bytes that look as what the parser expects, here and there."""
    piece = st.one_of(st.sampled_from(words), st.binary(max_size=6), st.text(max_size=6).map(str.encode))
    return st.lists(piece, max_size=30).map(b"".join)


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """Something good, cut off or with some bytes replaced."""
    good = draw(st.sampled_from(seeds))
    data = bytearray(good[: draw(st.integers(0, len(good)))] if draw(st.booleans()) else good)
    for _ in range(draw(st.integers(0, 8)) if data else 0):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    way = st.integers(0, target.ways - 1).map(lambda one: bytes([one]))
    anything = st.one_of(pieces_of(target.words), damaged(target.seeds), st.binary(max_size=300))
    return st.one_of(st.tuples(way, anything).map(b"".join), damaged(tuple(target.corpus())))


@pytest.mark.parametrize("times", EXAMPLES)
@pytest.mark.parametrize("target", EVERY)
def test_any_bytes(target: Target, times: int) -> None:
    @settings(
        max_examples=times * (SELDOM if target is files.EXCEL else OFTEN),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(inputs(target))
    def check(data: bytes) -> None:
        target.run(data)

    check()


@pytest.mark.parametrize("target", EVERY)
def test_what_the_fuzzing_begins_with(target: Target) -> None:
    for seed in target.corpus():
        target.run(seed)


KINDS = [files.CSV, files.JSON, files.JSON_LINES, files.VCARD, files.MARKDOWN, files.IATI, files.EXCEL, files.ARCHIVE]


@pytest.mark.parametrize("target", [pytest.param(one, id=one.name) for one in KINDS])
def test_some_of_that_becomes_records(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs that are all refused at the door would reach nothing behind it."""
    records = 0

    def row(counted: through.Counted, outcome: object) -> None:
        nonlocal records
        records += not isinstance(outcome, tuple)

    monkeypatch.setattr(through.Counted, "row", row)
    for seed in target.corpus():
        target.run(seed)
    assert records


def long_inputs(target: Target, size: int) -> Iterator[bytes]:
    """Each word again and again, alone and behind the beginning of something good."""
    for way in range(target.ways):
        for word in target.words:
            again = word * (size // len(word))
            yield bytes([way]) + again
            yield bytes([way]) + target.seeds[0][: len(target.seeds[0]) // 2] + again


# Inputs that are whole, however long: what stands before, what is repeated, what stands behind.
WHOLE = {
    "equal keys": ("json", b"[{", b'"a":1,', b'"b":2}]'),
    "equal keys on a line": ("json-lines", b"{", b'"a":1,', b'"b":2}'),
    "objects in a list": ("json", b"[", b'{"a":"x"},', b"{}]"),
    "equal names of columns": ("csv", b"a,b,c", b",a", b"\n1,2,3\n"),
    "nameless columns": ("csv", b"a,b,c", b",", b"\n1,2,3\n"),
    "lines in a cell": ("csv", b'a,b,c\n"', b"x\n", b'",2,3\n'),
    "items in a cell": ("csv", b'a,b,c\n1,"', b"x;,", b'",3\n'),
    "telephones": ("vcard", b"BEGIN:VCARD\nFN:A\n", b"TEL:1\n", b"END:VCARD\n"),
    "parameters": ("vcard", b"BEGIN:VCARD\nFN", b";TYPE=a", b":A\nEND:VCARD\n"),
    "lines of a folded property": ("vcard", b"BEGIN:VCARD\nFN:A", b"\n x", b"\nEND:VCARD\n"),
    "headings": ("markdown", b"", b"# a\n", b""),
    "lists in lists": ("markdown", b"", b"- ", b"a\n"),
    "references": ("markdown", b"[a]\n\n", b"[a]: /b\n", b""),
    "narratives": (
        "iati",
        b"<iati-activities><iati-activity><title>",
        b"<narrative>a</narrative>",
        b"</title></iati-activity></iati-activities>",
    ),
    "activities": ("iati", b"<iati-activities>", b"<iati-activity><title/></iati-activity>", b"</iati-activities>"),
    "values": ("ldap-entries", b"cn=a\n", b"cn:a\n", b"ou:b"),
    "entries": ("ldap-entries", b"", b"cn=a\ncn:a\n\n", b"cn=b"),
    "responses": ("webdav-answers", b'<m:multistatus xmlns:m="DAV:">', b"<m:response/>", b"</m:multistatus>"),
    "items of a page": ("api-pages", b'\n\n{"results": [', b'{"a":1},', b"{}]}"),
    "links of a page": ("api-pages", b"", b"<a>; rel=next, ", b'\n\n{"results": []}'),
    "links in HTML": ("cells", b"", b"<a href=x>y", b"<p>"),
    "lists in HTML": ("cells", b"", b"<ul><li>a", b""),
    "cells in HTML": ("cells", b"<table>", b"<td>a", b"</table>"),
    "aliases": ("registrations", b"sources: &a\n  b: {c: ", b"*a ", b"}"),
    "entries of a list": ("front-matter", b"---\na: [", b"x,", b"]\n---\n"),
    "keys": ("front-matter", b"---\n", b"a: b\n", b"---\n"),
    "tables of TOML": ("front-matter", b"+++\n", b"[[a]]\n", b"+++\n"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "before", "again", "behind"), WHOLE.values(), ids=WHOLE)
def test_what_is_long_and_whole_ends_soon(name: str, before: bytes, again: bytes, behind: bytes, size: int) -> None:
    target = TARGETS[name]
    for way in range(target.ways):
        began = time.process_time()
        target.run(bytes([way]) + before + again * (size // len(again)) + behind)
        assert time.process_time() - began < SOON


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "target", [pytest.param(one, id=name) for name, one in TARGETS.items() if one is not files.EXCEL]
)
def test_what_goes_on_and_on_ends_soon(target: Target, size: int) -> None:
    slow: dict[bytes, float] = {}
    for data in long_inputs(target, size):
        began = time.process_time()
        target.run(data)
        if (took := time.process_time() - began) > SOON:
            slow[data[:100]] = took
    assert slow == {}
