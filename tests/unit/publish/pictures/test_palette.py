"""Colours of pictures can be told from their ground (WCAG 2.2, 1.4.3 and 1.4.11), and ratings without any."""

import pytest

from handover.publish.pictures import palette
from handover.publish.wording import RATING_LETTERS


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", [palette.INK, palette.QUIET, palette.LINE, palette.ACCENT])
def test_lines_edges_and_words_stand_out_from_the_paper(colour: str) -> None:
    # Words are written in all of these but the line's.
    assert contrast(colour, palette.PAPER) >= (3 if colour == palette.LINE else 4.5)


@pytest.mark.parametrize("rating", palette.RATING_FILLS)
def test_letters_in_marks_can_be_read(rating: str) -> None:
    assert contrast(palette.RATING_FILLS[rating], palette.RATING_INKS[rating]) >= 4.5


def test_each_rating_has_letters_of_its_own() -> None:
    letters = [RATING_LETTERS[rating] for rating in palette.RATING_FILLS]
    assert len(set(letters)) == len(letters)
