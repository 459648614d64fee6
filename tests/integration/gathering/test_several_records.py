"""Several records from one row: the status of a project, the contacts and the lesson that stand on its line."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handover.jobs.checking.check import check_source
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import gathered_file, record_version, rejected_row
from tests.offices import an_office, register, version_count, write_csv

HEADER = ("Ref", "Project", "Month", "RAG", "Owner", "Owner's e-mail", "Deputy", "Lesson", "Text", "No.")
PLAN: Mapping[str, Any] = {
    "name": "plan",
    "title": "Portfolio plan",
    "location": "plan.csv",
    "records": "programme-status",
    "key": "Ref",
    "guards": {"off": ["truncated", "convention-changed", "more-rejected"]},
    "map": {"initiative": "Project", "period": "Month", "rating": "RAG", "owner": "Owner"},
    "also": {
        "owner": {
            "records": "contact",
            "map": {
                "initiative": "Project",
                "name": "Owner",
                "role": {"constant": "Senior responsible owner"},
                "emails": "Owner's e-mail",
            },
        },
        "deputy": {
            "records": "contact",
            "map": {"initiative": "Project", "name": "Deputy", "role": {"constant": "Deputy"}},
        },
        "lesson": {
            "records": "lesson",
            "key": ["Ref", "No."],
            "map": {"initiative": "Project", "title": "Lesson", "what_happened": "Text", "recorded_on": "Month"},
        },
    },
}
ONE = ("1", "Orion", "2024-03", "Red", "Ada Lim", "ada@x.example", "Jo Hill", "Ask early", "Nobody was asked.", "7")
TWO = ("2", "Ares", "2024-03", "Green", "Max Orr", "", "", "", "", "")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, PLAN)
    return office


def gathered(office: Office, *rows: tuple[str, ...]) -> Counts:
    write_csv(office.settings.folder / "plan.csv", rows, header=HEADER)
    report = gather_source(office, "plan")
    assert (report.error, report.doubts) == (None, ())
    counts = report.counts
    assert counts.seen == counts.new + counts.changed + counts.unchanged + counts.rejected
    return counts


def current(store: Store) -> dict[str, tuple[str, dict[str, Any]]]:
    """The records that stand: kind and payload, by key."""
    with store.read() as connection:
        rows = connection.execute(select(record_version).where(record_version.c.to_gathering_id.is_(None)))
        return {row.key: (row.kind, json.loads(row.payload)) for row in rows}


def rejected(store: Store) -> list[tuple[str, str, int]]:
    """What was refused: which record, why, and of which row."""
    with store.read() as connection:
        rows = connection.execute(select(rejected_row).where(rejected_row.c.to_gathering_id.is_(None)))
        return [(row.making, reason["sentence"], row.row) for row in rows for reason in row.reasons]


def test_each_row_makes_what_it_says_something_of(office: Office) -> None:
    assert gathered(office, ONE, TWO) == Counts(seen=6, new=6)
    found = current(office.store)
    assert {key: kind for key, (kind, _) in found.items()} == {
        "1": "programme-status",
        "1 · owner": "contact",
        "1 · deputy": "contact",
        "1 · 7 · lesson": "lesson",
        "2": "programme-status",
        "2 · owner": "contact",
    }
    assert found["1 · owner"][1] == {
        "emails": ["ada@x.example"],
        "holder": "named",
        "initiative": "Orion",
        "key": "1 · owner",
        "name": "Ada Lim",
        "role": "Senior responsible owner",
    }
    assert found["1 · 7 · lesson"][1]["what_happened"] == "Nobody was asked."
    assert found["1"][1]["owner"] == "Ada Lim"


def test_a_change_touches_only_what_it_is_about(office: Office) -> None:
    gathered(office, ONE, TWO)
    assert gathered(office, ONE, TWO) == Counts(seen=6, unchanged=6)
    assert gathered(office, (*ONE[:6], "Kit Poe", *ONE[7:]), TWO) == Counts(seen=6, changed=1, unchanged=5)
    assert version_count(office.store) == 7
    # The owner is named in the status too.
    changed = (*ONE[:4], "Ada Lim-Orr", ONE[5], "Kit Poe", *ONE[7:])
    assert gathered(office, changed, TWO) == Counts(seen=6, changed=2, unchanged=4)


def test_what_a_row_says_nothing_of_any_more_has_vanished(office: Office) -> None:
    gathered(office, ONE, TWO)
    without = (*ONE[:6], "", "", "", "")
    assert gathered(office, without, TWO) == Counts(seen=4, unchanged=4, vanished=2)
    assert set(current(office.store)) == {"1", "1 · owner", "2", "2 · owner"}
    assert gathered(office, ONE, TWO) == Counts(seen=6, new=2, unchanged=4)


@pytest.mark.parametrize("word", ["TBC", "-", "n/k"])
def test_an_unknown_name_is_no_contact_beside_a_status(office: Office, word: str) -> None:
    gathered(office, (*ONE[:6], word, *ONE[7:]))
    assert "1 · deputy" not in current(office.store)


@pytest.mark.parametrize(("word", "holder"), [("Vacant", "vacant"), ("N/D", "withheld")])
def test_a_post_that_is_vacant_or_whose_holder_is_withheld_is_one(office: Office, word: str, holder: str) -> None:
    gathered(office, (*ONE[:6], word, *ONE[7:]))
    assert current(office.store)["1 · deputy"][1]["holder"] == holder


def test_the_record_that_was_refused_is_named_and_the_others_stand(office: Office) -> None:
    gathered(office, ONE, TWO)
    untitled = (*ONE[:7], "", *ONE[8:])
    assert gathered(office, untitled, TWO) == Counts(seen=6, unchanged=5, rejected=1)
    assert rejected(office.store) == [("lesson", "“Lesson” is blank, and a lesson needs a title.", 2)]
    # The row is there and could not be read: that does not unsay what was known.
    assert "1 · 7 · lesson" in current(office.store)

    undated = (*TWO[:2], "soon", *TWO[3:])
    assert gathered(office, ONE, undated) == Counts(seen=6, unchanged=5, rejected=1)
    ((making, sentence, row),) = rejected(office.store)
    assert (making, row) == ("", 3)
    assert sentence.startswith("“Month” says “soon”, which is not a date")


def test_an_owner_without_a_name_but_with_an_address_is_not_lost(office: Office) -> None:
    gathered(office, (*TWO[:4], "", "max@x.example", *TWO[6:]))
    assert current(office.store)["2 · owner"][1]["emails"] == ["max@x.example"]


def test_a_key_of_its_own_names_one_record(office: Office) -> None:
    counts = gathered(office, ONE, ("1", *TWO[1:]), ("3", *ONE[1:]))
    assert counts == Counts(seen=10, new=8, rejected=2)
    assert rejected(office.store) == [
        ("", "The key “1” stands on row 2 already; a key names one record.", 3),
        ("owner", "The key “1 · owner” stands on row 2 already; a key names one record.", 3),
    ]


def test_a_row_that_cannot_be_read_at_all_is_one_rejected_row(office: Office) -> None:
    assert gathered(office, ONE, ("2", "Ares")) == Counts(seen=5, new=4, rejected=1)
    ((making, sentence, _),) = rejected(office.store)
    assert (making, sentence) == ("", "The row has 2 cells, but the table has 10 columns.")


def test_without_keys_each_record_of_a_row_is_recognised(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    without = {name: value for name, value in PLAN.items() if name != "key"}
    register(office, without)
    assert gathered(office, ONE, TWO) == Counts(seen=6, new=6)
    assert gathered(office, TWO, ONE) == Counts(seen=6, unchanged=6)


def test_a_check_tells_of_every_record(office: Office) -> None:
    write_csv(office.settings.folder / "plan.csv", (ONE, (*TWO[:8], "No title", "")), header=HEADER)
    report = check_source(office, "plan")
    assert (report.counts.seen, report.counts.new, report.counts.rejected) == (7, 6, 1)
    assert [making.name for making in report.makings] == ["", "owner", "deputy", "lesson"]
    assert [(row.number, list(row.records)) for row in report.rows] == [
        (2, ["", "owner", "deputy", "lesson"]),
        (3, ["", "owner"]),
    ]
    assert [(one.number, one.making, one.reasons[0].column) for one in report.refused] == [(3, "lesson", "Lesson")]


def test_a_key_column_that_is_not_there_is_a_mistake(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    also = {**PLAN["also"], "deputy": {**PLAN["also"]["deputy"], "key": "Deputy's number"}}
    register(office, {**PLAN, "also": also})
    write_csv(tmp_path / "plan.csv", (ONE,), header=HEADER)
    report = gather_source(office, "plan")
    assert report.error is not None
    assert report.error.sentence.startswith("There is no column “Deputy's number”.")


def test_how_many_rows_were_passed_over_is_kept_with_the_gathering(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, {**PLAN, "rows": {"skip": "Total*", "end": "Notes*"}})
    total = ("Total", "", "", "", "", "", "", "", "", "")
    write_csv(tmp_path / "plan.csv", (ONE, total, TWO, total, ("Notes",), ("in £m",)), header=HEADER)
    assert gather_source(office, "plan").counts == Counts(seen=6, new=6)
    with store.read() as connection:
        facts = connection.execute(select(gathered_file.c.facts)).scalar_one()
    assert (
        facts["skipped-rows"] == "2 rows are no records and were passed over: the first is row 3, which begins “Total”."
    )
    assert facts["end-of-rows"].endswith("2 rows from there on were passed over.")
