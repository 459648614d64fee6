"""How the cells of one field are understood: what they give a record, or why they cannot."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from handover import vocabulary
from handover.records import RecordKind
from handover.sources.fields import CHOICES, TERMS, FieldType, field_type
from handover.sources.html_text import text_of_html
from handover.sources.money import read_amount
from handover.sources.near import did_you_mean
from handover.sources.rules import FieldRule, MoneyRule
from handover.sources.source_dates import read_date
from handover.sources.texts import as_text, blank_test, shown
from handover.vocabulary import folded

# A word of a vocabulary is short; longer texts are not looked up (nor kept in memory for it).
_LONGEST_WORD: Final = 200
_TRUE: Final = frozenset({"true", "yes", "y", "1", "x", "shared", "mailbox", "shared mailbox", "group", "org", "team"})
_FALSE: Final = frozenset({"false", "no", "n", "0", "person", "individual", "personal", "named"})
_NO_MONEY_RULE: Final = MoneyRule.model_validate({})


class Understood(NamedTuple):
    """What a field's cells give: fields of the record with their values, or a refusal.

    A refusal is a code and a clause that follows “Column” says “value”, … ``currency`` is what an amount is in.
    """

    values: tuple[tuple[str, Any], ...] = ()
    refusal: tuple[str, str] | None = None
    currency: str | None = None


NOTHING: Final = Understood()
# Takes the value of one column, or a tuple with those of several that are joined.
Understand = Callable[[Any], Understood]
_Prepare = Callable[[Any], tuple[str, str]]


def understanding(
    records: RecordKind,
    name: str,
    rule: FieldRule,
    *,
    blank: tuple[str, ...] = (),
    currency: str | None = None,
) -> Understand:
    """The function that understands the field ``name`` of a kind of record by its rule.

    ``blank`` are the source's tokens that mean nothing, beside the rule's own; ``currency`` is the one that the
    source declares for its amounts.
    """
    kind = field_type(records, name)
    means_nothing = blank_test((*blank, *rule.blank))
    if kind == "items":
        # The default stands for the whole list, not for each blank item of it.
        each = rule.model_copy(update={"default": None})
        return partial(_items, name, rule, partial(_prepared, each, means_nothing, _lookup(rule)))
    prepare = partial(_prepared, rule, means_nothing, _lookup(rule))
    if kind == "date":
        return partial(_date, name, rule, prepare)
    if kind == "money":
        money = rule.money or _NO_MONEY_RULE
        return partial(_money, name, money, currency or money.currency, prepare)
    return partial(_ONE_WORD[kind], name, prepare)


def constant_mistake(records: RecordKind, name: str, rule: FieldRule, given: str) -> str | None:
    """Why a text that a registration declares for a field cannot be used, or None where it can."""
    refusal = understanding(records, name, rule)(given).refusal
    return None if refusal is None else f"“{shown(given)}” cannot be used, {refusal[1]}"


def _lookup(rule: FieldRule) -> dict[str, str]:
    return {folded(word): meaning for word, meaning in (rule.lookup or {}).items()}


def _prepared(
    rule: FieldRule, means_nothing: Callable[[str], bool] | None, lookup: dict[str, str], value: Any
) -> tuple[str, str]:
    """The text of a field's cells as the source gives it, and what it means by the rule's lookup."""
    if rule.join is not None and isinstance(value, tuple):
        text = rule.with_.join(part for one in value if (part := _clean(one, means_nothing))).strip()
    else:
        text = _clean(value, means_nothing)
    if rule.html:
        text = text_of_html(text).strip()
    if not text:
        text = rule.default or ""
    if not lookup or len(text) > _LONGEST_WORD:
        return text, text
    return text, lookup.get(folded(text), text)


def _clean(value: Any, means_nothing: Callable[[str], bool] | None) -> str:
    text = as_text(value)
    return "" if means_nothing is not None and means_nothing(text) else text


def _text(name: str, prepare: _Prepare, value: Any) -> Understood:
    _, text = prepare(value)
    return Understood(((name, text),)) if text else NOTHING


def _items(name: str, rule: FieldRule, prepare: _Prepare, value: Any) -> Understood:
    cells = value if isinstance(value, list | tuple) else (value,)
    found = _split(cells, rule.split or (), prepare) or _split((rule.default,), rule.split or (), prepare)
    return Understood(((name, tuple(found)),)) if found else NOTHING


def _split(cells: Iterable[Any], separators: tuple[str, ...], prepare: _Prepare) -> dict[str, None]:
    """The items in cells, each once, in order."""
    parts = [as_text(cell) for cell in cells]
    for separator in separators:
        parts = [part for text in parts for part in text.split(separator)]
    return dict.fromkeys(text for part in parts if (text := prepare(part)[1]))


def _date(name: str, rule: FieldRule, prepare: _Prepare, value: Any) -> Understood:
    if not isinstance(value, date):
        _, value = prepare(value)
        if not value:
            return NOTHING
    try:
        return Understood(((name, read_date(value, rule.date or ())),))
    except ValueError as error:
        return Understood(refusal=("bad-date", str(error)))


def _money(name: str, rule: MoneyRule, currency: str | None, prepare: _Prepare, value: Any) -> Understood:
    given, text = prepare(value)
    if not text:
        return NOTHING
    amount = read_amount(text, currency=currency, unit=rule.unit)
    if amount is None:
        return Understood(((f"{name}_given", given),))
    found: tuple[tuple[str, Any], ...] = ((name, amount.value),)
    if given != str(amount.value):
        found = ((f"{name}_given", given), *found)
    return Understood(found, currency=currency or amount.currency)


def _words(name: str, prepare: _Prepare, value: Any) -> Understood:
    given, word = prepare(value)
    if not given:
        return NOTHING
    term = TERMS[name](word) if len(word) <= _LONGEST_WORD else None
    found: tuple[tuple[str, Any], ...] = ((f"{name}_given", given),)
    return Understood(found if term is None else (*found, (name, term)))


def _choice(name: str, prepare: _Prepare, value: Any) -> Understood:
    _, word = prepare(value)
    if not word:
        return NOTHING
    choices = {folded(choice): choice for choice in CHOICES[name]}
    found = choices.get(folded(word)) if len(word) <= _LONGEST_WORD else None
    if found is None:
        offer = did_you_mean(word[:_LONGEST_WORD], CHOICES[name])
        return Understood(refusal=("not-known", f"which is none of {', '.join(CHOICES[name])}.{offer}"))
    return Understood(((name, found),))


def understand_vcard_kind(value: Any) -> Understood:
    """What KIND of RFC 6350, section 6.1.4, says of a card for which nothing was declared: a group or an
    organisation is a shared mailbox; whatever else it says, nothing.
    """
    return Understood((("shared_mailbox", True),)) if as_text(value).lower() in ("group", "org") else NOTHING


def _currency(name: str, prepare: _Prepare, value: Any) -> Understood:
    _, word = prepare(value)
    if not word:
        return NOTHING
    if len(word) == 3 and word.isascii() and word.isalpha():
        return Understood(((name, word.upper()),))
    return Understood(refusal=("not-known", "which is no currency code of three letters, like GBP"))


def _flag(name: str, prepare: _Prepare, value: Any) -> Understood:
    _, word = prepare(value)
    if not word:
        return NOTHING
    bare = folded(word[:_LONGEST_WORD])
    if bare in _TRUE or bare in _FALSE:
        return Understood(((name, bare in _TRUE),))
    return Understood(refusal=("not-known", "which is neither yes nor no"))


def _person(name: str, prepare: _Prepare, value: Any) -> Understood:
    """A token such as Vacant or N/D is nobody's name: it says what the post is, and is kept as it was given."""
    given, text = prepare(value)
    if not given:
        return NOTHING
    holder = vocabulary.holder(text) if len(text) <= _LONGEST_WORD else "named"
    if holder == "named":
        return Understood(((name, text), ("holder", holder)))
    return Understood(((f"{name}_given", given), ("holder", holder)))


_ONE_WORD: Final[dict[FieldType, Callable[[str, _Prepare, Any], Understood]]] = {
    "text": _text,
    "words": _words,
    "choice": _choice,
    "currency": _currency,
    "flag": _flag,
    "person": _person,
}
