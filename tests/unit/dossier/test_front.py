"""The front page: what it is in at most five lines, what could go wrong, and the questions to read back."""

from decimal import Decimal
from typing import Any

import pytest

from handover.dossier.known import KnownName
from tests.unit.dossier.knowledge import INITIATIVE, a_contact, a_lesson, a_status, an_action, assembled, statuses

FULL = [
    a_status(
        "2011-03",
        2,
        rating="green",
        end_planned="2012-03",
        owner="Ada Lim",
        whole_life_cost=Decimal(10_000_000),
        currency="GBP",
    ),
    a_status(
        "2012-03",
        3,
        rating="amber",
        stage="implementation",
        narrative="The east pier is lit. The west pier waits for the survey.",
        start_actual="2010-06-01",
        end_planned="2013-03",
        owner="Jo Hill",
        whole_life_cost=Decimal(12_000_000),
        currency="GBP",
    ),
]


def test_five_lines_say_what_it_is_each_with_its_rows() -> None:
    facts = assembled(statuses=FULL, lessons=[a_lesson()]).initiative
    assert [line.text for line in facts.lines] == [
        "March 2012, stage implementation: “The east pier is lit. The west pier waits for the survey.”",
        "Owner: Jo Hill, after Ada Lim (until March 2011); started 1 June 2010; "
        "planned end moved once, from March 2012 to March 2013.",
        "The whole-life cost went from £10 million (March 2011) to £12 million (March 2012), up 20 per cent.",
        "Rated green at first (March 2011); 1 change; amber since March 2012.",
        "The records hold 1 lesson and 2 status reports, as known on 3 May 2012.",
    ]
    assert all(line.references for line in facts.lines[:4])
    assert (facts.owner, facts.started, facts.ended) == ("Jo Hill", "2010-06-01", None)


def test_a_planned_start_is_not_said_to_be_when_it_started() -> None:
    facts = assembled(statuses=[a_status("2012-03", start_planned="2011-01-01")]).initiative
    assert facts.started is None
    assert facts.lines[0].text == "Planned start 1 January 2011."


def test_other_names_leave_out_what_is_only_another_spelling() -> None:
    names = [
        KnownName("HARBOUR  lights", records=9),
        KnownName("Quay Glow", records=1),
        KnownName("Lamps & Piers", records=3),
    ]
    facts = assembled(names=names).initiative
    assert facts.name == INITIATIVE
    assert facts.other_names == ("Lamps & Piers", "Quay Glow")


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (
            {"kind": "rename", "transition": {"new_name": "Quay Glow"}},
            "On 31 May 2012 “Harbour Lights” becomes “Quay Glow”.",
        ),
        (
            {"kind": "rename", "transition": {"new_name": "Quay Glow"}, "effective_on": "2012-04"},
            "In April 2012 “Harbour Lights” became “Quay Glow”.",
        ),
        (
            {
                "kind": "staff-move",
                "transition": {"person": "Ada Lim"},
                "contacts": [a_contact("Ms Ada Lim", role="Pier Master")],
                "actions": [an_action(2, owner="Ada Lim"), an_action(3, owner="Jo Hill")],
            },
            "Ada Lim, Pier Master, leaves on 31 May 2012 with 1 open action (A1); nobody is named to take over.",
        ),
        (
            {"kind": "staff-move", "transition": {"person": "Ada Lim", "successor": "Jo Hill"}},
            "Ada Lim leaves on 31 May 2012; Jo Hill takes over.",
        ),
        (
            {
                "kind": "staff-move",
                "transition": {"person": "Ada Lim", "post": "Pier Master", "to_post": "Head of Ports"},
                "contacts": [a_contact("Ms Ada Lim", role="Pier Master")],
            },
            "Ada Lim moves from Pier Master to Head of Ports on 31 May 2012; nobody is named to take over.",
        ),
        (
            {
                "kind": "staff-move",
                "transition": {"person": "Ada Hill", "person_names": ("Ada Hill", "Ada Lim")},
                "actions": [an_action(2, owner="Ada Lim"), an_action(3, owner="Ada Orr")],
            },
            "Ada Hill leaves on 31 May 2012 with 1 open action (A1); nobody is named to take over.",
        ),
        (
            {"kind": "staff-move", "transition": {"successor": "Jo Hill", "post": "Pier Master"}},
            "On 31 May 2012 Jo Hill arrives as Pier Master.",
        ),
    ],
    ids=["rename", "renamed", "staff-move", "with-successor", "to another post", "under another name", "arrival"],
)
def test_what_changes_is_the_first_line(given: dict[str, Any], line: str) -> None:
    assert assembled(statuses=FULL, **given).initiative.lines[0].text == line


