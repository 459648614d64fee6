"""Deciding about what is proposed, on both databases: with what a decision makes, or not at all."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from handover.errors import BadRequest, HandoverError
from handover.initiatives import look_up
from handover.initiatives.succession import recorded as successions
from handover.jobs.noticing.deciding import Confirming, confirm, dismiss, undo
from handover.jobs.noticing.watching import watch
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import transition
from handover.transitions import recorded
from handover.transitions.detection import proposed
from tests.integration.noticing.lists import CLOSED, ROWS, STATUS, WHO, publish, with_first
from tests.offices import an_office, register

PLAIN = Confirming()


def closed_on(office: Office, name: str) -> str | None:
    with office.store.read() as connection:
        return look_up.find(connection, name).closed_on


def how_many_transitions(office: Office) -> int:
    with office.store.read() as connection:
        return connection.execute(select(func.count()).select_from(transition)).scalar_one()


def test_confirming_closes_and_undoing_opens_again(office: Office) -> None:
    (one,) = publish(office, CLOSED).new
    done = confirm(office, one.id, Confirming(to=["jo@example.org"]), **WHO)
    with office.store.read() as connection:
        assert done.transition_id is not None
        made = recorded.get(connection, done.transition_id)
    assert (made.kind, made.effective_on) == ("closure", one.effective_on)
    assert closed_on(office, "Warm Homes") == one.effective_on
    assert undo(office, one.id, **WHO).state == "proposed"
    assert closed_on(office, "Warm Homes") is None
    assert confirm(office, one.id, Confirming(on="2025-05-31"), **WHO).state == "confirmed"
    assert closed_on(office, "Warm Homes") == "2025-05-31"


def test_a_decision_is_made_once(office: Office) -> None:
    (one,) = publish(office, CLOSED).new
    dismiss(office, one.id, **WHO)
    with pytest.raises(BadRequest, match="was dismissed by Jo Hill already"):
        confirm(office, one.id, PLAIN, **WHO)
    assert undo(office, one.id, **WHO).state == "proposed"
    with pytest.raises(BadRequest, match="Nothing was decided"):
        undo(office, one.id, **WHO)


def test_two_who_confirm_and_dismiss_at_once(office: Office) -> None:
    (one,) = publish(office, CLOSED).new
    ended: list[str] = []
    start = threading.Barrier(2)

    def decide(act: Any) -> None:
        start.wait()
        try:
            ended.append(act().state)
        except HandoverError as error:
            ended.append(error.code)

    threads = [
        threading.Thread(target=decide, args=(act,))
        for act in (lambda: confirm(office, one.id, PLAIN, **WHO), lambda: dismiss(office, one.id, **WHO))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.store.read() as connection:
        state = proposed.by_number(connection, one.id).state
    assert sorted(ended) == sorted(["bad-request", state])
    assert how_many_transitions(office) == (1 if state == "confirmed" else 0)


def test_what_cannot_be_recorded_leaves_the_proposal_waiting(office: Office) -> None:
    (one,) = publish(office, with_first("1", "Warm Homes", "2025", "completed", "Dry Homes")).new
    with pytest.raises(HandoverError, match="9999"):
        confirm(office, one.id, Confirming(on="9999-01-01"), **WHO)
    with office.store.read() as connection:
        assert proposed.by_number(connection, one.id).state == "proposed"
        of = look_up.find(connection, "Warm Homes")
        assert successions.of_initiatives(connection, [of.id]) == []
    assert how_many_transitions(office) == 0


@pytest.mark.parametrize(
    ("by", "kind"), [("Dry Homes", "replacement"), ("Dry Homes;Something New", "split")], ids=["one", "two"]
)
def test_a_successor_is_recorded_and_taken_back_with_the_decision(office: Office, by: str, kind: str) -> None:
    (one,) = publish(office, with_first("1", "Warm Homes", "2025", "completed", by)).new
    assert (one.kind, one.successors) == (kind, tuple(by.split(";")))
    confirm(office, one.id, PLAIN, **WHO)

    def recorded_kinds() -> list[str]:
        with office.store.read() as connection:
            of = look_up.find(connection, "Warm Homes")
            return [each.said.kind for each in successions.of_initiatives(connection, [of.id])]

    assert recorded_kinds() == [kind]
    undo(office, one.id, **WHO)
    assert recorded_kinds() == []
    assert closed_on(office, "Warm Homes") is None


def test_a_rename_gives_the_new_name(office: Office) -> None:
    (one,) = publish(office, with_first("1", "Snug Dwellings", "2025", "implementation", "")).new
    confirm(office, one.id, PLAIN, **WHO)
    with office.store.read() as connection:
        assert look_up.find(connection, "Warm Homes").name == "Snug Dwellings"


def test_a_name_that_an_identifier_joined_is_still_asked_about(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, {**STATUS, "map": {**STATUS["map"], "identifier": "Ref"}})
    publish(office, ROWS)
    (one,) = publish(office, with_first("1", "Snug Dwellings", "2025", "implementation", "")).new
    assert (one.kind, one.successors) == ("rename", ("Snug Dwellings",))
    confirm(office, one.id, PLAIN, **WHO)
    with office.store.read() as connection:
        of = look_up.find(connection, "Warm Homes")
        assert (of.name, look_up.find(connection, "Snug Dwellings").id) == ("Snug Dwellings", of.id)


OWNED = {**STATUS, "map": {"initiative": "Programme", "period": "Year", "owner": "Stage"}}


def owned(first: str, second: str) -> list[tuple[str, ...]]:
    return [("1", "Warm Homes", "2025", first, ""), ("2", "Dry Homes", "2025", second, "")]


def test_what_moved_between_bodies_is_handed_over_each_for_itself(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, OWNED)
    publish(office, owned("Housing Office", "Housing Office"))
    (one,) = publish(office, owned("Energy Office", "Energy Office")).new
    assert (one.kind, one.initiative, one.successors) == ("transfer", "Housing Office", ("Energy Office",))
    confirm(office, one.id, PLAIN, **WHO)
    with office.store.read() as connection:
        made = recorded.listed(connection)
        family = successions.of_initiatives(connection, [look_up.find(connection, "Energy Office").id])
    assert {(each.kind, each.initiative, each.details["into"]) for each in made} == {
        ("transfer", "Warm Homes", "“Energy Office”"),
        ("transfer", "Dry Homes", "“Energy Office”"),
    }
    assert [set(party.functions) for each in family for party in each.said.successors] == [{"Warm Homes", "Dry Homes"}]
    undo(office, one.id, **WHO)
    with office.store.read() as connection:
        assert {each.state for each in recorded.listed(connection)} == {"withdrawn"}


def test_there_is_no_such_proposal(office: Office) -> None:
    with pytest.raises(BadRequest, match="There is no proposal 7"):
        confirm(office, 7, PLAIN, **WHO)
    with pytest.raises(BadRequest, match="Who decides"):
        dismiss(office, 7, by=" ", because="x")


ENDED_HOW = {**STATUS, "map": {**STATUS["map"], "ended_how": "How"}}
WITH_HOW = ("Ref", "Programme", "Year", "Stage", "By", "How")


@pytest.mark.parametrize(
    ("how", "by", "kind"), [("merged", "Better Homes", "merger"), ("devolved", "Dry Homes", "replacement")]
)
def test_whatever_a_source_says_of_an_end_can_be_confirmed(
    store: Store, tmp_path: Path, how: str, by: str, kind: str
) -> None:
    office = an_office(store, tmp_path)
    register(office, ENDED_HOW)
    before = [(*row, "") for row in ROWS]
    publish(office, before, header=WITH_HOW)
    ended = [("1", "Warm Homes", "2025", "completed", by, how), ("3", "Skills Compact", "2025", "completed", by, how)]
    new = publish(office, [*ended, before[1], *before[3:]], header=WITH_HOW).new
    assert [one.kind for one in new] == [kind, kind]
    for one in new:
        assert confirm(office, one.id, PLAIN, **WHO).state == "confirmed"
    assert closed_on(office, "Warm Homes") is not None


def test_undoing_a_rename_parts_what_it_joined(office: Office) -> None:
    (one,) = publish(office, with_first("1", "Snug Dwellings", "2025", "implementation", "")).new
    confirm(office, one.id, PLAIN, **WHO)
    undo(office, one.id, **WHO)
    with office.store.read() as connection:
        names = [look_up.find(connection, name).name for name in ("Warm Homes", "Snug Dwellings")]
    assert names == ["Warm Homes", "Snug Dwellings"]


POSTS = {
    "name": "posts",
    "title": "Posts",
    "location": "posts.csv",
    "records": "contact",
    "key": "Ref",
    "map": {"initiative": "Programme", "name": "Name", "role": "Post"},
}
POST_HEADER = ("Ref", "Programme", "Name", "Post")


def test_each_post_of_one_person_is_a_move_of_its_own(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, POSTS)

    def posts(director: str, chair: str) -> Any:
        rows = [("1", "Warm Homes", director, "Director"), ("2", "Warm Homes", chair, "Chair")]
        return publish(office, rows, source="posts", header=POST_HEADER)

    posts("Ada Hill", "Ada Hill")
    first, second = posts("Sam Rees", "Jo Lim").new
    confirm(office, first.id, PLAIN, **WHO)
    assert watch(office).overtaken == ()
    assert confirm(office, second.id, PLAIN, **WHO).state == "confirmed"
