"""How many columns of made-up files a draft gets right, and whether it is as sure as it should be."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from handover.sources.drafting.draft import Draft, draft_of
from handover.sources.drafting.guessing import in_words
from handover.sources.drafting.written import as_yaml
from handover.sources.registering.registry_file import parse_registrations
from tests.unit.sources.drafting.made_up import AFTER, BEFORE, MadeUp, sample_of

FILES = {**BEFORE, **AFTER}
RIGHT_ENOUGH = 0.8


def drafted(name: str) -> Draft:
    # What a made-up file is called should not give it away.
    sample = sample_of("file.csv", FILES[name])
    return draft_of([sample], file="file.csv", location="file.csv", saved=date(2025, 5, 1))


def answer(becomes: tuple[str, ...]) -> set[str]:
    """What a column becomes: fields; the key only where it is nothing else; ``none`` where it is left out."""
    return set(becomes) - {"key"} or set(becomes) or {"none"}


def right(draft: Draft, made_up: MadeUp) -> dict[str, bool]:
    return {one.column: bool(answer(one.becomes) & made_up.right[one.column]) for one in draft.columns}


@pytest.mark.parametrize("name", FILES)
def test_most_columns_of_a_file_are_right(name: str) -> None:
    draft = drafted(name)
    found = right(draft, FILES[name])
    wrong = {one.column: one.becomes for one in draft.columns if not found[one.column]}
    assert draft.records == FILES[name].records
    assert sum(found.values()) >= RIGHT_ENOUGH * len(found), wrong


@pytest.mark.parametrize("name", FILES)
def test_a_draft_can_be_applied_as_it_is(name: str) -> None:
    draft = drafted(name)
    (registration,) = parse_registrations(as_yaml(draft), name="sources.yaml")
    assert set(registration.map) == {one.field for one in draft.fields}


@pytest.mark.parametrize("files", [BEFORE, AFTER], ids=["before", "after"])
def test_nearly_all_columns_together_are_right(files: dict[str, MadeUp]) -> None:
    found = [one for name in files for one in right(drafted(name), files[name]).values()]
    print(f"{sum(found)} of {len(found)} columns")
    assert sum(found) >= 0.95 * len(found)


def test_a_draft_is_as_sure_as_it_is_right_and_as_the_docs_say() -> None:
    """Of the columns of which it is sure, nearly all are right; what is a guess may well be wrong."""
    met: dict[str, list[bool]] = defaultdict(list)
    for name, made_up in FILES.items():
        draft = drafted(name)
        found = right(draft, made_up)
        for one in draft.columns:
            met[in_words(one.confidence)].append(found[one.column])
    shares = {words: sum(found) / len(found) for words, found in met.items()}
    page = (Path(__file__).parents[4] / "docs" / "drafting.md").read_text(encoding="utf-8")
    for words, found in met.items():
        print(f"{words}: {sum(found)} of {len(found)}")
        assert re.search(rf"^\| {words} \|.*\| {sum(found)} of {len(found)} \|$", page, re.MULTILINE)
    assert shares["sure"] >= 0.95
    assert shares["likely"] >= 0.8
    assert shares["a guess"] >= 0.5
