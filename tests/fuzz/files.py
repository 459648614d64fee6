"""The kinds of file as targets."""

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from handover.sources.registering.registration import Registration
from tests.fuzz.target import Target, chosen, of_kind
from tests.fuzz.through import LESSONS, STATUSES, as_file, gathered, gathered_archive
from tests.unit.sources.readers import office_files

_TABLE: Final = (
    b"a,b,c\nL1,Ask the port first,14/03/2024\nL2,,31/02/2024\n,\nL3,\xc2\xa3 1.5m,\nL4,Red; Amber,2024-03\n"
)
_ROTATED: Final = {"rotated": True, "rows": {"skip": ["Total*"]}}
_BELOW: Final = {"header_row": [2, 3], "rows": {"skip": ["Total*"], "end": ["Notes*"]}}
_JSON_ITEM: Final = {"a": "L1", "b": ["x", {"d": "\u00e9"}], "c": "14/03/2024", "e": 1.5, "f": None, "g": True}


def _with(registered: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**registered, **more}


CSV: Final = of_kind(
    "csv",
    "lessons.csv",
    LESSONS,
    STATUSES,
    _with(LESSONS, **_BELOW),
    _with(STATUSES, **_ROTATED),
    _with(LESSONS, encoding="utf-16", delimiter="tab"),
    _with(LESSONS, encoding="cp1252", delimiter=";"),
    seeds=(
        _TABLE,
        _TABLE.replace(b",", b";").replace(b"\n", b"\r\n"),
        b'\xef\xbb\xbf"a"\t"b"\t"c"\r"x ""y"""\t"one\ntwo"\r',
        _TABLE.replace(b",", b"\t").decode().encode("utf-16"),
        _TABLE.replace(b",", b";").decode().encode("cp1252"),
        b"a,L1,L2\nb,Red,Amber\nc,14 Mar 2024,2025\nTotal,3\n",
        b"Lessons log\na,b,c\n,,\nL1,x,2024-01-01\nTotal,1,\nNotes\nThese are guesses.",
        b"sep=;\na;b;c\n1;2;3\n\nNote: these are guesses;;\n",
        gzip.compress(_TABLE, mtime=0),
    ),
    words=(
        *(b'" , sep= Total').split(),
        b"a,b,c\n",
        b"a;b;c\r\n",
        b"\n",
        b"\t",
        b"\r",
        b"\x00",
        b"\xe9",
        b"\xff\xfe",
    ),
)

JSON: Final = of_kind(
    "json",
    "lessons.json",
    LESSONS,
    _with(STATUSES, items="data.results"),
    seeds=(
        json.dumps([_JSON_ITEM, {"a": "L2"}]).encode(),
        json.dumps({"n": 1, "data": {"results": [_JSON_ITEM]}}).encode(),
        json.dumps([_JSON_ITEM], ensure_ascii=False).encode("utf-16"),
        b'[{"a": 1, "c": 2024}, {"a": 1, "a": 2, "b": NaN}, 3, [],'
        b' {"b": "\\ud800\\u0000", "c": 123456789012345678901234567890}]',
        gzip.compress(json.dumps([_JSON_ITEM]).encode(), mtime=0),
    ),
    words=(
        *(b'[ ] { } "a" : , 1 NaN "\\ud800" null 1e999 -').split(),
        b"\n",
    ),
)

JSON_LINES: Final = of_kind(
    "json",
    "lessons.jsonl",
    LESSONS,
    STATUSES,
    seeds=(
        json.dumps(_JSON_ITEM).encode() + b'\n\n{"a": "L2", "b": "Red"}\r\n{"a": ',
        b'{"a":1,"a":2}\n{"a":NaN}\n[]\n"x"\n{"b":"\\u0000"}\n',
    ),
    words=(
        *(b'{"a" "\\u0000" [ {').split(),
        b'{"a":1}\n',
        b'{"a":1,"a":2}\n',
        b'{"a":NaN}\n',
        b"\n",
        b"[]\n",
    ),
    called="json-lines",
)

