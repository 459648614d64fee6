"""When two spellings of a person's name can be the same person's, and when they cannot.

Lists change their conventions: titles come and go, surnames move to the front, first names become initials.
None of that is a change of person. This only ever compares two names that something else already ties
together (one post, one e-mail address): nobody is taken for anybody by name alone.
"""

import re
from functools import lru_cache

_TITLES = re.compile(
    r"mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|baroness|rev|reverend|cllr|councillor"
    r"|the|rt|right|hon|honourable"
)
_HONOURS = re.compile(r"obe|mbe|cbe|kbe|dbe|cb|qc|kc|mp|phd")
_WORDS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@lru_cache(maxsize=8192)
def bare(name: str) -> tuple[str, ...]:
    """The words of a name, first name first, in lower case, without titles and honours.

    >>> bare("HILL, Dr Ada M.")
    ('ada', 'm', 'hill')
    """
    surname, comma, rest = name.partition(",")
    ordered = f"{rest} {surname}" if comma and bare_words(rest) else name
    return tuple(bare_words(ordered))


def bare_words(text: str) -> list[str]:
    words = [word.replace("’", "'") for word in _WORDS.findall(text.casefold())]
    kept = list(words)
    while kept and _TITLES.fullmatch(kept[0]):
        kept.pop(0)
    while kept and _HONOURS.fullmatch(kept[-1]):
        kept.pop()
    return kept or words


def can_be_one(one: str, other: str) -> bool:
    """Whether two names can be one person's: the same surname, and a first name that agrees or is an initial."""
    first, second = bare(one), bare(other)
    if not first or not second:
        return one.casefold().strip() == other.casefold().strip()
    if first == second:
        return True
    if len(first) == 1 or len(second) == 1 or first[-1] != second[-1]:
        return False
    shorter, longer = sorted((first[0], second[0]), key=len)
    return longer.startswith(shorter) if len(shorter) == 1 else shorter == longer
