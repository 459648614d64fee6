"""One page of what an API answers."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import httpx

from handover.errors import SourceUnreadable
from handover.sources.api.api_items import Keys, at_keys, items_path, raw_items
from handover.sources.contents import HEAD, empty, is_web_page
from handover.sources.json_files import decode, not_json, too_deep, value_at
from handover.sources.web.http_failures import web_page

# Where answers speak of their pages, besides at the top and beside the items.
_AROUND: Final = (
    "meta", "_meta", "metadata", "info", "page", "paging", "pagination", "page_info", "pageInfo",
    "meta.page", "meta.pagination", "response_metadata",
)  # fmt: skip


class Page(NamedTuple):
    """One answer: its ``number`` from 1, where it came from, its headers and links, and the document in it.

    ``items`` are the keys to its list of items; ``texts`` are the items as they were sent.
    """

    number: int
    url: httpx.URL
    headers: Mapping[str, str]
    links: tuple[Mapping[str, str], ...]
    document: Any
    items: Keys
    texts: tuple[str, ...]


def page_name(number: int, name: str) -> str:
    """What sentences call a page of the source ``name``."""
    return name if number == 1 else f"Page {number} of {name}"


def read_page(
    body: bytes,
    answer: httpx.Response,
    number: int,
    name: str,
    *,
    declared: str | None = None,
    items: Keys | None = None,
) -> Page:
    """The page in the ``body`` of an ``answer``, which sentences call ``name``.

    ``items`` are the keys to the items on the pages before it; the first page is looked at by what was ``declared``.
    Raises SourceUnreadable where it is no JSON, or has no items where they should be.
    """
    text = _text(body, name)
    try:
        document = decode(text)
    except json.JSONDecodeError as error:
        raise not_json(name, error) from None
    except RecursionError:
        raise too_deep(name) from None
    keys = items_path(document, declared, name) if items is None else items
    if not isinstance(at_keys(document, keys), list):
        where = f" in “{'.'.join(keys)}”" if keys else ""
        raise SourceUnreadable(
            f"{name} has no list{where}, as the pages before it had.",
            where=name,
            what_to_do="Gather again; if it stays so, ask whoever runs it what changed.",
        )
    links, texts = tuple(answer.links.values()), tuple(raw_items(text, keys))
    return Page(number, answer.request.url, answer.headers, links, document, keys, texts)


def _text(body: bytes, name: str) -> str:
    if is_web_page(body[:HEAD]):
        raise web_page(name)
    if not body.strip():
        raise empty(name)
    encoding = json.detect_encoding(body)
    try:
        # What is no UTF-8 stays as it is, for whoever reads the items.
        text = body.decode(encoding, "surrogateescape" if encoding.startswith("utf-8") else "strict")
    except UnicodeDecodeError:
        raise SourceUnreadable(
            f"{name} is not JSON: it is no text.", where=name, what_to_do="Check that the address is that of an API."
        ) from None
    return text.removeprefix("\ufeff")


def speaking_of_pages(page: Page) -> Iterator[Mapping[str, Any]]:
    """The objects in an answer that may speak of its pages."""
    places = [page.document, at_keys(page.document, page.items[:-1])]
    places += [value_at(page.document, path) for path in _AROUND]
    return (place for place in places if isinstance(place, dict))
