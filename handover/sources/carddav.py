"""A CardDAV address book (RFC 6352), as one file with all of its cards."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import httpx

from handover.errors import SourceUnreadable
from handover.sources.doubts import Doubt
from handover.sources.registering.registration import Found, Registration
from handover.sources.registering.sign_in import HTTP_WAYS, sign_in_mistakes
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched, Reading
from handover.sources.spool import spooled_rows
from handover.sources.vcards import COLUMNS, read_vcards
from handover.sources.web.addresses import spoken_address
from handover.sources.web.dav import DavServer, Resource, within
from handover.sources.web.http_client import HttpClient, parsed

CARDS_AT_ONCE: Final = 100
_MOST_NAMED: Final = 10

_TYPE: Final = "{DAV:}resourcetype"
_NAME: Final = "{DAV:}displayname"
_PRINCIPAL: Final = "{DAV:}current-user-principal"
_CONTENT_TYPE: Final = "{DAV:}getcontenttype"
_SYNC_TOKEN: Final = "{DAV:}sync-token"  # noqa: S105 - the name of a property
_CARDDAV: Final = "{urn:ietf:params:xml:ns:carddav}"
_HOMES: Final = f"{_CARDDAV}addressbook-home-set"
_CARD: Final = f"{_CARDDAV}address-data"
_CTAG: Final = "{http://calendarserver.org/ns/}getctag"
_OF_A_BOOK: Final = (_TYPE, _NAME, _PRINCIPAL, _HOMES, _CTAG, _SYNC_TOKEN)
_OF_A_CARD: Final = (_TYPE, _CONTENT_TYPE)
_CARD_TYPES: Final = ("text/vcard", "text/x-vcard", "text/directory")
_TOO_MANY: Final = 507
# Where a server says where its address books are (RFC 6764).
_WELL_KNOWN: Final = "/.well-known/carddav"


class Book(NamedTuple):
    """One address book, and what tells whether anything in it changed."""

    url: httpx.URL
    validators: dict[str, str]


def mistakes(registration: Registration) -> Iterator[Found]:
    """What is wrong with an address book, beside what can be wrong with any source."""
    yield from sign_in_mistakes(registration.sign_in, HTTP_WAYS, "an address book")


def fetch(request: Request) -> Content:
    """Fetch the cards of the address book that is registered, or of the only one where its server is.

    They come in the order of their addresses, so that the same cards are the same file. Raises SourceUnreachable,
    SourceUnreadable, SecretMissing, DiskFull.
    """
    location = request.registration.location
    name = spoken_address(location)
    with HttpClient(request, location) as client:
        server = DavServer(client, name, largest=request.limits.largest_source)
        book = find_book(server, parsed(location, name), name)
        if book.validators and book.validators == request.validators:
            return Content((), validators=book.validators, not_modified=True)
        listed = _listed(server, book, name)
        missing = 0
        with spooled_rows(request, name) as spool:
            for card in _cards(server, book, listed):
                if card is None:
                    missing += 1
                else:
                    spool.write(f"{card}\r\n".encode())
            file = spool.fetched()
    doubts = (_incomplete(name, len(listed), missing),) if missing else ()
    return Content((file,), validators=book.validators, doubts=doubts)


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read the cards; an address book may have none. A row's number is the card's."""
    if not fetched.size:
        return Reading(iter(()), names=COLUMNS)
    return read_vcards(fetched.path, fetched.name, largest=largest)


def find_book(server: DavServer, url: httpx.URL, name: str) -> Book:
    """The address book at ``url``, else the only one of whoever signs in there (RFC 6352, section 7; RFC 6764).

    Raises SourceUnreadable where there is none, or more than one.
    """
    at = _start(server, url, name)
    if _is_book(at):
        return _book(at)
    homes = _homes(at, name)
    for href in () if homes else at.hrefs(_PRINCIPAL):
        for principal in server.properties(within(at.url, href, name), _OF_A_BOOK, depth=0):
            homes += _homes(principal, name)
    found = [one for home in homes or [at.url] for one in server.properties(home, _OF_A_BOOK, depth=1)]
    books = {str(one.url): one for one in found if _is_book(one)}
    if len(books) != 1:
        raise _not_one(name, list(books.values()))
    return _book(next(iter(books.values())))


