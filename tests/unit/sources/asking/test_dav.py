"""What is understood of the answers of a WebDAV server, and that any other is refused."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.errors import SourceError
from handover.sources.web.dav import multistatus

URL = httpx.URL("https://x.example/books/team/")
NAME = "{DAV:}displayname"
BEFORE, AFTER = '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">', "</d:multistatus>"


def found(inner: str) -> list[tuple[str, int, str]]:
    """The path, status and name of each thing in an answer."""
    resources = multistatus(f"{BEFORE}{inner}{AFTER}".encode(), URL, "x")
    return [(one.url.path, one.status, one.text(NAME)) for one in resources]


def response(href: str, inner: str) -> str:
    return f"<d:response><d:href>{href}</d:href>{inner}</d:response>"


def name(text: str, status: str = "<d:status>HTTP/1.1 200 OK</d:status>") -> str:
    return f"<d:propstat><d:prop><d:displayname>{text}</d:displayname></d:prop>{status}</d:propstat>"


MISSING = "<d:status>HTTP/1.1 404 Not Found</d:status>"
ANSWERS = {
    "a path": (response("/books/team/", name(" The team ")), [("/books/team/", 200, "The team")]),
    "a whole address": (response("https://x.example/b", name("B")), [("/b", 200, "B")]),
    "from where it was asked": (response("a%20b.vcf", name("A")), [("/books/team/a b.vcf", 200, "A")]),
    "with spaces around": (response(" /b\n", name("B")), [("/b", 200, "B")]),
    "without what is asked for": (response("/b", name("", MISSING)), [("/b", 200, "")]),
    "some of it": (response("/b", name("", MISSING) + name("B")), [("/b", 200, "B")]),
    "without a status": (response("/b", name("B", "")), [("/b", 200, "B")]),
    "another version": (response("/b", name("B", "<d:status>HTTP/2 200</d:status>")), [("/b", 200, "B")]),
    "gone": (response("/b", MISSING), [("/b", 404, "")]),
    "two": (response("/b", name("B")) + response("/c", name("C")), [("/b", 200, "B"), ("/c", 200, "C")]),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("inner", "resources"), ANSWERS.values(), ids=ANSWERS)
def test_what_a_server_has(inner: str, resources: list[tuple[str, int, str]]) -> None:
    assert found(inner) == resources


NO_ADDRESSES = {"half an address": "http://[::1", "no scheme": ":tt://[", "a host of no name": "https://xn--a/"}


@pytest.mark.parametrize("href", NO_ADDRESSES.values(), ids=NO_ADDRESSES)
def test_an_address_that_is_none_is_refused(href: str) -> None:
    with pytest.raises(SourceError, match="x refers to something that is no web address"):
        found(response(href, name("A")))


@given(st.binary(max_size=80) | st.text(alphabet="<>/d:multispron \"'&;![]#", max_size=80).map(str.encode))
def test_any_bytes_are_an_answer_or_refused(body: bytes) -> None:
    with suppress(SourceError):
        multistatus(body, URL, "x")
    with suppress(SourceError):
        found(body.decode("latin-1"))
