"""What vCards of all three versions become, and the sentence for each thing that is wrong with them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceUnreadable
from handover.sources.rows import RawRow
from handover.sources.vcards import COLUMNS, read_vcards

Write = Callable[..., Path]
PLENTY = 100_000_000


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(content: bytes | str, name: str = "cards.vcf") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def rows(path: Path, **options: Any) -> list[RawRow]:
    return list(read_vcards(path, path.name, largest=PLENTY, **options).rows)


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    return end.join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD")) + end


PROPERTIES = [
    pytest.param("3.0", ["FN:Ann Lee"], {"FN": "Ann Lee"}, id="name"),
    pytest.param("3.0", ["fn:Ann Lee"], {"FN": "Ann Lee"}, id="name in small letters"),
    pytest.param("3.0", ["FN:Lee, Ann"], {"FN": "Lee, Ann"}, id="a comma without its backslash is kept"),
    pytest.param("3.0", ["N:Lee;Ann;Mary;Dr;MBE"], {"N": "Dr Ann Mary Lee MBE"}, id="parts of a name"),
    pytest.param("3.0", ["N:Lee;Ann"], {"N": "Ann Lee"}, id="some parts of a name"),
    pytest.param(
        "3.0", ["ORG:Roads\\; Rail;North;Bridges"], {"ORG": "Roads; Rail", "UNIT": "North, Bridges"}, id="unit"
    ),
    pytest.param("3.0", ["TITLE:Head", "ROLE:Owner"], {"TITLE": "Head", "ROLE": "Owner"}, id="title and role"),
    pytest.param("3.0", ["NOTE:a\\nb\\, c\\; d\\\\e"], {"NOTE": "a\nb, c; d\\e"}, id="escapes"),
    pytest.param("2.1", ["NOTE:C:\\new; a\\;b"], {"NOTE": "C:\\new; a;b"}, id="a Windows path in 2.1"),
    pytest.param("3.0", ["NOTE:one", "NOTE:two"], {"NOTE": "one\n\ntwo"}, id="two notes"),
    pytest.param("3.0", ["CATEGORIES:a,b\\,c", "CATEGORIES:d"], {"CATEGORIES": ["a", "b,c", "d"]}, id="categories"),
    pytest.param(
        "3.0",
        ["EMAIL;TYPE=INTERNET:b@x.org", "item1.EMAIL;type=pref:a@x.org", "EMAIL:b@x.org"],
        {"EMAIL": ["a@x.org", "b@x.org"]},
        id="the preferred address comes first, none twice, groups are left out",
    ),
    pytest.param(
        "4.0",
        ['TEL;VALUE=uri;TYPE="voice,home":tel:+44-20-1;ext=5', "EMAIL:mailto:a@x.org"],
        {"TEL": ["+44-20-1 ext. 5"], "EMAIL": ["a@x.org"]},
        id="telephone and mail as addresses",
    ),
    pytest.param(
        "3.0",
        ["URL:http\\://x.org", "UID:7", "REV:2020"],
        {"URL": ["http://x.org"], "UID": "7", "REV": "2020"},
        id="rest",
    ),
    pytest.param("4.0", ["KIND:group"], {"KIND": "group"}, id="kind"),
    pytest.param(
        "3.0",
        ["ADR;TYPE=WORK:;;1 High St;Oldham;;OL1 1AA;"],
        {"ADR": ["1 High St, Oldham, OL1 1AA"]},
        id="postal address",
    ),
    pytest.param("3.0", ["NOTE:one ", " two", "\tthree"], {"NOTE": "one twothree"}, id="folded"),
    pytest.param("2.1", ["NOTE:one", " two"], {"NOTE": "one two"}, id="folded in 2.1"),
    pytest.param(
        "2.1", ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=", "=AB"], {"FN": "Zoë"}, id="quoted-printable"
    ),
    pytest.param("2.1", ["FN;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Zo=EB"], {"FN": "Zoë"}, id="bare quoted-printable"),
    pytest.param(
        "2.1",
        ["ORG;ENCODING=QUOTED-PRINTABLE:Roads=", "", "TITLE:Head"],
        {"ORG": "Roads", "TITLE": "Head"},
        id="quoted-printable that continues on an empty line",
    ),
    pytest.param(
        "2.1", ["FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=91=C3"], {"FN": "Ñ\ufffd"}, id="half a character"
    ),
    pytest.param(
        "3.0", ["PHOTO;ENCODING=b:!!no base64!!", "FN:Ann"], {"FN": "Ann"}, id="a damaged picture costs nothing"
    ),
    pytest.param("3.0", ["X_CUSTOM;a=b:c", "FN:Ann"], {"FN": "Ann"}, id="what no column takes"),
    pytest.param(
        "2.1",
        ["AGENT:", "BEGIN:VCARD", "FN:Agent", "END:VCARD", "FN:Ann"],
        {"FN": "Ann"},
        id="the card of an agent within the card",
    ),
]


@pytest.mark.parametrize(("version", "lines", "expected"), PROPERTIES)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
def test_properties_become_columns(
    write: Write, version: str, lines: list[str], expected: dict[str, Any], end: str
) -> None:
    [row] = rows(write(card(*lines, version=version, end=end)))
    assert row.faults == ()
    assert set(row.cells) == set(COLUMNS)
    assert {column: value for column, value in row.cells.items() if value} == expected


def test_the_version_need_not_come_second(write: Write) -> None:
    text = "BEGIN:VCARD\nFN:Ann\nNOTE:C:\\new\nVERSION:2.1\nEND:VCARD\n"
    [row] = rows(write(text))
    assert (row.cells["FN"], row.cells["NOTE"]) == ("Ann", "C:\\new")


ENCODINGS = [
    pytest.param("utf-8", "FN", {}, id="utf-8"),
    pytest.param("utf-8-sig", "FN", {}, id="utf-8 with mark"),
    pytest.param("utf-16", "FN", {}, id="utf-16"),
    pytest.param("cp1252", "FN", {}, id="cp1252, found"),
    pytest.param("cp1250", "FN;CHARSET=windows-1250", {}, id="a charset of its own"),
    pytest.param("cp1250", "FN", {"encoding": "cp1250"}, id="declared"),
]


@pytest.mark.parametrize(("encoding", "name", "options"), ENCODINGS)
def test_the_encoding_is_found(write: Write, encoding: str, name: str, options: dict[str, Any]) -> None:
    [row] = rows(write(card(f"{name}:Zoë Müller").encode(encoding)), **options)
    assert row.cells["FN"] == "Zoë Müller"


ANN, BOB = card("FN:Ann"), card("FN:Bob")
FAULTS = [
    pytest.param(
        "BEGIN:VCARD\r\nFN:Cut\r\n",
        "no-end",
        "The card that begins on line 5 has no END: it is cut off, or the next one runs into it.",
        id="without END",
    ),
    pytest.param(
        card("FN:Cyn", "and more of a note"),
        "not-a-property",
        "Line 8 is no property of a card: “and more of a note”.",
        id="a line that is no property",
    ),
    pytest.param(
        card("FN:Cyn", "and\0more"),
        "not-a-property",
        "Line 8 is no property of a card: “and�more”.",
        id="a NUL in a line that is no property",
    ),
    pytest.param(
        card("FN:C\0yn"), "not-a-property", "Line 7 has a NUL character in it: the file is damaged there.", id="NUL"
    ),
    pytest.param(
        "Exported on 1 May\r\n", "outside-a-card", "The text on line 5 stands outside any card.", id="text between"
    ),
]


@pytest.mark.parametrize(("text", "code", "sentence"), FAULTS)
def test_a_faulty_card_is_kept_whole_and_the_others_are_not_affected(
    write: Write, text: str, code: str, sentence: str
) -> None:
    ann, faulty, bob = rows(write(ANN + text + BOB))
    assert (ann.cells["FN"], bob.cells["FN"], bob.number) == ("Ann", "Bob", 3)
    [reason] = faulty.faults
    assert (reason.code, reason.sentence, faulty.number) == (code, sentence, 2)
    assert faulty.cells == {"vcard": text.replace("\r\n", "\n").rstrip("\n")}


def test_the_last_card_without_end_is_faulty(write: Write) -> None:
    ann, cut = rows(write(ANN + "BEGIN:VCARD\r\nFN:Cu"))
    assert (ann.faults, [reason.code for reason in cut.faults]) == ((), ["no-end"])


REFUSED = [
    pytest.param(b"", {}, "cards.vcf is empty.", id="empty"),
    pytest.param(b"\xef\xbb\xbf\r\n", {}, "cards.vcf is empty.", id="a byte order mark only"),
    pytest.param(b"name,mail\nAnn,a@x.org\n", {}, "cards.vcf has no vCard in it.", id="a table"),
    pytest.param(b"%PDF-1.7\n", {}, "has no vCard in it; it seems to be a PDF document.", id="PDF"),
    pytest.param(b"<!doctype html>", {}, "has no vCard in it; it seems to be a web page.", id="web page"),
    pytest.param(ANN.encode(), {"encoding": "none"}, "the encoding “none”, which does not exist.", id="encoding"),
]


@pytest.mark.parametrize(("content", "options", "sentence"), REFUSED)
def test_what_has_no_cards_is_refused_in_a_sentence(
    write: Write, content: bytes, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        rows(write(content), **options)
    assert sentence in refused.value.sentence
    assert (refused.value.where, bool(refused.value.what_to_do)) == ("cards.vcf", True)


SLOW = [
    pytest.param("X;A" + "," * 5000, id="parameters without a value"),
    pytest.param("X" + ';A="' * 5000, id="quotation marks that are never closed"),
    pytest.param("NOTE:a\r\n" + " folded\r\n" * 50_000, id="a line of many"),
    pytest.param("NOTE:" + "\\" * 100_001, id="backslashes"),
    pytest.param("N:" + ";" * 100_000, id="parts"),
    pytest.param("\r\n" * 100_000, id="blank lines"),
]


@pytest.mark.parametrize("line", SLOW)
def test_lines_made_to_take_for_ever_are_read_like_others(write: Write, line: str) -> None:
    # Whoever makes the reading of these worse than linear will see this test never end.
    assert [row.number for row in rows(write(ANN + card(line)))] == [1, 2]
