"""Whether two values say the same, written another way: what tells a changed convention from a real change.

Nothing here knows a source. A pair is only called re-coded where the one can be told from the other; what is merely
alike is a change.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from handover.sources.guards.written_dates import date_parts
from handover.sources.mapping.money import read_amount
from handover.sources.registering.no_value import NoValueWords

Way = Literal[
    "no-value",
    "nought",
    "case",
    "punctuation",
    "letters",
    "markup",
    "word-order",
    "form-of-address",
    "initials",
    "number",
    "decimals",
    "unit",
    "date",
    "day-month",
    "precision",
    "affix",
    "cut-off",
    "shape",
]
# In a sentence: “in 106 of them only … changed”.
WAY_WORDS: Final[Mapping[Way, str]] = {
    "no-value": "the word that stands for no value",
    "nought": "0 in place of a word for no value, or the other way round",
    "case": "capitals and small letters",
    "punctuation": "spaces, quotation marks and punctuation",
    "letters": "accents and other letters that are not plain",
    "markup": "HTML",
    "word-order": "the order of the words",
    "form-of-address": "the form of address",
    "initials": "first names and initials",
    "number": "how numbers are written",
    "decimals": "the decimal places",
    "unit": "the unit of the amounts",
    "date": "how dates are written",
    "day-month": "the day and the month, which changed places",
    "precision": "how exact the dates are",
    "affix": "something that stands before or after each value",
    "cut-off": "the length at which texts are cut off",
    "shape": "the form of the values",
}


class Recoding(NamedTuple):
    """The way in which the writing differs. Of ways that need it, ``detail`` must be the same in every cell."""

    way: Way
    detail: str = ""


# A cell in which one of these stands says that there is no value, and nothing else.
SAYS_NOTHING: Final = frozenset({"unknown", "withheld"})

# Longer texts are only compared by how they begin: nobody re-codes prose, and looking closely would take too long.
_LONGEST: Final = 1_000
# A text that was cut off is at least this long, in characters; shorter ones share a beginning by chance.
_SHORTEST_CUT: Final = 20
_LONGEST_AFFIX: Final = 40
# Below this, a number that is near another one is another number: 1 and 0.88 of a post.
_SMALLEST_ROUNDED: Final = 100
_UNITS: Final = (Decimal(100), Decimal(1_000), Decimal(1_000_000), Decimal(1_000_000_000))
_ADDRESSES: Final = frozenset(
    {
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "revd", "rev", "rt", "hon"),
        *("sir", "dame", "lord", "lady", "baroness", "cb", "cbe", "obe", "mbe", "kcb", "qc", "kc", "mp", "phd"),
    }
)
_WORDS: Final = re.compile(r"[^\W_]+")
_TAGS: Final = re.compile(r"<[^<>]{1,200}>")


def meaning(text: str, words: NoValueWords) -> str | None:
    """What a cell that has no value says about that: ``unknown``, ``vacant`` …; None where it has one.

    A blank cell says that nothing is known.
    """
    return words.meaning(text) if text.strip() else "unknown"


def recoding(old: str, new: str, words: NoValueWords) -> Recoding | None:
    """The way in which ``new`` is ``old`` written differently; None where it says something else."""
    before, after = meaning(old, words), meaning(new, words)
    if before is not None and after is not None:
        nothing = before in SAYS_NOTHING and after in SAYS_NOTHING
        return Recoding("no-value") if nothing or before == after else None
    if before is not None or after is not None:
        said, other = (before, new) if before is not None else (after, old)
        return Recoding("nought") if said in SAYS_NOTHING and _is_nought(other) else None
    if len(old) > _LONGEST or len(new) > _LONGEST:
        return _cut_off(old, new)
    return _recoded(old, new)


def _is_nought(text: str) -> bool:
    return bool(text.strip("0.,£$€ ") == "" and "0" in text)


@lru_cache(maxsize=4_096)
def _recoded(old: str, new: str) -> Recoding | None:
    return (
        _dates(old, new)
        or _numbers(old, new)
        or _letters(old, new)
        or _words(old, new)
        or _cut_off(old, new)
        or _affix(old, new)
    )


def _dates(old: str, new: str) -> Recoding | None:
    before, after = date_parts(old), date_parts(new)
    if not before or not after:
        return None
    if before == after:
        return Recoding("date")
    if len(before) == len(after) == 3:
        return Recoding("day-month") if before == (after[0], after[2], after[1]) else None
    shorter, longer = sorted((before, after), key=len)
    return Recoding("precision") if longer[: len(shorter)] == shorter else None


def _numbers(old: str, new: str) -> Recoding | None:
    if not any(map(str.isdigit, old)) or not any(map(str.isdigit, new)):
        return None
    before, after = read_amount(old), read_amount(new)
    if before is None or after is None:
        return None
    first, then = before.value, after.value
    if first == then:
        return Recoding("number")
    low, high = sorted((abs(first), abs(then)))
    if low and high / low in _UNITS:
        return Recoding("unit", f"{then / first:f}" if high == abs(then) else f"1/{first / then:f}")
    if low >= _SMALLEST_ROUNDED and (round(first) == then or first == round(then)):
        return Recoding("decimals")
    return None


def _letters(old: str, new: str) -> Recoding | None:
    if old.casefold() == new.casefold():
        return Recoding("case")
    before, after = _bare(old), _bare(new)
    if before and before == after:
        return Recoding("punctuation")
    if _bare(_without_markup(old)) == _bare(_without_markup(new)) != "":
        return Recoding("markup")
    if old.isascii() and new.isascii():
        return None
    if _plain(before) == _plain(after) != "" or _garbled(old) == new or _garbled(new) == old:
        return Recoding("letters")
    lost = "".join(one for one in before if one.isascii()), "".join(one for one in after if one.isascii())
    # Where a letter was lost on the way, the rest of them is still there.
    return Recoding("letters") if lost[0] == lost[1] != "" else None


def _without_markup(text: str) -> str:
    return _TAGS.sub(" ", html.unescape(text))


def _bare(text: str) -> str:
    """The letters and digits of a text alone."""
    return "".join(_WORDS.findall(text.casefold().replace("&", "and")))


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def _garbled(text: str) -> str | None:
    """What becomes of a text that was written as UTF-8 and read as something older."""
    try:
        return text.encode("utf-8").decode("cp1252")
    except UnicodeDecodeError:
        return text.encode("utf-8").decode("latin-1")


def _words(old: str, new: str) -> Recoding | None:
    before, after = _WORDS.findall(old.casefold()), _WORDS.findall(new.casefold())
    if not 1 < max(len(before), len(after)) <= 8:
        return None
    if sorted(before) == sorted(after):
        return Recoding("word-order")
    named, then = ([word for word in words if word not in _ADDRESSES] for words in (before, after))
    if named and sorted(named) == sorted(then):
        return Recoding("form-of-address")
    return Recoding("initials") if _initials(named, then) or _initials(named, then[1:] + then[:1]) else None


def _initials(first: list[str], then: list[str]) -> bool:
    """Whether two names have the same family name, and the others of the one are the initials of the other's."""
    if len(first) != len(then) or len(first) < 2 or first[-1] != then[-1] or len(first[-1]) < 2:
        return False
    pairs = list(zip(first[:-1], then[:-1], strict=True))
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0] and a[0].isalpha()) for a, b in pairs)


