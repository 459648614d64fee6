"""Which known names are worth comparing with a new one: those that share its rare words, letters or initials.

Not every pair is compared: 10,000 new names and 50,000 known ones would be 500 million.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from handover.initiatives.matching.spelling import Spelling

# A word that more names than this have tells nothing of them; a rarer one may lead to each.
_COMMON: Final = 150
# The rarest words of a name by which it is looked for.
_LOOKED_FOR: Final = 4
# Candidates of one name that are compared, those first that share most.
_MOST: Final = 25
_GRAM: Final = 4  # letters


class Candidates:
    """Known names by what they share with others. A number stands for each, in the order in which they were added."""

    def __init__(self) -> None:
        self.spellings: list[Spelling] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)

    def add(self, one: Spelling) -> int:
        """Make a name known; its number."""
        number = len(self.spellings)
        self.spellings.append(one)
        for key in self._keys(one):
            self._by_word[key].append(number)
        return number

    def of(self, one: Spelling) -> list[int]:
        """The numbers of the names that may mean the same, those first that share most of what is rare."""
        found: dict[int, float] = defaultdict(float)
        known = ((len(self._by_word[key]), key) for key in self._asked(one) if key in self._by_word)
        for count, key in sorted(known)[: _LOOKED_FOR * 2]:
            if count <= _COMMON:
                for number in self._by_word[key]:
                    found[number] += 1 / count
        return sorted(found, key=lambda number: (-found[number], number))[:_MOST]

    def _keys(self, one: Spelling) -> Iterable[str]:
        """By what a name is found: its words, the whole, its short names, and letters of what may be mistyped."""
        telling = one.telling
        yield f"={' '.join(telling)}"
        yield from set(telling)
        yield from (f"~{short}" for short in one.short | one.initials)
        yield from self._grams(one)

    def _asked(self, one: Spelling) -> Iterator[str]:
        yield f"={' '.join(one.telling)}"
        yield from set(one.telling)
        if len(one.words) == 1:
            yield f"~{one.words[0]}"
        yield from (short for short in one.short | one.initials)
        for former in one.formerly:
            yield f"={former}"
            yield from set(former.split())
        yield from self._grams(one)

    def _grams(self, one: Spelling) -> Iterator[str]:
        """How its first long words begin and end, where it has so few words that one mistyped leaves none to find."""
        telling = one.telling
        if len(telling) <= 2:
            for word in telling:
                if len(word) > _GRAM:
                    yield f"<{word[:_GRAM]}"
                    yield f">{word[-_GRAM:]}"
