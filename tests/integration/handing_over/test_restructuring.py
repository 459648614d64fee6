"""Mergers, splits, transfers and starts: each with its succession, all or nothing, and taken back as one."""

from pathlib import Path

import pytest

from handover.errors import BadRequest, RulesBroken, UnknownInitiative
from handover.initiatives import identity, look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.succession import recorded as successions
from handover.jobs import requests, restructuring, withdrawing
from handover.jobs.hand_over import carry_out, due
from handover.jobs.moving.moves import Leaving, leave
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.jobs.successors import Successors
from handover.store.database import Store
from tests.integration.handing_over.test_hand_over import with_records
from tests.offices import an_office

ASKED = Asked("2025-05-30", "One budget.", ["jo@example.org"], evidence="Order 12")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    made = with_records(an_office(store, tmp_path))
    with made.store.write() as connection:
        identity.add(connection, "Dry Homes", kind="programme", now=made.now())
    return made


def found(office: Office, name: str) -> Initiative:
    with office.store.read() as connection:
        return look_up.find(connection, name)


def in_force(office: Office, name: str) -> list[tuple[str, list[str], list[str]]]:
    """The successions of an initiative: kind, predecessors, successors."""
    with office.store.read() as connection:
        return [
            (
                one.said.kind,
                [party.name for party in one.said.predecessors],
                [party.name for party in one.said.successors],
            )
            for one in successions.of_initiatives(connection, [look_up.find(connection, name).id])
        ]


def test_a_merger_closes_each_predecessor_and_hands_each_over(office: Office) -> None:
    made = restructuring.merge(office, ["Orion", "Dry Homes"], Successors(new=["Better Homes"]), ASKED)
    assert [(one.kind, one.initiative, one.details["into"]) for one in made] == [
        ("merger", "Orion", "“Better Homes”"),
        ("merger", "Dry Homes", "“Better Homes”"),
    ]
    assert [found(office, one).closed_on for one in ("Orion", "Dry Homes", "Better Homes")] == [
        "2025-05-30",
        "2025-05-30",
        None,
    ]
    assert found(office, "Better Homes").began_on == "2025-05-30"
    assert in_force(office, "Orion") == [("merger", ["Orion", "Dry Homes"], ["Better Homes"])]
    assert {one.evidence for one in made} == {"Order 12"}
    report = carry_out(office, made[0].id)
    assert report.state == "delivered"


def test_the_same_merger_again_is_the_same(office: Office) -> None:
    into = Successors(new=["Better Homes"])
    first = restructuring.merge(office, ["Orion", "Dry Homes"], into, ASKED)
    again = restructuring.merge(office, ["Orion", "Dry Homes"], into, ASKED)
    assert [one.id for one in again] == [one.id for one in first]
    assert len(in_force(office, "Orion")) == 1


def test_withdrawing_one_transition_takes_the_whole_merger_back_and_it_can_be_asked_for_again(office: Office) -> None:
    into = Successors(new=["Better Homes"])
    made = restructuring.merge(office, ["Orion", "Dry Homes"], into, ASKED)
    withdrawing.withdraw(office, made[1].id, reason="Not yet.")
    assert in_force(office, "Orion") == []
    assert [found(office, one).closed_on for one in ("Orion", "Dry Homes")] == [None, None]
    assert found(office, "Better Homes").began_on is None
    with office.store.read() as connection:
        assert identity.namings(connection, [found(office, "Better Homes").id]) == []
    assert due(office) == []
    with pytest.raises(BadRequest, match="cannot be withdrawn: it is withdrawn already"):
        withdrawing.withdraw(office, made[0].id, reason="Not yet.")
    with pytest.raises(BadRequest, match="There is an initiative called “Better Homes” already"):
        restructuring.merge(office, ["Orion", "Dry Homes"], into, ASKED)
    again = restructuring.merge(office, ["Orion", "Dry Homes"], Successors(["Better Homes"]), ASKED)
    assert [one.id for one in again] == [one.id for one in made]
    assert due(office) == [one.id for one in made]


def test_a_split_closes_what_was_split_unless_it_goes_on(office: Office) -> None:
    into = Successors(new=["Warm Homes"])
    with pytest.raises(RulesBroken, match="A split has at least 2 successors; 1 is named") as refused:
        restructuring.split(office, "Orion", into, ASKED)
    assert "--although" in str(refused.value)
    with pytest.raises(UnknownInitiative):
        found(office, "Warm Homes")
    (made,) = restructuring.split(office, "Orion", into, ASKED, goes_on=True)
    assert found(office, "Orion").closed_on is None
    assert made.details["goes_on"] == "yes"
    assert due(office) == [made.id]


