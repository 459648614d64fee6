"""How a dossier puts things: counts with the right plural, lists, money, days, and shortening without a cut word."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from handover.dates import spoken
from handover.wording import counted as counted  # noqa: PLC0414 - a dossier says it like everything else
from handover.wording import listed as listed  # noqa: PLC0414

# A narrative or a lesson is quoted on the front page in about two lines; the whole of it stands further on.
QUOTED_LENGTH: Final = 240

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)")
# An end that is no end: "e.g.", "No. 4", "Dr. Hill", or a single initial.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|approx|no|nos|dr|mr|mrs|ms|prof|st|vs|fig|vol|para|dept|inc|ltd)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_SYMBOLS: Final = MappingProxyType({"GBP": "£", "EUR": "€", "USD": "$"})
_SCALES: Final = ((Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_HUNDREDTH: Final = Decimal("0.01")
# No budget is that large; it is a slip in the source, and is shown as such rather than spelled out.
_BEYOND_WORDS: Final = Decimal(10) ** 18


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def day(moment: date | datetime) -> str:
    """A moment or a day as a reader says it: ``3 May 2012``."""
    return spoken(moment.strftime("%Y-%m-%d"))


def on(partial: str) -> str:
    """``on 3 May 2012`` for a day, ``in May 2012`` for a month, ``in 2012`` for a year."""
    return f"{'on' if len(partial) == 10 else 'in'} {spoken(partial)}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def shortened(text: str, most: int = QUOTED_LENGTH) -> tuple[str, bool]:
    """``text`` on one line in at most ``most`` characters, and whether anything was left off.

    It ends after a whole sentence where one fits, else after a whole word, with “…”. A single word longer
    than ``most`` is the one thing that is cut.
    """
    # What lies far beyond the cut need not be looked at: a lesson may have a million characters.
    line = one_line(text[: most * 20])
    whole = len(text) <= most * 20
    if whole and len(line) <= most:
        return line, False
    ends = [end.end() for end in _SENTENCE_END.finditer(line[: most + 1])]
    # A first sentence of a word or two ("No.") says nothing by itself.
    ends = [end for end in ends if end >= most // 6 and not _ABBREVIATION.search(line[:end])]
    if ends:
        return line[: ends[-1]], True
    head = line[:most]
    space = head.rfind(" ")
    return f"{(head[:space] if space > 0 else head[: most - 1]).rstrip(' ,;:–-')}…", True


def sentences(text: str) -> list[str]:
    """The sentences of a text; a blank line ends one too.

    >>> sentences("One. Two, e.g. this.")
    ['One.', 'Two, e.g. this.']
    """
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        start = 0
        for end in _SENTENCE_END.finditer(paragraph):
            if not _ABBREVIATION.search(paragraph[start : end.end()]):
                found.append(paragraph[start : end.end()].strip())
                start = end.end()
        found.append(paragraph[start:].strip())
    return [sentence for sentence in found if sentence]


def quoted(text: str, most: int = QUOTED_LENGTH) -> str:
    """A source's own words, shortened, between quotation marks that do not clash with its own."""
    return f"“{shortened(text, most)[0].replace('“', '‘').replace('”', '’')}”"


def full_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", ".”", "…”", "!”", "?”")) else f"{text}."


def money(amount: Decimal, currency: str | None) -> str:
    """An amount in units of ``currency`` (ISO 4217), to two decimals of its scale.

    >>> money(Decimal("1204000"), "GBP"), money(Decimal("950"), "CHF"), money(Decimal("-2500000"), None)
    ('£1.2 million', '950 CHF', '−2.5 million')
    """
    sign, size = ("−" if amount < 0 else ""), abs(amount)
    if size >= _BEYOND_WORDS:
        return f"{sign}{size:.2e}{f' {currency}' if currency else ''}"
    words = f"{size.quantize(_HUNDREDTH, ROUND_HALF_UP):,f}".removesuffix(".00")
    for scale, name in _SCALES:
        # 999,999,999 is a billion when rounded, not a thousand million.
        scaled = (size / scale).quantize(_HUNDREDTH, ROUND_HALF_UP)
        if scaled >= 1:
            words = f"{f'{scaled:,f}'.rstrip('0').rstrip('.')} {name}"
            break
    symbol = _SYMBOLS.get(currency or "")
    if symbol:
        return f"{sign}{symbol}{words}"
    return f"{sign}{words} {currency}" if currency else f"{sign}{words}"


def change_in_money(first: Decimal, last: Decimal) -> str:
    """How an amount changed, in words: ``up 34 per cent``; in full where the first was nothing."""
    if first == last:
        return "unchanged"
    direction = "up" if last > first else "down"
    if first <= 0:
        return direction
    share = abs(last - first) / first * 100
    # Two figures that read the same after rounding would otherwise be called "up 0 per cent".
    return f"{direction} {share:,.0f} per cent" if share >= 1 else f"{direction} by less than 1 per cent"
