"""The message: its headers, that its two bodies say the same, and that nothing hostile gets anywhere."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handover.delivery.addresses import Recipient
from handover.delivery.message import DOSSIER_HEADER, MARKING_HEADER, compose, file_name, message_id
from handover.delivery.sealed import SealedDossier
from handover.dossier.model import Dossier
from handover.errors import SettingsError
from handover.settings import Delivery, Mail
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.rich import a_dossier, an_empty_dossier

AT = datetime(2026, 4, 2, 9, 31, tzinfo=UTC)
SHA256 = "0123456789abcdef" * 4
ID = "<dossier-3.v2.0123456789abcdef0123@office.example.org>"
JO = Recipient("jo@example.org", "Jo Bloggs")
PDF = b"%PDF-1.7\n\x00\xff"


def sealed(dossier: Dossier | None = None) -> SealedDossier:
    return SealedDossier(3, dossier or a_dossier(), PDF, SHA256, 14, datetime(2026, 4, 2, 9, 30, tzinfo=UTC))


def composed(dossier: Dossier | None = None, recipient: Recipient = JO, **mail: Any) -> EmailMessage:
    """The message as its recipient's mail program reads it."""
    delivery = mail.pop("delivery", Delivery())
    message = compose(
        sealed(dossier),
        recipient,
        mail=Mail.model_validate({"sender": "handover@office.example.org", "reply_to": "office@example.org"} | mail),
        delivery=delivery,
        message_id=ID,
        at=AT,
    )
    return as_received(message.as_bytes())


def as_received(content: bytes) -> EmailMessage:
    received = message_from_bytes(content, policy=default)
    assert isinstance(received, EmailMessage)
    assert not received.defects
    return received


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    content: str = body.get_content()
    return content


