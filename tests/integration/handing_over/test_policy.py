"""What each kind of transition makes due is as the office has set it: which dossiers, for whom, by when."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SettingsError
from handover.initiatives import identity
from handover.jobs import amending, requests, restructuring
from handover.jobs.amending import Instead
from handover.jobs.dossiers import checked_file, dossiers
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out
from handover.jobs.office import Office
from handover.jobs.policy import deadline, makes_dossier, what_is_due
from handover.jobs.requests import Asked
from handover.jobs.successors import Successors
from handover.settings import Policy, Settings
from handover.store.database import Store
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from tests.integration.handing_over.test_hand_over import JO, SAM, close, with_records
from tests.offices import a_move, an_office, register, write_csv

CONTACTS = {
    "name": "contacts",
    "title": "Contacts",
    "location": "contacts.csv",
    "records": "contact",
    "key": "Key",
    "map": {"initiative": "Programme", "name": "Name", "role": "Post", "emails": "Mail", "to_on": "Until"},
}
PEOPLE = [
    ("1", "Orion", "Ada Lim", "Director", "ada@example.org", ""),
    ("2", "Orion", "Vacant", "Clerk", "clerk@example.org", ""),
    ("3", "Orion", "Max Orr", "Engineer", "max@example.org", "2024-12-31"),
    ("4", "Dry Homes", "Eve Roe", "Director", "eve@example.org", ""),
    ("5", "Dry Homes", "Kim Poe", "Clerk", "", ""),
    ("6", "Dry Homes", "Leo Fox", "Driver", "leo at home", ""),
]
ASKED = Asked("2025-05-30", "One budget.", [JO])


def office_with(store: Store, folder: Path, **due: Any) -> Office:
    """An office with this policy for each kind, whose initiatives have contacts."""
    office = with_records(an_office(store, folder, policy=Policy.model_validate({"due": due})))
    register(office, CONTACTS)
    write_csv(folder / "contacts.csv", PEOPLE, header=("Key", "Programme", "Name", "Post", "Mail", "Until"))
    assert gather_source(office, "contacts").error is None
    return office


def receivers(office: Office, number: int) -> list[str]:
    with office.store.read() as connection:
        return recorded.recipients(connection, number)


def test_without_a_policy_it_goes_to_whoever_is_named(store: Store, tmp_path: Path) -> None:
    office = office_with(store, tmp_path)
    number = close(office)
    carry_out(office, number)
    assert receivers(office, number) == [JO]
    assert [(one.kind, one.dossiers, one.to, one.within_days) for one in what_is_due(office.settings)] == [
        ("closure", "its", (), 14),
        ("rename", "its", (), 14),
        ("merger", "giving", (), 14),
        ("split", "giving", (), 14),
        ("transfer", "giving", (), 14),
        ("staff-move", "its", (), 14),
        ("start", "its", (), 14),
    ]


def test_it_goes_to_whom_the_policy_names_each_once(store: Store, tmp_path: Path) -> None:
    to = ["contacts", "successors", "archive@example.org", "JO@example.org"]
    office = office_with(store, tmp_path, closure={"to": to})
    number = close(office, into=Successors(["Dry Homes"]))
    report = carry_out(office, number)
    assert receivers(office, number) == [JO, "ada@example.org", "eve@example.org", "archive@example.org"]
    assert report.state == "delivered"
    assert report.remarks == (
        "“leo at home” is not an e-mail address: it has no @. It stands so in the contacts, and nothing is sent there.",
    )
    assert len(list(office.settings.outbox.iterdir())) == 4


def test_who_was_taken_out_by_hand_is_not_added_again_by_policy(store: Store, tmp_path: Path) -> None:
    office = office_with(store, tmp_path, closure={"to": ["contacts"]})
    number = close(office)
    carry_out(office, number)
    amending.amend(office, number, Instead(not_to=["ada@example.org"]), by="Jo Hill", because="She knows it.")
    amending.amend(office, number, Instead(reason="Parliament ended it."), by="Jo Hill", because="A slip.")
    assert carry_out(office, number).state == "delivered"
    assert receivers(office, number) == [JO]


def test_nobody_who_is_named_or_found_is_a_person_s_to_see_to(store: Store, tmp_path: Path) -> None:
    office = office_with(store, tmp_path, rename={"to": ["contacts"]})
    number = requests.rename(office, "Dry Homes", "Drier Homes", on="2025-05-01", reason="x", to=[])[0].id
    assert carry_out(office, number).state == "delivered"
    assert receivers(office, number) == ["eve@example.org"]
    with office.store.write() as connection:
        identity.add(connection, "Wet Homes", kind="programme", now=office.now())
    write_csv(office.settings.folder / "lessons.csv", [("L9", "Wet Homes", "Ask", "Nobody was asked.", "2024")])
    number = requests.rename(office, "Wet Homes", "Damp Homes", on="2025-05-01", reason="x", to=[])[0].id
    assert carry_out(office, number).state == "blocked"


INCOMING: dict[str, tuple[str | None, list[str], str]] = {
    "known": ("Eve Roe", [JO, "eve@example.org"], ""),
    "an address": ("new@example.org", [JO, "new@example.org"], ""),
    "without an address": ("Kim Poe", [JO], "By policy Kim Poe receives it, as who takes over, and no e-mail"),
    "unknown": ("Zoe Zed", [JO], "Nobody is known as “Zoe Zed”."),
    "nobody yet": (None, [JO], "By policy the person who takes over receives it, and nobody is named to."),
}


@pytest.mark.parametrize(("successor", "receive", "remark"), INCOMING.values(), ids=INCOMING)
def test_the_person_who_takes_over(
    store: Store, tmp_path: Path, successor: str | None, receive: list[str], remark: str
) -> None:
    office = office_with(store, tmp_path, staff_move={"to": ["incoming"]})
    moved = a_move(office, "Orion", "Ada Lim", successor=successor, on="2025-05-01", to=[JO])
    report = carry_out(office, moved.id)
    assert receivers(office, moved.id) == receive
    assert remark in " ".join(report.remarks)
    assert report.short is bool(remark)
    assert report.state == "delivered"


def test_who_leaves_does_not_receive_it(store: Store, tmp_path: Path) -> None:
    office = office_with(store, tmp_path, staff_move={"to": ["contacts"]})
    moved = a_move(office, "Orion", "ADA@example.org", successor=None, on="2025-05-01", to=[JO])
    report = carry_out(office, moved.id)
    assert receivers(office, moved.id) == [JO]
    assert report.remarks == (
        "By policy the contacts of “Orion” receive it, and none with an e-mail address is known.",
    )


def test_no_dossier_is_due_where_the_office_wants_none(store: Store, tmp_path: Path) -> None:
    office = office_with(store, tmp_path, rename={"dossiers": "none"})
    renamed, _ = requests.rename(office, "Orion", "Rigel", on="2025-05-01", reason="New budget.", to=[JO])
    report = carry_out(office, renamed.id)
    assert (report.state, report.remarks) == ("done", ("The office's policy makes no dossier due for it.",))
    assert (dossiers(office), office.settings.outbox.exists()) == ([], False)
    assert deadline(office, report.transition).is_overdue is False
    amending.amend(office, renamed.id, Instead(on="2025-05-02"), by="Jo Hill", because="A slip.")
    assert carry_out(office, renamed.id).state == "done"
    assert carry_out(office, close(office)).state == "delivered"


def transfer(office: Office) -> list[Transition]:
    return restructuring.transfer(office, "Orion", Successors(["Dry Homes"]), ASKED, functions=["Grants"])


def test_the_dossier_of_who_receives_is_due_where_the_office_wants_it(store: Store, tmp_path: Path) -> None:
    office = office_with(store, tmp_path, transfer={"dossiers": "both"})
    made = transfer(office)
    assert [one.initiative for one in made] == ["Orion", "Dry Homes"]
    assert [one.id for one in transfer(office)] == [one.id for one in made]
    for one in made:
        assert carry_out(office, one.id).state == "delivered"
    assert [line.title for line in dossiers(office)] == [
        "Transfer of functions to Dry Homes",
        "Transfer of functions from Orion",
    ]
    received = checked_file(office, 2, "html").read_text("utf-8")
    assert "received functions (Grants) from “Orion”" in received
    assert json.loads(checked_file(office, 2, "json").read_bytes())["transition"]["giver"] == "“Orion”"
    amended = amending.amend(office, made[1].id, Instead(on="2025-05-31"), by="Jo Hill", because="A slip.")
    assert [one.transition.effective_on for one in amended] == ["2025-05-31", "2025-05-31"]


def test_only_the_dossier_of_who_receives(store: Store, tmp_path: Path) -> None:
    office = office_with(store, tmp_path, merger={"dossiers": "receiving"})
    made = restructuring.merge(office, ["Orion"], Successors(["Dry Homes"]), Asked(ASKED.on, "x", [SAM], although="y"))
    assert [carry_out(office, one.id).state for one in made] == ["done", "delivered"]
    assert [line.title for line in dossiers(office)] == ["Merger into Dry Homes"]
    assert "took in “Orion”" in checked_file(office, 1, "html").read_text("utf-8")


def test_what_begins_with_a_merger_receives_no_dossier(store: Store, tmp_path: Path) -> None:
    office = office_with(store, tmp_path, merger={"dossiers": "both"})
    made = restructuring.merge(office, ["Orion", "Dry Homes"], Successors(new=["Better Homes"]), ASKED)
    assert [one.initiative for one in made] == ["Orion", "Dry Homes"]


@pytest.mark.parametrize(
    ("kind", "setting", "due"), [("closure", {"within_days": 3}, "2025-06-05"), ("rename", {}, "2025-06-16")]
)
def test_by_when(store: Store, tmp_path: Path, kind: str, setting: dict[str, int], due: str) -> None:
    office = office_with(store, tmp_path, **({kind: setting} if setting else {}))
    number = (
        close(office)
        if kind == "closure"
        else requests.rename(office, "Orion", "Rigel", on="2025-05-01", reason="x", to=[])[0].id
    )
    with office.store.read() as connection:
        assert deadline(office, recorded.get(connection, number)).on == due


def test_an_address_in_the_policy_that_is_none_is_found_before_anything_is_recorded(
    store: Store, tmp_path: Path
) -> None:
    office = office_with(store, tmp_path, start={"to": ["the office@example.org"]})
    with pytest.raises(SettingsError, match=r"“the office@example\.org” is not an e-mail address") as refused:
        close(office)
    assert refused.value.where == "the setting “policy.due.start.to”"
    with office.store.read() as connection:
        assert recorded.listed(connection) == []


def a_split(details: dict[str, str | None]) -> Transition:
    at = datetime(2025, 6, 2, tzinfo=UTC)
    return Transition(1, "split", 1, "Orion", "2025", "x", "confirmed", None, None, details, at, at)


SIDES = [("giving", True, False), ("receiving", False, True), ("both", True, True), ("none", False, False)]


@pytest.mark.parametrize(("dossiers_due", "gives", "receives"), SIDES, ids=[one[0] for one in SIDES])
def test_whose_dossier_is_due(dossiers_due: str, gives: bool, receives: bool) -> None:
    settings = Settings(policy=Policy.model_validate({"due": {"split": {"dossiers": dossiers_due}}}))
    assert makes_dossier(settings, a_split({})) is gives
    assert makes_dossier(settings, a_split({"receives": "yes"})) is receives
