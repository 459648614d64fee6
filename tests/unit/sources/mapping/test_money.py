"""Amounts as sources write them; what is no amount is not made one."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.sources.mapping.money import Amount, plain, read_amount

UNDERSTOOD = {
    "a number": ("123", "GBP", 1, "123"),
    "a float": (365.98, "GBP", 1_000_000, "365980000"),
    "a whole float": (500.0, "GBP", 1, "500"),
    "a tiny float": (1e-07, "GBP", 1, "0.0000001"),
    "an integer": (12, None, 1000, "12000"),
    "thousands": ("1,234,567.89", "GBP", 1, "1234567.89"),
    "thousands with spaces": ("1 234 567", "GBP", 1, "1234567"),
    "thousands with thin spaces": ("1\u202f234", "GBP", 1, "1234"),
    "millions": ("£1,234.5m", "GBP", 1, "1234500000"),
    "billions": ("1.2bn", "GBP", 1, "1200000000"),
    "thousand": ("£12k", "GBP", 1, "12000"),
    "in words": ("£3 million", "GBP", 1, "3000000"),
    "capital scale": ("£12K", "GBP", 1, "12000"),
    "the text's scale goes before the unit": ("£12k", "GBP", 1_000_000, "12000"),
    "the unit": ("£365.98", "GBP", 1_000_000, "365980000"),
    "brackets are minus": ("(123)", "GBP", 1, "-123"),
    "brackets with a sign": ("(£1.5m)", "GBP", 1, "-1500000"),
    "sign then brackets": ("£(12)", "GBP", 1, "-12"),
    "minus": ("-£5", "GBP", 1, "-5"),
    "minus after the sign": ("£-5", "GBP", 1, "-5"),
    "a typographic minus": ("−5", "GBP", 1, "-5"),
    "the code before": ("GBP 12", "GBP", 1, "12"),
    "the code behind": ("12m EUR", "EUR", 1, "12000000"),
    "a dollar of the declared kind": ("$5", "CAD", 1, "5"),
    "a space that does not break": ("\xa0£9941.96", "GBP", 1, "9941.96"),
    "nought": ("£0.00", "GBP", 1, "0"),
    "more digits than are needed": (
        "123456789012345678901234567890.12",
        "GBP",
        1000,
        "123456789012345678901234567890120",
    ),
    "a half": (".5", None, 1, "0.5"),
}

NOT_UNDERSTOOD = {
    "words": ("Exempt under Section 43", "GBP"),
    "nothing": ("", "GBP"),
    "another currency": ("€5", "GBP"),
    "another code": ("EUR 5", "GBP"),
    "a dollar in pounds": ("$5", "GBP"),
    "two signs": ("£5 EUR", "GBP"),
    "capitals that are no currency": ("FTE 12", None),
    "wrong groups": ("1,23", "GBP"),
    "a European decimal": ("1.234,50", "EUR"),
    "a range": ("5-10", "GBP"),
    "about": ("c. 5m", "GBP"),
    "an open bracket": ("(5", "GBP"),
    "a closing bracket": ("5)", "GBP"),
    "twice negative": ("-(5)", "GBP"),
    "per cent": ("5%", "GBP"),
    "no number": (float("nan"), "GBP"),
    "endless": (float("inf"), "GBP"),
    "digits of another script": ("٣", "GBP"),
    "very long": ("1" * 100, "GBP"),
}


@pytest.mark.parametrize(("given_", "currency", "unit", "value"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_an_amount_is_understood(given_: object, currency: str | None, unit: int, value: str) -> None:
    amount = read_amount(given_, currency=currency, unit=Decimal(unit))
    assert amount is not None
    assert format(amount.value, "f") == value


@pytest.mark.parametrize(("given_", "currency"), NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD)
def test_what_is_no_amount_is_not_guessed_at(given_: object, currency: str | None) -> None:
    assert read_amount(given_, currency=currency) is None


@pytest.mark.parametrize(
    ("text", "currency"), [("£5", "GBP"), ("€5", "EUR"), ("5 USD", "USD"), ("$5", None), ("5", None)]
)
def test_the_currency_that_a_text_names(text: str, currency: str | None) -> None:
    assert read_amount(text) == Amount(Decimal(5), currency)


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=2))
def test_a_number_written_out_comes_back(number: Decimal) -> None:
    amount = read_amount(f"{number:,f}")
    assert amount is not None
    assert amount.value == number


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_plain_changes_the_writing_and_not_the_number(number: Decimal) -> None:
    assert plain(number) == number
    assert "E" not in str(plain(number)).upper() or abs(number) < Decimal("1e-6")


@settings(deadline=None)
@given(st.text())
def test_any_text_is_an_amount_or_none(text: str) -> None:
    assert read_amount(text) is None or any(character.isdigit() for character in text)
