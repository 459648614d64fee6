"""By what rule a field is made from its columns."""

from collections.abc import Sequence
from typing import Any

import pytest

from handover.records import RecordKind
from handover.sources.drafting.amounts import Money, money_of
from handover.sources.drafting.guessing import Column
from handover.sources.drafting.heading import heading
from handover.sources.drafting.profile import Profile, profile
from handover.sources.drafting.proposed_rules import (
    currency_of,
    day_goes_first,
    proposed_rule,
    rating_vocabulary,
)
from handover.sources.drafting.suggested_words import suggested_words


def column(name: str, values: Sequence[Any]) -> Column:
    return Column(name, heading(name), profile(values))


def rule_of(
    records: RecordKind,
    field: str,
    *columns: Column,
    day_first: bool | None = None,
    currency: str | None = None,
) -> str | dict[str, Any]:
    return proposed_rule(records, field, columns, day_first=day_first, currency=currency).rule


HEADINGS = {
    "2014/2015 Budget (£million)": ("GBP", 10**6),
    "Budget £k": ("GBP", 10**3),
    "Approved budget £000": ("GBP", 10**3),
    "Approved budget (£'000s)": ("GBP", 10**3),
    "Cost (£m)": ("GBP", 10**6),
    "Cost in €m": ("EUR", 10**6),
    "Kosten T€": ("EUR", 10**3),
    "Budget (kEUR)": ("EUR", 10**3),
    "Total USD million": ("USD", 10**6),
    "Total £bn": ("GBP", 10**9),
    "Total Project Cost $US": ("USD", 1),
    "Cost in thousands": (None, 10**3),
    "Budget": (None, 1),
    "Milestone payment": (None, 1),
}


@pytest.mark.parametrize(("name", "expected"), HEADINGS.items(), ids=HEADINGS)
def test_a_heading_says_currency_and_unit(name: str, expected: tuple[str | None, int]) -> None:
    assert money_of(name, Profile()) == Money(*expected)


def test_the_values_say_the_currency_and_small_ones_are_thought_to_be_millions() -> None:
    small = money_of("yearly_budget", profile(["£32.24", "£965.10", "£0.00"]))
    assert (small.currency, small.unit) == ("GBP", 10**6)
    assert "a guess" in (small.note or "")
    large = money_of("yearly_budget", profile(["£3,200,000", "£965,000"]))
    assert large == Money("GBP", 1)


def test_a_record_has_one_currency() -> None:
    columns = [column("Budget £", ["1"]), column("Forecast £", ["1"]), column("Whole-life cost €", ["1"])]
    assert currency_of(columns) == "GBP"
    assert rule_of("programme-status", "whole_life_cost", columns[2], currency="GBP") == {
        "column": "Whole-life cost €",
        "money": {"unit": 10**6},
    }
    assert currency_of([column("Budget", ["100"])]) is None