def test_a_broken_rule_is_recorded_all_the_same_with_a_reason(office: Office) -> None:
    asked = Asked(ASKED.on, ASKED.reason, although="The other part is secret.")
    (made,) = restructuring.split(office, "Orion", Successors(["Dry Homes"]), asked)
    with office.store.read() as connection:
        said = successions.by_number(connection, made.succession_id or 0)
    assert said.although == "The other part is secret."


def test_a_transfer_names_its_functions_and_both_go_on(office: Office) -> None:
    (made,) = restructuring.transfer(office, "Orion", Successors(["Dry Homes"]), ASKED, functions=["Grants", "Grants"])
    assert (made.details["functions"], made.details["into"]) == ("Grants", "“Dry Homes”")
    assert [found(office, one).closed_on for one in ("Orion", "Dry Homes")] == [None, None]
    with pytest.raises(BadRequest, match="Say which functions"):
        restructuring.transfer(office, "Orion", Successors(["Dry Homes"]), ASKED, functions=[" "])


def test_something_new_starts_once(office: Office) -> None:
    made = restructuring.start(office, "Better Homes", ASKED)
    assert (made.kind, found(office, "Better Homes").began_on) == ("start", "2025-05-30")
    assert restructuring.start(office, "Better Homes", ASKED).id == made.id
    with pytest.raises(BadRequest, match="began on 2025-05-30; it cannot start again on 2025-06-01"):
        restructuring.start(office, "Better Homes", Asked("2025-06-01", "Again."))
    withdrawing.withdraw(office, made.id, reason="Not yet.")
    assert found(office, "Better Homes").began_on is None


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        pytest.param("9999-12-31", "31 December 9999 is further ahead than anybody plans.", id="in 9999"),
        pytest.param("2019", "2019 is before “Better Homes” began, on 30 May 2025.", id="before the beginning"),
        pytest.param("0999", "0999 is before there were such initiatives.", id="before there were any"),
    ],
)
def test_days_on_which_nothing_can_happen_are_refused_and_nothing_is_recorded(
    office: Office, on: str, sentence: str
) -> None:
    restructuring.start(office, "Better Homes", ASKED)
    asked = Asked(on, "A slip.")
    with pytest.raises(BadRequest, match=sentence):
        requests.close(office, "Better Homes", on=on, reason="A slip.", to=[])
    with pytest.raises(BadRequest, match=sentence):
        requests.rename(office, "Better Homes", "Best Homes", on=on, reason="A slip.", to=[])
    with pytest.raises(BadRequest, match=sentence):
        leave(office, Leaving("Ada Lim", only=["Better Homes"], unlisted=True), asked)
    with pytest.raises(BadRequest, match=sentence):
        restructuring.transfer(office, "Better Homes", Successors(["Orion"]), asked, functions=["Grants"])
    assert len(due(office)) == 1


def test_two_renames_on_one_day_are_refused(office: Office) -> None:
    requests.rename(office, "Orion", "Warm Homes", on="2025-05-01", reason="New budget.", to=[])
    with pytest.raises(BadRequest, match="It was renamed “Warm Homes” on that same day, 2025-05-01"):
        requests.rename(office, "Warm Homes", "Best Homes", on="2025-05-01", reason="New budget.", to=[])


def test_a_person_leaves_once(office: Office) -> None:
    def leaves(successor: str | None) -> int:
        leaving = Leaving("Ada Lim", [successor] if successor else [], ["Orion"], unlisted=True)
        return leave(office, leaving, Asked("2025-05-01", "New post.")).transitions[0].id

    first = leaves("Jo Hill")
    assert leaves("Jo Hill") == first
    with pytest.raises(BadRequest, match=r"Ada Lim leaves “Orion” on that same day already .* followed by Jo Hill"):
        leaves("Sam Roe")


def test_what_was_closed_is_not_started_or_merged_afterwards(office: Office) -> None:
    requests.close(office, "Orion", on="2024-05-30", reason="Done.", to=[])
    with pytest.raises(BadRequest, match="is after “Orion” was closed, on 30 May 2024"):
        restructuring.start(office, "Orion", ASKED)
    with pytest.raises(RulesBroken, match="“Orion” was closed on 30 May 2024, before it is to have passed"):
        restructuring.merge(office, ["Orion", "Dry Homes"], Successors(new=["Better Homes"]), ASKED)
