"""A name taken apart for being likened to others: its words, its numbers, and what it says of itself.

What is expanded or left out here is evidence that two names may mean one initiative; it does not make them equal
(``handover.initiatives.names`` does).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from handover.initiatives.names import normalised, without_footnote_marks

# How lists of programmes shorten words, with and without a full stop.
ABBREVIATED: Final = {
    "prog": "programme",
    "progs": "programme",
    "prg": "programme",
    "program": "programme",
    "programs": "programme",
    "programmes": "programme",
    "proj": "project",
    "projects": "project",
    "dept": "department",
    "dep": "department",
    "govt": "government",
    "gov": "government",
    "min": "ministry",
    "natl": "national",
    "intl": "international",
    "mgmt": "management",
    "mgt": "management",
    "org": "organisation",
    "organization": "organisation",
    "svc": "service",
    "svcs": "services",
    "sys": "system",
    "tech": "technology",
    "dev": "development",
    "infra": "infrastructure",
    "assoc": "association",
    "ctte": "committee",
    "cttee": "committee",
    "comm": "committee",
    "auth": "authority",
    "ltd": "limited",
    "uni": "university",
    "hosp": "hospital",
    "transf": "transformation",
    "centre": "center",
    "defence": "defense",
}
# What a name may have or lack and mean the same: “Crossrail”, “Crossrail Programme”.
GENERIC: Final = frozenset({"programme", "project", "portfolio", "scheme", "initiative", "strategy", "the", "limited"})
# They join words and tell nothing, but some bodies are told apart by nothing else.
JOINING: Final = frozenset({"of", "for", "and", "in", "on", "at", "to", "a", "an", "with", "by", "y", "yr", "ar", "i"})
_SPELLED_NUMBERS: Final = {
    word: str(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}

_FORMERLY: Final = re.compile(
    r"\s*[(\[,–-]\s*(?:formerly|originally|previously|prev\.|was|once|f\.?k\.?a\.?|gynt)(?:\s+known\s+as|\s+called)?:?\s+([^()\[\]]+?)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(r"\(([^()]*)\)")
_SHORT: Final = re.compile(r"[A-Za-z][A-Za-z0-9&/-]{1,11}")
_FEWEST_LETTERS: Final = 2
# Short names that short names keep whole: “NHSBT” for NHS Blood and Transplant.
_KEPT_WHOLE: Final = frozenset({"ai", "bbc", "eu", "hm", "hr", "ni", "nhs", "uk"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a name consists of. ``words`` are without case, accents, footnote marks and what it says in brackets of
    itself; ``numbers`` those of them that count or number; ``short`` the short names that it states or is;
    ``formerly`` what it says that it was called before, as names are compared.
    """

    written: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    short: frozenset[str]
    formerly: tuple[str, ...]

    @property
    def key(self) -> str:
        return " ".join(self.words)

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that tell it from others; all of them where none does."""
        found = tuple(word for word in self.words if word not in GENERIC and word not in JOINING)
        return found or self.words

    @property
    def initials(self) -> frozenset[str]:
        """What it may be shortened to: with and without the joining words, and what is generic at its end."""
        full = "".join(word[0] for word in self.words)
        telling = "".join(word[0] for word in self.words if word not in JOINING and word != "the")
        bare = "".join(word[0] for word in self.telling)
        kept = "".join(word if word in _KEPT_WHOLE else word[0] for word in self.words if word not in JOINING)
        return frozenset(one for one in (full, telling, bare, kept) if len(one) > _FEWEST_LETTERS)


@lru_cache(maxsize=20_000)
def spelling(written: str) -> Spelling:
    """Take a name apart."""
    text = without_footnote_marks(written)
    formerly: tuple[str, ...] = ()
    if "(" in text or "[" in text or "," in text or "-" in text or "–" in text:
        found = _FORMERLY.search(text)
        if found and found.start() > 0:
            formerly = (normalised(found[1]),)
            text = text[: found.start()]
    short = set()
    for inside in _BRACKETED.findall(text) if "(" in text else ():
        candidate = inside.strip()
        if _SHORT.fullmatch(candidate) and _is_short(candidate):
            short.add(_letters(candidate))
            text = text.replace(f"({inside})", " ")
    words = tuple(_word(one) for one in _folded(normalised(text)).split())
    if len(words) == 1 and _is_short(text):
        short.add(words[0])
    numbers = tuple(sorted(word for word in words if any(letter.isdigit() for letter in word) or len(word) == 1))
    return Spelling(written, words, numbers, frozenset(short), formerly)


def _is_short(text: str) -> bool:
    """Whether a text looks like a short name: most of it is capitals."""
    letters = [letter for letter in text.strip() if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= _FEWEST_LETTERS and len(text.strip()) <= 12 and capitals * 2 > len(letters)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _word(word: str) -> str:
    return ABBREVIATED.get(word) or _SPELLED_NUMBERS.get(word) or _ROMAN.get(word) or word


def _folded(text: str) -> str:
    """Without accents: who types a Welsh name often leaves them out."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in plain if not unicodedata.combining(sign)))
