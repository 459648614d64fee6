"""Old and new, read from both databases: renames, mergers, splits, transfers, replacements, from either side."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from handover.dossier.concordance.model import Concordance
from handover.dossier.model import Dossier
from handover.jobs import requests, restructuring
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.jobs.successors import Successors
from handover.publish.html import html
from handover.publish.sections import sections_of
from handover.store.database import Store
from handover.transitions.recorded import Transition
from tests.integration.dossier.desks import an_office_with_desks, compiled, rewrite

ASKED = Asked("2025-05-30", "One budget.", ["jo@example.org"], by="Rosalind Teague", evidence="Order 12")
LYRA, BOTH = Successors(existing=["Lyra"]), {"dossiers": "both"}


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return an_office_with_desks(store, tmp_path, policy={"due": dict.fromkeys(("merger", "split", "transfer"), BOTH)})


def a_rename(office: Office) -> Transition:
    return requests.rename(
        office, "Orion", "Harbour Bridge", on="2025-05-30", reason="A minister.", to=["jo@example.org"], by="Jo Hill"
    )[0]


def a_closure(office: Office, into: Successors = LYRA) -> Transition:
    to = ["jo@example.org"]
    return requests.close(office, "Orion", on="2025-05-30", reason="The grant ends.", to=to, into=into)[0]


def merged(office: Office) -> list[Transition]:
    return restructuring.merge(office, ["Orion", "Lyra"], Successors(new=["Better Homes"]), ASKED)


def taken_in(office: Office) -> list[Transition]:
    return restructuring.merge(office, ["Orion"], LYRA, replace(ASKED, although="Lyra began in 2020."))


def a_split(office: Office) -> list[Transition]:
    return restructuring.split(office, "Orion", Successors(existing=["Lyra"], new=["Draco"]), ASKED)


def transferred(office: Office) -> list[Transition]:
    return restructuring.transfer(office, "Orion", LYRA, ASKED, functions=["Leases", "Social housing"])


# What is asked for; what becomes of name, owner, posts and sources; whose parts are named; where the lessons are.
KINDS: dict[str, tuple[Callable[[Office], Transition], tuple[str, ...], list[str], list[str]]] = {
    "rename": (
        a_rename,
        ("changes", "not-known", "stays", "stays"),
        ["Harbour Bridge"],
        ["Found under “Harbour Bridge”; the old name still finds them"],
    ),
    "merger into something new": (
        lambda office: merged(office)[0],
        ("ends", "not-known", "not-known", "stays"),
        ["Better Homes"],
        ["Kept under the old name; the most useful are inherited by “Better Homes”"],
    ),
    "merger, of who receives": (
        lambda office: taken_in(office)[-1],
        ("stays", "not-known", "stays", "stays"),
        ["Lyra", "Orion (which gives)"],
        ["Stay here", "Kept under “Orion”; the most useful are inherited by this"],
    ),
    "split": (
        lambda office: a_split(office)[0],
        ("ends", "changes", "changes", "changes"),
        ["Lyra", "Draco"],
        ["Not divided among “Lyra” and “Draco”"],
    ),
    "transfer, of who gives": (
        lambda office: transferred(office)[0],
        ("stays", "not-known", "stays", "stays"),
        ["Orion", "Lyra"],
        ["Stay here; nobody has said which go"],
    ),
    "transfer, of who receives": (
        lambda office: transferred(office)[-1],
        ("stays", "not-known", "stays", "stays"),
        ["Lyra", "Orion (which gives)"],
        ["Stay here", "Stay with “Orion”; nobody has said which go"],
    ),
    "closure into a successor": (
        a_closure,
        ("ends", "changes", "changes", "changes"),
        ["Lyra"],
        ["Kept under the old name; the most useful are inherited by “Lyra”"],
    ),
}


def of(dossier: Dossier) -> Concordance:
    assert dossier.concordance is not None
    return dossier.concordance


@pytest.mark.parametrize("kind", KINDS)
def test_what_stays_who_holds_it_and_where_the_records_are(office: Office, kind: str) -> None:
    ask, becomes, parts, lessons = KINDS[kind]
    dossier = compiled(office, ask(office))
    found = of(dossier)
    assert tuple(one.becomes for one in found.standings) == becomes
    assert [one.name for one in found.parts] == parts
    assert [one.now for one in found.records if one.kind == "lesson"] == lessons
    assert next(iter(sections_of(dossier))) == "concordance"
    assert "Where each record went" in html(dossier)


def test_a_merger_has_a_line_for_each_that_goes_into_it(office: Office) -> None:
    names = of(compiled(office, merged(office)[0])).names
    assert [(one.old, one.how, one.new, one.on, one.said_by, one.evidence) for one in names] == [
        ("Orion", "merged into", ("Better Homes",), "2025-05-30", "Rosalind Teague", "Order 12"),
        ("Lyra", "merged into", ("Better Homes",), "2025-05-30", "Rosalind Teague", "Order 12"),
    ]


def test_a_rename_also_has_the_names_before_it(office: Office) -> None:
    requests.rename(office, "Orion", "Old Bridge", on="2024-01-01", reason="-", to=["jo@example.org"], by="Max Orr")
    made = requests.rename(office, "Orion", "Harbour Bridge", on="2025-05-30", reason="-", to=["jo@example.org"])[0]
    names = of(compiled(office, made)).names
    assert [(one.old, one.new, one.on, one.is_this) for one in names] == [
        ("Orion", ("Old Bridge",), "2024-01-01", False),
        ("Old Bridge", ("Harbour Bridge",), "2025-05-30", True),
    ]


@pytest.mark.parametrize("side", [0, -1], ids=["gives", "receives"])
def test_named_functions_go_where_they_were_said_to_go(office: Office, side: int) -> None:
    functions = of(compiled(office, transferred(office)[side])).functions
    assert [(one.function, one.before, one.after, one.basis.text) for one in functions] == [
        (name, ("Orion",), ("Lyra",), "Said by Rosalind Teague, on the ground of “Order 12”.")
        for name in ("Leases", "Social housing")
    ]


def test_where_nobody_said_which_function_goes_where_that_is_said(office: Office) -> None:
    found = of(compiled(office, a_split(office)[0]))
    assert found.functions == ()
    assert found.functions_note == (
        "Nobody has said which functions go to which part. Have them listed, with who holds each."
    )


def test_a_person_goes_along_by_their_address_and_never_by_their_name_alone(office: Office) -> None:
    rewrite(
        office, "contacts", lambda row: row if row[:2] != ("6", "Lyra") else (*row[:5], "another@example.org", *row[6:])
    )
    posts = next(one for one in of(compiled(office, a_closure(office))).standings if one.about == "Posts")
    assert "Listed where it goes: P1 Ada Lim (“Lyra”)." in posts.text.text
    assert "No list says where they go: P2 Bo Ray, P3 Cy Doe and P4 Di Fox." in posts.text.text


def test_sources_that_write_the_new_name_are_told_from_those_that_do_not(office: Office) -> None:
    made = a_rename(office)
    rewrite(office, "statuses", lambda row: (row[0], row[1].replace("Orion", "Harbour Bridge"), *row[2:]))
    found = of(compiled(office, made))
    sources = next(one for one in found.standings if one.about == "Sources")
    assert sources.becomes == "changes"
    assert "Monthly reports (S4): already names the new name." in sources.text.text
    assert {one.under for one in found.records if one.kind == "programme-status"} == {("Harbour Bridge",)}


def test_the_owner_is_compared_once_there_is_a_report_of_a_later_time(office: Office) -> None:
    made = a_rename(office)
    office.now.at = office.now.at.replace(month=8)  # type: ignore[attr-defined]
    rewrite(office, "statuses", lambda row: row if row[0] != "2" else ("2", "Orion", "2025-07", "Max Orr", *row[4:]))
    owner = next(one for one in of(compiled(office, made)).standings if one.about == "Owner")
    assert (owner.becomes, owner.text.text) == ("changes", "Max Orr, by the report for July 2025; before that Ada Lim.")


def test_a_closure_that_nothing_follows_has_nothing_to_set_side_by_side(office: Office) -> None:
    dossier = compiled(office, a_closure(office, Successors()))
    assert dossier.concordance is None
    assert "concordance" not in sections_of(dossier)


def test_every_citation_leads_to_a_source_of_the_dossier(office: Office) -> None:
    dossier = compiled(office, a_split(office)[0])
    labels = {source.label for source in dossier.sources}
    holders = {one.reference.source for part in of(dossier).parts for one in part.holders}
    assert holders
    assert holders <= labels
