"""A transition that is said otherwise: what it set moves with it, its dossier is compiled anew, all of it is kept."""

import shutil
import tempfile
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from handover.errors import BadDate, BadRequest, RulesBroken, UnknownTransition
from handover.initiatives import identity, look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.succession import recorded as successions
from handover.initiatives.succession.recorded import Succession
from handover.initiatives.succession.words import in_words
from handover.jobs import amending, requests, restructuring, withdrawing
from handover.jobs import successions as succession_jobs
from handover.jobs.amending import Amended, Instead
from handover.jobs.dossiers import accept_dossier, dossiers, read_backs
from handover.jobs.hand_over import carry_out, due
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.jobs.successions import Telling
from handover.jobs.successors import Successors
from handover.store.database import Store
from handover.store.tables import initiative, message, recipient
from handover.transitions import changes, recorded
from tests.integration.handing_over.test_hand_over import JO, READ_BACK, SAM, close, with_records
from tests.offices import an_office

ASKED = Asked("2025-05-30", "One budget.", [JO], evidence="Order 12")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    made = with_records(an_office(store, tmp_path))
    with made.store.write() as connection:
        identity.add(connection, "Dry Homes", kind="programme", now=made.now())
    return made


def amend(office: Office, number: int, **instead: Any) -> list[Amended]:
    return amending.amend(office, number, Instead(**instead), by="Jo Hill", because="It came otherwise.")


def found(office: Office, name: str, *, on: str | None = None) -> Initiative:
    with office.store.read() as connection:
        return look_up.find(connection, name, on=on)


def in_force(office: Office, name: str) -> list[Succession]:
    with office.store.read() as connection:
        return successions.of_initiatives(connection, [look_up.find(connection, name).id])


def history(office: Office, number: int) -> list[tuple[str, str | None, str | None]]:
    with office.store.read() as connection:
        return [(one.what, one.was, one.becomes) for one in changes.history(connection, number)]


def names(office: Office, name: str) -> dict[str, tuple[str | None, str | None]]:
    with office.store.read() as connection:
        said = identity.namings(connection, [look_up.find(connection, name).id])
    return {one.written: (one.from_on, one.to_on) for one in said}


def sent(office: Office) -> list[tuple[str, int, str]]:
    """To whom which dossier was sent, or was not, in order."""
    query = select(recipient.c.address, message.c.dossier_id, message.c.state).join(
        recipient, recipient.c.id == message.c.recipient_id
    )
    with office.store.read() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(message.c.id))]


def test_another_day_moves_the_closing_and_the_recipients_have_the_next_version(office: Office) -> None:
    number = close(office)
    assert carry_out(office, number).state == "delivered"
    accept_dossier(office, 1, JO, READ_BACK)
    (amended,) = amend(office, number, on="2025-06-30")
    assert (amended.transition.state, amended.transition.effective_on) == ("gathered", "2025-06-30")
    assert found(office, "Orion").closed_on == "2025-06-30"
    report = carry_out(office, number)
    assert report.state == "delivered", "the version that was accepted says another day"
    assert [line.version for line in dossiers(office)] == [2, 1]
    assert sent(office) == [(JO, 1, "sent"), (JO, 2, "sent")]
    with pytest.raises(BadRequest, match="version 2 has taken its place"):
        accept_dossier(office, 1, JO, READ_BACK)
    accept_dossier(office, 2, JO, READ_BACK)
    assert carry_out(office, number).state == "accepted"
    with office.store.read() as connection:
        assert [one.dossier for one in read_backs(connection, number)] == [1, 2], "what was accepted stays on record"
    assert history(office, number) == [("effective_on", "2025-05-30", "2025-06-30")]
    with office.store.read() as connection:
        (one,) = changes.history(connection, number)
    assert (one.by, one.because) == ("Jo Hill", "It came otherwise.")


def test_the_same_amendment_again_changes_nothing(office: Office) -> None:
    number = close(office)
    carry_out(office, number)
    assert amend(office, number, on="2025-06-30", to=[SAM])[0].changes
    carry_out(office, number)
    (again,) = amend(office, number, on="2025-06-30", to=[SAM])
    assert (again.changes, again.transition.state) == ((), "delivered")
    assert len(history(office, number)) == 2
    assert due(office) == []


