"""The first items of a JSON document, and the first cards of an address book."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from handover.errors import SourceUnreadable
from handover.sources.contents import whole
from handover.sources.drafting.sample import LOOKED_AT, MOST_COLUMNS, Sample
from handover.sources.encoding import find_encoding
from handover.sources.json_files import read_json
from handover.sources.mapping.placement import value_at
from handover.sources.vcards import read_vcards

# What the properties of a card are (RFC 6350); of the others none is a field.
_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FN": "name",
        "ORG": "organisation",
        "UNIT": "unit",
        "TITLE": "role",
        "ROLE": "role",
        "EMAIL": "emails",
        "TEL": "phones",
        "NOTE": "knows_about",
        "KIND": "shared_mailbox",
        "UID": "key",
    }
)
# Offices put their programmes there, and others their friends: its heading and values have to say.
_CATEGORIES: Final = "CATEGORIES"
_DEEPEST: Final = 4  # objects within an item, and around the list of items


def json_sample(path: Path, name: str, largest: int) -> Sample:
    """The first items of a JSON document or of JSON Lines; their dotted paths are its columns."""
    items = _list_of_items(path, name, largest)
    with closing(read_json(path, name, largest=largest, items=items)) as reading:
        rows = list(islice(reading.rows, LOOKED_AT + 1))
    found = [row.cells for row in rows[:LOOKED_AT] if isinstance(row.cells, dict) and not row.faults]
    paths = tuple(dict.fromkeys(place for item in found for place in _paths(item)))[:MOST_COLUMNS]
    return Sample(
        "json",
        name,
        paths,
        tuple([value_at(item, place) for place in paths] for item in found),
        {"items": items} if items else {},
        dict(reading.facts),
        len(rows) <= LOOKED_AT,
    )


def _list_of_items(path: Path, name: str, largest: int) -> str | None:
    """Where in a JSON document the longest list of objects is; None where that is found by itself, or not known."""
    try:
        with closing(read_json(path, name, largest=largest)):
            return None
    except SourceUnreadable:
        text = find_encoding(path, name, declared=None, largest=largest)
        content = whole(path, name, largest=largest, what_to_do="Have it exported as JSON Lines.")
        try:
            document = json.loads(content.decode(text.encoding, text.errors).removeprefix("\ufeff"))
        except (ValueError, RecursionError):
            return None  # reading it again says what is wrong with it
        lists = sorted(_lists(document, ()), reverse=True)
        return lists[0][1] if lists else None


def _lists(value: Any, above: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    if not isinstance(value, dict) or len(above) > _DEEPEST:
        return
    for key, member in value.items():
        if isinstance(member, list) and member and isinstance(member[0], dict):
            yield len(member), ".".join((*above, key))
        yield from _lists(member, (*above, key))


def _paths(item: Mapping[str, Any], above: str = "", depth: int = 1) -> Iterator[str]:
    """The dotted paths to the values of an item; lists of objects are gone into, those of texts are values.

    What has a blank name cannot be declared, so it is left out.
    """
    for key, value in item.items():
        if not key.strip():
            continue
        place = f"{above}{key}"
        inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        if isinstance(inner, dict) and inner and depth < _DEEPEST:
            yield from _paths(inner, f"{place}.", depth + 1)
        else:
            yield place


def vcard_sample(path: Path, name: str, largest: int) -> Sample:
    """The first cards; the properties that any of them has are its columns."""
    with closing(read_vcards(path, name, largest=largest)) as reading:
        rows = list(islice(reading.rows, LOOKED_AT + 1))
    cards = [row.cells for row in rows[:LOOKED_AT] if isinstance(row.cells, dict) and not row.faults]
    columns = tuple(dict.fromkeys(column for card in cards for column, value in card.items() if value))
    return Sample(
        "vcard",
        name,
        columns,
        tuple([card.get(column) for column in columns] for card in cards),
        {},
        dict(reading.facts),
        len(rows) <= LOOKED_AT,
        {column: _FIELDS.get(column, "") for column in columns if column != _CATEGORIES},
    )
