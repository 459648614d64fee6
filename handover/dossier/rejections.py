"""Which initiative a rejected row is about: one that it names, or none that anybody can tell."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from handover.initiatives.names import normalised


def names_one_of(wanted: Collection[str], text: str) -> bool:
    """Whether a row's ``text`` (``plain``) has one of these names in it, each as ``normalised`` gives it."""
    about = normalised(text)
    return any(f" {one} " in f" {about} " for one in wanted)


# Reasons after which nobody can say which initiative the row is about: what stands where is not known.
_CANNOT_TELL = frozenset(
    {"ragged", "unclosed-quote", "not-json", "not-an-object", "too-deep", "no-end", "not-a-property", "outside-a-card"}
)


def names_nobody(reasons: Sequence[Mapping[str, Any]], registration: Mapping[str, Any]) -> bool:
    """Whether nobody can say which initiative a row is about that was rejected for these reasons."""
    rule = registration["map"].get("initiative")
    column = rule if isinstance(rule, str) else (rule or {}).get("column")
    return any(
        reason["code"] in _CANNOT_TELL or (reason["code"] == "blank" and reason["column"] == column)
        for reason in reasons
    )


_content = TypeAdapter(Any)


def plain(content: str) -> str:
    """A rejected row's cells as one line of text."""
    cells = _content.validate_json(content)
    values = cells.values() if isinstance(cells, dict) else cells if isinstance(cells, list) else [cells]
    return " | ".join(" ".join(str(value).split()) for value in values if value not in (None, "", []))
