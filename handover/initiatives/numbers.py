"""``#12``: the number of an initiative or a person, as somebody types it."""

from typing import Final

_LONGEST: Final = 18  # digits that any database takes


def number_in(asked: str) -> int | None:
    """The number that is asked for; None where it is something else.

    >>> number_in("#12"), number_in("12"), number_in("#twelve")
    (12, None, None)
    """
    digits = asked.removeprefix("#")
    is_one = digits != asked and digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST
    return int(digits) if is_one else None
