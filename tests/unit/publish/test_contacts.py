"""Contacts as vCards, read back by our own reader, by vobject, and by their lines."""

from pathlib import Path
from typing import Any

import pytest
import vobject

from handover.dossier.model import Dossier
from handover.publish.contacts import has_contacts, is_contact, vcf
from handover.publish.legible import legible
from handover.sources.vcards import read_vcards
from tests.dossiers.naughty import STRINGS, a_naughty_dossier
from tests.dossiers.parts import a_person
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.rich import a_dossier, an_empty_dossier


def cards(dossier: Dossier, folder: Path) -> list[dict[str, Any]]:
    file = folder / "contacts.vcf"
    file.write_bytes(vcf(dossier))
    rows = list(read_vcards(file, "contacts.vcf", largest=10**8).rows)
    assert [row.faults for row in rows if row.faults] == []
    return [dict(row.cells) for row in rows]


def with_people(*people: Any) -> Dossier:
    return a_dossier().model_copy(update={"people": people})


def test_what_a_card_says(tmp_path: Path) -> None:
    person = a_person(knows_about="Keys; the safe,\nand the alarm\\code", to_on="2024-05")
    (card,) = cards(with_people(person), tmp_path)
    assert (card["FN"], card["TITLE"], card["ORG"], card["UNIT"]) == (
        "Ines Achterberg",
        "Lead surveyor",
        "Aldermoor County Council",
        "Housing and Energy",
    )
    assert (card["EMAIL"], card["TEL"]) == (["ines.achterberg@aldermoor.example"], ["01632 960 114"])
    note = card["NOTE"]
    edition = "handover dossier HO-0007, version 2: Closure of Warm Homes Aldermoor. OFFICIAL-SENSITIVE"
    assert note.startswith("Knows about: Keys; the safe,\nand the alarm\\code\n")
    assert "In post: from April 2023 until May 2024" in note
    assert note.endswith(f"P1 of {edition}")
    assert card["REV"] == "20260402T093000Z"


def test_whoever_left_is_in_it_and_said_to_have_left(tmp_path: Path) -> None:
    (card,) = cards(with_people(a_person(standing="left")), tmp_path)
    assert card["NOTE"].startswith("No longer there, by the latest lists: the address may not work any more.")
    assert "No longer there" in card["CATEGORIES"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"standing": "vacant", "name": None, "emails": (), "phones": ()}, False),
        ({"standing": "vacant", "name": None, "emails": ("post@example.org",), "phones": ()}, True),
        ({"standing": "in-post", "emails": (), "phones": ()}, True),
    ],
)
def test_who_is_a_contact(changes: dict[str, Any], expected: bool) -> None:
    assert is_contact(a_person(**changes)) is expected


def test_a_card_is_the_same_one_in_the_next_version(tmp_path: Path) -> None:
    first = cards(with_people(a_person(1)), tmp_path)[0]
    later = cards(with_people(a_person(4, phones=())).model_copy(update={"version": 3}), tmp_path)[0]
    assert first["UID"] == later["UID"]
    assert first["UID"] != cards(with_people(a_person(1, name="Jo Hill")), tmp_path)[0]["UID"]


def test_those_to_ask_about_earlier_initiatives_are_in_it(tmp_path: Path) -> None:
    dossier = a_dossier_with_a_past()
    assert any(card["NOTE"].startswith("To be asked about: ") for card in cards(dossier, tmp_path))


def test_lines_are_folded_by_octets_and_between_characters() -> None:
    for line in vcf(with_people(a_person(name="田中さんにあげて下さい" * 30))).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_no_string_can_become_a_card_or_a_property(tmp_path: Path) -> None:
    dossier = a_naughty_dossier()
    found = cards(dossier, tmp_path)
    assert [card["FN"] for card in found] == [" ".join(legible(text).split()) for text in STRINGS]
    assert len(list(vobject.readComponents(vcf(dossier).decode()))) == len(STRINGS)


def test_nobody_is_no_card() -> None:
    assert not has_contacts(an_empty_dossier())
    assert vcf(an_empty_dossier()) == b""
