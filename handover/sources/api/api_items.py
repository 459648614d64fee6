"""Where in an answer of an API its items are, and the text of each as it was sent."""

import re
from collections.abc import Iterator
from json import JSONDecoder
from typing import Any, Final

from handover.sources.json_files import list_in, parts_of

# What lists of items are called, the more telling first; what they lie in, where they are not at the top.
_LISTS: Final = ("results", "data", "items", "value", "records", "entries", "entry")
_AROUND: Final = ("data", "result", "results", "response", "_embedded")

_SPACE: Final = re.compile(r"[ \t\r\n]*")
# Numbers are of no interest here, and long ones take long.
_DECODER: Final = JSONDecoder(parse_int=str, parse_float=str)

Keys = tuple[str, ...]


def items_path(document: Any, declared: str | None, name: str) -> Keys:
    """The keys, one within the other, that lead to the list of items: as declared, else as lists are mostly called.

    Raises SourceUnreadable, which calls the document ``name``, where there is none, or more than one.
    """
    if declared is None and isinstance(document, dict):
        for around in ((), *((key,) for key in _AROUND)):
            inside = at_keys(document, around)
            if found := _named_list(inside) or (around and _only_list(inside)):
                return (*around, found)
        if found := _only_list(document):
            return (found,)
    _, where = list_in(document, declared, name)
    return () if where is None else parts_of(document, where)


def at_keys(document: Any, keys: Keys) -> Any:
    """What lies at these keys, one within the other, or None."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _named_list(found: Any) -> str | None:
    named = found if isinstance(found, dict) else {}
    return next((key for key in _LISTS if _may_be_items(named.get(key))), None)


def _only_list(found: Any) -> str | None:
    lists = [key for key, value in found.items() if isinstance(value, list)] if isinstance(found, dict) else []
    return lists[0] if len(lists) == 1 and _may_be_items(found[lists[0]]) else None


def _may_be_items(value: Any) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], dict))


def raw_items(text: str, keys: Keys) -> Iterator[str]:
    """The text of each item in the list at ``keys`` of a document that was parsed before, without a byte lost.

    >>> list(raw_items('{"n": 2, "data": [{"id": 1.10}, [] ]}', ("data",)))
    ['{"id": 1.10}', '[]']
    """
    at = _past_space(text, 0)
    for key in keys:
        at = _member(text, at, key)
    at = _past_space(text, at + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield text[at:end]
        at = _past_comma(text, end)


def _member(text: str, at: int, key: str) -> int:
    """Where the value of ``key`` begins in the object that begins at ``at``, and has it."""
    at = _past_space(text, at + 1)
    while True:
        found, end = _DECODER.raw_decode(text, at)
        at = _past_space(text, _past_space(text, end) + 1)
        if found == key:
            return at
        _, end = _DECODER.raw_decode(text, at)
        at = _past_comma(text, end)


def _past_comma(text: str, at: int) -> int:
    at = _past_space(text, at)
    return _past_space(text, at + 1) if text[at] == "," else at


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