class Reader(HTMLParser):
    """What a person reads of a page, and which elements and attributes it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: set[str] = set()
        self.links: set[str] = set()
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def test_the_headers() -> None:
    message = composed()
    assert dict(message.items()) == {
        "Subject": "OFFICIAL-SENSITIVE: HO-0007 Closure of Warm Homes Aldermoor (please read and accept)",
        "From": "Aldermoor County Programme Office <handover@office.example.org>",
        "To": "Jo Bloggs <jo@example.org>",
        "Reply-To": "Aldermoor County Programme Office <office@example.org>",
        "Date": "Thu, 02 Apr 2026 09:31:00 +0000",
        "Message-ID": ID,
        "Auto-Submitted": "auto-generated",
        MARKING_HEADER: "OFFICIAL-SENSITIVE",
        DOSSIER_HEADER: "HO-0007 version 2",
        "Content-Language": "en-GB",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }
    assert message.get_content_type() == "multipart/mixed"


def test_without_an_address_to_answer_to_the_reader_is_not_told_to_reply() -> None:
    message = composed(sender="handover@localhost", reply_to=None)
    assert message["Reply-To"] is None
    for body in (text_of(message), Reader(html_of(message)).text):
        assert "reply" not in body.lower()
        assert "Write to Aldermoor County Programme Office with a few sentences" in body


def test_the_pdf_is_attached_unchanged() -> None:
    (attached,) = composed().iter_attachments()
    assert attached.get_content() == PDF
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "HO-0007-v2-Closure-of-Warm-Homes-Aldermoor.pdf"


LINKING = Delivery(dossier_as="link", link_base="https://handover.example.org/")


def test_a_link_in_place_of_the_pdf() -> None:
    message = composed(delivery=LINKING)
    assert list(message.iter_attachments()) == []
    link = "https://handover.example.org/dossiers/3"
    assert link in text_of(message)
    assert "attached" not in text_of(message)
    page = Reader(html_of(message))
    assert link in page.links
    assert link in page.text


@pytest.mark.parametrize("base", [None, "", "handover.example.org", "javascript:alert(1)", 'https://x" onclick="y'])
def test_a_link_that_leads_nowhere_is_refused(base: str | None) -> None:
    with pytest.raises(SettingsError, match="where links lead is not set"):
        composed(delivery=Delivery(dossier_as="link", link_base=base))


def test_the_text_says_what_a_busy_reader_needs_in_order() -> None:
    text = text_of(composed())
    wanted = [
        "OFFICIAL-SENSITIVE",
        "Dear Jo Bloggs,",
        "With effect from 31 March 2026, Warm Homes Aldermoor is closed.",
        "You receive this because Aldermoor County Programme Office names you",
        "How serious: Critical.",
        "Follow-on actions: 6 are open; 3 have nobody to inherit them",
        "Gaps: 7 were found. These matter most:",
        "1. Read it.",
        "2. Ask Aldermoor County Programme Office",
        "3. Accept it in your own words.",
        "There is nothing to install or to sign",
        SHA256,
        'handover dossier accept 3 --as jo@example.org --read-back "…"',
        "OFFICIAL-SENSITIVE",
    ]
    places = [text.index(words) for words in wanted[:-1]] + [text.rindex(wanted[-1])]
    assert places == sorted(places)
    assert "None" not in re.sub(r"None (are|were) ", "", text)


@pytest.mark.parametrize("make", [a_dossier, a_hostile_dossier, an_empty_dossier])
@pytest.mark.parametrize("delivery", [Delivery(), LINKING], ids=["attached", "link"])
def test_text_and_page_say_the_same(make: Any, delivery: Delivery) -> None:
    message = composed(make(), delivery=delivery)
    page = Reader(html_of(message)).text
    for line in text_of(message).splitlines():
        # The page has list marks of its own, and its labels stand on lines of their own, without a colon.
        words = re.sub(r"^\s*(- |\d\. )", "", line).strip()
        label, _, rest = words.partition(": ")
        for part in (words,) if words in page else (label, rest):
            assert part.casefold() in page.casefold()


def test_a_hostile_dossier_stays_text() -> None:
    page = Reader(html_of(composed(a_hostile_dossier())))
    tame = Reader(html_of(composed()))
    assert page.elements - {"bdi"} <= tame.elements
    assert page.links == tame.links
    assert "{{ 7*7 }}" in page.text
    assert not page.elements & {"script", "img", "iframe", "link"}


def test_nothing_is_asked_of_the_network() -> None:
    page = html_of(composed())
    assert Reader(page).links == {"mailto:office@example.org"}
    assert "url(" not in page
    assert "@import" not in page


names = st.text(max_size=200)


@settings(deadline=None)
@given(name=names, office=names, initiative=names, marking=names)
@example("Bloggs, Jo <x@evil.example>", "Bad\r\nBcc: all@evil.example", "T\nX-Evil: 1\n\n<b>", "OFFICIAL\r\nX: y")
@example("é" * 200, "ß – " * 50, "漢字 " * 60, "GEHEIM Ä")
@example("", "", "", "")
def test_no_name_makes_a_header_of_its_own(name: str, office: str, initiative: str, marking: str) -> None:
    tame = a_dossier()
    facts = tame.initiative.model_copy(update={"name": initiative})
    dossier = tame.model_copy(update={"office": office, "marking": marking, "initiative": facts})
    message = composed(dossier, Recipient("jo@example.org", name))
    assert set(message.keys()) == set(composed().keys())
    for header, address in (
        ("To", "jo@example.org"),
        ("From", "handover@office.example.org"),
        ("Reply-To", "office@example.org"),
    ):
        assert [one.addr_spec for one in message[header].addresses] == [address]
    (attached,) = message.iter_attachments()
    assert re.fullmatch(r"[A-Za-z0-9.-]+\.pdf", attached.get_filename() or "")


def header_of(message: bytes, name: str) -> str:
    """A header by the rules of RFC 2047 alone: 3.11's parser of addresses puts spaces between encoded words."""
    unfolded = message_from_bytes(message)[name].replace("\r\n", "")
    return str(make_header(decode_header(unfolded)))


def test_a_long_subject_begins_on_its_first_line() -> None:
    facts = a_dossier().initiative.model_copy(update={"name": "Riverside Quarter and Harbour " * 3})
    message = compose(
        sealed(a_dossier(initiative=facts)), JO, mail=Mail(), delivery=Delivery(), message_id=ID, at=AT
    ).as_bytes()
    head = message.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert all(len(line.rstrip()) > 1 and len(line) <= 78 for line in head)
    assert not any(line.rstrip().endswith(b"Subject:") for line in head)


LETTERS = "abc XYZ äöü ßø ñ– …’ 漢字 हिन्दी Ελλάδα 🎉"


