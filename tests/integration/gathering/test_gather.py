"""Gathering a source again and again, on both databases: what is counted, what is written, what stands."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.history import CHUNK
from handover.store.tables import gathered_file, gathering, name, record_version, rejected_row
from tests.offices import LESSONS, an_office, register, version_count, write_csv

ONE = ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01")
TWO = ("L2", "Orion", "Pay on time", "Suppliers waited.", "2024-03")
THREE = ("L3", "Ares", "Write it down", "It was forgotten.", "2024")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    return office


def gathered(office: Office, *rows: tuple[str, ...]) -> Counts:
    """Write the rows as the source has them now, gather, and hold the counts to what they promise."""
    write_csv(office.settings.folder / "lessons.csv", rows)
    report = gather_source(office, "lessons")
    assert report.error is None
    counts = report.counts
    assert counts.seen == len(rows) == counts.new + counts.changed + counts.unchanged + counts.rejected
    return counts


def current(store: Store) -> dict[str, dict[str, Any]]:
    with store.read() as connection:
        rows = connection.execute(
            select(record_version.c.key, record_version.c.payload).where(record_version.c.to_gathering_id.is_(None))
        )
        return {row.key: json.loads(row.payload) for row in rows}


def test_what_is_new_is_written_with_where_it_stands(office: Office) -> None:
    assert gathered(office, ONE, TWO) == Counts(seen=2, new=2)
    with office.store.read() as connection:
        row = connection.execute(
            select(
                record_version,
                gathered_file.c.name.label("file"),
                gathered_file.c.sha256.label("of_file"),
                name.c.written,
            )
            .join(gathered_file, gathered_file.c.id == record_version.c.file_id)
            .join(name, name.c.id == record_version.c.name_id)
            .where(record_version.c.key == "L2")
        ).one()
    assert (row.file, row.row, row.written, row.kind) == ("lessons.csv", 3, "Orion", "lesson")
    assert len(row.of_file) == 64
    assert json.loads(row.payload) == {
        "initiative": "Orion",
        "key": "L2",
        "recorded_on": "2024-03",
        "title": "Pay on time",
        "what_happened": "Suppliers waited.",
    }


def test_unchanged_rows_cost_nothing(office: Office) -> None:
    gathered(office, ONE, TWO)
    assert gathered(office, ONE, TWO) == Counts(seen=2, unchanged=2)
    assert gathered(office, TWO, ONE) == Counts(seen=2, unchanged=2), "another order is no change"
    assert version_count(office.store) == 2


def test_one_change_is_one_version_and_the_old_one_is_kept(office: Office) -> None:
    gathered(office, ONE, TWO, THREE)
    changed = (*TWO[:2], "Pay within 30 days", *TWO[3:])
    assert gathered(office, ONE, changed, THREE) == Counts(seen=3, changed=1, unchanged=2)
    assert version_count(office.store) == 4
    with office.store.read() as connection:
        versions = connection.execute(
            select(record_version.c.payload, record_version.c.from_gathering_id, record_version.c.to_gathering_id)
            .where(record_version.c.key == "L2")
            .order_by(record_version.c.id)
        ).all()
    assert [json.loads(one.payload)["title"] for one in versions] == ["Pay on time", "Pay within 30 days"]
    assert versions[0].to_gathering_id == versions[1].from_gathering_id
    assert versions[1].to_gathering_id is None


def test_what_is_gone_has_vanished_and_may_come_back(office: Office) -> None:
    gathered(office, ONE, TWO)
    assert gathered(office, ONE) == Counts(seen=1, unchanged=1, vanished=1)
    assert set(current(office.store)) == {"L1"}
    assert gathered(office, ONE, TWO) == Counts(seen=2, new=1, unchanged=1)
    assert set(current(office.store)) == {"L1", "L2"}


def test_two_rows_with_one_key_are_one_record_and_one_rejected_row(office: Office) -> None:
    assert gathered(office, ONE, TWO, (*ONE[:2], "Another", *ONE[3:])) == Counts(seen=3, new=2, rejected=1)
    with office.store.read() as connection:
        rejected = connection.execute(select(rejected_row)).one()
    assert rejected.row == 4
    assert json.loads(rejected.content)["Title"] == "Another"
    assert rejected.reasons == [
        {
            "code": "key-twice",
            "column": None,
            "sentence": "The key “L1” stands on row 2 already; a key names one record.",
        }
    ]


def test_a_key_that_comes_again_much_later_is_still_noticed(office: Office) -> None:
    rows = [(f"L{number}", "Orion", "A lesson", "Text", "2024") for number in range(CHUNK + 10)]
    rows[-1] = rows[0]
    assert gathered(office, *rows) == Counts(seen=CHUNK + 10, new=CHUNK + 9, rejected=1)
    assert gathered(office, *reversed(rows)).rejected == 1
    assert version_count(office.store) == CHUNK + 9


def test_a_row_that_can_no_longer_be_read_leaves_what_was_known(office: Office) -> None:
    gathered(office, ONE, TWO)
    broken = (*TWO[:4], "the third of March")
    assert gathered(office, ONE, broken) == Counts(seen=2, unchanged=1, rejected=1)
    assert current(office.store)["L2"]["recorded_on"] == "2024-03"
    assert gathered(office, ONE, broken) == Counts(seen=2, unchanged=1, rejected=1)
    with office.store.read() as connection:
        assert len(connection.execute(select(rejected_row)).all()) == 1, "the same rejected row is kept once"
    assert gathered(office, ONE, TWO) == Counts(seen=2, unchanged=2)
    with office.store.read() as connection:
        assert connection.execute(select(rejected_row.c.to_gathering_id)).scalar_one() is not None


def test_a_changed_registration_maps_the_same_rows_again(office: Office) -> None:
    gathered(office, ONE, TWO)
    register(office, {**LESSONS, "map": {**LESSONS["map"], "effect": "What happened"}})
    assert gathered(office, ONE, TWO) == Counts(seen=2, changed=2)
    assert current(office.store)["L1"]["effect"] == "Nobody was asked."


def test_a_column_that_nothing_is_made_of_changes_nothing(office: Office) -> None:
    header = ("Ref", "Programme", "Title", "What happened", "Recorded", "Exported at")
    write_csv(office.settings.folder / "lessons.csv", [(*ONE, "09:00")], header=header)
    assert gather_source(office, "lessons").counts == Counts(seen=1, new=1)
    write_csv(office.settings.folder / "lessons.csv", [(*ONE, "10:00")], header=header)
    assert gather_source(office, "lessons").counts == Counts(seen=1, unchanged=1)
    assert version_count(office.store) == 1


def test_without_a_key_a_row_is_known_by_what_it_says(office: Office) -> None:
    register(office, {name: value for name, value in LESSONS.items() if name != "key"})
    assert gathered(office, ONE, TWO) == Counts(seen=2, new=2)
    assert gathered(office, TWO, ONE, THREE) == Counts(seen=3, new=1, unchanged=2)
    assert gathered(office, (*ONE[:2], "Ask earlier", *ONE[3:]), TWO, THREE) == Counts(
        seen=3, new=1, unchanged=2, vanished=1
    )


def test_a_blank_key_is_a_rejected_row(office: Office) -> None:
    assert gathered(office, ONE, ("", *TWO[1:]), (" ", *THREE[1:])) == Counts(seen=3, new=1, rejected=2)


def test_a_source_that_fails_is_remembered_and_what_was_gathered_stands(office: Office) -> None:
    gathered(office, ONE, TWO)
    (office.settings.folder / "lessons.csv").unlink()
    report = gather_source(office, "lessons")
    assert report.error is not None
    assert "lessons.csv" in report.error.sentence
    assert set(current(office.store)) == {"L1", "L2"}
    with office.store.read() as connection:
        states = connection.execute(select(gathering.c.state, gathering.c.error).order_by(gathering.c.id)).all()
    assert [row.state for row in states] == ["done", "failed"]
    assert states[1].error["sentence"] == report.error.sentence


def test_a_fault_half_way_takes_nothing(office: Office) -> None:
    rows = [(f"L{number}", "Orion", "A lesson", "Text", "2024") for number in range(2 * CHUNK)]
    write_csv(office.settings.folder / "lessons.csv", rows)

    def stop_after_the_first_chunk(rows_done: int) -> None:
        if rows_done > CHUNK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gather_source(office, "lessons", stop_after_the_first_chunk)
    assert version_count(office.store) == 0
    assert gather_source(office, "lessons").counts == Counts(seen=2 * CHUNK, new=2 * CHUNK)


def test_a_file_that_has_lost_all_its_rows_changes_nothing(office: Office) -> None:
    gathered(office, ONE, TWO)
    write_csv(office.settings.folder / "lessons.csv", [])
    report = gather_source(office, "lessons")
    assert (report.error, report.counts) == (None, Counts())
    assert [doubt.sentence for doubt in report.doubts] == [
        "lessons.csv has no rows any more, where 2 records of it are known."
    ]
    assert set(current(office.store)) == {"L1", "L2"}
    register(office, {**LESSONS, "may_be_empty": True})
    assert gather_source(office, "lessons").counts == Counts(vanished=2)


def test_a_file_that_never_had_rows_is_just_empty(office: Office) -> None:
    write_csv(office.settings.folder / "lessons.csv", [])
    report = gather_source(office, "lessons")
    assert (report.error, report.counts) == (None, Counts())
