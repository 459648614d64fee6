"""Closures and renames say what became of what, and take it back; a name that another carries is asked about."""

from pathlib import Path
from typing import Any

import pytest

from handover.errors import AmbiguousName, BadRequest, RulesBroken
from handover.initiatives import identity, look_up
from handover.initiatives.succession.family import family
from handover.initiatives.succession.words import in_words, tree
from handover.jobs import requests, restructuring, successions, withdrawing
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out, due
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.jobs.successions import Telling
from handover.jobs.successors import Successors
from handover.store.database import Store
from handover.transitions import recorded
from tests.integration.handing_over.test_amend import found, in_force, names
from tests.integration.handing_over.test_hand_over import JO, ROWS, close, with_records
from tests.offices import a_move, an_office, write_csv


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    made = with_records(an_office(store, tmp_path))
    with made.store.write() as connection:
        identity.add(connection, "Dry Homes", kind="programme", now=made.now())
    return made


def rename(office: Office, old: str, new: str, on: str = "2025-05-01", **more: Any) -> int:
    return requests.rename(office, old, new, on=on, reason="New budget.", to=[], **more)[0].id


def said_of(office: Office, name: str) -> list[str]:
    return [in_words(one.said) for one in in_force(office, name)]


def family_of(office: Office, name: str) -> list[str]:
    with office.store.read() as connection:
        return list(tree(family(connection, look_up.find(connection, name))))


REPLACED = Telling("Sam Roe", "replacement", before=["Orion"], after=["Dry Homes"], on="2025-05-30", evidence="Page 3")


def test_a_closure_that_names_nothing_only_closes(office: Office) -> None:
    number = close(office, by="Ann Lee", evidence="Minute 12")
    assert (said_of(office, "Orion"), found(office, "Orion").closed_on) == ([], "2025-05-30")
    assert close(office) == number
    withdrawing.withdraw(office, number, reason="Not at all.")
    assert found(office, "Orion").closed_on is None
    assert close(office) == number
    assert found(office, "Orion").closed_on == "2025-05-30"


@pytest.mark.parametrize("into", [Successors(["Dry Homes"]), Successors(new=["Better Homes"])], ids=["there", "new"])
def test_what_takes_its_place_is_recorded_with_it(office: Office, into: Successors) -> None:
    (name,) = (*into.existing, *into.new)
    number = close(office, into=into)
    assert said_of(office, name) == [f"“Orion” was replaced by “{name}” on 30 May 2025."]
    assert close(office, into=into) == number
    report = carry_out(office, number)
    assert (report.state, report.transition.details["into"]) == ("delivered", f"“{name}”")
    withdrawing.withdraw(office, number, reason="Not at all.")
    assert said_of(office, name) == []
    assert (found(office, "Orion").closed_on, found(office, name).began_on) == (None, None)


def test_a_closure_into_two_is_no_replacement(office: Office) -> None:
    with pytest.raises(RulesBroken, match="A replacement has exactly one successor; 2 are named"):
        close(office, into=Successors(["Dry Homes"], ["Better Homes"]))
    assert due(office) == []
    assert found(office, "Orion").closed_on is None


def test_what_somebody_said_before_stands_and_it_only_closes(office: Office) -> None:
    successions.record(office, REPLACED)
    number = close(office)
    assert said_of(office, "Orion") == ["“Orion” was replaced by “Dry Homes” on 30 May 2025."]
    assert found(office, "Orion").closed_on == "2025-05-30"
    withdrawing.withdraw(office, number, reason="Not at all.")
    assert len(said_of(office, "Orion")) == 1, "it was not the closure that said so"
    assert found(office, "Orion").closed_on is None


def test_what_is_said_afterwards_contradicts_nothing(office: Office) -> None:
    close(office, by="Ann Lee")
    assert said_of(office, "Orion") == []
    successions.record(office, REPLACED)
    assert said_of(office, "Orion") == ["“Orion” was replaced by “Dry Homes” on 30 May 2025."]
    assert not any("cannot both be so" in line for line in family_of(office, "Orion"))


def test_nothing_ends_twice(office: Office) -> None:
    asked = Asked("2025-05-30", "One budget.")
    restructuring.merge(office, ["Orion", "Dry Homes"], Successors(new=["Better Homes"]), asked)
    with pytest.raises(
        BadRequest, match=r"“Orion” was merged already, on 2025-05-30 \(transition 1\); it cannot be cl"
    ):
        close(office)
    with pytest.raises(BadRequest, match="it cannot be closed on 2025-05-30 too"):
        close(office, into=Successors(["Better Homes"]))
    with pytest.raises(BadRequest, match="it cannot be merged on 2025-06-01 too"):
        restructuring.merge(office, ["Orion"], Successors(["Better Homes"]), Asked("2025-06-01", "x", although="y"))
    assert [one.kind for one in in_transit(office)] == ["merger", "merger"]
    requests.close(with_another(office, "Wet Homes"), "Wet Homes", on="2025-05-30", reason="Done.", to=[])
    with pytest.raises(BadRequest, match="“Wet Homes” is closed already, on 2025-05-30"):
        restructuring.split(office, "Wet Homes", Successors(new=["One", "Two"]), asked)


def in_transit(office: Office) -> list[recorded.Transition]:
    with office.store.read() as connection:
        return recorded.listed(connection)


def with_another(office: Office, name: str) -> Office:
    with office.store.write() as connection:
        identity.add(connection, name, kind="programme", now=office.now())
    return office


