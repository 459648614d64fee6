"""What the heading of a column says, and how well a phrase says the same."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

# Written as several words that mean one thing.
_TOGETHER: Final = (
    (re.compile(r"\be[ -]?mails?\b"), "mail"),
    (
        re.compile(
            r"\bwhole[ -]?(?:of[ -])?life[ -]?costs?\b|\blife[ -]?cycle[ -]?costs?\b|\blife[ -]?time[ -]?costs?\b"
        ),
        "wlc",
    ),
    (re.compile(r"\b(?:first|given|christian|fore)[ -]?names?\b"), "givenname"),
    (re.compile(r"\b(?:last|family|sur)[ -]?names?\b"), "familyname"),
    (re.compile(r"\bdelivery confidence(?: assessment)?\b|\bdca\b|\brag\b|\bbrag\b"), "rag"),
    (re.compile(r"\bto[ -]?do\b"), "todo"),
    (re.compile(r"\bpost[ -]?holder\b"), "postholder"),
    (re.compile(r"\bsenior responsible (?:owner|officer)\b"), "sro"),
)
_LANGUAGE: Final = tomllib.loads(Path(__file__).with_name("heading_language.toml").read_text(encoding="utf-8"))
_CONTEXT: Final = frozenset(_LANGUAGE["context"])
_LINKS: Final = frozenset(_LANGUAGE["links"])
_SAME: Final[Mapping[str, str]] = {other: word for word, others in _LANGUAGE["same"].items() for other in others}
_CONTEXT_WEIGHT: Final = 0.25
_ASIDE_WEIGHT: Final = 0.4
_MOST_ASIDE: Final = 2  # words in brackets: “Start (actual)”; more of them explain something
# Digits, years and units of money say nothing of what a column is.
_UNIT: Final = re.compile(r"[\d£€$%#]*(?:k|m|bn|mn|tn|thousand|million|billion|gbp|eur|usd|inr|percent|pct)?", re.ASCII)
_UNIT_WEIGHT: Final = 0.1
_SLIP_COUNTS: Final = 0.92
# How near a word must be to a known one (of 100), and how long: a letter too many, or two changed places.
_NEAR: Final = 88
_LONG_ENOUGH: Final = 6
_LEAST: Final = 0.5  # of a phrase that is a small part of a heading
_NOT_ABOUT: Final = 0.75  # where what the heading is about is another word than the phrase has

_LONGEST: Final = 500  # characters of a heading that are looked at; what has more is none
_BRACKETS: Final = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLURAL: Final = re.compile(r"\((?:s|es|ies)\)", re.IGNORECASE)
_SPLIT: Final = re.compile(r"[^\w£€$%#]+|_")


class Heading(NamedTuple):
    """The words of a heading in order, each with how much it counts, and the one that it is about.

    ``slips`` are words that stand there with another spelling.
    """

    words: tuple[str, ...]
    weights: tuple[float, ...]
    about: str | None
    slips: frozenset[str] = frozenset()


@lru_cache(maxsize=20_000)
def heading(column: str) -> Heading:
    """Take a heading apart. Of a path the end counts; of what stands in brackets a word or two, and less."""
    text = _PLURAL.sub("s", column[:_LONGEST])
    outside = _BRACKETS.sub(" ", text).strip(" .:") or text
    *above, last = outside.split(".") if re.fullmatch(r"[\w.]+", outside) else [outside]
    before = tuple(word for part in above for word in _words(part))
    words = _words(last)
    aside = [_words(found[1] or found[2] or "") for found in _BRACKETS.finditer(text)] if outside != text else []
    behind = tuple(word for part in aside if len(part) <= _MOST_ASIDE for word in part)
    return Heading(
        (*before, *words, *behind),
        (
            *(min(_CONTEXT_WEIGHT, _weight(word)) for word in before),
            *map(_weight, words),
            *(min(_ASIDE_WEIGHT, _weight(word)) for word in behind),
        ),
        _about(words),
    )


@lru_cache(maxsize=20_000)
def phrase(text: str) -> tuple[str, ...]:
    """The words of a phrase as they are compared with those of a heading."""
    return _words(text)


def says(found: Heading, words: Sequence[str]) -> float:
    """How surely a heading says a phrase, 0 to 1: 1 where it says nothing else.

    >>> says(heading("Project - Start Date"), phrase("start date")) > says(heading("Start-up budget"), phrase("start"))
    True
    """
    if not found.words:
        return 0.0
    left = list(found.words)
    explained = 0.0
    for word in words:
        if word not in left:
            return 0.0
        place = left.index(word)
        left[place] = ""
        explained += found.weights[place]
    coverage = explained / sum(found.weights)
    about = 1.0 if found.about is None or found.about in words else _NOT_ABOUT
    slips = _SLIP_COUNTS if found.slips and not found.slips.isdisjoint(words) else 1.0
    return slips * about * (_LEAST + (1 - _LEAST) * coverage)


def spelt(found: Heading, known: frozenset[str]) -> Heading:
    """The heading with its slips put right: a word that is not known becomes the known one that it is nearest to."""
    meant = {word: near for word in found.words if word not in known and (near := _nearest(word, known))}
    if not meant:
        return found
    words = tuple(meant.get(word, word) for word in found.words)
    about = meant.get(found.about, found.about) if found.about else None
    return Heading(words, found.weights, about, frozenset(meant.values()))


@lru_cache(maxsize=20_000)
def _nearest(word: str, known: frozenset[str]) -> str | None:
    if len(word) < _LONG_ENOUGH or not word.isalpha():
        return None
    alike = [one for one in known if one[0] == word[0] and len(one) >= _LONG_ENOUGH - 1]
    near = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return near[0] if near else None


def _words(text: str) -> tuple[str, ...]:
    lower = _HUMP.sub(" ", text).replace("_", " ").lower().replace("’", "'").replace("'s ", " ")
    for several, one in _TOGETHER:
        lower = several.sub(one, lower)
    return tuple(_same(word) for word in _SPLIT.split(lower) if word)


def _same(word: str) -> str:
    word = _SAME.get(word, word)
    single = word
    if len(word) > 4 and word.endswith("ies"):
        single = f"{word[:-3]}y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        single = word[:-1]
    return _SAME.get(single, single)


def _weight(word: str) -> float:
    if _UNIT.fullmatch(word):
        return _UNIT_WEIGHT
    return _CONTEXT_WEIGHT if word in _CONTEXT else 1.0


def _about(words: Sequence[str]) -> str | None:
    """The word that a heading is about: of “budget comment” the last, of “comment on the budget” the one before."""
    links = [place for place, word in enumerate(words) if word in _LINKS and place]
    for part in (words[: links[0]], words) if links else (words,):
        heavy = [word for word in part if _weight(word) == 1.0]
        if heavy:
            return heavy[-1]
    return None
