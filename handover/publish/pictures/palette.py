"""The colours of pictures. Drawings know no variables of the style sheet, so they are fixed values here.

Whatever has to be made out has at least 3 : 1 to its ground (WCAG 2.2, 1.4.11), words 4.5 : 1 (1.4.3); guide lines,
which only lead the eye, are fainter. Ratings are told by height and letters, and each has an edge in ink.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from handover.vocabulary import Rating

PAPER: Final = "#ffffff"
INK: Final = "#16202a"
QUIET: Final = "#3c4852"
LINE: Final = "#5a6772"
ACCENT: Final = "#0b4a63"
GUIDE: Final = "#cfd6dc"

RATING_FILLS: Final[Mapping[Rating, str]] = MappingProxyType(
    {"green": "#1d7545", "amber-green": "#a9cf7a", "amber": "#f4c04e", "amber-red": "#ef9a54", "red": "#a81e2b"}
)
RATING_INKS: Final[Mapping[Rating, str]] = MappingProxyType(
    {"green": PAPER, "amber-green": INK, "amber": INK, "amber-red": INK, "red": PAPER}
)

# By these names templates know them.
FOR_TEMPLATES: Final[Mapping[str, object]] = MappingProxyType(
    {
        "paper": PAPER,
        "ink": INK,
        "quiet": QUIET,
        "line": LINE,
        "accent": ACCENT,
        "guide": GUIDE,
        "fills": RATING_FILLS,
        "inks": RATING_INKS,
    }
)