@settings(deadline=None)
@given(st.lists(st.text(alphabet=LETTERS.replace(" ", ""), min_size=1, max_size=12), min_size=1, max_size=18))
def test_letters_and_spaces_of_names_arrive_as_they_are(words: list[str]) -> None:
    name = " ".join(words)[:100].strip()
    tame = a_dossier()
    dossier = tame.model_copy(update={"initiative": tame.initiative.model_copy(update={"name": name}), "office": name})
    message = compose(
        sealed(dossier), Recipient("jo@example.org", name), mail=Mail(), delivery=Delivery(), message_id=ID, at=AT
    ).as_bytes()
    assert header_of(message, "From") == f"{name} <handover@localhost>"
    assert header_of(message, "To") == f"{name} <jo@example.org>"
    assert header_of(message, "Subject") == f"OFFICIAL-SENSITIVE: HO-0007 Closure of {name} (please read and accept)"


TITLES = [
    pytest.param("Closure of Warm Homes", "HO-0007-v2-Closure-of-Warm-Homes.pdf", id="plain"),
    pytest.param("../../etc/passwd\x00", "HO-0007-v2-Closure-of-etc-passwd.pdf", id="path"),
    pytest.param('a"; name=b.exe\r\nX: y', "HO-0007-v2-Closure-of-a-name-b-exe-X-y.pdf", id="injection"),
    pytest.param("Café Zürich", "HO-0007-v2-Closure-of-Cafe-Zurich.pdf", id="accents"),
    pytest.param("漢字", "HO-0007-v2-Closure-of.pdf", id="no Latin letter"),
    pytest.param("CON.pdf.exe", "HO-0007-v2-Closure-of-CON-pdf-exe.pdf", id="two endings"),
]


@pytest.mark.parametrize(("name", "expected"), TITLES)
def test_the_files_name(name: str, expected: str) -> None:
    name = name.removeprefix("Closure of ")
    facts = a_dossier().initiative.model_copy(update={"name": name})
    assert file_name(sealed(a_dossier(initiative=facts))) == expected


def test_a_long_title_gives_a_short_file_name_that_ends_with_a_word() -> None:
    facts = a_dossier().initiative.model_copy(update={"name": "Riverside " * 200})
    name = file_name(sealed(a_dossier(initiative=facts)))
    assert len(name) < 90
    assert name.endswith("-Riverside.pdf")


IDENTITY: dict[str, Any] = {
    "dossier_id": 3,
    "version": 2,
    "content_sha256": SHA256,
    "sealed_at": AT,
    "to": "jo@example.org",
    "sender": "handover@office.example.org",
}


def test_the_message_id_is_the_same_at_each_attempt() -> None:
    first = message_id(**IDENTITY)
    assert first == message_id(**IDENTITY)
    assert re.fullmatch(r"<dossier-3\.v2\.[0-9a-f]{20}@office\.example\.org>", first)


CHANGES: list[dict[str, Any]] = [
    {"dossier_id": 4},
    {"version": 3},
    {"content_sha256": "f" * 64},
    {"sealed_at": AT.replace(minute=32)},
    {"to": "ann@example.org"},
]


@pytest.mark.parametrize("change", CHANGES, ids=[next(iter(change)) for change in CHANGES])
def test_the_message_id_differs_where_the_message_does(change: dict[str, Any]) -> None:
    assert message_id(**(IDENTITY | change)) != message_id(**IDENTITY)


def test_a_long_domain_does_not_break_the_message_id() -> None:
    identity = message_id(**(IDENTITY | {"sender": "handover@" + "long." * 40 + "example.org"}))
    assert identity.endswith("@handover.invalid>")
    message = compose(
        sealed(), Recipient("jo@example.org"), mail=Mail(), delivery=Delivery(), message_id=identity, at=AT
    )
    assert f"\r\nMessage-ID: {identity}\r\n".encode() in message.as_bytes()


def test_the_office_is_told_of_an_address_that_is_none() -> None:
    with pytest.raises(SettingsError) as caught:
        composed(reply_to="the office")
    assert caught.value.where == "the setting “mail.reply_to”"


def test_an_address_that_a_shell_would_read_otherwise_is_quoted() -> None:
    text = text_of(composed(recipient=Recipient("o'brien$x@example.org")))
    assert """--as 'o'"'"'brien$x@example.org' --read-back""" in text
    assert "Hello," in text