def test_what_the_dossier_does_not_say_makes_no_new_version_and_acceptances_stand(office: Office) -> None:
    number = close(office)
    carry_out(office, number)
    accept_dossier(office, 1, JO, READ_BACK)
    amend(office, number, evidence="Minute 14")
    assert carry_out(office, number).state == "accepted"
    assert [line.version for line in dossiers(office)] == [1]
    assert sent(office) == [(JO, 1, "sent")]
    with office.store.read() as connection:
        assert recorded.get(connection, number).evidence == "Minute 14"


def test_reason_and_who_asks_stand_in_the_next_version(office: Office) -> None:
    number = close(office, by="Ann Lee")
    carry_out(office, number)
    amend(office, number, reason="  Parliament\n ended it. ", asked_by="The Cabinet")
    report = carry_out(office, number)
    assert (report.transition.reason, report.transition.requested_by) == ("Parliament ended it.", "The Cabinet")
    assert [line.version for line in dossiers(office)] == [2, 1]
    assert history(office, number) == [
        ("reason", "The council ended it.", "Parliament ended it."),
        ("requested_by", "Ann Lee", "The Cabinet"),
    ]


def test_a_recipient_who_was_mistyped_is_replaced_and_is_sent_nothing(office: Office) -> None:
    number = close(office, "joo@example.org")
    (amended,) = amend(office, number, to=[JO], not_to=["JOO@example.org"])
    assert amended.have_it == ()
    assert carry_out(office, number).state == "delivered"
    assert sent(office) == [(JO, 1, "sent")]
    assert history(office, number) == [("recipient", "joo@example.org", None), ("recipient", None, JO)]


def test_a_message_that_still_waits_is_called_off_and_due_again_with_its_recipient(office: Office) -> None:
    number = close(office, JO, SAM)
    carry_out(office, number)
    with office.store.write() as connection:
        sams = select(recipient.c.id).where(recipient.c.address == SAM).scalar_subquery()
        connection.execute(message.update().where(message.c.recipient_id == sams).values(state="refused"))
    (amended,) = amend(office, number, not_to=[SAM])
    assert (amended.have_it, sent(office)) == ((), [(JO, 1, "sent"), (SAM, 1, "called-off")])
    report = carry_out(office, number)
    assert (report.state, report.short) == ("delivered", False)
    amend(office, number, to=[SAM])
    report = carry_out(office, number)
    assert (report.state, report.short) == ("delivered", False)
    assert sent(office) == [(JO, 1, "sent"), (SAM, 1, "sent")]
    assert [line.recipients for line in dossiers(office)] == [2]


def test_who_is_taken_out_is_not_waited_for(office: Office) -> None:
    number = close(office, JO, SAM)
    carry_out(office, number)
    accept_dossier(office, 1, JO, READ_BACK)
    (amended,) = amend(office, number, not_to=[SAM])
    assert (amended.transition.state, amended.have_it) == ("accepted", (SAM,))
    (line,) = dossiers(office)
    assert (line.recipients, line.accepted) == (1, 1)
    with pytest.raises(BadRequest, match=r"sam@example\.org is not a recipient of dossier 1"):
        accept_dossier(office, 1, SAM, READ_BACK)


def test_a_merger_is_amended_as_one(office: Office) -> None:
    made = restructuring.merge(office, ["Orion", "Dry Homes"], Successors(new=["Better Homes"]), ASKED)
    amended = amend(office, made[1].id, on="2025-06-30", evidence="Order 13", to=[SAM])
    assert [one.transition.id for one in amended] == [one.id for one in made]
    assert {(one.transition.effective_on, one.transition.evidence) for one in amended} == {("2025-06-30", "Order 13")}
    assert [found(office, one).closed_on for one in ("Orion", "Dry Homes")] == ["2025-06-30", "2025-06-30"]
    better = found(office, "Better Homes")
    assert better.began_on == "2025-06-30"
    assert names(office, "Better Homes") == {"Better Homes": ("2025-06-30", None)}
    (tie,) = in_force(office, "Orion")
    assert (tie.said.completed_on, tie.said.evidence, tie.said.said_by) == ("2025-06-30", "Order 13", "Jo Hill")
    assert {one.transition.succession_id for one in amended} == {tie.id}
    withdrawing.withdraw(office, made[0].id, reason="Not at all.")
    assert [found(office, one).closed_on for one in ("Orion", "Dry Homes")] == [None, None]
    assert found(office, "Better Homes").began_on is None
    assert in_force(office, "Orion") == []
    with office.store.read() as connection:
        assert {recorded.get(connection, one.id).state for one in made} == {"withdrawn"}


