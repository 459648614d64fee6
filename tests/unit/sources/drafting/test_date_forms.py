"""Which forms of dates are found in a column."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.sources.drafting.date_forms import DateForms, date_forms, financial_year
from handover.sources.mapping.source_dates import read_date

FORMS: dict[str, tuple[list[Any], tuple[str, ...]]] = {
    "the day first": (["31/12/2015", "01/02/2016"], ("%d/%m/%Y",)),
    "the month first": (["01/31/1999", "02/02/2000"], ("%m/%d/%Y",)),
    "points and two digits": (["01.04.16", "31.12.40"], ("%d.%m.%y",)),
    "ISO needs none": (["2015-04-01", "2016"], ()),
    "moments need none": (["2020-04-01T10:00:00Z"], ()),
    "a spreadsheet's dates need none": ([date(2020, 1, 1), datetime(2020, 1, 2, 3, 4)], ()),  # noqa: DTZ001
    "a spreadsheet's and texts": ([date(2020, 1, 1), "14/06/2024"], ("%d/%m/%Y",)),
    "months": (["April 2022", "May 2022"], ("%B %Y",)),
    "short months": (["Apr 2024", "May 2024", "Sept 2024"], ("%b %Y",)),
    "months with a dash": (["Apr-24"], ("%b-%y",)),
    "months as numbers": (["04/2023"], ("%m/%Y",)),
    "written out": (["1 March 2021", "03 September 2020"], ("%d %B %Y",)),
    "as in America": (["Mar 3, 2021"], ("%b %d, %Y",)),
    "with a weekday": (["Mon, 3 March 2021"], ("%a, %d %B %Y",)),
    "a weekday and numbers": (["Wed 31/12/25"], ("%a %d/%m/%y",)),
    "with a time": (["31/04/2020 14:30", "30/04/2020 14:30"], ("%d/%m/%Y %H:%M",)),
    "with an American time": (["4/31/20 3:30 PM", "4/30/20 3:30 PM"], ("%m/%d/%y %I:%M %p",)),
    "the year first": (["2021/04/30"], ("%Y/%m/%d",)),
    "without marks": (["20200401"], ("%Y%m%d",)),
    "two forms": (["31/12/2015", "30.11.2016", "29.01.2017"], ("%d.%m.%Y", "%d/%m/%Y")),
    "a rare slip stays a slip": (["31/12/2015"] * 99 + ["30.11.2016"], ("%d/%m/%Y",)),
}


@pytest.mark.parametrize(("values", "formats"), FORMS.values(), ids=FORMS)
def test_the_forms_are_found(values: list[Any], formats: tuple[str, ...]) -> None:
    assert date_forms(values).formats == formats


NO_DATES: dict[str, list[Any]] = {
    "words": ["TBC", "soon"],
    "numbers": ["1234", "3000"],
    "a day that there is not": ["31/02/2020", "32/01/2020"],
    "telephone numbers": ["020 7946 0399"],
    "sentences": ["It began on 1 March 2021 and ended a year later, to the day."],
}


@pytest.mark.parametrize("values", NO_DATES.values(), ids=NO_DATES)
def test_what_is_no_date_has_no_form(values: list[Any]) -> None:
    assert date_forms(values) == DateForms()


ORDERS: dict[str, tuple[list[Any], bool | None]] = {
    "one shows it": (["01/02/2015", "13/02/2015"], True),
    "one shows the other": (["01/02/2015", "02/13/2015"], False),
    "none shows it": (["01/02/2015", "03/04/2015"], None),
    "it makes no difference": (["01/01/2001", "02/02/2002"], True),
    "most show it": (["13/02/2015", "14/02/2015", "02/13/2015"], True),
    "a month that is written": (["1 Feb 2015"], True),
}


@pytest.mark.parametrize(("values", "day_first"), ORDERS.values(), ids=ORDERS)
def test_the_order_of_day_and_month_is_known_where_it_shows(values: list[Any], day_first: bool | None) -> None:
    assert date_forms(values).day_first is day_first


def test_another_column_can_show_the_order() -> None:
    unsure = date_forms(["01/02/2015", "03/04/2015"])
    assert unsure.turned(day_first=False).formats == ("%m/%d/%Y",)
    assert unsure.turned(day_first=True).formats == ("%d/%m/%Y",)
    sure = date_forms(["31/12/2015"])
    assert sure.turned(day_first=False) is sure


FINANCIAL_YEARS = {
    "2022-23": "2022",
    "2022/23": "2022",
    "2022/2023": "2022",
    "FY2022-23": "2022",
    "1999-00": "1999",
    "2022-24": None,
    "2022": None,
    "2022-12": None,
}


@pytest.mark.parametrize(("text", "year"), FINANCIAL_YEARS.items(), ids=FINANCIAL_YEARS)
def test_a_financial_year_begins_in_a_calendar_year(text: str, year: str | None) -> None:
    assert financial_year(text) == year


@given(
    st.lists(st.dates(date(1970, 1, 1), date(2060, 1, 1)), min_size=1, max_size=20),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d %B %Y", "%Y-%m-%d", "%Y/%m/%d", "%b %d, %Y"]),
)
def test_what_is_found_reads_every_date(days: list[date], form: str) -> None:
    texts = [f"{day:{form}}" for day in days]
    found = date_forms(texts)
    assert found.share == 1.0
    read = [read_date(text, found.formats) for text in texts]
    if found.day_first is not None and not (form.startswith(("%d/", "%m/", "%d.")) and _either(days)):
        assert read == [day.isoformat() for day in days]


def _either(days: list[date]) -> bool:
    """Whether no date shows the order of its day and its month."""
    return all(day.day <= 12 for day in days)
