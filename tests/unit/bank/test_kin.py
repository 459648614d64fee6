"""By which successions the members of a family are tied to one of them."""

import pytest

from handover.bank.kin import nearer, way_in_words, way_to
from handover.initiatives.identity import Initiative
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import Party, Said
from handover.initiatives.succession.recorded import Succession
from handover.initiatives.succession.words import shown_name
from tests.offices import Clock

NOW = Clock()()


def tie(number: int, before: int, *after: int) -> Succession:
    kind = "rename" if len(after) == 1 else "split"
    said = Said(kind, (Party(before, f"I{before}"),), tuple(Party(one, f"I{one}") for one in after), f"20{number:02}")
    return Succession(number, said, NOW)


# 1 became 2, that was split into 3 and 4, and 4 became 5; 6 became 1 as well.
TIES = (tie(1, 1, 2), tie(2, 2, 3, 4), tie(3, 4, 5), tie(4, 6, 1))
MEMBERS = tuple(Initiative(number, f"I{number}", "body", None) for number in range(1, 7))

WAYS = [(3, []), (2, [2]), (4, [2]), (1, [2, 1]), (5, [2, 3]), (6, [2, 1, 4]), (9, [])]


@pytest.mark.parametrize(("number", "way"), WAYS)
def test_the_shortest_way_to_a_member_the_nearest_succession_first(number: int, way: list[int]) -> None:
    steps = nearer(Family(MEMBERS[2], MEMBERS, (), TIES))
    assert [one.id for one in way_to(number, steps)] == way


def test_a_loop_has_an_end() -> None:
    steps = nearer(Family(MEMBERS[0], MEMBERS[:2], (), (tie(1, 1, 2), tie(2, 2, 1))))
    assert [one.id for one in way_to(2, steps)] == [1]


def test_of_a_long_way_the_first_and_the_last_are_told() -> None:
    said = [tie(number, number, number + 1).said for number in range(1, 6)]
    assert way_in_words(said, shown_name) == (
        "“I1” was renamed “I2” in 2001. “I2” was renamed “I3” in 2002. (2 more successions.) "
        "“I5” was renamed “I6” in 2005."
    )
    assert way_in_words(said[:1], shown_name) == "“I1” was renamed “I2” in 2001."
