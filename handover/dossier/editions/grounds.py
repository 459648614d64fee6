"""The grounds on which something is withheld, and the mark that stands in its place.

The sections are those of the United Kingdom's Freedom of Information Act 2000: 24 (national security), 40 (personal
information) and 43 (commercial interests). An office elsewhere puts its own words in their place.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from handover.dossier.editions.model import Ground

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "personal": "personal data, s40",
        "commercial": "commercial, s43",
        "security": "security, s24",
        "marked": "marked higher",
        "annex": "in the annex",
    }
)
EXPLAINED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "personal": "Names of people, and how to reach them: Freedom of Information Act 2000, section 40",
        "commercial": "Would harm somebody’s commercial interests: Freedom of Information Act 2000, section 43",
        "security": "Is needed for national security: Freedom of Information Act 2000, section 24",
        "marked": "Comes from a row that is marked higher than this edition may be",
        "annex": "Stands in the annex of the full dossier",
    }
)
# Words in a marking that say why it was given. (UK Government Security Classifications: descriptors.)
_DESCRIPTORS: Final[Mapping[str, Ground]] = MappingProxyType(
    {"commercial": "commercial", "personal": "personal", "security": "security", "secret": "security"}
)


def ground_of(marking: str) -> Ground:
    """Why something with this marking is withheld.

    >>> ground_of("OFFICIAL-SENSITIVE: COMMERCIAL")
    'commercial'
    """
    words = marking.casefold()
    return next((ground for word, ground in _DESCRIPTORS.items() if word in words), "marked")


def mark(words: str) -> str:
    """What stands in the place of a passage that was withheld; nobody takes it for a word of the passage.

    >>> mark("personal data, s40")
    '[withheld: personal data, s40]'
    """
    return f"[withheld: {words}]"
