"""What stands in a whole draft: what is filled in, the key, and that it can be applied whatever the file."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.records import KINDS
from handover.sources.drafting.draft import Draft, draft_of
from handover.sources.drafting.guessing import in_words
from handover.sources.drafting.sample import Sample
from handover.sources.drafting.written import as_yaml, percent
from handover.sources.registering.registry_file import parse_registrations

SAVED = date(2025, 5, 17)


def drafted(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, called: str = "file.csv", **more: Any) -> Draft:
    sample = Sample("csv", called, tuple(columns), tuple(rows), more.pop("options", {}))
    return draft_of([sample], file=called, location=called, saved=SAVED, **more)


def rules(draft: Draft) -> dict[str, Any]:
    return {one.field: one.rule for one in draft.fields}


STATUS = ("Project", "RAG", "Comment")
STATUS_ROWS = [
    [f"Project {letter}", colour, "It goes as it was planned."] for letter, colour in zip("abc", "GAR", strict=True)
]

PERIODS = {
    "uk_2015.csv": "2015",
    "status-2022-23.csv": "2022",
    "status_2022_23.csv": "2022",
    "senior-2011-03-31.csv": "2011-03-31",
    "return 2024-05.csv": "2024-05",
    "status.csv": "2025-05",
    "v20150101x.csv": "2025-05",
}


@pytest.mark.parametrize(("called", "period"), PERIODS.items(), ids=PERIODS)
def test_a_period_that_no_column_says_is_in_the_name_of_the_file(called: str, period: str) -> None:
    draft = drafted(STATUS, STATUS_ROWS, called=called)
    assert draft.records == "programme-status"
    assert rules(draft)["period"] == {"constant": period}


def test_a_body_can_be_the_initiative_of_its_contacts() -> None:
    draft = drafted(("Name", "Job title", "Organisation"), [["Mary Osei", "Director", "Harbour Board"]] * 2)
    assert rules(draft)["initiative"] == rules(draft)["organisation"] == "Organisation"
    (column,) = [one for one in draft.columns if one.column == "Organisation"]
    assert set(column.becomes) == {"organisation", "initiative"}


NAMES_OF_PEOPLE: dict[str, tuple[Sequence[str], str | dict[str, Any]]] = {
    "whole": (("Full name", "Job title"), "Full name"),
    "in parts": (("Surname", "First name", "Job title"), {"join": ["First name", "Surname"], "with": " "}),
    "whole, and in parts": (("Display name", "First name", "Surname", "Job title"), "Display name"),
    "half": (("Surname", "Job title"), "Surname"),
}


@pytest.mark.parametrize(("columns", "rule"), NAMES_OF_PEOPLE.values(), ids=NAMES_OF_PEOPLE)
def test_a_name_is_put_together_where_it_is_in_parts(columns: Sequence[str], rule: str | dict[str, Any]) -> None:
    values = {"Full name": "Mary Osei", "Display name": "Mary Osei", "First name": "Mary", "Surname": "Osei"}
    draft = drafted(columns, [[values.get(column, "Head of Estates") for column in columns]] * 3)
    assert draft.records == "contact"
    assert rules(draft)["name"] == rule


def test_what_nothing_says_is_to_be_filled_in() -> None:
    draft = drafted(("Action", "Due"), [["Call the port", "2025-01-01"], ["Sell the crane", "2025-02-01"]])
    assert rules(draft)["initiative"] == {"constant": "To be filled in"}
    (initiative,) = [one for one in draft.fields if one.field == "initiative"]
    assert initiative.confidence < 0.05


def test_a_lesson_without_a_title_is_called_after_what_happened() -> None:
    sentences = [["The crane stood in the way of the lorries for nine whole weeks.", "Ask the port before the crane."]]
    draft = drafted(("What happened", "Recommendation"), sentences * 3)
    assert rules(draft)["title"] == "What happened"


KEYS: dict[str, tuple[Sequence[str], Sequence[Sequence[Any]], tuple[str, ...]]] = {
    "a number of its own": (("Ref", *STATUS), [[f"R{n}", *row] for n, row in enumerate(STATUS_ROWS)], ("Ref",)),
    "the initiative": (STATUS, STATUS_ROWS, ("Project",)),
    "the initiative and the month": (
        ("Project", "Month", "RAG"),
        [["a b", "2024-01", "G"], ["a b", "2024-02", "G"], ["c d", "2024-01", "R"]],
        ("Project", "Month"),
    ),
    "nothing": (STATUS, [*STATUS_ROWS, STATUS_ROWS[0]], ()),
    "not an amount": (
        ("Project", "RAG", "Spend code £"),
        [["a b", "G", "1.50"], ["a b", "A", "2.50"], ["a b", "A", "3.50"]],
        (),
    ),
    "a first name and a surname": (
        ("First name", "Surname", "Job title"),
        [["Mary", "Osei", "Director"], ["Mary", "Li", "Director"]],
        ("First name", "Surname"),
    ),
}


@pytest.mark.parametrize(("columns", "rows", "key"), KEYS.values(), ids=KEYS)
def test_the_key_tells_the_rows_apart(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], key: tuple[str, ...]
) -> None:
    assert drafted(columns, rows).key == key


def test_the_kind_that_is_asked_for_goes_before_the_one_that_is_found() -> None:
    for kind in KINDS:
        draft = drafted(STATUS, STATUS_ROWS, records=kind)
        assert (draft.records, draft.records_confidence) == (kind, 1.0)
        parse_registrations(as_yaml(draft), name="sources.yaml")


def test_the_sheet_with_records_is_taken() -> None:
    guidance = Sample(
        "excel", "log.xlsx Guidance", ("How to fill this in",), (["Read this first."],), {"sheet": "Guidance"}
    )
    log = Sample("excel", "log.xlsx Log", STATUS, tuple(STATUS_ROWS), {"sheet": "Log"})
    draft = draft_of([guidance, log], file="log.xlsx", location="log.xlsx", saved=SAVED)
    assert draft.registration["sheet"] == "Log"


NAMES = {
    "Lessons Log (final).xlsx": ("lessons-log-final", "Lessons log (final)"),
    "uk_2015.csv": ("uk-2015", "Uk 2015"),
    "données.csv": ("donn-es", "Données"),
    "???.csv": ("source", "???"),
    ".csv": ("csv", ".csv"),
}


@pytest.mark.parametrize(("file", "expected"), NAMES.items(), ids=NAMES)
def test_a_source_is_called_after_its_file(file: str, expected: tuple[str, str]) -> None:
    draft = drafted(STATUS, STATUS_ROWS, called=file)
    assert (draft.name, draft.title) == expected


def test_the_example_of_the_docs() -> None:
    columns = ("Ref", "Programme", "RAG", "Finish", "Budget £k", "Colour of folder")
    rows = [
        ["R1", "Harbour Bridge", "Green", "31/03/2026", "1200", "blue"],
        ["R2", "Harbour Tunnel", "Amber", "30/09/2025", "800", "blue"],
    ]
    page = (Path(__file__).parents[4] / "docs" / "drafting.md").read_text(encoding="utf-8")
    assert f"```yaml\n{as_yaml(drafted(columns, rows, called='status-2025.csv'))}```\n" in page


WORDS = {0.98: "sure (98 %)", 0.85: "sure (85 %)", 0.84: "likely (84 %)", 0.65: "likely (65 %)", 0.3: "a guess (30 %)"}


@pytest.mark.parametrize(("confidence", "said"), WORDS.items(), ids=map(str, WORDS))
def test_a_confidence_is_said_in_words_and_percent(confidence: float, said: str) -> None:
    assert percent(confidence) == said
    assert said.startswith(in_words(confidence))


cell = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["Green", "31/12/2015", "£3m", "a@example.org", "TBC", "# x", "'", "{a: b}", "2022-23", "Y", "N"]),
    st.none(),
    st.integers(),
    st.dates(),
)
name = st.one_of(
    st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and "\0" not in text),
    st.sampled_from(["RAG", "Project", "Title", "Name", "E-mail", "Due", "Budget (€)", "Status", "Tags", "Outcome"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(name, min_size=1, max_size=6, unique=True), st.data())
def test_whatever_is_in_a_file_its_draft_can_be_applied(columns: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), max_size=5))
    draft = drafted([_storable(one) for one in columns], rows)
    (registration,) = parse_registrations(as_yaml(draft), name="sources.yaml")
    mapped: Mapping[str, Any] = registration.map
    assert list(mapped) == [one.field for one in draft.fields]
    assert [one.column for one in draft.columns] == [_storable(one) for one in columns]


def _storable(text: str) -> str:
    """As the readers hand on what columns are called."""
    return " ".join(text.encode("utf-8", "replace").decode().split()) or "column 1"
