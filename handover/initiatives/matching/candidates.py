"""Which known names are worth comparing with a new one: those that share its rare words, letters or initials.

Not every pair is compared: 10,000 new names and 50,000 known ones would be 500 million.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from handover.initiatives.matching.spelling import Spelling

# A word that more names than this have tells nothing of them; a rarer one may lead to each.
COMMON: Final = 150
# The rarest words of a name by which it is looked for.
_LOOKED_FOR: Final = 4
# Candidates of one name that are compared, those first that share most.
_MOST: Final = 25
_GRAM: Final = 4  # letters
# In letters: what is the same so far may be the same, and any database takes it into an index.
_LONGEST_KEY: Final = 120


class Candidates:
    """Known names by what they share with others. A number stands for each, in the order in which they were added.

    ``common`` are keys by which nobody is looked for, since too many names have them.
    """

    def __init__(self, common: Collection[str] = frozenset()) -> None:
        self.spellings: list[Spelling] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._common = common

    def add(self, one: Spelling, keys: Iterable[str] | None = None) -> int:
        """Make a name known, by all of its keys or by these of them; its number."""
        number = len(self.spellings)
        self.spellings.append(one)
        for key in keys_of(one) if keys is None else keys:
            self._by_key[key].append(number)
        return number

    def of(self, one: Spelling) -> list[int]:
        """The numbers of the names that may mean the same, those first that share most of what is rare."""
        found: dict[int, float] = defaultdict(float)
        asked = (key for key in asked_of(one) if key in self._by_key and key not in self._common)
        for count, key in sorted((len(self._by_key[key]), key) for key in asked)[: _LOOKED_FOR * 2]:
            if count <= COMMON:
                for number in self._by_key[key]:
                    found[number] += 1 / count
        return sorted(found, key=lambda number: (-found[number], number))[:_MOST]


def keys_of(one: Spelling) -> set[str]:
    """By what a name is found: its words, the whole, its short names, and letters of what may be mistyped."""
    telling = one.telling
    keys = {f"={' '.join(telling)}", *telling, *(f"~{short}" for short in one.short | one.initials), *_grams(one)}
    return {key[:_LONGEST_KEY] for key in keys}


def asked_of(one: Spelling) -> set[str]:
    """By what names are looked for that may mean the same as this one."""
    telling = one.telling
    keys = {f"={' '.join(telling)}", *telling, *one.short, *one.initials, *_grams(one)}
    if len(one.words) == 1:
        keys.add(f"~{one.words[0]}")
    for former in one.formerly:
        keys |= {f"={former}", *former.split()}
    return {key[:_LONGEST_KEY] for key in keys}


def _grams(one: Spelling) -> Iterator[str]:
    """How its first long words begin and end, where it has so few words that one mistyped leaves none to find."""
    telling = one.telling
    if len(telling) <= 2:
        for word in telling:
            if len(word) > _GRAM:
                yield f"<{word[:_GRAM]}"
                yield f">{word[-_GRAM:]}"
