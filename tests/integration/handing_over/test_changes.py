"""A dossier that is compiled again: it opens with what changed, and is no new version where nothing did."""

import json
from pathlib import Path
from typing import Any

import pytest

from handover.errors import BadRequest, UnknownDossier
from handover.jobs import withdrawing
from handover.jobs.comparing import compared, sealed_model
from handover.jobs.dossiers import checked_file
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out, due
from handover.jobs.office import Office
from handover.jobs.recompiling import recompiled
from handover.store.database import Store
from tests.integration.handing_over.test_hand_over import ROWS, close, with_records
from tests.offices import an_office, write_csv

THANKS = ("L3", "Orion", "Say thank you", "It cost nothing.", "2025")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    made = with_records(an_office(store, tmp_path))
    carry_out(made, close(made))
    return made


def gathered(office: Office, *rows: tuple[str, ...]) -> None:
    write_csv(office.settings.folder / "lessons.csv", [*rows])
    assert gather_source(office, "lessons").error is None


def in_file(office: Office, number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(checked_file(office, number, "json").read_bytes())
    return found


def test_nothing_new_is_no_new_version(office: Office) -> None:
    again = recompiled(office, 1)
    assert (again.number, again.made, again.changes.groups) == (1, False, ())
    assert due(office) == []


def test_a_first_version_tells_of_no_change(office: Office) -> None:
    assert in_file(office, 1)["changes"] is None


def test_a_new_version_opens_with_what_changed_and_is_delivered_by_the_next_run(office: Office) -> None:
    gathered(office, *ROWS, THANKS)
    again = recompiled(office, 1)
    assert (again.number, again.made) == (2, True)
    assert due(office) == [again.transition]
    model = in_file(office, 2)
    texts = {one["text"] for group in model["changes"]["groups"] for one in group["changes"]}
    assert "“Say thank you”." in texts
    assert "What changed since version 1" in checked_file(office, 2, "html").read_text("utf-8")
    assert recompiled(office, 2).made is False
    report = carry_out(office, again.transition)
    assert (report.state, report.dossier_id) == ("delivered", 2)


def test_a_version_that_was_changed_since_it_was_sealed_is_named_and_stops_nothing(office: Office) -> None:
    path = checked_file(office, 1, "json")
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"Ask early", b"Ask never"))
    gathered(office, *ROWS, THANKS)
    assert "Version 1 could not be read back" in (recompiled(office, 1).changes.note or "")
    changes = in_file(office, 2)["changes"]
    assert changes["groups"] == []
    assert "Version 1 could not be read back" in changes["note"]
    assert "was changed after it was sealed" in changes["note"]


def test_the_dossiers_of_two_transitions_can_be_compared(office: Office) -> None:
    gathered(office, *ROWS, THANKS)
    recompiled(office, 1)
    found = compared(sealed_model(office, 1), sealed_model(office, 2)).changes
    assert found.summary.startswith("Changed since version 1: ")
    assert found.count == compared(sealed_model(office, 2), sealed_model(office, 1)).changes.count


def test_what_was_withdrawn_is_not_compiled_again(office: Office) -> None:
    withdrawing.withdraw(office, 1, reason="A mistake.")
    with pytest.raises(BadRequest, match="was withdrawn"):
        recompiled(office, 1)


@pytest.mark.parametrize("look", [recompiled, sealed_model])
def test_a_dossier_that_is_not_there_is_said(office: Office, look: Any) -> None:
    with pytest.raises(UnknownDossier, match=r"There is no dossier 7\."):
        look(office, 7)
