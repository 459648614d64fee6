"""What a WebDAV server answers when it is asked for properties of what it has (RFC 4918)."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import httpx
from lxml import etree
from lxml.etree import _Element as Element

from handover.errors import SourceUnreachable, SourceUnreadable
from handover.sources.contents import HEAD, PIECE, is_web_page
from handover.sources.documents.xml_pieces import elements, first_element
from handover.sources.web.http_client import HttpClient, Question, body_of, origin
from handover.sources.web.http_failures import web_page

# The largest answer that is held in memory, in bytes.
LARGEST_ANSWER: Final = 100_000_000

_ANSWERED: Final = frozenset({200, 207})
_NOTHING_THERE: Final = frozenset({404, 405, 410, 501})
_ADDRESS_BOOK: Final = "an address book does (CardDAV)"
_MULTISTATUS: Final = "{DAV:}multistatus"
_STATUS: Final = re.compile(r"HTTP/\d(?:\.\d)? (\d{3})")


class Resource(NamedTuple):
    """One thing that a server has: where, the status of asking for it, and those of its properties that it gives.

    A property's name is written as ``{namespace}name``; ``href`` is the address as the server writes it.
    """

    href: str
    url: httpx.URL
    status: int
    properties: dict[str, Element]

    def text(self, name: str) -> str:
        """The text of a property; empty where it has none."""
        found = self.properties.get(name)
        return "" if found is None else "".join(found.itertext()).strip()

    def hrefs(self, name: str) -> list[str]:
        """The addresses in a property, as the server writes them."""
        found = self.properties.get(name)
        texts = [] if found is None else [(href.text or "").strip() for href in found.iter("{DAV:}href")]
        return [text for text in texts if text]

    def has(self, name: str, inner: str) -> bool:
        """Whether a property has such an element directly in it."""
        found = self.properties.get(name)
        return found is not None and found.find(inner) is not None


class DavServer:
    """A server that is asked over ``client``. Sentences call the source ``name``, and say what it should answer as."""

    def __init__(self, client: HttpClient, name: str, *, largest: int, answers_as: str = _ADDRESS_BOOK) -> None:
        self._client = client
        self._name = name
        self._answers_as = answers_as
        self._largest = min(largest, LARGEST_ANSWER)

    def properties(self, url: httpx.URL, names: Iterable[str], *, depth: int, must_be: bool = True) -> list[Resource]:
        """What lies at ``url`` (depth 0), and directly below it (1), with these properties.

        Raises SourceUnreachable, SourceUnreadable; not for there being nothing, where nothing ``must_be`` there.
        """
        accepted = _ANSWERED if must_be else _ANSWERED | _NOTHING_THERE
        return self._asked("PROPFIND", url, _document("{DAV:}propfind", names, ()), depth, accepted)

    def report(self, what: str, url: httpx.URL, names: Iterable[str], hrefs: Iterable[str]) -> list[Resource]:
        """What lies at each of ``hrefs`` below ``url``, by a report of RFC 3253. Raises as ``properties``."""
        return self._asked("REPORT", url, _document(what, names, hrefs), 0, _ANSWERED)

    def _asked(
        self, method: str, url: httpx.URL, document: bytes, depth: int, accepted: frozenset[int]
    ) -> list[Resource]:
        headers = {"Depth": str(depth), "Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml"}
        question = Question(url, self._name, method, headers, document, accepted=accepted)
        return self._client.ask(question, self._resources)

    def _resources(self, answer: httpx.Response) -> list[Resource]:
        if answer.status_code in _NOTHING_THERE:
            return []
        body = body_of(answer, self._name, most=self._largest)
        if is_web_page(body[:HEAD]):
            raise web_page(self._name)
        return multistatus(body, answer.request.url, self._name, answers_as=self._answers_as)


def _document(name: str, properties: Iterable[str], hrefs: Iterable[str]) -> bytes:
    root = etree.Element(name, nsmap={"D": "DAV:"})
    asked = etree.SubElement(root, "{DAV:}prop")
    for one in properties:
        etree.SubElement(asked, one)
    for href in hrefs:
        etree.SubElement(root, "{DAV:}href").text = href
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def multistatus(body: bytes, url: httpx.URL, name: str, *, answers_as: str = _ADDRESS_BOOK) -> list[Resource]:
    """The resources in an answer that came from ``url`` (RFC 4918, section 13).

    Raises SourceUnreadable where it is no such answer, SourceUnreachable where it speaks of another server.
    """
    if first_element(body[:HEAD], name).tag != _MULTISTATUS:
        raise SourceUnreadable(
            f"{name} does not answer as {answers_as}.",
            where=name,
            what_to_do="Check the address; what runs there may have another one for this.",
        )
    pieces = (body[at : at + PIECE] for at in range(0, len(body), PIECE))
    found = elements(pieces, name, within=_MULTISTATUS, tag="{DAV:}response")
    return [_resource(response, url, name) for response in found]


def _resource(response: Element, url: httpx.URL, name: str) -> Resource:
    href = (response.findtext("{DAV:}href") or "").strip()
    properties: dict[str, Element] = {}
    for propstat in response.iterfind("{DAV:}propstat"):
        if _status(propstat) in (None, 200):
            properties.update({str(one.tag): one for one in propstat.iterfind("{DAV:}prop/*")})
    return Resource(href, within(url, href, name), _status(response) or 200, properties)


def _status(element: Element) -> int | None:
    found = _STATUS.match((element.findtext("{DAV:}status") or "").strip())
    return int(found[1]) if found else None


def within(url: httpx.URL, href: str, name: str) -> httpx.URL:
    """Where ``href``, in an answer from ``url``, leads. Raises SourceUnreachable where that is another server."""
    try:
        found = url.join(href).copy_with(userinfo=b"", query=None, fragment=None)
        is_elsewhere = origin(found) != origin(url)
    except (httpx.InvalidURL, ValueError):
        raise SourceUnreadable(
            f"{name} refers to something that is no web address.", where=name, what_to_do="Tell whoever runs it."
        ) from None
    if is_elsewhere:
        raise SourceUnreachable(
            f"{name} refers to another server ({found.scheme}://{found.netloc.decode()}).",
            where=name,
            what_to_do="If that is meant, register the address at that server.",
        )
    return found
