"""What servers answer, as targets: a page of an API, a WebDAV server's list, the entries of a directory, headers."""

import json
from typing import Final

import httpx

from handover.errors import SourceError
from handover.sources.api.api_page import read_page
from handover.sources.api.api_pages import next_address
from handover.sources.api.api_totals import Announced, announced, incomplete
from handover.sources.directories.ldap_entries import row
from handover.sources.json_files import decode
from handover.sources.places.webdav_files import entry_of
from handover.sources.registering.paging import Pages
from handover.sources.registering.registration import Registration
from handover.sources.spool import spooled_rows
from handover.sources.web.dav import multistatus
from handover.sources.web.http_client import redirected
from handover.sources.web.http_validators import changed_on, conditions, validators_of
from handover.sources.web.retrying import retry_after
from tests.fuzz.files import CARDS
from tests.fuzz.target import Target, chosen
from tests.fuzz.through import LESSONS, NOW, a_request, as_file, check_refusal, gathered

_ADDRESS: Final = httpx.URL("https://office.example/lessons/")
_NAME: Final = "https://office.example/lessons/"
_API: Final = Registration.model_validate({"kind": "api", "location": _NAME, **LESSONS})
_PAGES: Final = (
    (Pages(), None),
    (Pages(by="link", next="links.next"), "data"),
    (Pages(by="cursor", next="meta.cursor"), None),
    (Pages(by="page", total_pages="meta.pages"), "items"),
    (Pages(by="offset", total="total"), None),
)


def _page(data: bytes) -> None:
    """A Link header, a blank line, and the body of a page, whose items become a file."""
    way, content = chosen(data, len(_PAGES))
    declared, items = _PAGES[way]
    link, _, body = content.partition(b"\n\n")
    answer = httpx.Response(200, headers=[(b"link", link)], request=httpx.Request("GET", _ADDRESS))
    try:
        page = read_page(body, answer, 1, _NAME, declared=items)
        known = announced(page, declared, Announced(), _NAME)
        next_address(page, declared, _ADDRESS, came=len(page.texts), known=known, name=_NAME)
        incomplete(page, declared, came=len(page.texts), known=known, name=_NAME)
        read_page(body, answer, 2, _NAME, items=page.items)
    except SourceError as error:
        check_refusal(error)
        return
    with spooled_rows(a_request(_API), _NAME) as spool:
        for text in page.texts:
            spool.add_json(text)
        file = spool.fetched()
    gathered(file, _API)
    file.path.unlink()


API: Final = Target(
    "api-pages",
    _page,
    seeds=(
        b'<https://office.example/lessons/?page=2>; rel="next"\n\n{"total": 3, "results": [{"a": 1}, {"b": "x"}]}',
        b'\n\n{"data": [{"a": 1, "a": 2}], "links": {"next": "?page=2"}, "meta": {"pages": "7", "cursor": "abc"}}',
        b'\n\n{"items": [], "next_page_url": "//other.example/a", "meta": {"pages": 1}, "total": 1e400}',
        '\n\n[{"a": "\u00e9"}]'.encode("utf-16"),
        b'\n\n{"value": [{"@odata.id": 1}], "@odata.nextLink": "https://office.example/lessons/?$skip=20"}',
    ),
    words=(
        *(
            b'< > "results" "next" "data" { } [ ] : , "meta" "cursor" "total" "pages" 1e999 "\\ud800" http://[ ""'
        ).split(),
        b"\n\n",
        b'; rel="next"',
        b"\xff",
    ),
    ways=len(_PAGES),
)

_BOOK: Final = Registration.model_validate(
    {
        "kind": "carddav",
        "location": _NAME,
        "name": "contacts",
        "title": "Contacts",
        "records": "contact",
        "map": {"initiative": {"constant": "Harbour Bridge"}, "name": "FN", "emails": "EMAIL"},
    }
)


def _listed(data: bytes) -> None:
    """A multistatus, whose cards become a file; the same as a list of files."""
    _, body = chosen(data, 1)
    try:
        found = multistatus(body, _ADDRESS, _NAME)
        for one in found:
            one.hrefs("{DAV:}current-user-principal")
            one.has("{DAV:}resourcetype", "{DAV:}collection")
            entry_of(one, said=lambda path: path, now=NOW)
    except SourceError as error:
        check_refusal(error)
        return
    cards = [one.text("{urn:ietf:params:xml:ns:carddav}address-data") for one in found]
    gathered(as_file("".join(f"{card}\r\n" for card in cards if card).encode(), _NAME), _BOOK)


