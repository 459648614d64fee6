"""Which field a heading means, and how surely."""

import tomllib
from pathlib import Path

import pytest

from handover.records import KINDS, RecordKind
from handover.sources import drafting
from handover.sources.drafting.heading import heading, phrase, says
from handover.sources.drafting.heading_words import NAME_PARTS, fields_with_words, heading_says, heading_says_key
from handover.sources.registering.fields import fields_of

STATUS: RecordKind = "programme-status"
ACTION: RecordKind = "follow-on-action"
# A heading, the kind of record, and the field that it means most surely.
MEANT: list[tuple[str, RecordKind, str]] = [
    ("project_name", STATUS, "initiative"),
    ("ProjectName", STATUS, "initiative"),
    ("Project / Program", "lesson", "initiative"),
    ("Programe name", STATUS, "initiative"),
    ("Scheme", STATUS, "initiative"),
    ("RAG", STATUS, "rating"),
    ("IPA Delivery Confidence Assessment", STATUS, "rating"),
    ("Overall RAG status", STATUS, "rating"),
    ("colour_rating", STATUS, "rating"),
    ("Departmental narrative on schedule, including any deviation", STATUS, "narrative"),
    ("rating_comment", STATUS, "narrative"),
    ("Status update", STATUS, "narrative"),
    ("Description / Aims \n(From GMPP data)", STATUS, "purpose"),
    ("Project - Start Date (Latest approved start date)", STATUS, "start_planned"),
    ("Actual start date", STATUS, "start_actual"),
    ("Planned completion", STATUS, "end_planned"),
    ("Date closed", STATUS, "end_actual"),
    ("Approved budget £000", STATUS, "budget"),
    ("2014/2015 Forecast (£million)", STATUS, "forecast"),
    ("Total budgeted whole life costs (£million)", STATUS, "whole_life_cost"),
    ("wlc_baseline_incl_NCG", STATUS, "whole_life_cost"),
    ("Reporting period", STATUS, "period"),
    ("Month", STATUS, "period"),
    ("Senior Responsible Owner", STATUS, "owner"),
    ("details.govuk_status", STATUS, "rating"),
    ("Lesson title", "lesson", "title"),
    ("Recomendation(s)", "lesson", "recommendation"),
    ("Date Lesson Occurred", "lesson", "occurred_on"),
    ("Publish Date", "lesson", "recorded_on"),
    ("Root cause", "lesson", "causes"),
    ("Early warning signs", "lesson", "early_warnings"),
    ("Did it work?", "lesson", "outcome"),
    ("Keywords", "lesson", "tags"),
    ("Protective marking", "lesson", "sensitivity"),
    ("Job Title", "contact", "role"),
    ("E-mail address", "contact", "emails"),
    ("Mobile", "contact", "phones"),
    ("First name", "contact", "given_name"),
    ("Surname", "contact", "family_name"),
    ("Line manager", "contact", "reports_to"),
    ("Reports to Senior Post", "contact", "reports_to"),
    ("Contact name", "contact", "name"),
    ("Directorate", "contact", "unit"),
    ("In post since", "contact", "from_on"),
    ("Action required", ACTION, "what"),
    ("Action owner", ACTION, "owner"),
    ("By when", ACTION, "due"),
    ("Taken over by", ACTION, "inherits"),
]


@pytest.mark.parametrize(("column", "records", "field"), MEANT, ids=[column[:40] for column, _, _ in MEANT])
def test_a_heading_means_its_field_most(column: str, records: RecordKind, field: str) -> None:
    found = {one: heading_says(heading(column), records, one)[0] for one in fields_with_words(records)}
    assert found[field] == max(found.values())
    assert found[field] >= 0.45


NOT_MEANT: list[tuple[str, RecordKind, str]] = [
    ("Project manager", STATUS, "initiative"),
    ("Project status", STATUS, "initiative"),
    ("Salary Cost of Reports (£)", "contact", "reports_to"),
    ("Date of birth", "contact", "from_on"),
    ("Last update", "contact", "family_name"),
    ("Budget variance", STATUS, "budget"),
    ("Title of report", STATUS, "rating"),
    ("Fax", "contact", "phones"),
    ("Grade", "contact", "role"),
]


@pytest.mark.parametrize(("column", "records", "field"), NOT_MEANT, ids=[f"{one[0]} {one[2]}" for one in NOT_MEANT])
def test_a_heading_does_not_mean_another_field(column: str, records: RecordKind, field: str) -> None:
    assert heading_says(heading(column), records, field)[0] < 0.45


KEYS = {
    "Lesson ID": True,
    "Post Unique Reference": True,
    "GMPP ID Number": True,
    "No.": True,
    "Ref": True,
    "Contact number": False,
    "Line manager ID": False,
    "Project name": False,
    "source_file": False,
}


@pytest.mark.parametrize(("column", "is_key"), KEYS.items(), ids=KEYS)
def test_a_heading_can_mean_the_key(column: str, is_key: bool) -> None:
    assert (heading_says_key(heading(column))[0] >= 0.8) is is_key


def test_a_slip_counts_a_little_less() -> None:
    right, _ = heading_says(heading("Recommendation"), "lesson", "recommendation")
    slip, _ = heading_says(heading("Recomendation"), "lesson", "recommendation")
    assert 0.9 <= slip < right == 1.0


def test_a_heading_is_about_its_last_word_or_what_stands_before_of() -> None:
    assert heading("Budget comment").about == "comment"
    assert heading("Comment on the budget").about == "comment"
    assert heading("Project name").about is None
    assert says(heading("Comment on the budget"), phrase("comment")) > says(
        heading("Comment on the budget"), phrase("budget")
    )


def test_a_heading_without_words_means_nothing() -> None:
    assert heading_says(heading("–"), STATUS, "rating") == (0.0, "")
    assert heading_says(heading(""), STATUS, "rating") == (0.0, "")


def test_the_table_is_of_fields_that_there_are() -> None:
    for kind in KINDS:
        filled_along = {"holder", "rating_vocabulary"}
        given = {name for name in fields_of(kind) if not name.endswith("_given")} - filled_along
        parts = set(NAME_PARTS) if kind == "contact" else set()
        assert set(fields_with_words(kind)) == given | parts


def test_each_phrase_of_the_table_stands_once_for_a_field_and_none_forbids_itself() -> None:
    table = tomllib.loads((Path(drafting.__file__).parent / "field_words.toml").read_text("utf-8"))
    for fields in table.values():
        for words in fields.values():
            assert set(words) <= {"sure", "likely", "maybe", "never"}
            phrases = [phrase(text) for strength in ("sure", "likely", "maybe") for text in words.get(strength, ())]
            assert len(phrases) == len(set(phrases)), [one for one in phrases if phrases.count(one) > 1]
            never = {word for text in words.get("never", ()) for word in phrase(text)}
            assert all(len(phrase(text)) == 1 for text in words.get("never", ()))
            assert not [one for one in phrases if never & set(one)]
