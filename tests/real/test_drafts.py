"""How many columns of each published file a draft gets right, by what was read out of them by hand (``drafts/``)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from handover.jobs.draft import draft_source
from handover.jobs.gathering.gather import gather_source
from handover.sources import registered
from handover.sources.drafting.draft import Draft
from handover.sources.drafting.guessing import in_words
from handover.sources.drafting.written import as_yaml
from handover.sources.registering.registry_file import parse_registrations
from handover.store.database import Store
from tests.offices import an_office

LABELS = sorted((Path(__file__).parent / "drafts").glob("*.yaml"))
RIGHT_ENOUGH = 0.8


def labelled() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in LABELS:
        labels = YAML(typ="safe").load(path)
        for file in labels["files"]:
            yield file, labels


FILES = dict(labelled())


@pytest.fixture(scope="session")
def drafts(data: Path) -> dict[str, Draft]:
    """The draft of each published file for which there are labels."""
    return {file: draft_source(data / file, beside=data) for file in FILES}


def answer(becomes: tuple[str, ...]) -> str:
    """What a column becomes, as the labels say it."""
    return "+".join(sorted(set(becomes) - {"key"})) or ("key" if becomes else "none")


def right(draft: Draft, labels: Mapping[str, Any]) -> dict[str, bool]:
    return {one.column: answer(one.becomes) in labels["columns"][one.column] for one in draft.columns}


@pytest.mark.parametrize("file", FILES)
def test_eight_of_ten_columns_are_right(drafts: dict[str, Draft], file: str) -> None:
    draft, labels = drafts[file], FILES[file]
    found = right(draft, labels)
    wrong = {one.column: answer(one.becomes) for one in draft.columns if not found[one.column]}
    # Of the columns that must become something, by what every reader would say.
    meant = [is_right for column, is_right in found.items() if "none" not in labels["columns"][column]]
    print(f"{file}: {sum(found.values())} of {len(found)} columns, {sum(meant)} of {len(meant)} that have a field")
    assert sum(found.values()) >= RIGHT_ENOUGH * len(found), wrong
    assert sum(meant) >= RIGHT_ENOUGH * len(meant), wrong


@pytest.mark.parametrize("file", FILES)
def test_the_kind_of_record_and_the_key_are_right(drafts: dict[str, Draft], file: str) -> None:
    draft, labels = drafts[file], FILES[file]
    assert draft.records == labels["records"]
    assert list(draft.key) in labels["keys"]
    assert draft.options.get("rotated", False) is labels.get("rotated", False)


def test_every_label_is_of_a_column_that_is_there(drafts: dict[str, Draft]) -> None:
    for path in LABELS:
        labels = YAML(typ="safe").load(path)
        there = {one.column for file in labels["files"] for one in drafts[file].columns}
        assert there == set(labels["columns"])


def test_what_is_said_to_be_sure_is_right_as_the_docs_say(drafts: dict[str, Draft]) -> None:
    met: dict[str, list[bool]] = defaultdict(list)
    for file, draft in drafts.items():
        found = right(draft, FILES[file])
        for one in draft.columns:
            met[in_words(one.confidence)].append(found[one.column])
    page = (Path(__file__).parents[2] / "docs" / "drafting.md").read_text(encoding="utf-8")
    for words, is_right in met.items():
        print(f"{words}: {sum(is_right)} of {len(is_right)}")
        assert re.search(rf"^\| {words} \|[^|]*\| {sum(is_right)} of {len(is_right)} \|", page, re.MULTILINE)
    assert sum(met["sure"]) >= 0.95 * len(met["sure"])
    assert sum(met["likely"]) >= 0.8 * len(met["likely"])


# How dates are written and what amounts count, as far as the files show it.
RULES: Mapping[str, Mapping[str, Any]] = {
    "gmpp/uk_2015.csv": {"start_planned.date": "%d/%m/%Y", "budget.money": {"currency": "GBP", "unit": 1_000_000}},
    "gmpp/uk_2018.csv": {"start_planned.date": "%d.%m.%y", "budget.money": {"currency": "GBP", "unit": 1_000_000}},
    "gmpp/uk_2019.csv": {"end_planned.date": "%d.%m.%y", "forecast.money": {"currency": "GBP", "unit": 1_000_000}},
    "gmpp/uk_2020.csv": {"end_planned.date": "%d.%m.%y", "rating_vocabulary.constant": "five-colour"},
    "gmpp/uk_2021.csv": {"end_planned.date": None, "whole_life_cost.money": {"currency": "GBP", "unit": 1_000_000}},
    "nasa_llis/lessons.xlsx": {"occurred_on.date": "%m/%d/%Y", "recorded_on.date": "%m/%d/%Y", "tags.split": ","},
    "nasa_llis/lessons.jsonl.gz": {"occurred_on.date": "%m/%d/%Y", "initiative.default": "No initiative named"},
    "organograms/cabinet_office-2011-09-30-senior.csv": {"reports_to.blank": ["XX"]},
}


@pytest.mark.parametrize("file", RULES)
def test_the_rules_are_what_the_values_show(drafts: dict[str, Draft], file: str) -> None:
    rules = {one.field: one.rule for one in drafts[file].fields}
    for path, expected in RULES[file].items():
        field, _, part = path.partition(".")
        rule = rules[field]
        assert (rule.get(part) if isinstance(rule, dict) else None) == expected, path


# Rows that a draft of the file does not make records of, and why that is right.
REJECTED = {
    "organograms/cabinet_office-2011-09-30-senior.csv": 1,  # two posts have one number
}


@pytest.mark.parametrize("file", FILES)
def test_a_draft_gathers_the_file_as_it_is(
    sqlite_store: Store, data: Path, drafts: dict[str, Draft], file: str
) -> None:
    office = an_office(sqlite_store, data)
    registrations = parse_registrations(as_yaml(drafts[file]), name="sources.yaml")
    with office.store.write() as connection:
        registered.apply(connection, registrations, base=data, now=office.now())
    report = gather_source(office, registrations[0].name)
    assert report.error is None
    print(f"{file}: {report.counts.new} records, {report.counts.rejected} rejected")
    assert report.counts.rejected == REJECTED.get(file, 0)
