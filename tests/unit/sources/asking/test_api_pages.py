"""What an answer says about the next page, and about how much there is in all."""

import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.errors import SourceUnreadable
from handover.sources.api.api_page import Page, read_page
from handover.sources.api.api_pages import next_address
from handover.sources.api.api_totals import Announced, announced, incomplete
from handover.sources.registering.paging import Pages

FIRST = "https://x.example/api/bodies?q=a+b"
ONE = [{"id": 1}]


def page(document: Any, *, number: int = 1, url: str = FIRST, header: dict[str, str] | None = None) -> Page:
    """The answer ``document``, as it is read."""
    return read(json.dumps(document).encode(), number=number, url=url, header=header)


def read(body: bytes, *, number: int = 1, url: str = FIRST, header: dict[str, str] | None = None) -> Page:
    answer = httpx.Response(200, headers=header, request=httpx.Request("GET", url))
    return read_page(body, answer, number, "x")


def escaped(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def says(**beside: Any) -> Page:
    """An answer that says this beside its items."""
    return page({"data": ONE, **beside})


def after(one: Page, declared: Pages, came: int = 1) -> str | None:
    known = announced(one, declared, Announced(), "x")
    found = next_address(one, declared, httpx.URL(FIRST), came=came, known=known, name="x")
    return None if found is None else str(found)


def link(value: str) -> dict[str, str]:
    return {"Link": value}


NEXT = "https://x.example/api/bodies?page=2"
LINKED: dict[str, tuple[Page, str | None]] = {
    "GOV.UK": (page({"results": ONE, "next_page_url": NEXT}), NEXT),
    "Django": (page({"count": 2, "next": NEXT, "previous": None, "results": ONE}), NEXT),
    "OData": (page({"value": ONE, "@odata.nextLink": NEXT}), NEXT),
    "JSON:API": (page({"data": ONE, "links": {"self": FIRST, "next": NEXT}}), NEXT),
    "JSON:API with an object": (page({"data": ONE, "links": {"next": {"href": NEXT}}}), NEXT),
    "HAL": (page({"_embedded": {"b": ONE}, "_links": {"next": {"href": NEXT}}}), NEXT),
    "a list of links": (
        page({"items": ONE, "links": [{"rel": "self", "href": "/"}, {"rel": "next", "href": NEXT}]}),
        NEXT,
    ),
    "FHIR": (page({"entry": ONE, "link": [{"relation": "next", "url": NEXT}]}), NEXT),
    "within meta": (page({"data": ONE, "meta": {"next": NEXT}}), NEXT),
    "beside the items": (page({"result": {"results": ONE, "next": NEXT}}), NEXT),
    "a Link header": (page(ONE, header=link(f'<{FIRST}>; rel="prev", <{NEXT}>; rel="next"')), NEXT),
    "a Link header without quotes": (page(ONE, header=link(f"<{NEXT}>; rel=next")), NEXT),
    "a Link header with two relations": (page(ONE, header=link(f'<{NEXT}>; rel="next last"')), NEXT),
    "a Link header before the body": (page({"data": ONE, "next": FIRST}, header=link(f"<{NEXT}>; rel=next")), NEXT),
    "a path": (page({"results": ONE, "next": "/api/bodies?page=2"}), NEXT),
    "what follows the question mark": (page({"results": ONE, "next": "?page=2"}), NEXT),
    "without the fragment": (page({"results": ONE, "next": f"{NEXT}#top"}), NEXT),
    "without a user": (page({"results": ONE, "next": NEXT.replace("//", "//eve:pw@")}), NEXT),
    "not encrypted, on the same server": (page({"results": ONE, "next": NEXT.replace("https", "http")}), NEXT),
    "from where a redirect led": (
        page({"results": ONE, "next": "/b?2"}, url="https://api.x.example/b"),
        "https://api.x.example/b?2",
    ),
    "null": (page({"results": ONE, "next_page_url": None}), None),
    "empty": (page({"results": ONE, "next": ""}), None),
    "a number": (page({"results": ONE, "next": 2}), None),
    "a cursor": (page({"results": ONE, "next": "eyJpZCI6MX0="}), None),
    "none": (page(ONE), None),
}


@pytest.mark.parametrize(("one", "to"), LINKED.values(), ids=LINKED)
def test_a_link_is_found(one: Page, to: str | None) -> None:
    assert after(one, Pages()) == to


DECLARED: dict[str, tuple[dict[str, Any], Page, int, str | None]] = {
    "a link": ({"next": "more.at"}, page({"data": ONE, "more": {"at": NEXT}}), 1, NEXT),
    "a link as an object": ({"next": "more"}, page({"data": ONE, "more": {"href": NEXT}}), 1, NEXT),
    "a link that is over": ({"next": "more.at"}, page({"data": ONE, "more": None, "next": NEXT}), 1, None),
    "a cursor": ({"by": "cursor", "next": "c"}, page({"data": ONE, "c": "a/b="}), 1, f"{FIRST}&cursor=a%2Fb%3D"),
    "a cursor that is a number": (
        {"by": "cursor", "next": "c", "parameter": "after"}, page({"data": ONE, "c": 7}), 1, f"{FIRST}&after=7",
    ),
    "a cursor that is over": ({"by": "cursor", "next": "c"}, page({"data": ONE, "c": None}), 1, None),
    "a cursor that is empty": ({"by": "cursor", "next": "c"}, page({"data": ONE, "c": ""}), 1, None),
    "a cursor on a page without items": (
        {"by": "cursor", "next": "c"}, page({"data": [], "c": 7}), 1, f"{FIRST}&cursor=7",
    ),
    "pages": ({"by": "page"}, page(ONE), 1, f"{FIRST}&page=2"),
    "pages from 0": ({"by": "page", "first": 0, "parameter": "p"}, page(ONE), 1, f"{FIRST}&p=1"),
    "in place of a parameter": ({"by": "page", "parameter": "q"}, page(ONE), 1, "https://x.example/api/bodies?q=2"),
    "a page without items": ({"by": "page"}, page([], number=3), 40, None),
    "the last of so many pages": ({"by": "page"}, page({"data": ONE, "pages": 2}, number=2), 2, None),
    "the last of so many items": ({"by": "page"}, page({"data": ONE, "total": 40}, number=2), 40, None),
    "what may count one page": ({"by": "page"}, page({"data": ONE, "count": 1}), 1, f"{FIRST}&page=2"),
    "what is declared to be the total": (
        {"by": "page", "total": "count"}, page({"data": ONE, "count": 1}), 1, None,
    ),
    "offsets, by what came": ({"by": "offset"}, page(ONE), 37, f"{FIRST}&offset=37"),
    "offsets to the end": ({"by": "offset"}, page([]), 37, None),
    "one page": ({"by": "none"}, page({"data": ONE, "next": NEXT}), 1, None),
}  # fmt: skip


@pytest.mark.parametrize(("pages", "one", "came", "to"), DECLARED.values(), ids=DECLARED)
def test_what_is_declared_is_followed(pages: dict[str, Any], one: Page, came: int, to: str | None) -> None:
    assert after(one, Pages.model_validate(pages), came) == to


ELSEWHERE: dict[str, tuple[dict[str, Any], Page, str]] = {
    "another host": ({}, says(next="https://evil.example/b"), "it is on another server (https://evil.example)."),
    "another port": ({}, says(next="https://x.example:8443/b"), "it is on another server (https://x.example:8443)."),
    "a private address": ({}, says(next="http://169.254.169.254/"), "another server (http://169.254.169.254)."),
    "not encrypted, at another port": ({}, says(next="http://x.example:8080/b"), "(http://x.example:8080)."),
    "no address": ({}, says(next="http://[::1"), "it is no web address."),
    "a host of no name": ({}, says(next="https://xn--a/"), "it is no web address."),
    "a file": ({"next": "n"}, says(n="file:///etc/passwd"), "it is no web address."),
    "a script": ({"next": "n"}, says(n="javascript:alert(1)"), "it is no web address."),
    "a cursor that is a list": ({"by": "cursor", "next": "n"}, says(n=[1]), "neither text nor a number."),
    "a cursor with half a character": ({"by": "cursor", "next": "n"}, says(n="\ud800"), "neither text nor a number."),
    "a cursor that is only true": ({"by": "cursor", "next": "n"}, says(n=True), "neither text nor a number."),
}


@pytest.mark.parametrize(("pages", "one", "why"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_leads_elsewhere_is_not_followed(pages: dict[str, Any], one: Page, why: str) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        after(one, Pages.model_validate(pages))
    assert refused.value.sentence.startswith("x gives a next page that is not followed: ")
    assert refused.value.sentence.endswith(why)


TOTALS: dict[str, tuple[Page, Announced]] = {
    "GOV.UK": (page({"results": ONE, "total": 1159, "pages": 58}), Announced(1159, 58)),
    "Django": (page({"results": ONE, "count": 40}), Announced(40)),
    "OData": (page({"value": ONE, "@odata.count": 40}), Announced(40)),
    "CKAN": (page({"result": {"results": ONE, "count": 40}}), Announced(40)),
    "Spring": (page({"_embedded": {"b": ONE}, "page": {"totalElements": 40, "totalPages": 2}}), Announced(40, 2)),
    "Laravel": (page({"data": ONE, "meta": {"total": 40, "last_page": 2}}), Announced(40, 2)),
    "Strapi": (page({"data": ONE, "meta": {"pagination": {"total": 40, "pageCount": 2}}}), Announced(40, 2)),
    "the more telling name first": (page({"results": ONE, "count": 1, "meta": {"total": 40}}), Announced(40)),
    "a header": (page(ONE, header={"X-Total-Count": "40", "X-Total-Pages": "2"}), Announced(40, 2)),
    "a number as text": (page({"data": ONE, "total": "40"}), Announced(40)),
    "nothing": (page(ONE), Announced()),
    "what is no number": (page({"data": ONE, "total": True, "pages": [1], "count": "many"}), Announced()),
    "less than nothing": (page({"data": ONE, "total": -1}), Announced()),
    "half an item": (page({"data": ONE, "total": 1.5}), Announced()),
}


@pytest.mark.parametrize(("one", "known"), TOTALS.values(), ids=TOTALS)
def test_what_is_announced(one: Page, known: Announced) -> None:
    assert announced(one, Pages(), Announced(), "x") == known


def test_what_a_page_leaves_out_is_as_before() -> None:
    assert announced(page(ONE), Pages(), Announced(40, 2), "x") == Announced(40, 2)
    assert announced(page(ONE), Pages(total="all"), Announced(40, 2), "x") == Announced(40, 2)


@pytest.mark.parametrize("declared", [Pages(total="all.of"), Pages(total_pages="all.of")])
def test_what_is_declared_must_be_there(declared: Pages) -> None:
    assert announced(page({"data": ONE, "all": {"of": 9}}), declared, Announced(), "x") in (
        Announced(9),
        Announced(None, 9),
    )
    with pytest.raises(SourceUnreadable, match=r"^x has no whole number in “all\.of”"):
        announced(page({"data": ONE, "total": 3}), declared, Announced(), "x")


MORE = "x says that there is more (“{}”), but not where."
SHORT: dict[str, tuple[Page, Announced, int, str | None]] = {
    "all items": (says(), Announced(40, 1), 40, None),
    "more than announced": (says(), Announced(40), 41, None),
    "nothing announced": (says(), Announced(), 1, None),
    "fewer items": (says(), Announced(1159, 58), 20, "x announces 1,159 items, and 20 came."),
    "fewer pages": (page(ONE, number=3), Announced(None, 58), 60, "x announces 58 pages, and 3 came."),
    "more to come": (says(has_more=True), Announced(), 1, MORE.format("has_more")),
    "a cursor": (says(meta={"next_cursor": "abc"}), Announced(), 1, MORE.format("next_cursor")),
    "a number": (says(next_page=2), Announced(), 1, MORE.format("next_page")),
    "no more to come": (says(has_more=False, next_cursor="", next=None), Announced(), 1, None),
}


@pytest.mark.parametrize(("last", "known", "came", "sentence"), SHORT.values(), ids=SHORT)
def test_whether_all_came(last: Page, known: Announced, came: int, sentence: str | None) -> None:
    doubt = incomplete(last, Pages(), came=came, known=known, name="x")
    assert (doubt and (doubt.code, doubt.sentence)) == (sentence and ("incomplete", sentence))


def test_where_pages_are_declared_a_sign_of_more_is_none() -> None:
    assert incomplete(says(has_more=True), Pages(by="page"), came=1, known=Announced(), name="x") is None


WORDS = st.sampled_from(["results", "data", "next", "links", "meta", "total", "pages", "rel", "href", "has_more"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 10**20)
    | st.floats()
    | st.sampled_from(["next", "/a", "http://[", "//"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
WAYS = st.sampled_from([Pages(), Pages(by="page"), Pages(by="offset"), Pages(by="cursor", next="next")])


@given(VALUES, WAYS, st.text(max_size=40))
def test_any_answer_is_a_page_or_refused(document: Any, declared: Pages, link: str) -> None:
    header = {"Link": link.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")}
    with suppress(SourceUnreadable):
        one = page(document, header=header)
        known = announced(one, declared, Announced(), "x")
        next_address(one, declared, httpx.URL(FIRST), came=1, known=known, name="x")
        incomplete(one, declared, came=1, known=known, name="x")


@given(st.binary(max_size=60) | st.text(alphabet='[]{}":,\\0123456789.eE-tfn \ud800', max_size=60).map(escaped))
def test_any_bytes_are_a_page_or_refused(body: bytes) -> None:
    with suppress(SourceUnreadable):
        read(body)
