"""The words of a text as they are compared: without case, accents and endings, so that *budgets* finds *budgeted*."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = re.compile(r"['’‘`´]")
# A longer one is no word that anybody would search for.
_LONGEST: Final = 64
# Words that tell nothing by themselves; and, or, not are among them, since no sign or word is an operator here.
_SMALL_WORDS: Final = """
a about after all also an and any are as at be because been before but by can could did do does for from get got had
has have he her his how i if in into is it its like made make may more most much new no nor not of on one only or
other our out over own she should so some such than that the their them then there these they this those through to
too two under until up upon us use used very was we were what when where which while who whose why will with would
you your
"""
_TELLING_NOTHING: Final = frozenset(_SMALL_WORDS.split())
_VOWELS: Final = "aeiouy"
_TURNS: Final = re.compile(f"[{_VOWELS}]+[^{_VOWELS}]+")
_SHORT_END: Final = re.compile(f"[^{_VOWELS}][{_VOWELS}][^{_VOWELS}wxy]$")
_DOUBLED: Final = re.compile(r"([^aeiouylsz])\1$")
# What is too short to have an ending.
_SHORTEST: Final = 4


def words_of(text: str) -> list[str]:
    """The words of a text in order, in small letters without accents.

    >>> words_of("Café “budgets”: the Board's 2nd")
    ['cafe', 'budgets', 'the', 'boards', '2nd']
    """
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()
    return _WORD.findall(_APOSTROPHES.sub("", text.lower()))


def telling(words: Iterable[str]) -> list[str]:
    """Those of these words that tell something; all of them where none does."""
    every = list(words)
    return [word for word in every if word not in _TELLING_NOTHING] or every


def stems(words: Iterable[str]) -> dict[str, str]:
    """These words as they are compared, each once, with the first that was compared so."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(stem(word), word)
    return found


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """An English word without its ending (M. F. Porter, 1980: steps 1 and 5); any other as good as unchanged.

    >>> [stem(word) for word in ("budgets", "funded", "funding", "policies", "policy", "housing", "2013s")]
    ['budget', 'fund', 'fund', 'polici', 'polici', 'hous', '2013s']
    """
    word = word[:_LONGEST]
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return word
    word = _singular(word)
    word = _without_ed_and_ing(word)
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = f"{word[:-1]}i"
    if word.endswith("e"):
        turns = len(_TURNS.findall(word[:-1]))
        if turns > 1 or (turns == 1 and not _SHORT_END.search(word[:-1])):
            word = word[:-1]
    return word


def _singular(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _without_ed_and_ing(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _TURNS.search(word[:-3]) else word
    for ending in ("ed", "ing"):
        bare = word.removesuffix(ending)
        if bare == word or not _has_vowel(bare):
            continue
        if bare.endswith(("at", "bl", "iz")) or (len(_TURNS.findall(bare)) == 1 and _SHORT_END.search(bare)):
            return f"{bare}e"
        return bare[:-1] if _DOUBLED.search(bare) else bare
    return word


def _has_vowel(word: str) -> bool:
    return any(letter in word for letter in _VOWELS)
