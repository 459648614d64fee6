"""Dates as sources write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.sources.mapping.source_dates import example, format_mistake, read_date

READ = {
    "a day": ("31/12/2015", ["%d/%m/%Y"], "2015-12-31"),
    "without leading noughts": ("1/9/2015", ["%d/%m/%Y"], "2015-09-01"),
    "two digits of a year": ("31.12.40", ["%d.%m.%y"], "2040-12-31"),
    "last century": ("17.03.97", ["%d.%m.%y"], "1997-03-17"),
    "a month": ("March 2015", ["%B %Y"], "2015-03"),
    "a short month": ("Mar-15", ["%b-%y"], "2015-03"),
    "a short September": ("30 Sept 2024", ["%d %b %Y"], "2024-09-30"),
    "a short September with a dot": ("30 sept. 2024", ["%d %b %Y"], "2024-09-30"),
    "a year": ("FY2015", ["FY%Y"], "2015"),
    "the second format": ("31.12.2015", ["%d/%m/%Y", "%d.%m.%Y"], "2015-12-31"),
    "American": ("04/05/2018", ["%m/%d/%Y"], "2018-04-05"),
    "a day of the year": ("2015-060", ["%Y-%j"], "2015-03-01"),
    "ISO beside a format": ("2024-04-01", ["%d/%m/%Y"], "2024-04-01"),
    "ISO without a format": ("2024-04", [], "2024-04"),
    "an ISO year": ("2015", ["%d/%m/%Y"], "2015"),
    "a year as a number": (2015, [], "2015"),
    "a year as a float": (2015.0, [], "2015"),
    "a moment": ("2015-03-14T09:26:53Z", [], "2015-03-14"),
    "a moment with a zone": ("2015-03-14T09:26:53.589+01:00", [], "2015-03-14"),
    "a moment with a space": ("2015-03-14 09:26", [], "2015-03-14"),
    "a date value": (date(2015, 3, 14), [], "2015-03-14"),
    "a moment value": (datetime(2015, 3, 14, 9, 26, tzinfo=UTC), [], "2015-03-14"),
    "long ago": ("0987-01-01", [], "0987-01-01"),
    "white space": (" 2015-03 ", [], "2015-03"),
}
REFUSED = {
    "30 February": ("30/02/2015", ["%d/%m/%Y"], "which is a date in no calendar"),
    "30 February in ISO": ("2015-02-30", [], "which is a date in no calendar"),
    "month 13": ("2015-13", [], "which is a date in no calendar"),
    "29 February of a common year": ("29.02.15", ["%d.%m.%y"], "which is a date in no calendar"),
    "words": (
        "soon",
        ["%d/%m/%Y", "%B %Y"],
        "which is not a date written like 31/12/2015 (%d/%m/%Y); December 2015 (%B %Y); 2015-12-31, 2015-12 or 2015",
    ),
    "too much": ("31/12/2015 or so", ["%d/%m/%Y"], "which is not a date written like 31/12/2015 (%d/%m/%Y)"),
    "the wrong order": ("12/31/2015", ["%d/%m/%Y"], "which is not a date"),
    "a number of days": (42005.0, [], "which is not a date"),
    "other digits": ("٢٠١٥", [], "which is not a date"),
}
FORMATS = {
    "as people write it": ("dd/mm/yyyy", "Did you mean “%d/%m/%Y”?"),
    "a month in words": ("d mmm yy", "Did you mean"),
    "no year": ("%d/%m", "no date format with a year in it"),
    "no directive": ("date", "no date format with a year in it"),
    "unknown directive": ("%Y-%Q", "cannot be read back|can be read back"),
    "one without end": ("%c" * 51, "has 102 characters, and a date format may have 100."),
    "twice the same": ("%Y %Y", "can be read back"),
}


@pytest.mark.parametrize(("value", "formats", "found"), READ.values(), ids=READ)
def test_a_date_is_read(value: object, formats: list[str], found: str) -> None:
    assert read_date(value, formats) == found


@pytest.mark.parametrize(("value", "formats", "clause"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_date_says_why(value: object, formats: list[str], clause: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_date(value, formats)
    assert str(refused.value).startswith(clause)


@pytest.mark.parametrize(("given_", "sentence"), FORMATS.values(), ids=FORMATS)
def test_a_format_that_cannot_be_used_says_why(given_: str, sentence: str) -> None:
    found = format_mistake(given_)
    assert found is not None
    assert any(part in found for part in sentence.split("|"))


@pytest.mark.parametrize("given_", ["%d/%m/%Y", "%d.%m.%y", "%B %Y", "FY%Y", "%Y%m%d", "%d %b %Y", "%x"])
def test_a_format_that_can_be_used(given_: str) -> None:
    assert format_mistake(given_) is None
    assert read_date(example(given_), [given_]).startswith("2015")


@settings(deadline=None)
@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%d/%m/%Y", "%m-%d-%Y", "%d %B %Y", "%Y%m%d"]))
def test_every_day_comes_back(day: date, given_: str) -> None:
    assert read_date(day.strftime(given_), [given_]) == day.isoformat()
