"""What a name meant on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.initiatives.naming import Naming, meant_on

FIRST = Naming(1, "MHCLG", "short", "2018-01-08", "2021-09-19")
SECOND = Naming(2, "MHCLG", "short", "2024-07", None)
UNDATED = Naming(3, "MHCLG", "alias")
ALL = (FIRST, SECOND, UNDATED)

MEANT = {
    "in the first time": (ALL, "2019-06-30", [1]),
    "in its first month, of which only that is known": (ALL, "2018-01", [1]),
    "on its last day": (ALL, "2021-09-18", [1]),
    "on the first day afterwards": (ALL, "2021-09-19", [3]),
    "between the two": (ALL, "2022", [3]),
    "in the second": (ALL, "2024-07-05", [2]),
    "in a year with both": ((FIRST, Naming(2, "MHCLG", "short", "2021-10", None)), "2021", [1, 2]),
    "long before, where nothing else is known": ((FIRST, SECOND), "1990", []),
    "where no dates are known": ((UNDATED, Naming(4, "MHCLG")), "2019", [3, 4]),
}


@pytest.mark.parametrize(("namings", "day", "ids"), MEANT.values(), ids=MEANT)
def test_what_a_name_meant(namings: tuple[Naming, ...], day: str, ids: list[int]) -> None:
    assert meant_on(namings, day) == ids


@pytest.mark.parametrize(
    ("naming", "period"),
    [
        (FIRST, "8 January 2018 to 19 September 2021"),
        (SECOND, "since July 2024"),
        (Naming(1, "A", to_on="2010"), "until 2010"),
        (UNDATED, ""),
    ],
)
def test_when_it_was(naming: Naming, period: str) -> None:
    assert naming.period == period


@given(st.dates(), st.dates(), st.dates())
def test_a_name_holds_from_its_first_day_until_before_the_day_it_ended(begun: date, ended: date, day: date) -> None:
    assert Naming(1, "A", "name", str(begun), str(ended)).holds_on(str(day)) == (begun <= day < ended)