_CARD_MAP: Final = {
    "records": "contact",
    "key": ["UID", "FN"],
    "map": {
        "initiative": {"constant": "Harbour Bridge"},
        "name": {"join": ["FN", "N"]},
        "emails": "EMAIL",
        "phones": "TEL",
        "role": "TITLE",
        "organisation": "ORG",
        "knows_about": "NOTE",
    },
}
CARDS: Final = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:Ada Lim\r\nN:Lim;Ada;;;\r\nEMAIL;TYPE=work,pref:ada@example.org\r\n"
    b"NOTE:Knows\\, of\r\n  course\\; the port\r\nKIND:org\r\nitem1.TEL;VALUE=uri:tel:+1-2;ext=3\r\nEND:VCARD\r\n",
    b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:B=F6=\n=E9;A\nNOTE;BASE64:\n AAAA\n"
    b"\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nEND:VCARD\n",
)
VCARD: Final = of_kind(
    "vcard",
    "contacts.vcf",
    {"name": "contacts", "title": "Contacts", **_CARD_MAP},
    seeds=CARDS,
    words=(
        *(
            b'NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET= X;A="b : ; \\ , CHARSET=utf-7: CHARSET=idna: ENCODING=b: EMAIL:'
        ).split(),
        b"BEGIN:VCARD\n",
        b"END:VCARD\n",
        b"VERSION:2.1\n",
        b"FN:Ann\n",
        b"N:a;b;c\r\n",
        b" x\n",
        b"TEL;TYPE=a,b:1\n",
        b"AGENT:\n",
        b"=E9=\n",
        b"\x00",
    ),
)

MARKDOWN: Final = of_kind(
    "markdown",
    "lessons/a lesson.md",
    _with(LESSONS, map={**LESSONS["map"], "title": "title", "what_happened": "body", "causes": "Why"}),
    seeds=(
        b"---\na: L1\nb: [x, 'y']\nc: 2024-03-01\nd: {e: f}\n---\n# A lesson\n\n"
        b"It *was* `late`.\n\n## Why\n- a\n  1. b\n\n> c\n",
        b"+++\na = \"L1\"\nb = [1, 2.5, true, 2024-03-01]\nc = 2024-03-01\n[d]\ne = 'x'\n+++\n"
        b"A\n===\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        b"---\na: &x [1]\nb: *x\n...\n```\n# no heading\n```\n<p>HTML &amp; <b>more</b></p>\n"
        b"[a](http://x.example)\n\n[b]\n\n[b]: /c\n",
    ),
    words=(
        *(b'[ *a "\\uD800" <p> [a]( ![ { _ **').split(),
        b"---\n",
        b"+++\n",
        b"a: b\n",
        b"a = 1\n",
        b"- ",
        b"&a ",
        b"\n",
        b"# A\n",
        b"## a\n",
        b"```\n",
        b"> ",
        b"|-|\n",
        b"===\n",
        b"\r",
        b"\x00",
        b"\xe9",
        b"!x ",
    ),
)

ACTIVITIES: Final = (
    b"<?xml version='1.0' encoding='UTF-8'?><iati-activities version='2.03'><iati-activity default-currency='EUR'>"
    b"<iati-identifier>X-1</iati-identifier><title><narrative>A \xc3\xa9</narrative>"
    b"<narrative xml:lang='fr'>B</narrative></title><activity-status code='2'/>"
    b"<activity-date type='1' iso-date='2024-01-01'/><participating-org role='1'><narrative>O</narrative>"
    b"</participating-org><contact-info><email>a@example.org</email></contact-info><budget>"
    b"<period-start iso-date='2024-01-01'/><value currency='GBP'>1,000</value></budget><result type='1'><indicator>"
    b"<period><target value='2'/><actual value='1'/></period></indicator></result></iati-activity></iati-activities>"
)
_IATI_MAP: Final = {
    "initiative": "iati-identifier",
    "period": {"constant": "2024-03"},
    "narrative": "title",
    "budget": "budget",
}
IATI: Final = of_kind(
    "iati",
    "activities.xml",
    {"name": "activities", "title": "Activities", "records": "programme-status", "map": _IATI_MAP},
    seeds=(ACTIVITIES, ACTIVITIES.decode().replace("UTF-8", "UTF-16").encode("utf-16")),
    words=(
        *(
            b"<iati-activities> </iati-activities> <iati-activity> </iati-activity> <title> </title> "
            b"</narrative> <budget/> <value>1</value> <result> </result> ]> &a; &#0; <?a?> <!-- --> <![CDATA[ "
            b"< xmlns='b' currency='X'"
        ).split(),
        b"<narrative xml:lang='fr'>",
        b"<!DOCTYPE a [",
        b"<!ENTITY a 'b'>",
        b"<?xml version='1.0' encoding='UTF-16'?>",
        b"\x00",
        b"\xe9",
        b" ",
    ),
)


