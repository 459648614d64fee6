"""What a row is cited from, when its source was read several times with other content: on both databases."""

import hashlib
from pathlib import Path

import pytest

from handover.dossier.known import Known
from handover.dossier.select import select_known
from handover.jobs import requests
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.store.database import Store
from tests.offices import LESSONS, Clock, an_office, register, write_csv

ONE = ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01")
TWO = ("L2", "Orion", "Pay on time", "Suppliers waited.", "2024-03")
THREE = ("L3", "Orion", "Write it down", "It was forgotten.", "2024")
BROKEN = ("L4", "Orion", "Say when", "Nobody knew.", "the third of March")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path, now=Clock())
    register(office, LESSONS)
    return office


def gathered(office: Office, *rows: tuple[str, ...]) -> str:
    """Gather these rows, a day after the last time; returns the fingerprint of the file."""
    path = office.settings.folder / "lessons.csv"
    write_csv(path, rows)
    assert isinstance(office.now, Clock)
    office.now.at = office.now.at.replace(day=office.now.at.day + 1)
    gather_source(office, "lessons")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def known(office: Office) -> Known:
    asked, _ = requests.close(office, "Orion", on="2025-06-30", reason="It ends.", to=[])
    with office.store.read() as connection:
        return select_known(connection, asked, now=office.now(), time_zone="UTC")


def test_a_row_that_stayed_the_same_is_cited_from_the_file_that_first_had_it(office: Office) -> None:
    first = gathered(office, ONE, TWO, BROKEN)
    newest = gathered(office, THREE, ONE, (*TWO[:2], "Pay within 30 days", *TWO[3:]), BROKEN)
    found = known(office)
    assert {one.record.key: (one.row, one.read_on) for one in found.lessons} == {
        "L1": (2, "2025-06-03"),
        "L2": (4, None),
        "L3": (2, None),
    }
    assert [(one.row, one.read_on) for one in found.rejections] == [(4, "2025-06-03")]
    assert [file.sha256 for file in found.sources[0].files] == [newest, first]


def test_a_file_that_nothing_is_cited_from_is_not_named(office: Office) -> None:
    gathered(office, ONE)
    newest = gathered(office, (*ONE[:2], "Ask earlier", *ONE[3:]))
    found = known(office)
    assert [one.read_on for one in found.lessons] == [None]
    assert [file.sha256 for file in found.sources[0].files] == [newest]


def test_the_same_content_read_again_is_the_same_file(office: Office) -> None:
    gathered(office, ONE, TWO)
    newest = gathered(office, ONE, TWO)
    found = known(office)
    assert [one.read_on for one in found.lessons] == [None, None]
    assert [file.sha256 for file in found.sources[0].files] == [newest]
