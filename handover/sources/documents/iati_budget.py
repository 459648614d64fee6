"""The budget of an IATI activity: what stands in it for each period, and the sum where there is one."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from lxml.etree import _Element as Element

# https://iatistandard.org/en/iati-standard/203/codelists/budgettype/ and …/budgetstatus/
_REVISED: Final = "2"
_COMMITTED: Final = "2"
_AMOUNT: Final = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,5})?", re.ASCII)  # xsd:decimal, and no longer than money is


class Period(NamedTuple):
    """A budget as it stands there: days as ``YYYY-MM-DD``, the amount as it was written."""

    start: str
    end: str
    amount: str
    currency: str
    revised: bool
    committed: bool

    def __str__(self) -> str:
        words = ("revised" if self.revised else "original", "committed" if self.committed else "indicative")
        amount = " ".join(filter(None, (self.amount, self.currency)))
        return f"{self.start or '?'} to {self.end or '?'}: {amount} ({', '.join(words)})"


def budget_periods(activity: Element) -> list[Period]:
    """The budgets of an activity in the order of their periods; amounts without a currency have the default one."""
    default = activity.get("default-currency", "")
    return sorted(_period(budget, default) for budget in activity.iterfind("budget"))


def total(periods: Sequence[Period]) -> tuple[str, str] | None:
    """The sum and its currency. None where there is no budget, or none that can be told for certain: another
    currency in between, an amount that is no number, periods that overlap. A revised budget replaces the original
    one of the same period.
    """
    counted = {(one.start, one.end, one.revised): one for one in periods}
    if len(counted) < len(periods):
        return None
    current = [one for one in periods if one.revised or (one.start, one.end, True) not in counted]
    numbers = all(_AMOUNT.fullmatch(one.amount) for one in current)
    currencies = {one.currency for one in current}
    apart = all(before.end < after.start for before, after in pairwise(current))
    known = all(one.start and one.end for one in current)
    if not (numbers and apart and known and len(currencies) == 1):
        return None
    return format(sum(Decimal(one.amount) for one in current), "f"), currencies.pop()


def _period(budget: Element, default: str) -> Period:
    value = budget.find("value")
    return Period(
        _day(budget.find("period-start")),
        _day(budget.find("period-end")),
        (value.text or "").strip() if value is not None else "",
        (value.get("currency") or default) if value is not None else default,
        budget.get("type") == _REVISED,
        budget.get("status") == _COMMITTED,
    )


def _day(element: Element | None) -> str:
    return element.get("iso-date", "")[:10] if element is not None else ""
