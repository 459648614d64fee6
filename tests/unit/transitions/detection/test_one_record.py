"""What looks like a transition, as a table: what a record said before, what it says now, and what is proposed."""

from typing import Any

import pytest

from handover.transitions.detection.detecting import detected
from handover.transitions.detection.model import Changes, Member
from handover.transitions.detection.renaming import really_different
from handover.transitions.detection.saying import kind_of_ending
from tests.unit.transitions.detection.seen import DAY, TOLD, WARM, status, told


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param({"stage": "completed"}, [("closure", ())], id="a stage that says so"),
        pytest.param({"stage": "cancelled"}, [("closure", ())], id="cancelled"),
        pytest.param({"end_actual": "2025-03-31"}, [("closure", ())], id="an end date"),
        pytest.param({"end_actual": "2026-03-31"}, [], id="an end date that is to come"),
        pytest.param({"stage": None, "stage_given": "Wound up in May"}, [("closure", ())], id="a stage in other words"),
        pytest.param({"stage": None, "stage_given": "To be closed"}, [], id="a stage that it will have"),
        pytest.param({"replaced_by": ["Dry Homes"]}, [("replacement", ("Dry Homes",))], id="a successor"),
        pytest.param(
            {"replaced_by": ["A", "B"], "ended_how": "split"}, [("split", ("A", "B"))], id="several successors"
        ),
        pytest.param({"replaced_by": ["A"], "ended_how": "merged"}, [("merger", ("A",))], id="merged into one"),
        pytest.param({"replaced_by": ["A"], "ended_how": "changed_name"}, [("rename", ("A",))], id="changed its name"),
        pytest.param({"initiative": "Dry Homes"}, [("rename", ("Dry Homes",))], id="another name"),
        pytest.param({"initiative": "WARM  homes"}, [], id="the same name in capitals"),
        pytest.param({"initiative": "Warm Homes Prog."}, [], id="the same name with a word that is generic"),
        pytest.param({"narrative": "All is well."}, [], id="something else"),
        pytest.param({"stage": "preparation"}, [], id="another stage"),
    ],
)
def test_one_record(after: dict[str, Any], expected: list[tuple[str, tuple[str, ...]]]) -> None:
    found = told(status("1", WARM, {**WARM, **after}))
    assert [(kind, successors) for kind, _, successors in found] == expected


def test_what_had_ended_before_does_not_end_again() -> None:
    ended = {**WARM, "stage": "completed", "end_actual": "2020"}
    assert told(status("1", ended, {**ended, "end_actual": "2021"})) == []
    assert told(status("1", ended, {**ended, "replaced_by": ["A"]})) == [("replacement", "Warm Homes", ("A",))]


def test_a_new_record_says_what_it_replaces() -> None:
    new = {"initiative": "Dry Homes", "period": "2025", "replaces": ["1"]}
    ended = {**WARM, "stage": "completed"}
    assert told(status("1", WARM, ended), status("2", None, new)) == [("replacement", "Warm Homes", ("Dry Homes",))]


def test_what_is_gone_is_closed_but_not_what_is_there_under_another_key() -> None:
    assert told(status("1", WARM, None)) == [("closure", "Warm Homes", ())]
    assert told(status("1", WARM, None), status("01", None, WARM)) == []


def test_gone_under_one_name_and_back_under_another_with_all_else_the_same() -> None:
    gone, come = {**WARM, **TOLD}, {**WARM, **TOLD, "initiative": "Dry Homes"}
    assert told(status("1", gone, None), status("2", None, come)) == [("rename", "Warm Homes", ("Dry Homes",))]
    # Of two that could be it, neither is chosen.
    two = (status("2", None, come), status("3", None, {**come, "initiative": "Cold Homes"}))
    assert told(status("1", gone, None), *two) == [("closure", "Warm Homes", ())]


@pytest.mark.parametrize(
    ("before", "after", "different"),
    [
        ("Smart Meters Programme", "Smart Meters Prog.", False),
        ("Warm Homes", "warm homes*", False),
        ("Crossrail 1", "Crossrail 2", True),
        ("Better Homes", "Warm Homes (formerly Better Homes)", True),
        ("Warm Homes (formerly Better Homes)", "Warm Homes", False),
        ("Safety Committee", "Safety Expert Committee", True),
        ("Cymru Gynnes", "CYMRU GYNNES", False),
    ],
)
def test_names(before: str, after: str, *, different: bool) -> None:
    assert really_different(before, after) is different


@pytest.mark.parametrize(
    ("how", "successors", "kind"),
    [
        ("no longer exists", 0, "closure"),
        ("merged", 1, "merger"),
        ("merged", 2, "split"),
        ("split", 1, "replacement"),
        ("split", 3, "split"),
        ("renamed", 1, "rename"),
        ("functions transferred", 2, "split"),
        (None, 1, "replacement"),
    ],
)
def test_kinds_of_ending(how: str | None, successors: int, kind: str) -> None:
    assert kind_of_ending(how, successors) == kind


