"""Looking at what a source would become, and what that would change, without storing anything: on both databases."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from handover.jobs.checking.check import check_source
from handover.jobs.checking.check_report import CheckReport
from handover.jobs.checking.comparing import ChangedField, ChangedRecord, VanishedRecord
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.rejected_rows.ignoring import ignore
from handover.store.database import Store
from handover.store.history import CHUNK
from handover.store.tables import metadata
from tests.offices import LESSON_HEADER, LESSONS, an_office, register, write_csv

ONE = ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01")
TWO = ("L2", "Orion", "Pay on time", "Suppliers waited.", "2024-03")
THREE = ("L3", "Ares", "Write it down", "It was forgotten.", "2024")
BROKEN = ("L4", "Ares", "Say when", "Nobody knew.", "soon")
# One line is a status, its owner as a contact, and a lesson where there is one.
STATUS: dict[str, Any] = {
    "name": "status",
    "title": "Status",
    "location": "status.csv",
    "records": "programme-status",
    "key": "Ref",
    "map": {"initiative": "Programme", "period": "Month", "rating": "RAG", "narrative": "Story", "owner": "SRO"},
    "also": {
        "owner": {"records": "contact", "map": {"initiative": "Programme", "name": "SRO", "role": {"constant": "SRO"}}},
        "learned": {"records": "lesson", "map": {"initiative": "Programme", "title": "Lesson"}},
    },
}
STATUS_HEADER = ("Ref", "Programme", "Month", "RAG", "Story", "SRO", "Lesson", "Remark")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    return office


def written(office: Office, *rows: tuple[str, ...]) -> None:
    write_csv(office.settings.folder / "lessons.csv", rows)


def everything(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.read() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_a_mapped_name_that_no_item_of_json_has_is_told(sqlite_store: Store, tmp_path: Path) -> None:
    items = [{"Ref": "L1", "Programme": "Orion", "Title": "Ask early", "What happened": "Nobody was asked."}]
    (tmp_path / "lessons.json").write_text(json.dumps(items))
    office = an_office(sqlite_store, tmp_path)
    register(office, {**LESSONS, "location": "lessons.json"})
    report = check_source(office, "lessons")
    assert (report.counts.seen, report.records) == (1, 1)
    assert report.absent_columns == ("Recorded",)


def test_a_first_check_finds_everything_new_and_writes_nothing(office: Office) -> None:
    written(office, ONE, TWO, BROKEN)
    before = everything(office.store)
    report = check_source(office, "lessons")
    assert report.counts == Counts(seen=3, new=2, rejected=1)
    assert (report.known, report.doubts) == (0, ())
    assert everything(office.store) == before


def test_what_would_change_is_told_field_by_field(office: Office) -> None:
    written(office, ONE, TWO, THREE)
    gather_source(office, "lessons")
    written(office, ONE, (*TWO[:2], "Pay within 30 days", "", TWO[4]), BROKEN, ("L5", *ONE[1:]))
    before = everything(office.store)
    report = check_source(office, "lessons")
    assert report.counts == Counts(seen=4, new=1, changed=1, unchanged=1, vanished=1, rejected=1)
    assert report.differences.changed_records == [
        ChangedRecord(
            "L2",
            3,
            (
                ChangedField("title", "Pay on time", "Pay within 30 days"),
                ChangedField("what_happened", "Suppliers waited.", None),
            ),
        )
    ]
    assert report.differences.fields == {"title": 1, "what_happened": 1}
    assert report.differences.vanished_records == (VanishedRecord("L3", "Ares"),)
    assert everything(office.store) == before
    assert gather_source(office, "lessons").counts == report.counts


def test_a_row_that_cannot_be_read_any_more_would_not_make_its_record_vanish(office: Office) -> None:
    written(office, ONE, TWO)
    gather_source(office, "lessons")
    written(office, ONE, (*TWO[:4], "soon"))
    report = check_source(office, "lessons")
    assert report.counts == Counts(seen=2, unchanged=1, rejected=1)


def test_what_a_person_decided_about_rows_is_part_of_what_would_be(office: Office) -> None:
    written(office, ONE, (*TWO[:4], "soon"), BROKEN)
    gather_source(office, "lessons")
    fix(office, 1, ["Recorded=2024-04"], by="Ada Lim", because="The minutes say so.")
    ignore(office, [2], by="Ada Lim", because="It is a draft.")
    written(office, (*TWO[:4], "soon"), BROKEN, THREE)
    report = check_source(office, "lessons", rows=1)
    assert report.counts == Counts(seen=3, new=1, unchanged=1, vanished=1, rejected=1, ignored=1)
    (row,) = report.rows
    assert isinstance(row.cells, dict)
    assert (row.cells["Recorded"], row.records[""].model_dump()["recorded_on"]) == ("soon", "2024-04")
    assert [one.is_ignored for one in report.refused] == [True]
    assert gather_source(office, "lessons").counts == report.counts


def test_every_kind_of_record_of_a_row_is_shown(sqlite_store: Store, tmp_path: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(office, STATUS)
    rows = [
        ("1", "Orion", "2024-03", "Amber", "On its way.", "Ada Lim", "", ""),
        ("2", "Ares", "2024-03", "Green", "Done.", "Bo Ek", "Ask early", ""),
    ]
    write_csv(tmp_path / "status.csv", rows, header=STATUS_HEADER)
    report = check_source(office, "status")
    assert [(one.name, one.record_kind, one.key) for one in report.makings] == [
        ("", "programme-status", ("Ref",)),
        ("owner", "contact", ("Ref",)),
        ("learned", "lesson", ("Ref",)),
    ]
    assert [{name: record.key for name, record in row.records.items()} for row in report.rows] == [
        {"": "1", "owner": "1 · owner"},
        {"": "2", "owner": "2 · owner", "learned": "2 · learned"},
    ]
    assert report.unused_columns == ("Remark",)
    assert report.counts == Counts(seen=5, new=5) == gather_source(office, "status").counts


def test_each_file_has_its_own_facts_and_rows_say_in_which_they_are(sqlite_store: Store, tmp_path: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(office, {**LESSONS, "location": "log-*.csv", "kind": "csv"})
    write_csv(tmp_path / "log-a.csv", [ONE])
    write_csv(tmp_path / "log-b.csv", [BROKEN])
    (tmp_path / "log-b.csv").write_text((tmp_path / "log-b.csv").read_text().replace(",", ";"))
    report = check_source(office, "lessons")
    assert [(file.name, file.facts["delimiter"]) for file in report.files] == [
        ("log-a.csv", "Cells are separated by comma (found)."),
        ("log-b.csv", "Cells are separated by semicolon (found)."),
    ]
    assert [(one.file, one.number) for one in (*report.rows, *report.refused)] == [("log-a.csv", 2), ("log-b.csv", 2)]


def test_a_key_that_stands_twice_far_apart_is_found(office: Office) -> None:
    many = [(f"M{number}", "Ares", "Ask", "Text", "2024") for number in range(2 * CHUNK)]
    written(office, ONE, *many, ONE)
    report = check_source(office, "lessons", rows=0)
    assert report.counts == Counts(seen=2 * CHUNK + 2, new=2 * CHUNK + 1, rejected=1)
    (refused,) = report.refused
    assert refused.number == 2 * CHUNK + 3
    assert [reason.sentence for reason in refused.reasons] == [
        "The key “L1” stands on row 2 already; a key names one record."
    ]
    assert gather_source(office, "lessons").counts == report.counts


def test_of_a_dated_series_the_newest_is_looked_at(sqlite_store: Store, tmp_path: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(office, {**LESSONS, "location": "log-*.csv", "kind": "csv", "series": "%Y-%m"})
    write_csv(tmp_path / "log-2025-04.csv", [ONE])
    write_csv(tmp_path / "log-2025-05.csv", [ONE, TWO])
    report = check_source(office, "lessons")
    assert ([file.name for file in report.files], report.older) == (["log-2025-05.csv"], 1)
    assert report.counts == Counts(seen=2, new=2)
    assert gather_source(office, "lessons").error is None
    report = check_source(office, "lessons")
    assert ([file.name for file in report.files], report.older) == (["log-2025-05.csv"], 0)
    assert report.counts == Counts(seen=2, unchanged=2)


def test_what_would_be_held_is_told(office: Office) -> None:
    rows = [(f"L{number}", "Orion", f"Lesson {number}", "Text", "2024") for number in range(40)]
    written(office, *rows)
    gather_source(office, "lessons")
    written(office, *rows[:3])
    report = check_source(office, "lessons")
    assert [doubt.code for doubt in report.doubts] == ["truncated"]
    assert report.counts.vanished == 37
    held = gather_source(office, "lessons")
    assert held.doubts == report.doubts


def test_a_check_judges_keys_that_are_written_another_way_as_a_gathering_does(office: Office) -> None:
    rows = [(f"L-{number:03}", "Orion", f"Lesson {number}", "Text", "2024") for number in range(40)]
    written(office, *rows)
    gather_source(office, "lessons")
    written(office, *((row[0].replace("-", ""), *row[1:]) for row in rows))
    report = check_source(office, "lessons")
    assert [doubt.code for doubt in report.doubts] == ["convention-changed"]
    assert gather_source(office, "lessons").doubts == report.doubts


def test_the_columns_are_counted_as_they_stand(office: Office) -> None:
    written(office, ONE, TWO, THREE, BROKEN, ("L6", "Orion", "", "", ""))
    report: CheckReport = check_source(office, "lessons")
    found = {one.name: (one.filled, one.distinct, dict(one.words)) for one in report.columns}
    assert list(found) == list(LESSON_HEADER)
    assert found["Programme"] == (5, 2, {"Orion": 3, "Ares": 2})
    assert found["Recorded"] == (4, 4, {})
