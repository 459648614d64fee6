"""Changed records compared cell by cell: what counts as one field, and what only counts where it happens together."""

from typing import Any

import pytest

from handover.sources.guards.changes import FEW, MOST_CELLS, Changes
from handover.sources.guards.ways import Recoding
from handover.sources.registering.no_value import ALWAYS

Payload = dict[str, Any]


def changes(*pairs: tuple[Payload, Payload]) -> Changes:
    noted = Changes(ALWAYS)
    for number, (old, new) in enumerate(pairs):
        noted.note({"key": f"K{number}", **old}, {"key": f"K{number}", **new})
    return noted


def test_a_field_is_what_stood_in_its_cells() -> None:
    found = changes(
        ({"name_given": "'N/D'", "holder": "withheld"}, {"name_given": "N/D", "holder": "withheld"}),
        ({"holder": "unknown"}, {"name_given": "N/D", "holder": "withheld"}),
        ({"name": "Ada Lim", "holder": "named"}, {"name": "Bea Orr", "holder": "named"}),
        ({"name": "Ada Lim", "holder": "named"}, {"name_given": "Vacant", "holder": "vacant"}),
    ).by_field()
    assert set(found) == {"name"}
    name = found["name"]
    assert name.recoded == {Recoding("no-value"): 2}
    assert name.pairs == {("'N/D'", "N/D"): 1, ("", "N/D"): 1}
    assert name.real == {"another": 1, "gone": 1}
    assert [tuple(cell) for cell in name.cells] == [
        ("K2", "Ada Lim", "Bea Orr", "another"),
        ("K3", "Ada Lim", "Vacant", "gone"),
    ]
    assert name.changed == 4


def test_what_is_understood_better_is_no_change() -> None:
    assert not changes(({"rating_given": "A/R"}, {"rating_given": "A/R", "rating": "amber-red"})).by_field()


def test_the_items_of_a_list_are_one_cell() -> None:
    found = changes(({"phones": ["1", "2"]}, {"phones": ["1", "3"]})).by_field()
    assert found["phones"].cells[0][1:3] == ("1; 2", "1; 3")


def test_the_field_with_the_most_changes_comes_first() -> None:
    pairs: list[tuple[Payload, Payload]] = [({"title": "a", "effect": "x"}, {"title": "b", "effect": "y"})]
    pairs.append(({"effect": "x"}, {"effect": "z"}))
    assert list(changes(*pairs).by_field()) == ["effect", "title"]


TOGETHER = {
    "a mark at ten values": ([(f"{number}00{number}", f"AC-{number}00{number}") for number in range(1, 11)], 10, 0),
    "a mark at nine values": ([(f"{number}00{number}", f"AC-{number}00{number}") for number in range(1, 10)], 0, 9),
    "one value that became another, often": ([("Amber/Red", "Amber")] * 40, 0, 40),
    "one unit for all": ([(str(number), f"{number}000") for number in range(1, 12)], 11, 0),
    "different factors": ([("5", "5000"), ("7", "700"), *[("1", "3")] * 9], 0, 11),
    "texts cut at one length": ([("x" * (30 + number), "x" * 25) for number in range(12)], 12, 0),
    "texts that were shortened": ([("y" * 60, "y" * (20 + number)) for number in range(12)], 0, 12),
}


@pytest.mark.parametrize(("cells", "recoded", "real"), TOGETHER.values(), ids=TOGETHER)
def test_a_mark_a_unit_and_a_length_count_only_together(cells: list[tuple[str, str]], recoded: int, real: int) -> None:
    (found,) = changes(*(({"title": old}, {"title": new}) for old, new in cells)).by_field().values()
    assert sum(found.recoded.values()) == recoded
    assert sum(found.real.values()) == real == len(found.cells)
    assert FEW == 10


def test_examples_are_bounded_and_counts_are_not() -> None:
    pairs: list[tuple[Payload, Payload]] = [({"title": f"a{n}"}, {"title": f"b{n}"}) for n in range(1_000)]
    (found,) = changes(*pairs).by_field().values()
    assert found.real == {"another": 1_000}
    assert len(found.cells) == MOST_CELLS
    (found,) = changes(*(({"title": f"a{n}"}, {"title": f"A{n}"}) for n in range(1_000))).by_field().values()
    assert found.recoded == {Recoding("case"): 1_000}
    assert len(found.pairs) == 500


FORMS: dict[str, tuple[str, str, bool]] = {
    "a code": ("101", "AC-101/x", True),
    "a telephone": ("020 7946 0421", "+44 20 7946 0292", True),
    "an address": ("ada@example.org", "Ada.Lim@example.org", True),
    "one form": ("Grade 7", "Grade 9", False),
    "numbers": ("1,204.50", "88", False),
    "phrases": ("Lesson 1 of Orion", "Ask early", False),
}


@pytest.mark.parametrize(("old", "new", "noted"), FORMS.values(), ids=FORMS)
def test_the_forms_of_codes_are_noted_and_not_those_of_phrases(old: str, new: str, noted: bool) -> None:
    (found,) = changes(({"title": old}, {"title": new})).by_field().values()
    assert bool(found.shapes) is noted