WARNED = {
    "outcome": "did-not-work",
    "early_warnings": "Nobody answered the survey.",
    "recommendation": "Ask twice, then visit.",
    "title": "The survey came back empty",
}


def test_contingencies_stand_in_order_of_relevance() -> None:
    dossier = assembled(
        statuses=[
            a_status("2012-03", 2, rating="green", owner="Jo Hill", end_planned="2013-03"),
            a_status("2012-04", 3, rating="red", owner="Jo Hill", end_planned="2013-03"),
        ],
        contacts=[a_contact(None, 3, role="Harbour Master", reports_to="Jo Hill")],
        actions=[an_action(due="2012-05-01", owner="Ada Lim"), an_action(3, due="2012-05-02", inherits="Jo Hill")],
        lessons=[a_lesson(2, **WARNED)],
    )
    assert [(one.what.text, one.then) for one in dossier.contingencies] == [
        (
            "1 overdue action stays undone because nobody inherits it (A1).",
            "Ask Ada Lim how far it is, and name who takes it over.",
        ),
        (
            "Commitments run on after the closure on 31 May 2012: the report for April 2012 still planned work until "
            "March 2013.",
            "Ask Jo Hill which contracts, grants and promises run beyond the closure, and who answers for each.",
        ),
        (
            "A decision is needed from a post that nobody holds: Harbour Master (P1).",
            "Go to Jo Hill, to whom the records say it reports.",
        ),
        (
            "What brought the rating down from green to red in April 2012 is still there.",
            "Ask Jo Hill, its owner then, what caused it and whether it was put right; see the report for April 2012.",
        ),
        (
            "What came before lesson L1, “The survey came back empty”, is seen again: “Nobody answered the survey.”",
            "The lesson’s advice: “Ask twice, then visit.”",
        ),
    ]
    assert all(one.what.references for one in dossier.contingencies)


NO_WARNING: dict[str, dict[str, Any]] = {
    "worked": {**WARNED, "outcome": "worked"},
    "no-advice": {**WARNED, "recommendation": None},
    "points-elsewhere": {**WARNED, "recommendation": "See lessons learned."},
}


@pytest.mark.parametrize("lesson", NO_WARNING.values(), ids=NO_WARNING.keys())
def test_lessons_that_advise_nothing_are_no_contingency(lesson: dict[str, Any]) -> None:
    assert assembled(lessons=[a_lesson(2, **lesson)]).contingencies == ()


def test_a_contingency_of_a_long_lesson_is_short_and_names_it() -> None:
    long = {**WARNED, "title": "Title " * 40, "early_warnings": "Sign " * 60, "recommendation": "Ask twice. " * 40}
    (contingency,) = assembled(lessons=[a_lesson(2, **long)]).contingencies
    assert "lesson L1" in contingency.what.text
    assert len(contingency.what.text) < 200
    assert contingency.then.endswith("Ask twice.”")
    assert len(contingency.then) < 165


def test_advice_without_a_warning_comes_after_advice_with_one() -> None:
    quiet = {**WARNED, "early_warnings": None}
    dossier = assembled(lessons=[a_lesson(2, **quiet), a_lesson(3, **{**WARNED, "outcome": None})])
    assert [one.what.references[0].row for one in dossier.contingencies] == [3, 2]
    assert dossier.contingencies[1].what.text == "What lesson L1 tells of happens again: “The survey came back empty”."