def test_the_same_request_finds_what_was_amended(office: Office) -> None:
    number = close(office)
    amend(office, number, on="2025-06-30")
    assert close(office, on="2025-06-30") == number
    with pytest.raises(BadRequest, match=f"closed already, on 2025-06-30 .transition {number}."):
        close(office)


def test_a_rename_gets_another_day_and_another_name(office: Office) -> None:
    number = requests.rename(office, "Orion", "Rigle", on="2025-05-01", reason="New budget.", to=[JO])[0].id
    amend(office, number, on="2025-05-09")
    assert names(office, "Rigle") == {"Orion": (None, "2025-05-09"), "Rigle": ("2025-05-09", None)}
    amend(office, number, on="2025-05-10", new_name="Rigel")
    assert names(office, "Rigel") == {"Orion": (None, "2025-05-10"), "Rigel": ("2025-05-10", None)}
    assert found(office, "Orion").name == "Rigel"
    assert history(office, number) == [
        ("effective_on", "2025-05-01", "2025-05-09"),
        ("effective_on", "2025-05-09", "2025-05-10"),
        ("new_name", "Rigle", "Rigel"),
    ]
    withdrawing.withdraw(office, number, reason="Never mind.")
    assert (found(office, "Orion").name, names(office, "Orion")) == ("Orion", {})


def test_a_start_moves_the_beginning(office: Office) -> None:
    number = restructuring.start(office, "Better Homes", ASKED).id
    amend(office, number, on="2025-06-30")
    assert found(office, "Better Homes").began_on == "2025-06-30"
    assert names(office, "Better Homes") == {"Better Homes": ("2025-06-30", None)}


