"""A staff move's dossier by person, read from both databases: who leaves, who follows, who only arrives."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from handover.dossier.model import Dossier
from handover.jobs.moving.moves import Leaving, arrive, leave
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.publish.html import html
from handover.publish.sections import sections_of
from handover.store.database import Store
from handover.transitions.recorded import Transition
from tests.integration.dossier.desks import an_office_with_desks, compiled, rewrite

ASKED = Asked("2025-06-20", "Another post.", ["jo@example.org"])


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return an_office_with_desks(store, tmp_path)


def at(transitions: Sequence[Transition], initiative: str) -> Transition:
    return next(one for one in transitions if one.initiative == initiative)


def left(office: Office, *incoming: str, at_: str = "Orion", only: Sequence[str] = ()) -> Dossier:
    moved = leave(office, Leaving("Ada Lim", incoming=incoming, only=only), ASKED)
    return compiled(office, at(moved.transitions, at_))


def test_the_whole_desk_is_seen_from_one_initiative(office: Office) -> None:
    desk = left(office).desk
    assert desk is not None
    assert [(one.title, one.initiative, one.moves) for one in desk.posts] == [
        ("Chair", "Orion", True),
        ("Member", "Lyra", False),
    ]
    assert [(one.name, one.part, one.state.text, one.next_on, one.dossier) for one in desk.initiatives] == [
        ("Orion", "Chair; owner, by the newest report", "Red for April 2025, after amber.", "2025-06-20", None),
        ("Lyra", "Member", "Green for April 2025.", "2025-07-01", "HO-0001"),
    ]
    assert [(one.number, one.initiative, one.what, one.inherits, one.late) for one in desk.actions] == [
        (1, "Orion", "Renew the lease", "Bo Ray", True),
        (2, "Orion", "Send the monthly figures to the ministry", None, False),
        (None, "Lyra", "Answer the auditor", None, False),
    ]


def test_each_contact_says_why_and_of_whom_nothing_is_known_nothing_is_said(office: Office) -> None:
    desk = left(office).desk
    assert desk is not None
    assert {one.name: one.why for one in desk.contacts} == {
        "Bo Ray": ("reports to Ada Lim", "inherits A1", "knows about “Weekly call with Ada Lim.”"),
        "Cy Doe": ("the only contact of Hill & Co",),
    }
    assert desk.other_contacts == 1


def test_what_comes_round_again_is_told_with_its_rule(office: Office) -> None:
    desk = left(office).desk
    assert desk is not None
    assert [(one.what, one.how_often, one.next_on) for one in desk.recurring] == [
        ("The report on “Orion”", "monthly", "2025-05"),
        ("A2", "monthly", "2025-06-20"),
        ("“Weekly call with Ada Lim.”", "weekly", None),
    ]


def test_what_only_they_knew(office: Office) -> None:
    desk = left(office).desk
    assert desk is not None
    assert [one.number for one in desk.lessons] == [1]
    assert [one.text for one in desk.only_they] == [
        "By the entry P1 they know about “The lease of Tannery House.”; no other entry says so.",
        "Only lessons that they recorded (L1) are about “leases”.",
    ]


@pytest.mark.parametrize(
    ("incoming", "follows"),
    [((), "nobody is named to follow yet"), (("Bo Ray",), "for Bo Ray")],
    ids=["nobody follows", "somebody follows"],
)
def test_the_section_comes_first(office: Office, incoming: tuple[str, ...], follows: str) -> None:
    dossier = left(office, *incoming)
    assert next(iter(sections_of(dossier).items())) == ("desk", (1, "Handing over from Ada Lim"))
    assert follows in html(dossier)
    assert dossier.desk is not None
    assert [one.name for one in dossier.desk.contacts if "takes over" in one.why] == list(incoming)


def test_every_step_of_the_week_leads_to_something_that_is_there(office: Office) -> None:
    dossier = left(office)
    assert dossier.desk is not None
    page = html(dossier)
    assert len(dossier.desk.week) == 5
    for day in dossier.desk.week:
        assert day.steps
        for step in day.steps:
            assert f'id="{step.anchor}"' in page


def test_an_initiative_at_which_no_move_is_asked_for_is_named_all_the_same(office: Office) -> None:
    dossier = left(office, only=["Orion"])
    assert dossier.desk is not None
    assert [(one.name, one.dossier) for one in dossier.desk.initiatives] == [("Orion", None), ("Lyra", None)]
    assert "Not yet: nobody has asked for it" in html(dossier)


def test_of_somebody_whom_the_lists_name_no_longer_the_moves_still_name_the_initiatives(office: Office) -> None:
    moved = leave(office, Leaving("Ada Lim"), ASKED)
    rewrite(
        office, "contacts", lambda row: row if row[2] != "Ada Lim" else (*row[:2], "Vacant", *row[3:5], "", *row[6:])
    )
    desk = compiled(office, at(moved.transitions, "Orion")).desk
    assert desk is not None
    assert [(one.name, one.part) for one in desk.initiatives] == [
        ("Orion", "Chair; owner, by the newest report"),
        ("Lyra", "named by the move alone"),
    ]


def test_a_newcomer_is_told_what_they_take_up(office: Office) -> None:
    moved = arrive(office, "Eve Poe", ["Orion", "Lyra"], "Chair", ASKED)
    dossier = compiled(office, at(moved.transitions, "Orion"))
    desk = dossier.desk
    assert desk is not None
    assert sections_of(dossier)["desk"] == (1, "What Eve Poe takes up")
    assert [(one.title, one.listed, one.moves) for one in desk.posts] == [("Chair", "Ada Lim", True)]
    assert [(one.name, one.part, one.dossier) for one in desk.initiatives] == [
        ("Orion", "arrives as Chair", None),
        ("Lyra", "arrives as Chair", "HO-0002"),
    ]
    assert [one.number for one in desk.actions] == [2, 3]
    assert (desk.lessons, desk.only_they) == ((), ())
    assert "reports to the post that is taken up" in next(one.why for one in desk.contacts if one.name == "Bo Ray")


def test_the_same_knowledge_gives_the_same_desk(office: Office) -> None:
    moved = leave(office, Leaving("Ada Lim"), ASKED)
    of = at(moved.transitions, "Orion")
    assert compiled(office, of).desk == compiled(office, of).desk


def test_every_citation_leads_to_a_source_of_the_dossier(office: Office) -> None:
    dossier = left(office)
    labels = {source.label for source in dossier.sources}
    assert dossier.desk is not None
    cited = {one.reference.source for one in (*dossier.desk.posts, *dossier.desk.actions, *dossier.desk.contacts)}
    cited |= {ref.source for one in dossier.desk.initiatives for ref in one.state.references}
    assert cited <= labels
