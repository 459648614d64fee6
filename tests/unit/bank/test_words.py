"""Words as they are compared, texts as they are quoted, and lists of numbers as they are packed."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.bank.excerpt import excerpt
from handover.bank.postings import packed, unpacked
from handover.bank.words import stem, stems, telling, words_of

# Words that are compared alike, and words that must not be.
ALIKE = [
    ("budget", "budgets", "budgeted", "budgeting"),
    ("fund", "funds", "funded", "funding"),
    ("policy", "policies"),
    ("house", "houses", "housed", "housing"),
    ("service", "services", "servicing"),
    ("programme", "programmes"),
    ("plan", "plans", "planned", "planning"),
    ("pool", "pools", "pooled", "pooling"),
    ("agree", "agrees", "agreed"),
    ("rate", "rates", "rated", "rating"),
]
APART = [("plan", "plane"), ("rat", "rate"), ("need", "knee"), ("phase1", "phase2"), ("2013", "2013s"), ("gas", "ga")]


@pytest.mark.parametrize("words", ALIKE, ids=[words[0] for words in ALIKE])
def test_the_forms_of_one_word_are_alike(words: tuple[str, ...]) -> None:
    assert len({stem(word) for word in words}) == 1


@pytest.mark.parametrize("words", APART, ids=[words[0] for words in APART])
def test_other_words_stay_apart(words: tuple[str, str]) -> None:
    assert stem(words[0]) != stem(words[1])


TEXTS = [
    ("Pooled budgets: (Section 75)!", ["pooled", "budgets", "section", "75"]),
    ("the board’s café — CAFÉ", ["the", "boards", "cafe", "cafe"]),
    ("snake_case and e-mail", ["snake", "case", "and", "e", "mail"]),
    ("Bwrdd Tŵr y Gât", ["bwrdd", "twr", "y", "gat"]),
    ('🙂 * ( ) " AND', ["and"]),
    ("Straße ﬁre", ["strasse", "fire"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "words"), TEXTS, ids=[text or "nothing" for text, _ in TEXTS])
def test_a_text_is_its_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@given(st.text())
def test_a_word_is_one_however_it_is_composed(text: str) -> None:
    composed, spread = (words_of(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert composed == spread


@given(st.text())
def test_what_a_word_is_compared_as_fits_into_the_store(word: str) -> None:
    assert all(0 < len(stem(one)) <= 64 for one in words_of(word))


def test_small_words_count_only_where_there_are_no_others() -> None:
    assert telling(["the", "budget", "of", "not"]) == ["budget"]
    assert telling(["to", "be", "or", "not"]) == ["to", "be", "or", "not"]
    assert stems(["budgets", "budget"]) == {"budget": "budgets"}


@given(st.sets(st.integers(1, 2**62), min_size=1))
def test_what_was_packed_is_unpacked(numbers: set[int]) -> None:
    assert list(unpacked(packed(sorted(numbers)))) == sorted(numbers)


QUOTED = [
    ((), {"x"}, None),
    ((" \n ",), {"x"}, None),
    (("One  line\nof text.",), set(), "One line of text."),
    (("Nothing here.", "The pooled budget."), {"budget"}, "The pooled budget."),
    (("a " * 300 + "pooled budget " + "b " * 300,), {"pool", "budget"}, "… "),
    (("x" * 1000,), {"y"}, "x" * 220),
]


@pytest.mark.parametrize(("texts", "wanted", "begins"), QUOTED)
def test_the_best_place_is_quoted(texts: tuple[str, ...], wanted: set[str], begins: str | None) -> None:
    quoted = excerpt(texts, wanted)
    assert quoted is None if begins is None else (quoted or "").startswith(begins)
    if begins == "… ":
        assert "pooled budget" in (quoted or "")
        assert (quoted or "").endswith(" …")


@given(st.lists(st.text(max_size=400)), st.sets(st.sampled_from(["a", "budget", "pool"])))
def test_a_quotation_is_never_long(texts: list[str], wanted: set[str]) -> None:
    quoted = excerpt(texts, wanted)
    assert quoted is None or len(quoted) <= 224


def test_a_text_of_a_million_characters_is_quoted_at_once() -> None:
    began = time.perf_counter()
    assert "budget" in (excerpt(["no budget " * 100_000], {"budget"}) or "")
    assert time.perf_counter() - began < 2
