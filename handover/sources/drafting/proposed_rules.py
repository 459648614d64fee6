"""By what rule a field is made from its columns: date formats, currency, separators, words, what means nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handover import vocabulary
from handover.records import RecordKind
from handover.sources.drafting.amounts import Money, money_of
from handover.sources.drafting.date_forms import financial_year
from handover.sources.drafting.guessing import Column
from handover.sources.drafting.profile import SEPARATORS, Profile
from handover.sources.drafting.proposal import JOINED
from handover.sources.drafting.suggested_words import suggested_words
from handover.sources.registering.fields import TERMS, field_type
from handover.sources.texts import shown

_SEPARATED: Final = 0.15  # of the values have the mark that separates items
_COMMAS: Final = 0.3  # of the amounts have a decimal comma
_MOST_BLANKS: Final = 8
_MOST_LOOKED_UP: Final = 30
_LONGEST_TOKEN: Final = 60
# A row is not given up for what its title is (handover.sources.registering.no_value).
_ALWAYS_SAYS: Final = frozenset({"title", "what", "sensitivity"})
_NO_INITIATIVE: Final = "No initiative named"
_OFTEN_BLANK: Final = 0.1  # of the rows name no initiative; they are kept under a name of their own
_ORDER: Final = re.compile(r"%d([./-])%m|%m([./-])%d")
_NOT_DATE: Final = re.compile(r"^[^\d]*$|^(?:exempt|not|no|data|the|to be)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProposedRule:
    """A rule as it stands in a registration (just the column's name where it is no more), and notes on it."""

    rule: str | dict[str, Any]
    notes: tuple[str, ...] = ()


def day_goes_first(columns: Sequence[Column]) -> bool | None:
    """Whether the day goes before the month in a file, as the columns say whose values show it; None where none do."""
    shown_by = [one.seen.dates.day_first for one in columns if any(map(_ORDER.search, one.seen.dates.formats))]
    if True not in shown_by and False not in shown_by:
        return None
    return shown_by.count(False) <= shown_by.count(True)


def currency_of(columns: Sequence[Column]) -> str | None:
    """The currency that most of the columns are in: one record has one."""
    named = [code for one in columns if (code := money_of(one.name, one.seen).currency)]
    return max(named, key=named.count, default=None)


def proposed_rule(
    records: RecordKind, field: str, columns: Sequence[Column], *, day_first: bool | None, currency: str | None
) -> ProposedRule:
    """The rule by which ``field`` is made from ``columns``.

    ``day_first`` and ``currency`` are those of the whole file, where it shows them.
    """
    names = [column.name for column in columns]
    rule: dict[str, Any] = {"column": names[0]} if len(names) == 1 else {"join": names}
    if len(names) > 1 and (between := JOINED.get(field, " ")):
        rule["with"] = between
    kind = field_type(records, field)
    notes: list[str] = []
    one = columns[0].seen
    if kind == "date":
        notes += _add_dates(rule, one, day_first=day_first)
        odd = [text for text in one.odd_dates if _NOT_DATE.match(text) and not financial_year(text)]
        _add_blank(rule, odd)
    elif kind == "money":
        notes += _add_money(rule, money_of(names[0], one), one, currency)
    elif kind == "words":
        notes += _add_words(rule, field, one)
    elif kind == "items":
        _add_separators(rule, columns)
    elif kind == "text" and any(column.seen.share("html") for column in columns):
        rule["html"] = True
    if kind in ("items", "text") and field not in _ALWAYS_SAYS:
        _add_blank(rule, [text for column in columns for text in column.seen.nothing])
    if field == "initiative":
        notes += _add_default(rule, one)
    return ProposedRule(names[0] if rule.keys() == {"column"} else rule, tuple(notes))


def rating_vocabulary(words: Mapping[str, int]) -> str | None:
    """How many colours a source rates with, by the ratings that it uses; None where that does not show."""
    colours = {TERMS["rating"](word) for word in words}
    if colours & {"amber-green", "amber-red"}:
        return "five-colour"
    return "three-colour" if len(colours & {"green", "amber", "red"}) > 1 else None


def _add_dates(rule: dict[str, Any], seen: Profile, *, day_first: bool | None) -> list[str]:
    notes = []
    forms = seen.dates.turned(day_first=day_first is not False)
    if seen.share("financial-year") > max(0.5, forms.share - 0.01):
        years = {text: year for text in list(seen.values)[:_MOST_LOOKED_UP] if (year := financial_year(text))}
        rule["lookup"] = years
        notes.append("financial years are taken for the year in which they begin")
    elif forms.formats:
        rule["date"] = forms.formats[0] if len(forms.formats) == 1 else list(forms.formats)
        if forms.day_first is None and day_first is None:
            notes.append("no date shows whether the day or the month goes first; the day is only the commoner")
    return notes


def _add_money(rule: dict[str, Any], money: Money, seen: Profile, currency: str | None) -> list[str]:
    counted: dict[str, Any] = {}
    if currency is not None and money.currency in (None, currency):
        counted["currency"] = currency
    if money.unit != 1:
        counted["unit"] = money.unit
    if counted:
        rule["money"] = counted
    notes = [money.note] if money.note else []
    if seen.share("comma-decimal") > _COMMAS and "column" in rule:
        rule["expression"] = f'row[{_quoted(rule.pop("column"))}]|replace(".", "")|replace(",", ".")'
        notes.append("its amounts have a decimal comma, which the expression turns into a point")
    if currency is None:
        notes.append("nothing says in which currency; add it, such as { currency: GBP }")
    return notes


def _quoted(name: str) -> str:
    """A column's name as it stands in an expression."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _add_words(rule: dict[str, Any], field: str, seen: Profile) -> list[str]:
    lookup, unknown = suggested_words(field, seen.values)
    if lookup:
        rule["lookup"] = lookup
    notes = ["the lookup is a suggestion"] if lookup else []
    if unknown:
        words = ", ".join(f"“{shown(word)}”" for word in unknown[:4])
        more = f" and {len(unknown) - 4} more" if len(unknown) > 4 else ""
        notes.append(f"no {field} that is known, and kept as given: {words}{more}")
    return notes


def _add_separators(rule: dict[str, Any], columns: Sequence[Column]) -> None:
    found = [
        mark
        for mark in SEPARATORS
        if any(one.seen.separators.get(mark, 0) >= _SEPARATED and not one.seen.share("list") for one in columns)
    ]
    # Where a stronger mark separates, the comma is part of an item.
    if found:
        rule["split"] = found[0] if len(found) == 1 or found[0] != "\n" else found


def _add_blank(rule: dict[str, Any], texts: Sequence[str]) -> None:
    """Add words that mean nothing, but for those that are always known: what they mean where is settled."""
    if blank := _tokens([text for text in texts if vocabulary.no_value(text) is None]):
        rule["blank"] = blank


def _add_default(rule: dict[str, Any], seen: Profile) -> list[str]:
    without = seen.rows - seen.filled
    if not seen.rows or without / seen.rows < _OFTEN_BLANK:
        return []
    rule["default"] = _NO_INITIATIVE
    return [f"{without} of {seen.rows} rows name none, and are kept under “{_NO_INITIATIVE}”"]


def _tokens(texts: Sequence[str]) -> list[str]:
    """Tokens for these texts, each once without regard to case; those that begin alike become one with a star."""
    by_start: dict[str, list[str]] = {}
    for text in {text.strip().casefold(): text for text in reversed(texts)}.values():
        by_start.setdefault(" ".join(text.split()[:2]).casefold(), []).append(text)
    tokens: dict[str, str] = {}
    for alike in by_start.values():
        first = alike[0].strip()
        if len(alike) > 1 or len(first) > _LONGEST_TOKEN:
            start = " ".join(first.split()[:2])
            token = f"{start}*"
        else:
            token = first
        tokens.setdefault(token.casefold(), token)
    return list(tokens.values())[:_MOST_BLANKS]
