"""Which column becomes which field: the likeliest of all ways."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.sources.drafting.assignment import LEAST, assign
from handover.sources.drafting.guessing import Guess

Sure = Mapping[str, float]


def guesses(columns: Sequence[Sure]) -> list[dict[str, Guess]]:
    return [{field: Guess(field, sure) for field, sure in one.items()} for one in columns]


CASES: dict[str, tuple[list[Sure], dict[str, int]]] = {
    "each its own": ([{"a": 0.9}, {"b": 0.8}], {"a": 0, "b": 1}),
    "the surer one": ([{"a": 0.7}, {"a": 0.9}], {"a": 1}),
    "the earlier of two alike": ([{"a": 0.9}, {"a": 0.9}], {"a": 0}),
    "second best for one lets the other have the first": (
        [{"a": 0.8, "b": 0.75}, {"a": 0.78}],
        {"b": 0, "a": 1},
    ),
    "one that is sure does not give way for two that are not": (
        [{"a": 0.98, "b": 0.46}, {"a": 0.6}],
        {"a": 0},
    ),
    "what is too unsure is left": ([{"a": 0.4}, {"b": 0.2}], {}),
    "no columns": ([], {}),
}


@pytest.mark.parametrize(("columns", "expected"), CASES.values(), ids=CASES)
def test_all_of_it_together_is_the_likeliest(columns: list[Sure], expected: dict[str, int]) -> None:
    assert assign(guesses(columns)) == expected


def worth(columns: Sequence[Sure], found: Mapping[str, int]) -> float:
    sure = [columns[place][field] for field, place in found.items()]
    return sum(log(one / (1 - one)) - log(LEAST / (1 - LEAST)) for one in sure)


def best_of_all(columns: Sequence[Sure]) -> float:
    fields = sorted({field for one in columns for field in one})
    ways = product([None, *range(len(columns))], repeat=len(fields))
    best = 0.0
    for way in ways:
        used = [place for place in way if place is not None]
        found = {field: place for field, place in zip(fields, way, strict=True) if place is not None}
        if len(used) == len(set(used)) and all(columns[place].get(field, 0) >= LEAST for field, place in found.items()):
            best = max(best, worth(columns, found))
    return best


@settings(max_examples=60)
@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.sampled_from([0.2, 0.5, 0.6, 0.75, 0.9, 0.98]), max_size=4),
        max_size=4,
    )
)
def test_no_other_way_is_likelier(columns: list[Sure]) -> None:
    found = assign(guesses(columns))
    assert len(set(found.values())) == len(found)
    # Each guess that is used counts a hundredth more, so that it is used at all where it is just likely enough.
    assert worth(columns, found) >= best_of_all(columns) - 0.05
