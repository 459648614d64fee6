"""Successions and families in sentences."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handover.initiatives.identity import Initiative
from handover.initiatives.naming import Naming
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import Party, Said
from handover.initiatives.succession.recorded import Succession
from handover.initiatives.succession.words import in_words, remarks, tree

A, B, C = Party(1, "A"), Party(2, "B"), Party(3, "C")
NOW = datetime(2025, 6, 2, tzinfo=UTC)

SENTENCES = {
    "a rename on a day": (Said("rename", (A,), (B,), "2018-01-08"), "“A” was renamed “B” on 8 January 2018."),
    "a merger in a month": (Said("merger", (A, B), (C,), "2018-01"), "“A” and “B” merged into “C” in January 2018."),
    "a split in a year": (Said("split", (A,), (B, C), "2018"), "“A” was split into “B” and “C” in 2018."),
    "a split of what goes on": (
        Said("split", (replace(A, goes_on=True),), (B,), "2018"),
        "“A”, which goes on, was split into “B” in 2018.",
    ),
    "two that were replaced": (Said("replacement", (A, B), (C,), "2018"), "“A” and “B” were replaced by “C” in 2018."),
    "an end": (Said("end", (A,), (), "2018"), "“A” ended without a successor in 2018."),
    "a transfer of the same to both ends": (
        Said("transfer", (replace(A, functions=("x", "y")),), (replace(B, functions=("x", "y")),), "2018"),
        "“A” passed functions to “B” (x and y) in 2018.",
    ),
    "functions that are only known of who gave them": (
        Said("transfer", (replace(A, functions=("x",)),), (B,), "2018"),
        "“A” (x) passed functions to “B” in 2018.",
    ),
    "announced earlier": (
        Said("rename", (A,), (B,), "2018-01-08", announced_on="2017-12"),
        "“A” was renamed “B”, announced in December 2017 and complete on 8 January 2018.",
    ),
    "nobody before": (Said("rename", (), (B,), "2018"), "Nobody who is named was renamed “B” in 2018."),
}


@pytest.mark.parametrize(("said", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_what_is_said_as_a_sentence(said: Said, sentence: str) -> None:
    assert in_words(said) == sentence


def test_a_family_names_who_said_what_cannot_both_be_so() -> None:
    first = Succession(1, Said("rename", (A,), (B,), "2018", said_by="Jo"), NOW)
    other = Succession(2, Said("rename", (A,), (C,), "2019"), NOW, ("That is odd.",), "It was so.")
    initiatives = tuple(Initiative(one.initiative_id, one.name, "body", None) for one in (A, B, C))
    namings = (Naming(1, "Old A", to_on="2018-06"), Naming(1, "A", from_on="2018-06"), Naming(1, "AA", "short"))
    lines = list(tree(Family(initiatives[0], initiatives, namings, (first, other), ((first, other),))))
    assert lines == [
        "The family of “A”: 3 initiatives.",
        "  “A” (body, #1); called “Old A” (until June 2018), “A” (since June 2018) and “AA”",
        "  “B” (body, #2)",
        "  “C” (body, #3)",
        "What became of what:",
        "  1. “Old A” was renamed “B” in 2018. Said by Jo.",
        "  “Old A” (#1) was renamed “A” in June 2018, and goes on.",
        "  2. “A” was renamed “C” in 2019. Who said so is not known. It breaks a rule: That is odd. "
        "Recorded all the same: It was so.",
        "Successions 1 and 2 cannot both be so: Jo says that “Old A” was renamed “B” in 2018; "
        "somebody who is not named says that “A” was renamed “C” in 2019.",
    ]


def test_who_ended_is_told_by_the_name_of_the_day_before() -> None:
    said = Said("rename", (A,), (B,), "2018-01-08")
    asked: list[tuple[str, str]] = []

    def called(party: Party, day: str) -> str:
        asked.append((party.name, day))
        return f"{party.name} then"

    assert in_words(said, called) == "“A then” was renamed “B then” on 8 January 2018."
    assert asked == [("A", "2018-01-07"), ("B", "2018-01-08")]


def test_a_withdrawn_one_says_who_took_it_back_and_why() -> None:
    one = Succession(
        3, Said("end", (A,), (), "2018", said_by="Jo"), NOW, amends=2, withdrawn_at=NOW, withdrawn_by="Ann",
        withdrawn_because="It goes on.",
    )  # fmt: skip
    assert remarks(one)[1:] == ["It stands in the place of succession 2.", "Withdrawn by Ann: It goes on."]
