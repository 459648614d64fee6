"""Drafts of real files of each kind: where the table is, that they can be applied, and what is refused."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from handover.errors import BadRequest, HandoverError, RegistrationError, SourceUnreadable
from handover.jobs.draft import add_draft, draft_source
from handover.jobs.gathering.gather import GatheringReport, gather_source
from handover.settings import Limits
from handover.sources import registered
from handover.sources.drafting.draft import Draft
from handover.sources.registering.registry_file import read_registrations
from handover.store.database import Store
from tests.offices import an_office
from tests.unit.sources.readers.office_files import xlsx

HEADINGS = ["Ref", "Programme", "RAG", "Start", "Finish", "Budget £k"]
ROWS: list[list[Any]] = [
    ["R1", "Harbour Bridge", "Green", "01/02/2024", "31/03/2026", 1200],
    ["R2", "Harbour Tunnel", "Amber", "01/03/2024", "30/09/2025", 800],
    ["R3", "River Ferry", "Red", "01/04/2024", "31/12/2025", 95],
]


def text_of(*rows: list[Any], delimiter: str = ",") -> bytes:
    return "".join(delimiter.join(map(str, row)) + "\n" for row in rows).encode("cp1252")


def a_workbook(book: Workbook) -> None:
    guidance = book.active
    assert guidance is not None
    guidance.title = "Guidance"
    guidance.append(["How to fill this in"])
    guidance.append(["Read this first, and then the sheet called Returns, of which each line is a programme."])
    returns = book.create_sheet("Returns")
    returns.append(["Monthly returns, April 2024"])
    returns.append([])
    returns.append(HEADINGS)
    for row in ROWS:
        returns.append(row)
    returns.append(["Total", None, None, None, None, 2095])
    returns.append(["Notes: figures are provisional"])
    book.create_sheet("Empty")


def turned(book: Workbook) -> None:
    sheet = book.active
    assert sheet is not None
    for column in zip(HEADINGS, *ROWS, strict=True):
        sheet.append(column)


TASKS = [
    {
        "id": number,
        "title": f"Call the port about crane {number}",
        "project": {"name": "Harbour Bridge"},
        "due_date": "2025-01-31",
        "state": "open",
    }
    for number in range(3)
]
CARDS = "".join(
    f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nORG:Harbour Board;Works\nTITLE:Engineer\n"
    f"EMAIL:{mail}@example.org\nEND:VCARD\n"
    for name, mail in (("Mary Osei", "mary"), ("Liam Byrne", "liam"))
).encode()

# A file, its content, and what the draft of it says beside map and records.
FILES: dict[str, tuple[str, bytes, dict[str, Any]]] = {
    "a table": ("returns.csv", text_of(HEADINGS, *ROWS), {}),
    "packed": ("returns.csv.gz", gzip.compress(text_of(HEADINGS, *ROWS)), {}),
    "without an ending": ("returns", text_of(HEADINGS, *ROWS), {"kind": "csv"}),
    "semicolons below a title": (
        "returns.csv",
        text_of(["Monthly returns, April 2024"], [], HEADINGS, *ROWS, delimiter=";"),
        {"header_row": 3},
    ),
    "a title in every column": (
        "returns.csv",
        text_of(["Monthly returns", "", "", "", "", ""], ["April 2024", "", "", "", "", ""], HEADINGS, *ROWS),
        {"header_row": 3},
    ),
    "headings on two rows": (
        "returns.csv",
        text_of(
            ["Monthly returns", "", "", "", "", ""],
            ["Ref", "Programme", "RAG", "Schedule", "", "Budget £k"],
            ["", "", "", "Start", "Finish", ""],
            *ROWS,
        ),
        {"header_row": [2, 3]},
    ),
    "a total and notes": (
        "returns.csv",
        text_of(HEADINGS, *ROWS, ["Total", "", "", "", "", 2095], ["Notes: provisional", "", "", "", "", ""]),
        {"rows": {"end": ["Notes:*"], "skip": ["Total"]}},
    ),
    "fields as rows": ("returns.csv", text_of(*map(list, zip(HEADINGS, *ROWS, strict=True))), {"rotated": True}),
    "a workbook": (
        "returns.xlsx",
        xlsx(a_workbook),
        {"sheet": "Returns", "header_row": 3, "rows": {"end": ["Notes:*"], "skip": ["Total"]}},
    ),
    "a workbook turned round": ("returns.xlsx", xlsx(turned), {"rotated": True}),
    "a workbook without an ending": (
        "returns",
        xlsx(turned),
        {"rotated": True, "kind": "excel"},
    ),
    "JSON": ("tasks.json", json.dumps(TASKS).encode(), {}),
    "JSON with the list inside": (
        "tasks.json",
        json.dumps({"page": {"of": [{"a": 1}]}, "data": {"tasks": TASKS}}).encode(),
        {"items": "data.tasks"},
    ),
    "JSON Lines": ("tasks.jsonl", b"".join(json.dumps(one).encode() + b"\n" for one in TASKS), {}),
    "cards": ("people.vcf", CARDS, {}),
    "a name that looks like a pattern": ("returns [final] *.csv", text_of(HEADINGS, *ROWS), {}),
}


@pytest.fixture
def gathered(sqlite_store: Store, tmp_path: Path) -> Callable[[Draft], GatheringReport]:
    """Put a draft into a sources.yaml, apply it as it is, and gather."""

    def gather(draft: Draft) -> GatheringReport:
        office = an_office(sqlite_store, tmp_path)
        into = tmp_path / "sources.yaml"
        add_draft(draft, into)
        with office.store.write() as connection:
            registered.apply(connection, read_registrations(into), base=tmp_path, now=office.now())
        return gather_source(office, draft.name)

    return gather


@pytest.mark.parametrize(("name", "content", "options"), FILES.values(), ids=FILES)
def test_a_file_is_drafted_and_its_draft_gathers_it(
    gathered: Callable[[Draft], GatheringReport], tmp_path: Path, name: str, content: bytes, options: dict[str, Any]
) -> None:
    (tmp_path / name).write_bytes(content)
    draft = draft_source(tmp_path / name, beside=tmp_path)
    known = {"title", "location", "records", "key", "map"}
    assert {key: value for key, value in draft.registration.items() if key not in known} == options
    report = gathered(draft)
    assert report.error is None
    assert (report.counts.new, report.counts.rejected) == (2 if name.endswith("vcf") else 3, 0)


def test_the_fields_of_a_returned_sheet_are_right(tmp_path: Path) -> None:
    (tmp_path / "returns.xlsx").write_bytes(xlsx(a_workbook))
    draft = draft_source(tmp_path / "returns.xlsx", beside=tmp_path)
    assert draft.key == ("Ref",)
    assert {one.field: one.rule for one in draft.fields} == {
        "initiative": "Programme",
        "period": {"constant": draft.registration["map"]["period"]["constant"]},
        "rating": "RAG",
        "rating_vocabulary": {"constant": "three-colour"},
        "start_planned": {"column": "Start", "date": "%d/%m/%Y"},
        "end_planned": {"column": "Finish", "date": "%d/%m/%Y"},
        "budget": {"column": "Budget £k", "money": {"currency": "GBP", "unit": 1000}},
    }


def test_the_location_is_seen_from_where_the_draft_goes(tmp_path: Path) -> None:
    records = tmp_path / "office" / "records"
    records.mkdir(parents=True)
    (records / "returns.csv").write_bytes(text_of(HEADINGS, *ROWS))
    assert draft_source(records / "returns.csv", beside=tmp_path / "office").location == "records/returns.csv"
    elsewhere = draft_source(records / "returns.csv", beside=tmp_path / "another").location
    assert Path(elsewhere) == records / "returns.csv"


def test_only_the_first_rows_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "returns.csv"
    path.write_bytes(text_of(HEADINGS, *([[f"R{number}", *ROWS[0][1:]] for number in range(5_000)])))
    draft = draft_source(path)
    assert (draft.rows, draft.is_whole) == (2_000, False)


REFUSED: dict[str, tuple[str, bytes, type[HandoverError], str]] = {
    "empty": ("a.csv", b"", SourceUnreadable, "a.csv is empty."),
    "a PDF": ("a.csv", b"%PDF-1.7\n" + b"x" * 100, SourceUnreadable, "PDF"),
    "a workbook that is none": ("a.xlsx", b"not one", SourceUnreadable, "should be a spreadsheet"),
    "JSON that is cut off": ("a.json", b'[{"a": 1}, {"a"', SourceUnreadable, "cut off"),
    "JSON without a list": ("a.json", b'{"a": 1}', SourceUnreadable, "not a list of objects"),
    "JSON without items": ("a.json", b"[]", SourceUnreadable, "a.json has no rows in it."),
    "XML": ("a.xml", b"<iati-activities/>", SourceUnreadable, "drafts are made of tables, of JSON and of vCards"),
    "a name with a line end": (
        "a\nb.csv",
        b"Project,RAG\nx,Red\n",
        BadRequest,
        "characters in it that no address or path",
    ),
}


@pytest.mark.parametrize(("name", "content", "error", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_drafted_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, error: type[HandoverError], sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as refused:
        draft_source(tmp_path / name)
    assert sentence in refused.value.sentence
    assert refused.value.what_to_do


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["a.csv", "a.json", "a.jsonl", "a.vcf", "a"]),
    st.one_of(
        st.binary(max_size=300),
        st.text("RAG Project,;\n\"'{}[]:#&*\t\\-|>!%@\r\0\x85\u2028é12/", max_size=300).map(str.encode),
        st.text(max_size=80).map(lambda text: f"BEGIN:VCARD\nFN:{text}\nEND:VCARD\n".encode()),
        st.lists(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4), max_size=4).map(
            lambda items: json.dumps(items).encode()
        ),
    ),
)
@example("a.json", b'[{"":"A"},{"":"0"}]')
@example("a.json", b'[{" ":"A","b":{"":1}},{" ":"0"}]')
def test_any_bytes_are_drafted_or_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    try:
        draft = draft_source(path, beside=tmp_path)
    except SourceUnreadable:
        return
    assert draft.fields


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="is a folder"):
        draft_source(tmp_path)
    with pytest.raises(BadRequest, match="cannot be read: No such file"):
        draft_source(tmp_path / "nothing.csv")


def test_a_name_that_no_source_can_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(text_of(HEADINGS, *ROWS))
    with pytest.raises(RegistrationError, match="name"):
        draft_source(tmp_path / "a.csv", name="Monthly Returns")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(text_of(HEADINGS, *ROWS))
    with pytest.raises(SourceUnreadable, match="large"):
        draft_source(tmp_path / "a.csv", limits=Limits(largest_source=20))


def test_a_file_that_a_draft_cannot_go_into_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(text_of(HEADINGS, *ROWS))
    draft = draft_source(tmp_path / "a.csv", beside=tmp_path)
    into = tmp_path / "sources.yaml"
    add_draft(draft, into)
    before = into.read_bytes()
    with pytest.raises(BadRequest, match="has a source called “a” already"):
        add_draft(draft, into)
    assert into.read_bytes() == before
    (tmp_path / "latin.yaml").write_bytes("# é\n".encode("latin-1"))
    with pytest.raises(BadRequest, match="is not UTF-8 text"):
        add_draft(draft, tmp_path / "latin.yaml")
    with pytest.raises(BadRequest, match="cannot be written"):
        add_draft(draft, tmp_path / "nowhere" / "sources.yaml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "latin.yaml", "sources.yaml"]
