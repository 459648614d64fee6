"""Text from sources as a reader may safely see it: nothing invisible, nothing that turns other text around.

Only what is shown changes; the JSON form keeps every character as it was given.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from handover.dossier.wording import one_line
from handover.dossier.wording import shortened as in_short

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

# What neither XML nor PDF can hold (C0 and C1 controls, noncharacters, private use), and the two overrides
# that make a sentence read backwards.
_UNSHOWABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Bullets as word processors write them into plain text, from the private area of their symbol fonts.
_PRIVATE_BULLETS: Final = {ord(character): "•" for character in "\uf0b7\uf0a7\uf076\uf0d8"} | {0xFEFF: None}
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
# Whatever can change the direction of its neighbours: right-to-left letters, Arabic digits, formatting marks.
_TURNING: Final = frozenset({"R", "AL", "AN", "RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})


def legible(text: str) -> str:
    """``text`` with line ends as ``\\n`` and each character that cannot be shown as a visible U+FFFD.

    >>> legible("a\\x00b\\r\\nc")
    'a\ufffdb\\nc'
    """
    if text.isprintable() and text.isascii():
        return text
    text = _LINE_ENDS.sub("\n", text).translate(_PRIVATE_BULLETS)
    return _UNSHOWABLE.sub(REPLACEMENT, text)


def turns(text: str) -> bool:
    """Whether ``text`` holds anything that could change the direction of the text around it."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in _TURNING for character in text)


def right_to_left(text: str) -> bool:
    """Whether the first letter with a direction of its own runs from right to left (UAX #9, rules P2 and P3)."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def inline(text: str) -> Markup:
    """``text`` for the middle of a line: escaped, and isolated where it could turn its neighbours around."""
    text = legible(text)
    return Markup("<bdi>{}</bdi>").format(text) if turns(text) else escape(text)


def attribute(text: str) -> Markup:
    """``text`` for an attribute or the title, which hold no elements."""
    return escape(one_line(legible(text)))


def shortened(text: str, length: int) -> str:
    """``text`` on one line in about ``length`` characters, always with an ellipsis where it was cut."""
    words, cut = in_short(legible(text), length)
    return words if not cut or words.endswith("…") else f"{words} …"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of prose: its lines, and whether it is set from right to left."""

    lines: tuple[str, ...]
    right_to_left: bool


def paragraphs(text: str) -> list[Paragraph]:
    """Prose as paragraphs (parted by blank lines) of lines; nothing but surrounding space is lost."""
    blocks = _BLANK_LINES.split(legible(text).strip())
    return [
        Paragraph(tuple(line.strip() for line in block.strip("\n").split("\n")), right_to_left(block))
        for block in blocks
        if block.strip()
    ]
