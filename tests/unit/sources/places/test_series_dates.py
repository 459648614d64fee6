"""The dates in the names of a series, and what is said where they do not tell one order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.errors import SourceUnreachable
from handover.sources.places.patterns import Entry
from handover.sources.places.series import dated_files, dates_in, first_doubt


def day(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


DATES = {
    "within a name": ("organisations_2022-10-12T191120_98b111e2.json.gz", "%Y-%m-%d", [day(2022, 10, 12)]),
    "with its time": (
        "organisations_2022-10-12T191120_98b111e2.json.gz",
        "%Y-%m-%dT%H%M%S",
        [day(2022, 10, 12, 19, 11, 20)],
    ),
    "without separators": ("r20240131.csv", "%Y%m%d", [day(2024, 1, 31)]),
    "as a part of a longer number": ("r2024013112.csv", "%Y%m%d", []),
    "a month": ("status-2024-03.csv", "%Y-%m", [day(2024, 3, 1)]),
    "a year": ("gmpp_2015.csv", "%Y", [day(2015, 1, 1)]),
    "digits left out": ("Status 1.3.2024.xlsx", "%d.%m.%Y", [day(2024, 3, 1)]),
    "digits left out, where they cannot be told apart": ("r2024113.csv", "%Y%m%d", []),
    "a month's name": ("Status March 2024.xlsx", "%B %Y", [day(2024, 3, 1)]),
    "a month's short name, in whatever case": ("status-31JAN24.csv", "%d%b%y", [day(2024, 1, 31)]),
    "a month within a word": ("dismay 2024.csv", "%B %Y", []),
    "a zone": ("a_2024-01-01T00+0200.csv", "%Y-%m-%dT%H%z", [day(2023, 12, 31, 22)]),
    "in no calendar": ("a-2024-13-40.csv", "%Y-%m-%d", []),
    "from … to": ("a_2024-01-01_to_2024-01-31.csv", "%Y-%m-%d", [day(2024, 1, 1), day(2024, 1, 31)]),
    "the one that is said": ("a_2024-01-01_to_2024-01-31.csv", "to_%Y-%m-%d", [day(2024, 1, 31)]),
    "the same one twice": ("2024-01-01/a-2024-01-01.csv", "%Y-%m-%d", [day(2024, 1, 1)]),
    "signs that mean something in a pattern": ("a (2024-01-01)+.csv", "(%Y-%m-%d)+", [day(2024, 1, 1)]),
    "before all time": ("a_0001-01-01T00+2359.csv", "%Y-%m-%dT%H%z", []),
    "none": ("latest.csv", "%Y-%m-%d", []),
}


@pytest.mark.parametrize(("name", "series", "dates"), DATES.values(), ids=DATES)
def test_which_dates_stand_in_a_name(name: str, series: str, dates: list[datetime]) -> None:
    assert sorted(dates_in(name, series)) == dates


@given(
    st.dates(min_value=datetime(1000, 1, 1).date()),  # noqa: DTZ001 - a day
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d %B %Y", "%b-%d-%Y", "%Y_%j"]),
    st.text("xyz_ ", max_size=4),
)
def test_a_date_that_was_written_is_found(date: datetime, series: str, around: str) -> None:
    assert dates_in(f"{around}_{date.strftime(series)}_{around}.csv", series) == {day(date.year, date.month, date.day)}


def files(*names: str) -> list[Entry]:
    return [Entry(f"records/{name}", name) for name in names]


def test_the_oldest_comes_first_whatever_the_names_begin_with() -> None:
    found = dated_files(files("a-02.01.2024.csv", "b-01.02.2023.csv", "c-01.01.2024.csv"), "%d.%m.%Y", str)
    assert [file.name for _, file in found] == ["b-01.02.2023.csv", "c-01.01.2024.csv", "a-02.01.2024.csv"]


REFUSED = {
    "no date": (
        ("a-2024-01-01.csv", "a-latest.csv"),
        "records/a-latest.csv has no date in its name that is written like 2015-12-31 (%Y-%m-%d).",
    ),
    "two dates": (
        ("2024-01-01-2024-01-02.csv",),
        "records/2024-01-01-2024-01-02.csv has several dates in its name that are written like 2015-12-31 (%Y-%m-%d).",
    ),
    "one date twice": (
        ("a-2024-01-01.csv", "b-2024-01-01.csv"),
        "records/a-2024-01-01.csv and records/b-2024-01-01.csv have the same date, 2024-01-01 00:00:00, so that nothing"
        " says which is newer.",
    ),
}


@pytest.mark.parametrize(("names", "sentence"), REFUSED.values(), ids=REFUSED)
def test_names_that_tell_no_order_are_said(names: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(SourceUnreachable) as refused:
        dated_files(files(*names), "%Y-%m-%d", str)
    assert refused.value.sentence == sentence
    assert refused.value.what_to_do


SIZES = {
    "the GOV.UK organisations, cut off": (2_869, 129_278, True),
    "the GOV.UK organisations, a month on": (129_278, 130_164, False),
    "a list that doubled": (1_000, 2_000, False),
    "a list that grew fourfold": (1_000, 4_000, False),
    "a list that grew more": (1_000, 4_001, True),
    "a list that became shorter": (2_000, 10, False),
    "nothing, then something": (0, 1, True),
    "nothing, then nothing": (0, 0, False),
    "sizes that nobody tells": (None, 1, False),
}


@pytest.mark.parametrize(("size", "following", "doubted"), SIZES.values(), ids=SIZES)
def test_when_the_first_file_seems_cut_off(size: int | None, following: int, *, doubted: bool) -> None:
    doubt = first_doubt(Entry("a", "a", size=size), Entry("b", "b", size=following), str)
    assert (doubt is not None) is doubted
    if doubt is not None:
        assert doubt.code == "truncated"
        assert doubt.figures["next_size"] == following


def test_the_doubt_says_what_it_is_about() -> None:
    doubt = first_doubt(Entry("a.gz", "a", size=2_869), Entry("b.gz", "b", size=129_278), str)
    assert doubt is not None
    assert (
        doubt.sentence == "a.gz has 2.87 kB, and the next file of its series, b.gz, has 129 kB: it seems to be cut off."
    )


def test_a_moment_before_is_another_moment() -> None:
    at = day(2024, 1, 1, 12)
    earlier = dates_in(f"a-{at - timedelta(seconds=1):%Y-%m-%dT%H%M%S}", "%Y-%m-%dT%H%M%S")
    assert earlier == {day(2024, 1, 1, 11, 59, 59)}
