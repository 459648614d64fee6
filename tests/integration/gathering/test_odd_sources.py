"""Sources that change their nature, and rows that no database could keep as they are, on both databases."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handover.initiatives.identifiers import Identified
from handover.jobs.checking.check import check_source
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts, Intake
from handover.jobs.office import Office
from handover.sources.registering.registration import Registration
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched, RawRow, Reading
from handover.store.database import Store
from handover.store.history import History
from handover.store.tables import record_version
from tests.integration.gathering.test_gather import current
from tests.mappings import compile_mapping
from tests.offices import LESSON_HEADER, LESSONS, an_office, register, write_csv

ROWS = [("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01")]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return an_office(store, tmp_path)


def test_keys_that_no_database_keeps_are_rejected_rows(office: Office) -> None:
    register(office, {**LESSONS, "location": "lessons.json", "map": {"initiative": "Programme", "title": "Title"}})
    keys = ["a\0b", "\ud800", "x" * 501, "y" * 1_000_000, "".join(chr(0x20000 + number * 7) for number in range(500))]
    items = [{"Ref": key, "Programme": "Orion", "Title": "Ask"} for key in keys]
    (office.settings.folder / "lessons.json").write_text(json.dumps(items))
    for _ in range(2):
        report = gather_source(office, "lessons")
        assert report.error is None
        assert (report.counts.seen, report.counts.rejected) == (5, 4)
    assert list(current(office.store)) == keys[4:]


def test_a_key_that_no_reader_has_refused_is_refused_all_the_same(office: Office) -> None:
    """Old spreadsheets may have a NUL in a cell; PostgreSQL takes none, not even in a question."""
    register(office, LESSONS)
    write_csv(office.settings.folder / "lessons.csv", ROWS)
    gather_source(office, "lessons")
    columns = tuple(LESSON_HEADER)
    rows = [RawRow(number, [key, "Orion", "Ask", "Text", "2024"]) for number, key in enumerate(["a\0b", "\ud800"], 2)]
    mapping = compile_mapping(Registration.model_validate(LESSONS), columns)
    with office.store.write() as connection:
        intake = Intake(History(connection, 1, 1), office.now(), Identified("lessons"))
        intake.take(Reading(iter(rows), columns), [mapping], 1)
        assert intake.finish() == Counts(seen=2, rejected=2)


def test_a_source_whose_kind_of_record_changes(office: Office) -> None:
    register(office, LESSONS)
    write_csv(office.settings.folder / "lessons.csv", ROWS)
    gather_source(office, "lessons")
    register(
        office, {**LESSONS, "records": "follow-on-action", "map": {"initiative": "Programme", "what": "What happened"}}
    )
    assert gather_source(office, "lessons").counts == Counts(seen=1, changed=1)
    with office.store.read() as connection:
        rows = connection.execute(
            select(record_version.c.kind, record_version.c.to_gathering_id.is_(None)).order_by(record_version.c.id)
        )
        assert [tuple(row) for row in rows] == [("lesson", False), ("follow-on-action", True)]


def test_a_source_whose_key_changes(office: Office) -> None:
    register(office, LESSONS)
    write_csv(office.settings.folder / "lessons.csv", ROWS)
    gather_source(office, "lessons")
    register(office, {**LESSONS, "key": "Title"})
    assert gather_source(office, "lessons").counts == Counts(seen=1, new=1, vanished=1)
    assert list(current(office.store)) == ["Ask early"]


KEYLESS = {name: value for name, value in LESSONS.items() if name != "key"}
CHECKED: list[tuple[str, dict[str, Any], list[tuple[str, ...]]]] = [
    ("a row twice, without keys", KEYLESS, [ROWS[0], ROWS[0]]),
    ("a key twice", dict(LESSONS), [ROWS[0], ROWS[0]]),
    ("a key again after a row that was rejected", dict(LESSONS), [("L1", "Orion", "", "Text", "2024"), ROWS[0]]),
    ("a blank key", dict(LESSONS), [("", "Orion", "Ask", "Text", "2024"), ("", "Orion", "Pay", "Text", "2024")]),
]


@pytest.mark.parametrize(("registration", "rows"), [case[1:] for case in CHECKED], ids=[case[0] for case in CHECKED])
def test_what_a_check_says_is_what_gathering_does(
    sqlite_store: Store, tmp_path: Path, registration: dict[str, Any], rows: list[tuple[str, ...]]
) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(office, registration)
    write_csv(tmp_path / "lessons.csv", rows)
    checked = check_source(office, "lessons")
    counts = gather_source(office, "lessons").counts
    assert checked.counts == counts
    assert {record.key for row in checked.rows for record in row.records.values()} == set(current(sqlite_store))


def test_what_was_fetched_before_another_gathering_does_not_undo_it(store: Store, tmp_path: Path) -> None:
    """A slow run has fetched the old file; meanwhile the file changes and a faster run takes it."""
    faster = an_office(store, tmp_path)
    register(faster, LESSONS)
    write_csv(tmp_path / "lessons.csv", ROWS)
    fetches: list[str] = []

    def slow(request: Request) -> list[Content]:
        (content,) = faster.fetch(request)
        (file,) = content.files
        fetches.append(file.sha256)
        if len(fetches) == 1:
            old = request.spool / "old.csv"
            old.write_bytes(file.path.read_bytes())
            write_csv(tmp_path / "lessons.csv", [("L1", "Orion", "Ask late", "Nobody was asked.", "2024-03-01")])
            assert gather_source(faster, "lessons").error is None
            return [Content((Fetched(old, file.name, file.sha256, file.size, file.fetched_at),))]
        return [content]

    office = replace(faster, fetch=slow)
    assert gather_source(office, "lessons").counts == Counts(seen=1, unchanged=1)
    assert len(fetches) == 2
    assert [payload["title"] for payload in current(store).values()] == ["Ask late"]
