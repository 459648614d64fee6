"""The page about real data says what is measured now, about every data set, in the order in which it has them."""

import re

from docs.generate import DOCS
from tests.real.counts.gathered import DATA_SETS, REGISTRATIONS, Gathered
from tests.real.counts.page import PAGE, WRITTEN_BY, page

WRITTEN = (DOCS / PAGE).read_text(encoding="utf-8")


def test_its_figures_are_those_that_are_measured_now(everything: Gathered) -> None:
    assert page(everything) == WRITTEN, f"run: {WRITTEN_BY}"


def test_every_registration_is_linked() -> None:
    linked = re.findall(r"\]\(\.\./tests/real/registrations/([\w-]+)\.yaml\)", WRITTEN)
    assert linked == [name for names in DATA_SETS.values() for name in names]


def test_whoever_is_to_be_named_is_named() -> None:
    for text in (
        WRITTEN,
        *((REGISTRATIONS / f"{name}.yaml").read_text(encoding="utf-8") for name in DATA_SETS["ifg_ministers"]),
    ):
        assert "Institute for Government" in text
        assert "CC BY 4.0" in text
