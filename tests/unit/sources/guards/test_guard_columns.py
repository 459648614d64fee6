"""Columns and words that are gone or new: what is held, and what is only told."""

import pytest

from handover.sources.guards.case import Case
from handover.sources.guards.columns import notes, schema_drift
from tests.unit.sources.guards.cases import USUAL, a_case

COLUMNS = dict(USUAL.columns)
WITHOUT = {name: 1.0 for name in COLUMNS if name != "Recorded"}
FROZEN = {"contract": {"new_columns": "freeze", "new_values": "freeze"}}
HELD: dict[str, tuple[Case, str | None]] = {
    "as before": (a_case(), None),
    "in another order": (a_case(seen={"columns": dict(reversed(COLUMNS.items()))}), None),
    "one is gone": (a_case(seen={"columns": WITHOUT}), "lessons.csv has no column “Recorded” any more."),
    "two are gone": (
        a_case(seen={"columns": {"Ref": 1.0, "Title": 1.0}}),
        "lessons.csv has no columns “Programme” and “Recorded” any more.",
    ),
    "one without a name is gone": (a_case(before={"columns": {**COLUMNS, "column 5": 1.0}}), None),
    "one that half of the items had": (
        a_case(before={"columns": {**COLUMNS, "details.closed": 0.5}}),
        "lessons.csv has no column “details.closed” any more.",
    ),
    "one that few items had": (a_case(before={"columns": {**COLUMNS, "details.closed": 0.49}}), None),
    "nothing was read": (a_case(seen={"columns": {}}), None),
    "at the first gathering": (a_case(first=True, seen={"columns": WITHOUT}), None),
    "one is new": (a_case(seen={"columns": {**COLUMNS, "Owner": 1.0}}), None),
    "one is new, and they are frozen": (
        a_case(declared=FROZEN, seen={"columns": {**COLUMNS, "Owner": 1.0}}),
        "lessons.csv has the new column “Owner”, and its columns are frozen.",
    ),
    "one without a name is new, and they are frozen": (
        a_case(declared=FROZEN, seen={"columns": {**COLUMNS, "column 5": 1.0}}),
        None,
    ),
    "a word is new": (a_case(seen={"words": {"outcome": frozenset({"so-so"})}}), None),
    "a word is new, and they are frozen": (
        a_case(declared=FROZEN, seen={"words": {"outcome": frozenset({"so-so"})}}),
        "lessons.csv says “so-so” in outcome, which no vocabulary knows, and its words are frozen.",
    ),
    "a word that was met before, and they are frozen": (
        a_case(declared=FROZEN, before={"words": {"outcome": ("so-so",)}}, seen={"words": {"outcome": {"so-so"}}}),
        None,
    ),
    "a word under other rules, and they are frozen": (
        a_case(declared=FROZEN, same_map=False, seen={"words": {"outcome": frozenset({"so-so"})}}),
        None,
    ),
}


@pytest.mark.parametrize(("case", "sentence"), HELD.values(), ids=HELD)
def test_what_is_held(case: Case, sentence: str | None) -> None:
    doubt = schema_drift(case)
    assert (doubt and doubt.sentence) == sentence


TOLD: dict[str, tuple[Case, tuple[str, ...]]] = {
    "as before": (a_case(), ()),
    "a column": (
        a_case(seen={"columns": {**COLUMNS, "Owner": 1.0}}),
        ("New since the gathering before: column “Owner”.",),
    ),
    "more columns than a sentence has": (
        a_case(seen={"columns": {**COLUMNS, **{f"C{number}": 1.0 for number in range(9)}}}),
        ("New since the gathering before: columns “C0”, “C1”, “C2”, “C3”, “C4”, “C5” and 3 more.",),
    ),
    "words": (
        a_case(seen={"words": {"outcome": frozenset({"so-so", "fine"})}}),
        ("Not met before, and known by no vocabulary: “fine” in outcome and “so-so” in outcome.",),
    ),
    "frozen": (a_case(declared=FROZEN, seen={"columns": {**COLUMNS, "Owner": 1.0}}), ()),
    "at the first gathering": (a_case(first=True, seen={"columns": {**COLUMNS, "Owner": 1.0}}), ()),
}


@pytest.mark.parametrize(("case", "sentences"), TOLD.values(), ids=TOLD)
def test_what_is_only_told(case: Case, sentences: tuple[str, ...]) -> None:
    assert notes(case) == sentences
