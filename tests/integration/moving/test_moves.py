"""Somebody leaves, moves or arrives: a transition at every initiative that they touch, on both databases."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handover.errors import AmbiguousPerson, BadRequest, HandoverError, UnknownInitiative, UnknownPerson
from handover.initiatives import look_up
from handover.jobs import withdrawing
from handover.jobs.dossiers import checked_file
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out
from handover.jobs.moving import recording
from handover.jobs.moving.moves import Leaving, Moved, arrive, leave
from handover.jobs.moving.staff_move import Incoming, StaffMove
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.store.database import Store
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from tests.integration.moving.offices import HEADER, PEOPLE, staffed
from tests.offices import write_csv

ASKED = Asked("2025-05-01", "Another post.", ["jo@example.org"])
ADA = Leaving("Ada Lim")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return staffed(store, tmp_path)


def told(transitions: Sequence[Transition]) -> set[tuple[str, str | None, str | None]]:
    """At which initiative, as what, and who comes."""
    return {(one.initiative, one.details.get("post"), one.details.get("successor")) for one in transitions}


# What is said, where the moves are, and what is left out because only the name says so.
LEAVING: dict[str, tuple[Leaving, set[tuple[str, str | None, str | None]], list[str]]] = {
    "all that they touch for certain, and nobody comes": (
        ADA,
        {("Orion", None, None), ("Lyra", None, None)},
        ["Vega"],
    ),
    "found by address": (
        Leaving("ADA@example.org"),
        {("Orion", None, None), ("Lyra", None, None)},
        ["Vega"],
    ),
    "one comes to all": (
        replace(ADA, incoming=["Jo Hill"]),
        {("Orion", None, "Jo Hill"), ("Lyra", None, "Jo Hill")},
        ["Vega"],
    ),
    "one comes to one initiative, nobody to the other": (
        replace(ADA, incoming=["lyra=Jo Hill"]),
        {("Orion", None, None), ("Lyra", None, "Jo Hill")},
        ["Vega"],
    ),
    "one comes to one, another to the rest": (
        replace(ADA, incoming=["Sam Roe", "Lyra = Jo Hill"]),
        {("Orion", None, "Sam Roe"), ("Lyra", None, "Jo Hill")},
        ["Vega"],
    ),
    "a post of its own, the other nobody": (
        replace(ADA, incoming=["chair=Jo Hill"], only=["Orion"]),
        {("Orion", "Chair", "Jo Hill"), ("Orion", "Treasurer", None)},
        ["Vega"],
    ),
    "both posts to one are one": (
        replace(ADA, incoming=["Chair=Jo Hill", "Treasurer=Jo Hill"], only=["Orion"]),
        {("Orion", None, "Jo Hill")},
        ["Vega"],
    ),
    "a post, and another for all else": (
        replace(ADA, incoming=["Chair=Jo Hill", "Sam Roe"]),
        {("Orion", "Chair", "Jo Hill"), ("Orion", "Treasurer", "Sam Roe"), ("Lyra", None, "Sam Roe")},
        ["Vega"],
    ),
    "only one of them": (replace(ADA, only=["Orion"]), {("Orion", None, None)}, ["Vega"]),
    "by name alone, named": (replace(ADA, only=["Vega"]), {("Vega", None, None)}, []),
    "by name alone, beside": (
        replace(ADA, also=["Vega"]),
        {("Orion", None, None), ("Lyra", None, None), ("Vega", None, None)},
        [],
    ),
    "somebody whom no record names": (
        Leaving("Kim Oh", only=["Draco"], unlisted=True, incoming=["Jo Hill"]),
        {("Draco", None, "Jo Hill")},
        [],
    ),
}


@pytest.mark.parametrize(("leaving", "moves", "perhaps"), LEAVING.values(), ids=LEAVING)
def test_somebody_leaves(
    office: Office, leaving: Leaving, moves: set[tuple[str, str | None, str | None]], perhaps: list[str]
) -> None:
    moved = leave(office, leaving, ASKED)
    assert told(moved.transitions) == moves
    assert len(moved.transitions) == len(moves)
    assert [one.name for one in moved.perhaps] == perhaps
    assert told(moved.nobody) == {one for one in moves if one[2] is None}
    assert {one.kind for one in moved.transitions} == {"staff-move"}


def test_what_is_known_of_the_move_is_kept(office: Office) -> None:
    moved = leave(office, replace(ADA, only=["Orion"], to_post="Head of Housing"), ASKED)
    (one,) = moved.transitions
    assert dict(one.details) == {
        "person": "Ada Lim",
        "successor": None,
        "number": "1",
        "posts": "Chair and Treasurer",
        "to_post": "Head of Housing",
    }


def test_what_no_record_ties_somebody_to_is_recorded_where_it_is_named_and_told(office: Office) -> None:
    moved = leave(office, replace(ADA, only=["Draco"]), ASKED)
    assert told(moved.transitions) == {("Draco", None, None)}
    assert [one.name for one in moved.untied] == ["Draco"]


def test_who_comes_with_an_address_receives_their_dossier_and_no_other(office: Office) -> None:
    moved = leave(office, replace(ADA, incoming=["Lyra=Jo Hill <jo.hill@example.org>"]), ASKED)
    with office.store.read() as connection:
        receive = {one.initiative: recorded.recipients(connection, one.id) for one in moved.transitions}
    assert receive == {"Orion": ["jo@example.org"], "Lyra": ["jo@example.org", "jo.hill@example.org"]}
    assert ("Lyra", None, "Jo Hill") in told(moved.transitions)


# What cannot be, and the sentence.
REFUSED: dict[str, tuple[Leaving, type[HandoverError], str]] = {
    "nobody of that name": (
        Leaving("Ada Linn"),
        UnknownPerson,
        r"Nobody is known as “Ada Linn”\. Did you mean “Ada Lim”.*--unlisted --from",
    ),
    "two of that name": (Leaving("Bo Ray"), AmbiguousPerson, r"is more than one person: Bo Ray \(#2, Clerk"),
    "an initiative that is none": (replace(ADA, only=["Oriom"]), UnknownInitiative, "Did you mean “Orion”"),
    "to themselves": (replace(ADA, incoming=["LIM, Ada"]), BadRequest, "LIM, Ada cannot take over from Ada Lim"),
    "to themselves, by their address": (
        replace(ADA, incoming=["A. Hill <ada@example.org>"]),
        BadRequest,
        "A. Hill cannot take over from Ada Lim",
    ),
    "somebody comes to what is not left": (
        replace(ADA, incoming=["Draco=Jo Hill"]),
        BadRequest,
        "Ada Lim leaves nothing called “Draco”. They leave “Lyra”, “Orion”, “Member”, “Chair” and “Treasurer”.",
    ),
    "somebody comes to a post with a slip": (
        replace(ADA, incoming=["Tresurer=Jo Hill"]),
        BadRequest,
        "leaves nothing called “Tresurer”. Did you mean “Treasurer”",
    ),
    "two come to all": (replace(ADA, incoming=["Jo Hill", "Sam Roe"]), BadRequest, "Two people are said to come."),
    "two come to one": (
        replace(ADA, incoming=["Lyra=Jo Hill", "LYRA=Sam Roe"]),
        BadRequest,
        "Two people are said to come to “LYRA”",
    ),
    "a number comes": (replace(ADA, incoming=["#4"]), BadRequest, "“#4” is a number. Write their name."),
    "nobody comes in words": (replace(ADA, incoming=[" "]), BadRequest, "A name must not be empty"),
    "unlisted, and nothing named": (Leaving("Kim Oh", unlisted=True), BadRequest, "Say what Kim Oh leaves"),
    "a name of nothing": (Leaving("  ", only=["Orion"], unlisted=True), BadRequest, "A name must not be empty"),
}


@pytest.mark.parametrize(("leaving", "error", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_changes_nothing(
    office: Office, leaving: Leaving, error: type[HandoverError], said: str
) -> None:
    with pytest.raises(error, match=said):
        leave(office, leaving, ASKED)
    with office.store.read() as connection:
        assert recorded.listed(connection) == []


def test_who_touches_nothing_for_certain_is_told_what_only_the_name_says(store: Store, tmp_path: Path) -> None:
    office = staffed(store, tmp_path, [("7", "Draco", "Ada Lim", "Head", "Council", ""), *PEOPLE[3:]])
    write_csv(tmp_path / "contacts.csv", PEOPLE[3:], header=HEADER)
    assert gather_source(office, "contacts").error is None
    with pytest.raises(BadRequest, match=r"Ada Lim touches no initiative.* Only the name ties .* to “Lyra” and “Vega”"):
        leave(office, ADA, ASKED)


class TestTwice:
    def test_the_same_again_is_the_same(self, office: Office) -> None:
        first = leave(office, replace(ADA, incoming=["Jo Hill"]), ASKED)
        again = leave(office, replace(ADA, person="LIM, Ada", incoming=["jo hill"]), ASKED)
        assert [one.id for one in again.transitions] == [one.id for one in first.transitions]

    @pytest.mark.parametrize("incoming", [["Sam Roe"], [], ["Chair=Sam Roe", "Jo Hill"]])
    def test_with_another_who_comes_it_is_refused(self, office: Office, incoming: list[str]) -> None:
        leave(office, replace(ADA, only=["Orion"], incoming=["Jo Hill"]), ASKED)
        refused = r"Ada Lim leaves “Orion” on that same day already \(transition 1\), followed by Jo Hill"
        with pytest.raises(BadRequest, match=refused) as error:
            leave(office, replace(ADA, incoming=incoming), ASKED)
        assert error.value.what_to_do is not None
        assert "handover transitions withdraw 1" in error.value.what_to_do
        with office.store.read() as connection:
            assert len(recorded.listed(connection)) == 1

    def test_after_it_was_withdrawn_it_can_be_said_otherwise(self, office: Office) -> None:
        leave(office, replace(ADA, only=["Orion"]), ASKED)
        withdrawing.withdraw(office, 1, reason="Jo Hill was found.")
        moved = leave(office, replace(ADA, only=["Orion"], incoming=["Jo Hill"]), ASKED)
        assert told(moved.transitions) == {("Orion", None, "Jo Hill")}

    def test_two_people_of_one_name_may_leave_on_one_day(self, office: Office) -> None:
        first = leave(office, Leaving("bo@example.org", only=["Lyra"]), ASKED)
        other = leave(office, Leaving("ray@example.org", only=["Lyra"], incoming=["Jo Hill"]), ASKED)
        assert first.transitions[0].id != other.transitions[0].id

    def test_on_another_day_it_is_another(self, office: Office) -> None:
        first = leave(office, replace(ADA, only=["Orion"]), ASKED)
        other = leave(office, replace(ADA, only=["Orion"]), replace(ASKED, on="2025-06"))
        assert first.transitions[0].id != other.transitions[0].id


class TestOnePost:
    """What a detection records: one move at one initiative, in a transaction of its own."""

    def record(self, office: Office, **changes: Any) -> tuple[Transition, bool]:
        with office.store.write() as connection:
            of = look_up.find(connection, "Orion")
            said: dict[str, Any] = {"person": "Ada Lim", "person_id": 1, "post": "Chair", **changes}
            return recording.record(office, connection, StaffMove(of, **said), ASKED)

    def test_it_is_recorded_once(self, office: Office) -> None:
        one, is_new = self.record(office, incoming=Incoming("Jo Hill"))
        again, is_new_again = self.record(office, incoming=Incoming("Jo Hill"))
        assert (one.id, is_new, is_new_again) == (again.id, True, False)

    def test_another_post_there_is_another_move(self, office: Office) -> None:
        one, _ = self.record(office, incoming=Incoming("Jo Hill"))
        other, _ = self.record(office, post="Treasurer")
        assert one.id != other.id

    def test_what_was_said_of_all_their_posts_holds_of_one(self, office: Office) -> None:
        moved = leave(office, replace(ADA, only=["Orion"], incoming=["Jo Hill"]), ASKED)
        one, is_new = self.record(office, incoming=Incoming("Jo Hill"))
        assert ([one], is_new) == (list(moved.transitions), False)
        with pytest.raises(BadRequest, match="followed by Jo Hill"):
            self.record(office, incoming=Incoming("Sam Roe"))


def dossier_of(office: Office, moved: Moved) -> tuple[dict[str, Any], str]:
    """The first dossier of the first move: as data, and as a page."""
    carry_out(office, moved.transitions[0].id)
    model: dict[str, Any] = json.loads(checked_file(office, 1, "json").read_bytes())
    return model, checked_file(office, 1, "html").read_text("utf-8")


class TestDossier:
    def test_of_a_post_that_nobody_takes(self, office: Office) -> None:
        leaving = replace(ADA, only=["Orion"], incoming=["Treasurer=Jo Hill"], to_post="Head of Housing")
        model, page = dossier_of(office, leave(office, leaving, ASKED))
        moves = {"person": "Ada Lim", "successor": None, "post": "Chair", "to_post": "Head of Housing"}
        assert moves.items() <= model["transition"].items()
        first = model["initiative"]["lines"][0]["text"]
        assert "moved from Chair to Head of Housing on 1 May 2025; nobody is named to take over." in first
        assert "no-successor" in {gap["code"] for gap in model["gaps"]}
        assert "Ada Lim moves to Head of Housing and gives up the post Chair; " in page
        assert "nobody is named to follow yet" in page

    def test_somebody_of_the_same_name_stays(self, office: Office, tmp_path: Path) -> None:
        write_csv(
            tmp_path / "contacts.csv", [*PEOPLE, ("7", "Orion", "Bo Ray", "Diver", "", "bo@example.org")], header=HEADER
        )
        model, _ = dossier_of(office, leave(office, Leaving("ray@example.org"), ASKED))
        assert {one["role"]: one["standing"] for one in model["people"] if one["name"] == "Bo Ray"} == {
            "Porter": "left",
            "Diver": "in-post",
        }
        assert model["initiative"]["lines"][0]["text"].startswith("Bo Ray, Porter, left on 1 May 2025;")

    def test_of_an_arrival(self, office: Office) -> None:
        model, page = dossier_of(office, arrive(office, "Jo Hill", ["Lyra"], "Secretary", ASKED))
        assert (model["transition"]["person"], model["transition"]["successor"]) == (None, "Jo Hill")
        assert model["initiative"]["lines"][0]["text"] == "On 1 May 2025 Jo Hill arrived as Secretary."
        assert not {"no-successor", "mover-not-listed"} & {gap["code"] for gap in model["gaps"]}
        assert "what will Jo Hill do for it from 1 May 2025?" in model["read_back"][0]
        assert "Jo Hill arrives as Secretary; nobody leaves." in page


def test_who_arrives_leaves_nothing_and_is_recorded_once(office: Office) -> None:
    first = arrive(office, "Jo Hill <jo.hill@example.org>", ["Lyra", "Draco"], None, ASKED)
    assert told(first.transitions) == {("Lyra", None, "Jo Hill"), ("Draco", None, "Jo Hill")}
    assert first.nobody == ()
    again = arrive(office, "Jo Hill", ["Lyra"], None, ASKED)
    assert again.transitions[0].id == first.transitions[0].id
    other = arrive(office, "Sam Roe", ["Lyra"], None, ASKED)
    assert other.transitions[0].id not in {one.id for one in first.transitions}
