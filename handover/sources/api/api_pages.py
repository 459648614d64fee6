"""Where the next page of an API is, by what the page before it says."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx

from handover.errors import SourceUnreadable
from handover.sources.api.api_page import Page, page_name, speaking_of_pages
from handover.sources.api.api_totals import Announced
from handover.sources.json_files import value_at
from handover.sources.registering.paging import Pages
from handover.sources.texts import storable
from handover.sources.web.http_client import origin
from handover.sources.web.http_sign_in import with_parameter

_LINKS: Final = (
    "next_page_url", "nextPageUrl", "links.next", "links.next.href", "_links.next", "_links.next.href",
    "@odata.nextLink", "odata.nextLink", "next_link", "nextLink", "next_url", "nextUrl", "next", "next.href",
    "next_page", "nextPage",
)  # fmt: skip

# An address rather than a cursor or a number.
_ADDRESS: Final = re.compile(r"https?://|/|\?", re.IGNORECASE)


def next_address(
    page: Page, declared: Pages, first: httpx.URL, *, came: int, known: Announced, name: str
) -> httpx.URL | None:
    """The address of the page after ``page``, or None where there is none.

    ``first`` is the address of the first page, ``came`` how many items came so far, ``known`` what was announced.
    Raises SourceUnreadable where the answer leads to what cannot be followed.
    """
    match declared.by:
        case "link":
            to = _link(page, declared.next)
            return None if to is None else _joined(page, to, first, name)
        case "cursor":
            cursor = value_at(page.document, declared.next or "")
            if not cursor:
                return None
            if not isinstance(cursor, str | int) or cursor is True or not storable(str(cursor)):
                raise _cannot_follow(page, "its cursor is neither text nor a number", name)
            return with_parameter(first, declared.carried_by, str(cursor))
        case "page" | "offset" if not _is_last(page, declared, came, known):
            start = 1 if declared.first is None else declared.first
            number = page.number + start if declared.by == "page" else came
            return with_parameter(first, declared.carried_by, str(number))
        case _:
            return None


def _is_last(page: Page, declared: Pages, came: int, known: Announced) -> bool:
    """Whether no page follows. A short page is not the last for that: a server may give fewer items than asked."""
    if not page.texts or (known.pages is not None and known.pages <= page.number):
        return True
    if known.items is None or came < known.items:
        return False
    # What nobody declared to be the total may be how many items this page has, as long as it is not more.
    return declared.total is not None or len(page.texts) < known.items


def _link(page: Page, path: str | None) -> str | None:
    """Where a link to the next page leads: as declared, else in the Link header (RFC 8288), else as mostly called."""
    if path is not None:
        found = value_at(page.document, path)
        found = found.get("href", found.get("url")) if isinstance(found, dict) else found
        return None if not found else str(found)
    told: list[Any] = [link["url"] for link in page.links if "next" in link.get("rel", "").lower().split()]
    for around in speaking_of_pages(page):
        told += [value_at(around, key) for key in _LINKS]
        told += _listed_links(around)
    return next((link for link in told if isinstance(link, str) and _ADDRESS.match(link)), None)


def _listed_links(around: Mapping[str, Any]) -> Iterator[Any]:
    """Links as a list: ``[{"rel": "next", "href": …}]``."""
    for name in ("links", "link"):
        listed = around.get(name)
        for link in listed if isinstance(listed, list) else ():
            if isinstance(link, dict) and "next" in (link.get("rel"), link.get("relation")):
                yield link.get("href", link.get("url"))


def _joined(page: Page, to: str, first: httpx.URL, name: str) -> httpx.URL:
    try:
        url = page.url.join(to).copy_with(userinfo=b"", fragment=None)
        host = url.host
    except (httpx.InvalidURL, ValueError):
        host = ""
    if not host:
        raise _cannot_follow(page, "it is no web address", name)
    if (url.scheme, url.host, url.port) == ("http", page.url.host, None) and page.url.port is None:
        # A server behind one that encrypts often does not know that it does.
        url = url.copy_with(scheme=page.url.scheme)
    if origin(url) not in (origin(first), origin(page.url)):
        raise _cannot_follow(page, f"it is on another server ({url.scheme}://{url.netloc.decode()})", name)
    return url


def _cannot_follow(page: Page, why: str, name: str) -> SourceUnreadable:
    said = page_name(page.number, name)
    return SourceUnreadable(
        f"{said} gives a next page that is not followed: {why}.",
        where=said,
        what_to_do="Register the address from which all pages come, and see “pages” in its registration.",
    )