def test_amending_while_it_is_compiled_compiles_what_is_said_now(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run began with what was said before; what it made of that is not sealed."""
    from handover.jobs import steps

    number = close(office)
    original = steps.publish

    def publish(*given: Any) -> Any:
        monkeypatch.setattr(steps, "publish", original)
        amend(office, number, reason="Parliament ended it.")
        return original(*given)

    monkeypatch.setattr(steps, "publish", publish)
    assert carry_out(office, number).state == "delivered"
    assert [line.version for line in dossiers(office)] == [1]
    from handover.jobs.dossiers import checked_file

    assert "Parliament ended it." in checked_file(office, 1, "html").read_text("utf-8")


REFUSED: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "nothing": ({}, BadRequest, "Say what is to be said otherwise."),
    "a blank reason": ({"reason": " "}, BadRequest, "What is to be said instead is blank."),
    "a day in no calendar": ({"on": "2025-02-30"}, BadDate, "“2025-02-30” is a date in no calendar"),
    "a day in 9999": ({"on": "9999-12-31"}, BadRequest, "31 December 9999 is further ahead than anybody plans."),
    "a new name of a closure": ({"new_name": "X"}, BadRequest, "Transition 1 is no rename; it has no new name."),
    "an address that is none": ({"to": ["ann"]}, BadRequest, "“ann” is not an e-mail address"),
    "nobody left": ({"not_to": [JO]}, BadRequest, "Nobody would be left to receive the dossier of transition 1."),
    "somebody who was none": (
        {"not_to": ["jo@exmaple.org"]},
        BadRequest,
        "jo@exmaple.org is not a recipient of transition 1. Did you mean jo@example.org?",
    ),
    "one in and out": ({"to": [JO], "not_to": [JO]}, BadRequest, "jo@example.org cannot be added and taken out at"),
}


@pytest.mark.parametrize(("instead", "error", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_amended_changes_nothing(
    office: Office, instead: dict[str, Any], error: type[Exception], said: str
) -> None:
    number = close(office)
    carry_out(office, number)
    with pytest.raises(error) as refused:
        amend(office, number, **({"evidence": "Order 12"} if instead else {}), **instead)
    assert said in str(refused.value)
    assert history(office, number) == []
    with office.store.read() as connection:
        assert recorded.get(connection, number).reason == "The council ended it."
        assert recorded.recipients(connection, number) == [JO]
    assert due(office) == []


def test_what_does_not_count_is_not_amended(office: Office) -> None:
    number = close(office)
    withdrawing.withdraw(office, number, reason="Wrong.")
    with pytest.raises(BadRequest, match=f"Transition {number} is withdrawn and does not count"):
        amend(office, number, on="2025-06-30")
    with pytest.raises(UnknownTransition):
        amend(office, number + 1, on="2025-06-30")
    with office.store.write() as connection:
        recorded.set_state(connection, number, "proposed", now=office.now())
    with pytest.raises(BadRequest, match="is only proposed"):
        amend(office, number, on="2025-06-30")


def test_what_another_transition_says_already_is_not_said_twice(office: Office) -> None:
    first = close(office)
    withdrawing.withdraw(office, first, reason="The wrong day.")
    second = close(office, on="2025-06-30")
    with pytest.raises(BadRequest, match=f"Transition {first} says just that already, and was withdrawn") as refused:
        amend(office, second, on="2025-05-30")
    assert "Withdraw this one, and ask for that one again" in str(refused.value)
    assert found(office, "Orion").closed_on == "2025-06-30"


def test_a_day_that_breaks_a_rule_or_meets_another_rename_is_refused(office: Office) -> None:
    restructuring.start(office, "Better Homes", ASKED)
    number = restructuring.transfer(office, "Orion", Successors(["Better Homes"]), ASKED, functions=["Grants"])[0].id
    with pytest.raises(RulesBroken, match="“Better Homes” began on 30 May 2025, long after"):
        amend(office, number, on="2024-05-30")
    amend(office, number, on="2024-05-30", although="It paid out before it was set up.")
    assert [one.although for one in in_force(office, "Orion")] == ["It paid out before it was set up."]
    first = requests.rename(office, "Orion", "Rigel", on="2025-05-01", reason="New budget.", to=[])[0].id
    second = requests.rename(office, "Rigel", "Bellatrix", on="2025-05-20", reason="Again.", to=[])[0].id
    with pytest.raises(BadRequest, match="It was renamed “Rigel” on that same day"):
        amend(office, second, on="2025-05-01")
    with pytest.raises(BadRequest, match="It was not called “Rigel” before 1 May 2025"):
        amend(office, second, on="2025-04-01")
    with pytest.raises(BadRequest, match="It was called “Rigel” until 20 May 2025 only"):
        amend(office, first, on="2025-06-01")
    with pytest.raises(BadRequest, match="It is called “Bellatrix” by now, not “Rigel”"):
        amend(office, first, new_name="Vega")
    amend(office, first, on="2025-05-02")
    assert names(office, "Bellatrix") == {
        "Orion": (None, "2025-05-02"),
        "Rigel": ("2025-05-02", "2025-05-20"),
        "Bellatrix": ("2025-05-20", None),
    }


def test_a_succession_that_a_transition_says_is_changed_with_it(office: Office) -> None:
    number = close(office, into=Successors(new=["Better Homes"]))
    with pytest.raises(BadRequest, match="Succession 1 was said by transition 1") as refused:
        succession_jobs.withdraw(office, 1, by="Jo Hill", because="No.")
    assert "handover transitions amend 1" in str(refused.value)
    with pytest.raises(BadRequest, match="Succession 1 was said by transition 1"):
        succession_jobs.amend(office, 1, Telling("Jo Hill", on="2025-07-01"), because="No.")
    withdrawing.withdraw(office, number, reason="No.")
    with pytest.raises(BadRequest, match="Succession 1 is withdrawn already"):
        succession_jobs.withdraw(office, 1, by="Jo Hill", because="No.")


def test_several_who_amend_at_once_go_one_after_the_other(office: Office, database_url: str) -> None:
    made = restructuring.merge(office, ["Orion", "Dry Homes"], Successors(new=["Better Homes"]), ASKED)
    days = [f"2025-06-0{day}" for day in range(1, 6)]
    failed: list[Exception] = []
    barrier = threading.Barrier(len(days))

    def at_once(day: str, number: int) -> None:
        mine = an_office(Store.open(database_url), office.settings.folder)
        barrier.wait()
        try:
            amend(mine, number, on=day)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails with it
            failed.append(error)
        finally:
            mine.store.close()

    threads = [threading.Thread(target=at_once, args=(day, made[at % 2].id)) for at, day in enumerate(days)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    for one in made:
        said = history(office, one.id)
        assert sorted(str(becomes) for _, _, becomes in said) == days
        assert [was for _, was, _ in said[1:]] == [becomes for _, _, becomes in said[:-1]], "each knows the one before"
    (tie,) = in_force(office, "Orion")
    assert (
        tie.said.completed_on == said[-1][2] == found(office, "Orion").closed_on == found(office, "Dry Homes").closed_on
    )


DAYS = st.lists(st.dates(date(2024, 1, 1), date(2026, 1, 1)).map(date.isoformat), max_size=4)
KINDS = st.sampled_from(["close", "close into", "merge", "split", "rename", "start"])


@settings(max_examples=25, deadline=None)
@given(kind=KINDS, days=DAYS)
def test_amended_however_often_it_is_as_if_it_had_been_said_so_at_once(
    migrated_file: Path, kind: str, days: list[str]
) -> None:
    """And withdrawn it is as if it had never been said."""
    with tempfile.TemporaryDirectory() as folder:
        office, direct = (
            two_programmes(migrated_file, Path(folder, "a")),
            two_programmes(migrated_file, Path(folder, "b")),
        )
        before = everything(office)
        number = ask(office, kind, "2025-05-30")
        for day in days:
            amend(office, number, on=day)
        ask(direct, kind, days[-1] if days else "2025-05-30")
        assert everything(office) == everything(direct)
        withdrawing.withdraw(office, number, reason="Not at all.")
        taken_back = everything(office)
        office.store.close()
        direct.store.close()
    assert {number: taken_back[number] for number in before} == before


def two_programmes(migrated_file: Path, folder: Path) -> Office:
    folder.mkdir()
    shutil.copyfile(migrated_file, folder / "handover.db")
    office = an_office(Store.open(f"sqlite:///{folder / 'handover.db'}"), folder)
    with office.store.write() as connection:
        for name in ("Orion", "Dry Homes"):
            identity.add(connection, name, kind="programme", now=office.now())
    return office


def ask(office: Office, kind: str, on: str) -> int:
    asked = Asked(on, "One budget.", although="It was so.")
    if kind == "merge":
        return restructuring.merge(office, ["Orion", "Dry Homes"], Successors(new=["New"]), asked)[0].id
    if kind == "split":
        return restructuring.split(office, "Orion", Successors(["Dry Homes"], ["New"]), asked)[0].id
    if kind == "start":
        return restructuring.start(office, "New", asked).id
    if kind == "rename":
        return requests.rename(office, "Orion", "New", on=on, reason="x", to=[])[0].id
    into = Successors(new=["New"]) if kind == "close into" else Successors()
    return requests.close(office, "Orion", on=on, reason="x", to=[], into=into)[0].id


def everything(office: Office) -> dict[int, object]:
    """Of each initiative: its name, days, dated names, and what is said that became of it."""
    with office.store.read() as connection:
        every = connection.execute(select(initiative.c.id)).scalars().all()
        return {
            number: (
                identity.by_id(connection, number),
                sorted(
                    (one.written, str(one.from_on), str(one.to_on)) for one in identity.namings(connection, [number])
                ),
                [in_words(one.said) for one in successions.of_initiatives(connection, [number])],
            )
            for number in every
        }
