"""Who is not let in is told from what is out of reach, whatever the kind of source: only the latter is tried again."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SourceRefused, SourceUnreachable
from handover.sources.fetch import fetch
from handover.sources.kinds import BUILT_IN
from handover.sources.request import Request
from tests.asking import BASIC, SECRETS, a_request
from tests.integration.sources.databases.asking import asking
from tests.servers import carddav, relay, s3, slapd, ssh, web, webdav
from tests.servers.postgres import Postgres

WRONG = {"user": "ann", "password": "env:TOKEN"}
CONTACTS = {"records": "contact", "key": "UID", "map": {"initiative": "ORG", "name": "FN"}}

# Gives, for as long as a server runs, a request for something of it that is refused.
Asking = Callable[[Path, pytest.FixtureRequest], AbstractContextManager[Request]]


def on_the_web(answer: web.Answer, **registered: Any) -> Asking:
    @contextmanager
    def asked(folder: Path, _fixtures: pytest.FixtureRequest) -> Iterator[Request]:
        with web.running({"/table": answer}) as server:
            yield a_request(folder, server.url("/table"), registered={"sign_in": BASIC, **registered})

    return asked


@contextmanager
def without_a_token(folder: Path, _fixtures: pytest.FixtureRequest) -> Iterator[Request]:
    answers = {"/token": web.status(401, b'{"error": "invalid_client"}'), "/table": web.status(200)}
    with web.running(answers) as server:
        oauth2 = {"token_address": server.url("/token"), "client_id": "ann", "client_secret": "env:CLIENT_SECRET"}
        yield a_request(folder, server.url("/table"), registered={"sign_in": {"oauth2": oauth2}})


@contextmanager
def in_the_clear(folder: Path, _fixtures: pytest.FixtureRequest) -> Iterator[Request]:
    with web.running({"/table": web.status(200)}) as server:
        asked = a_request(folder, server.url("/table"), registered={"sign_in": BASIC})
        yield replace(asked, limits=asked.limits.model_copy(update={"allow_hosts": ()}))


@contextmanager
def an_address_book(folder: Path, _fixtures: pytest.FixtureRequest) -> Iterator[Request]:
    with carddav.running() as server:
        yield a_request(folder, server.url("/"), registered={"kind": "carddav", "sign_in": WRONG, **CONTACTS})


@contextmanager
def a_webdav_server(folder: Path, _fixtures: pytest.FixtureRequest) -> Iterator[Request]:
    with webdav.running(folder, user="ann", password=SECRETS["PASSWORD"]) as server:
        yield a_request(folder, server.url("/a.csv"), registered={"sign_in": WRONG})


def a_store(sign_in: Any, path: str = "records/*.csv") -> Asking:
    @contextmanager
    def asked(folder: Path, fixtures: pytest.FixtureRequest) -> Iterator[Request]:
        store: s3.Store = fixtures.getfixturevalue("store_of_files")
        yield a_request(folder, f"s3://{path}", registered={"endpoint": store.endpoint, "sign_in": sign_in})

    return asked


def an_ssh_server(known: str = "{known}", **sign_in: str) -> Asking:
    @contextmanager
    def asked(folder: Path, fixtures: pytest.FixtureRequest) -> Iterator[Request]:
        server: ssh.Ssh = fixtures.getfixturevalue("ssh_server")
        ssh.new_key(folder / "other")
        other = f"[127.0.0.1]:{server.port} {ssh.public_key(folder / 'other')}\n"
        (folder / "known").write_text(known.format(known=server.known_as(), other=other))
        usual = {"user": server.user, "private_key": f"file:{server.private_key}", "known_hosts": "known"}
        location = f"sftp://127.0.0.1:{server.port}{folder}/a.csv"
        yield a_request(folder, location, registered={"sign_in": {**usual, **sign_in}})

    return asked


def a_database(query: str = "SELECT 1 AS id", **sign_in: str) -> Asking:
    @contextmanager
    def asked(folder: Path, fixtures: pytest.FixtureRequest) -> Iterator[Request]:
        passing: relay.Relay = fixtures.getfixturevalue("postgresql_line")
        location = f"postgresql://127.0.0.1:{passing.port}/postgres"
        yield asking(folder, location, query, sign_in={"user": "eve", "password": "env:PASSWORD", **sign_in})

    return asked


def a_directory(location: str = "ldaps://{host}:{tls}", **sign_in: str) -> Asking:
    @contextmanager
    def asked(folder: Path, fixtures: pytest.FixtureRequest) -> Iterator[Request]:
        server: slapd.Directory = fixtures.getfixturevalue("directory")
        trust = ssl.create_default_context()
        server.authority.configure_trust(trust)
        registered = {
            "kind": "ldap",
            "records": "contact",
            "key": "DN",
            "map": {"initiative": {"constant": "Orion"}, "name": "CN"},
            "search": {"base": f"ou=people,{slapd.SUFFIX}"},
            "sign_in": {"user": slapd.ADMINISTRATOR, "password": "env:TOKEN", **sign_in},
        }
        yield a_request(
            folder,
            location.format(host=slapd.HOST, tls=server.tls_port),
            registered=registered,
            limits={"allow_hosts": (slapd.HOST,)},
            resolve=lambda _host: ["127.0.0.1"],
            tls=trust,
        )

    return asked


@pytest.fixture(scope="module")
def store_of_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s3.Store]:
    with s3.running(tmp_path_factory.mktemp("s3"), key="AKREADER", secret=SECRETS["TOKEN"]) as store:
        store.put("records", "a.csv", b"Ref\n1\n")
        yield store


@pytest.fixture(scope="module")
def ssh_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ssh.Ssh]:
    with ssh.running(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.fixture(scope="module")
def postgresql_line(postgresql_server: Postgres) -> Iterator[relay.Relay]:
    postgresql_server.add_user("eve", SECRETS["PASSWORD"])
    with relay.running(postgresql_server.line) as passing:
        yield passing


@pytest.fixture(scope="module")
def directory() -> Iterator[slapd.Directory]:
    with slapd.running(f"dn: {slapd.SUFFIX}\nobjectClass: domain\ndc: example\n") as server:
        yield server


KEY = {"user": "AKREADER", "password": "env:TOKEN"}
REFUSED: dict[str, tuple[str, Asking]] = {
    "a table, 401": ("csv", on_the_web(web.status(401))),
    "a table, 403": ("csv", on_the_web(web.status(403))),
    "a table, 403 for nobody": ("csv", on_the_web(web.status(403), sign_in=None)),
    "a table, 407": ("csv", on_the_web(web.status(407))),
    "a table, no token": ("csv", without_a_token),
    "a table, not encrypted": ("csv", in_the_clear),
    "an API, 401": ("api", on_the_web(web.status(401), kind="api")),
    "an API, 403": ("api", on_the_web(web.status(403), kind="api")),
    "an address book, another password": ("carddav", an_address_book),
    "WebDAV, another password": ("csv", a_webdav_server),
    "S3, another key": ("csv", a_store({**KEY, "user": "AKOTHER"})),
    "S3, another secret": ("csv", a_store({**KEY, "password": "env:KEY"})),
    "S3, another secret for one file": ("csv", a_store({**KEY, "password": "env:KEY"}, "records/a.csv")),
    "S3, nobody": ("csv", a_store(None)),
    "SFTP, another user": ("csv", an_ssh_server(user="nobody-of-that-name")),
    "SFTP, another key": ("csv", an_ssh_server(private_key="file:other")),
    "SFTP, a server that is not known": ("csv", an_ssh_server(known="")),
    "SFTP, a server whose key was changed": ("csv", an_ssh_server(known="{other}")),
    "SFTP, a server whose key is revoked": ("csv", an_ssh_server(known="{known}@revoked {known}")),
    "a database, another password": ("sql", a_database(password="env:TOKEN")),
    "a database, nobody of that name": ("sql", a_database(user="nobody")),
    "a database, no right to read": ("sql", a_database("SELECT * FROM pg_authid")),
    "a directory, another password": ("ldap", a_directory()),
    "a directory, nobody of that name": ("ldap", a_directory(user=f"cn=nobody,{slapd.SUFFIX}")),
}
# See test_dlt_resource.
HAS_ITS_OWN = {"dlt"}


@pytest.mark.parametrize("asked", [asked for _, asked in REFUSED.values()], ids=list(REFUSED))
def test_who_is_not_let_in(asked: Asking, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with asked(tmp_path, request) as asking_it, pytest.raises(SourceRefused) as refused:
        fetch(asking_it)
    assert refused.value.code == "source-refused"
    assert refused.value.what_to_do


def test_every_kind_that_fetches_by_itself_is_among_them() -> None:
    fetching = {one.name for one in BUILT_IN if one.fetches}
    assert {kind for kind, _ in REFUSED.values()} - {"csv"} == fetching - HAS_ITS_OWN


LDAP = {"kind": "ldap", "search": {"base": slapd.SUFFIX}, **CONTACTS}
SSH = {"sign_in": {"user": "ann", "password": "env:PASSWORD", "known_hosts": "known"}}
OUT_OF_REACH: dict[str, tuple[str, dict[str, Any]]] = {
    "a table": ("http://127.0.0.1:1/table", {}),
    "an API": ("http://127.0.0.1:1/items", {"kind": "api"}),
    "an address book": ("http://127.0.0.1:1/", {"kind": "carddav", **CONTACTS}),
    "WebDAV": ("webdav://127.0.0.1:1/a.csv", {}),
    "S3": ("s3://records/a.csv", {"endpoint": "http://127.0.0.1:1"}),
    "SFTP": ("sftp://127.0.0.1:1/a.csv", SSH),
    "a database": ("postgresql://127.0.0.1:1/x", {"kind": "sql", "query": "SELECT 1"}),
    "a directory": ("ldap://127.0.0.1:1", LDAP),
}


@pytest.mark.parametrize(("location", "registered"), OUT_OF_REACH.values(), ids=OUT_OF_REACH)
def test_what_is_out_of_reach_may_pass(location: str, registered: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "known").write_text("")
    with pytest.raises(SourceUnreachable) as failed:
        fetch(a_request(tmp_path, location, registered=registered))
    assert type(failed.value) is SourceUnreachable


@pytest.mark.parametrize("status", [404, 410, 429, 500, 503])
def test_other_answers_of_a_server_may_pass(status: int, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with on_the_web(web.status(status))(tmp_path, request) as asked, pytest.raises(SourceUnreachable) as failed:
        fetch(asked)
    assert type(failed.value) is SourceUnreachable
