"""JSON documents that hold a list of objects, and JSON Lines; gzipped too.

The standard library parses, not orjson: orjson makes a rounded number of a long one, takes the last of two equal
keys without a word, and refuses a whole document for one character that is half of a pair.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from handover.errors import SourceUnreadable
from handover.sources.contents import refusals, whole
from handover.sources.encoding import Text, find_encoding
from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched, RawRow, Reading, Reason
from handover.sources.texts import shown

LINES_ENDINGS: Final = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
# In characters. A longer line is no record, and would fill the memory.
LONGEST_LINE: Final = 100_000_000
# The longest whole number that every reader of JSON keeps exactly has 15 digits, a 64-bit one 18; longer ones
# are identifiers and stay text.
_MOST_DIGITS: Final = 18
# Deeper objects cannot be written again as JSON by every program, orjson (254) among them.
_DEEPEST: Final = 250
_MOST_NAMED: Final = 10  # lists in one sentence
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NO_CHARACTER: Final = re.compile("[\0\ud800-\udfff]")


class _Doubled(dict[str, Any]):
    """An object that gave a key twice; ``key`` says which."""

    key: str


class _NoNumber(str):
    """NaN, Infinity or -Infinity, which JSON does not have, as text."""


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read fetched JSON as its registration says; see ``read_json``."""
    return read_json(
        fetched.path, fetched.name, largest=largest, encoding=registration.encoding, items=registration.items
    )


