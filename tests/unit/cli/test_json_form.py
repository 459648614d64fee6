"""What a command found out, as one JSON document."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.cli.json_form import as_document
from handover.errors import BadRequest
from handover.records import FollowOnAction
from handover.sources.rows import Reason


@dataclass
class Pair:
    first: object
    second: object


FORMS: dict[str, tuple[Any, Any]] = {
    "plain values": ({"a": [1, "é", None, True, 1.5]}, {"a": [1, "é", None, True, 1.5]}),
    "numbers that JSON lacks": ([float("nan"), float("inf")], ["nan", "inf"]),
    "a number too large for most": (10**30, 10**30),
    "an amount": (Decimal("12.50"), "12.50"),
    "a day and a moment": (
        [date(2024, 2, 3), datetime(2024, 2, 3, 4, 5, tzinfo=UTC)],
        ["2024-02-03", "2024-02-03T04:05:00+00:00"],
    ),
    "keys that are no texts": ({1: "a", None: "b"}, {"1": "a", "None": "b"}),
    "a dataclass": (Pair(1, Pair((), Counter(a=2))), {"first": 1, "second": {"first": [], "second": {"a": 2}}}),
    "a named tuple": (Reason("nul", None, "x"), {"code": "nul", "column": None, "sentence": "x"}),
    "an error": (
        BadRequest("No.", what_to_do="Yes."),
        {"code": "bad-request", "sentence": "No.", "where": None, "what_to_do": "Yes."},
    ),
    "a path": (Path("/a"), "/a"),
}


@pytest.mark.parametrize(("data", "expected"), FORMS.values(), ids=FORMS)
def test_as_document(data: Any, expected: Any) -> None:
    assert json.loads(as_document(data)) == expected


def test_a_record() -> None:
    said = json.loads(as_document(FollowOnAction(key="1", initiative="A", what="Ask", due="2024-02")))
    assert (said["what"], said["due"]) == ("Ask", "2024-02")


@given(st.recursive(st.none() | st.floats() | st.text(st.characters()) | st.binary(), st.lists, max_leaves=8))
def test_it_is_always_utf_8_and_json(data: Any) -> None:
    document = as_document({"data": data}).decode("utf-8")
    assert document.endswith("}\n")
    assert list(json.loads(document, parse_constant=pytest.fail)) == ["data"]
