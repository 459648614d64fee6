"""What a column looks like, from its values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.sources.drafting.profile import profile, stands_for_nothing

# Values, and the shape that all of them have.
SHAPES: dict[str, tuple[list[Any], str]] = {
    "e-mail addresses": (["a.b@example.org", "mailto:x@dept.example.org"], "e-mail"),
    "British numbers": (["020 7946 0399", "01632 960101"], "phone"),
    "international numbers": (["+44 1632 960101", "+1 (404) 555-0100 ext. 12"], "phone"),
    "addresses": (["https://example.org/a", "www.example.org/b", "/data/a.csv"], "address"),
    "numbers": (["1", "-2.5", "1,234"], "number"),
    "shares": (["3%", "-1.5 %"], "percent"),
    "pounds": (["£1.90m", "£12,131.50", "£0.00"], "currency"),
    "euros behind": (["12 €", "1 234 €"], "currency"),
    "bare amounts": (["1200", "12.5", "1,234"], "amount"),
    "decimal commas": (["1.234,56", "12,5", "950,00 €"], "comma-decimal"),
    "codes": (["LL-001", "A1", "MOD_0106_1617-Q1"], "code"),
    "people": (["Mary Osei", "Dr Liam Byrne", "O'Hara, Tom"], "person"),
    "posts": (["Director of Audit", "Head of Estates", "Chief Executive"], "post"),
    "how people are addressed": (["Mr", "Mrs.", "Dr"], "honorific"),
    "markings": (["OFFICIAL", "OFFICIAL-SENSITIVE", "Public"], "marking"),
    "yes and no": (["Yes", "n", "TRUE"], "yes-no"),
    "dates": (["31/12/2015", "1 May 2016"], "date"),
    "financial years": (["2022-23", "2023/24"], "financial-year"),
    "ratings": (["Green", "Amber/Red", "Exempt under Section 43"], "rating"),
    "stages": (["Delivery", "closed"], "stage"),
    "posts that nobody holds": (["Vacant", "Eliminated"], "nobody"),
    "sentences": (["The supplier missed two of its milestones because the interface was never agreed."], "prose"),
    "HTML": (["<p>Agreed</p>", "a<br/>b"], "html"),
    "lists": ([["a", "b"], ["c"]], "list"),
    "items of lists": ([["+44 1632 960101", "020 7946 0399"], ["01632 960102"]], "phone"),
    "currencies": (["GBP", "EUR"], "currency-code"),
}


@pytest.mark.parametrize(("values", "shape"), SHAPES.values(), ids=SHAPES)
def test_every_value_has_its_shape(values: list[Any], shape: str) -> None:
    assert profile(values).share(shape) == 1.0


OTHERS: dict[str, tuple[list[Any], str]] = {
    "a date is no telephone number": (["2001-06-08", "31/12/2015"], "phone"),
    "a long number is no telephone number": (["8525833"], "phone"),
    "a post is no person": (["Deputy Director"], "person"),
    "a short text is no sentence": (["Audit Practice"], "prose"),
    "a comparison is no HTML": (["p < 0.05 and a > b"], "html"),
    "a number is no currency": (["12.50"], "currency"),
    "one name is no person": (["Finance"], "person"),
}


@pytest.mark.parametrize(("values", "shape"), OTHERS.values(), ids=OTHERS)
def test_no_value_has_another_shape(values: list[Any], shape: str) -> None:
    assert profile(values).share(shape) == 0.0


def test_words_for_nothing_are_counted_and_not_looked_at() -> None:
    seen = profile(["31/12/2015", "TBC", "", None, "n/a", "-", "30/12/2015", "TBC"])
    assert (seen.rows, seen.filled, seen.distinct) == (8, 2, 2)
    assert seen.nothing == {"TBC": 2, "n/a": 1, "-": 1}
    assert seen.share("date") == 1.0


def test_what_stands_where_a_date_should_is_named() -> None:
    seen = profile(["31/12/2015", "Exempt under Section 43", "TBC", "Exempt under Section 43", "30/11/2015"])
    assert seen.odd_dates == ("Exempt under Section 43", "TBC")
    assert profile(["Green", "TBC"]).odd_dates == ()


def test_a_column_that_counts_its_rows_is_noticed() -> None:
    assert profile(["1", "2", "3"]).counts_rows
    assert profile([1, 2, 3]).counts_rows
    assert not profile(["1", "3", "2"]).counts_rows


def test_the_middle_amount_leaves_out_nothing() -> None:
    assert profile(["£0.00", "£10.00", "£30.00", "£20.00"]).median_amount == 20.0
    assert profile(["Green"]).median_amount is None


def test_marks_between_items_are_counted() -> None:
    seen = profile(["a; b", "c", "d; e; f", "g"])
    assert seen.separators[";"] == 0.5
    assert seen.separators[","] == 0.0


NOTHING = {
    "N/A": True,
    "n/k": True,
    "(TBC)": True,
    "Data not provided": True,
    "--": True,
    "…": True,
    "0": False,
    "£": False,
    "Vacant": False,
    "Nothing was wrong": False,
    "not applicable to the second phase of the programme, which begins in the summer": False,
}


@pytest.mark.parametrize(("text", "nothing"), NOTHING.items(), ids=NOTHING)
def test_a_word_can_stand_for_nothing(text: str, nothing: bool) -> None:
    assert stands_for_nothing(text) is nothing


@given(st.lists(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text()))))
def test_any_values_have_a_profile(values: list[Any]) -> None:
    seen = profile(values)
    assert seen.rows == len(values)
    assert seen.distinct <= seen.filled <= seen.rows
    assert all(0.0 <= share <= 1.0 for share in seen.shares.values())
