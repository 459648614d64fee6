"""Amounts of money as sources write them: ``£1,234.5m``, ``1.2bn``, ``(123)``, ``GBP 12k``."""

import re
from decimal import Context, Decimal
from typing import Any, Final, NamedTuple

from handover.sources.texts import as_text

_NAMES: Final = {"£": "GBP", "€": "EUR"}
# Three capitals before a number need not be a currency (FTE 12): these are, and whatever was declared.
_CODES: Final = frozenset({"GBP", "EUR", "USD", "CHF", "SEK", "NOK", "DKK", "JPY", "AUD", "CAD", "NZD"})
# A dollar is of many countries: it agrees with any of them and decides for none.
_DOLLARS: Final = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD"})
_SCALES: Final = {
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
    "tn": 1_000_000_000_000,
    "trillion": 1_000_000_000_000,
}
_LONGEST: Final = 60
# Room for every digit of the longest text times the largest unit: nothing is rounded.
_EXACT: Final = Context(prec=2 * _LONGEST)
_AMOUNT = re.compile(
    r"""(?P<bracket>\()? \s?
        (?P<minus>[-−–])? \s?
        (?P<before>[£€$]|[A-Z]{3}\b)? \s?
        (?P<minus_after>[-−–])? (?P<bracket_after>\()?
        (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\ \d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+) \s?
        (?P<scale>thousand|million|billion|trillion|bn|mn|tn|[km])? \s?
        (?P<after>[£€$]|\b[A-Z]{3})? \s?
        (?P<close>\))?""",
    re.VERBOSE | re.ASCII,
)
_LOWER_SCALE = re.compile(r"(?<=[\d\s])(?:K|M|BN|Bn|MN|Mn|TN|Tn|Thousand|Million|Billion|Trillion)\b")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")


class Amount(NamedTuple):
    """What was understood: the amount in whole units of its currency, and the currency that the text names."""

    value: Decimal
    currency: str | None


def read_amount(value: Any, *, currency: str | None = None, unit: Decimal = Decimal(1)) -> Amount | None:
    """The amount that a cell says, or None where it says something else.

    ``unit`` is what a bare number counts (1000 where the column is in thousands); a scale in the text itself
    (``£12k``) goes before it. A text that names another currency than ``currency`` is not understood.
    """
    text = _SPACES.sub(" ", as_text(value)[: _LONGEST + 1])
    if len(text) > _LONGEST:
        return None
    match = _AMOUNT.fullmatch(_LOWER_SCALE.sub(lambda scale: scale[0].lower(), text))
    if match is None:
        return None
    opened = (match["bracket"] is not None) + (match["bracket_after"] is not None)
    signs = (match["minus"] is not None) + (match["minus_after"] is not None)
    named = [word for word in (match["before"], match["after"]) if word]
    if opened != (match["close"] is not None) or opened + signs > 1 or len(named) > 1:
        return None
    if named and not _agrees(named[0], currency):
        return None
    number = Decimal(match["number"].replace(",", "").replace(" ", ""))
    number = _EXACT.multiply(number, Decimal(_SCALES[match["scale"]]) if match["scale"] else unit)
    return Amount(plain(-number if opened or signs else number), _named(named[0]) if named else None)


def plain(number: Decimal) -> Decimal:
    """The same number without needless zeros and without an exponent: ``365.980E+6`` -> ``365980000``."""
    text = format(number, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _named(word: str) -> str | None:
    return None if word == "$" else _NAMES.get(word, word)


def _agrees(word: str, currency: str | None) -> bool:
    if currency is None:
        return word in _NAMES or word == "$" or word in _CODES
    return currency in _DOLLARS if word == "$" else _named(word) == currency
