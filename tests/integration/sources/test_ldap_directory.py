"""Directories as sources: a real slapd in plain text, over TLS, and in trouble."""

import base64
import logging
import socket
import ssl
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SecretMissing, SourceError, SourceUnreachable, SourceUnreadable
from handover.jobs.gathering.gather import gather_source
from handover.settings import Limits
from handover.sources.fetch import fetch
from handover.sources.reading import read
from handover.sources.registering.registration import Registration
from handover.sources.request import Content, Request
from handover.sources.rows import RawRow
from handover.sources.secrets import secrets
from handover.store.database import Store
from tests.asking import NOW, left_in
from tests.offices import an_office, register
from tests.servers import relay, slapd
from tests.servers.slapd import ADMINISTRATOR, HOST, LIMITED, SUFFIX, Directory

PEOPLE = f"ou=people,{SUFFIX}"
COUNT = 1_200  # more than two pages
SECRETS = {"PASSWORD": slapd.PASSWORD, "FIVE": "hush five", "WRONG": "hush wrong"}
ADMIN = {"user": ADMINISTRATOR, "password": "env:PASSWORD"}
MAP = {"initiative": {"constant": "Orion"}, "name": "CN", "emails": "mail", "from_on": "whencreated"}


def encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def entry(name: str, *lines: str) -> str:
    return "\n".join([f"dn: {name}", *lines, ""])


def person(number: int) -> str:
    return entry(
        f"uid=p{number},{PEOPLE}",
        "objectClass: user",
        f"uid: p{number}",
        f"cn: Person {number}",
        f"cn;lang-de: Person {number} von hier",
        f"sn:: {encoded('Ünal'.encode())}",
        f"mail: second{number}@example.org",
        f"mail: first{number}@example.org",
        "whenCreated: 20240131101112.0Z",
        "accountExpires: 9223372036854775807",
        "department: Harbours",
        f"objectGUID:: {encoded(uuid.UUID(int=number).bytes_le)}",
        f"thumbnailPhoto:: {encoded(bytes([255, 216, 255]))}",
        "userPassword: hush hash",
    )


ENTRIES = "\n".join(
    [
        entry(SUFFIX, "objectClass: dcObject", "objectClass: organization", "o: Example", "dc: example"),
        entry(PEOPLE, "objectClass: organizationalUnit", "ou: people"),
        entry(f"ou=closed,{SUFFIX}", "objectClass: organizationalUnit", "ou: closed"),
        entry(LIMITED, "objectClass: person", "cn: limited", "sn: limited", f"userPassword: {SECRETS['FIVE']}"),
        entry(
            f"ou=elsewhere,{SUFFIX}",
            "objectClass: referral",
            "objectClass: extensibleObject",
            "ou: elsewhere",
            f"ref: ldap://other.example/ou=elsewhere,{SUFFIX}",
        ),
        entry(f"ou=domain,{SUFFIX}", "objectClass: organizationalUnit", "ou: domain"),
        # What every search of a domain of Active Directory is answered with, beside its entries.
        *(
            entry(
                f"ou=r{number},ou=domain,{SUFFIX}",
                "objectClass: referral",
                "objectClass: extensibleObject",
                f"ou: r{number}",
                f"ref: ldap://{part}example.org/{part_name},dc=example,dc=org",
            )
            for number, (part, part_name) in enumerate(
                [
                    ("ForestDnsZones.", "DC=ForestDnsZones"),
                    ("DomainDnsZones.", "DC=DomainDnsZones"),
                    ("", "CN=Configuration"),
                ]
            )
        ),
        *(person(number) for number in range(COUNT)),
    ]
)


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    with slapd.running(ENTRIES) as running:
        yield running


@pytest.fixture(scope="module")
def trust(directory: Directory) -> ssl.SSLContext:
    context = ssl.create_default_context()
    directory.authority.configure_trust(context)
    return context


Ask = Callable[..., Request]


@pytest.fixture
def ask(tmp_path: Path, directory: Directory, trust: ssl.SSLContext) -> Ask:
    """A request with a search; ``location`` may name the server's ports. Signed in over TLS, where nothing is said."""

    def request(
        search: dict[str, Any] | None = None,
        location: str = "ldaps://{host}:{tls}",
        sign_in: dict[str, str] | None = ADMIN,
        registered: dict[str, Any] | None = None,
        limits: dict[str, Any] | None = None,
        tls: ssl.SSLContext | None = trust,
    ) -> Request:
        registration = Registration.model_validate(
            {
                "name": "people",
                "title": "People",
                "kind": "ldap",
                "location": location.format(host=HOST, plain=directory.port, tls=directory.tls_port),
                "search": {"base": PEOPLE, **(search or {})},
                "records": "contact",
                "key": "DN",
                "map": MAP,
                **({"sign_in": sign_in} if sign_in else {}),
                **(registered or {}),
            }
        )
        known = Limits.model_validate({"allow_hosts": (HOST, "127.0.0.1"), "timeout": 5, **(limits or {})})
        found = secrets(tmp_path, environment=SECRETS)
        return Request(registration, tmp_path, tmp_path / "spool", known, lambda: NOW, found, resolve=names, tls=tls)

    return request