RULES: dict[str, tuple[RecordKind, str, list[Column], str | dict[str, Any]]] = {
    "a rename": ("lesson", "title", [column("Title", ["a b c"])], "Title"),
    "ISO dates": ("lesson", "recorded_on", [column("Date", ["2015-12-31"])], "Date"),
    "dates in a form": (
        "lesson",
        "recorded_on",
        [column("Date", ["31/12/2015", "30/11/2015"])],
        {"column": "Date", "date": "%d/%m/%Y"},
    ),
    "dates in two forms, and words": (
        "lesson",
        "recorded_on",
        [column("Date", ["31/12/2015", "30/11/2015", "1 May 2015", "Exempt under 43", "Exempt under 26", "TBC"])],
        {"column": "Date", "date": ["%d/%m/%Y", "%d %b %Y"], "blank": ["Exempt under*"]},
    ),
    "financial years": (
        "programme-status",
        "period",
        [column("Year", ["2022-23", "2023-24"])],
        {"column": "Year", "lookup": {"2022-23": "2022", "2023-24": "2023"}},
    ),
    "several columns of prose": (
        "lesson",
        "what_happened",
        [column("Event", ["It rained."]), column("Background", ["<p>It rained before.</p>"])],
        {"join": ["Event", "Background"], "with": "\n\n", "html": True},
    ),
    "first name and surname": (
        "contact",
        "name",
        [column("First", ["Mary"]), column("Last", ["Osei"])],
        {"join": ["First", "Last"], "with": " "},
    ),
    "several telephones": (
        "contact",
        "phones",
        [column("Phone", ["020 7946 0399"]), column("Mobile", ["07700 900123"])],
        {"join": ["Phone", "Mobile"]},
    ),
    "tags with commas": ("lesson", "tags", [column("Topics", ["a, b", "c"])], {"column": "Topics", "split": ","}),
    "tags with semicolons keep their commas": (
        "lesson",
        "tags",
        [column("Topics", ["a, b; c", "d; e"])],
        {"column": "Topics", "split": ";"},
    ),
    "a list of JSON": ("lesson", "tags", [column("labels", [["a, b", "c"]])], "labels"),
    "words that mean something": (
        "programme-status",
        "rating",
        [column("RAG", ["Green", "On track", "Off track"])],
        {"column": "RAG", "lookup": {"On track": "green", "Off track": "red"}},
    ),
    "words that mean nothing": (
        "contact",
        "reports_to",
        [column("Reports to", ["54084", "XX", "n/a"])],
        {"column": "Reports to", "blank": ["XX"]},
    ),
    "decimal commas": (
        "programme-status",
        "budget",
        [column('Budget "T€"', ["1.234,50", "950,00"])],
        {
            "money": {"currency": "EUR", "unit": 1000},
            "expression": r'row["Budget \"T€\""]|replace(".", "")|replace(",", ".")',
        },
    ),
    "rows without an initiative": (
        "lesson",
        "initiative",
        [column("Project", ["Tax Portal", "N/A", "various"])],
        {"column": "Project", "blank": ["various"], "default": "No initiative named"},
    ),
}


@pytest.mark.parametrize(("records", "field", "columns", "rule"), RULES.values(), ids=RULES)
def test_the_rule_is_what_the_values_need(
    records: RecordKind, field: str, columns: list[Column], rule: str | dict[str, Any]
) -> None:
    assert rule_of(records, field, *columns, currency=currency_of(columns)) == rule


def test_the_order_of_day_and_month_is_that_of_the_file() -> None:
    unsure = column("Start", ["01/02/2015", "03/04/2015"])
    american = column("End", ["12/31/2015"])
    assert day_goes_first([unsure]) is None
    assert day_goes_first([unsure, american]) is False
    assert day_goes_first([column("End", ["2015-12-31"])]) is None
    alone = proposed_rule("lesson", "recorded_on", [unsure], day_first=None, currency=None)
    assert alone.rule == {"column": "Start", "date": "%d/%m/%Y"}
    assert "no date shows" in alone.notes[0]
    shown = proposed_rule("lesson", "recorded_on", [unsure], day_first=False, currency=None)
    assert shown.rule == {"column": "Start", "date": "%m/%d/%Y"}
    assert shown.notes == ()


VOCABULARIES = {
    "five": (["Green", "Amber/Red", "Red"], "five-colour"),
    "three": (["Green", "Amber", "Red"], "three-colour"),
    "letters": (["G", "A"], "three-colour"),
    "one colour does not show it": (["Green"], None),
    "no colours": (["1", "2"], None),
}


@pytest.mark.parametrize(("words", "vocabulary"), VOCABULARIES.values(), ids=VOCABULARIES)
def test_the_colours_show_how_many_there_are(words: list[str], vocabulary: str | None) -> None:
    assert rating_vocabulary(dict.fromkeys(words, 1)) == vocabulary


SUGGESTED: dict[str, tuple[str, list[str], dict[str, str], tuple[str, ...]]] = {
    "known words need none": ("rating", ["Green", "Amber/Red"], {}, ()),
    "words that offices use": ("outcome", ["Y", "N"], {"Y": "worked", "N": "did-not-work"}, ()),
    "a slip": ("stage", ["Implementaton"], {"Implementaton": "implementation"}, ()),
    "what nobody knows": ("rating", ["Purple"], {}, ("Purple",)),
    "a letter is near to none": ("rating", ["X"], {}, ("X",)),
    "too many words": ("stage", [f"step {number}" for number in range(30)], {}, tuple(f"step {n}" for n in range(20))),
}


@pytest.mark.parametrize(("field", "words", "lookup", "unknown"), SUGGESTED.values(), ids=SUGGESTED)
def test_meanings_are_suggested(field: str, words: list[str], lookup: dict[str, str], unknown: tuple[str, ...]) -> None:
    assert suggested_words(field, words) == (lookup, unknown)