def part(workbook: bytes, name: str) -> bytes:
    """One part of a workbook, which is a ZIP archive."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(name)


_BOOK: Final = office_files.xlsx_of_rows(["a", "b", "c"], ["L1", 1.5, date(2024, 3, 14)], ["L2", True], [None, "=1+1"])
_SHEET: Final = office_files.ods(
    '<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    '<table:table-cell office:value-type="string"><text:p>b</text:p></table:table-cell><table:table-cell'
    ' office:value-type="string"><text:p>c</text:p></table:table-cell></table:table-row><table:table-row>'
    '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="2"/>'
    '<table:table-cell office:value-type="date" office:date-value="2024-03-14"/></table:table-row>'
    '<table:table-row table:number-rows-repeated="3"><table:covered-table-cell/></table:table-row>'
)
_OLD_SHEET: Final = office_files.xls([["a", "b", "c"], ["L1", 1.0, "2024"]])
# As Excel writes it: texts stand in a table of their own.
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_TEXTS: Final = office_files.repacked(
    office_files.with_sheet_xml(
        b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        b'<c r="C1" t="s"><v>2</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2"><v>2024</v></c></row>'
    ),
    {
        "xl/sharedStrings.xml": b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="3">'
        b"<si><t>a</t></si><si><r><t>b</t></r><rPh><t>d</t></rPh></si><si><t>c</t></si></sst>",
        _RELATIONS: part(_BOOK, _RELATIONS).replace(
            b"</Relationships>",
            b'<Relationship Id="rId9" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/officeDocument'
            b'/2006/relationships/sharedStrings"/></Relationships>',
        ),
    },
)
# Which part of which workbook an input is; the last is a whole workbook.
_PARTS: Final = (
    (_BOOK, "xl/worksheets/sheet1.xml"),
    (_TEXTS, "xl/sharedStrings.xml"),
    (_BOOK, "xl/styles.xml"),
    (_BOOK, "xl/workbook.xml"),
    (_TEXTS, _RELATIONS),
    (_SHEET, "content.xml"),
)


_WORKBOOK: Final = Registration.model_validate({"kind": "excel", "location": "lessons.xlsx", **LESSONS})


def _workbook(data: bytes) -> None:
    way, content = chosen(data, len(_PARTS) + 1)
    if way < len(_PARTS):
        workbook, name = _PARTS[way]
        content = office_files.repacked(workbook, {name: content})
    gathered(as_file(content, "lessons.xlsx"), _WORKBOOK)


class _Workbooks(Target):
    """Each part in its own place; what is whole in the last way."""

    def corpus(self) -> list[bytes]:
        parts = [bytes([way]) + part(workbook, name) for way, (workbook, name) in enumerate(_PARTS)]
        return [*parts, *(bytes([len(_PARTS)]) + whole for whole in self.seeds)]


EXCEL: Final = _Workbooks(
    "excel",
    _workbook,
    seeds=(_BOOK, _SHEET, _OLD_SHEET),
    words=(
        *(
            b'<v> </v> <f> </c> <row </row> r="XFD1048576" 1E308 office:value-type="date" '
            b"number-columns-repeated= &lt; <t>"
        ).split(),
        b'<c r="A1"',
        b' t="e"',
        b' t="s"',
        b"<mergeCell ref=",
    ),
    ways=len(_PARTS) + 1,
)


def _packed(method: int, **members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


ARCHIVE: Final = of_kind(
    "csv",
    "lessons.zip",
    LESSONS,
    _with(LESSONS, member="*.csv"),
    seeds=(
        _packed(zipfile.ZIP_STORED, **{"lessons.csv": _TABLE}),
        _packed(zipfile.ZIP_DEFLATED, **{"a/lessons.csv": _TABLE, "b/readme.txt": b"Read me.", "../c.csv": b"a,b"}),
        _packed(zipfile.ZIP_DEFLATED, **{"a.csv": _TABLE, "__MACOSX/a.csv": b"", "\xe9.csv": _TABLE}),
    ),
    words=(
        *(b".csv ../").split(),
        b"PK\x01\x02",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"PK\x06\x06",
        b"\x00\x00\x00\x00",
        b"\xff\xff\xff\xff",
    ),
    called="archives",
    through=gathered_archive,
)

TARGETS: Final = (CSV, JSON, JSON_LINES, VCARD, MARKDOWN, IATI, EXCEL, ARCHIVE)
