"""The filters of an expression, as a table that the code, the documentation and the tests read."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from jinja2.filters import do_title

from handover.sources.expressions.patterns import check_pattern, search
from handover.sources.expressions.values import (
    ExpressionFailed,
    exact,
    fitting,
    is_blank,
    is_number,
    room_for,
    rounded,
    text_of,
)
from handover.sources.mapping.money import read_amount
from handover.sources.mapping.source_dates import format_mistake, read_date
from handover.sources.texts import as_text, shown

_MOST_ITEMS: Final = 10_000
_MOST_DECIMALS: Final = 10
_LONGEST_DATE: Final = 100


class Filter(NamedTuple):
    """What a filter does: its function, one sentence, and an example with the cell that it is given and what it gives.

    ``arguments`` are the fewest and the most that it takes. ``check`` is called with those of an expression when
    it is compiled, so that they must stand in it as they are; it raises ValueError with what is wrong with them.
    """

    function: Callable[..., Any]
    sentence: str
    example: str
    given: Any
    gives: Any
    arguments: tuple[int, int] = (0, 0)
    check: Callable[..., None] | None = None


def _number(value: Any) -> Any:
    if is_blank(value):
        return None
    if is_number(value):
        return exact(value)
    amount = read_amount(value)
    if amount is None:
        raise ExpressionFailed(f"in which “{shown(as_text(value))}” is no number")
    return exact(amount.value)


def _date(value: Any, *formats: str) -> str | None:
    if is_blank(value):
        return None
    if isinstance(value, date):
        return read_date(value)
    text = text_of(value)
    if len(text) > _LONGEST_DATE:
        raise ExpressionFailed(f"in which “{shown(text)}” is too long for a date")
    try:
        return read_date(text, formats)
    except ValueError as error:
        raise ExpressionFailed(f"in which “{shown(text)}” {str(error).removeprefix('which ')}") from None


def _check_formats(*formats: Any) -> None:
    for given in formats:
        if not isinstance(given, str):
            raise ValueError("takes date formats like “%d/%m/%Y”")
        if mistake := format_mistake(given):
            raise ValueError(f"cannot read dates with this: {mistake.removesuffix('.')}")


def _check_digits(digits: Any = 0) -> None:
    if type(digits) is not int or not 0 <= digits <= _MOST_DECIMALS:
        raise ValueError(f"takes the number of decimal places, from 0 to {_MOST_DECIMALS}")


def _replace(value: Any, old: Any, new: Any) -> str:
    text, old, new = text_of(value), text_of(old), text_of(new)
    if not old:
        return text
    room_for(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _before(value: Any, separator: Any) -> str:
    separator = text_of(separator)
    return (text_of(value).partition(separator)[0] if separator else text_of(value)).strip()


def _after(value: Any, separator: Any) -> str:
    separator = text_of(separator)
    return text_of(value).partition(separator)[2].strip() if separator else ""


def _split(value: Any, separator: Any) -> list[str]:
    text, separator = text_of(value), text_of(separator)
    if separator and text.count(separator) >= _MOST_ITEMS:
        raise ExpressionFailed(f"which gives more than {_MOST_ITEMS:,} items")
    parts = text.split(separator) if separator else [text]
    return [part for one in parts if (part := one.strip())]


def _items(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return value
    return [] if is_blank(value) else [value]


def _join(value: Any, separator: Any = " ") -> str:
    between = text_of(separator)
    texts = [text for one in _items(value) if (text := as_text(one))]
    room_for(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list | tuple) else len(text_of(value))


FILTERS: Final[Mapping[str, Filter]] = MappingProxyType(
    {
        "number": Filter(
            _number,
            "The number that a text says; a thousands separator, brackets for minus, k, m and bn are understood,"
            " and a currency is passed over.",
            "Budget|number",
            "£1,234.5m",
            1_234_500_000,
        ),
        "round": Filter(
            rounded,
            "A number to so many decimal places (0 without one); halves go away from 0.",
            "Score|number|round(2)",
            "2.345",
            exact(2.35),
            (0, 1),
            _check_digits,
        ),
        "date": Filter(
            _date,
            "The date that a text says, written in one of the formats (of strptime); ISO dates are always understood.",
            'Closed|date("%d/%m/%Y")',
            "31/12/2015",
            "2015-12-31",
            (0, 5),
            _check_formats,
        ),
        "upper": Filter(lambda value: fitting(text_of(value).upper()), "In capitals.", "Code|upper", "mod-7", "MOD-7"),
        "lower": Filter(lambda value: fitting(text_of(value).lower()), "In small letters.", "Code|lower", "RED", "red"),
        "title": Filter(
            lambda value: fitting(do_title(text_of(value))),
            "Each word with a capital letter first.",
            "Name|title",
            "ADA LOVELACE",
            "Ada Lovelace",
        ),
        "trim": Filter(
            lambda value: text_of(value).strip(),
            "Without the white space around it.",
            '(Title ~ " ")|trim',
            "Alpha",
            "Alpha",
        ),
        "replace": Filter(
            _replace,
            "With one text in place of another.",
            'Code|replace("-", " ")',
            "a-b-c",
            "a b c",
            (2, 2),
        ),
        "match": Filter(
            search,
            "What a regular expression (of RE2) finds first: its first group, the group of that number, or all of"
            " it where it has none; nothing where it finds nothing.",
            r'Notes|match("Ref: (\d+)")',
            "Ref: 12, open",
            "12",
            (1, 2),
            check_pattern,
        ),
        "before": Filter(
            _before,
            "What stands before the first separator; all of it without one.",
            'Title|before(":")',
            "Alpha: part 1: end",
            "Alpha",
            (1, 1),
        ),
        "after": Filter(
            _after,
            "What stands after the first separator; nothing without one.",
            'Title|after(":")',
            "Alpha: part 1: end",
            "part 1: end",
            (1, 1),
        ),
        "split": Filter(
            _split,
            "The parts between separators, as a list; blank ones are left out.",
            'Tags|split(";")',
            "rail; ; road",
            ["rail", "road"],
            (1, 1),
        ),
        "lines": Filter(
            lambda value: _split(value, "\n"),
            "The lines of a text, as a list; blank ones are left out.",
            "Address|lines",
            "1 High Street\n\nLeeds",
            ["1 High Street", "Leeds"],
        ),
        "first": Filter(
            lambda value: next(iter(_items(value)), None),
            "The first item of a list.",
            'Tags|split(";")|first',
            "rail; road",
            "rail",
        ),
        "last": Filter(
            lambda value: next(reversed(_items(value)), None),
            "The last item of a list.",
            'Tags|split(";")|last',
            "rail; road",
            "road",
        ),
        "join": Filter(
            _join,
            "The items of a list put together, with a separator (a space without one); blank ones are left out.",
            'Tags|join(", ")',
            ["rail", "", "road"],
            "rail, road",
            (0, 1),
        ),
        "default": Filter(
            lambda value, instead: instead if is_blank(value) else value,
            "What is taken instead where there is nothing; 0 and false are something.",
            'Effect|default("none said")',
            "",
            "none said",
            (1, 1),
        ),
        "length": Filter(_length, "How many items a list has, or characters a text.", "Code|length", "abc", 3),
    }
)