def names(host: str) -> list[str]:
    if host == "nowhere.example":
        raise OSError
    return ["127.0.0.1"]


PLAIN = "ldap://{host}:{plain}"
ONE = {"filter": "(uid=p7)"}


def fetched(request: Request) -> Content:
    (content,) = fetch(request)
    return content


def rows(request: Request) -> list[RawRow]:
    return list(read(fetched(request).files[0], request.registration).rows)


def test_an_entry_is_read_with_what_is_mapped(ask: Ask) -> None:
    (row,) = rows(ask(ONE))
    assert (row.faults, row.cells) == (
        (),
        {
            "DN": f"uid=p7,{PEOPLE}",
            "CN": "Person 7",
            "cn;lang-de": "Person 7 von hier",
            "mail": ["first7@example.org", "second7@example.org"],
            "whencreated": "2024-01-31T10:11:12Z",
        },
    )


def test_every_attribute_is_read_where_that_is_asked_for_but_nothing_secret(ask: Ask) -> None:
    (row,) = rows(ask({**ONE, "attributes": ["*"]}))
    assert isinstance(row.cells, dict)
    assert set(row.cells) >= {"sn", "department", "objectClass", "uid"}
    assert (row.cells["sn"], row.cells["accountExpires"]) == ("Ünal", None)
    assert row.cells["objectGUID"] == "00000000-0000-0000-0000-000000000007"
    assert row.cells["thumbnailPhoto"] == "/9j/"
    assert "userPassword" not in row.cells
    assert "entryUUID" not in row.cells


def test_what_the_directory_keeps_for_itself_is_read_only_where_it_is_asked_for(ask: Ask) -> None:
    (row,) = rows(ask({**ONE, "attributes": ["modifyTimestamp"]}))
    assert isinstance(row.cells, dict)
    assert str(row.cells["modifyTimestamp"]).endswith("Z")


def test_all_pages_are_read_and_sorted(ask: Ask) -> None:
    content = fetched(ask())
    found = [row.cells for row in read(content.files[0], ask().registration).rows]
    assert content.doubts == ()
    assert len(found) == COUNT
    assert [cells["DN"] for cells in found if isinstance(cells, dict)] == sorted(
        f"uid=p{n},{PEOPLE}" for n in range(COUNT)
    )


def test_the_same_entries_are_the_same_file(ask: Ask) -> None:
    assert fetched(ask()).sha256 == fetched(ask()).sha256


SCOPES = {
    "the entry itself": ({"base": PEOPLE, "scope": "base", "filter": "(objectClass=*)"}, 1),
    "one below it": ({"base": SUFFIX, "scope": "one", "filter": "(objectClass=organizationalUnit)"}, 3),
    "all below it": ({"base": PEOPLE, "scope": "subtree", "filter": "(objectClass=*)"}, COUNT + 1),
    "nothing": ({"base": PEOPLE, "filter": "(uid=nobody)"}, 0),
}


@pytest.mark.parametrize(("search", "count"), SCOPES.values(), ids=SCOPES)
def test_it_is_looked_as_far_as_is_said(ask: Ask, search: dict[str, Any], count: int) -> None:
    assert len(rows(ask(search))) == count


LINES = {
    "TLS": ("ldaps://{host}:{tls}", ADMIN),
    "TLS, and nobody signs in": ("ldaps://{host}:{tls}", None),
    "StartTLS": (PLAIN, ADMIN),
    "plain text, and nobody signs in": (PLAIN, None),
}


@pytest.mark.parametrize(("location", "sign_in"), LINES.values(), ids=LINES)
def test_a_directory_is_reached(ask: Ask, location: str, sign_in: dict[str, str] | None) -> None:
    request = ask(ONE, location, sign_in)
    assert len(rows(request)) == 1
    assert fetched(request).files[0].name == request.registration.location


DOUBTS = {
    "it gives no more": (
        {"base": PEOPLE},
        {"user": LIMITED, "password": "env:FIVE"},
        5,
        "gives nobody more than so many entries: it stopped after 5.",
    ),
    "it refers to another server": (
        {"base": SUFFIX, "filter": "(uid=p7)"},
        ADMIN,
        1,
        f"refers to other servers for part of it: ldap://other.example/ou=elsewhere,{SUFFIX}??sub; that part is not",
    ),
}


