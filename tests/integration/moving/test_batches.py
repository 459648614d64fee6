"""A change of government as one list: recorded whole or not at all, followed and withdrawn as one."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from handover.errors import BadRequest, BatchRefused, UnknownBatch
from handover.initiatives import look_up
from handover.jobs import requests, withdrawing
from handover.jobs.batches import running, taking_back
from handover.jobs.batches.following import follow
from handover.jobs.batches.running import BatchAsked, Ran
from handover.jobs.dossiers import accept_dossier
from handover.jobs.hand_over import carry_out, due
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import gathering
from handover.transitions import batches, recorded
from handover.transitions.recorded import Transition
from tests.integration.handing_over.test_hand_over import READ_BACK
from tests.integration.moving.offices import staffed
from tests.offices import Clock, write_csv

ASKED = BatchAsked("May 2010", "The election.", on="2025-05-01")
HEADER = ("kind", "person", "initiative", "post", "incoming", "date", "new name", "to")
WHOLE = (
    ("closure", "", "Draco", "", "", "", "", ""),
    ("leaves", "Ada Lim", "", "", "Jo Hill", "", "", ""),
    ("arrives", "Kim Oh", "Better Homes", "", "", "", "", "kim@example.org"),
    ("leaves", "Ada Lim", "Hydra", "Chair", "", "", "", ""),
    ("rename", "", "Orion", "", "", "", "Hydra", ""),
    ("start", "", "Better Homes", "", "", "", "", ""),
)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return staffed(store, tmp_path)


def a_list(office: Office, *rows: Sequence[str]) -> Path:
    path = office.settings.folder / "moves.csv"
    write_csv(path, rows, header=HEADER)
    return path


def run(office: Office, *rows: Sequence[str], **changes: Any) -> Ran:
    asked = BatchAsked(**{"label": ASKED.label, "reason": ASKED.reason, "on": ASKED.on, **changes})
    return running.run(office, a_list(office, *rows), asked)


def later_on(office: Office, **more: int) -> None:
    assert isinstance(office.now, Clock)
    office.now.at += timedelta(**more)


def all_transitions(office: Office) -> list[Transition]:
    with office.store.read() as connection:
        return recorded.listed(connection)


def told(transitions: Sequence[Transition]) -> set[tuple[str, str, str | None, str | None]]:
    """The kind, at which initiative, as what, and who comes."""
    return {(one.kind, one.initiative, one.details.get("post"), one.details.get("successor")) for one in transitions}


def test_the_rows_build_on_each_other_whatever_their_order(office: Office) -> None:
    ran = run(office, *WHOLE)
    assert told(ran.new) == {
        ("closure", "Draco", None, None),
        ("rename", "Hydra", None, None),
        ("start", "Better Homes", None, None),
        ("staff-move", "Better Homes", None, "Kim Oh"),
        ("staff-move", "Hydra", "Chair", None),
        # What no row of hers names goes to Jo Hill: her other post there, and Lyra.
        ("staff-move", "Hydra", "Treasurer", "Jo Hill"),
        ("staff-move", "Lyra", None, "Jo Hill"),
    }
    assert told(ran.nobody) == {("staff-move", "Hydra", "Chair", None)}
    assert [(person.name, of.name) for person, of in ran.perhaps] == [("Ada Lim", "Vega")]
    assert {one.batch_id for one in ran.new} == {ran.batch.id}
    with office.store.read() as connection:
        kim = next(one for one in ran.new if one.details.get("successor") == "Kim Oh")
        assert recorded.recipients(connection, kim.id) == ["kim@example.org"]
        assert look_up.find(connection, "Draco").closed_on == "2025-05-01"


def test_the_same_list_is_one_batch(office: Office) -> None:
    first = run(office, *WHOLE)
    again = run(office, *WHOLE, label="Once more", to=["jo@example.org"])
    assert (again.batch, again.new, again.elsewhere) == (first.batch, (), ())
    assert {one.id for one in again.again} == {one.id for one in first.new}
    assert len(all_transitions(office)) == 7
    with office.store.read() as connection:
        assert "jo@example.org" in recorded.recipients(connection, first.new[0].id)
    assert run(office, *WHOLE[1:2], on="2025-06-01").batch.id != first.batch.id


def test_what_stood_before_stays_when_the_batch_is_withdrawn(office: Office) -> None:
    closed, _ = requests.close(office, "Draco", on="2025-05-01", reason="Done.", to=[])
    ran = run(office, *WHOLE)
    assert [one.id for one in ran.elsewhere] == [closed.id]
    taken_back = taking_back.withdraw(office, ran.batch.id, reason="Another year.")
    assert {one.id for one in taken_back.withdrawn} == {one.id for one in ran.new}
    states = {one.id: one.state for one in all_transitions(office)}
    assert states.pop(closed.id) == "confirmed"
    assert set(states.values()) == {"withdrawn"}


def test_checking_changes_nothing_and_tells_the_same(office: Office) -> None:
    checked = running.check(office, a_list(office, *WHOLE), ASKED)
    assert all_transitions(office) == []
    with office.store.read() as connection:
        assert batches.listed(connection) == []
        assert look_up.find(connection, "Orion").name == "Orion"
    assert told(checked.new) == told(run(office, *WHOLE).new)


# A row that is wrong, and what is said of it.
WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "somebody unknown": (
        ("", "Ada Linn", "Orion", "", "", "", "", ""),
        "Nobody is known as “Ada Linn”. Did you mean “Ada Lim”?",
    ),
    "two of one name": (("", "Bo Ray", "Orion", "", "", "", "", ""), "“Bo Ray” is more than one person"),
    "an initiative unknown": (
        ("", "Ada Lim", "Oriom", "", "", "", "", ""),
        "No initiative is called “Oriom”. Did you mean “Orion”?",
    ),
    "to themselves": (("", "Ada Lim", "Orion", "", "ADA LIM", "", "", ""), "ADA LIM cannot take over from Ada Lim."),
    "a post that they have not": (
        ("", "Ada Lim", "Orion", "Clerk", "", "", "", ""),
        "By the records, Ada Lim is not “Clerk” at “Orion”. They are “Chair” and “Treasurer”.",
    ),
    "a post that they have nowhere": (
        ("", "Ada Lim", "", "Clerk", "", "", "", ""),
        "By the records, Ada Lim is “Clerk” nowhere. Fill in “initiative”.",
    ),
    "who comes at no address": (("", "Ada Lim", "Orion", "", "Jo <jo>", "", "", ""), "“jo” is not an e-mail address"),
    "a recipient at no address": (("", "Ada Lim", "Orion", "", "", "", "", "jo"), "“jo” is not an e-mail address"),
    "a day in 9999": (("", "Ada Lim", "Orion", "", "", "9999", "", ""), "9999 is further ahead than anybody plans."),
    "renamed to its own name": (("rename", "", "Lyra", "", "", "", "Lyra", ""), "It is called “Lyra” already."),
    "closed twice": (("closure", "", "Draco", "", "", "2025-04-01", "", ""), "“Draco” is closed already"),
    "twice, with another who comes": (
        ("", "Ada Lim", "Lyra", "", "Sam Roe", "", "", ""),
        "Ada Lim leaves “Lyra” on that same day already (in this list), followed by Jo Hill.",
    ),
}
RIGHT = (("", "Ada Lim", "Lyra", "", "Jo Hill", "", "", ""), ("closure", "", "Draco", "", "", "2025-03-01", "", ""))


def test_every_wrong_row_is_told_at_once_and_nothing_is_recorded(office: Office) -> None:
    with pytest.raises(BatchRefused) as refused:
        run(office, *RIGHT, *(row for row, _ in WRONG.values()))
    assert [one.row for one in refused.value.mistakes] == [number + 4 for number in range(len(WRONG))]
    for mistake, (case, (_, said)) in zip(refused.value.mistakes, WRONG.items(), strict=True):
        assert said in str(mistake), case
    assert str(refused.value).startswith("12 rows cannot be recorded, so that nothing was. Row 4: Nobody is known")
    assert all_transitions(office) == []
    with office.store.read() as connection:
        assert batches.listed(connection) == []
        assert look_up.find(connection, "Draco").closed_on is None


def test_people_whom_no_record_names_are_taken_where_that_is_said(office: Office) -> None:
    row = ("", "Kim Oh", "Orion", "Clerk", "", "", "", "")
    assert told(run(office, row, unlisted=True).new) == {("staff-move", "Orion", "Clerk", None)}
    with pytest.raises(BatchRefused, match="No record names Kim Oh, so that nobody can tell what they leave"):
        run(office, ("", "Kim Oh", "", "", "", "", "", ""), unlisted=True)


def test_a_batch_is_followed_and_withdrawn_as_one(office: Office) -> None:
    ran = run(office, *WHOLE, to=["jo@example.org"])
    lyra = next(one for one in ran.new if one.initiative == "Lyra")
    carry_out(office, lyra.id)
    followed = follow(office, ran.batch.id)
    assert dict(followed.states) == {"confirmed": 6, "delivered": 1}
    assert told(followed.nobody) == {("staff-move", "Hydra", "Chair", None)}
    assert followed.overdue == ()
    later_on(office, days=20)
    assert {one.id for one in follow(office, ran.batch.id).overdue} == {one.id for one in ran.new}
    accept_dossier(office, 1, "jo@example.org", READ_BACK)
    with office.store.read() as connection:
        assert [(one.label, dict(states)) for one, states in batches.listed(connection)] == [
            ("May 2010", {"confirmed": 6, "accepted": 1})
        ]
    taken_back = taking_back.withdraw(office, ran.batch.id, reason="Another  year.")
    assert [one.id for one in taken_back.accepted] == [lyra.id]
    assert taken_back.sent_to == ("jo@example.org",)
    assert taken_back.batch.withdrawn_because == "Another year."
    assert due(office) == []
    followed = follow(office, ran.batch.id)
    assert (dict(followed.states), followed.nobody) == ({"withdrawn": 7}, ())
    with office.store.read() as connection:
        assert look_up.find(connection, "Draco").closed_on is None
        assert look_up.find(connection, "Hydra").name == "Orion"
        assert look_up.find(connection, "Better Homes").began_on is None
    with pytest.raises(BadRequest, match="Batch 1, “May 2010”, is withdrawn already"):
        taking_back.withdraw(office, ran.batch.id, reason="Again.")
    again = run(office, *WHOLE)
    assert (again.batch.id, again.batch.withdrawn_at, len(again.new)) == (ran.batch.id, None, 7)
    assert {one.state for one in all_transitions(office)} == {"confirmed"}


def test_one_that_was_withdrawn_by_itself_stands_again_with_the_list(office: Office) -> None:
    ran = run(office, *WHOLE)
    number = ran.new[0].id
    withdrawing.withdraw(office, number, reason="A slip.")
    assert [one.id for one in run(office, *WHOLE).new] == [number]


def test_a_batch_that_is_none(office: Office) -> None:
    for ask in (lambda: follow(office, 7), lambda: taking_back.withdraw(office, 7, reason="x")):
        with pytest.raises(UnknownBatch, match=r"There is no batch 7\. See which there are with: handover batch list"):
            ask()


def test_what_was_asked_for_by_itself_does_not_wait_for_a_batch(office: Office) -> None:
    first = run(office, *WHOLE)
    other = run(office, ("", "Siân ap Rhys", "Draco", "", "", "", "", ""))
    alone, _ = requests.rename(office, "Vega", "Ara", on="2025-05-02", reason="A vote.", to=[])
    order = due(office)
    assert order[:3] == [alone.id, first.new[0].id, other.new[0].id]
    assert order[3:] == [one.id for one in sorted(first.new[1:], key=lambda one: one.id)]


def test_the_transitions_of_a_batch_share_a_gathering(office: Office) -> None:
    def gatherings() -> int:
        with office.store.read() as connection:
            return connection.execute(select(func.count()).select_from(gathering)).scalar_one()

    # What was gathered before it was asked for does not count.
    ran = run(office, *WHOLE, to=["jo@example.org"])
    before = gatherings()
    counts = []
    for one, later in zip(ran.new[:3], (0, 0, 2), strict=True):
        later_on(office, hours=later)
        carry_out(office, one.id)
        counts.append(gatherings() - before)
    assert counts == [2, 2, 4]
    alone, _ = requests.rename(office, "Vega", "Ara", on="2025-05-02", reason="A vote.", to=[])
    carry_out(office, alone.id)
    assert gatherings() - before == 6


def test_what_cannot_be_taken_back_keeps_the_whole_batch(office: Office) -> None:
    ran = run(office, *WHOLE)
    later, _ = requests.rename(office, "Hydra", "Crux", on="2025-06-01", reason="A vote.", to=[])
    renamed = next(one for one in ran.new if one.kind == "rename")
    refused = f"Transition {renamed.id} cannot be withdrawn, so that nothing was: It is called “Crux” by now"
    with pytest.raises(BadRequest, match=refused):
        taking_back.withdraw(office, ran.batch.id, reason="Another year.")
    assert {one.state for one in all_transitions(office)} == {"confirmed"}
    withdrawing.withdraw(office, later.id, reason="Another year.")
    assert len(taking_back.withdraw(office, ran.batch.id, reason="Another year.").withdrawn) == len(ran.new)