def read_json(path: Path, name: str, *, largest: int, encoding: str | None = None, items: str | None = None) -> Reading:
    """Read the objects in ``path``, which sentences call ``name``; ``largest`` bounds its bytes, also unpacked.

    ``items`` is where a document has its list: ``results``, ``data.results``; without it the document is the
    list, or an object with exactly one list of objects. A row's number is the item's, or the line's in JSON
    Lines. Raises SourceUnreadable or SourceUnreachable; of a document that is cut off nothing is taken.
    """
    text = find_encoding(path, name, declared=encoding, largest=largest)
    beginning = text.head.lstrip("\ufeff \t\r\n")[:1]
    if items is None and beginning != "[" and name.lower().endswith(LINES_ENDINGS):
        return Reading(_lines(text, name), facts={**text.facts, "form": "One object a line (JSON Lines)."})
    document = whole(
        path, name, largest=largest, what_to_do="Have it exported as JSON Lines, which are read one by one."
    ).decode(text.encoding, text.errors)
    try:
        found = decode(document.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        if items is None and beginning == "{" and error.msg == "Extra data":
            return Reading(_lines(text, name), facts={**text.facts, "form": "One object a line (JSON Lines)."})
        raise not_json(name, error) from None
    except RecursionError:
        raise too_deep(name) from None
    listed, where = list_in(found, items, name)
    said = "The document is the list." if where is None else f"The list is in “{shown(where)}”."
    return Reading(_items(listed, name), facts={**text.facts, "form": said})


def read_lines(path: Path, name: str, *, largest: int) -> Reading:
    """Read JSON Lines as such, whatever the file is called; it may have no line. See ``read_json``."""
    if not path.stat().st_size:
        return Reading(iter(()))
    return Reading(_lines(find_encoding(path, name, declared=None, largest=largest), name))


def decode(text: str) -> Any:
    """Parse, keeping what would be lost: long numbers as text, doubled keys and NaN marked.

    Raises JSONDecodeError, RecursionError.
    """
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_constant=_NoNumber,
        parse_int=_whole_number,
        parse_float=_number,
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled()
    last: dict[str, int] = {}
    for key, value in pairs:
        called = key
        if key in doubled:
            doubled.key = key
            number = last.get(key, 1) + 1
            while (called := f"{key} ({number})") in doubled:
                number += 1
            last[key] = number
        doubled[called] = value
    return doubled


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _number(digits: str) -> float | str:
    found = float(digits)
    return found if abs(found) != float("inf") else digits


def value_at(found: Any, path: str) -> Any:
    """What stands at a dotted path in a document, or None. A key may have a full stop in it itself.

    >>> value_at({"data": {"total": 7}}, "data.total"), value_at({"@odata.count": 7}, "@odata.count")
    (7, 7)
    """
    for part in parts_of(found, path):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def parts_of(found: Any, path: str) -> tuple[str, ...]:
    """The keys, one within the other, that a dotted path leads through in a document."""
    return (path,) if isinstance(found, dict) and path in found else tuple(path.split("."))


def list_in(found: Any, items: str | None, name: str) -> tuple[list[Any], str | None]:
    """The list of items in a document and the path to it, which is None where it is the document itself.

    Raises SourceUnreadable, which calls the document ``name``.
    """
    if items is not None:
        at = value_at(found, items)
        if isinstance(at, list):
            return at, items
        raise SourceUnreadable(
            f"{name} has no list in “{items}”.",
            where=name,
            what_to_do="Correct “items” in the source's registration" + _offered(found) + ".",
        )
    if isinstance(found, list):
        return found, None
    if isinstance(found, dict):
        lists = _lists_of_objects(found)
        if len(lists) == 1:
            return found[lists[0]], lists[0]
        if lists:
            raise SourceUnreadable(
                f"{name} has more than one list of objects: {_named(lists)}.",
                where=name,
                what_to_do="Say which one with “items” in the source's registration.",
            )
    raise SourceUnreadable(
        f"{name} is JSON, but not a list of objects.",
        where=name,
        what_to_do="Ask for an export that lists the records, or say where the list is with “items”.",
    )


def _lists_of_objects(found: dict[str, Any]) -> list[str]:
    return [key for key, value in found.items() if isinstance(value, list) and value and isinstance(value[0], dict)]


def _offered(found: Any) -> str:
    lists = _lists_of_objects(found) if isinstance(found, dict) else []
    return f"; there are lists in {_named(lists)}" if lists else ""


def _named(keys: list[str]) -> str:
    return ", ".join(map(shown, keys[:_MOST_NAMED])) + (" …" if len(keys) > _MOST_NAMED else "")


def _items(listed: list[Any], name: str) -> Iterator[RawRow]:
    for number, item in enumerate(listed, start=1):
        try:
            row = _row(number, item)
        except RecursionError:
            raise too_deep(name) from None
        yield row


def _lines(text: Text, name: str) -> Iterator[RawRow]:
    with refusals(name), text.open(newline=None) as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                raise SourceUnreadable(
                    f"{name} has a line of more than {LONGEST_LINE // 1_000_000} million characters.",
                    where=f"{name}, line {number}",
                    what_to_do="Check that it is JSON Lines, with one object a line.",
                )
            stripped = line.strip("\ufeff \t\r\n")
            if not stripped:
                continue
            try:
                row = _row(number, decode(stripped))
            except json.JSONDecodeError as error:
                cut = " It seems to be cut off." if _is_cut_off(error) else ""
                sentence = f"The line is not JSON: {_spoken(error)} at character {error.colno}.{cut}"
                yield RawRow(number, {"line": stripped}, (Reason("not-json", None, sentence),))
            except RecursionError:
                reason = Reason("too-deep", None, "The line has objects within objects too deep to be a record.")
                yield RawRow(number, {"line": stripped}, (reason,))
            else:
                yield row


def _row(number: int, item: Any) -> RawRow:
    if not isinstance(item, dict):
        kind = "a list" if isinstance(item, list) else "a single value"
        faults = (Reason("not-an-object", None, f"This item is {kind}, not an object with names and values."),)
        return RawRow(number, {"value": _kept(item)}, faults)
    reasons = _unsound(item)
    return RawRow(number, _kept(item), reasons) if reasons else RawRow(number, item)


def _unsound(item: dict[str, Any]) -> tuple[Reason, ...]:
    """What is wrong within an object. Most are right, which writing them again shows at a hundredth of the cost."""
    try:
        # The markers are subclasses, which are not written but handed to the function: it refuses.
        written = orjson.dumps(item, option=orjson.OPT_PASSTHROUGH_SUBCLASS)
    except TypeError:
        pass
    else:
        if b"\\u0000" not in written:
            return ()
    reasons: list[Reason] = []
    waiting: list[tuple[Any, str | None, int]] = [(item, None, 0)]
    while waiting:
        value, column, depth = waiting.pop()
        if depth > _DEEPEST:
            raise RecursionError
        if isinstance(value, _Doubled):
            key = _visible(value.key)
            reasons.append(Reason("doubled-key", key, f"“{key}” is given twice in one object."))
        if isinstance(value, _NoNumber):
            reasons.append(Reason("no-number", column, f"“{column}” is {value}, which is no number."))
        elif isinstance(value, str):
            reasons.extend(_bad_characters(value, column))
        elif isinstance(value, dict):
            for key, member in value.items():
                below = column or _visible(key)
                reasons.extend(_bad_characters(key, below))
                waiting.append((member, below, depth + 1))
        elif isinstance(value, list):
            waiting.extend((member, column, depth + 1) for member in value)
    return tuple(reasons)


def _bad_characters(text: str, column: str | None) -> Iterator[Reason]:
    if _LONE_SURROGATE.search(text):
        sentence = f"“{column}” has half of a character in it (a lone surrogate)."
        yield Reason("half-character", column, sentence)
    if "\0" in text:
        yield Reason("nul", column, f"“{column}” has a NUL character in it.")


def _kept(value: Any) -> Any:
    """The value as it can be written and stored: what is no character shows as its escape."""
    if isinstance(value, str):
        return _visible(value)
    if isinstance(value, dict):
        return {_visible(key): _kept(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_kept(member) for member in value]
    return value


def _visible(text: str) -> str:
    return _NO_CHARACTER.sub(lambda found: f"\\u{ord(found.group()):04x}", str(text))


def _is_cut_off(error: json.JSONDecodeError) -> bool:
    return error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string")


def _spoken(error: json.JSONDecodeError) -> str:
    return error.msg[:1].lower() + error.msg[1:]


def not_json(name: str, error: json.JSONDecodeError) -> SourceUnreadable:
    if _is_cut_off(error):
        return SourceUnreadable(
            f"{name} is cut off: its JSON ends half-way, on line {error.lineno}.",
            where=f"{name}, line {error.lineno}",
            what_to_do="Fetch or export it again.",
        )
    return SourceUnreadable(
        f"{name} is not JSON: {_spoken(error)} on line {error.lineno}, character {error.colno}.",
        where=f"{name}, line {error.lineno}",
        what_to_do="Export it again, or correct “kind” in the source's registration.",
    )


def too_deep(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} has lists or objects within each other too deep to be records.",
        where=name,
        what_to_do="Ask whoever keeps it for an ordinary export.",
    )