def _cut_off(old: str, new: str) -> Recoding | None:
    if len(new) >= _SHORTEST_CUT and len(new) < len(old) and old.startswith(new.rstrip(" .…")):
        return Recoding("cut-off", f"after {len(new):,} characters")
    return None


def _affix(old: str, new: str) -> Recoding | None:
    if len(new) > len(old):
        added = _around(new, old)
        return Recoding("affix", f"“{added}” added") if added else None
    lost = _around(old, new)
    return Recoding("affix", f"“{lost}” left out") if lost else None


def _around(longer: str, shorter: str) -> str | None:
    """What stands before or after ``shorter`` in ``longer``; None where that is too much to be a mark."""
    if not shorter or len(longer) - len(shorter) > _LONGEST_AFFIX:
        return None
    if longer.endswith(shorter):
        return longer[: -len(shorter)] + "…"
    return "…" + longer[len(shorter) :] if longer.startswith(shorter) else None


def shape(text: str) -> str:
    """The form of a value: ``Aa 9`` for “Grade 7”, ``9`` for every number; repeated signs count once.

    >>> shape("SCS-101"), shape("Grade 7"), shape("1,204.5")
    ('A-9', 'Aa 9', '9')
    """
    if read_amount(text) is not None:
        return "9"
    found: list[str] = []
    for character in text[:_LONGEST_AFFIX]:
        if character.isalpha():
            kind = "A" if character.isupper() else "a"
        else:
            kind = "9" if character.isdigit() else " " if character.isspace() else character
        if not found or found[-1] != kind:
            found.append(kind)
    return "".join(found)
