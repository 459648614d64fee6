"""How names are compared: spelling variants of one name are one initiative."""

import hashlib
import re
import unicodedata
from typing import Final

_AND: Final = re.compile(r"\s*&\s*|\s+\+\s+")
_PUNCTUATION: Final = re.compile(r"[^\w\s]|_")
_APOSTROPHES: Final = re.compile(r"['’‘`´]")
# What becomes of each letter of ASCII, at once: most names need no more than this.
_PLAIN: Final = {
    ord(letter): letter.lower() if letter.isalnum() else None if letter in "'`" else " "
    for letter in map(chr, range(128))
}
_FOOTNOTE: Final = re.compile(r"(?:\s*(?:\[(?:\d{1,3}|[a-z])\]|[*†‡§¹²³⁴-⁹]+))+$")
# In bytes. PostgreSQL takes no more than 2,704 into an index, and one letter can become eighteen.
_LONGEST_COMPARED: Final = 2_000


def normalised(written: str) -> str:
    """A name without what does not distinguish names: case, spacing, punctuation, ``&`` for ``and``, accents' form.

    Letters and digits are all kept, whatever the script, so ``Phase 1`` and ``Phase 2`` stay two names.

    >>> normalised("Health & Social-Care  (Pilot)") == normalised("health and social care pilot")
    True
    """
    if written.isascii() and "&" not in written and "+" not in written:
        return " ".join(written.translate(_PLAIN).split()) or " ".join(written.split())
    return _normalised(written)


def _normalised(written: str) -> str:
    text = unicodedata.normalize("NFKC", written).casefold()
    text = _AND.sub(" and ", text)
    text = _APOSTROPHES.sub("", text)
    text = " ".join(_PUNCTUATION.sub(" ", text).split())
    # A name of nothing but signs is still a name, and differs from other signs.
    return unicodedata.normalize("NFC", text) or " ".join(written.split())


def without_footnote_marks(written: str) -> str:
    """A name as it was before somebody copied it from a page, without the marks of footnotes behind it.

    >>> without_footnote_marks("Harbour Board [1]*"), without_footnote_marks("Harbour Board (2)")
    ('Harbour Board', 'Harbour Board (2)')
    """
    return _FOOTNOTE.sub("", written.strip()) or written


def compared(written: str) -> str:
    """What a name is compared by in the store: normalised, and short enough for the index of any database."""
    text = normalised(written)
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= _LONGEST_COMPARED else hashlib.sha256(encoded).hexdigest()
