"""What each edition has and has not, and that every passage that was taken out left a counted mark."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.dossier.editions.annex import with_annex
from handover.dossier.editions.contact_details import ContactDetails
from handover.dossier.editions.grounds import ground_of
from handover.dossier.editions.make import edition_of, without_annex
from handover.dossier.editions.named import Names, parts_of
from handover.dossier.editions.rules import EditionRules, Phrase
from handover.dossier.model import Dossier
from handover.errors import BadRequest
from handover.publish.json_form import dossier_as_json, dossier_from_json
from tests.dossiers.parts import a_lesson, a_person, groups_of
from tests.dossiers.planted import (
    DETAILS,
    NAMES,
    NOT_TO_BE_FOUND,
    SECRETS,
    SHARED,
    a_marked_reference,
    a_planted_dossier,
)
from tests.dossiers.rich import a_dossier, an_empty_dossier

RULES = EditionRules(phrases=(Phrase("ferrous bid", "commercial"), Phrase("tender of lot nine", "Council order 7")))


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_of(one)


def all_of(dossier: Dossier) -> str:
    return "\n".join(texts_of(dossier.model_dump(mode="json")))


def found(words: tuple[str, ...], dossier: Dossier) -> list[str]:
    text = all_of(dossier).casefold()
    return [word for word in words if word.casefold() in text]


def test_what_is_planted_is_there_before() -> None:
    # The amount is a number here, and the phrase has a space too many.
    assert set(NOT_TO_BE_FOUND) - set(found(NOT_TO_BE_FOUND, a_planted_dossier())) == {"98,765,432", "Ferrous Bid"}


def test_nothing_planted_is_in_a_public_edition() -> None:
    assert found(NOT_TO_BE_FOUND, edition_of(a_planted_dossier(), "public", RULES)) == []


def test_an_internal_edition_lacks_contact_details_and_nothing_else() -> None:
    made = edition_of(a_planted_dossier(), "internal", RULES)
    assert found(DETAILS, made) == []
    assert found(NAMES, made) == list(NAMES)
    assert found(SECRETS, made) == [word for word in SECRETS if word != "98,765,432"]
    assert made.marking == "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize("name", ["internal", "public"])
def test_a_shared_mailbox_can_still_be_written_to(name: Any) -> None:
    assert SHARED in all_of(edition_of(a_planted_dossier(), name, RULES))


@pytest.mark.parametrize("name", ["internal", "public"])
@pytest.mark.parametrize("of", [a_planted_dossier, a_dossier, an_empty_dossier], ids=["planted", "rich", "empty"])
def test_it_is_a_whole_dossier_whose_marks_are_counted(of: Any, name: Any) -> None:
    full = of()
    made = edition_of(full, name, RULES)
    assert dossier_from_json(dossier_as_json(made)) == made
    assert made.edition is not None
    assert made.edition.name == name
    words = {f"[withheld: {one.words}]" for one in made.edition.withheld}
    marks = sum(text.count(word) for text in texts_of(made.model_dump(mode="json")) for word in words)
    # A part that is withheld whole has one mark in each of its texts, and counts once.
    assert bool(marks) == bool(made.edition.count)
    assert marks >= made.edition.count
    assert [type(part) for part in parts_of(made.lessons)] == [type(part) for part in parts_of(full.lessons)]
    assert [person.number for person in made.people] == [person.number for person in full.people]
    assert edition_of(made, name, RULES) == made


def test_the_marks_of_a_text_are_counted_one_by_one() -> None:
    full = a_dossier()
    full = full.model_copy(
        update={
            "people": (a_person(1, emails=(), phones=(), reports_to=None),),
            "actions": (),
            "lessons": groups_of(
                [a_lesson(1, what_happened="Ring 01632 960 114, or 01632 960 115.", recorded_by=None)]
            ),
        }
    )
    before, after = edition_of(full, "internal", RULES), all_of(edition_of(full, "internal", RULES))
    assert before.edition is not None
    assert before.edition.count == after.count("[withheld: personal data, s40]") == 2


def test_the_grounds_are_the_office_s_own_words() -> None:
    rules = EditionRules(phrases=(Phrase("Ferrous Bid", "commercial"),), grounds={"commercial": "Geschäftsgeheimnis"})
    made = edition_of(a_planted_dossier(), "public", rules)
    assert "[withheld: Geschäftsgeheimnis]" in all_of(made)
    assert made.edition is not None
    assert {one.ground: one.words for one in made.edition.withheld}["commercial"] == "Geschäftsgeheimnis"


def test_who_is_named_in_public_is_named() -> None:
    rules = EditionRules(named=("Osgyth Quillfeather",))
    made = edition_of(a_planted_dossier(), "public", rules)
    assert found(NAMES, made) == ["Quillfeather", "Osgyth"]


def test_an_edition_is_made_from_the_full_one_only() -> None:
    with pytest.raises(BadRequest, match="public edition cannot be made into another"):
        edition_of(edition_of(a_dossier(), "public", RULES), "internal", RULES)


NAMES_IN_TEXTS = [
    ("as it is", "Ask Jo Green about it.", "Ask ▮ about it."),
    ("in capitals", "Ask JO GREEN.", "Ask ▮."),
    ("surname first", "Green, Jo was there", "▮ was there"),
    ("an initial", "J. Green signed", "▮ signed"),
    ("behind a title", "Ms Green said so, and Dr. J. Green too", "▮ said so, and ▮ too"),
    ("a colour stays", "Rated green, then Green again", "Rated green, then Green again"),
    ("in a file's name", "see jo.green@x.example and jo_green_notes.docx", "see ▮@x.example and ▮_notes.docx"),
    ("apart in lines", "Jo\nGreen left", "▮ left"),
    ("with an apostrophe", "Jo Green’s list", "▮’s list"),
    ("within another word", "Jogreenland and greenery", "▮land and greenery"),
    ("a whole other name", "Jon Greene stays", "Jon Greene stays"),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in NAMES_IN_TEXTS], ids=[c[0] for c in NAMES_IN_TEXTS]
)
def test_a_name_is_found_as_people_write_it(text: str, expected: str) -> None:
    dossier = an_empty_dossier().model_copy(
        update={"people": (a_person(1, name="Jo Green", knows_about="rated green"),)}
    )
    assert Names(dossier).withheld_in(text, "▮")[0] == expected


DETAILS_IN_TEXTS = [
    ("an address", "Write to a.b+c@d.example.", "Write to ▮."),
    ("a link", "mailto:a@d.example", "▮"),
    ("a number", "Ring 01632 960 114 or +44 (0)1632 960115", "Ring ▮ or ▮"),
    ("a date", "On 2024-06-14 and 01/02/2024", "On 2024-06-14 and 01/02/2024"),
    ("money", "It cost 1,234,567,890 and £0,000,000,001", "It cost 1,234,567,890 and £0,000,000,001"),
    ("an at sign", "5 @ £3 each", "5 @ £3 each"),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in DETAILS_IN_TEXTS], ids=[c[0] for c in DETAILS_IN_TEXTS])
def test_contact_details_are_found(text: str, expected: str) -> None:
    assert ContactDetails(an_empty_dossier()).withheld_in(text, "▮")[0] == expected


@pytest.mark.parametrize(
    ("marking", "ground"),
    [
        ("OFFICIAL-SENSITIVE", "marked"),
        ("Official Sensitive (Commercial)", "commercial"),
        ("OFFICIAL-SENSITIVE PERSONAL", "personal"),
        ("SECRET", "security"),
    ],
)
def test_a_marking_says_its_ground(marking: str, ground: str) -> None:
    assert ground_of(marking) == ground


def test_a_marking_that_nobody_knows_is_not_for_the_public() -> None:
    full = a_dossier()
    lesson = a_lesson(1, title="Xenolith", reference=a_marked_reference(3, "Eyes of the board only"))
    made = edition_of(full.model_copy(update={"lessons": groups_of([lesson])}), "public", RULES)
    assert "Xenolith" not in all_of(made)


def test_what_is_marked_higher_goes_into_the_annex() -> None:
    full = a_planted_dossier()
    made = with_annex(full, own_marking="OFFICIAL", rules=RULES)
    assert made.annex is not None
    assert made.annex.marking == "OFFICIAL-SENSITIVE"
    assert [item.label for item in made.annex.items] == [
        "A statement",
        "A91",
        "Status report for March 2026",
        "L90",
        "A gap",
    ]
    assert ("Budget", "£98.77 million") in made.annex.items[2].texts
    annex = all_of(Dossier.model_validate(an_empty_dossier().model_copy(update={"annex": made.annex})))
    assert "zirconium price at Kestrelgate" in annex
    bare = without_annex(made)
    assert bare.marking == "OFFICIAL"
    assert found(SECRETS, bare) == []
    assert "[withheld: in the annex]" in all_of(bare)
    # And from the dossier with its annex the public edition is the same as from that without.
    assert found(NOT_TO_BE_FOUND, edition_of(made, "public", RULES)) == []


@pytest.mark.parametrize(
    ("own", "lessons"),
    [("OFFICIAL-SENSITIVE", 1), ("OFFICIAL", 2), ("PROTECTED B", 1)],
    ids=["of the same marking", "most of it is marked", "an office with words of its own"],
)
def test_where_no_annex_is_made(own: str, lessons: int) -> None:
    marked = [a_lesson(number, reference=a_marked_reference(number)) for number in range(1, lessons + 1)]
    full = an_empty_dossier().model_copy(update={"lessons": groups_of([*marked, a_lesson(8), a_lesson(9)][:3])})
    assert with_annex(full, own_marking=own, rules=RULES) == full


@given(st.text(), st.text())
def test_whatever_stands_around_a_name_it_goes(before: str, after: str) -> None:
    dossier = an_empty_dossier().model_copy(update={"people": (a_person(1, name="Osgyth Quillfeather"),)})
    text, _ = Names(dossier).withheld_in(f"{before} Osgyth Quillfeather {after}", "▮")
    assert "Osgyth Quillfeather" not in text
