"""An address book of a real CardDAV server, and servers that answer badly: one sentence, and nothing half taken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from handover.errors import SourceError, SourceUnreadable
from handover.sources.carddav import CARDS_AT_ONCE
from handover.sources.fetch import fetch
from handover.sources.reading import read
from handover.sources.request import Content, Request
from handover.sources.rows import RawRow
from tests.asking import BASIC, a_request, left_in
from tests.servers import carddav, web
from tests.servers.carddav import AddressBooks
from tests.servers.web import Handler, Web

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{0}\r\nFN:{1}\r\nN:{1};;;;\r\nNOTE:x\\nÄ <&> x\r\nEND:VCARD\r\n"


def asked(folder: Path, location: str, *, sign_in: Any = BASIC, **more: Any) -> Request:
    registered = {"kind": "carddav", "records": "contact", "key": "UID", "sign_in": sign_in}
    return a_request(folder, location, registered={**registered, "map": {"initiative": "ORG", "name": "FN"}}, **more)


def fetched(request: Request) -> Content:
    (content,) = fetch(request)
    return content


def rows(request: Request, content: Content) -> list[RawRow]:
    return list(read(content.files[0], request.registration).rows)


def names(request: Request, content: Content) -> list[Any]:
    return [row.cells["FN"] for row in rows(request, content) if isinstance(row.cells, dict)]


def refused(request: Request) -> SourceError:
    with pytest.raises(SourceError) as failed:
        fetch(request)
    assert "hush" not in str(failed.value.as_json())
    assert failed.value.what_to_do
    assert left_in(request.base) == []
    return failed.value


@pytest.fixture
def server() -> Iterator[AddressBooks]:
    with carddav.running() as one:
        one.make("/ann/team/", "The team")
        for name in ("Cy", "Ann", "Bob"):
            one.put(f"/ann/team/{name}.vcf", CARD.format(name, name))
        yield one


class TestARealServer:
    @pytest.mark.parametrize("path", ["/ann/team/", "/ann/team", "/ann/", "/", "/.well-known/carddav"])
    def test_the_address_book_is_found_from_wherever(self, tmp_path: Path, server: AddressBooks, path: str) -> None:
        request = asked(tmp_path, server.url(path))
        content = fetched(request)
        assert names(request, content) == ["Ann", "Bob", "Cy"]
        assert rows(request, content)[0].cells["NOTE"] == "x\nÄ <&> x"  # type: ignore[call-overload]
        assert (content.doubts, len(left_in(tmp_path))) == ((), 1)

    def test_where_nothing_changed_no_card_is_fetched(self, tmp_path: Path, server: AddressBooks) -> None:
        first = fetched(asked(tmp_path, server.url("/ann/team/")))
        assert set(first.validators) == {"address-book", "ctag", "sync-token"}
        again = fetched(asked(tmp_path, server.url("/ann/team/"), validators=first.validators))
        assert again == Content((), validators=first.validators, not_modified=True)
        server.put("/ann/team/Dee.vcf", CARD.format("Dee", "Dee"))
        request = asked(tmp_path, server.url("/ann/team/"), validators=first.validators)
        assert names(request, fetched(request)) == ["Ann", "Bob", "Cy", "Dee"]

    def test_the_same_cards_are_the_same_file(self, tmp_path: Path, server: AddressBooks) -> None:
        first = fetched(asked(tmp_path, server.url("/ann/team/")))
        server.put("/ann/team/Dee.vcf", CARD.format("Dee", "Dee"))
        server.delete("/ann/team/Dee.vcf")
        again = fetched(asked(tmp_path, server.url("/ann/team/"), validators=first.validators))
        assert (again.sha256, again.not_modified) == (first.sha256, False)

    def test_more_cards_than_are_asked_for_at_once(self, tmp_path: Path, server: AddressBooks) -> None:
        for number in range(CARDS_AT_ONCE + 5):
            server.put(f"/ann/team/{number:04} é&.vcf", CARD.format(number, f"N{number:04}"))
        request = asked(tmp_path, server.url("/ann/team/"))
        found = names(request, fetched(request))
        assert found == [*(f"N{number:04}" for number in range(CARDS_AT_ONCE + 5)), "Ann", "Bob", "Cy"]

    def test_an_address_book_without_cards(self, tmp_path: Path, server: AddressBooks) -> None:
        server.make("/ann/empty/", "Empty")
        request = asked(tmp_path, server.url("/ann/empty/"))
        content = fetched(request)
        assert (content.size, rows(request, content)) == (0, [])

    def test_of_several_address_books_one_must_be_chosen(self, tmp_path: Path, server: AddressBooks) -> None:
        server.make("/ann/board/", "The board")
        error = refused(asked(tmp_path, server.url("/")))
        assert error.sentence.startswith(f"{server.url('/')} has 2 address books: “")
        assert f"“The team” ({server.url('/ann/team/')})" in error.sentence
        assert f"“The board” ({server.url('/ann/board/')})" in error.sentence

    def test_none(self, tmp_path: Path, server: AddressBooks) -> None:
        server.delete("/ann/team/")
        error = refused(asked(tmp_path, server.url("/ann/")))
        assert error.sentence == f"{server.url('/ann/')} has no address book, or none for whoever signs in."

    def test_who_may_not_see_it(self, tmp_path: Path, server: AddressBooks) -> None:
        error = refused(asked(tmp_path, server.url("/ann/team/"), sign_in={"user": "ann", "password": "env:KEY"}))
        assert error.sentence == "127.0.0.1 does not accept the sign-in (401)."
        error = refused(asked(tmp_path, server.url("/ann/team/"), sign_in=None))
        assert error.sentence == "127.0.0.1 asks for a sign-in (401)."

    def test_what_is_not_there(self, tmp_path: Path, server: AddressBooks) -> None:
        error = refused(asked(tmp_path, server.url("/ann/nothing/")))
        assert error.sentence == "127.0.0.1 has nothing at that address (404)."


BOOK = "/books/team/"
XMLNS = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"'
IS_BOOK = "<resourcetype><collection/><C:addressbook/></resourcetype>"


def told(*responses: str, before: str = "") -> web.Answer:
    body = f'<?xml version="1.0"?>{before}<multistatus {XMLNS}>{"".join(responses)}</multistatus>'
    return web.status(207, body.encode())


def response(href: str, properties: str, status: str = "200 OK") -> str:
    prop = f"<propstat><prop>{properties}</prop><status>HTTP/1.1 {status}</status></propstat>"
    return f"<response><href>{href}</href>{prop}</response>"


def the_book(*properties: str) -> str:
    return response(BOOK, "".join((IS_BOOK, *properties)))


def data(href: str, name: str) -> str:
    return response(href, f"<C:address-data>{escape(CARD.format(name, name))}</C:address-data>")


@pytest.fixture
def bad() -> Iterator[Web]:
    with web.running({}) as one:
        yield one


def book_with(found: web.Answer, listed: web.Answer, cards: web.Answer) -> web.Answer:
    """A server that answers so when it is asked for the book, for what is in it, for the cards themselves."""

    def answer(handler: Handler) -> None:
        depth = handler.headers["Depth"]
        (cards if handler.command == "REPORT" else listed if depth == "1" else found)(handler)

    return answer


LISTED = told(the_book(), response(f"{BOOK}a.vcf", "<resourcetype/>"), response(f"{BOOK}b.vcf", "<resourcetype/>"))
CARDS = told(data(f"{BOOK}b.vcf", "Bob"), data(f"{BOOK}a.vcf", "Ann"))


def test_what_is_no_card_is_passed_over(tmp_path: Path, bad: Web) -> None:
    listed = told(
        the_book(),
        response(f"{BOOK}b.vcf", "<getcontenttype>text/vcard; charset=utf-8</getcontenttype>"),
        response(f"{BOOK}a%2Evcf", "<resourcetype/>"),
        response(f"{BOOK}lists/", "<resourcetype><collection/></resourcetype>"),
        response(f"{BOOK}list.vlf", "<getcontenttype>text/x-vlist</getcontenttype>"),
        before="<!-- a comment -->",
    )
    bad.answers[BOOK] = book_with(told(the_book()), listed, CARDS)
    request = asked(tmp_path, bad.url(BOOK))
    content = fetched(request)
    assert (names(request, content), content.doubts, content.validators) == (["Ann", "Bob"], (), {})
    assert bad.asked[-1].body.count(b"<D:href>") == 2


GONE = "<status>HTTP/1.1 404 Not Found</status>"


@pytest.mark.parametrize(
    "cards",
    [
        told(data(f"{BOOK}a.vcf", "Ann")),
        told(data(f"{BOOK}a.vcf", "Ann"), f"<response><href>{BOOK}b.vcf</href>{GONE}</response>"),
        told(data(f"{BOOK}a.vcf", "Ann"), response(f"{BOOK}b.vcf", "<C:address-data/>", "403 Forbidden")),
        told(data(f"{BOOK}a.vcf", "Ann"), response(f"{BOOK}b.vcf", "<C:address-data/>")),
    ],
    ids=["left out", "gone", "forbidden", "empty"],
)  # fmt: skip
def test_a_card_that_is_listed_and_does_not_come_is_a_doubt(tmp_path: Path, bad: Web, cards: web.Answer) -> None:
    bad.answers[BOOK] = book_with(told(the_book()), LISTED, cards)
    (doubt,) = fetched(asked(tmp_path, bad.url(BOOK))).doubts
    assert (doubt.code, doubt.sentence) == (
        "incomplete", f"{bad.url(BOOK)} lists 2 cards, and gave 1 of them.",
    )  # fmt: skip


def test_a_card_that_is_none_is_a_rejected_row(tmp_path: Path, bad: Web) -> None:
    broken = response(f"{BOOK}a.vcf", "<C:address-data>BEGIN:VCARD\nFN:Ann\n</C:address-data>")
    bad.answers[BOOK] = book_with(told(the_book()), LISTED, told(broken, data(f"{BOOK}b.vcf", "Bob")))
    request = asked(tmp_path, bad.url(BOOK))
    found = rows(request, fetched(request))
    assert [len(row.faults) for row in found] == [1, 0]


LAUGHS = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE m SYSTEM "http://127.0.0.1/evil.dtd">'
BAD = (
    pytest.param(web.content(b"<!DOCTYPE html><p>Sign in"), "answered with a web page instead of data", id="a page"),
    pytest.param(web.content(b'{"error": 1}'), "is not XML", id="JSON"),
    pytest.param(web.content(b""), "is not XML: there is no element in it.", id="nothing"),
    pytest.param(web.status(207, b"<error/>"), "does not answer as an address book does (CardDAV).", id="other XML"),
    pytest.param(told(the_book(), before=LAUGHS), "has a document type", id="entities"),
    pytest.param(told(the_book(), before=OUTSIDE), "has a document type", id="an external document type"),
    pytest.param(web.status(207, f"<multistatus {XMLNS}><resp".encode()), "is cut off: its XML ends", id="cut off"),
    pytest.param(told("<response><href>&what;</href></response>"), "a name between & and ;", id="no entity"),
    pytest.param(told(the_book().replace(BOOK, "https://evil.example/b/")), "another server (https://evil", id="host"),
    pytest.param(told(the_book().replace(BOOK, "http://[::1")), "refers to something that is no web ad", id="no host"),
    pytest.param(web.status(405), "did not give what was asked for (405).", id="405"),
    pytest.param(web.status(503), "127.0.0.1 is in trouble (503).", id="503 for ever"),
    pytest.param(web.redirect("http://10.1.2.3/"), "10.1.2.3 is a private address", id="to a private address"),
    pytest.param(web.endless, "is larger than the 1 MB", id="endless"),
    pytest.param(web.hang_up, "broke off before its answer was complete.", id="hung up"),
)  # fmt: skip


@pytest.mark.parametrize(("answer", "sentence"), BAD)
@pytest.mark.parametrize("when", ["found", "listed", "cards"])
def test_a_bad_answer_to_each_question(tmp_path: Path, bad: Web, answer: web.Answer, sentence: str, when: str) -> None:
    answers = {"found": told(the_book()), "listed": LISTED, "cards": CARDS} | {when: answer}
    bad.answers[BOOK] = book_with(**answers)
    request = asked(tmp_path, bad.url(BOOK), limits={"largest_source": 10**6})
    error = refused(request)
    assert sentence in error.sentence
    assert error.where is not None
    assert error.where.startswith(bad.url(BOOK))


NOT_FOUND = (
    pytest.param(told(), "has no address book", id="no resource"),
    pytest.param(told(response("/", "<resourcetype/>")), "has no address book", id="no address book"),
    pytest.param(
        told(response(BOOK, "<C:addressbook-home-set><href>https://p42.example/</href></C:addressbook-home-set>")),
        "refers to another server (https://p42.example).", id="a home elsewhere",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("answer", "sentence"), NOT_FOUND)
def test_no_address_book_is_found(tmp_path: Path, bad: Web, answer: web.Answer, sentence: str) -> None:
    bad.answers |= {BOOK: answer, "/": answer}
    assert sentence in refused(asked(tmp_path, bad.url(BOOK))).sentence


def test_more_cards_than_are_listed(tmp_path: Path, bad: Web) -> None:
    too_many = f"<response><href>{BOOK}</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
    bad.answers[BOOK] = book_with(told(the_book()), told(too_many, response(f"{BOOK}a.vcf", "<resourcetype/>")), CARDS)
    error = refused(asked(tmp_path, bad.url(BOOK)))
    assert isinstance(error, SourceUnreadable)
    assert error.sentence == f"{bad.url(BOOK)} has more cards than its server lists at once."
