"""Counts, lists, money and shortening: the reader is never given a plural that is wrong or half a word."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.dossier.wording import change_in_money, counted, full_stop, listed, money, on, quoted, shortened, times


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 lessons"), (1, "1 lesson"), (2, "2 lessons"), (1200, "1,200 lessons")],
)
def test_counted(number: int, words: str) -> None:
    assert counted(number, "lesson") == words


@pytest.mark.parametrize(
    ("words", "most", "said"),
    [
        ([], None, ""),
        (["a"], None, "a"),
        (["a", "b"], None, "a and b"),
        (["a", "b", "c"], None, "a, b and c"),
        (["a", "b", "c"], 3, "a, b and c"),
        (["a", "b", "c", "d"], 2, "a, b and 2 more"),
    ],
)
def test_listed(words: list[str], most: int | None, said: str) -> None:
    assert listed(words, most=most) == said


@pytest.mark.parametrize(("number", "words"), [(1, "once"), (2, "twice"), (3, "3 times"), (1000, "1,000 times")])
def test_times(number: int, words: str) -> None:
    assert times(number) == words


@pytest.mark.parametrize(
    ("partial", "words"), [("2012", "in 2012"), ("2012-05", "in May 2012"), ("2012-05-03", "on 3 May 2012")]
)
def test_on(partial: str, words: str) -> None:
    assert on(partial) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("0", "GBP", "£0"),
        ("1403", "GBP", "£1,403"),
        ("12.5", "GBP", "£12.50"),
        ("97300000", "GBP", "£97.3 million"),
        ("999999999", "GBP", "£1 billion"),
        ("-2500000", "EUR", "−€2.5 million"),
        ("950", "CHF", "950 CHF"),
        ("950", None, "950"),
        ("1e40", "GBP", "1.00e+40 GBP"),
    ],
)
def test_money(amount: str, currency: str | None, words: str) -> None:
    assert money(Decimal(amount), currency) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("100", "134", "up 34 per cent"),
        ("200", "100", "down 50 per cent"),
        ("100", "100", "unchanged"),
        ("10000", "10001", "up by less than 1 per cent"),
        ("0", "5", "up"),
        ("-5", "-9", "down"),
    ],
)
def test_change_in_money(first: str, last: str, words: str) -> None:
    assert change_in_money(Decimal(first), Decimal(last)) == words


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("Short enough.", 40, "Short enough."),
        ("Two\n\n lines   and spaces", 40, "Two lines and spaces"),
        ("The first sentence stands. The second does not fit any more.", 40, "The first sentence stands."),
        ("One long sentence that has to end somewhere in its middle", 30, "One long sentence that has to…"),
        ("Ask Dr. Hill about the boiler room before the winter comes", 30, "Ask Dr. Hill about the boiler…"),
        ("No. We never wrote the tender down anywhere at all", 30, "No. We never wrote the tender…"),
        ("a" * 50, 20, "a" * 19 + "…"),
    ],
    ids=["fits", "one-line", "whole-sentence", "whole-word", "abbreviation", "sentence-too-short", "one-word"],
)
def test_shortened(text: str, most: int, said: str) -> None:
    words, cut = shortened(text, most)
    assert words == said
    assert cut == (said != " ".join(text.split()))


@given(st.text(min_size=1, max_size=2000), st.integers(10, 200))
def test_shortened_never_cuts_a_word_that_fits_and_never_exceeds(text: str, most: int) -> None:
    words, cut = shortened(text, most)
    assert len(words) <= most
    kept = words.removesuffix("…").split() if cut else words.split()
    given_words = text.split()
    if kept and len(given_words[0]) < most:
        # All but the punctuation after the last kept word is as it was given.
        assert kept[:-1] == given_words[: len(kept) - 1]
        assert given_words[len(kept) - 1].startswith(kept[-1])


def test_shortening_a_text_of_a_million_characters_looks_at_its_beginning_only() -> None:
    words, cut = shortened("A beginning that says it all. " + "x " * 500_000, 60)
    assert cut
    assert words == "A beginning that says it all."


def test_quotation_marks_inside_a_quotation_become_single() -> None:
    assert quoted("the “illustrative” report") == "“the ‘illustrative’ report”"


@pytest.mark.parametrize(
    ("text", "said"), [("Done", "Done."), ("Done.", "Done."), ("Why?", "Why?"), ("“Why?”", "“Why?”"), ("a…", "a…")]
)
def test_full_stop(text: str, said: str) -> None:
    assert full_stop(text) == said
