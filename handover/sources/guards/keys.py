"""Keys that changed together: the same records under keys that are written another way."""

import re
from collections.abc import Callable
from typing import Final

from handover.sources.guards.case import Keys

# The share of the keys that are gone that must be found again, written another way.
_MOST: Final = 0.8
_FEW: Final = 5
_WORDS: Final = re.compile(r"[^\W_]+")
_DIGITS: Final = re.compile(r"\d+")


def written_otherwise(keys: Keys | None) -> dict[str, str]:
    """The keys that are gone, each with the new one that is the same but for how it is written.

    Empty where that is not so of nearly all of them: then they are other keys.
    """
    if keys is None or len(keys.gone) < _FEW:
        return {}
    for bare in (_letters_and_digits, _last_number):
        found = _matched(keys, bare)
        if len(found) >= _MOST * len(keys.gone):
            return found
    return {}


def _matched(keys: Keys, bare: Callable[[str], str]) -> dict[str, str]:
    new: dict[str, str | None] = {}
    for key in keys.new:
        # What two keys have in common tells neither of them.
        new[bare(key)] = None if bare(key) in new else key
    return {key: match for key in keys.gone if bare(key) and (match := new.get(bare(key))) is not None}


def _letters_and_digits(key: str) -> str:
    return "".join(_WORDS.findall(key.casefold()))


def _last_number(key: str) -> str:
    """The number in a key: ``AC-0101`` and ``101`` are the same post under a mark or without."""
    numbers = _DIGITS.findall(key)
    return numbers[-1].lstrip("0") if numbers else ""
