"""What a terminal is given: fitting lines, and no character that steers it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.cli.screen import fitted, in_short, moment, printable

PRINTABLE = {
    "plain text": ("Harbour Bridge", "Harbour Bridge"),
    "accents": ("Llanfairpwll – Zürich", "Llanfairpwll – Zürich"),
    "line ends": ("a\r\nb\nc\rd", "a\nb\nc d"),
    "spaces of all kinds": ("a\tb\u00a0c\u2003d\u2028e", "a b c d e"),
    "a colour": ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
    "a bell and a NUL": ("\x07\x00", "��"),
    "eight-bit controls": ("\x9b2J", "�2J"),
    "an override": ("a\u202eb\u202c", "a�b�"),
    "isolates": ("\u2066a\u2069", "�a�"),
    "marks that are not seen": ("\ufeffa\u200bb\u200fc\u00add", "abcd"),
    "a family": ("\U0001f468\u200d\U0001f467", "\U0001f468\u200d\U0001f467"),
    "half a character": ("\ud800", "�"),
    "a character that nobody has assigned": ("\U000e0fff", "�"),
    "Hebrew": ("גשר", "גשר"),
}


@pytest.mark.parametrize(("text", "shown"), PRINTABLE.values(), ids=PRINTABLE)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_whatever_the_text_nothing_of_it_steers_a_terminal(text: str) -> None:
    shown = printable(text)
    assert all(character.isprintable() or character in "\n\u200c\u200d" for character in shown)
    assert printable(shown) == shown
    assert len(shown) <= len(text)


FITTED = {
    "no window": ("a " * 60, None, "a " * 60),
    "a sentence": ("one two three four", 9, "one two\nthree\nfour"),
    "a word that is too long": ("supercalifragilistic x", 5, "supercalifragilistic\nx"),
    "an address is not broken": ("see non-existent-file.csv now", 12, "see\nnon-existent-file.csv\nnow"),
    "what is indented stays so": ("  one two three", 9, "  one two\n  three"),
    "a command stays whole": (
        "See it with: handover transitions show 1",
        20,
        "See it with:\nhandover transitions show 1",
    ),
    "a command in quotation marks": (
        "Run “handover init office” or not.",
        16,
        "Run\n“handover init office”\nor not.",
    ),
    "a command on a line of its own": ("Then:\n  handover init office", 12, "Then:\n  handover init office"),
    "handover as a word": ("A handover is made of it.", 12, "A handover\nis made of\nit."),
    "blank lines stay": ("a\n\nb", 10, "a\n\nb"),
    "nothing": ("", 10, ""),
}


@pytest.mark.parametrize(("text", "width", "lines"), FITTED.values(), ids=FITTED)
def test_fitted(text: str, width: int | None, lines: str) -> None:
    assert fitted(text, width) == lines


def test_a_moment_is_in_the_time_of_the_office() -> None:
    at = datetime(2024, 7, 1, 23, 30, 59, tzinfo=UTC)
    assert moment(at, "Europe/London") == "2024-07-02 00:30"
    assert moment(at, "America/New_York") == "2024-07-01 19:30"


def test_what_is_cut_says_how_long_it_is() -> None:
    assert in_short("abc", 3) == "abc"
    assert in_short("x" * 1_200, 3) == "xxx… (1,200 characters)"
