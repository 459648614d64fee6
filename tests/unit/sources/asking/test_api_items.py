"""Where an answer has its items, and that each is kept as it was sent."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.errors import SourceUnreadable
from handover.sources.api.api_items import at_keys, items_path, raw_items
from handover.sources.json_files import decode

ONE = [{"id": 1}]
FOUND: dict[str, tuple[Any, str | None, tuple[str, ...]]] = {
    "the document is the list": (ONE, None, ()),
    "an empty document": ([], None, ()),
    "GOV.UK": ({"results": ONE, "total": 1, "next_page_url": None}, None, ("results",)),
    "OData": ({"@odata.context": "x", "value": ONE}, None, ("value",)),
    "JSON:API, whose other list is what belongs to it": ({"data": ONE, "included": ONE}, None, ("data",)),
    "HAL": ({"_embedded": {"bodies": ONE}, "_links": {}}, None, ("_embedded", "bodies")),
    "CKAN": ({"success": True, "result": {"count": 1, "results": ONE}}, None, ("result", "results")),
    "data within data": ({"data": {"items": ONE}}, None, ("data", "items")),
    "the only list, whatever it is called": ({"bodies": ONE, "at": "noon"}, None, ("bodies",)),
    "an empty list": ({"results": [], "total": 0}, None, ("results",)),
    "the only list, empty": ({"bodies": []}, None, ("bodies",)),
    "no list of objects beside one": ({"bodies": ONE, "fields": ["id"]}, None, ("bodies",)),
    "declared": ({"results": ONE, "more": {"bodies": ONE}}, "more.bodies", ("more", "bodies")),
    "declared, with a full stop in it": ({"more.bodies": ONE}, "more.bodies", ("more.bodies",)),
}


@pytest.mark.parametrize(("document", "declared", "keys"), FOUND.values(), ids=FOUND)
def test_the_list_is_found(document: Any, declared: str | None, keys: tuple[str, ...]) -> None:
    assert items_path(document, declared, "x") == keys
    assert isinstance(at_keys(document, keys), list)


NOT_FOUND: dict[str, tuple[Any, str | None, str]] = {
    "no list": ({"error": "no"}, None, "x is JSON, but not a list of objects."),
    "a single value": (7, None, "x is JSON, but not a list of objects."),
    "two lists": ({"bodies": ONE, "people": ONE}, None, "x has more than one list of objects: bodies, people."),
    "declared and not there": ({"results": ONE}, "bodies", "x has no list in “bodies”."),
    "declared and no list": ({"results": {"a": 1}}, "results", "x has no list in “results”."),
}


@pytest.mark.parametrize(("document", "declared", "sentence"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_no_list_is_found(document: Any, declared: str | None, sentence: str) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        items_path(document, declared, "x")
    assert refused.value.sentence == sentence


TEXTS: dict[str, tuple[str, tuple[str, ...], list[str]]] = {
    "long numbers": ('[{"id":12345678901234567890}]', (), ['{"id":12345678901234567890}']),
    "a number without end": (f"[{'9' * 5000}]", (), ["9" * 5000]),
    "zeros at the end": ('[{"cost": 1.10}, 1e999]', (), ['{"cost": 1.10}', "1e999"]),
    "a key twice": ('{"data": [{"a":1,"a":2}], "data": []}', ("data",), ['{"a":1,"a":2}']),
    "what is no number": ("[NaN, -Infinity]", (), ["NaN", "-Infinity"]),
    "half a character": ('["\\ud800"]', (), ['"\\ud800"']),
    "space everywhere": (' { "x" : [ 0 ] , "y" : [ 1 ,\r\n\t2 ] } ', ("y",), ["1", "2"]),
    "nothing": ("[]", (), []),
    "nothing and space": ('{"a": {"b": [ ]}}', ("a", "b"), []),
    "a key with a quotation mark": (r'{"a\"b": [1]}', ('a"b',), ["1"]),
    "brackets in texts": ('{"a": "]}", "b": ["]", "\\"]"]}', ("b",), ['"]"', '"\\"]"']),
}


@pytest.mark.parametrize(("text", "keys", "items"), TEXTS.values(), ids=TEXTS)
def test_items_are_kept_as_they_were_sent(text: str, keys: tuple[str, ...], items: list[str]) -> None:
    assert list(raw_items(text, keys)) == items


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=5), st.dictionaries(st.text(), JSON, max_size=3), st.text(), st.text(), st.booleans())
def test_any_items_anywhere(listed: list[Any], around: dict[str, Any], outer: str, inner: str, wide: bool) -> None:
    document = {**around, outer: {**around, inner: listed}}
    text = json.dumps(document, indent=2 if wide else None, ensure_ascii=wide)
    assert [decode(item) for item in raw_items(text, (outer, inner))] == decode(json.dumps(listed))
