"""What a column looks like, from its values alone."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any, Final

from handover import vocabulary
from handover.sources.drafting.date_forms import DateForms, date_forms, financial_year
from handover.sources.mapping.html_text import text_of_html
from handover.sources.mapping.money import read_amount
from handover.sources.registering.fields import TERMS
from handover.sources.texts import as_text
from handover.vocabulary import folded

# How much of one value is looked at, in characters, and how many different values are remembered.
_LOOKED_AT: Final = 4_000
_REMEMBERED: Final = 500
_LONGEST_WORD: Final = 60
_DIGITS_OF_PHONE: Final = 7
_PROSE_WORDS: Final = 7
_PROSE_LENGTH: Final = 60
SEPARATORS: Final = (";", "|", "\n", ",")

# Words that often stand where a value should, beside those that always mean that (vocabulary.NO_VALUE).
_NOTHING: Final = frozenset(
    {
        *("not specified", "not provided", "data not provided", "no data", "not yet known", "not set", "not recorded"),
        *("pending", "null", "nil", "various", "blank", "empty", "xx", "xxx", "see above"),
    }
)
_NOT_SAID: Final = frozenset({"unknown", "withheld"})
_EMAIL: Final = re.compile(r"(?:mailto:)?[^\s@<>;,]+@[^\s@<>;,]+\.[^\s@<>;,]{2,}", re.IGNORECASE)
_PHONE: Final = re.compile(r"(?:tel:)?\+?\(?\d[\d\s()./-]{5,18}\d(?:\s*(?:ext\.?|x)\s*\d{1,6})?", re.I | re.ASCII)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|file:|/[\w.-]+/)\S+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[-−+]?(?:\d+|\d{1,3}(?:[ ,.]\d{3})+)(?:[.,]\d+)?", re.ASCII)
_PERCENT: Final = re.compile(r"[-−+]?\d+(?:[.,]\d+)?\s?%", re.ASCII)
_COMMA_DECIMAL: Final = re.compile(r"[-−]?\d{1,3}(?:\.?\d{3})*,\d{1,2}(?: ?(?:€|EUR|Mio\.?|T€|Tsd\.?))*", re.ASCII)
_CURRENCY: Final = re.compile(r"[£€$]|\b(?:GBP|EUR|USD|CHF|AUD|CAD|NZD)\b")
_CODE: Final = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9]+(?:[-_/.#:][A-Za-z0-9]+)*", re.ASCII)
_PERSON: Final = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rt Hon)\.? )?"
    r"[A-ZÀ-Þ][\w’'.-]*(?:,? (?:(?:de|van|von|der|la|le|bin|al|O)\b ?)*[A-ZÀ-Þ][\w’'.-]*){1,3}"
)
_POST: Final = re.compile(
    r"\b(?:director|manager|officer|head|lead|leader|chief|adviser|advisor|assistant|secretary|deputy|minister|analyst"
    r"|counsel|chair(?:man|woman|person)?|coordinator|engineer|planner|partner|specialist|consultant|administrator"
    r"|clerk|nurse|commissioner|inspector|president|executive|owner|accountant|sro|ceo|cfo|coo|cio)\b",
    re.IGNORECASE,
)
_HONORIFIC: Final = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|rev)\.?", re.IGNORECASE)
_MARKING: Final = re.compile(
    r"(?:uk )?(?:official|secret|top secret|restricted|confidential|public|internal|private|sensitive|unclassified"
    r"|open|protect)(?:[\s:–-]+(?:official|sensitive|use|only|personal|commercial|internal))*",
    re.IGNORECASE,
)
_YES_NO: Final = frozenset({"yes", "no", "y", "n", "true", "false", "0", "1"})


def _phone(text: str) -> bool:
    if not _PHONE.fullmatch(text) or _NUMBER.fullmatch(text) or date_forms([text]).share:
        return False
    return sum(map(str.isdigit, text)) >= _DIGITS_OF_PHONE


def _amount(text: str) -> bool:
    return read_amount(text) is not None or _COMMA_DECIMAL.fullmatch(text) is not None


# What a single value can be; a value can be several of them.
_SHAPES: Final[Mapping[str, Callable[[str], Any]]] = {
    "e-mail": _EMAIL.fullmatch,
    "phone": _phone,
    "address": _ADDRESS.fullmatch,
    "number": _NUMBER.fullmatch,
    "percent": _PERCENT.fullmatch,
    "amount": _amount,
    "currency": lambda text: _CURRENCY.search(text) and _amount(text),
    "comma-decimal": _COMMA_DECIMAL.fullmatch,
    "code": _CODE.fullmatch,
    "person": lambda text: _PERSON.fullmatch(text) and not _POST.search(text),
    "post": _POST.search,
    "honorific": _HONORIFIC.fullmatch,
    "marking": _MARKING.fullmatch,
    "yes-no": lambda text: text.lower() in _YES_NO,
    "financial-year": financial_year,
    "currency-code": re.compile(r"[A-Z]{3}", re.ASCII).fullmatch,
    "nobody": vocabulary.no_value,
    **TERMS,
}
_LONGEST_OF_SHAPE: Final = 200  # longer values are none of these


@dataclass(frozen=True, slots=True)
class Profile:
    """What a column looks like. ``shares`` are of the filled values, 0 to 1, by what these are.

    ``rows`` were looked at; ``filled`` of them say something; ``nothing`` counts the words that stand for no value.
    ``values`` counts the different values that are short (the commonest), ``distinct`` all of them. ``words`` and
    ``length`` are those of the middle value. ``separators`` are the shares of values with each mark in them.
    """

    rows: int = 0
    filled: int = 0
    nothing: Mapping[str, int] = field(default_factory=dict)
    distinct: int = 0
    values: Mapping[str, int] = field(default_factory=dict)
    words: float = 0
    length: float = 0
    shares: Mapping[str, float] = field(default_factory=dict)
    dates: DateForms = field(default_factory=DateForms)
    odd_dates: tuple[str, ...] = ()
    median_amount: float | None = None
    separators: Mapping[str, float] = field(default_factory=dict)
    longest_item: float = 0
    counts_rows: bool = False
    example: str = ""

    def share(self, shape: str) -> float:
        """The share of the filled values that have this shape: ``date``, ``prose``, ``html``, ``list`` …"""
        return self.shares.get(shape, 0.0)

    @property
    def is_empty(self) -> bool:
        """Whether no row says anything."""
        return self.filled == 0

    @property
    def unlike(self) -> float:
        """How many of the filled values are different, as a share of them."""
        return self.distinct / self.filled if self.filled else 0.0


def profile(values: Iterable[Any]) -> Profile:
    """What a column with these values, blank ones among them, looks like."""
    given = [_kept(value) for value in values]
    texts = [as_text(value)[:_LOOKED_AT] for value in given]
    nothing: Counter[str] = Counter()
    filled: list[Any] = []
    said: list[str] = []
    for value, text in zip(given, texts, strict=True):
        if text and stands_for_nothing(text):
            nothing[text] += 1
        elif text:
            filled.append(value)
            said.append(text)
    if not said:
        return Profile(rows=len(given), nothing=dict(nothing), example=next(iter(nothing), ""))
    counted = Counter(said)
    dates = date_forms(filled)
    return Profile(
        rows=len(given),
        filled=len(said),
        nothing=dict(nothing),
        distinct=len(counted),
        values={text: count for text, count in counted.most_common(_REMEMBERED) if len(text) <= _LONGEST_WORD},
        words=median(len(text.split()) for text in said),
        length=median(map(len, said)),
        shares={**_shares(Counter(_items(filled))), "date": dates.share, "list": _share_of_lists(filled)},
        dates=dates,
        odd_dates=_odd_dates(counted, nothing, dates),
        median_amount=_median_amount(counted),
        separators={mark: sum(mark in text for text in said) / len(said) for mark in SEPARATORS},
        longest_item=_longest_item(filled),
        counts_rows=said == [str(number) for number in range(1, len(said) + 1)],
        example=counted.most_common(1)[0][0] if len(counted) * 2 < len(said) else said[0],
    )


def stands_for_nothing(text: str) -> bool:
    """Whether a value is a word such as N/A or TBC, or only marks: ``-``, ``…``, ``?``.

    >>> stands_for_nothing("n/a"), stands_for_nothing("--"), stands_for_nothing("0")
    (True, True, False)
    """
    if len(text) > _LONGEST_WORD:
        return False
    if folded(text.strip(vocabulary.AROUND)) in _NOTHING or vocabulary.no_value(text) in _NOT_SAID:
        return True
    return not any(one.isalnum() or one in "£€$%" for one in text)


def _kept(value: Any) -> Any:
    return value if isinstance(value, date | list | tuple) else as_text(value)


def _items(values: list[Any]) -> Iterator[str]:
    """What single values say: each item of a list for itself."""
    for value in values:
        for one in value if isinstance(value, list | tuple) else (value,):
            if text := as_text(one)[:_LOOKED_AT]:
                yield text


def _shares(counted: Counter[str]) -> dict[str, float]:
    found: Counter[str] = Counter()
    for text, count in counted.items():
        if len(text) <= _LONGEST_OF_SHAPE:
            found.update({name: count for name, is_so in _SHAPES.items() if is_so(text)})
        if len(text.split()) >= _PROSE_WORDS and len(text) >= _PROSE_LENGTH:
            found["prose"] += count
        if "<" in text and text_of_html(text) != text:
            found["html"] += count
    return {name: count / counted.total() for name, count in found.items()}


def _share_of_lists(values: list[Any]) -> float:
    return sum(isinstance(value, list | tuple) for value in values) / len(values)


def _longest_item(values: list[Any]) -> float:
    """The length of the middle item, where values are taken apart at every mark that could separate."""
    items = []
    for value in values[:200]:
        for one in value if isinstance(value, list | tuple) else (value,):
            items += [len(part.strip()) for part in re.split(r"[;|\n,]", as_text(one)[:_LOOKED_AT]) if part.strip()]
    return median(items) if items else 0


def _odd_dates(counted: Counter[str], nothing: Counter[str], dates: DateForms) -> tuple[str, ...]:
    """Where most values are dates: the words that stand in the place of one, the commonest first."""
    if not dates.share:
        return ()
    odd = Counter({text: count for text, count in counted.items() if not date_forms([text]).share}) + nothing
    return tuple(text for text, _ in odd.most_common())


def _median_amount(counted: Counter[str]) -> float | None:
    amounts = [
        float(abs(amount.value))
        for text in counted
        if len(text) <= _LONGEST_WORD and (amount := read_amount(text)) is not None and amount.value
    ]
    return median(amounts) if amounts else None
