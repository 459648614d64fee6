"""When two spellings of a person's name can be the same person's, and when they cannot.

Lists change their conventions: titles come and go, surnames move to the front, first names become initials, accents
and hyphens are lost. None of that is a change of person. This only ever compares two names that something else
already ties together (one post, one e-mail address): nobody is taken for anybody by name alone.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TITLES: Final = re.compile(
    r"mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|baroness|baron|viscount|earl|rev|reverend|cllr|councillor"
    r"|the|rt|right|hon|honourable"
)
_HONOURS: Final = re.compile(r"g?c?bt|[okm]be|cbe|gbe|dbe|[kdg]?cb|[kdg]?cmg|cvo|lvo|mvo|qc|kc|mp|ms|msp|mla|td|jp|dl"
    r"|phd|dphil|frs|fca|cpfa|pc")  # fmt: skip
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘`´ʼ", "'") | dict.fromkeys("‐‑–", "-"))
# Where they stand as words of their own, they belong to the surname behind them: Welsh, Irish and Scottish.
_BEFORE_SURNAMES: Final = frozenset({"ap", "ab", "ferch", "mac", "mc", "nic", "ní", "ua", "ó", "uí"})
_LETTERS_WITHOUT_MARKS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"})


@lru_cache(maxsize=8192)
def bare(name: str) -> tuple[str, ...]:
    """The words of a name, first name first, in lower case, without titles, honours and accents.

    >>> bare("HILL, Dr Ada M.")
    ('ada', 'm', 'hill')
    >>> bare("Siân ap Rhys OBE") == bare("AP RHYS Sian")
    True
    """
    name = unicodedata.normalize("NFC", name).translate(_APOSTROPHES)
    surname, comma, rest = name.partition(",")
    ordered = _surname_last(name)
    if comma:
        ordered = f"{rest} {surname}" if _is_first_names(rest) else surname
    return tuple(map(_plain, bare_words(ordered)))


def _is_first_names(text: str) -> bool:
    """Whether what stands behind a comma is more than honours."""
    return any(not _HONOURS.fullmatch(word) for word in _WORDS.findall(text.casefold()))


def bare_words(text: str) -> list[str]:
    """The words of a text in lower case, without the titles before and the honours behind."""
    words = _WORDS.findall(text.casefold())
    kept = list(words)
    while kept and _TITLES.fullmatch(kept[0]):
        kept.pop(0)
    while len(kept) > 1 and _HONOURS.fullmatch(kept[-1]):
        kept.pop()
    kept = kept or words
    joined: list[str] = []
    for word in kept:
        # At the front it is somebody's first name: Mac Hill.
        if len(joined) > 1 and joined[-1] in _BEFORE_SURNAMES:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _surname_last(name: str) -> str:
    """A name that begins with its surname in capitals, with the surname behind: ``HILL Ada``."""
    words = name.split()
    capitals = next((at for at, word in enumerate(words) if not _is_capitals(word)), len(words))
    behind = words[capitals:]
    if 0 < capitals < len(words) and any(len(_WORDS.findall(word)) and len(word) > 1 for word in behind):
        firsts = [word for word in behind if not _HONOURS.fullmatch(word.casefold()) or not word.isupper()]
        if firsts and not _TITLES.fullmatch(words[0].casefold().strip(".")):
            return " ".join([*firsts, *words[:capitals]])
    return name


def _is_capitals(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return word.isupper() and (len(letters) > 1 and not word.endswith("."))


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.replace("'", "")).translate(_LETTERS_WITHOUT_MARKS)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)) or word


def can_be_one(one: str, other: str) -> bool:
    """Whether two names can be one person's: the same surname, and a first name that agrees or is an initial."""
    first, second = bare(one), bare(other)
    if not first or not second:
        return one.casefold().strip() == other.casefold().strip()
    if first == second or "".join(first).replace("-", "") == "".join(second).replace("-", ""):
        return True
    if len(first) == 1 or len(second) == 1 or not _one_surname(first, second):
        return False
    shorter, longer = sorted((_first(first), _first(second)), key=len)
    return longer.startswith(shorter) if len(shorter) == 1 else shorter == longer


def blocks(name: str) -> frozenset[str]:
    """By what names are looked up that may be compared: two that can be one person's have one of these in common."""
    words = bare(name)
    if not words:
        return frozenset({name.casefold().strip()})
    return frozenset({"".join(words).replace("-", ""), words[-1].rpartition("-")[2]})


def _first(words: tuple[str, ...]) -> str:
    return words[0].partition("-")[0]


def _one_surname(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """The same last name; the parts of one with a hyphen may stand apart in the other, but none may be missing."""
    if first[-1] == second[-1]:
        return True
    return any(
        "-" in one[-1] and tuple(one[-1].split("-")) == other[-len(one[-1].split("-")) :]
        for one, other in ((first, second), (second, first))
    )
