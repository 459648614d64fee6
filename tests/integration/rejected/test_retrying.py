"""Mapping stored rejected rows again after the mapping was put right, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from handover.errors import BadRequest, UnknownRejectedRow, UnknownSource
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.jobs.rejected_rows.ignoring import ignore
from handover.jobs.rejected_rows.retrying import MOST_TOLD, Retried, retry_rows, retry_sources
from handover.store.database import Store
from handover.store.history import CHUNK
from handover.store.tables import gathered_file, gathering, initiative, record_version
from tests.integration.rejected.working import (
    ONE,
    SLIP,
    THREE,
    TWO,
    UNGUARDED,
    WHO,
    gathered,
    listed,
    records,
    sentences,
    titles,
)
from tests.offices import LESSON_HEADER, LESSONS, an_office, register, version_count, write_csv

BRITISH = (*TWO[:4], "31/01/2024")
DATED: dict[str, Any] = {
    **LESSONS,
    **UNGUARDED,
    "map": {**LESSONS["map"], "recorded_on": {"column": "Recorded", "date": "%d/%m/%Y"}},
}


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, {**LESSONS, **UNGUARDED})
    return office


def retried(office: Office) -> Retried:
    (one,) = retry_sources(office)
    return one


def gatherings(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(gathering)).scalar_one()


def test_rows_become_records_with_the_file_and_the_row_that_they_stood_in(office: Office) -> None:
    gathered(office, ONE, BRITISH, SLIP)
    register(office, DATED)
    (office.settings.folder / "lessons.csv").unlink()
    found = retried(office)
    assert (found.tried, found.records, found.remaining, found.became) == (2, 1, 1, [(1, "L2")])
    assert found.counts == Counts(seen=3, new=1, unchanged=1, rejected=1)
    record = records(office.store)["L2"]
    assert (record.said["recorded_on"], record.file, record.row) == ("2024-01-31", "lessons.csv", 3)
    with office.store.read() as connection:
        first = connection.execute(select(func.min(gathered_file.c.id))).scalar()
        assert (
            connection.execute(select(record_version.c.file_id).where(record_version.c.key == "L2")).scalar_one()
            == first
        )


def test_the_next_gathering_reads_everything_and_finds_nothing_new(office: Office) -> None:
    gathered(office, ONE, BRITISH, THREE)
    register(office, DATED)
    retried(office)
    report = gather_source(office, "lessons")
    assert (report.same_content, report.counts) == (False, Counts(seen=3, unchanged=3))
    assert gather_source(office, "lessons").same_content
    assert version_count(office.store) == 3


def test_what_it_finds_otherwise_is_a_reason_of_its_own(office: Office) -> None:
    gathered(office, BRITISH)
    register(office, {**DATED, "map": {**DATED["map"], "initiative": "Nobody", "effect": "Programme"}})
    assert sentences(office) == [
        "“Recorded” says “31/01/2024”, which is not a date written like 2015-12-31, 2015-12 or 2015."
    ]
    found = retried(office)
    assert [one.sentences for one in found.still] == [("There is no column “Nobody”.",)], (
        "a mapping that does not fit the file says so, and nothing is lost"
    )
    register(office, {**DATED, "map": {**DATED["map"], "initiative": {"column": "Programme", "blank": "Orion"}}})
    before = gatherings(office.store)
    assert retried(office).records == 0
    assert sentences(office) == ["“Programme” says “Orion”, so that the row names no initiative."]
    assert [row.number for row in listed(office)] == [1], "a row keeps its number"
    assert gatherings(office.store) == before, "where nothing became a record, no gathering took place"


def test_without_a_change_nothing_happens(office: Office) -> None:
    gathered(office, ONE, SLIP)
    before = gatherings(office.store)
    found = retried(office)
    assert (found.tried, found.records, found.counts.rejected) == (1, 0, 1)
    assert gatherings(office.store) == before


def test_a_row_that_was_spoilt_changes_what_was_known(office: Office) -> None:
    gathered(office, ONE, TWO)
    gathered(office, ONE, BRITISH)
    register(office, DATED)
    assert retried(office).counts == Counts(seen=2, changed=1, unchanged=1)
    assert records(office.store)["L2"].said["recorded_on"] == "2024-01-31"


def test_of_two_rows_with_one_key_the_first_becomes_the_record(office: Office) -> None:
    gathered(office, BRITISH, (*BRITISH[:2], "Another", *BRITISH[3:]), ONE, ("L1", "Orion", "Ask late", "", "1/1/2024"))
    register(office, DATED)
    found = retried(office)
    assert (found.tried, found.records) == (3, 1)
    assert titles(office.store) == {"L1": "Ask early", "L2": "Pay on time"}
    assert gather_source(office, "lessons").counts == Counts(seen=4, unchanged=2, rejected=2)


def test_rows_that_could_not_be_read_remain_and_that_is_said(office: Office) -> None:
    (office.settings.folder / "lessons.csv").write_text(f"{','.join(LESSON_HEADER)}\nL1,Orion\n{','.join(BRITISH)}\n")
    gather_source(office, "lessons")
    register(office, DATED)
    found = retried(office)
    assert (found.tried, found.records, found.unread) == (2, 1, 1)
    assert [(one.row, one.unread) for one in found.still] == [(2, True)]


def test_only_the_rows_that_are_asked_for(office: Office) -> None:
    gathered(office, BRITISH, ("L4", *BRITISH[1:]))
    register(office, DATED)
    (found,) = retry_rows(office, [2, 2])
    assert (found.tried, found.became) == (1, [(2, "L4")])
    assert [row.number for row in listed(office)] == [1]
    with pytest.raises(BadRequest, match="Rejected row 2 is rejected no longer"):
        retry_rows(office, [1, 2])
    with pytest.raises(UnknownRejectedRow):
        retry_rows(office, [99])
    assert [row.number for row in listed(office)] == [1]


def test_only_the_sources_that_are_asked_for(office: Office) -> None:
    register(office, {**LESSONS, "name": "others", "location": "others.csv"})
    write_csv(office.settings.folder / "others.csv", [BRITISH])
    gather_source(office, "others")
    gathered(office, BRITISH)
    register(office, DATED, {**DATED, "name": "others", "location": "others.csv"})
    assert [(one.source, one.records) for one in retry_sources(office, ["others"])] == [("others", 1)]
    assert [(one.source, one.tried) for one in retry_sources(office)] == [("lessons", 1), ("others", 0)]
    with pytest.raises(UnknownSource, match="Did you mean “others”"):
        retry_sources(office, ["other"])


def test_a_row_that_may_stay_is_a_record_where_it_can_be_one_after_all(office: Office) -> None:
    gathered(office, ONE, BRITISH, SLIP)
    ignore(office, [1, 2], **WHO)
    register(office, DATED)
    found = retried(office)
    assert (found.records, found.counts.rejected, found.counts.ignored) == (1, 1, 1)


def test_new_names_are_initiatives(office: Office) -> None:
    gathered(office, ("L9", "Draco", *BRITISH[2:]))
    register(office, DATED)
    retried(office)
    with office.store.read() as connection:
        assert connection.execute(select(initiative.c.name)).scalars().all() == ["Draco"]


def test_very_many_rows(office: Office) -> None:
    rows = [(f"L{number}", f"Programme {number % 7}", "Ask", "Text", "31/01/2024") for number in range(2 * CHUNK + 5)]
    gathered(office, *rows)
    register(office, DATED)
    found = retried(office)
    assert (found.tried, found.records, len(found.became)) == (len(rows), len(rows), MOST_TOLD)
    assert found.counts == Counts(seen=len(rows), new=len(rows))
    assert gather_source(office, "lessons").counts == Counts(seen=len(rows), unchanged=len(rows))


def test_a_row_that_says_nothing_of_it_any_more_is_no_record_that_is_missing(office: Office) -> None:
    lesson = {**LESSONS, **UNGUARDED, "map": {"initiative": "Programme", "title": "Title"}}
    contact = {"initiative": "Programme", "name": "Title", "from_on": "Recorded"}
    register(office, {**lesson, "also": {"who": {"records": "contact", "map": contact}}})
    assert gathered(office, ("L1", "Orion", "Ask", "", "soon")).counts == Counts(seen=2, new=1, rejected=1)
    contact = {**contact, "name": "What happened"}
    register(office, {**lesson, "also": {"who": {"records": "contact", "map": contact}}})
    assert retried(office).counts == Counts(seen=1, unchanged=1)
    assert gather_source(office, "lessons").counts == Counts(seen=1, unchanged=1)
