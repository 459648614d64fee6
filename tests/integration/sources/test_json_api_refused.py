"""Each way in which an API fails part-way: one sentence, which page it was, and nothing is taken."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceError, SourceUnreadable
from handover.sources.fetch import fetch
from handover.sources.json_api import Walk
from handover.sources.reading import read
from handover.sources.registering.paging import Pages
from handover.sources.web.http_client import HttpClient
from tests.asking import BASIC, a_request, left_in
from tests.servers import web
from tests.servers.web import Handler, Web

API = "/api/bodies"
ITEMS = [{"id": number} for number in range(20)]


@pytest.fixture
def server() -> Iterator[Web]:
    with web.running({}) as one:
        yield one


def document(found: Any) -> web.Answer:
    return web.content(json.dumps(found).encode(), "application/json")


def page(number: int, following: str | None = f"{API}?page=x") -> web.Answer:
    return document({"results": [{"id": f"{number}-{item['id']}"} for item in ITEMS], "next_page_url": following})


def third(answer: web.Answer) -> web.Answer:
    """Two good pages, and then this."""
    return web.in_turn(page(1, f"{API}?page=2"), page(2, f"{API}?page=3"), answer)


IN_THE_MIDDLE = (
    pytest.param(third(web.status(401)), {}, "127.0.0.1 does not accept the sign-in (401).", id="401"),
    pytest.param(third(web.status(403)), {}, "127.0.0.1 does not allow it to whoever signs in (403).", id="403"),
    pytest.param(third(web.status(404)), {}, "127.0.0.1 has nothing at that address (404).", id="404"),
    pytest.param(third(web.status(429)), {}, "127.0.0.1 was asked too often (429).", id="429 for ever"),
    pytest.param(third(web.status(500)), {}, "127.0.0.1 is in trouble (500).", id="500"),
    pytest.param(third(web.status(503)), {}, "127.0.0.1 is in trouble (503).", id="503 for ever"),
    pytest.param(third(web.status(304)), {}, "and was not asked that (304).", id="304"),
    pytest.param(third(web.hang_up), {}, "Page 3 of {name} broke off before its answer was complete.", id="hung up"),
    pytest.param(
        third(web.cut_off(b'{"results": [', 900)), {}, "Page 3 of {name} broke off before its answer", id="cut off"
    ),
    pytest.param(
        third(web.content(b'{"results": [{"id": 1}, {"id":')), {},
        "Page 3 of {name} is cut off: its JSON ends half-way, on line 1.", id="cut off, and said to be whole",
    ),
    pytest.param(
        third(web.content(b'{"results": [oops]}')), {},
        "Page 3 of {name} is not JSON: expecting value on line 1, character 14.", id="no JSON",
    ),
    pytest.param(third(web.content(b"")), {}, "Page 3 of {name} is empty.", id="empty"),
    pytest.param(third(web.content(b"[" * 100_000)), {}, "Page 3 of {name} has lists or objects within", id="too deep"),
    pytest.param(third(web.content(b"\xff\xfe\0")), {}, "Page 3 of {name} is not JSON: it is no text.", id="no text"),
    pytest.param(
        third(web.content(b"<!DOCTYPE html><p>Sign in", "text/html")), {},
        "Page 3 of {name} answered with a web page instead of data, probably a sign-in page.", id="a web page",
    ),
    pytest.param(
        third(document({"data": ITEMS})), {}, "Page 3 of {name} has no list in “results”, as the pages before it had.",
        id="another form",
    ),
    pytest.param(
        third(document({"results": {"id": 1}})), {}, "Page 3 of {name} has no list in “results”, as the pages before",
        id="an object in place of the list",
    ),
    pytest.param(
        third(document(ITEMS)), {}, "Page 3 of {name} has no list in “results”, as the pages before", id="a bare list"
    ),
    pytest.param(
        third(page(3, f"{API}?page=2")), {}, "The pages of {name} go round in circles: page 3 leads back to page 2.",
        id="back to an earlier page",
    ),
    pytest.param(
        third(page(3, API)), {}, "The pages of {name} go round in circles: page 3 leads back to page 1.",
        id="back to the first page",
    ),
    pytest.param(
        third(page(2, f"{API}?page=4")), {}, "go round in circles: page 3 has the same items as page 2.",
        id="a page again",
    ),
    pytest.param(
        third(page(3, "https://evil.example/api")), {},
        "Page 3 of {name} gives a next page that is not followed: it is on another server (https://evil.example).",
        id="to another server",
    ),
    pytest.param(third(web.redirect("http://10.1.2.3/")), {}, "10.1.2.3 is a private address", id="to a private one"),
    pytest.param(
        third(web.redirect("http://169.254.169.254/")), {}, "169.254.169.254 is a private address", id="to metadata"
    ),
    pytest.param(third(web.redirect("/round")), {}, "Page 3 of {name} redirects more than 5 times.", id="round"),
    pytest.param(third(web.silent), {"timeout": 0.2}, "Page 3 of {name} did not answer within 0.2 sec", id="silent"),
    pytest.param(third(web.trickle), {"longest_fetch": 0.5}, "was not done after 0.5 seconds", id="a byte at a time"),
    pytest.param(
        third(web.endless), {"largest_source": 10**6}, "Page 3 of {name} is larger than the 1 MB", id="endless"
    ),
)  # fmt: skip


@pytest.mark.parametrize(("answer", "limits", "sentence"), IN_THE_MIDDLE)
def test_a_page_in_the_middle(
    tmp_path: Path, server: Web, answer: web.Answer, limits: dict[str, Any], sentence: str
) -> None:
    server.answers |= {API: answer, "/round": web.redirect("/round")}
    error = refused(tmp_path, server, limits=limits, sign_in=BASIC)
    assert sentence.format(name=server.url(API)) in error.sentence
    assert error.where is not None
    assert server.url(API) in error.where


def refused(folder: Path, server: Web, *, limits: dict[str, Any] | None = None, **registered: Any) -> SourceError:
    with pytest.raises(SourceError) as failed:
        fetch(a_request(folder, server.url(API), registered={"kind": "api", **registered}, limits=limits))
    assert "hush" not in str(failed.value.as_json())
    assert failed.value.what_to_do
    assert left_in(folder) == []
    return failed.value


FIRST = (
    pytest.param(document({"error": "no"}), {}, "{name} is JSON, but not a list of objects.", id="no list"),
    pytest.param(document({"a": ITEMS, "b": ITEMS}), {}, "{name} has more than one list of objects: a, b.", id="two"),
    pytest.param(page(1), {"items": "data"}, "{name} has no list in “data”.", id="not where it is declared"),
    pytest.param(page(1), {"pages": {"total": "all"}}, "{name} has no whole number in “all”.", id="no total"),
    pytest.param(
        page(1, None), {"pages": {"by": "page", "parameter": "p"}},
        "The pages of {name} go round in circles: page 2 has the same items as page 1.", id="a number ignored",
    ),
    pytest.param(
        page(1, None), {"pages": {"by": "offset"}}, "page 2 has the same items as page 1.", id="an offset ignored"
    ),
    pytest.param(
        document({"data": ITEMS, "c": "x"}), {"pages": {"by": "cursor", "next": "c"}}, "page 2 has the same items",
        id="a cursor ignored",
    ),
    pytest.param(
        document({"data": [], "c": "x"}), {"pages": {"by": "cursor", "next": "c"}}, "page 2 leads back to page 2.",
        id="a cursor that stays",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("answer", "registered", "sentence"), FIRST)
def test_what_does_not_fit_its_registration(
    tmp_path: Path, server: Web, answer: web.Answer, registered: dict[str, Any], sentence: str
) -> None:
    server.answers[API] = answer
    assert sentence.format(name=server.url(API)) in refused(tmp_path, server, **registered).sentence


def test_all_pages_together_are_bounded(tmp_path: Path, server: Web) -> None:
    numbers = itertools.count(1)

    def endless(handler: Handler) -> None:
        number = next(numbers)
        page(number, f"{API}?page={number + 1}")(handler)

    server.answers[API] = endless
    error = refused(tmp_path, server, limits={"largest_source": 10_000})
    assert error.sentence == f"{server.url(API)} is larger than the 10 kB that may be read of one source."


def test_pages_without_end(tmp_path: Path, server: Web) -> None:
    numbers = itertools.count(2)

    def endless(handler: Handler) -> None:
        document({"results": [], "next": f"{API}?page={next(numbers)}"})(handler)

    server.answers[API] = endless
    request = a_request(tmp_path, server.url(API), registered={"kind": "api"})
    with HttpClient(request, server.url(API)) as client:
        walk = Walk(client, request, Pages(), most_pages=50)
        first = walk.first_page()
        assert first is not None
        with pytest.raises(SourceUnreadable, match="has more than 50 pages"):
            list(walk.pages(first))
    assert len(server.asked) == 50


def test_an_item_of_another_form_is_a_rejected_row_and_not_the_end(tmp_path: Path, server: Web) -> None:
    server.answers[API] = third(document({"results": [[1], {"id": 3}]}))
    request = a_request(tmp_path, server.url(API), registered={"kind": "api"})
    (content,) = fetch(request)
    found = list(read(content.files[0], request.registration).rows)
    assert [row.number for row in found if row.faults] == [41]
    assert (len(found), found[40].faults[0].code) == (42, "not-an-object")