def test_what_loses_nearly_all_its_members_is_followed_by_where_they_went() -> None:
    to = ("A", "A", "B", "B")
    changes = [status(str(at), {**WARM, "part_of": ["P"]}, {**WARM, "part_of": [one]}) for at, one in enumerate(to)]
    names = {"P": "Old Ministry", "A": "Ministry A", "B": "Ministry B"}
    gone = [Member(str(at), "Warm Homes", (one,)) for at, one in enumerate(to)]
    left = [Member("9", "Archive", ("P",))]
    expected = [("split", "Old Ministry", ("Ministry A", "Ministry B"))]
    assert told(*changes, names=names, members={"P": [*gone, *left]}) == expected
    assert told(*changes, names=names, members={"P": [*gone, *left * 9]}) == []
    assert told(*changes, names=names, members={"P": [*gone, *left]}, says=frozenset({"P"})) == []


def test_who_answers_for_several_is_one_transfer() -> None:
    rows = [
        status(name, {**WARM, "initiative": name, "owner": "Housing"}, {**WARM, "initiative": name, "owner": "Energy"})
        for name in ("Warm Homes", "Dry Homes")
    ]
    (one,) = detected(Changes(DAY, rows))
    assert (one.kind, one.initiative, one.successors) == ("transfer", "Housing", ("Energy",))
    assert one.functions == ("Warm Homes", "Dry Homes")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Ada Hill", "Sam Rees", ("staff-move", "Ada Hill", "Sam Rees")),
        ("Ada Hill", "HILL, Dr A.", None),
        ("Housing Department", "Ministry of Housing, Communities", ("transfer", None, None)),
        ("Ada Hill", "Housing Department", None),
        ("DfT", "DFT", None),
    ],
)
def test_who_answers_for_it(old: str, new: str, expected: tuple[str, str | None, str | None] | None) -> None:
    found = detected(Changes(DAY, [status("1", {**WARM, "owner": old}, {**WARM, "owner": new})]))
    assert [(one.kind, one.person, one.incoming) for one in found] == ([expected] if expected else [])


def test_what_is_gone_while_others_do_what_it_did() -> None:
    gone = status("1", {**WARM, "functions": ["Grants", "Advice"]}, None)
    both = [status(str(at), None, {**WARM, "initiative": name, "functions": [function]})
            for at, (name, function) in enumerate((("A", "grants"), ("B", "Advice")), 2)]  # fmt: skip
    assert told(gone, *both) == [("split", "Warm Homes", ("A", "B"))]
    assert told(gone, both[0]) == [("replacement", "Warm Homes", ("A",))]
    assert told(gone, status("2", None, {**WARM, "initiative": "A", "functions": ["Roads"]})) == [
        ("closure", "Warm Homes", ())
    ]


def test_several_that_are_gone_while_one_does_what_they_did_have_merged() -> None:
    gone = [
        status(name, {**WARM, "initiative": name, "functions": [function]}, None)
        for name, function in (("Warm Homes", "Grants"), ("Dry Homes", "Advice"))
    ]
    new = status("9", None, {**WARM, "initiative": "Better Homes", "functions": ["Grants", "Advice"]})
    assert told(*gone, new) == [
        ("merger", "Warm Homes", ("Better Homes",)),
        ("merger", "Dry Homes", ("Better Homes",)),
    ]


@pytest.mark.parametrize(
    ("name", "wholes", "beside", "expected"),
    [
        ("Project Delivery Function", ["P"], [("Project Delivery Profession", ("P",))], "Project Delivery Profession"),
        ("Harbour Authority", ["P", "Q"], [("Centre of Ports", ("P", "Q"))], "Centre of Ports"),
        ("Harbour Authority", ["P"], [("Centre of Ports", ("P",))], None),
        ("Civil Rule Board", ["P"], [("Civil Rule Panel", ("P",)), ("Civil Rule Council", ("P",))], None),
    ],
    ids=["like it", "alone in the same place", "only in the same place", "like several"],
)
def test_what_is_new_beside_something(
    name: str, wholes: list[str], beside: list[tuple[str, tuple[str, ...]]], expected: str | None
) -> None:
    new = status("9", None, {"initiative": name, "period": "2025", "part_of": wholes})
    members = [Member(str(at), called, now) for at, (called, now) in enumerate(beside)]
    found = told(new, members={whole: members for whole in wholes})
    assert found == ([("replacement", expected, (name,))] if expected else [])


def test_a_name_that_says_nearly_the_same_is_the_same_thing_under_another() -> None:
    gone = status("a", {**WARM, "initiative": "A303 Stonehenge Amesbury to Berwick Down"}, None)
    come = status("b", None, {**WARM, "initiative": "A303 Amesbury to Berwick Down"})
    assert [kind for kind, _, _ in told(gone, come)] == ["rename"]
    # Where they may be one name, it is asked when names are matched; it is not gone.
    short = status("b", None, {**WARM, "initiative": "A303 Stonehenge Amesbury to Berwick Down Project"})
    assert told(gone, short) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"end_actual": "2026-03-31"}, {"end_actual": "2026-03-31", "stage": "cancelled"}),
        ({"end_actual": "2026-03-31"}, {"end_actual": "2025-05-31"}),
        ({"replaced_by": ["Dry Homes"]}, {"replaced_by": ["Dry Homes"], "stage": "completed"}),
    ],
    ids=["cancelled before its end", "an end that was brought forward", "ended as it was announced"],
)
def test_an_end_that_was_announced_is_told_when_it_comes(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert len(told(status("1", {**WARM, **before}, {**WARM, **after}))) == 1
