"""A transition that was a mistake is taken back, and may be asked for again, on both databases."""

from pathlib import Path

import pytest

from handover.errors import BadRequest, UnknownTransition
from handover.initiatives import look_up
from handover.jobs import requests, withdrawing
from handover.jobs.dossiers import accept_dossier, dossiers
from handover.jobs.hand_over import carry_out, due
from handover.jobs.office import Office
from handover.store.database import Store
from tests.integration.handing_over.test_hand_over import JO, READ_BACK, close, with_records
from tests.offices import an_office


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return with_records(an_office(store, tmp_path))


def shown(office: Office, asked: str) -> tuple[str, str | None]:
    with office.store.read() as connection:
        found = look_up.find(connection, asked)
    return found.name, found.closed_on


def rename(office: Office, old: str, new: str, on: str = "2025-05-01") -> int:
    return requests.rename(office, old, new, on=on, reason="New budget.", to=["jo@example.org"])[0].id


def test_a_closure_that_is_withdrawn_closes_nothing_and_is_not_due(office: Office) -> None:
    number = close(office)
    assert shown(office, "Orion") == ("Orion", "2025-05-30")
    taken_back = withdrawing.withdraw(office, number, reason="  The wrong\n programme. ")
    assert (taken_back.state, taken_back.blocked_because) == ("withdrawn", "The wrong programme.")
    assert shown(office, "Orion") == ("Orion", None)
    assert due(office) == []
    assert carry_out(office, number).state == "withdrawn"
    assert dossiers(office) == []


def test_after_a_withdrawal_it_can_be_closed_on_another_day(office: Office) -> None:
    number = close(office)
    with pytest.raises(BadRequest, match="is closed already") as refused:
        close(office, on="2025-06-30")
    assert refused.value.what_to_do == (
        f'If that was a mistake, take it back first: handover transitions withdraw {number} --reason "…"'
    )
    withdrawing.withdraw(office, number, reason="The wrong day.")
    again = close(office, on="2025-06-30")
    assert again != number
    assert shown(office, "Orion") == ("Orion", "2025-06-30")
    with pytest.raises(BadRequest, match="is closed already, on 2025-06-30"):
        close(office)


def test_the_same_request_makes_it_stand_again_and_its_recipients_are_told(office: Office) -> None:
    number = close(office)
    assert carry_out(office, number).state == "delivered"
    withdrawing.withdraw(office, number, reason="The reason was wrong.")
    assert close(office, reason="Parliament ended it.") == number
    assert shown(office, "Orion") == ("Orion", "2025-05-30")
    report = carry_out(office, number)
    assert (report.state, report.transition.reason) == ("delivered", "Parliament ended it.")
    assert [line.version for line in dossiers(office)] == [2, 1], "the reason is on its first page"
    assert len(list(office.settings.outbox.iterdir())) == 2
    carry_out(office, number)
    assert len(dossiers(office)) == 2


def test_a_renaming_that_is_withdrawn_gives_the_old_name_back(office: Office) -> None:
    number = rename(office, "Orion", "Rigel")
    assert shown(office, "Orion")[0] == "Rigel"
    withdrawing.withdraw(office, number, reason="Not decided yet.")
    assert shown(office, "Rigel")[0] == "Orion"
    assert rename(office, "Orion", "Rigel") == number
    assert shown(office, "Orion")[0] == "Rigel"


def test_a_renaming_is_not_withdrawn_from_under_a_later_one(office: Office) -> None:
    first = rename(office, "Orion", "Rigel")
    second = rename(office, "Rigel", "Bellatrix", on="2025-05-20")
    with pytest.raises(BadRequest, match="It is called “Bellatrix” by now, not “Rigel”"):
        withdrawing.withdraw(office, first, reason="Wrong.")
    withdrawing.withdraw(office, second, reason="Wrong.")
    withdrawing.withdraw(office, first, reason="Wrong.")
    assert shown(office, "Bellatrix")[0] == "Orion"


def test_the_dossier_of_a_withdrawn_transition_is_not_accepted(office: Office) -> None:
    number = close(office)
    report = carry_out(office, number)
    withdrawing.withdraw(office, number, reason="Wrong.")
    assert report.dossier_id is not None
    with pytest.raises(BadRequest, match="does not count: transition 1, which it is about, was withdrawn"):
        accept_dossier(office, report.dossier_id, JO, READ_BACK)
    assert dossiers(office)[0].accepted == 0


def test_what_cannot_be_withdrawn(office: Office) -> None:
    number = close(office)
    with pytest.raises(BadRequest, match="Say why it is withdrawn"):
        withdrawing.withdraw(office, number, reason=" ")
    with pytest.raises(UnknownTransition):
        withdrawing.withdraw(office, number + 1, reason="Wrong.")
    withdrawing.withdraw(office, number, reason="Wrong.")
    with pytest.raises(BadRequest, match="it is withdrawn already"):
        withdrawing.withdraw(office, number, reason="Wrong.")
