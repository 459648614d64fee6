"""A closure carried out from its records to a sealed dossier in somebody's outbox, on both databases."""

import json
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from handover.delivery.sending import MailSender, Sent
from handover.errors import BadDate, BadRequest, RecipientRefused, SettingsError, StoreError, UnknownInitiative
from handover.jobs import requests
from handover.jobs.dossiers import accept_dossier, checked_file, dossiers, send_failed_again
from handover.jobs.hand_over import carry_out, due
from handover.jobs.moving.moves import Leaving, leave
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.settings import Policy
from handover.store.database import Store
from handover.store.tables import dossier, message
from handover.transitions import recorded
from tests.offices import LESSONS, an_office, register, write_csv

JO, SAM = "jo@example.org", "sam@example.org"
READ_BACK = "I now own the shared record contract and must decide on its renewal before the second of July."
ROWS = [
    ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01"),
    ("L2", "ORION", "Pay on time", "Suppliers waited.", "2024-03"),
]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return with_records(an_office(store, tmp_path))


def with_records(office: Office, *rows: tuple[str, ...]) -> Office:
    register(office, LESSONS)
    write_csv(office.settings.folder / "lessons.csv", rows or ROWS)
    from handover.jobs.gathering.gather import gather_source

    assert gather_source(office, "lessons").error is None
    return office


def close(office: Office, *to: str, **changes: Any) -> int:
    asked: dict[str, Any] = {"on": "2025-05-30", "reason": "The council ended it.", "to": to or (JO,)}
    return requests.close(office, "Orion", **(asked | changes))[0].id


def test_a_closure_from_records_to_acceptance(office: Office) -> None:
    number = close(office, f"Jo Bloggs <{JO}>", SAM)
    assert due(office) == [number]
    report = carry_out(office, number)
    assert (report.state, report.remarks, report.short) == ("delivered", (), False)
    assert due(office) == []

    (line,) = dossiers(office)
    assert (line.title, line.version, line.recipients, line.accepted) == ("Closure of Orion", 1, 2, 0)
    model = json.loads(checked_file(office, line.id, "json").read_bytes())
    assert [lesson["title"] for group in model["lessons"] for lesson in group["lessons"]] == [
        "Pay on time",
        "Ask early",
    ]
    assert "The council ended it." in checked_file(office, line.id, "html").read_text("utf-8")
    pdf = checked_file(office, line.id, "pdf").read_bytes()

    letters = [
        BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in office.settings.outbox.iterdir()
    ]
    assert sorted(letter["To"] for letter in letters) == ["Jo Bloggs <jo@example.org>", SAM]
    for letter in letters:
        (attachment,) = letter.iter_attachments()
        assert attachment.get_content() == pdf

    assert accept_dossier(office, line.id, JO, READ_BACK).outstanding == (SAM,)
    assert carry_out(office, number).state == "delivered"
    assert accept_dossier(office, line.id, SAM, READ_BACK).outstanding == ()
    assert carry_out(office, number).state == "accepted"


def test_the_same_closure_again_does_nothing_twice(office: Office) -> None:
    number = close(office)
    carry_out(office, number)
    assert close(office) == number
    report = carry_out(office, number)
    assert report.state == "delivered"
    assert len(dossiers(office)) == 1
    assert len(list(office.settings.outbox.iterdir())) == 1


def test_somebody_more_gets_the_same_dossier(office: Office) -> None:
    number = close(office)
    carry_out(office, number)
    close(office, JO, SAM)
    report = carry_out(office, number)
    assert report.state == "delivered"
    assert len(dossiers(office)) == 1, "nothing changed, so it is the same version"
    assert len(list(office.settings.outbox.iterdir())) == 2


def test_without_anybody_to_receive_it_a_person_is_waited_for(office: Office) -> None:
    number = requests.close(office, "Orion", on="2025-05-30", reason="Ended.", to=())[0].id
    report = carry_out(office, number)
    assert (report.state, report.held) == ("blocked", True)
    assert report.remarks == (
        "The dossier is sealed, but nobody is named to receive it. "
        "Give the same command again with: --to SOMEBODY@EXAMPLE.ORG",
    )
    assert close(office) == number
    assert carry_out(office, number).state == "delivered"
    assert len(dossiers(office)) == 1


def test_nothing_known_is_never_handed_over_as_a_blank_dossier(store: Store, tmp_path: Path) -> None:
    from handover.initiatives import identity

    office = an_office(store, tmp_path)
    with store.write() as connection:
        identity.add(connection, "Orion", kind="programme", now=office.now())
    report = carry_out(office, close(office))
    assert (report.state, report.held, report.dossier_id) == ("blocked", True, None)
    assert "Nothing is known of “Orion”" in report.remarks[0]
    assert not office.settings.outbox.exists()
    with_records(office)
    assert carry_out(office, report.transition.id).state == "delivered"


def test_a_gap_that_policy_forbids_keeps_the_dossier_back(store: Store, tmp_path: Path) -> None:
    office = with_records(an_office(store, tmp_path, policy=Policy(forbidden_gaps=("no-contacts",))))
    report = carry_out(office, close(office))
    assert (report.state, report.forbidden, report.held, report.short) == ("blocked", True, False, True)
    assert "does not allow this dossier to be sent" in report.remarks[0]
    assert dossiers(office)[0].gaps > 0
    assert not office.settings.outbox.exists()


def test_a_policy_on_a_gap_that_does_not_exist_is_no_silent_yes(store: Store, tmp_path: Path) -> None:
    office = with_records(an_office(store, tmp_path, policy=Policy(forbidden_gaps=("no-contact",))))
    with pytest.raises(
        SettingsError, match=r"names “no-contact”, and there is no such gap. Did you mean “no-contacts”"
    ):
        close(office)
    assert due(office) == []


