"""A doubt: why what was gathered looks wrong, so that it is held and counts for nothing until a person says."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Doubt(NamedTuple):
    """One reason to hold a gathering: a stable code, a sentence, what to do, and the figures behind it."""

    code: str
    sentence: str
    what_to_do: str
    figures: Mapping[str, Any] = {}
