"""Texts of sources as they are shown: nothing invisible, nothing turned around, nothing lost in silence."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.publish.legible import attribute, inline, legible, paragraphs, right_to_left, shortened, turns
from tests.dossiers.hostile import CONTROLS, SCRIPT, TURNED, UNBROKEN

TEXTS = st.text(max_size=300)


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        pytest.param("Plain text.", "Plain text.", id="plain"),
        pytest.param("two\r\nlines\rthree", "two\nlines\nthree", id="line ends of other systems"),
        pytest.param("a\u2028b\u2029c\x85d\x0be\x0cf", "a\nb\nc\nd\ne\nf", id="unusual line ends"),
        pytest.param("null\x00bell\x07escape\x1b", "null\ufffdbell\ufffdescape\ufffd", id="controls"),
        pytest.param("delete\x7f c1\x9f", "delete\ufffd c1\ufffd", id="controls beyond ASCII"),
        pytest.param("a\uffff b\ufdd0 c\U0003ffff", "a\ufffd b\ufffd c\ufffd", id="noncharacters"),
        pytest.param("a\ue123", "a\ufffd", id="private use"),
        pytest.param("\uf0b7 one", "• one", id="a word processor's bullet"),
        pytest.param("\ufeffmark", "mark", id="byte order mark"),
        pytest.param("exe\u202egnp.", "exe\ufffdgnp.", id="override"),
        pytest.param("tab\tstays", "tab\tstays", id="tab"),
        pytest.param("שלום and Łódź 🎉", "שלום and Łódź 🎉", id="letters of any script stay"),
    ],
)
def test_legible(given_text: str, shown: str) -> None:
    assert legible(given_text) == shown


@given(TEXTS)
def test_legible_text_has_nothing_that_xml_or_pdf_cannot_hold(text: str) -> None:
    shown = legible(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Co") and c not in "\n\t"]
    assert legible(shown) == shown


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        pytest.param("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;", id="markup is text"),
        pytest.param("{{ 7*7 }}", "{{ 7*7 }}", id="a template is text"),
        pytest.param("שלום", "<bdi>שלום</bdi>", id="right to left is isolated"),
        pytest.param("<i>שלום", "<bdi>&lt;i&gt;שלום</bdi>", id="isolated and escaped"),
        pytest.param("Łódź", "Łódź", id="left to right needs no isolation"),
        pytest.param("a\u2067b", "<bdi>a\u2067b</bdi>", id="an isolate that is never closed"),
    ],
)
def test_inline(text: str, markup: str) -> None:
    assert inline(text) == markup


@given(TEXTS)
def test_inline_never_opens_an_element_of_its_own(text: str) -> None:
    assert "<" not in inline(text).replace("<bdi>", "").replace("</bdi>", "")


def test_attribute_is_one_line_without_elements() -> None:
    shown = attribute(f"{SCRIPT}\n{TURNED}")
    assert not {"<", '"', "\n"} & set(shown)
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Hello שלום", False), ("שלום hello", True), ("123 مرحبا", True), ("12.5 %", False), ("", False)],
)
def test_direction_is_that_of_the_first_letter_that_has_one(text: str, expected: bool) -> None:
    assert right_to_left(text) is expected


def test_pure_left_to_right_text_turns_nothing() -> None:
    assert not turns("Zażółć gęślą jaźń – Ελληνικά")
    assert turns("and \u200f")


@given(TEXTS, st.integers(min_value=12, max_value=200))
def test_shortened_is_one_line_and_says_when_it_was_cut(text: str, length: int) -> None:
    short = shortened(text, length)
    whole = " ".join(legible(text).split())
    assert "\n" not in short
    assert len(short) <= length + 2
    assert short == whole or short.endswith("…")


def test_a_single_endless_word_is_cut() -> None:
    assert shortened(UNBROKEN, 40) == f"{'W' * 39}…"


def test_paragraphs_keep_lines_and_their_direction() -> None:
    first, second = paragraphs("\n One\nline two \n \n\n שלום\n\n")
    assert (first.lines, first.right_to_left) == (("One", "line two"), False)
    assert (second.lines, second.right_to_left) == (("שלום",), True)


@given(TEXTS)
def test_paragraphs_lose_no_letter(text: str) -> None:
    shown = "".join("".join(paragraph.lines) for paragraph in paragraphs(text))
    assert "".join(shown.split()) == "".join(legible(text).split())


def test_a_text_without_words_has_no_paragraphs() -> None:
    assert paragraphs(" \n\n\t\n") == []
    assert paragraphs(CONTROLS)
