"""In what currency and unit a column's amounts are, from its heading and its values."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from handover.sources.drafting.profile import Profile

_UNITS: Final = tuple(
    (unit, re.compile(pattern, re.IGNORECASE))
    for unit, pattern in (
        (10**9, r"[£€$] ?bn\b|\bbn[£€$]|\bbillions?\b|\b(?:GBP|EUR|USD) ?bn\b"),
        (10**6, r"[£€$] ?m(?:n|io|illions?)?\b|\bm(?:io\.?)? ?[£€$]|\bm(?:illions?|io)\b|\b(?:GBP|EUR|USD) ?mn?\b"),
        (
            10**3,
            r"[£€$] ?['’]?(?:k|000s?)\b|['’]000s?\b|\bk ?[£€$]|\bT€|\bthousands?\b"
            r"|\b(?:GBP|EUR|USD) ?k\b|\bk(?:EUR|GBP|USD)\b",
        ),
    )
)
_CURRENCIES: Final = (
    ("GBP", re.compile(r"£|\bGBP\b|\bpounds?\b", re.IGNORECASE)),
    ("EUR", re.compile(r"€|\bEUR\b|\bkEUR\b|\beuros?\b", re.IGNORECASE)),
    ("USD", re.compile(r"US ?\$|\$ ?US\b|\bUSD\b", re.IGNORECASE)),
    ("CHF", re.compile(r"\bCHF\b")),
)
# A government's programme costs more than this in whole pounds or euros: the numbers count millions.
_TOO_LITTLE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Money:
    """What the numbers of a column count; ``note`` says what of it is only thought likely."""

    currency: str | None
    unit: int
    note: str | None = None


def money_of(heading: str, seen: Profile) -> Money:
    """The currency and the unit of a column with this heading and these values.

    >>> money_of("2014/2015 Budget (£million)", Profile())
    Money(currency='GBP', unit=1000000, note=None)
    """
    currency = _currency(heading) or _currency_of(seen)
    unit = next((unit for unit, pattern in _UNITS if pattern.search(heading)), None)
    if unit is not None:
        return Money(currency, unit)
    if seen.median_amount is not None and 0 < seen.median_amount < _TOO_LITTLE:
        return Money(
            currency,
            10**6,
            f"that it counts millions is a guess: the middle amount is {seen.median_amount:,.10g}, "
            "and neither the heading nor the values say of what",
        )
    return Money(currency, 1)


def _currency(text: str) -> str | None:
    return next((code for code, pattern in _CURRENCIES if pattern.search(text)), None)


def _currency_of(seen: Profile) -> str | None:
    counted: Counter[str] = Counter()
    for text, count in seen.values.items():
        if code := _currency(text):
            counted[code] += count
    return counted.most_common(1)[0][0] if counted else None
