"""What the operators of an expression do with cells, and how large what they make may become.

A text that an operator takes or makes has at most ``MOST_CHARACTERS``, and a number is rounded to 34 digits with an
exponent of two: whatever is written, one operation is over in the time that it takes to read its operands.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, Overflow, Underflow
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

from handover.dates import check_partial_date, earliest
from handover.records import LONGEST_TEXT
from handover.sources.mapping.money import plain
from handover.sources.texts import as_text, shown

MOST_CHARACTERS: Final = LONGEST_TEXT
_MOST_MAGNITUDE: Final = 99  # of the exponent of ten
LARGEST: Final = 10**_MOST_MAGNITUDE
_OUT_OF_RANGE: Final = "which leads to a number too large or too small to calculate with"
# As many digits as decimal128 of IEEE 754 has: nothing that an office counts is rounded.
_NUMBERS: Final = Context(
    prec=34,
    Emax=_MOST_MAGNITUDE,
    Emin=-_MOST_MAGNITUDE,
    rounding=ROUND_HALF_UP,
    traps=[Overflow, Underflow, InvalidOperation],
)


class ExpressionFailed(Exception):
    """A row for which an expression gives no value. It says why, as a clause that follows “Column” says “value”, …"""


def taken(cell: Any) -> Any:
    """A cell as an expression has it: text without the white space around it, None where it says nothing."""
    if isinstance(cell, str):
        return fitting(as_text(cell)) or None
    if isinstance(cell, Decimal):
        out_of_range = cell.is_finite() and abs(cell.adjusted()) > _MOST_MAGNITUDE
    else:
        out_of_range = isinstance(cell, int) and abs(cell) >= LARGEST
    if out_of_range:
        raise ExpressionFailed(_OUT_OF_RANGE)
    return None if isinstance(cell, list | tuple) and not cell else cell


def text_of(value: Any) -> str:
    """The text that a value is; of a text, with the white space around it."""
    return fitting(value if isinstance(value, str) else as_text(value))


def fitting(text: str) -> str:
    """The text, where it is no longer than an expression may take or make. Raises ExpressionFailed."""
    room_for(len(text))
    return text


def room_for(characters: int) -> None:
    """Raise ExpressionFailed where a text of so many characters must not be made."""
    if characters > MOST_CHARACTERS:
        raise ExpressionFailed(
            f"which gives a text of more than {MOST_CHARACTERS:,} characters, and an expression has none so long"
        )


def is_blank(value: Any) -> bool:
    """Whether a value says nothing. 0 and False say something."""
    return value is None or value in ("", []) or (isinstance(value, str) and not value.strip())


def is_number(value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def exact(value: Any) -> Decimal:
    """A number without the rounding of binary fractions: 0.1 is a tenth. Raises ExpressionFailed where too large."""
    return _calculated(_NUMBERS.plus, Decimal(repr(value)) if isinstance(value, float) else Decimal(value))


def rounded(value: Any, digits: int = 0) -> Decimal | None:
    """A number to so many decimal places; halves go away from 0."""
    if is_blank(value):
        return None
    return _calculated(_NUMBERS.quantize, _operand(value, "round"), Decimal(1).scaleb(-digits))


def negated(value: Any) -> Decimal | None:
    return None if is_blank(value) else _calculated(_NUMBERS.minus, _operand(value, "-"))


def _arithmetic(sign: str, work: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Any, Any], Decimal | None]:
    """An operator on two numbers; with one that says nothing it says nothing itself."""

    def calculate(left: Any, right: Any) -> Decimal | None:
        if is_blank(left) or is_blank(right):
            return None
        return _calculated(work, _operand(left, sign), _operand(right, sign))

    return calculate


def _operand(value: Any, sign: str) -> Decimal:
    if is_number(value):
        return exact(value)
    other = "; ~ puts texts together" if sign == "+" else ""
    raise ExpressionFailed(
        f"in which “{shown(as_text(value))}” is no number that “{sign}” could take: make it one with |number{other}"
    )


def _calculated(work: Callable[..., Decimal], *operands: Decimal) -> Decimal:
    try:
        return plain(work(*operands))
    except (Overflow, Underflow, InvalidOperation):
        raise ExpressionFailed(_OUT_OF_RANGE) from None


def _divided(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise ExpressionFailed("which leads to a division by 0")
    return _NUMBERS.divide(left, right)


def _same(left: Any, right: Any) -> bool:
    """Whether two values say the same: numbers by their value, all else by their text."""
    return _equal_to(left)(right)


def _equal_to(value: Any) -> Callable[[Any], bool]:
    number, text = exact(value) if is_number(value) else None, as_text(value)

    def equals(other: Any) -> bool:
        return number == exact(other) if number is not None and is_number(other) else text == as_text(other)

    return equals


def _ordered(sign: str, test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """A comparison of two numbers or two dates; what says nothing is neither more nor less."""

    def compare(left: Any, right: Any) -> bool:
        if is_blank(left) or is_blank(right):
            return False
        if is_number(left) and is_number(right):
            return test(exact(left), exact(right))
        try:
            return test(_day(left), _day(right))
        except ValueError:
            raise ExpressionFailed(
                f"where “{shown(as_text(left))}” and “{shown(as_text(right))}” cannot be compared with {sign}:"
                " they are not two numbers (|number), nor two dates written like 2015-12-31"
            ) from None

    return compare


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else earliest(check_partial_date(as_text(value)))


def _contained(item: Any, whole: Any) -> bool:
    """Whether an item is in a list, or a text in a text."""
    if is_blank(item):
        return False
    if isinstance(whole, list | tuple):
        return any(map(_equal_to(item), whole))
    return as_text(item) in as_text(whole)


def _put_together(values: Sequence[Any]) -> str:
    texts = [text_of(value) for value in values]
    room_for(sum(map(len, texts)))
    return "".join(texts)


def _listed(values: list[Any]) -> list[Any]:
    room_for(sum(len(text_of(value)) for value in values))
    return values


def _part(value: Any, start: int | None, stop: int | None) -> Any:
    return value[start:stop] if isinstance(value, list | tuple) else text_of(value)[start:stop]


ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], Decimal | None]]] = MappingProxyType(
    {
        "+": _arithmetic("+", _NUMBERS.add),
        "-": _arithmetic("-", _NUMBERS.subtract),
        "*": _arithmetic("*", _NUMBERS.multiply),
        "/": _arithmetic("/", _divided),
    }
)

# By what Jinja calls the comparisons, and three that it would do without looking at what becomes of them.
OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "eq": _same,
        "ne": lambda left, right: not _same(left, right),
        "lt": _ordered("<", lambda left, right: left < right),
        "lteq": _ordered("<=", lambda left, right: left <= right),
        "gt": _ordered(">", lambda left, right: left > right),
        "gteq": _ordered(">=", lambda left, right: left >= right),
        "in": _contained,
        "notin": lambda item, whole: not _contained(item, whole),
        "~": _put_together,
        "[]": _listed,
        "[:]": _part,
    }
)
