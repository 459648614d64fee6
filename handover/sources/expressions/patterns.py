"""Regular expressions in an expression: RE2's, which never go back over what they have read.

Their time grows with the length of the text and of the pattern, and never with the ways in which one fits the other.
So they need no limit of time, and the same file gives the same records on a slow machine as on a fast one.
"""

import re
from functools import lru_cache
from typing import Any, Final

import re2

from handover.sources.expressions.values import ExpressionFailed, text_of
from handover.sources.texts import shown

# At worst, each instruction of the compiled pattern is looked at for each character: so many take half a second.
_MOST_STEPS: Final = 150_000_000
# Of RE2 they know only the letters a to z, so that “Zoë” would be cut short without a word.
_ONLY_ASCII = re.compile(r"(?<!\\)(?:\\\\)*(\\[wW]|\[:\^?word:\])")


def search(value: Any, pattern: str, group: int | None = None) -> str | None:
    """What is found first: the group of that number; without one the first, or all where there are no groups."""
    compiled, text = _compiled(pattern), text_of(value)
    if len(text) * compiled.programsize > _MOST_STEPS:
        raise ExpressionFailed(f"which is too long to be searched for “{shown(pattern)}”")
    try:
        found = compiled.search(text)
    except UnicodeEncodeError:
        raise ExpressionFailed("which has half of a character in it, so that nothing can be found there") from None
    if found is None:
        return None
    text = found[min(compiled.groups, 1) if group is None else group]
    return text.strip() or None if text else None


def check_pattern(pattern: Any, group: Any = None) -> None:
    """Raise ValueError with a clause that follows “match” where ``search`` could not take these."""
    if not isinstance(pattern, str):
        raise ValueError("takes a regular expression in quotation marks")
    if ascii_only := _ONLY_ASCII.search(pattern):
        raise ValueError(
            f"has “{ascii_only[1]}”, which would mean the letters a to z only: write \\pL for a letter of any"
            " language, \\d for a digit"
        )
    try:
        compiled = _compiled(pattern)
    except re2.error as error:
        (said,) = error.args
        raise ValueError(
            f"has a regular expression that cannot be used: {shown(said.decode(errors='replace'))};"
            " RE2's have neither look-around nor back-references"
        ) from None
    except UnicodeEncodeError:
        raise ValueError("has half of a character in its regular expression") from None
    if group is not None and (type(group) is not int or not 0 <= group <= compiled.groups):
        raise ValueError(f"takes the number of a group, and its regular expression has {compiled.groups}")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)
