import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.initiatives.names import _normalised, compared, normalised

SAME = [
    ("case", "Constellation", "CONSTELLATION"),
    ("spaces", "Joining  Up Care ", "Joining Up Care"),
    ("no-break space", "Joining\u00a0Up", "Joining Up"),
    ("hyphen", "Joining-Up Care", "Joining Up Care"),
    ("ampersand", "Health & Care", "Health and Care"),
    ("ampersand without spaces", "Health&Care", "Health and Care"),
    ("plus", "Health + Care", "Health and Care"),
    ("full stop", "Mobile Infrastructure Project.", "Mobile Infrastructure Project"),
    ("apostrophes", "Children’s Trust", "Children's Trust"),
    ("brackets", "Smart Meters (Roll-out)", "Smart Meters Roll out"),
    ("composed and decomposed", "Caf\u00e9 Cymru", "Cafe\u0301 Cymru"),
    ("ligature", "O\ufb03ce", "Office"),
]
DIFFERENT = [
    ("number", "Phase 1", "Phase 2"),
    ("letter", "Board A", "Board B"),
    ("word", "Health Board", "Health and Care Board"),
    ("accent", "Sian", "Siân"),
    ("script", "Програма", "Programa"),
    ("signs only", "***", "+++"),
]


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_spelling_variants_are_one_name(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(("one", "other"), [case[1:] for case in DIFFERENT], ids=[case[0] for case in DIFFERENT])
def test_what_distinguishes_names_is_kept(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_name_has_a_normal_form_that_stands_still(written: str) -> None:
    once = normalised(written)
    assert once
    assert normalised(once) == once


@given(st.text(alphabet=[chr(code) for code in range(128)]) | st.text(alphabet="Ab1 _'`-.&+\t"))
def test_the_short_way_for_plain_letters_comes_to_the_same(written: str) -> None:
    assert normalised(written) == _normalised(written)


@given(st.text(max_size=500))
def test_what_names_are_compared_by_fits_an_index(written: str) -> None:
    assert len(compared(written).encode("utf-8", "replace")) <= 2_000


def test_a_name_that_is_too_long_to_index_is_still_told_from_others() -> None:
    one, other = "\ufdfa" * 499 + "a", "\ufdfa" * 499 + "b"
    assert compared(one) == compared(one.upper())
    assert compared(one) != compared(other)
