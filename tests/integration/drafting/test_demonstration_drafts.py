"""Drafts of the demonstration's files, compared with the registrations that were written for them by hand."""

from pathlib import Path

import pytest

from handover import demonstration
from handover.jobs.draft import draft_source
from handover.sources.registering.registration import Registration
from handover.sources.registering.registry_file import read_registrations

FOLDER = Path(demonstration.__file__).parent
BY_HAND = {one.name: one for one in read_registrations(FOLDER / "sources.yaml")}
RIGHT_ENOUGH = 0.8


def uses(registration: Registration) -> dict[str, set[str]]:
    """What each column becomes, by a registration."""
    found: dict[str, set[str]] = {column: {"key"} for column in registration.key or ()}
    for field, rule in registration.map.items():
        for column in rule.columns:
            found.setdefault(column, set()).add(field)
    return found


@pytest.mark.parametrize("name", BY_HAND)
def test_a_draft_says_what_was_written_by_hand(name: str) -> None:
    registration = BY_HAND[name]
    draft = draft_source(FOLDER / registration.location, beside=FOLDER)
    by_hand = uses(registration)
    right = {one.column: set(one.becomes) == by_hand.get(one.column, set()) for one in draft.columns}
    wrong = {one.column: one.becomes for one in draft.columns if not right[one.column]}
    print(f"{name}: {sum(right.values())} of {len(right)} columns")
    assert sum(right.values()) >= RIGHT_ENOUGH * len(right), wrong
    assert (draft.records, draft.key, draft.location) == (
        registration.records,
        registration.key,
        registration.location,
    )
    assert draft.options.get("sheet") == registration.sheet


@pytest.mark.parametrize("name", BY_HAND)
def test_dates_amounts_and_marks_are_those_that_were_written_by_hand(name: str) -> None:
    registration = BY_HAND[name]
    rules = draft_source(FOLDER / registration.location, beside=FOLDER).registration["map"]
    for field, by_hand in registration.map.items():
        rule = rules[field] if isinstance(rules[field], dict) else {}
        if by_hand.date:
            assert (rule["date"],) == by_hand.date
        if by_hand.money:
            assert rule["money"] == {"currency": by_hand.money.currency, "unit": int(by_hand.money.unit)}
        if by_hand.split:
            assert (rule["split"],) == by_hand.split
        if by_hand.html:
            assert rule["html"] is True
        if by_hand.constant:
            assert rule["constant"] == by_hand.constant
