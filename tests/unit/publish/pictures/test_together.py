"""The geometry of who worked with whom."""

from itertools import pairwise

import pytest

from handover.publish.pictures.together import MOST, WIDTH, together
from handover.publish.pictures.words_in_pictures import width_of
from tests.dossiers.parts import a_person
from tests.dossiers.pictured import a_pictured_dossier
from tests.dossiers.rich import a_dossier, an_empty_dossier


@pytest.mark.parametrize("people", [1, 6, 15, 40, 200])
def test_at_most_fifteen_are_drawn_each_in_a_row_of_its_own(people: int) -> None:
    made = together(a_pictured_dossier(people))
    assert made is not None
    names = [label for label in made.labels if not label.is_unit]
    assert 2 <= len(names) <= MOST
    assert all(after.y - before.y >= 20 for before, after in pairwise(made.labels))
    assert all(0 < label.y < made.height for label in made.labels)
    assert all(width_of(label.words, 11) <= made.spine - 20 for label in names)
    # A curve reaches three quarters of the way to its handles.
    assert all(made.spine + arc.out * 0.75 < 495 < WIDTH for arc in made.arcs)
    assert all(0 < y < made.height for arc in made.arcs for y in (arc.y1, arc.y2))
    assert len(set(made.arcs)) == len(made.arcs)
    assert made == together(a_pictured_dossier(people))


def test_fewer_than_two_ties_make_no_picture() -> None:
    assert together(an_empty_dossier()) is None
    alone = an_empty_dossier().model_copy(update={"people": (a_person(1, reports_to="The board"),)})
    assert together(alone) is None


@pytest.mark.parametrize("name", ["W" * 5_000, "漢" * 300, "<script>alert(1)</script>" * 20])
def test_names_of_any_length_stay_in_their_place(name: str) -> None:
    people = (a_person(1, name=name, reports_to="P"), a_person(2, name="Jo", unit=name, reports_to=name))
    made = together(an_empty_dossier().model_copy(update={"people": people}))
    assert made is not None
    assert all(width_of(label.words, 11) <= made.spine - 20 for label in made.labels)


def test_what_it_shows_is_told() -> None:
    made = together(a_dossier())
    assert made is not None
    assert made.told == (
        "Records show 10 ties between 9 people, posts and teams: 4 of the sort “reports to”, 3 of the sort "
        "“hands an action to” and 3 of the sort “recorded a lesson under”.",
        "Most ties: Ines Achterberg (4), Tobias Wrenfield (4) and Programme director (4).",
    )
    assert all(tie.references for tie in made.rows)