def test_an_overspend_and_an_end_that_passed_are_contingencies() -> None:
    report = a_status("2012-04", budget=100, forecast=150, currency="GBP", end_planned="2011-12")
    assert [one.what.text for one in assembled(statuses=[report]).contingencies] == [
        "The £50 by which the forecast for April 2012 exceeded the budget was never provided for.",
        "Work went on after December 2011, the end that the report for April 2012 still gave.",
    ]


def test_eight_contingencies_are_enough_failures_first() -> None:
    outcomes = (None, "mixed", "did-not-work", "worked")
    lessons = [a_lesson(row, **{**WARNED, "outcome": outcomes[row % 4]}) for row in range(2, 18)]
    contingencies = assembled(lessons=lessons).contingencies
    assert [one.what.references[0].row for one in contingencies] == [2, 6, 10, 14, 5, 9, 13, 17]
    more = assembled(lessons=[one for one in lessons if one.record.outcome != "mixed"]).contingencies
    assert [one.what.references[0].row for one in more] == [2, 6, 10, 14, 4, 8, 12, 16]


READ_BACK: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "closure-with-everything",
        {
            "lessons": [a_lesson()],
            "actions": [an_action(2), an_action(3)],
            "contacts": [a_contact(), a_contact(None, 3)],
        },
        [
            "What was Harbour Lights for, and why does it close on 31 May 2012?",
            "Of the 2 open follow-on actions, which do you now own, and which do you do first?",
            "There is 1 lesson. Which would you act on first if something similar started tomorrow?",
            "What could go wrong in the next 30 days, and whom do you call then? By the records, 1 post is vacant.",
        ],
    ),
    (
        "past-closure-with-nothing",
        {"effective_on": "2010"},
        [
            "What was Harbour Lights for, and why did it close in 2010?",
            "The records hold no open follow-on action. What do you still have to do, and who told you?",
            "The records hold no lesson. Whom will you ask what was learned, and by when?",
            "What could go wrong in the next 30 days, and whom do you call then? "
            "By the records, nobody is known to ask.",
        ],
    ),
    (
        "rename",
        {"kind": "rename", "transition": {"new_name": "Quay Glow"}, "lessons": [a_lesson(2), a_lesson(3)]},
        [
            "What is Harbour Lights for, and why is it called “Quay Glow” from 31 May 2012?",
            "The records hold no open follow-on action. What do you still have to do, and who told you?",
            "There are 2 lessons. What stays the same under the new name, and what changes?",
        ],
    ),
    (
        "staff-move",
        {"kind": "staff-move", "transition": {"person": "Ada Lim"}, "actions": [an_action(owner="Ada Lim")]},
        [
            "What is Harbour Lights for, and what did Ada Lim do for it until 31 May 2012?",
            "One follow-on action is open (A1). Is it yours now, and if not, whose is it?",
            "The person who leaves had 1 open action. Who has taken it over, and do they know?",
        ],
    ),
    (
        "arrival",
        {"kind": "staff-move", "transition": {"successor": "Jo Hill"}, "actions": [an_action(owner="Ada Lim")]},
        [
            "What is Harbour Lights for, and what will Jo Hill do for it from 31 May 2012?",
            "One follow-on action is open (A1). Is it yours now, and if not, whose is it?",
            "Nobody leaves with this move. Who has done this until now, and what do they still have to tell?",
        ],
    ),
]


@pytest.mark.parametrize(("given", "first"), [case[1:] for case in READ_BACK], ids=[case[0] for case in READ_BACK])
def test_the_questions_are_this_dossiers_own(given: dict[str, Any], first: list[str]) -> None:
    questions = assembled(**given).read_back
    assert len(questions) == 5
    assert list(questions[: len(first)]) == first


