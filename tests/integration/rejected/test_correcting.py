"""Correcting a rejected row by hand, on both databases: it is a record at once, and at each gathering from then on."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from handover.errors import BadRequest, UnknownRejectedRow
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.rejected_rows.rejected import rejected_row_in_full
from handover.store.database import Store
from handover.store.tables import gathering, row_decision
from tests.integration.rejected.working import (
    ONE,
    SLIP,
    THREE,
    TWO,
    UNGUARDED,
    WHO,
    gathered,
    gathered_whole,
    listed,
    records,
    sentences,
    titles,
)
from tests.offices import LESSONS, an_office, register, version_count, write_csv


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, {**LESSONS, **UNGUARDED})
    return office


def last_gathering(store: Store) -> Any:
    with store.read() as connection:
        return connection.execute(select(gathering).order_by(gathering.c.id.desc()).limit(1)).one()


def test_a_corrected_row_is_a_record_at_once_with_where_it_stands(office: Office) -> None:
    gathered(office, ONE, SLIP)
    done = fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    assert (done.row, done.values, [one.key for one in done.records]) == (3, {"Recorded": "2024-02-29"}, ["L2"])
    record = records(office.store)["L2"]
    assert (record.said["recorded_on"], record.file, record.row, record.decision) == (
        "2024-02-29",
        "lessons.csv",
        3,
        1,
    )
    assert listed(office) == []


def test_it_is_a_gathering_of_its_own_after_which_nothing_has_changed(office: Office) -> None:
    gathered(office, ONE, SLIP)
    before = last_gathering(office.store)
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    after = last_gathering(office.store)
    assert (after.origin, after.state) == ("retried", "done")
    assert (after.content_sha256, after.registration_sha256) == (before.content_sha256, before.registration_sha256)
    assert (after.seen, after.new, after.unchanged, after.rejected) == (2, 1, 1, 0)
    again = gather_source(office, "lessons")
    assert (again.same_content, again.counts) == (True, Counts(seen=2, unchanged=2))
    assert version_count(office.store) == 2


def test_the_next_gatherings_apply_it_by_themselves(office: Office) -> None:
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    assert gathered(office, SLIP, ONE, THREE).counts == Counts(seen=3, new=1, unchanged=2)
    assert gathered_whole(office).counts == Counts(seen=3, unchanged=3)
    assert version_count(office.store) == 3


def test_it_holds_until_the_source_says_something_else(office: Office) -> None:
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    assert gathered(office, ONE, (*SLIP[:2], "Pay at once", *SLIP[3:])).counts == Counts(
        seen=2, unchanged=1, rejected=1
    ), "another row is not the one that was corrected; what was known stands"
    assert records(office.store)["L2"].decision == 1
    assert gathered(office, ONE, (*TWO[:4], "2024-02-29")).counts == Counts(seen=2, changed=1, unchanged=1)
    assert records(office.store)["L2"].decision is None, "now the source says it itself"


def test_a_row_that_comes_back_is_corrected_again(office: Office) -> None:
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    assert gathered(office, ONE).counts == Counts(seen=1, unchanged=1, vanished=1)
    assert gathered(office, ONE, SLIP).counts == Counts(seen=2, new=1, unchanged=1)


def test_what_was_known_before_the_row_was_spoilt_is_changed(office: Office) -> None:
    gathered(office, ONE, TWO)
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    assert last_gathering(office.store).changed == 1
    assert records(office.store)["L2"].said["recorded_on"] == "2024-02-29"
    assert gathered_whole(office).counts == Counts(seen=2, unchanged=2)


def test_a_corrected_key_is_another_record_in_the_place_of_the_old_one(office: Office) -> None:
    gathered(office, ONE, TWO)
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Ref=L9", "Recorded=2024-02-29"], **WHO)
    assert (last_gathering(office.store).new, last_gathering(office.store).vanished) == (1, 1)
    assert set(records(office.store)) == {"L1", "L9"}
    assert gathered_whole(office).counts == Counts(seen=2, unchanged=2)


def test_two_rows_with_one_key_become_two_records(office: Office) -> None:
    gathered(office, ONE, (*ONE[:2], "Ask again", *ONE[3:]))
    fix(office, 1, ["Ref=L1b"], **WHO)
    assert titles(office.store) == {"L1": "Ask early", "L1b": "Ask again"}
    assert gathered_whole(office).counts == Counts(seen=2, unchanged=2)


def test_the_same_row_twice_cannot_be_told_apart(office: Office) -> None:
    gathered(office, ONE, ONE)
    with pytest.raises(BadRequest, match="says the same as another row, which is the record “L1” already"):
        fix(office, 1, ["Ref=L1b"], **WHO)
    assert titles(office.store) == {"L1": "Ask early"}


def test_a_slip_that_stands_twice_is_one_record_and_one_key_too_many(office: Office) -> None:
    gathered(office, SLIP, ONE, SLIP)
    fix(office, 2, ["Recorded=2024-02-29"], **WHO)
    assert sentences(office) == ["The key “L2” stands on row 4 already; a key names one record."]
    assert gathered_whole(office).counts == Counts(seen=3, unchanged=2, rejected=1)


def test_the_key_of_another_record_cannot_be_taken(office: Office) -> None:
    gathered(office, ONE, SLIP)
    with pytest.raises(BadRequest, match="The key “L1” stands on an earlier row already"):
        fix(office, 1, ["Ref=L1", "Recorded=2024"], **WHO)
    assert titles(office.store) == {"L1": "Ask early"}


def test_the_key_of_a_record_from_elsewhere_is_not_taken_for_the_row_s_own(office: Office) -> None:
    """The row of a new copy is spoilt, and the old one still stands: the copy is no change of the old one."""
    gathered(office, ONE, TWO)
    gathered(office, ONE, TWO, (*TWO[:2], "A copy", "", "soon"))
    with pytest.raises(BadRequest, match="The key “L2” stands on"):
        fix(office, 1, ["Recorded=2024"], **WHO)
    gathered(office, (*TWO[:2], "A copy", "", "soon"), ONE, TWO)
    with pytest.raises(BadRequest, match="The key “L2” stands on"):
        fix(office, 1, ["Recorded=2024"], **WHO)
    assert titles(office.store)["L2"] == "Pay on time"


REFUSED: list[tuple[str, int, list[str], str]] = [
    ("a value that is still none", 1, ["Recorded=30/02/2024"], "“Recorded” says “30/02/2024”, which is not a date"),
    ("a value that spoils another", 1, ["Recorded=2024", "Title="], "“Title” is blank, and a lesson needs a title."),
    ("a column that is not there", 1, ["Recordd=2024"], "Did you mean “Recorded” or “Ref”?"),
    ("what it says already", 1, ["Recorded=31/02/2024"], "Rejected row 1 says that already; nothing would change."),
    ("a row that is not there", 9, ["Recorded=2024"], "There is no rejected row 9."),
]


@pytest.mark.parametrize(("number", "given", "sentence"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_what_does_not_help_changes_nothing(office: Office, number: int, given: list[str], sentence: str) -> None:
    gathered(office, ONE, SLIP)
    before = last_gathering(office.store)
    with pytest.raises((BadRequest, UnknownRejectedRow)) as refused:
        fix(office, number, given, **WHO)
    assert sentence in str(refused.value)
    assert last_gathering(office.store) == before
    with office.store.read() as connection:
        assert connection.execute(select(row_decision)).all() == []
    assert len(listed(office)) == 1


@pytest.mark.parametrize(("by", "because"), [(" ", "x"), ("x", "\n")])
def test_who_and_why_must_be_said(office: Office, by: str, because: str) -> None:
    gathered(office, ONE, SLIP)
    with pytest.raises(BadRequest, match="Who decides, and why, must be said"):
        fix(office, 1, ["Recorded=2024"], by=by, because=because)


def test_a_row_that_could_not_be_read_has_no_columns_to_correct(office: Office) -> None:
    (office.settings.folder / "lessons.csv").write_text("Ref,Programme,Title,What happened,Recorded\nL1,Orion\n")
    gather_source(office, "lessons")
    with pytest.raises(BadRequest, match="could not be read, so that it has no columns to correct"):
        fix(office, 1, ["Ref=L2"], **WHO)


def test_a_cell_that_is_damaged_can_be_replaced(office: Office) -> None:
    header = "Ref,Programme,Title,What happened,Recorded\n"
    (office.settings.folder / "lessons.csv").write_text(f"{header}L1,Orion,As\0k,Text,2024\n")
    gather_source(office, "lessons")
    fix(office, 1, ["Title=Ask"], **WHO)
    assert titles(office.store) == {"L1": "Ask"}
    assert gathered_whole(office).counts == Counts(seen=1, unchanged=1)


def test_without_a_key_a_corrected_row_is_known_by_the_correction(office: Office) -> None:
    register(office, {name: value for name, value in {**LESSONS, **UNGUARDED}.items() if name != "key"})
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2024"], **WHO)
    assert gathered(office, SLIP, ONE, THREE).counts == Counts(seen=3, new=1, unchanged=2)


def test_a_sheet_with_real_dates_and_numbers(office: Office) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (
        ["Ref", "Programme", "Title", "What happened", "Recorded"],
        [1, "Orion", "Ask early", 12.5, date(2024, 3, 1)],
        [2, "Orion", "Pay", datetime(2024, 3, 2, 9, 30), "soon"],  # noqa: DTZ001 - a sheet knows no time zones
    ):
        book.active.append(row)
    book.save(office.settings.folder / "lessons.xlsx")
    keyless = {name: value for name, value in {**LESSONS, **UNGUARDED}.items() if name != "key"}
    register(office, {**keyless, "location": "lessons.xlsx"})
    assert gather_source(office, "lessons").counts == Counts(seen=2, new=1, rejected=1)
    fix(office, 1, ["Recorded=2024-03-05"], **WHO)
    (corrected,) = (one for one in records(office.store).values() if one.decision)
    assert corrected.said["what_happened"] == "2024-03-02 09:30:00"
    register(office, {**keyless, "location": "lessons.xlsx", "owner": "jo@example.org"})
    assert gather_source(office, "lessons").counts == Counts(seen=2, unchanged=2)


def test_an_item_of_json_is_corrected_by_the_path_that_is_mapped(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    mapped = {"initiative": "about.name", "what": "what", "due": "due"}
    register(
        office,
        {
            "name": "actions",
            "title": "Actions",
            "location": "actions.json",
            "records": "follow-on-action",
            "key": "id",
            "map": mapped,
        },
    )
    (tmp_path / "actions.json").write_text('[{"id": 1, "about": {"name": ""}, "what": "Ask", "due": "soon"}]')
    gather_source(office, "actions")
    fix(office, 1, ["about.name=Orion", "due=2024-03"], **WHO)
    assert records(store)["1"].said == {"due": "2024-03", "initiative": "Orion", "key": "1", "what": "Ask"}
    (tmp_path / "actions.json").write_text(
        '[{"id": 1, "about": {"name": ""}, "what": "Ask", "due": "soon"}, '
        '{"id": 2, "about": {"name": "Ares"}, "what": "Ask"}]'
    )
    assert gather_source(office, "actions").counts == Counts(seen=2, new=1, unchanged=1)


def test_the_decision_is_kept_with_who_when_and_why(office: Office) -> None:
    gathered(office, ONE, SLIP)
    fix(office, 1, ["Recorded=2024-02-29"], by="  Ada   Lim ", because=" The minutes. ")
    found = rejected_row_in_full(office, 1)
    (decision,) = found.decisions
    assert (decision.decision, decision.values, decision.by, decision.because, decision.withdrawn_at) == (
        "corrected",
        {"Recorded": "2024-02-29"},
        "Ada Lim",
        "The minutes.",
        None,
    )
    assert found.row.standing == "corrected"


def test_the_source_itself_is_not_touched(office: Office) -> None:
    gathered(office, ONE, SLIP)
    before = (office.settings.folder / "lessons.csv").read_bytes()
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    assert (office.settings.folder / "lessons.csv").read_bytes() == before


def test_a_mapping_that_changed_meanwhile_is_read_whole_the_next_time(office: Office) -> None:
    gathered(office, ONE, SLIP)
    register(office, {**LESSONS, **UNGUARDED, "map": {**LESSONS["map"], "effect": "What happened"}})
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    assert records(office.store)["L2"].said["effect"] == "Suppliers waited."
    report = gather_source(office, "lessons")
    assert (report.same_content, report.counts) == (False, Counts(seen=2, changed=1, unchanged=1))


def test_several_records_of_one_row_are_corrected_together(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    both = {
        **LESSONS,
        **UNGUARDED,
        "also": {"todo": {"records": "follow-on-action", "map": {"initiative": "Programme", "what": "To do"}}},
    }
    header = (*("Ref", "Programme", "Title", "What happened", "Recorded"), "To do")
    register(office, both)
    rows = [("L1", "", "Ask", "Text", "2024", "Call the port"), ("L2", "Orion", "Pay", "Text", "soon", "Pay them")]
    write_csv(tmp_path / "lessons.csv", rows, header=header)
    assert gather_source(office, "lessons").counts == Counts(seen=4, new=1, rejected=3)
    assert [(one.row, one.making, one.record_kind) for one in listed(office)] == [
        (2, "", "lesson"),
        (2, "todo", "follow-on-action"),
        (3, "", "lesson"),
    ]
    both_made = fix(office, listed(office)[0].number, ["Programme=Ares"], **WHO)
    assert [one.key for one in both_made.records] == ["L1", "L1 · todo"]
    # What it changes in a record that the row gave already is changed too, and only there is it said.
    fix(office, listed(office)[0].number, ["Recorded=2024", "To do=Pay them now"], **WHO)
    found = records(store)
    assert (found["L2 · todo"].said["what"], found["L2 · todo"].decision) == ("Pay them now", 2)
    register(office, {**both, "owner": "jo@example.org"})
    assert gather_source(office, "lessons").counts == Counts(seen=4, unchanged=4)


def test_a_record_that_the_correction_does_not_change_is_not_called_corrected(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    both = {
        **LESSONS,
        **UNGUARDED,
        "also": {"todo": {"records": "follow-on-action", "map": {"initiative": "Programme", "what": "To do"}}},
    }
    register(office, both)
    header = (*("Ref", "Programme", "Title", "What happened", "Recorded"), "To do")
    write_csv(tmp_path / "lessons.csv", [("L2", "Orion", "Pay", "Text", "soon", "Pay them")], header=header)
    gather_source(office, "lessons")
    fix(office, 1, ["Recorded=2024"], **WHO)
    found = records(store)
    assert (found["L2"].decision, found["L2 · todo"].decision) == (1, None)
    with pytest.raises(BadRequest):
        fix(office, 1, ["To do="], **WHO)
    register(office, {**both, "owner": "jo@example.org"})
    assert gather_source(office, "lessons").counts == Counts(seen=2, unchanged=2)
