"""Published records through registrations: every row is a record or has reasons, and no word is lost."""

import csv
import gzip
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from handover.records import Contact, Lesson, ProgrammeStatus
from handover.sources.mapping.html_text import text_of_html
from handover.sources.registering.registration import Registration
from tests.mappings import compile_mapping

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published records are not here")

TAG = re.compile(r"</?(?:p|br|a|li|ul|ol|strong|b|i|em|div|span)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def nasa_lessons() -> list[dict[str, Any]]:
    with gzip.open(DATA / "nasa_llis" / "lessons.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_every_word_outside_of_tags_survives() -> None:
    cells = with_tags = 0
    for lesson in nasa_lessons():
        for value in filter(None, lesson.values()):
            text = text_of_html(value)
            cells += 1
            with_tags += bool(TAG.search(value))
            assert not TAG.search(text)
            position = 0
            for word in html.unescape(TAG.sub(" ", value)).split():
                position = text.find(word, position)
                assert position >= 0, (lesson["Lesson ID"], word)
                position += len(word)
    assert cells > 10_000
    assert with_tags > 40


def test_every_nasa_lesson_is_a_lesson() -> None:
    registration = Registration.model_validate(
        {
            "name": "llis",
            "title": "Lessons",
            "location": "lessons.jsonl.gz",
            "records": "lesson",
            "key": "Lesson ID",
            "map": {
                "initiative": {"column": "Project / Program", "default": "Not said"},
                "title": "Title",
                "what_happened": {"column": "Driving Event", "html": True},
                "effect": {"column": "Abstract", "html": True},
                "causes": {"column": "Lesson(s) Learned", "html": True},
                "recommendation": {"column": "Recommendation(s)", "html": True},
                "occurred_on": {"column": "Date Lesson Occurred", "date": "%m/%d/%Y"},
                "recorded_on": {"column": "Publish Date", "date": "%m/%d/%Y"},
                "tags": {"column": "Topics", "split": ","},
            },
        }
    )
    mapping = compile_mapping(registration, None)
    rows = nasa_lessons()
    found = [mapping.record(row, mapping.key(row) or "") for row in rows]
    lessons = [record for record in found if isinstance(record, Lesson)]
    reasons = [reason for refused in found if isinstance(refused, tuple) for reason in refused]
    assert len(lessons) + sum(isinstance(refused, tuple) for refused in found) == len(rows) == 1071
    assert {reason.code for reason in reasons} <= {"too-long", "blank", "bad-date"}
    assert len(lessons) > 1060
    longest = max(len(lesson.what_happened or "") for lesson in lessons)
    assert longest > 25_000


EXEMPT = ["Exempt*", "TBD", "Not provided", "Data Not Provided", "The project is *", "The project is*"]


@pytest.mark.parametrize(
    ("year", "rows", "delimiter", "date"),
    [
        (2018, 133, ",", "%d.%m.%y"),
        (2019, 133, ",", "%d.%m.%y"),
        (2020, 125, ",", "%d.%m.%y"),
        (2021, 184, ";", "%Y-%m-%d"),
    ],
)
def test_every_project_of_a_year_is_a_status(year: int, rows: int, delimiter: str, date: str) -> None:
    dates = {"date": date, "blank": EXEMPT}
    money = {"money": {"currency": "GBP", "unit": 1_000_000}}
    registration = Registration.model_validate(
        {
            "name": "gmpp",
            "title": "GMPP",
            "location": f"uk_{year}.csv",
            "records": "programme-status",
            "key": ["project_name", "department"],
            "map": {
                "initiative": "project_name",
                "period": "year",
                "rating": "colour_rating",
                "rating_vocabulary": {"constant": "five-colour"},
                "narrative": {"join": ["rating_comment", "schedule_comment", "budget_comment"], "with": "\n\n"},
                "start_planned": {"column": "start_date", **dates},
                "end_planned": {"column": "end_date", **dates},
                "forecast": {"column": "yearly_forecast", **money},
                "whole_life_cost": {"column": "wlc_baseline_incl_NCG", **money},
            },
        }
    )
    path = DATA / "gmpp" / f"uk_{year}.csv"
    with path.open(encoding="cp1252", errors="replace", newline="") as file:
        header, *table = csv.reader(file, delimiter=delimiter)
    mapping = compile_mapping(registration, tuple(header))
    found = [mapping.record(cells, mapping.key(cells) or "") for cells in table]
    assert len(found) == rows
    for record, cells in zip(found, table, strict=True):
        assert isinstance(record, ProgrammeStatus), record
        given = dict(zip(header, cells, strict=True))
        assert record.rating_given == given["colour_rating"].strip()
        for field, column in (("forecast", "yearly_forecast"), ("whole_life_cost", "wlc_baseline_incl_NCG")):
            # Understood or kept as it was given, never neither.
            said = getattr(record, field) is not None or getattr(record, f"{field}_given") is not None
            assert said == bool(given[column].strip())
    assert sum(isinstance(record, ProgrammeStatus) and record.rating is not None for record in found) > rows * 0.95


@pytest.mark.parametrize("path", sorted((DATA / "organograms").glob("*.csv")), ids=lambda path: path.stem)
def test_a_token_is_nobodys_name(path: Path) -> None:
    registration = Registration.model_validate(
        {
            "name": "posts",
            "title": "Posts",
            "location": "posts.csv",
            "records": "contact",
            "key": "Post Unique Reference",
            "map": {
                "initiative": "Organisation",
                "name": "Name",
                "role": "Job Title",
                "unit": "Unit",
                "emails": "Contact E-mail",
                "phones": "Contact Phone",
                "reports_to": "Reports to Senior Post",
            },
        }
    )
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        header, *table = csv.reader(file)
    mapping = compile_mapping(registration, tuple(header))
    found = [mapping.record(cells, mapping.key(cells) or "") for cells in table]
    tokens = re.compile(r"n/?d|vacant|eliminated|n/?a|", re.IGNORECASE)
    for record, cells in zip(found, table, strict=True):
        given = dict(zip(header, cells, strict=True))["Name"].strip()
        if isinstance(record, Contact):
            assert (record.name is None) == bool(tokens.fullmatch(given.strip(" '\""))), given
            assert (record.name or record.name_given or "") == given
        else:
            assert all(reason.code in ("blank", "too-long") for reason in record)
    assert sum(isinstance(record, Contact) for record in found) >= len(table) * 0.95
