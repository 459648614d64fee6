"""A JSON API that a real server gives page by page, in each way in which pages follow each other."""

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from handover.sources.fetch import fetch
from handover.sources.reading import read
from handover.sources.request import Content, Request
from handover.sources.rows import RawRow
from tests.asking import BASIC, Clock, a_request, left_in
from tests.servers import web
from tests.servers.web import Handler, Web

BODIES = [{"id": number, "name": f"Body {number}"} for number in range(1, 46)]
API = "/api/bodies"


@pytest.fixture
def server() -> Iterator[Web]:
    with web.running({}) as one:
        yield one


def asked(folder: Path, server: Web, pages: dict[str, Any] | None = None, **more: Any) -> Request:
    registered = {"kind": "api", "key": "id", **({"pages": pages} if pages else {}), **more.pop("registered", {})}
    return a_request(folder, server.url(more.pop("path", API)), registered=registered, **more)


def fetched(request: Request) -> Content:
    (content,) = fetch(request)
    return content


def rows(request: Request, content: Content) -> list[RawRow]:
    return list(read(content.files[0], request.registration).rows)


def items(request: Request, content: Content) -> list[Any]:
    return [row.cells for row in rows(request, content)]


def document(found: Any, **headers: str) -> web.Answer:
    return web.content(json.dumps(found).encode(), "application/json", **headers)


Form = Callable[[Handler, int], Any]


def counted(form: Form, parameter: str = "page", first: int = 1) -> web.Answer:
    """Pages that a number counts: ``form`` makes the document of each."""

    def answer(handler: Handler) -> None:
        document(form(handler, int(handler.parameters.get(parameter, first))))(handler)

    return answer


def some(start: int, size: int = 20) -> list[Any]:
    return BODIES[max(start, 0) : max(start, 0) + size]


def govuk(handler: Handler, page: int) -> Any:
    last = math.ceil(len(BODIES) / 20)
    following = handler.web.url(f"{API}?page={page + 1}") if page < last else None
    return {"results": some((page - 1) * 20), "total": len(BODIES), "pages": last, "next_page_url": following}


def by_link_header(handler: Handler) -> None:
    page = int(handler.parameters.get("page", 1))
    headers = {"Link": f'<{API}?page={page + 1}>; rel="next"'} if page < 3 else {}
    document(some((page - 1) * 20), **headers)(handler)


def by_cursor(handler: Handler) -> None:
    start = int(handler.parameters.get("after", "c0").removeprefix("c"))
    following = f"c{start + 20}" if start + 20 < len(BODIES) else None
    document({"data": some(start), "meta": {"next_cursor": following}})(handler)


def by_offset(handler: Handler) -> None:
    # A server gives no more than it likes, whatever it is asked.
    size = min(int(handler.parameters.get("limit", 10)), 15)
    document({"data": some(int(handler.parameters.get("offset", 0)), size)})(handler)


WAYS: dict[str, tuple[web.Answer, dict[str, Any] | None, int]] = {
    "GOV.UK's links": (counted(govuk), None, 3),
    "a Link header": (by_link_header, None, 3),
    "a cursor": (by_cursor, {"by": "cursor", "next": "meta.next_cursor", "parameter": "after"}, 3),
    "pages, to an empty one": (counted(lambda _h, page: some((page - 1) * 20)), {"by": "page"}, 4),
    "pages counted from 0": (
        counted(lambda _h, page: some(page * 20), "p"), {"by": "page", "first": 0, "parameter": "p"}, 4,
    ),
    "pages, as many as announced": (
        counted(lambda _h, page: {"data": some((page - 1) * 20), "total": 45}), {"by": "page"}, 3,
    ),
    "offsets": (by_offset, {"by": "offset"}, 6),
    "offsets with a size that the server does not give": (
        by_offset, {"by": "offset", "size": 30, "size_parameter": "limit"}, 4,
    ),
    "one page": (document(BODIES), None, 1),
    "one page, as declared": (document({"items": BODIES, "next": "/elsewhere"}), {"by": "none"}, 1),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "pages", "requests"), WAYS.values(), ids=WAYS)
