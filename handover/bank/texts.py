"""What of a record is searched: its heading and its other texts, by kind. Contacts are found as people, not here."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple


class Searched(NamedTuple):
    """The fields of one kind of record: a word in a heading counts more than one in another text."""

    headings: tuple[str, ...]
    texts: tuple[str, ...]


SEARCHED: Final[Mapping[str, Searched]] = MappingProxyType(
    {
        "lesson": Searched(
            ("title", "tags"),
            ("recommendation", "what_happened", "effect", "causes", "early_warnings"),
        ),
        "follow-on-action": Searched(("what",), ("owner", "inherits")),
        "programme-status": Searched(("purpose",), ("narrative", "ended_how", "functions", "owner", "part_of")),
    }
)


def headings(kind: str, payload: Mapping[str, Any]) -> str:
    """A record's heading as one text."""
    return "\n".join(_given(payload, SEARCHED[kind].headings))


def texts(kind: str, payload: Mapping[str, Any]) -> list[str]:
    """A record's other texts, the most useful first."""
    return list(_given(payload, SEARCHED[kind].texts))


def _given(payload: Mapping[str, Any], fields: tuple[str, ...]) -> Iterator[str]:
    for field in fields:
        value = payload.get(field)
        if isinstance(value, str):
            yield value
        elif value:
            yield " ".join(value)