@pytest.mark.parametrize("kind", ["merger", "split", "transfer"])
def test_who_receives_is_asked_what_it_takes_over(kind: str) -> None:
    about = {"into": "“Orion”", "giver": "“Works”"}
    dossier = assembled(
        initiative="Orion", kind=kind, effective_on="2001-01-01", transition=about, lessons=[a_lesson()]
    )
    assert dossier.title.endswith((" into Orion", " to Orion"))
    assert dossier.read_back[0] == "What is Orion for, and what did it take over on 1 January 2001?"
    assert dossier.read_back[2] == "There is 1 lesson. Which of them bears on what it takes over?"


def test_the_last_question_counts_the_gaps() -> None:
    dossier = assembled()
    assert dossier.read_back[-1] == (
        f"This dossier names {len(dossier.gaps)} gaps, all of them critical or important. "
        "Which do you close first, and whom do you ask?"
    )


RENAMED: dict[str, tuple[dict[str, Any], str]] = {
    "the-new-name-is-known-already": (
        {
            "initiative": "Quay Glow",
            "names": [
                KnownName("Quay Glow", from_on="2012-05-01"),
                KnownName("Pier Glow", to_on="2010-01-01", records=9),
                KnownName("HARBOUR LIGHTS", to_on="2012-05-01", records=1),
                KnownName("Harbour Lights", to_on="2012-05-01", records=5),
            ],
        },
        "Harbour Lights",
    ),
    "the-old-name-is-still-its-name": ({"initiative": "Harbour Lights"}, "Harbour Lights"),
    "no-old-name-is-known": ({"initiative": "Quay Glow", "names": [KnownName("Quay Glow")]}, "Quay Glow"),
}


@pytest.mark.parametrize(("given", "old"), RENAMED.values(), ids=RENAMED.keys())
def test_a_rename_goes_from_the_old_name_to_the_new(given: dict[str, Any], old: str) -> None:
    dossier = assembled(kind="rename", effective_on="2012-05-01", transition={"new_name": "Quay Glow"}, **given)
    assert dossier.transition.initiative == old
    assert dossier.title == f"Renaming of {old}"
    assert dossier.initiative.lines[0].text == f"On 1 May 2012 “{old}” became “Quay Glow”."
    assert dossier.read_back[0].startswith(f"What is {old} for, and why is it called “Quay Glow”")
    assert [event.text for event in dossier.story if event.on == "2012-05-01" and "Quay Glow" in event.text] == [
        f"“{old}” became “Quay Glow”. Reason given: The grant ends."
    ]


def test_where_nobody_is_in_post_the_question_names_the_last_owner() -> None:
    dossier = assembled(
        contacts=[a_contact(None, 2, holder="abolished")], statuses=statuses(("2012-03", "green"), owner="Jo Hill")
    )
    assert dossier.read_back[3].endswith("By the records, nobody is in post, and Jo Hill was its owner in March 2012.")
    assert len(dossier.read_back[3]) < 165


@pytest.mark.parametrize("kind", ["closure", "rename", "merger", "split", "transfer", "staff-move", "start"])
@pytest.mark.parametrize("effective_on", ["2012", "2011-01", "2013-01-01"])
def test_every_kind_of_transition_assembles(kind: str, effective_on: str) -> None:
    dossier = assembled(
        kind=kind,
        effective_on=effective_on,
        statuses=statuses(("2012-03", "green")),
        contacts=[a_contact()],
        actions=[an_action()],
        lessons=[a_lesson()],
    )
    assert dossier.transition.kind == kind
    assert any(event.category == "transition" and event.on == effective_on for event in dossier.story)
    assert len(set(dossier.read_back)) == 5


def test_names_of_which_somebody_said_since_when_are_kept_with_their_dates() -> None:
    names = [
        KnownName("Quay Glow", to_on="2012-05-01", records=2),
        KnownName("QUAY GLOW", to_on="2012-05-01"),
        KnownName("Lamps & Piers", records=3),
        KnownName(INITIATIVE, from_on="2012-05-01"),
    ]
    assert [(name.name, name.from_on, name.to_on) for name in assembled(names=names).initiative.names] == [
        ("Quay Glow", None, "2012-05-01"),
        (INITIATIVE, "2012-05-01", None),
    ]
