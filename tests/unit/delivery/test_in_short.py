"""The five lines that say what is in a dossier."""

from typing import Any

import pytest

from handover.delivery.in_short import in_short, what_happened
from handover.dossier.model import Dossier, Severity
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.parts import a_gap, a_lesson, a_person, a_sentence, an_action, groups_of
from tests.dossiers.rich import a_dossier, an_empty_dossier


def said(dossier: Dossier, about: str) -> tuple[str, tuple[str, ...]]:
    (line,) = [line for line in in_short(dossier) if line.about == about]
    return line.text, line.points


OPEN = {"urgency": "later", "inherits": "Ann"}
ACTIONS: list[Any] = [
    pytest.param([], "None are recorded.", id="none"),
    pytest.param([{"urgency": "finished"}], "1 is recorded, and none is open.", id="one finished"),
    pytest.param([{"urgency": "finished"}] * 4, "4 are recorded, and none is open.", id="all finished"),
    pytest.param([OPEN], "1 is open; each has somebody to inherit it.", id="inherited"),
    pytest.param([OPEN | {"inherits": None}], "1 is open; 1 has nobody to inherit it.", id="one not inherited"),
    pytest.param(
        [OPEN, OPEN | {"inherits": None}, {"urgency": "overdue", "inherits": None}, {"urgency": "finished"}],
        "3 are open; 2 have nobody to inherit them, and 1 is overdue.",
        id="some of each",
    ),
]


@pytest.mark.parametrize(("actions", "text"), ACTIONS)
def test_the_follow_on_actions(actions: list[dict[str, Any]], text: str) -> None:
    made = tuple(an_action(number, **changes) for number, changes in enumerate(actions, start=1))
    assert said(a_dossier(actions=made), "Follow-on actions") == (text, ())


LESSONS = [
    pytest.param([], "None are recorded.", id="none"),
    pytest.param(["worked"], "1 in all: 1 on what worked.", id="one"),
    pytest.param(
        ["did-not-work", "worked", "did-not-work", None, "mixed"],
        "5 in all: 1 on what worked, 1 on what partly worked, 2 on what did not work and 1 without a verdict.",
        id="some of each",
    ),
]


@pytest.mark.parametrize(("outcomes", "text"), LESSONS)
def test_the_lessons(outcomes: list[str | None], text: str) -> None:
    lessons = [a_lesson(number, outcome=outcome) for number, outcome in enumerate(outcomes, start=1)]
    assert said(a_dossier(lessons=groups_of(lessons)), "Lessons") == (text, ())


PEOPLE = [
    pytest.param([], "None are recorded.", id="none"),
    pytest.param(["vacant"], "1 vacant post.", id="one vacant"),
    pytest.param(
        ["left", "in-post", "in-post", "mailbox"],
        "2 posts with a name, 1 shared mailbox and 1 person no longer there.",
        id="some of each",
    ),
]


@pytest.mark.parametrize(("standings", "text"), PEOPLE)
def test_the_people(standings: list[str], text: str) -> None:
    people = tuple(a_person(number, standing=standing) for number, standing in enumerate(standings, start=1))
    assert said(a_dossier(people=people), "People") == (text, ())


GAPS: list[Any] = [
    pytest.param([], "None were found.", [], id="none"),
    pytest.param([("minor", False)], "1 was found.", [1], id="one"),
    pytest.param([("minor", False), ("critical", False)], "2 were found.", [2, 1], id="the worst first"),
    pytest.param(
        [("minor", False), ("important", False), ("important", True), ("critical", False)],
        "4 were found. These matter most:",
        [4, 3, 2],
        id="at most three, and what policy forbids before its equals",
    ),
]


@pytest.mark.parametrize(("gaps", "text", "order"), GAPS)
def test_the_gaps(gaps: list[tuple[str, bool]], text: str, order: list[int]) -> None:
    made = tuple(
        a_gap(number, severity=severity, forbidden=forbidden, sentence=f"Gap {number}.")
        for number, (severity, forbidden) in enumerate(gaps, start=1)
    )
    assert said(a_dossier(gaps=made), "Gaps") == (text, tuple(f"Gap {number}." for number in order))


SEVERITIES: list[Any] = [
    pytest.param("routine", [], "Routine.", id="no reason"),
    pytest.param("critical", ["It is red."], "Critical. It is red.", id="one reason"),
    pytest.param("serious", ["A.", "B.", "C."], "Serious. A. The dossier gives 2 more reasons.", id="more reasons"),
    pytest.param("not-known", ["A.", "B."], "Not known. A. The dossier gives 1 more reason.", id="one more"),
]


@pytest.mark.parametrize(("level", "reasons", "text"), SEVERITIES)
def test_how_serious(level: Any, reasons: list[str], text: str) -> None:
    severity = Severity(level=level, reasons=tuple(a_sentence(reason) for reason in reasons))
    assert said(a_dossier(severity=severity), "How serious") == (text, ())


TRANSITIONS = [
    ({"kind": "closure"}, "Warm Homes is closed"),
    ({"kind": "rename", "new_name": "Cool Homes"}, "Warm Homes is called Cool Homes"),
    ({"kind": "rename"}, "Warm Homes is renamed"),
    ({"kind": "merger"}, "Warm Homes is merged"),
    ({"kind": "split"}, "Warm Homes is split up"),
    ({"kind": "transfer"}, "Warm Homes passes functions on"),
    ({"kind": "transfer", "giver": "“Works”"}, "Warm Homes takes over from “Works”"),
    ({"kind": "start"}, "Warm Homes starts"),
    ({"kind": "staff-move", "person": "Ada", "successor": "Ann"}, "Ada moves on from Warm Homes; Ann follows"),
    ({"kind": "staff-move", "person": "Ada"}, "Ada moves on from Warm Homes; nobody is named yet to follow"),
    ({"kind": "staff-move", "person": None, "successor": "Ann"}, "Ann arrives at Warm Homes"),
]


@pytest.mark.parametrize(("changes", "clause"), TRANSITIONS, ids=[clause for _, clause in TRANSITIONS])
def test_what_happened(changes: dict[str, str | None], clause: str) -> None:
    assert what_happened(a_dossier().transition.model_copy(update={"initiative": "Warm Homes", **changes})) == clause


@pytest.mark.parametrize("make", [a_dossier, a_hostile_dossier, an_empty_dossier])
def test_always_five_lines_none_of_them_broken(make: Any) -> None:
    lines = in_short(make())
    assert len(lines) == 5
    for text in [line.text for line in lines] + [point for line in lines for point in line.points]:
        assert text
        assert "\n" not in text
        assert len(text) < 400