@pytest.mark.parametrize(("search", "sign_in", "count", "said"), DOUBTS.values(), ids=DOUBTS)
def test_what_is_not_all_of_it_is_doubted(
    ask: Ask, search: dict[str, Any], sign_in: dict[str, str], count: int, said: str
) -> None:
    request = ask(search, sign_in=sign_in)
    content = fetched(request)
    assert len(list(read(content.files[0], request.registration).rows)) == count
    (doubt,) = content.doubts
    assert (doubt.code, said in doubt.sentence) == ("incomplete", True)


def test_windows_zones_and_settings_are_no_records_that_are_missed(ask: Ask) -> None:
    content = fetched(ask({"base": f"ou=domain,{SUFFIX}", "filter": "(objectClass=*)"}))
    assert content.doubts == ()


FAILURES: dict[str, tuple[dict[str, Any], type[SourceError], str]] = {
    "a wrong password": (
        {"sign_in": {"user": ADMINISTRATOR, "password": "env:WRONG"}},
        SourceUnreachable,
        "does not let this user in.",
    ),
    "nobody of that name": (
        {"sign_in": {"user": f"cn=nobody,{SUFFIX}", "password": "env:WRONG"}},
        SourceUnreachable,
        "does not let this user in.",
    ),
    "a name that is none": (
        {"sign_in": {"user": "nobody", "password": "env:WRONG"}},
        SourceUnreachable,
        "does not let this user in.",
    ),
    "a password that is not there": (
        {"sign_in": {"user": ADMINISTRATOR, "password": "env:NOTHING"}},
        SecretMissing,
        "There is no secret env:NOTHING.",
    ),
    "no such base": (
        {"search": {"base": f"ou=none,{SUFFIX}"}},
        SourceUnreadable,
        f"has no “ou=none,{SUFFIX}”, or does not show it to this user.",
    ),
    "a base that is not shown": (
        {"search": {"base": f"ou=closed,{SUFFIX}"}, "sign_in": None},
        SourceUnreadable,
        f"has no “ou=closed,{SUFFIX}”, or does not show it to this user.",
    ),
    "a base at another server": (
        {"search": {"base": f"ou=elsewhere,{SUFFIX}"}},
        SourceUnreachable,
        f"does not have “ou=elsewhere,{SUFFIX}”, and refers to another server: ldap://other.example/",
    ),
    "somebody else's certificate": (
        {"location": "ldaps://127.0.0.1:{tls}"},
        SourceUnreachable,
        "could not prove who it is: IP address mismatch",
    ),
    "a certificate that nobody trusts": (
        {"tls": None},
        SourceUnreachable,
        "could not prove who it is: unable to get local issuer certificate.",
    ),
    "the same after StartTLS": (
        {"location": PLAIN, "tls": None},
        SourceUnreachable,
        "could not prove who it is: unable to get local issuer certificate.",
    ),
    "TLS where there is none": (
        {"location": "ldaps://{host}:{plain}"},
        SourceUnreachable,
        "does not speak TLS as it should, so that nothing can be read securely.",
    ),
    "plain text where there is TLS": (
        {"location": "ldap://{host}:{tls}", "sign_in": None},
        SourceUnreachable,
        "broke off before its answer was complete.",
    ),
    "nobody there": ({"location": "ldap://127.0.0.1:1", "sign_in": None}, SourceUnreachable, "refused the connection."),
    "no such host": (
        {"location": "ldaps://nowhere.example"},
        SourceUnreachable,
        "There is no host called nowhere.example.",
    ),
    "a private host": (
        {"limits": {"allow_hosts": ()}},
        SourceUnreachable,
        f"{HOST} is a private address, inside this network, and is not fetched from.",
    ),
    "too many bytes": (
        {"limits": {"largest_source": 20_000}},
        SourceUnreadable,
        "is larger than the 20 kB that may be read of one source.",
    ),
    "too slow": ({"limits": {"longest_fetch": 0.001}}, SourceUnreachable, "was not done after 0.001 seconds"),
}


