"""Files and rows that come in wrong: each is told as docs/bad-input.md says, and nothing else is lost by it."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.e2e.conftest import Command
from tests.unit.sources.readers import office_files

DOCS = Path(__file__).parents[2] / "docs" / "bad-input.md"
HEADER = "Ref,Programme,Title\n"
BOOK = office_files.xlsx_of_rows(["Ref", "Programme", "Title"], [1, "Bridge", "Ask"])
ACTIVITIES = (
    "<iati-activities><iati-activity><iati-identifier>1</iati-identifier><title><narrative>Bridge</narrative></title>"
    "</iati-activity></iati-activities>"
)
CARD = "BEGIN:VCARD\nVERSION:4.0\nUID:{0}\nFN:{0}\n"


def rows(section: str) -> dict[str, str]:
    """What the page says in one of its tables: what comes in, and what is seen then."""
    text = DOCS.read_text(encoding="utf-8").partition(f"## {section}\n")[2].partition("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {one: other for one, other in cells[2:]}


def sheet(fill: Callable[[Worksheet], object]) -> bytes:
    def filled(book: Workbook) -> None:
        assert isinstance(book.active, Worksheet)
        book.active.append(["Ref", "Programme", "Title"])
        fill(book.active)

    return office_files.xlsx(filled)


def two_sheets(first: Worksheet) -> None:
    first.append([1, "Bridge", "Ask"])
    assert isinstance(first.parent, Workbook)
    first.parent.create_sheet("Other").append([1])


def merged(first: Worksheet) -> None:
    for cell, text in {"D1": "When", "A2": 1, "B2": "Bridge", "C2": "Ask", "E2": "2025"}.items():
        first[cell] = text
    first.merge_cells("D1:E1")


def with_an_error() -> bytes:
    columns = HEADER.strip().split(",")
    cells = "".join(f'<c r="{at}1" t="str"><v>{name}</v></c>' for at, name in zip("ABC", columns, strict=True))
    row = '<c r="A2"><v>1</v></c><c r="B2" t="str"><v>Bridge</v></c><c r="C2" t="e"><v>#REF!</v></c>'
    return office_files.with_sheet_xml(f'<row r="1">{cells}</row><row r="2">{row}</row>'.encode())


# Where the source is, and what is in that file; or in each file of a folder.
Made = tuple[str, bytes | str | dict[str, bytes] | None]


def beside_a_lesson(other: bytes) -> Made:
    """A folder of two Markdown files, of which one is as it should be."""
    good = b"---\nRef: 1\nProgramme: Bridge\n---\n# Ask\n"
    return "lessons/*.md", {"lessons/a.md": good, "lessons/b.md": other}


UNREADABLE: dict[str, Callable[[], Made]] = {
    "a file that is missing": lambda: ("lessons.csv", None),
    "an empty file": lambda: ("lessons.csv", ""),
    "a program's own file": lambda: ("lessons.csv", b"\x7fELF" + bytes(range(256)) * 20),
    "a PDF": lambda: ("lessons.csv", b"%PDF-1.7\n" + bytes(range(256)) * 20),
    "another encoding than declared": lambda: ("lessons.csv", f"{HEADER}1,Br\xfccke,Ask\n".encode("latin-1")),
    "a column that is not there": lambda: ("lessons.csv", "Ref,Program,Title\n1,Bridge,Ask\n"),
    "a title above the names of the columns": lambda: (
        "lessons.csv",
        "Lessons learned register,,\nRef,Programme,Title\n1,Bridge,Ask\n",
    ),
    "header rows without any name": lambda: ("lessons.csv", f"{HEADER}1,Bridge,Ask\n"),
    "a rotated sheet whose rows differ in length": lambda: (
        "lessons.csv",
        "Ref,1,2\nProgramme,Bridge,Bridge\nTitle,Ask\n",
    ),
    "a quotation mark that swallows the rest": lambda: (
        "lessons.csv",
        f'{HEADER}1,Bridge,Ask\n2,Bridge,"open\n3,Bridge,Ask\n',
    ),
    "a workbook with a password": lambda: (
        "lessons.xlsx",
        office_files.old_office({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}),
    ),
    "a workbook that is cut off": lambda: ("lessons.xlsx", BOOK[:-300]),
    "a workbook that unpacks without end": lambda: (
        "lessons.xlsx",
        office_files.repacked(BOOK, {"xl/media/image1.png": bytes(250_000_000)}),
    ),
    "a workbook without the sheet": lambda: ("lessons.xlsx", BOOK),
    "a text called a workbook": lambda: ("lessons.xlsx", "Ref;Programme"),
    "JSON nested 100,000 deep": lambda: ("lessons.json", "[" * 100_000 + "]" * 100_000),
    "JSON that is no list": lambda: ("lessons.json", '{"Ref": 1}'),
    "JSON cut off half-way": lambda: ("lessons.json", '[{"Ref":1,"Programme":"Bridge","Title":"Ask"},{"Ref":2,'),
    "a gzip file that is cut off": lambda: ("lessons.json.gz", gzip.compress(b'[{"Ref":1}]')[:-12]),
    "a file without any card": lambda: ("contacts.vcf", "Ada Lim, 01632 960101"),
    "activities that are cut off": lambda: ("lessons.xml", ACTIVITIES[:-20]),
    "XML that unfolds, or asks for other files (entities, a DTD)": lambda: (
        "lessons.xml",
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]><iati-activities>&a;&b;</iati-activities>',
    ),
    "XML in another encoding than it says": lambda: (
        "lessons.xml",
        f'<?xml version="1.0" encoding="UTF-8"?>\n{ACTIVITIES}'.replace("Bridge", "Br\xfccke").encode("latin-1"),
    ),
    "XML that is not IATI's": lambda: ("lessons.xml", "<rss/>"),
}
REJECTED: dict[str, Callable[[], Made]] = {
    "a row that is too short or too long": lambda: ("lessons.csv", f"{HEADER}1,Bridge,Ask\n2,Bridge\n"),
    "a NUL character": lambda: ("lessons.csv", f"{HEADER}1,Bridge,As\0k\n2,Bridge,Ask\n"),
    "a cell of 50 MB": lambda: ("lessons.csv", f"{HEADER}1,Bridge,{'x' * 50_000_000}\n2,Bridge,Ask\n"),
    "two rows with one key": lambda: ("lessons.csv", f"{HEADER}1,Bridge,Ask\n1,Bridge,Ask again\n"),
    "a row without a key": lambda: ("lessons.csv", f"{HEADER},Bridge,Ask\n2,Bridge,Ask\n"),
    "a row that names no initiative": lambda: ("lessons.csv", f"{HEADER}1,,Ask\n2,Bridge,Ask\n"),
    "a word for “unknown” in place of the initiative": lambda: (
        "lessons.csv",
        f"{HEADER}1,TBC,Ask\n2,Bridge,Ask\n",
    ),
    "a row without what it needs": lambda: ("lessons.csv", f"{HEADER}1,Bridge,\n2,Bridge,Ask\n"),
    "a name of 2,000 characters": lambda: ("lessons.csv", f"{HEADER}1,{'N' * 2_000},Ask\n2,Bridge,Ask\n"),
    "a footnote that is not declared": lambda: ("lessons.csv", f"{HEADER}1,Bridge,Ask\n\nSource: the office\n"),
    "a word that no vocabulary knows, where its row is to be discarded": lambda: (
        "lessons.csv",
        "Ref,Programme,Title,Worked\n1,Bridge,Ask,so-so\n2,Bridge,Ask,yes\n",
    ),
    "an expression that cannot be worked out": lambda: (
        "lessons.csv",
        "Ref,Programme,Title,Cost\n1,Bridge,Ask,lots\n2,Bridge,Ask,£5\n",
    ),
    "a date in no calendar": lambda: (
        "lessons.csv",
        "Ref,Programme,Title,Recorded\n1,Bridge,Ask,31/02/2024\n2,Bridge,Ask,01/02/2024\n",
    ),
    "an item that is no object": lambda: ("lessons.json", '[1, {"Ref":2,"Programme":"Bridge","Title":"Ask"}]'),
    "a line that is not JSON": lambda: (
        "lessons.jsonl",
        '{"Ref":1,"Programme":"Bridge","Title":"Ask"}\n{"Ref":\n',
    ),
    "a card without its END": lambda: ("contacts.vcf", CARD.format("Ada") + CARD.format("Bo") + "END:VCARD\n"),
    "a Markdown file with broken front matter": lambda: beside_a_lesson(b'---\nRef: 2\nProgramme: "Bridge\n---\n'),
    "a Markdown file with nothing in it": lambda: beside_a_lesson(b""),
    "a picture that is called a Markdown file": lambda: beside_a_lesson(b"\x89PNG\r\n\x1a\n" + bytes(90)),
}
TOLD: dict[str, Callable[[], Made]] = {
    "only a header": lambda: ("lessons.csv", HEADER),
    "text in cp1252": lambda: ("lessons.csv", f"{HEADER}1,Br\xfccke \x80,Ask\n".encode("latin-1")),
    "text of which some was lost before": lambda: ("lessons.csv", f"{HEADER}1,Br\ufffdcke,Ask\n"),
    "columns without a name": lambda: ("lessons.csv", "Ref,Programme,Title,\n1,Bridge,Ask,x\n"),
    "two columns of one name": lambda: ("lessons.csv", "Ref,Programme,Title,Title\n1,Bridge,Ask,x\n"),
    "names of columns on two rows": lambda: ("lessons.csv", f"{HEADER}{HEADER}1,Bridge,Ask\n"),
    "a rotated sheet": lambda: ("lessons.csv", "Ref,1\nProgramme,Bridge\nTitle,Ask\n"),
    "totals and footnotes that are declared": lambda: (
        "lessons.csv",
        f"{HEADER}1,Bridge,Ask\nTotal,,\nTotal\nNotes\nx\n",
    ),
    "merged cells in the header": lambda: ("lessons.xlsx", sheet(merged)),
    "several sheets": lambda: ("lessons.xlsx", sheet(two_sheets)),
    "formulas that were never calculated": lambda: (
        "lessons.xlsx",
        sheet(lambda first: first.append([1, "Bridge", "Ask", "=1+1"])),
    ),
    "cells that show an error": lambda: ("lessons.xlsx", with_an_error()),
}
OPTIONS = {
    "another encoding than declared": "    encoding: utf-8\n",
    "a workbook without the sheet": "    sheet: Lgo\n",
    "header rows without any name": "    header_row: [3, 4]\n",
    "a rotated sheet whose rows differ in length": "    rotated: true\n",
    "a word that no vocabulary knows, where its row is to be discarded": "    contract: { new_values: discard_row }\n",
    "names of columns on two rows": "    header_row: [1, 2]\n",
    "a rotated sheet": "    rotated: true\n",
    "totals and footnotes that are declared": "    rows: { skip: Total, end: Notes }\n",
}
# What is made from further columns.
MAPPED = {
    "a date in no calendar": 'recorded_on: { column: Recorded, date: "%d/%m/%Y" }',
    "a word that no vocabulary knows, where its row is to be discarded": "outcome: Worked",
    "an expression that cannot be worked out": 'effect: { expression: "Cost|number" }',
}


@pytest.mark.parametrize(
    ("section", "cases"),
    [
        ("Files that cannot be read", UNREADABLE),
        ("Rows that cannot become records", REJECTED),
        ("What is taken, and told", TOLD),
    ],
    ids=["unreadable", "rejected", "told"],
)
def test_every_case_is_in_the_docs_and_every_row_of_the_docs_is_tried(
    section: str, cases: dict[str, Callable[[], Made]]
) -> None:
    assert list(rows(section)) == list(cases)


def register(folder: Path, case: str, made: Made) -> None:
    name, content = made
    for path, data in (content if isinstance(content, dict) else {name: content}).items():
        if data is not None:
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(data.encode() if isinstance(data, str) else data)
    lesson = name.startswith("lessons")
    columns = "initiative: Programme, title: Title" if lesson else "initiative: { constant: Bridge }, name: FN"
    key = "Ref" if lesson else "UID"
    if name.endswith(".xml"):
        columns, key = "initiative: title, title: title", "iati-identifier"
    further = f", {MAPPED[case]}" if case in MAPPED else ""
    (folder / "sources.yaml").write_text(
        f"sources:\n  s:\n    title: S\n    location: {name}\n    records: {'lesson' if lesson else 'contact'}\n"
        f"    key: {key}\n    map: {{ {columns}{further} }}\n{OPTIONS.get(case, '')}"
    )


def says(out: str, sentence: str) -> bool:
    """Whether the output has the sentence; ``…`` in it stands for anything on the same line."""
    pattern = ".*?".join(re.escape(part) for part in sentence.split("…"))
    return re.search(pattern, out) is not None


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read(case: str, empty: Path, handover: Command) -> None:
    sentence = rows("Files that cannot be read")[case]
    assert handover("init", ".").status == 0
    # Something was gathered before, and stands.
    register(empty, "before", ("lessons.csv", f"{HEADER}1,Bridge,Ask\n"))
    assert handover("source", "apply").status == 0
    assert handover("gather").status == 0
    (empty / "lessons.csv").unlink()
    register(empty, case, UNREADABLE[case]())
    assert handover("source", "apply").status == 0
    checked = handover("source", "check", "s")
    assert (checked.status, checked.out) == (2, "")
    assert says(checked.err, sentence)
    gathered = handover("gather")
    assert gathered.status == 1
    assert says(gathered.out, sentence)
    assert "Known: 1 lesson." in handover("initiative", "show", "Bridge").out


@pytest.mark.parametrize("case", REJECTED)
def test_a_row_that_cannot_become_a_record(case: str, empty: Path, handover: Command) -> None:
    sentence = rows("Rows that cannot become records")[case]
    assert handover("init", ".").status == 0
    register(empty, case, REJECTED[case]())
    assert handover("source", "apply").status == 0
    checked = handover("source", "check", "s", "--rows", "0")
    assert checked.status == 1
    assert says(checked.out, sentence)
    assert "2 rows seen: 1 record, 1 row rejected. Nothing was stored.\n" in checked.out
    (gathering,) = handover("gather", "--json").data["gatherings"]
    assert (gathering["seen"], gathering["new"], gathering["rejected"], gathering["error"]) == (2, 1, 1, None)
    # The same again: nothing is new, and the rejected row is still one.
    (gathering,) = handover("gather", "--json").data["gatherings"]
    assert (gathering["new"], gathering["unchanged"], gathering["rejected"]) == (0, 1, 1)
    assert len(json.dumps(handover("source", "list", "--json").data)) < 10_000


@pytest.mark.parametrize("case", TOLD)
def test_what_is_taken_and_told(case: str, empty: Path, handover: Command) -> None:
    assert handover("init", ".").status == 0
    register(empty, case, TOLD[case]())
    assert handover("source", "apply").status == 0
    checked = handover("source", "check", "s")
    assert checked.status == 0
    assert says(checked.out, rows("What is taken, and told")[case])
    (gathering,) = handover("gather", "--json").data["gatherings"]
    assert gathering["seen"] == gathering["new"] == (0 if case == "only a header" else 1)
