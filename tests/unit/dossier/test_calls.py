"""Who to ring, and why; and what each person had part in."""

from typing import Any

import pytest

from handover.dossier.calls import CALL_RULES
from handover.dossier.model import Dossier
from tests.unit.dossier.knowledge import a_contact, a_lesson, a_status, an_action, assembled

ADA, JO = {"emails": ("ada@example.org",)}, {"phones": ("01632 960 001",)}


def rung(dossier: Dossier) -> list[tuple[str | None, str]]:
    people = {one.number: one for one in dossier.people}
    return [(people[call.person].name, "; ".join(why.text for why in call.why)) for call in dossier.ring]


LEAVES = {"kind": "staff-move", "effective_on": "2012-05-31", "transition": {"person": "Ada Lim"}}
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("leaves", LEAVES, "leaves on 31 May 2012: ring before"),
    ("follows", {"kind": "staff-move", "transition": {"person": "Cy Ito", "successor": "Ada Lim"}}, "takes over with"),
    ("owner", {"statuses": [a_status("2012-04", owner="Lim, Ada")]}, "its owner, by the last report that names one"),
    ("inherits-urgent", {"actions": [an_action(due="2012-05-10", inherits="Ada Lim")]}, "inherits A1"),
    ("only-one", {}, "the only one listed as knowing about “The lamps”"),
    ("owned", {"actions": [an_action(owner="Ada Lim"), an_action(3, owner="Ada Lim")]}, "owned A1 and A2"),
    ("inherits", {"actions": [an_action(due="2013-05-10", inherits="Keeper")]}, "inherits A1"),
    ("recorded", {"lessons": [a_lesson(recorded_by="A. Lim"), a_lesson(3, recorded_by="Ada Lim")]}, "recorded L1 and"),
]


@pytest.mark.parametrize(("known", "why"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_reason(known: dict[str, Any], why: str) -> None:
    ada = a_contact("Ada Lim", role="Keeper", knows_about="The lamps" if why.startswith("the only") else None, **ADA)
    ((name, reason),) = rung(assembled(contacts=[a_contact("Cy Ito", 3), ada], **known))
    assert name == "Ada Lim"
    assert reason.startswith(why)


def test_every_rule_has_a_case() -> None:
    assert {rule.code for rule in CALL_RULES} == {case[0] for case in CASES}


def test_each_reason_in_turn_so_that_one_does_not_hide_another() -> None:
    names = ("Ada Lim", "Jo Hill", "Cy Ito", "Mo Berg")
    contacts = [a_contact(name, row, **JO) for row, name in enumerate(names, start=2)]
    contacts.append(a_contact("Di Wu", 9, knows_about="Where the key is", **JO))
    actions = [an_action(row, due="2012-05-10", inherits=name) for row, name in enumerate(names, start=2)]
    found = rung(assembled(contacts=contacts, actions=actions, statuses=[a_status("2012-04", owner="Mo Berg")]))
    assert [name for name, _ in found] == ["Mo Berg", "Ada Lim", "Di Wu"]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param([], [], id="nobody is known"),
        pytest.param([a_contact("Ada Lim")], [], id="nobody can be reached"),
        pytest.param([a_contact(None, role="Keeper", **ADA)], [], id="a vacant post"),
        pytest.param([a_contact("Ada Lim", to_on="2011", **ADA)], [], id="somebody who left"),
        pytest.param(
            [a_contact("Ada Lim", **ADA), a_contact("Jo Hill", 3, **JO)],
            [("Ada Lim", "the first in post, in the order of the lists")],
            id="no reason for anybody",
        ),
        pytest.param(
            [a_contact("Ada Lim"), a_contact("Enquiries", 3, shared_mailbox=True, **ADA)],
            [("Enquiries", "a shared mailbox; nobody in post can be reached")],
            id="only a mailbox",
        ),
    ],
)
def test_without_a_reason(contacts: list[Any], expected: list[tuple[str, str]]) -> None:
    assert rung(assembled(contacts=contacts)) == expected


def test_what_two_know_nobody_is_the_only_one_to_know() -> None:
    contacts = [a_contact(name, row, knows_about="The lamps", **JO) for row, name in ((2, "Ada Lim"), (3, "Jo Hill"))]
    ((_, why),) = rung(assembled(contacts=contacts))
    assert "only one" not in why


def test_a_name_that_may_be_two_peoples_is_nobodys() -> None:
    contacts = [a_contact("Ada Lim", 2), a_contact("Ann Lim", 3)]
    dossier = assembled(contacts=contacts, lessons=[a_lesson(recorded_by="A. Lim"), a_lesson(3, recorded_by="Ann Lim")])
    recorded = {one.name: one.recorded for one in dossier.people}
    assert recorded == {"Ada Lim": (), "Ann Lim": (2,)}


def test_somebody_in_two_posts_had_part_in_both() -> None:
    contacts = [a_contact("Ada Lim", 2, role="Keeper"), a_contact("Ada Lim", 3, role="Clerk")]
    dossier = assembled(contacts=contacts, actions=[an_action(owner="Ada Lim", inherits="Clerk")])
    assert [(one.role, one.owned, one.inherits) for one in dossier.people] == [
        ("Keeper", (1,), ()),
        ("Clerk", (1,), (1,)),
    ]
