"""How much there is in all of what an API gives page by page, as its answers say, and whether that came."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from handover.errors import SourceUnreadable
from handover.sources.api.api_page import Page, page_name, speaking_of_pages
from handover.sources.doubts import Doubt
from handover.sources.json_files import value_at
from handover.sources.registering.paging import Pages

_ITEMS_IN_ALL: Final = (
    "total", "total_count", "totalCount", "total_items", "totalItems", "total_results", "totalResults",
    "total_records", "totalRecords", "total_entries", "totalElements", "numFound", "@odata.count", "odata.count",
    "count",
)  # fmt: skip
_PAGES_IN_ALL: Final = (
    "pages", "total_pages", "totalPages", "page_count", "pageCount", "last_page", "lastPage",
)  # fmt: skip
_MORE: Final = (
    "has_more", "hasMore", "has_next", "hasNext", "has_next_page", "hasNextPage", "next", "next_page", "nextPage",
    "next_cursor", "nextCursor", "next_offset", "nextOffset", "next_token", "nextToken", "next_page_token",
    "nextPageToken", "@odata.nextLink", "odata.nextLink", "next_page_url", "next_url",
)  # fmt: skip
_ITEMS_HEADERS: Final = ("X-Total-Count", "X-Total", "X-WP-Total", "Total-Count")
_PAGES_HEADERS: Final = ("X-Total-Pages", "X-WP-TotalPages", "Total-Pages")
_MOST_DIGITS: Final = 15


class Announced(NamedTuple):
    """How many items and pages there are in all, as far as an answer says."""

    items: int | None = None
    pages: int | None = None


def announced(page: Page, declared: Pages, before: Announced, name: str) -> Announced:
    """What ``page`` announces; what it leaves out is as ``before``.

    Raises SourceUnreadable where no page so far has what is declared.
    """
    return Announced(
        _whole_number(page, declared.total, _ITEMS_IN_ALL, _ITEMS_HEADERS, before.items, name),
        _whole_number(page, declared.total_pages, _PAGES_IN_ALL, _PAGES_HEADERS, before.pages, name),
    )


def _whole_number(
    page: Page, path: str | None, names: tuple[str, ...], headers: tuple[str, ...], before: int | None, name: str
) -> int | None:
    if path is None:
        places = list(speaking_of_pages(page))
        told = [page.headers.get(header) for header in headers]
        told += [place.get(key) for key in names for place in places]
    else:
        told = [value_at(page.document, path)]
    found = next((number for number in map(_as_number, told) if number is not None), before)
    if found is None and path is not None:
        raise SourceUnreadable(
            f"{page_name(page.number, name)} has no whole number in “{path}”.",
            where=page_name(page.number, name),
            what_to_do="Correct “total” or “total_pages”, below “pages” in the source's registration.",
        )
    return found


def _as_number(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def incomplete(last: Page, declared: Pages, *, came: int, known: Announced, name: str) -> Doubt | None:
    """Why less came than there is, by what the answers themselves say; None where it is all."""
    if known.items is not None and came < known.items:
        said, announced_, got = f"{known.items:,} items", known.items, came
    elif known.pages is not None and last.number < known.pages:
        said, announced_, got = f"{known.pages:,} pages", known.pages, last.number
    elif declared.by == "link" and (sign := _sign_of_more(last)):
        return _doubt(f"{name} says that there is more (“{sign}”), but not where.", {"sign": sign})
    else:
        return None
    return _doubt(f"{name} announces {said}, and {got:,} came.", {"announced": announced_, "came": got})


def _sign_of_more(page: Page) -> str | None:
    for place in speaking_of_pages(page):
        for key in _MORE:
            if place.get(key) and isinstance(place[key], str | int):
                return key
    return None


def _doubt(sentence: str, figures: Mapping[str, Any]) -> Doubt:
    what_to_do = (
        "Gather it again. If it stays so, say with “pages” in the source's registration how its pages follow each"
        " other, or ask whoever runs it."
    )
    return Doubt("incomplete", sentence, what_to_do, figures)
