"""Transitions of initiatives that were merged, renamed or closed meanwhile, on both databases."""

import json
from pathlib import Path

import pytest

from handover.errors import BadRequest
from handover.initiatives import joining, look_up
from handover.jobs import requests
from handover.jobs.dossiers import checked_file
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out
from handover.jobs.office import Office
from handover.store.database import Store
from handover.transitions import recorded
from tests.integration.handing_over.test_hand_over import JO, close
from tests.offices import LESSONS, an_office, register, write_csv

ROWS = [
    ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01"),
    ("L2", "Artemis", "Pay on time", "Suppliers waited.", "2024-03"),
]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    write_csv(tmp_path / "lessons.csv", ROWS)
    assert gather_source(office, "lessons").error is None
    return office


def merge(office: Office, one: str, into: str) -> None:
    with office.store.write() as connection:
        both = look_up.find(connection, one), look_up.find(connection, into)
        joining.merge(connection, *both, by=None, now=office.now())


def test_an_initiative_that_is_merged_before_its_closure_is_carried_out(office: Office) -> None:
    number = close(office)
    merge(office, "Orion", "Artemis")
    assert carry_out(office, number).state == "delivered"
    model = json.loads(checked_file(office, 1, "json").read_bytes())
    titles = {lesson["title"] for group in model["lessons"] for lesson in group["lessons"]}
    assert titles == {"Ask early", "Pay on time"}, "they are one and the same, so all of it is handed over"
    assert model["initiative"]["name"] == "Artemis"


def test_a_closure_is_still_known_once_its_initiative_was_merged(office: Office) -> None:
    number = close(office)
    merge(office, "Orion", "Artemis")
    assert close(office) == number, "the same request finds what was asked before"
    with pytest.raises(BadRequest, match=f"“Artemis” is closed already, on 2025-05-30 \\(transition {number}\\)"):
        close(office, on="2025-06-30")
    with office.store.read() as connection:
        of = look_up.find(connection, "Artemis")
        assert of.closed_on == "2025-05-30"
        assert [one.id for one in recorded.listed(connection, initiative_id=of.id)] == [number]


def test_a_closed_initiative_may_be_renamed(office: Office) -> None:
    close(office)
    renamed, _ = requests.rename(office, "Orion", "Orion II", on="2025-07-01", reason="Revived.", to=[JO])
    assert carry_out(office, renamed.id).state == "delivered"
    with office.store.read() as connection:
        assert look_up.find(connection, "Orion").closed_on == "2025-05-30"
