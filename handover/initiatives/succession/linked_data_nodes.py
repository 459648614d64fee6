"""The nodes of a JSON-LD document, whatever its prefixes and its shape; nothing is ever fetched for it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

from handover.dates import check_partial_date
from handover.errors import SourceUnreadable

# What names of this document are told from those of others by; nobody sees it.
_BASE: Final = "urn:x-handover:document"
_DAY: Final = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T.*|Z|[+-]\d{2}:\d{2})?", re.DOTALL)
_NUMBER: Final = re.compile(r"(\d+)")

Node = Mapping[str, Any]


def nodes(text: str, *, name: str) -> dict[str, Node]:
    """Every node by its IRI, in the order of their numbers. Raises SourceUnreadable where ``name`` has none."""
    from pyld import jsonld

    try:
        document = json.loads(text)
    except RecursionError:
        raise SourceUnreadable(f"{name} has lists or objects within each other too deep to be linked data.") from None
    except ValueError as error:
        raise SourceUnreadable(f"{name} is not JSON: {error}.") from None
    try:
        flat = jsonld.flatten(document, None, {"base": _BASE, "documentLoader": _never})
    except RecursionError:
        raise SourceUnreadable(f"{name} has lists or objects within each other too deep to be linked data.") from None
    except jsonld.JsonLdError as error:
        _refuse(error, name)
    return {node["@id"]: node for node in sorted(flat, key=lambda node: _in_order(node["@id"]))}


def _never(url: str, _options: Any) -> NoReturn:
    raise _NotFetched(url)


class _NotFetched(Exception):
    """The document asks for another one."""


def _refuse(error: Any, name: str) -> NoReturn:
    cause: Any = error
    while cause is not None:
        if isinstance(cause, _NotFetched):
            raise SourceUnreadable(
                f"{name} takes the meaning of its words from {cause}, and nothing is fetched.",
                what_to_do="Write the prefixes themselves into its “@context”.",
            ) from None
        cause = getattr(cause, "cause", None) or cause.__cause__
    raise SourceUnreadable(f"{name} is JSON, but not JSON-LD: {error.type} ({error.code}).") from error


def _in_order(ref: str) -> list[tuple[int, str]]:
    """``#initiative-9`` before ``#initiative-10``."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBER.split(ref)]


def texts(node: Node, *properties: str) -> list[str]:
    """The texts of the first of these properties that has any; those in English, or in no language, first."""
    for one in properties:
        values = [value for value in node.get(one, ()) if "@value" in value]
        values.sort(key=lambda value: not str(value.get("@language", "en")).lower().startswith("en"))
        if values:
            return [str(value["@value"]) for value in values]
    return []


def text(node: Node, *properties: str) -> str | None:
    """The first of these texts; None where there is none."""
    return next(iter(texts(node, *properties)), None)


def refs(node: Node, *properties: str) -> list[str]:
    """The nodes that these properties lead to, in their order."""
    return [value["@id"] for one in properties for value in node.get(one, ()) if "@id" in value]


def day(node: Node, *properties: str) -> str | None:
    """The partial date of the first of these properties that has one. Raises ValueError with a sentence."""
    said = text(node, *properties)
    if said is None:
        return None
    match = _DAY.fullmatch(said.strip())
    return check_partial_date(match[1] if match else said)


def typed(node: Node, *types: str) -> bool:
    """Whether a node is of one of these types."""
    return not set(types).isdisjoint(node.get("@type", ()))


def typed_values(node: Node, one: str) -> Iterator[tuple[str, str]]:
    """Each value of a property with its datatype; blank where it has none."""
    for value in node.get(one, ()):
        if "@value" in value:
            yield value.get("@type", ""), str(value["@value"])
