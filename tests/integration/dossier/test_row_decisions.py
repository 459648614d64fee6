"""What people decided about rows, as a dossier says it: on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest

from handover.dossier.assemble import assemble
from handover.dossier.known import Known
from handover.dossier.model import Dossier
from handover.dossier.select import select_known
from handover.jobs import requests
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.rejected_rows.ignoring import ignore
from handover.jobs.rejected_rows.undoing import undo
from handover.store.database import Store
from tests.offices import LESSONS, Clock, an_office, register, write_csv

ONE = ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01")
SLIP = ("L2", "Orion", "Pay on time", "Suppliers waited.", "31/02/2024")
TOTAL = ("L3", "Orion", "", "2 lessons", "")
WHO = {"by": "Ada Lim", "because": "The minutes say so."}


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path, now=Clock())
    register(office, LESSONS)
    write_csv(tmp_path / "lessons.csv", [ONE, SLIP, TOTAL])
    assert gather_source(office, "lessons").counts.rejected == 2
    return office


def known(office: Office) -> Known:
    asked, _ = requests.close(office, "Orion", on="2025-06-30", reason="It ends.", to=[])
    with office.store.read() as connection:
        return select_known(connection, asked, now=office.now(), time_zone="UTC")


def dossier(office: Office) -> Dossier:
    return assemble(
        known(office),
        settings_office="Programme office",
        marking="OFFICIAL",
        reference="HO-0001",
        version=1,
        compiled_at=office.now(),
        stale_after_days=92,
        forbidden_gaps=frozenset(),
    )


def test_a_record_that_was_corrected_by_hand_says_so_where_it_is_cited(office: Office) -> None:
    fix(office, 1, ["Recorded=2024-02-29", "Title=Pay at once"], **WHO)
    made = dossier(office)
    lessons = {lesson.title: lesson.reference for group in made.lessons for lesson in group.lessons}
    assert {title: (one.row, one.corrected) for title, one in lessons.items()} == {
        "Ask early": (2, False),
        "Pay at once": (3, True),
    }
    (source,) = made.sources
    assert [(one.row, one.column, one.given, one.value, one.by, one.on, one.because) for one in source.corrections] == [
        (3, "Recorded", "31/02/2024", "2024-02-29", "Ada Lim", "2025-06-02", "The minutes say so."),
        (3, "Title", "Pay on time", "Pay at once", "Ada Lim", "2025-06-02", "The minutes say so."),
    ]


def test_a_correction_that_is_taken_back_is_not_named(office: Office) -> None:
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    undo(office, 1)
    made = dossier(office)
    assert made.sources[0].corrections == ()
    assert [gap.sentence.partition(" Why")[0] for gap in made.gaps if gap.code == "rejected-rows"] == [
        "2 rows of Lessons log (S1) that name this initiative were rejected."
    ]


def test_a_correction_of_another_initiative_s_row_is_not_named(office: Office) -> None:
    fix(office, 1, ["Recorded=2024", "Programme=Ares"], **WHO)
    assert dossier(office).sources[0].corrections == ()


def test_rows_that_may_stay_rejected_are_no_gap_but_are_named(office: Office) -> None:
    ignore(office, [2], by="Bo Ek", because="A total.")
    made = dossier(office)
    (gap,) = (gap for gap in made.gaps if gap.code == "rejected-rows")
    assert gap.sentence.startswith("1 row of Lessons log (S1) that names this initiative was rejected.")
    assert gap.sentence.endswith(" 1 more may stay so, as Bo Ek said.")
    assert [one.row for one in gap.references] == [3]
    assert [(one.row, one.by, one.because) for one in made.sources[0].ignored] == [(4, "Bo Ek", "A total.")]
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    assert "rejected-rows" not in {gap.code for gap in dossier(office).gaps}


def test_rows_taken_up_again_do_not_make_a_source_look_newer_than_it_is(office: Office) -> None:
    before = known(office)
    assert isinstance(office.now, Clock)
    office.now.at += timedelta(days=40)
    fix(office, 1, ["Recorded=2024-02-29"], **WHO)
    after = known(office)
    assert (after.as_known_at, after.sources[0].gathered_at) == (before.as_known_at, before.sources[0].gathered_at)
    assert after.sources[0].files == before.sources[0].files
    assert [one.read_on for one in after.lessons] == [None, None], "the file is the one that was read last"
    assert after.sources[0].rejected == 1
