"""How the cells of one field are understood: what they give a record, or why they cannot."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from handover.records import RecordKind
from handover.sources.mapping.html_text import text_of_html
from handover.sources.mapping.money import read_amount
from handover.sources.mapping.source_dates import read_date
from handover.sources.near import did_you_mean
from handover.sources.registering.fields import CHOICES, TERM_NAMES, TERMS, FieldType, field_type
from handover.sources.registering.guarding import NewThing
from handover.sources.registering.no_value import ALWAYS, NoValueWords
from handover.sources.registering.rules import FieldRule, MoneyRule
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
_Test = Callable[[str], bool]
_Lookup = Mapping[str, tuple[str, ...]]


def understanding(
    records: RecordKind,
    name: str,
    rule: FieldRule,
    *,
    blank: tuple[str, ...] = (),
    currency: str | None = None,
    no_value: NoValueWords = ALWAYS,
    new_values: NewThing = "evolve",
) -> Understand:
    """The function that understands the field ``name`` of a kind of record by its rule.

    ``blank`` are the source's tokens that mean nothing, beside the rule's own, and ``no_value`` are the words that
    stand for no value; ``currency`` is the one that the source declares for its amounts; ``new_values`` is what
    becomes of a word that no vocabulary knows.
    """
    kind = field_type(records, name)
    lookup = _lookup(rule)
    says_nothing = _says_nothing(records, name, rule, blank, no_value)
    prepare = partial(_prepared, rule, says_nothing, lookup)
    money = rule.money or _NO_MONEY_RULE
    special: dict[str, Understand] = {
        "items": partial(_items, name, rule, says_nothing, lookup),
        "date": partial(_date, name, rule, prepare),
        "money": partial(_money, name, money, currency or money.currency, prepare),
        "words": partial(_words, name, new_values, no_value, prepare),
        "person": partial(_person, name, no_value, prepare),
        "holder": partial(_holder, name, no_value, prepare),
    }
    return special.get(name) or special.get(kind) or partial(_ONE_WORD[kind], name, prepare)


def constant_mistake(records: RecordKind, name: str, rule: FieldRule, given: str) -> str | None:
    """Why a text that a registration declares for a field cannot be used, or None where it can."""
    understood = understanding(records, name, rule)(given)
    if understood.refusal is not None:
        return f"“{shown(given)}” cannot be used, {understood.refusal[1]}"
    return None if understood.values else f"“{shown(given)}” says nothing here; leave it out"


def _says_nothing(
    records: RecordKind, name: str, rule: FieldRule, blank: tuple[str, ...], no_value: NoValueWords
) -> _Test | None:
    """A test whether a cell says nothing in a field. What its lookup knows says something."""
    declared = blank_test((*blank, *rule.blank))
    no_word = no_value.says_nothing(records, name)
    if no_word is None:
        return declared
    known = _lookup(rule).keys()

    def says_nothing(text: str) -> bool:
        return (declared is not None and declared(text)) or (no_word(text) and not (known and folded(text) in known))

    return says_nothing


def _lookup(rule: FieldRule) -> dict[str, tuple[str, ...]]:
    return {folded(word): meanings for word, meanings in (rule.lookup or {}).items()}


def _prepared(rule: FieldRule, says_nothing: _Test | None, lookup: _Lookup, value: Any) -> tuple[str, str]:
    """The text of a field's cells as the source gives it, and what it means by the rule's lookup."""
    if rule.join is not None and isinstance(value, tuple):
        text = rule.with_.join(part for one in value if (part := _clean(one, says_nothing))).strip()
    else:
        text = _clean(value, says_nothing)
    if rule.html:
        text = _clean(text_of_html(text), says_nothing)
    if not text:
        text = rule.default or ""
    if not lookup or len(text) > _LONGEST_WORD:
        return text, text
    return text, lookup.get(folded(text), (text,))[0]


def _clean(value: Any, says_nothing: _Test | None) -> str:
    text = as_text(value)
    return "" if says_nothing is not None and says_nothing(text) else text


def _text(name: str, prepare: _Prepare, value: Any) -> Understood:
    _, text = prepare(value)
    return Understood(((name, text),)) if text else NOTHING


def _items(name: str, rule: FieldRule, says_nothing: _Test | None, lookup: _Lookup, value: Any) -> Understood:
    cells = value if isinstance(value, list | tuple) else (value,)
    separators = rule.split or ()
    # The default stands for the whole list, not for each blank item of it.
    found = _split(cells, separators, says_nothing) or _split((rule.default,), separators, None)
    if lookup:
        meant = [lookup.get(folded(item), (item,)) if len(item) <= _LONGEST_WORD else (item,) for item in found]
        found = [one for each in meant for one in each]
    return Understood(((name, tuple(dict.fromkeys(found))),)) if found else NOTHING


def _split(cells: Iterable[Any], separators: tuple[str, ...], says_nothing: _Test | None) -> list[str]:
    """The items in cells, in order."""
    parts = [as_text(cell) for cell in cells]
    for separator in separators:
        parts = [part for text in parts for part in text.split(separator)]
    return [text for part in parts if (text := _clean(part, says_nothing))]


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


def _words(name: str, new_values: NewThing, no_value: NoValueWords, prepare: _Prepare, value: Any) -> Understood:
    given, word = prepare(value)
    if not given:
        return NOTHING
    term = TERMS[name](word) if len(word) <= _LONGEST_WORD else None
    found: tuple[tuple[str, Any], ...] = ((f"{name}_given", given),)
    if term is not None:
        return Understood((*found, (name, term)))
    if no_value.meaning(word):
        return Understood(found)
    if new_values == "discard_row":
        known = ", ".join(TERM_NAMES[name])
        return Understood(refusal=("new-value", f"which is no {name} that is known: {known}"))
    return NOTHING if new_values == "discard_value" else Understood(found)


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


def _person(name: str, no_value: NoValueWords, prepare: _Prepare, value: Any) -> Understood:
    """A word such as Vacant or N/D is nobody's name: it says what the post is, and is kept as it was given."""
    given, text = prepare(value)
    if not given:
        return NOTHING
    holder = no_value.holder(text) if len(text) <= _LONGEST_WORD else "named"
    if holder == "named":
        return Understood(((name, text), ("holder", holder)))
    return Understood(((f"{name}_given", given), ("holder", holder)))


def _holder(name: str, no_value: NoValueWords, prepare: _Prepare, value: Any) -> Understood:
    """What is declared of a post's holder, in the words of the record or in those that stand for no value."""
    word = prepare(value)[1]
    meaning = no_value.meaning(word)
    return Understood(((name, meaning),)) if meaning is not None else _choice(name, prepare, value)


_ONE_WORD: Final[dict[FieldType, Callable[[str, _Prepare, Any], Understood]]] = {
    "text": _text,
    "choice": _choice,
    "currency": _currency,
    "flag": _flag,
}
