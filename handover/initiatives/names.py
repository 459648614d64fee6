"""How names are compared: spelling variants of one name are one initiative."""

import re
import unicodedata
from typing import Final

_AND: Final = re.compile(r"\s*&\s*|\s+\+\s+")
_PUNCTUATION: Final = re.compile(r"[^\w\s]|_")
_APOSTROPHES: Final = re.compile(r"['’‘`´]")


def normalised(written: str) -> str:
    """A name without what does not distinguish names: case, spacing, punctuation, ``&`` for ``and``, accents' form.

    Letters and digits are all kept, whatever the script, so ``Phase 1`` and ``Phase 2`` stay two names.

    >>> normalised("Health & Social-Care  (Pilot)") == normalised("health and social care pilot")
    True
    """
    text = unicodedata.normalize("NFKC", written).casefold()
    text = _AND.sub(" and ", text)
    text = _APOSTROPHES.sub("", text)
    text = " ".join(_PUNCTUATION.sub(" ", text).split())
    # A name of nothing but signs is still a name, and differs from other signs.
    return unicodedata.normalize("NFC", text) or " ".join(written.split())
