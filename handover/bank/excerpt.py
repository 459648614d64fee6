"""What of a record is quoted where it was found: the place with most of the words that were asked for."""

from collections.abc import Collection, Sequence
from itertools import accumulate
from typing import Final

from handover.bank.words import stem, words_of

# Characters; about two lines.
_LONGEST: Final = 220
# Before the first word that was asked for, so that a reader sees what it is about.
_BEFORE: Final = 60
_LOOKED_AT: Final = 50_000


def excerpt(texts: Sequence[str], wanted: Collection[str]) -> str | None:
    """The best place of these texts on one line, with … where it was cut; None where there is no text.

    ``wanted`` are words as they are compared. Of texts that have as many of them, the first is taken.
    """
    lines = [line for text in texts if (line := " ".join(text[:_LOOKED_AT].split()))]
    if not lines:
        return None
    best = max(lines, key=lambda line: len(_found_in(line, wanted)))
    if len(best) <= _LONGEST:
        return best
    words = best.split(" ")
    starts = [0, *accumulate(len(word) + 1 for word in words)]
    anchor = _densest([place for place, word in enumerate(words) if _found_in(word, wanted)] or [0], starts)
    first = anchor
    while first > 0 and starts[anchor] - starts[first - 1] <= _BEFORE:
        first -= 1
    end = first + 1
    while end < len(words) and starts[end + 1] - starts[first] <= _LONGEST:
        end += 1
    # A word longer than a line is the one thing that is cut.
    said = " ".join(words[first:end])[:_LONGEST]
    return f"{'… ' if first else ''}{said}{' …' if end < len(words) else ''}"


def _densest(hits: Sequence[int], starts: Sequence[int]) -> int:
    """From which of these places on the most of them stand within what is quoted."""
    best, most, end = hits[0], 0, 0
    for at, hit in enumerate(hits):
        while end < len(hits) and starts[hits[end]] - starts[hit] <= _LONGEST - _BEFORE:
            end += 1
        if end - at > most:
            best, most = hit, end - at
    return best


def _found_in(text: str, wanted: Collection[str]) -> set[str]:
    return {bare for word in words_of(text) if (bare := stem(word)) in wanted}