_ANSWER: Final = (
    '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><D:response>'
    "<D:href>/lessons/a%20b.vcf</D:href><D:propstat><D:prop><D:getetag>&quot;1&quot;</D:getetag><D:resourcetype/>"
    "<D:getcontentlength>12</D:getcontentlength><D:getlastmodified>Tue, 05 Mar 2024 10:00:00 GMT</D:getlastmodified>"
    "<C:address-data>{}</C:address-data></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    "<D:response><D:href>https://office.example/x</D:href><D:status>HTTP/1.1 507 Full</D:status></D:response>"
    "</D:multistatus>"
)
WEBDAV: Final = Target(
    "webdav-answers",
    _listed,
    seeds=tuple(_ANSWER.format(card.decode("latin-1").replace("\r", "&#13;")).encode() for card in CARDS),
    words=(
        *(
            b"<D:response> </D:response> <D:href> </D:href> <D:prop> // http://[ % .. <D:collection/> "
            b"<!DOCTYPE &a; &#13; BEGIN:VCARD 99999999999999999999"
        ).split(),
        b"<D:status>HTTP/1.1 404 No",
    ),
)

_DIRECTORY: Final = Registration.model_validate(
    {
        "kind": "ldap",
        "location": "ldaps://office.example",
        "search": {"base": "dc=example"},
        "name": "contacts",
        "title": "Contacts",
        "records": "contact",
        "key": "entryUUID",
        "map": {"initiative": "ou", "name": "cn", "emails": "mail", "phones": "telephoneNumber"},
    }
)
_SPELLING: Final = {"cn": "cn", "ou": "ou", "mail": "mail", "entryuuid": "entryUUID"}


def _entries(data: bytes) -> None:
    """Entries with a blank line between them: a name, and attributes with their values, one a line."""
    _, content = chosen(data, 1)
    with spooled_rows(a_request(_DIRECTORY), "office.example") as spool:
        for entry in content.split(b"\n\n"):
            dn, *lines = entry.split(b"\n")
            attributes: dict[str, list[bytes]] = {}
            for line in lines:
                name, _, value = line.partition(b":")
                attributes.setdefault(name.decode("latin-1"), []).append(value)
            made = row(dn.decode("utf-8", "replace"), attributes, _SPELLING)
            spool.add_json(json.dumps(made, sort_keys=True))
            assert decode(json.dumps(made)) == made
        file = spool.fetched()
    counted = gathered(file, _DIRECTORY)
    file.path.unlink()
    assert counted is not None, "an entry that was read is a row"
    assert counted.seen == content.count(b"\n\n") + 1


LDAP: Final = Target(
    "ldap-entries",
    _entries,
    seeds=(
        b"cn=Ada,dc=example\ncn:Ada Lim\nou:Harbour Bridge\nmail:a@example.org\nmail:b@example.org\nwhenCreated:"
        b"20240131101112.0Z\nentryUUID:1\n\ncn=B\nCN:\xe9\nou:Harbour\nobjectGUID:0123456789abcdef\nlastLogon:1336\n",
        b"cn=C\ncn;lang-fr:C\nobjectSid:\x01\x01\x00\x00\x00\x00\x00\x05\x12\x00\x00\x00\nuserPassword:x\npwdLastSet:0",
    ),
    words=(
        *(b"20240131101112Z ;binary 9223372036854775807 99991231235959+2359").split(),
        b"\n\n",
        b"\ncn:",
        b"\nou:",
        b"\nobjectSid:",
        b"\nobjectGUID:",
        b"\naccountExpires:",
        b"\xff",
        b"\x00",
        b"\nlastLogon:",
    ),
)


def _headers(data: bytes) -> None:
    """Lines of text, each of them any of the headers that are looked at."""
    _, content = chosen(data, 1)
    for line in content.split(b"\n"):
        try:
            answer = httpx.Response(200, headers=[(name, line) for name in (b"etag", b"last-modified", b"location")])
        except ValueError:
            continue
        validators = validators_of(answer.headers)
        httpx.Request("GET", _ADDRESS, headers=conditions(validators))
        changed_on(validators)
        seconds = retry_after(answer.headers["etag"], NOW)
        assert seconds is None or seconds >= 0
        try:
            target = redirected(_ADDRESS, answer.headers["location"], _NAME)
        except SourceError as error:
            check_refusal(error)
        else:
            assert target.scheme == "https"
            assert target.host


HEADERS: Final = Target(
    "http-headers",
    _headers,
    seeds=(
        b'W/"67ab"\nTue, 05 Mar 2024 10:00:00 GMT\n120\n/other?a=b\n//user:pw@other.example:8080/x#y',
        b"Tue, 31 Feb 2024 25:61:00 -9999\nhttps://[::1]:0/\nhttp://a.example\n\xe9",
    ),
    words=(
        *(b"https:// [::1] @ : % 999999999999999999999999999999 -0000 xn--").split(),
        b"Tue, 05 Mar 2024",
        b" GMT",
        b"\xff",
    ),
)

TARGETS: Final = (API, WEBDAV, LDAP, HEADERS)
