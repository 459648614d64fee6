"""How much room words take in a drawing, estimated on the wide side, because drawings cannot measure."""

import unicodedata
from typing import Final

# Widths in parts of the size of the letters; ours are narrower, but another font may have to stand in.
_NARROW: Final = frozenset("iljtfrI.,:;'’‘|!()[] ")
_WIDE: Final = frozenset("MWmw@%—…")
_SHARE_NARROW: Final = 0.34
_SHARE_USUAL: Final = 0.56
_SHARE_CAPITAL: Final = 0.66
_SHARE_WIDE: Final = 0.92
_SHARE_FULL: Final = 1.1


def width_of(words: str, size: float) -> float:
    """The width of ``words`` in letters of ``size``, in units of the drawing."""
    return sum(_share(letter) for letter in words) * size


def fitted(words: str, width: float, size: float) -> str:
    """``words`` on one line, cut with an ellipsis where they are wider than ``width``; blank where nothing fits."""
    words = " ".join(words.split())
    if width_of(words, size) <= width:
        return words
    room = width - width_of("…", size)
    end = 0
    for end, letter in enumerate(words):  # noqa: B007 - where it stops is what is asked
        room -= _share(letter) * size
        if room < 0:
            break
    kept = words[:end].rstrip()
    return f"{kept}…" if kept else ""


def _share(letter: str) -> float:
    if letter in _NARROW:
        return _SHARE_NARROW
    if letter in _WIDE:
        return _SHARE_WIDE
    if letter.isascii():
        return _SHARE_CAPITAL if letter.isupper() else _SHARE_USUAL
    if unicodedata.combining(letter):
        return 0.0
    return _SHARE_FULL if unicodedata.east_asian_width(letter) in "FW" else _SHARE_CAPITAL
