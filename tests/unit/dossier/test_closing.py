"""What only a closure has: aims and ends, money and dates against plan, advice; nothing of it without a record."""

from decimal import Decimal
from typing import Any

import pytest

from handover.dossier.closing.model import Closing
from handover.dossier.closing.plan import moved
from tests.dossiers.closed import a_closure, an_empty_closure
from tests.unit.dossier.knowledge import a_contact, a_lesson, a_status, an_action, assembled

MOVES = [
    ("2012-03", "2013-09", "18 months later"),
    ("2012-03", "2012-02", "1 month earlier"),
    ("2012-03-01", "2012-03-20", "19 days later"),
    ("2012-03-31", "2012-03-30", "1 day earlier"),
    ("2012-03-01", "2013-03-01", "12 months later"),
    ("2012", "2012-05", "unchanged"),
    ("2012", "2013-09", "about a year later"),
    ("2014", "2010", "about 4 years earlier"),
]


@pytest.mark.parametrize(("first", "last", "words"), MOVES)
def test_how_far_a_date_moved(first: str, last: str, words: str) -> None:
    assert moved(first, last) == words


def closing(**known: Any) -> Closing:
    found = assembled(**known).closing
    assert found is not None
    return found


def lines(**known: Any) -> list[tuple[str, str, str, str]]:
    return [(line.what, line.first, line.last, line.change) for line in closing(**known).plan]


@pytest.mark.parametrize("kind", ["rename", "merger", "split", "transfer", "staff-move", "start"])
def test_only_a_closure_has_it(kind: str) -> None:
    assert assembled(kind=kind).closing is None


def test_nothing_is_said_without_a_record() -> None:
    for empty in (closing(), an_empty_closure().closing):
        assert empty is not None
        assert empty.model_copy(update={"advice": ()}) == Closing()
        assert {one.kind for one in empty.advice} == {"check"}, "its gaps are all that is known"


def test_amounts_of_two_currencies_are_never_put_together() -> None:
    reports = [
        a_status("2011", 2, whole_life_cost=Decimal(100), currency="GBP"),
        a_status("2012-01", 3, whole_life_cost=Decimal(900), currency="EUR"),
        a_status("2012-02", 4, whole_life_cost=Decimal(150), currency="GBP"),
        a_status("2012-03", 5, whole_life_cost=Decimal(7)),
    ]
    assert lines(statuses=reports) == [
        ("Whole-life cost (GBP)", "£100", "£150", "up 50 per cent"),
        ("Whole-life cost (EUR)", "€900", "€900", "only one report gives it"),
        ("Whole-life cost (no currency named)", "7", "7", "only one report gives it"),
    ]
    assert closing(statuses=reports).plan_notes[-1].text == (
        "The amounts are in GBP, EUR and a currency that no report names; one is never reckoned with the other."
    )


def test_dates_against_plan() -> None:
    reports = [
        a_status("2010", 2, start_planned="2010-01", end_planned="2012-01"),
        a_status("2011", 3, start_actual="2010-04", end_planned="2012-12"),
    ]
    assert lines(statuses=reports) == [
        ("Start as planned", "January 2010", "January 2010", "only one report gives it"),
        ("Start: last plan and actual", "January 2010", "April 2010", "3 months later"),
        ("End as planned", "January 2012", "December 2012", "11 months later"),
    ]
    (note,) = closing(statuses=reports).plan_notes
    assert note.text == "It closes on 31 May 2012, 7 months earlier than was planned last (December 2012)."


def test_what_is_no_amount_is_said_and_not_reckoned() -> None:
    found = closing(statuses=[a_status("2012-04", budget_given="exempt")])
    assert found.plan == ()
    assert [note.text for note in found.plan_notes] == [
        "1 report gives no amount as budget for the period but “exempt”; the table lacks it."
    ]


def test_a_purpose_that_was_put_otherwise_is_told_twice() -> None:
    one, other = a_status("2011", 2, purpose="Light it."), a_status("2012-04", 3, purpose="Light some.")
    assert [aim.text for aim in closing(statuses=[one, other]).aims] == [
        "As the report for 2011 puts it: “Light it.”",
        "As the report for April 2012 puts it: “Light some.”",
    ]
    assert len(closing(statuses=[one, a_status("2012-04", 3, purpose="light it")]).aims) == 1


def test_advice_is_of_the_most_useful_lessons_and_never_only_points_elsewhere() -> None:
    lessons = [
        a_lesson(2, outcome="worked", recommendation="See lessons learned."),
        a_lesson(3, outcome="did-not-work", recommendation="Ask first.", early_warnings="It flickered."),
        a_lesson(4, outcome="worked", recommendation="Do it again."),
    ]
    said = [(one.kind, one.text, one.marks) for one in closing(lessons=lessons).advice if one.kind in {"do", "watch"}]
    assert said == [
        ("do", "“Ask first.”", ("L3",)),
        ("do", "“Do it again.”", ("L1",)),
        ("watch", "“It flickered.”", ("L3",)),
    ]


def test_advice_says_whom_to_ask_and_what_to_check() -> None:
    known: dict[str, Any] = {
        "contacts": [a_contact("Ada Lim", 2), a_contact("Jo Hill", 3, knows_about="The lamps", role="Keeper")],
        "actions": [an_action(2, due="2012-01-01"), an_action(3, inherits="Ada Lim")],
        "lessons": [a_lesson(recorded_by="Ada Lim")],
    }
    advice = closing(**known).advice
    assert [(one.marks, one.text) for one in advice if one.kind == "ask"] == [
        (("P2",), "Jo Hill, Keeper: about “The lamps”."),
        (("P1", "L1"), "Ada Lim: about L1, which they recorded."),
    ]
    first = advice[0]
    assert (first.kind, first.marks) == ("check", ("A1",))


def test_all_of_a_closure_says_where_it_comes_from() -> None:
    dossier = a_closure()
    found = dossier.closing
    assert found is not None
    said = (*found.aims, *found.ends, *found.plan)
    assert all(one.references for one in said)
    assert all(one.marks or one.references for one in found.advice)
    numbers = {
        *(f"L{lesson.number}" for group in dossier.lessons for lesson in group.lessons),
        *(f"A{one.number}" for one in dossier.actions),
        *(f"P{one.number}" for one in dossier.people),
        *(f"G{number}" for number, _ in enumerate(dossier.gaps, start=1)),
    }
    assert {mark for one in found.advice for mark in one.marks} <= numbers
