"""Values of a database as JSON has them: nothing is rounded, and nothing is lost."""

import json
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from ipaddress import ip_address
from typing import Any

import orjson
import pytest

from handover.sources.databases.sql_query import rows_at_once
from handover.sources.databases.sql_values import plain

VALUES: dict[str, tuple[Any, Any]] = {
    "nothing": (None, None),
    "a text": ("é", "é"),
    "yes": (True, True),
    "a whole number": (2**64 - 1, 2**64 - 1),
    "a whole number that no program keeps": (2**64, "18446744073709551616"),
    "a broken number": (0.1, 0.1),
    "no number": (float("nan"), "NaN"),
    "infinity": (float("-inf"), "-Infinity"),
    "a decimal": (Decimal("12.50"), "12.50"),
    "a large decimal": (Decimal("1E+30"), "1" + "0" * 30),
    "a decimal that is none": (Decimal("NaN"), "NaN"),
    "bytes": (b"\x00\xff", "AP8="),
    "a view of bytes": (memoryview(b"\x00\xff"), "AP8="),
    "a day": (date(2024, 1, 31), "2024-01-31"),
    "a moment": (datetime(2024, 1, 31, 10, tzinfo=UTC), "2024-01-31T10:00:00+00:00"),
    "a moment elsewhere": (
        datetime(2024, 6, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        "2024-06-01T00:00:00+05:30",
    ),
    "a time": (time(10, 30), "10:30:00"),
    "a while": (timedelta(days=1, seconds=5), "P1DT5S"),
    "a list in a list": ([1, [None, Decimal("1.10")]], [1, [None, "1.10"]]),
    "an object": ({"a": {1: b"x"}}, {"a": {"1": "eA=="}}),
    "an identifier": (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
    "an address": (ip_address("10.0.0.1"), "10.0.0.1"),
}


@pytest.mark.parametrize(("value", "expected"), VALUES.values(), ids=VALUES)
def test_a_value_becomes_what_json_has(value: Any, expected: Any) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)
    assert json.loads(orjson.dumps(plain(value))) == expected


def test_json_stays_as_it_is_digit_for_digit() -> None:
    assert orjson.dumps(plain([orjson.Fragment(b'{"a":1.10}')])) == b'[{"a":1.10}]'


SIZES = {
    "small rows, many at once": (10, 1_000, 5_000),
    "rows of a megabyte": (10, 10_000_000, 8),
    "rows that are larger than what is fetched at once": (10, 1_000_000_000, 1),
    "nothing yet": (10, 0, 5_000),
}


@pytest.mark.parametrize(("count", "size", "expected"), SIZES.values(), ids=SIZES)
def test_large_rows_are_fetched_a_few_at_a_time(count: int, size: int, expected: int) -> None:
    assert rows_at_once(count, size) == expected
