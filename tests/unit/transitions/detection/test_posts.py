"""What looks like a staff move, as a table: who held a post before, who holds it now, and what is proposed."""

from typing import Any

import pytest

from handover.transitions.detection.detecting import detected
from handover.transitions.detection.model import Change, Changes
from tests.unit.transitions.detection.seen import DAY, POST, contact


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {"name": "Sam Rees"}, ("Ada Hill", "Sam Rees"), id="another person"),
        pytest.param({}, {"name": "HILL, Dr A."}, None, id="another spelling"),
        pytest.param(
            {"emails": ["ada@x.org"]},
            {"name": "Ada Rees", "emails": ["ADA@x.org"]},
            None,
            id="married, with the same address",
        ),
        pytest.param({}, {"holder": "vacant", "name": None}, ("Ada Hill", None), id="vacant"),
        pytest.param({}, {"holder": "abolished", "name": None}, ("Ada Hill", None), id="abolished"),
        pytest.param({}, {"holder": "withheld", "name": None}, None, id="not told any more"),
        pytest.param(
            {"name": "Private Office", "shared_mailbox": True},
            {"name": "Ministers Office", "shared_mailbox": True},
            None,
            id="a mailbox that several share",
        ),
        pytest.param({"holder": "vacant", "name": None}, {}, (None, "Ada Hill"), id="somebody came"),
        pytest.param(
            {"person_identifier": "7"}, {"person_identifier": "7", "name": "A. Rees"}, None, id="the same number"
        ),
        pytest.param(
            {"person_identifier": "7"}, {"person_identifier": "8"}, ("Ada Hill", "Ada Hill"), id="another number"
        ),
    ],
)
def test_one_post(
    before: dict[str, Any], after: dict[str, Any], expected: tuple[str | None, str | None] | None
) -> None:
    found = detected(Changes(DAY, [contact("1", {**POST, **before}, {**POST, **after})]))
    assert [(one.person, one.incoming) for one in found] == ([expected] if expected else [])


def test_somebody_in_another_post_is_told_with_it_and_another_key_is_no_move() -> None:
    moved = [contact("1", POST, {**POST, "name": "Sam Rees"}), contact("2", None, {**POST, "role": "Chief"})]
    (one,) = detected(Changes(DAY, moved))
    assert one.evidence[1].sentence == "Ada Hill now holds “Chief”."
    assert detected(Changes(DAY, [contact("1", POST, None), contact("9", None, POST)])) == []
    (gone,) = detected(Changes(DAY, [contact("1", POST, None)]))
    assert (gone.person, gone.incoming, gone.confidence) == ("Ada Hill", None, 0.6)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["Ada Hill"], ["Sam Rees"], [("Ada Hill", "Sam Rees", ())]),
        (["Ada Hill"], ["A. Hill"], []),
        (["Ada Hill", "Jo Lim"], ["Sam Rees", "Jo Lim"], [("Ada Hill", "Sam Rees", ())]),
        (["Ada Hill", "Jo Lim"], ["Sam Rees"], [("Ada Hill", None, ("Sam Rees",)), ("Jo Lim", None, ("Sam Rees",))]),
        (["Ada Hill"], [], [("Ada Hill", None, ())]),
        ([], ["Sam Rees"], []),
    ],
    ids=["one", "spelled otherwise", "one of two", "two by one", "nobody", "a new post"],
)
def test_other_rows_for_the_same_post(
    before: list[str], after: list[str], expected: list[tuple[str, str | None, tuple[str, ...]]]
) -> None:
    gone = [contact(f"old {at}", {**POST, "name": name}, None) for at, name in enumerate(before)]
    come = [contact(f"new {at}", None, {**POST, "name": name}) for at, name in enumerate(after)]
    found = detected(Changes(DAY, [*gone, *come]))
    assert [(one.person, one.incoming, one.came) for one in found] == expected


def test_who_was_recognised_as_one_person_has_not_left() -> None:
    change = Change("1", "contact", POST, {**POST, "name": "Sam Rees"}, 1, people=(7, 7))
    assert detected(Changes(DAY, [change])) == []
