"""A JSON API, page after page, as one file of JSON Lines with an item on each line."""

import hashlib
from collections.abc import Iterator
from typing import Final

import httpx

from handover.errors import SourceUnreadable
from handover.sources.api.api_items import Keys
from handover.sources.api.api_page import Page, page_name, read_page
from handover.sources.api.api_pages import next_address
from handover.sources.api.api_totals import Announced, announced, incomplete
from handover.sources.json_files import read_lines
from handover.sources.registering.paging import Pages
from handover.sources.registering.registration import Found, Registration
from handover.sources.registering.sign_in import HTTP_WAYS, sign_in_mistakes
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched, Reading
from handover.sources.spool import spooled_rows
from handover.sources.web.addresses import spoken_address
from handover.sources.web.http_client import OK, HttpClient, Question, body_of, parsed
from handover.sources.web.http_sign_in import with_parameter
from handover.sources.web.http_validators import NOT_MODIFIED, changed_on, conditions, validators_of

# One page is held in memory as a whole, in bytes.
LARGEST_PAGE: Final = 100_000_000
MOST_PAGES: Final = 100_000

_SMALLER: Final = (
    "Ask for smaller pages, with “size” and “size_parameter” below “pages” in its registration, or raise the setting"
    " limits.largest_source."
)


def mistakes(registration: Registration) -> Iterator[Found]:
    """What is wrong with an API, beside what can be wrong with any source."""
    yield from sign_in_mistakes(registration.sign_in, HTTP_WAYS, "an API")


def fetch(request: Request) -> Content:
    """Ask for all pages of an API and write their items to one file, each as it was sent.

    Where the server says that nothing changed since ``request.validators``, there is no file. Where less came than
    was announced, that is a doubt. Raises SourceUnreachable, SourceUnreadable, SecretMissing, DiskFull.
    """
    declared = request.registration.pages or Pages()
    with HttpClient(request, request.registration.location, per_second=declared.per_second) as client:
        walk = Walk(client, request, declared)
        first = walk.first_page()
        if first is None:
            dated = changed_on(request.validators)
            return Content((), dated=dated, validators=request.validators, not_modified=True)
        with spooled_rows(request, walk.name) as spool:
            for page in walk.pages(first):
                for item in page.texts:
                    spool.add_json(item)
            file = spool.fetched()
    # Whether a first page is as it was says nothing about those after it.
    validators = validators_of(first.headers) if walk.last is first else {}
    doubt = incomplete(walk.last, declared, came=walk.came, known=walk.known, name=walk.name)
    doubts = () if doubt is None else (doubt,)
    return Content((file,), dated=changed_on(validators), validators=validators, doubts=doubts)


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read the items of all pages, one a line; a row's number is the item's."""
    return read_lines(fetched.path, fetched.name, largest=largest)


class Walk:
    """One way through the pages of an API: ``last`` page so far, how many items ``came``, what is ``known`` of all."""

    last: Page

    def __init__(self, client: HttpClient, request: Request, declared: Pages, *, most_pages: int = MOST_PAGES) -> None:
        self.name = spoken_address(request.registration.location)
        self.came = 0
        self.known = Announced()
        self._client = client
        self._request = request
        self._declared = declared
        self._most_pages = most_pages
        self._first = _first_address(parsed(request.registration.location, self.name), declared)
        self._visited = {str(self._first): 1}
        self._contents: dict[bytes, int] = {}

    def first_page(self) -> Page | None:
        """The first page, or None where the server says that nothing changed."""
        return self._page(1, self._first, None, conditions(self._request.validators))

    def pages(self, first: Page) -> Iterator[Page]:
        """The first page and all after it. Raises SourceUnreachable, SourceUnreadable."""
        page: Page | None = first
        while page is not None:
            self._note(page)
            yield page
            page = self._after(page)

    def _after(self, page: Page) -> Page | None:
        url = next_address(page, self._declared, self._first, came=self.came, known=self.known, name=self.name)
        if url is None:
            return None
        if page.number >= self._most_pages:
            raise _endless(self.name, self._most_pages)
        visited = self._visited.setdefault(str(url), page.number + 1)
        if visited <= page.number:
            raise _round(self.name, f"page {page.number} leads back to page {visited}")
        return self._page(page.number + 1, url, page.items, {})

    def _note(self, page: Page) -> None:
        self.last = page
        self.came += len(page.texts)
        self.known = announced(page, self._declared, self.known, self.name)
        if page.texts:
            digest = hashlib.sha256()
            for text in page.texts:
                digest.update(text.encode("utf-8", "surrogateescape") + b"\n")
            same = self._contents.setdefault(digest.digest(), page.number)
            if same != page.number:
                raise _round(self.name, f"page {page.number} has the same items as page {same}")

    def _page(self, number: int, url: httpx.URL, items: Keys | None, asked: dict[str, str]) -> Page | None:
        name = page_name(number, self.name)
        most = min(LARGEST_PAGE, self._request.limits.largest_source)

        def taken(answer: httpx.Response) -> Page | None:
            if answer.status_code == NOT_MODIFIED:
                return None
            body = body_of(answer, name, most=most, what_to_do=_SMALLER)
            return read_page(body, answer, number, name, declared=self._request.registration.items, items=items)

        accepted = OK | {NOT_MODIFIED} if asked else OK
        headers = {"Accept": "application/json", **asked}
        return self._client.ask(Question(url, name, headers=headers, accepted=accepted), taken)


def _first_address(url: httpx.URL, declared: Pages) -> httpx.URL:
    """The address of the first page; where pages are counted it says so, and how many items a page is to have."""
    if declared.size_parameter is not None:
        url = with_parameter(url, declared.size_parameter, str(declared.size))
    if declared.by == "page":
        url = with_parameter(url, declared.carried_by, "1" if declared.first is None else str(declared.first))
    return url


def _round(name: str, said: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"The pages of {name} go round in circles: {said}.",
        where=name,
        what_to_do="Check “pages” in the source's registration: the server may call the parameter for the next page"
        " something else.",
    )


def _endless(name: str, most: int) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} has more than {most:,} pages.",
        where=name,
        what_to_do="Ask for larger pages, with “size” and “size_parameter” below “pages” in its registration.",
    )
