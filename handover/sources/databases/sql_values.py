"""The values of a database as JSON has them: exact where JSON is not, and the same each time."""

import base64
import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import orjson

_WHOLE: Final = range(-(2**63), 2**64)  # what is written as a number; longer ones are identifiers, and stay text


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line a type
    """One value, as a text, a whole or broken number, true, false, none, a list or an object.

    Decimals become text, digit for digit; so do NaN and infinity, which JSON has not. Dates and times are written as
    in ISO 8601, bytes in base64 (RFC 4648), what is JSON already as it is, and anything else as it says of itself.

    >>> plain(Decimal("12.50")), plain(b"\\x00\\xff"), plain(float("inf")), plain(timedelta(days=1, seconds=5))
    ('12.50', 'AP8=', 'Infinity', 'P1DT5S')
    """
    match value:
        case None | bool() | str() | orjson.Fragment():
            return value
        case int():
            return value if value in _WHOLE else str(value)
        case float():
            return value if math.isfinite(value) else str(Decimal(value))
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(value).decode("ascii")
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            from pydantic_core import to_jsonable_python

            return to_jsonable_python(value)
        case list() | tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case _:
            return str(value)
