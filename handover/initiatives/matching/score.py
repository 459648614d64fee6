"""How like two names are, from 0 to 1, and why: each reason a sentence. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from handover.initiatives.matching.evidence import Circumstances, remarks
from handover.initiatives.matching.spelling import Spelling
from handover.initiatives.names import normalised

Verdict = Literal["matched", "asked", "new"]

# Measured on benchmarks/matching/labels.csv (docs/identity.md has the figures): from MATCHED on, none of its names that
# mean two initiatives is taken for one; below ASKED a person would be asked more often in vain than not.
MATCHED: Final = 0.95
ASKED: Final = 0.80

# What a name that is the same but for one thing counts. Those below MATCHED are never matched by the name alone.
_SAME_WORDS: Final = 0.99
_STATED_SHORT: Final = 0.97
_FORMERLY: Final = 0.97
_SAME_INITIALS: Final = 0.84
_GENERIC_ONLY: Final = 0.92
_ORDER_ONLY: Final = 0.93
_TYPED: Final = 0.93
# “Construction Board”, “Engineering Construction Board”: as often two as one, so something else has to speak for it.
_MORE_WORDS: Final = 0.78
_SIMILAR_AT_MOST: Final = 0.80
# Letters of a word below which one letter makes another word of it: “Home”, “Rome”.
_SHORTEST_MISTYPED: Final = 7
_MOST: Final = 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two names are, all considered, and the evidence in sentences."""

    score: float
    evidence: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        return "matched" if self.score >= MATCHED else "asked" if self.score >= ASKED else "new"


def likeness(
    one: Spelling,
    other: Spelling,
    of_one: Circumstances | None = None,
    of_other: Circumstances | None = None,
) -> Likeness:
    """How like two names are, with what is known of both beside."""
    alike = _of_names(one, other)
    if alike is None:
        return Likeness(0.0, ())
    score, sentence = alike
    found = list(remarks(of_one or Circumstances(), of_other or Circumstances()))
    total = score + sum(remark.weight for remark in found)
    # Circumstances can call a name in question; they cannot make names one that are merely similar.
    limit = _MOST if score >= MATCHED else MATCHED - 0.001
    return Likeness(round(max(0.0, min(total, limit)), 3), (sentence, *(remark.sentence for remark in found)))


def _of_names(one: Spelling, other: Spelling) -> tuple[float, str] | None:
    """None where the names cannot mean the same, whatever else is known."""
    if said := _says_so(one, other) or _says_so(other, one):
        return said
    if short := _by_short_name(one, other) or _by_short_name(other, one):
        return short
    return None if one.numbers != other.numbers else _of_words(one, other)


def _of_words(one: Spelling, other: Spelling) -> tuple[float, str]:
    if one.words == other.words:
        return _SAME_WORDS, "The names are the same but for marks, accents or shortened words."
    without = [tuple(word for word in name.words if word != "the") for name in (one, other)]
    if without[0] == without[1]:
        return _SAME_WORDS, "The names are the same but for “the”."
    if one.telling == other.telling:
        return _GENERIC_ONLY, "The names are the same but for words such as “programme” or “of”."
    if sorted(one.telling) == sorted(other.telling):
        return _ORDER_ONLY, "The names have the same words in another order."
    return _by_letters(one, other)


def _says_so(one: Spelling, other: Spelling) -> tuple[float, str] | None:
    if any(former in (other.key, normalised(other.written)) for former in one.formerly):
        return _FORMERLY, f"“{one.written}” says itself that it was called “{other.written}”."
    return None


def _by_short_name(one: Spelling, other: Spelling) -> tuple[float, str] | None:
    """Where ``one`` is a short name: that which ``other`` states, or could be shortened to."""
    if len(one.words) != 1 or len(other.words) == 1:
        return None
    if one.words[0] in other.short:
        return _STATED_SHORT, f"“{other.written}” states the short name “{one.written}”."
    if one.short and one.words[0] in other.initials:
        return _SAME_INITIALS, f"“{one.written}” are the initials of “{other.written}”."
    return None


def _by_letters(one: Spelling, other: Spelling) -> tuple[float, str]:
    left, right = set(one.telling), set(other.telling)
    only_left, only_right = sorted(left - right), sorted(right - left)
    if len(only_left) == 1 and len(only_right) == 1 and _mistyped(only_left[0], only_right[0]):
        return _TYPED, f"The names differ by one letter: “{only_left[0]}” and “{only_right[0]}”."
    if bool(only_left) != bool(only_right) and min(len(left), len(right)) > 1:
        return _MORE_WORDS, f"One name says all that the other says, and “{' '.join(only_left or only_right)}”."
    in_any_order = fuzz.token_sort_ratio(" ".join(one.telling), " ".join(other.telling)) / 100
    return max(in_any_order, fuzz.ratio(one.key, other.key) / 100) * _SIMILAR_AT_MOST, "The names are similar."


def _mistyped(one: str, other: str) -> bool:
    return (
        min(len(one), len(other)) >= _SHORTEST_MISTYPED
        and one[0] == other[0]
        and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1
    )