def _start(server: DavServer, url: httpx.URL, name: str) -> Resource:
    """What the search begins with: where a server says that its address books are, or what lies at ``url``."""
    found: list[Resource] = []
    if url.path == "/":
        found = server.properties(url.join(_WELL_KNOWN), _OF_A_BOOK, depth=0, must_be=False)
    found = found or server.properties(url, _OF_A_BOOK, depth=0)
    if not found:
        raise _not_one(name, [])
    return found[0]


def _is_book(resource: Resource) -> bool:
    return resource.has(_TYPE, f"{_CARDDAV}addressbook")


def _homes(resource: Resource, name: str) -> list[httpx.URL]:
    return [within(resource.url, href, name) for href in resource.hrefs(_HOMES)]


def _book(resource: Resource) -> Book:
    tokens = {"ctag": resource.text(_CTAG), "sync-token": resource.text(_SYNC_TOKEN)}
    told = {kind: token for kind, token in tokens.items() if token}
    # Another address book, found in place of this one, may have the same token.
    return Book(resource.url, {"address-book": str(resource.url), **told} if told else {})


def _listed(server: DavServer, book: Book, name: str) -> list[Resource]:
    """The cards that there are, without what is in them, by their addresses."""
    found = server.properties(book.url, _OF_A_CARD, depth=1)
    if any(one.status == _TOO_MANY for one in found):
        raise SourceUnreadable(
            f"{name} has more cards than its server lists at once.",
            where=name,
            what_to_do="Ask whoever runs it to allow more, or divide the address book.",
        )
    cards = {one.url.path: one for one in found if _is_card(one, book)}
    return [cards[path] for path in sorted(cards)]


def _is_card(resource: Resource, book: Book) -> bool:
    kind = resource.text(_CONTENT_TYPE).lower()
    is_folder = resource.has(_TYPE, "{DAV:}collection") or resource.url.path.rstrip("/") == book.url.path.rstrip("/")
    return not is_folder and (not kind or kind.startswith(_CARD_TYPES))


def _cards(server: DavServer, book: Book, listed: Sequence[Resource]) -> Iterator[str | None]:
    """What is in each card; None where the server does not give it."""
    for start in range(0, len(listed), CARDS_AT_ONCE):
        some = listed[start : start + CARDS_AT_ONCE]
        found = server.report(f"{_CARDDAV}addressbook-multiget", book.url, (_CARD,), [one.href for one in some])
        cards = {one.url.path: one.text(_CARD) for one in found}
        yield from (cards.get(one.url.path) or None for one in some)


def _incomplete(name: str, listed: int, missing: int) -> Doubt:
    return Doubt(
        "incomplete",
        f"{name} lists {listed:,} cards, and gave {listed - missing:,} of them.",
        "Gather it again. If it stays so, ask whoever runs it why some cards cannot be had.",
        {"announced": listed, "came": listed - missing},
    )


def _not_one(name: str, books: Sequence[Resource]) -> SourceUnreadable:
    if not books:
        return SourceUnreadable(
            f"{name} has no address book, or none for whoever signs in.",
            where=name,
            what_to_do="Register the address of the address book itself, as its program shows it.",
        )
    named = [f"“{book.text(_NAME) or 'without a name'}” ({spoken_address(str(book.url))})" for book in books]
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return SourceUnreadable(
        f"{name} has {len(books)} address books: {', '.join(named[:_MOST_NAMED])}{more}.",
        where=name,
        what_to_do="Register the address of one of them, or each as a source of its own.",
    )