def test_a_rename_is_one_initiative_and_its_family_says_so(office: Office) -> None:
    number = rename(office, "Orion", "Rigel", evidence="Minute 3")
    assert in_force(office, "Rigel") == []
    assert family_of(office, "Orion")[1:] == [
        "  “Rigel” (programme, #1); called “Orion” (until 1 May 2025) and “Rigel” (since 1 May 2025)",
        "What became of what:",
        "  “Orion” (#1) was renamed “Rigel” on 1 May 2025, and goes on.",
    ]
    with office.store.read() as connection:
        assert recorded.get(connection, number).evidence == "Minute 3"
    withdrawing.withdraw(office, number, reason="Not at all.")
    assert family_of(office, "Orion")[-1] == "Nothing is recorded of what it became or where it came from."


def test_a_name_that_another_carries_is_refused_and_says_who(office: Office) -> None:
    dry = found(office, "Dry Homes")
    with pytest.raises(BadRequest) as refused:
        rename(office, "Orion", "dry homes")
    assert refused.value.sentence == (
        f"“dry homes” is another initiative, #{dry.id} (programme), which is shown as “Dry Homes”, and it is called so "
        "then."
    )
    assert f"handover initiative merge '#{dry.id}' '#1'" in str(refused.value.what_to_do)
    assert "--although" in str(refused.value.what_to_do)
    assert (due(office), found(office, "Orion").name) == ([], "Orion")


def test_two_are_called_so_where_it_is_said_why_and_a_look_up_asks(office: Office) -> None:
    dry = found(office, "Dry Homes")
    number = rename(office, "Orion", "Dry Homes", although="The order gives it that name.")
    assert rename(office, "#1", "Dry Homes", although="The order gives it that name.") == number
    for on in (None, "2025-05-02"):
        with pytest.raises(AmbiguousName, match="“Dry Homes” means more than one initiative"):
            found(office, "Dry Homes", on=on)
    assert found(office, "Orion").name == "Dry Homes"
    with office.store.read() as connection:
        assert recorded.get(connection, number).details["although"] == "The order gives it that name."
    withdrawing.withdraw(office, number, reason="Not at all.")
    assert found(office, "Dry Homes", on="2025-05-02").id == dry.id
    assert found(office, "Orion").name == "Orion"


def test_a_name_that_was_given_up_is_free(office: Office) -> None:
    rename(office, "Dry Homes", "Drier Homes", on="2024-01-01")
    rename(office, "Orion", "Dry Homes")
    assert found(office, "Dry Homes", on="2025-05-02").id == 1
    assert found(office, "Dry Homes", on="2023").name == "Drier Homes"


def test_a_name_is_free_once_its_carrier_is_closed(office: Office) -> None:
    requests.close(office, "Dry Homes", on="2025-05-01", reason="Done.", to=[])
    rename(office, "Orion", "Dry Homes", on="2025-05-01")
    assert found(office, "Dry Homes", on="2025-05-02").id == 1


def gathered(office: Office, recorded_on: str) -> Office:
    write_csv(
        office.settings.folder / "lessons.csv",
        [*ROWS, ("L3", "Rigel", "Say thank you", "It cost nothing.", recorded_on)],
    )
    gather_source(office, "lessons")
    return office


def test_what_only_records_name_since_that_day_is_the_same(office: Office) -> None:
    rename(gathered(office, "2025-05-02"), "Orion", "Rigel")
    assert found(office, "Rigel").id == found(office, "Orion").id == 1


@pytest.mark.parametrize(
    ("recorded_on", "on"), [("2025-04-30", "2025-05-01"), ("2025-05-02", "2026-01-01")], ids=["before", "to come"]
)
def test_what_records_named_before_that_day_is_another(office: Office, recorded_on: str, on: str) -> None:
    """Else two initiatives of which only records know would become one without a question."""
    with pytest.raises(BadRequest, match="“Rigel” is another initiative"):
        rename(gathered(office, recorded_on), "Orion", "Rigel", on)


def test_what_has_a_transition_of_its_own_is_another(office: Office) -> None:
    gathered(office, "2025-05-02")
    moved = a_move(office, "Rigel", "Ada", successor=None, on="2025-05-03", to=[JO])
    with pytest.raises(BadRequest, match="“Rigel” is another initiative"):
        rename(office, "Orion", "Rigel")
    withdrawing.withdraw(office, moved.id, reason="Not at all.")
    rename(office, "Orion", "Rigel")
    assert names(office, "Orion") == {"Orion": (None, "2025-05-01"), "Rigel": ("2025-05-01", None)}


def test_a_rename_of_the_wrong_one_leaves_the_name_to_the_right_one(office: Office) -> None:
    wrong = rename(office, "Dry Homes", "Rigel")
    withdrawing.withdraw(office, wrong, reason="The wrong programme.")
    rename(office, "Orion", "Rigel")
    assert found(office, "Rigel").id == found(office, "Orion").id == 1
    assert found(office, "Dry Homes").name == "Dry Homes"


def test_a_rename_can_be_asked_for_again_after_it_was_withdrawn(office: Office) -> None:
    number = rename(office, "Orion", "Rigel")
    withdrawing.withdraw(office, number, reason="Not yet.")
    assert rename(office, "Orion", "Rigel") == number
    assert names(office, "Rigel") == {"Orion": (None, "2025-05-01"), "Rigel": ("2025-05-01", None)}
