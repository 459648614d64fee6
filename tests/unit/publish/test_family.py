"""A family as a drawing: everything has its place, in time order, and no two lines run over each other."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from handover.initiatives.identity import Initiative
from handover.initiatives.naming import Naming
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import Party, Said, SuccessionKind
from handover.initiatives.succession.recorded import Succession
from handover.publish.family import placed, svg
from handover.publish.pictures.words_in_pictures import width_of

NOW = datetime(2025, 6, 2, tzinfo=UTC)
LONG = "Department for Business, Enterprise, Innovation, Skills, Regulatory Reform and the Regions"


def tie(number: int, kind: SuccessionKind, before: str, after: str, day: str, *, breaks: str = "") -> Succession:
    parties = [tuple(Party(ord(name) - 64, name) for name in side) for side in (before, after)]
    return Succession(number, Said(kind, parties[0], parties[1], day), NOW, (breaks,) if breaks else ())


def family(*ties: Succession, **began: str) -> Family:
    members = {one.initiative_id: one.name for each in ties for one in (*each.said.predecessors, *each.said.successors)}
    initiatives = tuple(
        Initiative(number, LONG if name == "Z" else name, "body", None, began.get(name))
        for number, name in members.items()
    )
    return Family(initiatives[0], initiatives, (), ties)


SPLIT = tie(1, "split", "A", "BC", "2001")
MERGED = tie(2, "merger", "BC", "D", "2005-03")
MOVED = tie(3, "transfer", "A", "D", "2003", breaks="It goes backwards.")


def test_everything_stands_in_the_order_of_time() -> None:
    drawing = placed(family(SPLIT, MERGED, D="2005"))
    rows = [(box.y, box.lines[0]) for box in drawing.boxes] + [(joint.y, joint.lines[0]) for joint in drawing.joints]
    assert [words for _, words in sorted(rows)] == [
        "A",
        "1. Split in 2001",
        "B",
        "C",
        "D",
        "2. Merger in March 2005",
    ]


def test_lines_that_run_beside_each_other_have_lanes_of_their_own() -> None:
    drawing = placed(family(SPLIT, MERGED, MOVED))
    assert len(drawing.joints) == 3
    for one, other in combinations(drawing.joints, 2):
        assert one.x != other.x or one.bottom < other.top or other.bottom < one.top
    assert max(joint.x for joint in drawing.joints) < drawing.width
    assert max(box.y + box.height for box in drawing.boxes) < drawing.height


def test_a_long_name_is_broken_and_never_cut() -> None:
    (_, box) = placed(family(tie(1, "rename", "A", "Z", "2001"))).boxes
    assert " ".join(box.lines) == LONG
    assert len(box.lines) == 3
    assert box.height > 3 * 18


@pytest.mark.parametrize("name", ["W" * 200, "漢" * 120, "CAPITALS AND " * 9])
def test_a_name_of_wide_letters_stays_in_its_box(name: str) -> None:
    alone = Initiative(1, name, "body", None)
    (box,) = placed(Family(alone, (alone,), (), ())).boxes
    assert all(width_of(line, 13) <= 384 for line in box.lines)
    assert "".join(box.lines).replace(" ", "") == name.replace(" ", "")


def test_a_name_of_that_day_and_what_is_in_doubt_are_told_in_words() -> None:
    first, other = tie(1, "rename", "A", "B", "2001"), tie(2, "replacement", "A", "C", "2002")
    of = family(first, other, MOVED)
    named = (Naming(1, "Old A", to_on="2001-06"),)
    drawing = placed(Family(of.of, of.initiatives, named, of.successions, ((first, other),)))
    assert [" ".join(joint.lines) for joint in drawing.joints] == [
        "1. Rename in 2001 (then “Old A”) (contradicted)",
        "2. Replacement in 2002 (contradicted)",
        "3. Transfer of functions in 2003 (breaks a rule)",
    ]


def test_the_same_family_gives_the_same_text() -> None:
    assert svg(family(SPLIT, MERGED, MOVED)) == svg(family(SPLIT, MERGED, MOVED))


def test_one_without_successions_is_a_box() -> None:
    alone = Initiative(1, "A", "body", "2019-05", "2001")
    (box,) = placed(Family(alone, (alone,), (), ())).boxes
    assert (box.lines, box.years) == (("A",), "2001–2019")