def test_all_items_come_in_their_order(
    tmp_path: Path, server: Web, answer: web.Answer, pages: dict[str, Any] | None, requests: int
) -> None:
    server.answers[API] = answer
    request = asked(tmp_path, server, pages)
    content = fetched(request)
    assert items(request, content) == BODIES
    assert [row.number for row in rows(request, content)] == list(range(1, 46))
    assert (content.doubts, len(server.asked), len(left_in(tmp_path))) == ((), requests, 1)
    assert content.files[0].name == server.url(API)


def test_the_same_items_have_the_same_fingerprint(tmp_path: Path, server: Web) -> None:
    server.answers[API] = counted(govuk)
    assert fetched(asked(tmp_path, server)).sha256 == fetched(asked(tmp_path, server)).sha256


def test_no_items_are_no_rows(tmp_path: Path, server: Web) -> None:
    server.answers[API] = document({"results": [], "total": 0})
    request = asked(tmp_path, server)
    assert items(request, fetched(request)) == []


def test_items_are_kept_as_they_were_sent(tmp_path: Path, server: Web) -> None:
    body = (
        b'{"results": [\r\n  {"id": 12345678901234567890, "cost": 1e999},\n'
        b'  {"id": 1, "id": 2}, {"id": NaN}, {"name": "caf\xc3\xa9 \\ud83d"}, ["a", "list"], 7]}'
    )
    server.answers[API] = web.content(body, "application/json")
    request = asked(tmp_path, server)
    found = rows(request, fetched(request))
    assert [(row.number, [reason.code for reason in row.faults]) for row in found] == [
        (1, []), (2, ["doubled-key"]), (3, ["no-number"]), (4, ["half-character"]), (5, ["not-an-object"]),
        (6, ["not-an-object"]),
    ]  # fmt: skip
    assert found[0].cells == {"id": "12345678901234567890", "cost": "1e999"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_in_whatever_encoding(tmp_path: Path, server: Web, encoding: str) -> None:
    listed = [{"id": 1, "name": "Café – “Überblick”"}]
    server.answers[API] = web.content(json.dumps(listed, ensure_ascii=False).encode(encoding), "application/json")
    request = asked(tmp_path, server)
    assert items(request, fetched(request)) == listed


def test_what_is_registered_goes_with_each_request(tmp_path: Path, server: Web) -> None:
    server.answers[API] = counted(govuk)
    fetched(asked(tmp_path, server, registered={"sign_in": BASIC, "headers": {"X-Tenant": "cabinet-office"}}))
    assert [(one.headers["Accept"], one.headers["X-Tenant"], one.headers["Authorization"]) for one in server.asked] == [
        ("application/json", "cabinet-office", "Basic YW5uOmh1c2g=")
    ] * 3


def test_a_key_in_the_address_is_sent_once_with_each_page(tmp_path: Path, server: Web) -> None:
    # A careless server repeats the key in the link.
    def answer(handler: Handler) -> None:
        page = int(handler.parameters.get("page", 1))
        following = f"{handler.path.partition('page=')[0]}&page={page + 1}" if page < 3 else None
        document({"data": some((page - 1) * 20), "next": following})(handler)

    server.answers[API] = answer
    sign_in = {"api_key": {"value": "env:KEY", "parameter": "key"}}
    content = fetched(asked(tmp_path, server, registered={"sign_in": sign_in}, path=f"{API}?of=all"))
    assert [one.path.count("key=hush%26key") for one in server.asked] == [1, 1, 1]
    assert content.files[0].name == server.url(f"{API}?of=…")


def test_no_more_often_than_declared(tmp_path: Path, server: Web) -> None:
    server.answers[API] = counted(govuk)
    clock = Clock()
    fetched(asked(tmp_path, server, {"per_second": 0.25}, sleep=clock.sleep, elapsed=clock.elapsed))
    assert clock.waits == [4, 4]


def test_all_pages_come_over_one_connection(tmp_path: Path) -> None:
    resolved: list[str] = []

    def resolve(host: str) -> list[str]:
        resolved.append(host)
        return ["127.0.0.1"]

    with web.running({API: by_link_header}, protocol="HTTP/1.1") as server:
        request = a_request(tmp_path, server.url(API, "office.example"), registered={"kind": "api"}, resolve=resolve)
        assert items(request, fetched(request)) == BODIES
    assert resolved == ["office.example"]


def test_a_connection_that_was_closed_meanwhile_is_made_again(tmp_path: Path) -> None:
    def closing(handler: Handler) -> None:
        by_link_header(handler)
        handler.close_connection = True

    with web.running({API: closing}, protocol="HTTP/1.1") as server:
        request = asked(tmp_path, server)
        assert items(request, fetched(request)) == BODIES


def test_not_longer_than_fetching_may_take(tmp_path: Path, server: Web) -> None:
    server.answers[API] = counted(govuk)
    clock = Clock()
    request = asked(
        tmp_path, server, {"per_second": 0.25}, limits={"longest_fetch": 7}, sleep=clock.sleep, elapsed=clock.elapsed
    )
    with pytest.raises(Exception, match="was not done after 7 seconds"):
        fetch(request)
    assert (clock.waits, left_in(tmp_path)) == ([4], [])


class TestWhetherAnythingChanged:
    def test_one_page_is_asked_for_only_if_it_changed(self, tmp_path: Path, server: Web) -> None:
        changed = "Tue, 03 Mar 2026 10:00:00 GMT"
        server.answers[API] = document(BODIES, ETag='"7"', Last_Modified=changed)
        first = fetched(asked(tmp_path, server))
        assert first.validators == {"etag": '"7"', "last-modified": changed}
        server.answers[API] = web.status(304, b"")
        again = fetched(asked(tmp_path, server, validators=first.validators))
        assert again == Content((), dated=first.dated, validators=first.validators, not_modified=True)
        assert server.asked[-1].headers["If-None-Match"] == '"7"'

    def test_the_first_of_several_says_nothing_about_the_others(self, tmp_path: Path, server: Web) -> None:
        def answer(handler: Handler) -> None:
            document(govuk(handler, int(handler.parameters.get("page", 1))), ETag='"7"')(handler)

        server.answers[API] = answer
        assert fetched(asked(tmp_path, server)).validators == {}

    def test_only_the_first_request_asks(self, tmp_path: Path, server: Web) -> None:
        server.answers[API] = counted(govuk)
        fetched(asked(tmp_path, server, validators={"etag": '"7"'}))
        assert ["If-None-Match" in one.headers for one in server.asked] == [True, False, False]


SHORT: dict[str, tuple[web.Answer, dict[str, Any] | None, str]] = {
    "a server that stops after the first page": (
        document({"results": BODIES[:20], "total": 1159, "pages": 58, "next_page_url": None}), None,
        "announces 1,159 items, and 20 came.",
    ),
    "a page that is empty before the end": (
        counted(lambda _h, page: {"results": some(0) if page == 1 else [], "total": 45}), {"by": "page"},
        "announces 45 items, and 20 came.",
    ),
    "fewer pages than announced": (
        document({"results": BODIES[:20], "pages": 3}), None, "announces 3 pages, and 1 came.",
    ),
    "a cursor that nobody declared": (by_cursor, None, "says that there is more (“next_cursor”), but not where."),
    "a header": (document(BODIES, X_Total_Count="46"), None, "announces 46 items, and 45 came."),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "pages", "sentence"), SHORT.values(), ids=SHORT)
def test_less_than_there_is_comes_with_a_doubt(
    tmp_path: Path, server: Web, answer: web.Answer, pages: dict[str, Any] | None, sentence: str
) -> None:
    server.answers[API] = answer
    (doubt,) = fetched(asked(tmp_path, server, pages)).doubts
    assert (doubt.code, doubt.sentence) == ("incomplete", f"{server.url(API)} {sentence}")
