"""The geometry of money over time: nothing that a source may give makes it fail, leave the drawing or overlap."""

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.dossier.model import StatusHistory
from handover.publish.pictures.money_line import MOST, WIDTH, MoneyPicture, money_pictures
from handover.publish.pictures.words_in_pictures import width_of
from tests.dossiers.parts import a_status_point

Amounts = tuple[Decimal | None, Decimal | None, Decimal | None]
AMOUNTS = st.one_of(
    st.none(),
    st.sampled_from([Decimal(text) for text in ("0", "1", "-1", "1e15", "-1e15", "0.01", "1430500", "1e40")]),
    st.decimals(-(10**16), 10**16, allow_nan=False, places=2),
)
PERIODS = st.one_of(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(lambda day: day.isoformat()[:7]),
    st.integers(1900, 2100).map(str),
)


def drawn(course: Sequence[tuple[str, Amounts]], currency: str | None = "GBP") -> tuple[MoneyPicture, ...]:
    return money_pictures(
        StatusHistory(
            points=tuple(
                a_status_point(period, budget=budget, forecast=forecast, whole_life_cost=cost, currency=currency)
                for period, (budget, forecast, cost) in course
            )
        )
    )


def budgets(*amounts: str | None) -> tuple[MoneyPicture, ...]:
    return drawn(
        [
            (f"20{number:02}", (Decimal(amount) if amount else None, None, None))
            for number, amount in enumerate(amounts, start=10)
        ]
    )


@pytest.mark.parametrize(
    "amounts",
    [
        pytest.param((), id="no points"),
        pytest.param(("5",), id="one point"),
        pytest.param((None, None, None), id="no amounts"),
        pytest.param(("5", None), id="one amount"),
    ],
)
def test_less_than_two_amounts_make_no_picture(amounts: tuple[str | None, ...]) -> None:
    assert budgets(*amounts) == ()


@pytest.mark.parametrize(
    ("amounts", "levels"),
    [
        pytest.param(("5", "5", "5"), ["£0", "£2", "£4", "£6"], id="equal"),
        pytest.param(("0", "0"), ["£0"], id="nothing at all"),
        pytest.param(("-3", "2"), ["−£4", "−£2", "£0", "£2"], id="negative"),
        pytest.param(
            ("1e15", "1"),
            ["£0", "£250,000 billion", "£500,000 billion", "£750,000 billion", "£1,000,000 billion"],
            id="10^15",
        ),
        pytest.param(
            ("1250000", "1900000"), ["£0", "£500,000", "£1 million", "£1.5 million", "£2 million"], id="usual"
        ),
    ],
)  # fmt: skip
def test_the_scale_has_round_amounts_and_nought(amounts: tuple[str, ...], levels: list[str]) -> None:
    (picture,) = budgets(*amounts)
    assert [level.words for level in picture.panels[0].levels] == levels


def test_a_gap_breaks_the_line_and_two_amounts_for_one_period_do() -> None:
    (picture,) = budgets("1", "2", None, "3", "3")
    assert len(picture.panels[0].series[0].runs) == 2
    (picture,) = drawn([(period, (Decimal(amount), None, None)) for period, amount in
                        (("2010", 1), ("2011", 1), ("2012", 1), ("2012", 2), ("2013", 2), ("2014", 2))])  # fmt: skip
    assert len(picture.panels[0].series[0].runs) == 2
    assert len(picture.panels[0].series[0].marks) == 6


def test_each_currency_has_its_own_picture() -> None:
    points = [
        a_status_point(f"20{number}", currency=currency)
        for currency, number in (("GBP", 10), ("GBP", 11), ("GBP", 12), ("EUR", 13), ("EUR", 14), ("USD", 15))
    ]
    made = money_pictures(StatusHistory(points=tuple(points)))
    assert [picture.currency for picture in made] == ["GBP", "EUR"]
    assert "€" in made[1].panels[0].series[0].label


def test_a_whole_life_has_a_scale_of_its_own() -> None:
    (picture,) = drawn([(f"201{n}", (Decimal(2), Decimal(3), Decimal(400))) for n in range(3)])
    assert [panel.words for panel in picture.panels] == ["Budget and forecast", "Whole-life cost"]
    assert picture.panels[0].bottom < picture.panels[1].top


def test_what_it_shows_is_told() -> None:
    (picture,) = budgets("1000000", "3000000", "500000", "2000000")
    assert picture.told == (
        "Budget: £1 million in 2010, £2 million in 2013; highest in 2011, at £3 million; lowest in 2012, at £500,000.",
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(PERIODS, st.tuples(AMOUNTS, AMOUNTS, AMOUNTS)), max_size=200))
def test_everything_is_inside_and_nothing_overlaps(course: list[tuple[str, Amounts]]) -> None:
    pictures = drawn(course)
    assert len(pictures) <= MOST
    assert pictures == drawn(course)
    for picture in pictures:
        for panel in picture.panels:
            for one in panel.series:
                places = [*one.marks, one.last, *(corner for run in one.runs for corner in run)]
                assert all(math.isfinite(x) and math.isfinite(y) for x, y in places)
                assert all(picture.left <= x <= picture.right and panel.top <= y <= panel.bottom for x, y in places)
                assert panel.top <= one.label_y <= panel.bottom - 13
                assert picture.right + 14 + width_of(one.label, 10.5) <= WIDTH
            heights = sorted(one.label_y for one in panel.series)
            assert all(after - before >= 28 for before, after in pairwise(heights))
            levels = sorted(level.y for level in panel.levels)
            assert all(after - before >= 12 for before, after in pairwise(levels))
            assert all(width_of(level.words, 11) <= picture.left - 8 for level in panel.levels)
        assert all(0 <= tick.x <= WIDTH for tick in picture.ticks)
        assert all(after.x - before.x >= 62 for before, after in pairwise(picture.ticks))
