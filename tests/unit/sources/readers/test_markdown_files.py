"""What a Markdown file becomes, and the sentence for each thing that is wrong with one."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceError, SourceUnreadable
from handover.records import LONGEST_TEXT
from handover.sources.markdown_files import read, read_markdown
from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched, RawRow

PLENTY = 100_000_000
NAME = "lessons/ask-early.md"
Read = Callable[..., RawRow]


@pytest.fixture
def row(tmp_path: Path) -> Read:
    def of(content: bytes | str, name: str = NAME, **options: Any) -> RawRow:
        path = tmp_path / "file"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        (found,) = read_markdown(path, name, largest=PLENTY, **options).rows
        return found

    return of


def cells(found: RawRow) -> dict[str, Any]:
    assert found.faults == ()
    assert isinstance(found.cells, dict)
    return found.cells


LESSON = """\
---
programme: Harbour Bridge
recorded: 2024-03-01
tags: [port, "crane: big"]
---
# Ask the port first

We did not.

## What happened

The crane stood in the way.

### Where

At pier 2.

## Recommendation

Call the port.
"""


def test_a_lesson(row: Read) -> None:
    assert row(LESSON) == RawRow(
        1,
        {
            "file": "ask-early.md",
            "path": NAME,
            "title": "Ask the port first",
            "body": "We did not.\n\nWhat happened\n\nThe crane stood in the way.\n\nWhere\n\nAt pier 2.\n\n"
            "Recommendation\n\nCall the port.",
            "programme": "Harbour Bridge",
            "recorded": "2024-03-01",
            "tags": ["port", "crane: big"],
            "What happened": "The crane stood in the way.\n\nWhere\n\nAt pier 2.",
            "Where": "At pier 2.",
            "Recommendation": "Call the port.",
        },
    )


@pytest.mark.parametrize(
    "content",
    [
        LESSON.replace("\n", "\r\n"),
        LESSON.replace("\n", "\r"),
        "\ufeff" + LESSON,
        "\n  \n" + LESSON,
        LESSON.encode("utf-16"),
        gzip.compress(LESSON.encode()),
        LESSON.replace("2024-03-01", "2024-03-01   # a comment").replace("---\n", "--- \n"),
    ],
    ids=["Windows", "old Mac", "byte order mark", "blank lines first", "UTF-16", "gzip", "comments and spaces"],
)
def test_the_same_lesson_however_it_is_saved(row: Read, content: str | bytes) -> None:
    assert row(content) == row(LESSON)


TITLES = [
    pytest.param("---\ntitle: Ask\n---\n# Pay\ntext", "Ask", "Pay\n\ntext", id="the front matter goes first"),
    pytest.param("---\ntitle: Ask\n---\n# Ask\ntext", "Ask", "text", id="said twice"),
    pytest.param("---\ntitle:\n---\n# Ask\ntext", "Ask", "text", id="blank in the front matter"),
    pytest.param("---\nTitle: Ask\n---\n# Pay\ntext", "Ask", "Pay\n\ntext", id="a capital letter"),
    pytest.param("intro\n\n# Ask *early*\ntext", "Ask early", "intro\n\ntext", id="a heading"),
    pytest.param("Ask\n===\ntext", "Ask", "text", id="an underlined heading"),
    pytest.param("## Ask\ntext\n### More", "Ask", "text\n\nMore", id="a lower heading above all others"),
    pytest.param("# What\na\n# Why\nb", "ask-early", "What\n\na\n\nWhy\n\nb", id="headings that are all alike"),
    pytest.param("```\n# Ask\n```", "ask-early", "# Ask", id="a # in code"),
    pytest.param("> # Ask", "ask-early", "Ask", id="a heading in a quotation"),
    pytest.param("text", "ask-early", "text", id="the name of the file"),
    pytest.param("---\n---\n", "ask-early", "", id="nothing else"),
]


@pytest.mark.parametrize(("content", "title", "body"), TITLES)
def test_the_title_and_what_is_left(row: Read, content: str, title: str, body: str) -> None:
    found = cells(row(content))
    assert (found["title"], found["body"]) == (title, body)


TEXTS = [
    pytest.param("one\ntwo  \nthree\n\nfour", "one two\nthree\n\nfour", id="paragraphs"),
    pytest.param("*a* **b** `c` ~~d~~ \\*e", "a b c d *e", id="emphasis"),
    pytest.param("[the port](https://p.example/a?b=1&c)", "the port (https://p.example/a?b=1&c)", id="a link"),
    pytest.param("<https://p.example>", "https://p.example", id="an address"),
    pytest.param("[port][p]\n\n[p]: https://p.example", "port (https://p.example)", id="a link by reference"),
    pytest.param("![the crane](crane.png)", "the crane (crane.png)", id="a picture"),
    pytest.param('![<a b="c">](x"y.png)', '<a b="c"> (x%22y.png)', id="a picture with markup in its text"),
    pytest.param("- a\n- b\n\n1. c\n2. d", "- a\n- b\n\n1. c\n2. d", id="lists"),
    pytest.param("- [ ] to do\n- [x] done", "- [ ] to do\n- [x] done", id="tasks"),
    pytest.param("|a|b|\n|-|-|\n|1|2|", "a | b\n1 | 2", id="a table"),
    pytest.param("<p>a</p>\n<ul><li>b</li></ul> &amp; p < 0.05", "a\n\n- b\n\n& p < 0.05", id="HTML"),
    pytest.param("`<b>` and &lt;i&gt;", "<b> and <i>", id="HTML that is only shown"),
    pytest.param("<!-- say what happened -->\nIt rained.", "It rained.", id="a comment"),
    pytest.param("{{ 7*7 }} {% x %}", "{{ 7*7 }} {% x %}", id="a template"),
]


@pytest.mark.parametrize(("content", "text"), TEXTS)
def test_markdown_becomes_text(row: Read, content: str, text: str) -> None:
    assert cells(row(content))["body"] == text
    assert cells(row(f"# Title\n\n## Part\n\n{content}\n"))["Part"] == text


COLUMNS = [
    pytest.param("# T\n## What happened:\na", {"What happened": "a"}, id="a colon"),
    pytest.param("# T\n## 1. What **happened**?\na", {"1. What happened?": "a"}, id="emphasis"),
    pytest.param("# T\n## A\n1\n## A\n2", {"A": "1", "A (2)": "2"}, id="twice"),
    pytest.param("---\nA: 0\n---\n# T\n## A\n1", {"A": "0", "A (2)": "1"}, id="also in the front matter"),
    pytest.param("---\nbody: b\nfile: f\n---\ntext", {"body (2)": "b", "file (2)": "f"}, id="as the reader's own"),
    pytest.param("# T\n## A\n", {"A": ""}, id="nothing under it"),
    pytest.param("---\na: {b: [c, 1e3]}\nd:\n---\n", {"a": {"b": ["c", "1e3"]}, "d": None}, id="values"),
    pytest.param("---\n2024: yes\non: 2024-03-01\n---\n", {"2024": "yes", "on": "2024-03-01"}, id="nothing guessed"),
    pytest.param(
        '+++\nd = 2024-03-01\nf = 1.50\nn = 16\nb = true\nl = ["a", {c = 1}]\n+++\nx',
        {"d": "2024-03-01", "f": "1.50", "n": "16", "b": "true", "l": ["a", {"c": "1"}]},
        id="TOML",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), COLUMNS)
def test_what_the_columns_are_called(row: Read, content: str, expected: dict[str, Any]) -> None:
    own = ("file", "path", "title", "body")
    assert {name: value for name, value in cells(row(content)).items() if name not in own} == expected


WANTED = [
    pytest.param("# T\n## What  HAPPENED\na", ["What happened"], {"What happened": "a"}, id="case and spaces"),
    pytest.param("# T\n## what\na\n## WHAT\nb", ["What"], {"what": "a", "WHAT": "b"}, id="two alike"),
    pytest.param("# T\n## what\na\n## What\nb", ["What"], {"what": "a", "What": "b"}, id="one is so called"),
    pytest.param("## Event\na", ["event"], {"title": "ask-early", "event": "a"}, id="a heading that would be a title"),
    pytest.param("---\ntitle: a\n---", ["Title"], {"Title": "a"}, id="the reader's own"),
    pytest.param("---\ntitle: a\n---", ["title", "Title"], {"title": "a"}, id="two that are alike"),
    pytest.param("a", ["Modified"], {"Modified": "2024-03-01"}, id="the file's own date"),
    pytest.param("---\nTitle: a\n---\n# b", ["Title"], {"Title": "a"}, id="a title with a capital letter"),
    pytest.param("---\nModified: May\n---", ["modified"], {"modified": "May"}, id="a date with a capital letter"),
    pytest.param("---\nmodified: May\n---", ["modified"], {"modified": "May"}, id="the date that somebody wrote"),
]


@pytest.mark.parametrize(("content", "wanted", "expected"), WANTED)
def test_columns_are_called_as_they_are_mapped(
    row: Read, content: str, wanted: list[str], expected: dict[str, str]
) -> None:
    found = cells(row(content, wanted=wanted, dated=datetime(2024, 3, 1, 23, 59, tzinfo=UTC)))
    assert expected.items() <= found.items()


def test_the_date_of_a_file_that_nobody_asks_for_is_not_there(row: Read) -> None:
    assert "modified" not in cells(row("a", dated=datetime(2024, 3, 1, tzinfo=UTC)))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{one}: &{one} [{','.join([f'*{before}'] * 10)}]\n" for before, one in zip("abcde", "bcdef", strict=True)
)
BROKEN = [
    pytest.param("---\na: b\n", "The front matter begins on line 1 and has no end", id="no end"),
    pytest.param("\n\n---", "The front matter begins on line 3 and has no end", id="only a beginning"),
    pytest.param(
        "---\na: [b\nc: d\n---\n",
        "The front matter cannot be read: line 3: a bracket is opened and not closed, or a comma",
        id="a bracket",
    ),
    pytest.param("---\na: b: c\n---\n", "line 2: there is a colon too many here", id="a colon"),
    pytest.param("\n---\na: b\n\tc: d\n---\n", "line 4: ", id="a tab"),
    pytest.param("---\na: b\na: c\n---\n", "line 3: “a” is here twice.", id="a key twice"),
    pytest.param("---\na: !!python/object:os.system x\n---\n", "is a tag, and tags are not used here", id="a tag"),
    pytest.param("---\n- a\n- b\n---\n", "has no keys on line 2: it must be keys", id="a list"),
    pytest.param("---\njust words\n---\n", "has no keys on line 2: it must be keys", id="words"),
    pytest.param("---\na: \x01\n---\n", "line 2: there is a character here that no text has.", id="no character"),
    pytest.param('---\na: ["\\uD800"]\n---\n', "has a character under “a” that no text has.", id="half a character"),
    pytest.param('+++\na = "\\u0000"\n+++\n', "has a character under “a” that no text has.", id="a NUL"),
    pytest.param(f"---\n{BOMB}---\n", "it unfolds to more than 100,000 entries.", id="a bomb"),
    pytest.param("---\na: " + "[" * 5_000 + "\n---\n", "entries lie more than 20 deep in one another.", id="deep"),
    pytest.param("+++\na = b\n+++\n", "cannot be read: line 2 is no TOML; texts stand in quotation marks", id="TOML"),
    pytest.param("\n+++\na = 1\nb = [\n+++\n", "cannot be read: its last line is no TOML", id="TOML without an end"),
    pytest.param("+++\na = " + "[" * 5_000 + "\n+++\n", "entries lie more than 20 deep", id="deep TOML"),
    pytest.param("+++\na = " + "[" * 25 + "]" * 25 + "\n+++\n", "entries lie more than 20 deep", id="deeper than 20"),
    pytest.param("+++\na = 1" + "0" * 5_000 + "\n+++\n", "cannot be read: ", id="a number of 5,000 digits"),
    pytest.param(
        "---\na: b\n---\ntext\n\n---\na: c\n---\nmore",
        "The front matter begins a second time on line 6; give each record a file of its own.",
        id="two documents",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), BROKEN)
def test_a_broken_front_matter_is_a_rejected_row_with_the_whole_file(row: Read, content: str, sentence: str) -> None:
    found = row(content)
    assert found.cells == {"file": "ask-early.md", "path": NAME, "text": content}
    assert {reason.code for reason in found.faults} == {"front-matter"}
    assert sentence in found.faults[0].sentence
    assert all(reason.sentence.endswith(".") for reason in found.faults)


def test_a_line_between_two_others_is_no_second_front_matter(row: Read) -> None:
    body = "text\n\n---\n\na: c\n\n---\n\n---\nNote: c\n---\n"
    assert "a: c" in cells(row(f"---\na: b\n---\n{body}"))["body"]


NO_TEXT = [
    pytest.param(b"", {}, "is empty.", {"text": ""}, id="empty"),
    pytest.param(b" \n\n", {}, "is empty.", {"text": " \n\n"}, id="only white space"),
    pytest.param(b"%PDF-1.7\n\xff", {}, "seems to be a PDF document.", {"text": "%PDF-1.7\n\\xff"}, id="PDF"),
    pytest.param(b"\x7fELF" + bytes(range(256)) * 9, {}, "a program's own data", {"size": 2308}, id="a program"),
    pytest.param(b"<!DOCTYPE html><p>", {}, "a web page.", {"text": "<!DOCTYPE html><p>"}, id="a web page"),
    pytest.param(
        "# Brücke".encode("cp1252"),
        {"encoding": "utf-8"},
        "is not in the encoding utf-8: line 1 has the byte 0xFC.",
        {"text": "# Br\\xfccke"},
        id="another encoding than declared",
    ),
]


@pytest.mark.parametrize(("content", "options", "sentence", "kept"), NO_TEXT)
def test_what_is_no_text_is_a_rejected_row(
    row: Read, content: bytes, options: dict[str, Any], sentence: str, kept: dict[str, Any]
) -> None:
    found = row(content, **options)
    (reason,) = found.faults
    assert reason.code == "no-text"
    assert NAME in reason.sentence
    assert sentence in reason.sentence
    assert found.cells == {"file": "ask-early.md", "path": NAME, **kept}
    json.dumps(found.cells)


def test_text_in_cp1252(row: Read) -> None:
    assert cells(row("# Brücke\n\n£5".encode("cp1252")))["title"] == "Brücke"


LARGE = [
    pytest.param("x" * (LONGEST_TEXT + 1), "too-long", "has 1,000,001 characters, and a text may have", id="a text"),
    pytest.param("# a\n" * 5_000, "too-many-columns", "has more than 1,000 keys and headings", id="headings"),
    pytest.param(
        "---\n" + "".join(f"k{number}: v\n" for number in range(2_000)) + "---\n",
        "too-many-columns",
        "has more than 1,000 keys and headings",
        id="keys",
    ),
]


@pytest.mark.parametrize(("content", "code", "sentence"), LARGE)
def test_what_is_larger_than_a_record_is_a_rejected_row(row: Read, content: str, code: str, sentence: str) -> None:
    found = row(content)
    (reason,) = found.faults
    assert reason.code == code
    assert f"The file {sentence}" in reason.sentence
    assert found.cells == {"file": "ask-early.md", "path": NAME, "text": content}


@pytest.mark.parametrize(
    "piece",
    ["[", "*a_", "> ", "- ", "`", "<a ", "![", "a|b\n-|-\n", "[a](<", "&", "\\"],
    ids=lambda piece: piece.strip(),
)
def test_what_never_closes_what_it_opens_ends_all_the_same(row: Read, piece: str) -> None:
    assert cells(row(piece * 5_000))["path"] == NAME


def test_more_than_a_source_may_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.md.gz"
    path.write_bytes(gzip.compress(b" " * 10_000_000))
    with pytest.raises(SourceUnreadable, match="larger than the 1 MB that may be read of one source"):
        read_markdown(path, path.name, largest=1_000_000)
    path.write_bytes(gzip.compress(b"text" * 100)[:-9])
    with pytest.raises(SourceError, match="cut off or damaged"):
        read_markdown(path, path.name, largest=1_000_000)


def test_what_a_registration_maps_is_what_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# T\n\n## what happened\n\nRain.\n\n## WHO\n\nAda\n\n## ref\n\n7")
    registration = Registration.model_validate(
        {
            "name": "lessons",
            "title": "Lessons",
            "location": "lessons/*.md",
            "records": "lesson",
            "key": "Ref",
            "map": {"initiative": {"constant": "X"}, "title": "title", "what_happened": "What happened"},
            "also": {"who": {"records": "contact", "map": {"initiative": "title", "name": {"join": ["Who"]}}}},
        }
    )
    assert registration.kind == "markdown"
    fetched = Fetched(tmp_path / "a.md", "lessons/a.md", "", 0, datetime(2024, 3, 2, tzinfo=UTC))
    (found,) = read(fetched, registration, largest=PLENTY).rows
    assert {"What happened": "Rain.", "Who": "Ada", "Ref": "7"}.items() <= cells(found).items()
