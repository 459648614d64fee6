"""Looking names up by blocks misses nobody whom comparing every pair would find."""

from hypothesis import example, given
from hypothesis import strategies as st

from handover.initiatives.people.found import ByName, Person
from handover.initiatives.people.names import blocks, can_be_one

FIRSTS = st.sampled_from(["Ada", "A.", "ADA", "Siân", "Jo-Ann", "J", "Dr Ada", "Mac", ""])
LASTS = st.sampled_from(
    ["Lim", "LIM", "Lim-Hill", "Hill Lim", "ap Rhys", "AP RHYS", "O'Neil", "ONeil", "Ó Dé", "Limb", ""]
)
AFTER = st.sampled_from(["", " OBE", " MP", ", Ada", " (acting)", "?"])
NAMES = st.builds(lambda first, last, after: f"{first} {last}{after}", FIRSTS, LASTS, AFTER) | st.text(max_size=12)


@given(NAMES, NAMES)
@example("Ada Lim-Hill", "Ada Lim Hill")
@example("12", "12")
@example("AdaLim", "Ada Lim")
def test_names_that_can_be_one_share_a_block(one: str, other: str) -> None:
    if can_be_one(one, other):
        assert blocks(one) & blocks(other)


@given(st.lists(NAMES, max_size=12), st.lists(NAMES, max_size=3))
def test_whoever_can_be_meant_is_found_once(known: list[str], asked: list[str]) -> None:
    people = [Person(number, name) for number, name in enumerate(known, start=1)]
    found = ByName(people).that_can_be(asked)
    assert len({one.id for one in found}) == len(found)
    wanted = {one.id for one in people if any(can_be_one(each, one.name) for each in asked)}
    assert {one.id for one in found} == wanted