@pytest.mark.parametrize(("asked", "error", "said"), FAILURES.values(), ids=FAILURES)
def test_what_goes_wrong_is_said_and_nothing_is_left(
    ask: Ask,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    asked: dict[str, Any],
    error: type[SourceError],
    said: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(error) as failed:
        fetch(ask(**asked))
    assert said in failed.value.sentence
    assert failed.value.what_to_do
    assert failed.value.__cause__ is None
    shown = f"{failed.value.as_json()}{caplog.text}"
    assert not any(secret in shown for secret in SECRETS.values())
    assert left_in(tmp_path) == []


def test_a_library_that_is_not_installed_is_named(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ldap", None)  # as it is where Handover was installed without it
    with pytest.raises(SourceUnreachable, match="needs the package “python-ldap”, which is not installed") as failed:
        fetch(ask(ONE))
    assert "pip install handover[ldap]" in str(failed.value.what_to_do)


@contextmanager
def answering(*answers: bytes) -> Iterator[str]:
    """A server that gives these answers, one to each question, and then says nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line, suppress(OSError):  # whoever asks hangs up, as it should
                for answer in answers:
                    line.recv(1000)
                    line.sendall(answer)
                line.recv(1000)
                line.recv(1000)

        serving = threading.Thread(target=serve)
        serving.start()
        yield f"ldap://127.0.0.1:{listening.getsockname()[1]}"
        serving.join()


YES = bytes.fromhex("300c02010178070a010004000400")  # an extended response: success
NO = bytes.fromhex("300c02010178070a010204000400")  # the same: protocol error
STRANGERS = {
    "it says nothing": ((), ADMIN, "did not answer in time."),
    "it does not know StartTLS": ((NO,), ADMIN, "does not encrypt the line (StartTLS), and nobody signs in over one"),
    "it is no directory": ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), ADMIN, "does not encrypt the line (StartTLS)"),
    "it says more than yes in plain text": ((YES + b"0",), ADMIN, "does not encrypt the line (StartTLS)"),
    "it says yes, and speaks no TLS": ((YES, b"0\x00" * 100), ADMIN, "does not speak TLS as it should"),
    "it says nothing to somebody who asks": ((), None, "did not answer within 0.5 seconds."),
    "it answers with gibberish": ((b"HTTP/1.1 400 Bad Request\r\n\r\n" * 9,), None, "broke off"),
}


@pytest.mark.parametrize(("answers", "sign_in", "said"), STRANGERS.values(), ids=STRANGERS)
def test_a_server_of_bad_manners_is_told_nothing(
    ask: Ask, answers: tuple[bytes, ...], sign_in: dict[str, str] | None, said: str
) -> None:
    with answering(*answers) as location, pytest.raises(SourceUnreachable) as failed:
        fetch(ask(location=location, sign_in=sign_in, limits={"timeout": 0.5}))
    assert said in failed.value.sentence


@pytest.fixture
def relayed(directory: Directory) -> Iterator[relay.Relay]:
    with relay.running(lambda: socket.create_connection(("127.0.0.1", directory.port))) as passing:
        yield passing


def test_a_line_that_is_cut(ask: Ask, relayed: relay.Relay, tmp_path: Path) -> None:
    relayed.break_off_after(50_000)
    with pytest.raises(SourceUnreachable, match=r"broke off before its answer was complete\."):
        fetch(ask({"attributes": "*"}, f"ldap://127.0.0.1:{relayed.port}", None))
    assert left_in(tmp_path) == []


def test_a_server_that_falls_silent_is_given_up(ask: Ask, relayed: relay.Relay) -> None:
    relayed.go_silent()
    began = time.monotonic()
    with pytest.raises(SourceUnreachable, match=r"was not done after 0\.5 seconds"):
        fetch(ask(location=f"ldap://127.0.0.1:{relayed.port}", sign_in=None, limits={"longest_fetch": 0.5}))
    assert time.monotonic() - began < 5


def source(directory: Directory, base: str, **more: Any) -> dict[str, Any]:
    return {
        "name": "people",
        "title": "People",
        "kind": "ldap",
        "location": f"ldap://127.0.0.1:{directory.port}",
        "search": {"base": base, "filter": "(uid=p1*)"},
        "records": "contact",
        "key": "dn",
        "map": {**MAP, "unit": "department", "reports_to": "manager"},
        **more,
    }


def test_a_directory_is_gathered_like_any_source(sqlite_store: Store, tmp_path: Path, directory: Directory) -> None:
    office = an_office(sqlite_store, tmp_path, limits=Limits(allow_hosts=("127.0.0.1",)))
    register(office, source(directory, PEOPLE))
    first = gather_source(office, "people")
    assert (first.error, first.counts.rejected, first.counts.new) == (None, 0, 311)
    assert gather_source(office, "people").same_content


def test_what_may_not_be_all_of_it_is_held(sqlite_store: Store, tmp_path: Path, directory: Directory) -> None:
    office = an_office(sqlite_store, tmp_path, limits=Limits(allow_hosts=("127.0.0.1",)))
    register(office, source(directory, SUFFIX))
    report = gather_source(office, "people")
    assert ([doubt.code for doubt in report.doubts], len(report.held)) == (["incomplete"], 1)
    assert report.counts.new == 0