def test_a_source_that_fails_is_said_and_the_rest_is_handed_over(office: Office) -> None:
    (office.settings.folder / "lessons.csv").unlink()
    report = carry_out(office, close(office))
    assert (report.state, report.short) == ("delivered", True)
    assert report.remarks[0].startswith("The source lessons could not be gathered")
    model = json.loads(checked_file(office, 1, "json").read_bytes())
    assert "source-failed" in {gap["code"] for gap in model["gaps"]}


class RefusesSam:
    """A mail server that knows no Sam."""

    def __init__(self, sender: MailSender) -> None:
        self._sender = sender
        self.patience = sender.patience
        self.willing = False

    def send(self, message: Any, recipient: str) -> Sent:
        if recipient == SAM and not self.willing:
            raise RecipientRefused("No such person here.")
        return self._sender.send(message, recipient)


def test_a_refused_address_is_shown_and_the_others_have_theirs(store: Store, tmp_path: Path) -> None:
    plain = an_office(store, tmp_path)
    sender = RefusesSam(plain.sender)
    office = with_records(Office(plain.settings, store, sender, plain.secrets, now=plain.now))
    number = close(office, JO, SAM)
    report = carry_out(office, number)
    assert (report.state, report.short) == ("delivered", True)
    assert report.remarks == (f"The address {SAM} was refused. No such person here.",)
    sender.willing = True
    assert send_failed_again(office, number) == 1
    report = carry_out(office, number)
    assert (report.state, report.short) == ("delivered", False)
    with store.read() as connection:
        assert connection.execute(select(message.c.attempts).order_by(message.c.id)).scalars().all() == [1, 1]


def test_where_nobody_could_be_reached_a_person_is_waited_for(store: Store, tmp_path: Path) -> None:
    plain = an_office(store, tmp_path)
    sender = RefusesSam(plain.sender)
    office = with_records(Office(plain.settings, store, sender, plain.secrets, now=plain.now))
    number = close(office, SAM)
    report = carry_out(office, number)
    assert (report.state, report.held) == ("blocked", True)
    assert report.remarks[0].startswith(f"The address {SAM} was refused. No such person here. Put that right, then:")
    assert [outcome.state for outcome in report.outcomes] == ["refused"]
    assert due(office) == [], "nothing happens by itself, so no scheduled run tries it over and over"
    close(office, SAM, JO)
    report = carry_out(office, number)
    assert (report.state, report.short) == ("delivered", True)
    sender.willing = True
    send_failed_again(office, number)
    assert carry_out(office, number).short is False


def test_a_sealed_file_that_was_changed_is_not_given_out(office: Office) -> None:
    carry_out(office, close(office))
    path = checked_file(office, 1, "pdf")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match="was changed after it was sealed"):
        checked_file(office, 1, "pdf")


REFUSED = [
    ("no such initiative", {"initiative": "Oriom"}, UnknownInitiative, "Did you mean “Orion”?"),
    ("a day in no calendar", {"on": "2025-02-30"}, BadDate, "“2025-02-30” is a date in no calendar"),
    ("no date at all", {"on": "soon"}, BadDate, "“soon” is not a date written as YYYY, YYYY-MM or YYYY-MM-DD"),
    ("no reason", {"reason": "  "}, BadRequest, "Say why"),
    ("no address", {"to": ["jo.example.org"]}, BadRequest, "jo.example.org"),
]


@pytest.mark.parametrize(
    ("changes", "error", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_cannot_be_closed_changes_nothing(
    office: Office, changes: dict[str, Any], error: type[Exception], said: str
) -> None:
    asked: dict[str, Any] = {"initiative": "Orion", "on": "2025-05-30", "reason": "Ended.", "to": [JO]} | changes
    with pytest.raises(error) as refused:
        requests.close(office, asked.pop("initiative"), **asked)
    assert said in str(refused.value)
    with office.store.read() as connection:
        assert recorded.listed(connection) == []


def test_new_facts_make_a_new_version(office: Office) -> None:
    number = close(office)
    carry_out(office, number)
    write_csv(
        office.settings.folder / "lessons.csv", [*ROWS, ("L3", "Orion", "Say thank you", "It cost nothing.", "2025")]
    )
    close(office, JO, SAM)
    carry_out(office, number)
    with office.store.read() as connection:
        # Delivering again to somebody more does not compile again; asking for the whole transition anew does.
        assert connection.execute(select(func.count()).select_from(dossier)).scalar_one() == 1


def test_a_rename_leads_from_the_old_name_to_the_new(office: Office) -> None:
    asked: dict[str, Any] = {"on": "2024-04-01", "reason": "Moved to housing.", "to": [JO]}
    renamed, is_new = requests.rename(office, "Orion", "Artemis", **asked)
    again, is_new_again = requests.rename(office, "Orion", "Artemis", **asked)
    assert (renamed.id, is_new, is_new_again) == (again.id, True, False)
    assert renamed.initiative == "Artemis"
    carry_out(office, renamed.id)
    model = json.loads(checked_file(office, 1, "json").read_bytes())
    assert model["transition"]["new_name"] == "Artemis"
    assert "Orion" in model["initiative"]["other_names"]


def test_a_staff_move_without_a_successor_says_so(office: Office) -> None:
    leaving = Leaving("Ada Lim", only=["Orion"], unlisted=True)
    (moved,) = leave(office, leaving, Asked("2025-03-03", "Another post.", [JO])).transitions
    carry_out(office, moved.id)
    text = checked_file(office, 1, "html").read_text("utf-8")
    assert "Ada Lim" in text
    with pytest.raises(BadRequest, match="ada lim cannot take over from Ada Lim"):
        leave(office, replace(leaving, incoming=["ada lim"]), Asked("2025-03-04", "x"))
