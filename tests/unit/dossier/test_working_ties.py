"""Who worked with whom, by three rules and no guess."""

import pytest

from handover.dossier.model import Dossier, StatusHistory
from handover.dossier.working_ties import shared_units, working_ties
from tests.dossiers.parts import a_lesson, a_person, a_reference, a_status_point, an_action, groups_of
from tests.dossiers.rich import an_empty_dossier


def dossier(**changes: object) -> Dossier:
    return an_empty_dossier().model_copy(update=changes)


JO = a_person(1, name="Jo Hill", role="Director", reports_to=None)


@pytest.mark.parametrize(
    ("superior", "name", "number"),
    [
        pytest.param("Director, Jo Hill (P1)", "Jo Hill", 1, id="by number"),
        pytest.param("JO HILL", "Jo Hill", 1, id="by name, however it is written"),
        pytest.param("director", "Jo Hill", 1, id="by a role that one has"),
        pytest.param("The  board", "The board", None, id="in no list"),
        pytest.param("Officer", "Officer", None, id="a role that two have"),
        pytest.param("Jo Hill (P77)", "Jo Hill (P77)", None, id="a number of nobody"),
    ],
)
def test_a_superior_is_whoever_the_words_mean_alone(superior: str, name: str, number: int | None) -> None:
    people = (JO, *(a_person(n, name=f"N{n}", role="Officer", reports_to=None) for n in (2, 3)))
    last = a_person(4, name="Kit", role="Clerk", reports_to=superior)
    (tie,) = working_ties(dossier(people=(*people, last)))
    assert (tie.sort, tie.one.name, tie.other.name, tie.other.number) == ("reports-to", "Kit", name, number)
    assert tie.references == (last.reference,)


@pytest.mark.parametrize(
    ("owner", "heir", "count"),
    [("Jo Hill", "Kit", 1), ("TBC", "Kit", 0), (None, "Kit", 0), ("Jo Hill", None, 0), ("Jo Hill", "jo hill", 0)],
)
def test_an_action_ties_its_owner_to_whoever_inherits_it(owner: str | None, heir: str | None, count: int) -> None:
    ties = working_ties(dossier(people=(JO,), actions=(an_action(1, owner=owner, inherits=heir),)))
    assert len(ties) == count


def test_several_actions_between_two_are_one_tie_that_rests_on_all() -> None:
    (tie,) = working_ties(dossier(actions=tuple(an_action(n, owner="A", inherits="B") for n in (1, 2))))
    assert tie.because == ("A1 passes on", "A2 passes on")
    assert tie.references == (a_reference("S4", 2), a_reference("S4", 3))


@pytest.mark.parametrize(
    ("recorded_on", "owner"),
    [("2024-06-14", "Jo Hill"), ("2025-01-01", "Kit"), ("2023-01", None), (None, None)],
)
def test_a_lesson_ties_who_recorded_it_to_the_owner_of_that_day(recorded_on: str | None, owner: str | None) -> None:
    points = (a_status_point("2024-03", owner="Jo Hill"), a_status_point("2024-09", owner="Kit"))
    ties = working_ties(
        dossier(status=StatusHistory(points=points), lessons=groups_of([a_lesson(recorded_on=recorded_on)]))
    )
    assert [tie.other.name for tie in ties] == ([owner] if owner else [])


def test_a_unit_is_no_tie_but_is_told() -> None:
    people = (JO, a_person(2, name="Kit", reports_to=None), a_person(3, name="Lu", unit="Finance", reports_to=None))
    assert working_ties(dossier(people=people)) == ()
    assert {unit: [one.name for one in them] for unit, them in shared_units(dossier(people=people)).items()} == {
        "Housing and Energy": ["Jo Hill", "Kit"]
    }
