"""What is seen of a gathering while its rows are taken, and what is remembered of it for the next."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from handover.sources.guards.case import Dates
from handover.sources.guards.observing import COMPARED, Observing
from handover.sources.guards.profile import REMEMBERED, Profile, mapped_as, place, read_as
from handover.sources.guards.remembering import profile_of
from handover.sources.registering.registration import Registration
from handover.sources.rows import RawRow, Reading, Reason
from tests.unit.sources.guards.cases import REGISTRATION, a_case

TODAY = date(2025, 6, 2)
COUNTS = {"seen": 60, "new": 60, "changed": 0, "unchanged": 0, "vanished": 0, "rejected": 0}


def registered(**given: Any) -> Registration:
    return Registration.model_validate({**REGISTRATION, **given})


def an_observing(**given: Any) -> Observing:
    return Observing(registered(**given), today=TODAY)


def test_the_columns_of_a_table_are_those_of_its_header() -> None:
    observing = an_observing()
    for columns in (("Ref", "Title"), ("Ref", "Owner")):
        observing.rows(Reading(iter(()), columns), [RawRow(2, ["1", "a"]), RawRow(3, ["2", "b"])])
    seen = observing.seen(COUNTS, known=7)
    assert (seen.rows, seen.known, seen.new) == (4, 7, 60)
    assert seen.columns == {"Ref": 1.0, "Title": 1.0, "Owner": 1.0}


def test_of_items_it_is_seen_how_many_have_a_name() -> None:
    observing = an_observing()
    items = [{"id": 1, "details": {"closed": None, "deep": {"er": {"still": 1}}}}, {"id": 2, "tags": []}]
    observing.rows(Reading(iter(())), [RawRow(number, item) for number, item in enumerate(items, 1)])
    assert observing.seen(COUNTS, known=0).columns == {
        "id": 1.0,
        "details.closed": 0.5,
        "details.deep.er": 0.5,
        "tags": 0.5,
    }


def test_dates_of_what_happened_are_counted_and_plans_are_not() -> None:
    fields = {"initiative": "P", "period": "M", "end_actual": "E", "end_planned": "F"}
    observing = an_observing(records="programme-status", map=fields)
    payloads = [
        {"period": "2025", "end_planned": "2031"},
        {"period": "2026", "end_actual": "2025-06-03"},
        {"period": "2025-07", "end_actual": "2025-06-04"},
        {"period": "2025-06"},
    ]
    observing.written("programme-status", payloads)
    assert observing.seen(COUNTS, known=0).dates == {"period": Dates(4, 2), "end_actual": Dates(2, 1)}


def test_words_that_no_vocabulary_knows() -> None:
    fields = {"initiative": "P", "title": "T", "outcome": "O"}
    observing = an_observing(map=fields)
    observing.written("lesson", [{"outcome_given": "yes", "outcome": "worked"}, {"outcome_given": "so-so"}, {}])
    assert observing.seen(COUNTS, known=0).words == {"outcome": frozenset({"so-so"})}


@pytest.mark.parametrize(
    ("records", "unchanged", "fill"),
    [(60, 0, {"title": 1.0, "effect": 0.5}), (49, 0, {}), (60, 61, {})],
    ids=["most were written", "too few", "most stood as they were"],
)
def test_how_many_records_have_a_field(records: int, unchanged: int, fill: dict[str, float]) -> None:
    observing = an_observing()
    for start in range(0, records, 20):
        some = range(start, min(records, start + 20))
        observing.written("lesson", [{"title": "T", **({"effect": "E"} if number % 2 else {})} for number in some])
    counts = {**COUNTS, "new": records, "unchanged": unchanged, "seen": records + unchanged}
    assert observing.seen(counts, known=0).fill == fill


def test_of_very_many_changed_records_some_are_compared() -> None:
    observing = an_observing()
    compared = list(observing.compares(range(COMPARED + 1_000)))
    assert compared[:COMPARED] == list(range(COMPARED))
    assert len(compared) == COMPARED + 50


def test_why_rows_are_rejected() -> None:
    observing = an_observing()
    observing.rejected([Reason("bad-date", "Recorded", "…"), Reason("blank", "Title", "…")])
    observing.rejected([Reason("key-twice", None, "…")])
    seen = observing.seen(COUNTS, known=0)
    assert seen.reasons == Counter({("bad-date", "Recorded"): 1, ("blank", "Title"): 1, ("key-twice", None): 1})
    assert seen.keys_twice == 1


def test_a_profile_is_small_and_comes_back_as_it_was() -> None:
    words = {"outcome": frozenset(f"word {number}" for number in range(999))}
    columns = {f"column called {number}" * 50: 1.0 for number in range(999)}
    profile = profile_of(
        a_case(seen={"words": words, "columns": columns, "rejected": 7, "dates": {"period": Dates(9, 1)}})
    )
    assert Profile.model_validate(profile.as_json()) == profile
    assert (len(profile.columns), len(profile.words["outcome"]), profile.future) == (500, 200, ("period",))
    assert max(map(len, profile.columns)) == 200
    assert profile.rejected == (0.07,)


def test_what_is_usual_is_what_the_last_gatherings_were_like() -> None:
    profile = profile_of(a_case(before={"lost": (0.5,) * REMEMBERED}, seen={"vanished": 10, "new": 4}))
    assert profile.lost == (*(0.5,) * (REMEMBERED - 1), 0.06)
    assert profile.vanished == (0.1,)


USUAL: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {
    "something changed": ({"seen": {"changed": 1}}, {}, 1),
    "nothing changed": ({}, {}, 0),
    "the first": ({"first": True, "seen": {"known": 0, "new": 100}}, {}, 0),
    "released although it looked wrong": ({"seen": {"vanished": 90}}, {"usual": False}, 0),
}


@pytest.mark.parametrize(("case", "how", "moves"), USUAL.values(), ids=USUAL)
def test_which_gatherings_say_what_is_usual(case: dict[str, Any], how: dict[str, Any], moves: int) -> None:
    assert len(profile_of(a_case(**case), **how).vanished) == moves


def test_names_that_only_some_items_have_are_not_forgotten() -> None:
    before = {"columns": {"id": 1.0, "rare": 0.1, "gone": 0.9}}
    profile = profile_of(a_case(before=before, seen={"columns": {"id": 1.0, "half": 0.5}}))
    assert profile.columns == {"rare": 0.1, "id": 1.0, "half": 0.5}


@pytest.mark.parametrize(
    ("contract", "same_map", "kept"),
    [
        ("evolve", True, True),
        ("freeze", True, True),
        ("discard_value", True, False),
        ("discard_row", True, False),
        ("discard_row", False, True),
    ],
    ids=["evolve", "freeze, and released", "discard_value", "discard_row", "registered another way"],
)
def test_a_column_that_is_discarded_stays_new(contract: str, same_map: bool, kept: bool) -> None:
    case = a_case(
        declared={"contract": {"new_columns": contract}},
        seen={"columns": {"Ref": 1.0, "Owner": 1.0}},
        same_map=same_map,
    )
    assert ("Owner" in profile_of(case).columns) is kept


def test_the_fill_is_kept_where_too_few_were_read_to_know_it() -> None:
    assert profile_of(a_case(before={"fill": {"title": 1.0}})).fill == {"title": 1.0}
    assert profile_of(a_case(before={"fill": {"title": 1.0}}, same_map=False)).fill == {}
    assert profile_of(a_case(before={"fill": {"title": 1.0}}, seen={"fill": {"title": 0.5}})).fill == {"title": 0.5}


SAME: dict[str, tuple[dict[str, Any], tuple[bool, bool, bool]]] = {
    "nothing": ({}, (True, True, True)),
    "what it is called": ({"title": "Log of lessons", "owner": "jo@example.org"}, (True, True, True)),
    "how it is guarded": ({"guards": {"at_least": 5}, "cadence": "daily"}, (True, True, True)),
    "where it lies": ({"location": "other.csv"}, (False, True, True)),
    "its key": ({"key": "Title"}, (True, False, False)),
    "its sheet": ({"kind": "excel", "location": "a.xlsx", "sheet": "B"}, (False, False, False)),
    "what a column becomes": ({"map": {**REGISTRATION["map"], "effect": "E"}}, (True, True, False)),
    "words that mean nothing": ({"blank": "N/A"}, (True, True, False)),
    "its encoding": ({"encoding": "cp1252"}, (True, True, False)),
}


@pytest.mark.parametrize(("given", "same"), SAME.values(), ids=SAME)
def test_what_can_be_compared_after_the_registration_changed(
    given: dict[str, Any], same: tuple[bool, bool, bool]
) -> None:
    one, other = registered(), registered(**given)
    assert tuple(of(one) == of(other) for of in (place, read_as, mapped_as)) == same
