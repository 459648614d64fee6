"""Fetching from a real WebDAV server, and from servers that are none: what comes, and what is said otherwise."""

import os
import socket
import ssl
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from handover.errors import SourceError
from handover.sources.fetch import fetch
from handover.sources.places.webdav_files import webdav_files
from handover.sources.request import Content, Request
from tests.asking import BASIC, SECRETS, a_request, left_in
from tests.servers import relay, web, webdav
from tests.servers.webdav import Webdav

TABLE = b"Ref,Programme,Title\n1,Bridge,Walk the site\n"
WRITTEN = datetime(2024, 5, 1, 12, tzinfo=UTC)
Ask = Callable[..., Request]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server has."""
    folder = tmp_path_factory.mktemp("files")
    for path in ("a-2024-01-01.csv", "a-2024-02-01.csv", "sub/b.csv", "sub/lesson.md", "notes.txt", "März #1?.csv"):
        write(folder / path)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("b.csv", TABLE)
    return folder


def write(path: Path, content: bytes = TABLE) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))


@pytest.fixture(scope="module")
def server(files: Path) -> Iterator[Webdav]:
    with webdav.running(files, user="ann", password=SECRETS["PASSWORD"]) as one:
        yield one


@pytest.fixture
def ask(server: Webdav, tmp_path: Path) -> Ask:
    """A request for something of the server, where nothing stands in the way."""

    def asked(
        path: str,
        *,
        at: str = server.url(""),
        sign_in: dict[str, str] | None = BASIC,
        registered: dict[str, Any] | None = None,
        **more: Any,
    ) -> Request:
        return a_request(tmp_path, f"{at}/{path}", registered={"sign_in": sign_in, **(registered or {})}, **more)

    return asked


def refused(request: Request) -> SourceError:
    with pytest.raises(SourceError) as failed:
        fetch(request)
    error = failed.value
    assert error.what_to_do
    assert error.where
    assert not any(secret in str(error.as_json()) for secret in SECRETS.values())
    assert left_in(request.base) == []
    return error


def short(contents: list[Content]) -> list[list[str]]:
    """The names of the files, without that of the server."""
    return [[file.name.split("/", 3)[3] for file in content.files] for content in contents]


class TestFetched:
    def test_one_file_is_kept_in_the_spool(self, ask: Ask, server: Webdav, tmp_path: Path) -> None:
        (content,) = fetch(ask("sub/b.csv"))
        (file,) = content.files
        assert (file.name, file.path.parent) == (server.url("/sub/b.csv"), tmp_path / "spool")
        assert file.path.read_bytes() == TABLE
        assert (file.dated, content.dated) == (WRITTEN, WRITTEN)

    def test_a_pattern(self, ask: Ask) -> None:
        assert short(fetch(ask("**/[ab]*.csv"))) == [["a-2024-01-01.csv", "a-2024-02-01.csv", "sub/b.csv"]]

    def test_a_name_with_signs_of_its_own(self, ask: Ask) -> None:
        assert short(fetch(ask("M%C3%A4rz%20%231%3F.csv"))) == [["März #1?.csv"]]
        assert short(fetch(ask("M*.csv"))) == [["März #1?.csv"]]

    def test_a_series(self, ask: Ask) -> None:
        since = datetime(2024, 1, 1, tzinfo=UTC)
        assert short(fetch(ask("a-*.csv", registered={"series": "%Y-%m-%d"}, since=since))) == [["a-2024-02-01.csv"]]

    def test_a_folder_of_markdown(self, ask: Ask) -> None:
        for path in ("", "sub", "sub/"):
            assert short(fetch(ask(path, registered={"kind": "markdown"}))) == [["sub/lesson.md"]]

    def test_an_archive(self, ask: Ask) -> None:
        assert short(fetch(ask("a.zip"))) == [["a.zip › b.csv"]]

    def test_over_tls_at_the_address_that_was_checked(self, ask: Ask, files: Path, tmp_path: Path) -> None:
        authority = trustme.CA()
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        authority.issue_cert("office.example").private_key_and_cert_chain_pem.write_to_path(
            tmp_path / "certificate.pem"
        )
        asked: list[str] = []

        def resolve(host: str) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"]

        with webdav.running(
            files, user="ann", password=SECRETS["PASSWORD"], certificate=tmp_path / "certificate.pem"
        ) as secure:
            at = secure.url("", "office.example")
            assert at.startswith("webdavs://")
            assert fetch(ask("sub/b.csv", at=at, resolve=resolve, tls=trusting))
            assert set(asked) == {"office.example"}
            error = refused_in_tls(ask("sub/b.csv", at=at))
        assert error.sentence.startswith(f"{at}/sub/b.csv could not prove who it is: unable to get local issuer")


def refused_in_tls(request: Request) -> SourceError:
    with pytest.raises(SourceError) as failed:
        fetch(request)
    return failed.value


class TestAgain:
    def test_what_did_not_change_is_not_fetched_again(self, ask: Ask, tmp_path: Path) -> None:
        (first,) = fetch(ask("a-*.csv"))
        before = left_in(tmp_path)
        (again,) = fetch(ask("a-*.csv", validators=first.validators))
        assert (again.files, again.not_modified, again.dated) == ((), True, WRITTEN)
        assert left_in(tmp_path) == before

    def test_what_did_is(self, ask: Ask, files: Path) -> None:
        write(files / "changing/a.csv")
        (first,) = fetch(ask("changing/*.csv"))
        write(files / "changing/a.csv", TABLE * 2)
        (again,) = fetch(ask("changing/*.csv", validators=first.validators))
        assert [file.size for file in again.files] == [2 * len(TABLE)]


class TestRefused:
    FAILURES = (
        pytest.param("no.csv", {}, "127.0.0.1 has nothing at that address (404).", id="no file"),
        pytest.param("no/*.csv", {}, "127.0.0.1 has nothing at that address (404).", id="no folder"),
        pytest.param("*.xlsx", {}, "There is no file like {at}/*.xlsx.", id="nothing fits"),
        pytest.param("sub", {}, "{at}/sub is a folder.", id="a folder"),
        pytest.param(
            "*.csv",
            {"sign_in": {**BASIC, "password": "env:TOKEN"}},
            "127.0.0.1 does not accept the sign-in (401).",
            id="another password",
        ),
        pytest.param("*.csv", {"sign_in": None}, "127.0.0.1 asks for a sign-in (401).", id="nobody"),
        pytest.param(
            "sub/*",
            {"limits": {"largest_source": 2_000}, "at_most": True},
            "{at}/sub/* is larger than the 2 kB that may be read of one source.",
            id="too large together",
        ),
        pytest.param(
            "*.csv",
            {"limits": {"allow_hosts": []}, "sign_in": None},
            "127.0.0.1 is a private address, inside this network, and is not fetched from.",
            id="a host that is not allowed",
        ),
    )

    @pytest.mark.parametrize(("path", "more", "sentence"), FAILURES)
    def test_what_is_not_there(
        self, ask: Ask, server: Webdav, files: Path, path: str, more: dict[str, Any], sentence: str
    ) -> None:
        if more.pop("at_most", False):
            write(files / "sub/large.csv", b"x" * 2_001)
        assert refused(ask(path, **more)).sentence == sentence.format(at=server.url(""))


def multistatus(*responses: str) -> web.Answer:
    answer = f'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">{"".join(responses)}</D:multistatus>'
    return web.status(207, answer.encode())


def response(href: str, found: str = "", status: str = "200 OK") -> str:
    return (
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{found}</D:prop>"
        f"<D:status>HTTP/1.1 {status}</D:status></D:propstat></D:response>"
    )


FOLDER = response("/x/", "<D:resourcetype><D:collection/></D:resourcetype>")
FORBIDDEN = "<D:response><D:href>/x/a.csv</D:href><D:status>HTTP/1.1 403 Forbidden</D:status></D:response>"
STRANGE = {
    "a web page": (web.content(b"<html>Sign in", "text/html"), "answered with a web page instead of data"),
    "something else": (web.content(b"hello"), "is not XML, on line 1."),
    "other XML": (web.status(207, b"<error/>"), "does not answer as a WebDAV server does."),
    "nothing in it": (multistatus(), "There is no folder {at}/x."),
    "another folder's file": (multistatus(FOLDER, response("/y/a.csv")), "was asked for what lies in it, and answered"),
    "a way out": (multistatus(FOLDER, response("/x/../../etc/a.csv")), "was asked for what lies in it, and answered"),
    "another server's file": (multistatus(FOLDER, response("http://x.example/x/a.csv")), "refers to another server"),
    "a file that may not be seen": (multistatus(FOLDER, FORBIDDEN), "{at}/x/a.csv is not given by the server (403)."),
    "a document type": (web.status(207, b'<!DOCTYPE l [<!ENTITY a "a">]><l>&a;</l>'), "has a document type"),
    "cut off": (web.status(207, b'<D:multistatus xmlns:D="DAV:"><D:resp'), "is cut off: its XML ends half-way"),
    "no WebDAV": (web.status(405), "127.0.0.1 did not give what was asked for (405)."),
    "to a link-local address": (web.redirect("http://169.254.169.254/x/"), "169.254.169.254 is a private address"),
    "round and round": (web.redirect("/x/"), "redirects more than 5 times."),
    "silent": (web.silent, "did not answer within 0.3 seconds."),
}


@pytest.mark.parametrize(("answer", "sentence"), STRANGE.values(), ids=STRANGE)
def test_what_is_no_webdav_server_is_said(ask: Ask, answer: web.Answer, sentence: str) -> None:
    with web.running({"/x/": answer}) as server:
        at = server.url("", scheme="webdav")
        error = refused(ask("x/*.csv", at=at, sign_in=None, limits={"timeout": 0.3}))
    assert sentence.format(at=at) in error.sentence


def test_a_server_that_says_little_is_believed_and_asked_again(ask: Ask, tmp_path: Path) -> None:
    with web.running({"/x/": multistatus(FOLDER, response("/x/a.csv")), "/x/a.csv": web.content(TABLE)}) as server:
        server.answers["/x/a.csv"] = by_method(PROPFIND=multistatus(response("/x/a.csv")), GET=web.content(TABLE))
        (content,) = fetch(ask("x/*.csv", at=server.url("", scheme="webdav"), sign_in=None))
    assert [file.size for file in content.files] == [len(TABLE)]
    assert (content.dated, content.validators) == (None, {})


def by_method(**answers: web.Answer) -> web.Answer:
    return lambda handler: answers[handler.command](handler)


class TestBrokenOff:
    """The server, behind a relay that stops passing on what it says."""

    @pytest.fixture
    def between(self, server: Webdav) -> Iterator[relay.Relay]:
        with relay.running(lambda: socket.create_connection(("127.0.0.1", server.port))) as one:
            yield one

    def test_while_it_sends_a_file(self, ask: Ask, files: Path, between: relay.Relay) -> None:
        write(files / "large.bin", b"x" * 5_000_000)
        between.break_off_after(2_000_000)
        error = refused(ask("large.bin", at=f"webdav://127.0.0.1:{between.port}"))
        assert error.sentence.endswith("/large.bin broke off before its answer was complete.")

    def test_silent_from_then_on(self, ask: Ask, between: relay.Relay) -> None:
        between.go_silent()
        error = refused(ask("sub/b.csv", at=f"webdav://127.0.0.1:{between.port}", limits={"timeout": 0.3}))
        assert error.sentence.endswith("/sub/b.csv did not answer within 0.3 seconds.")


class TestMeanwhile:
    """What happens to a file between when it was seen and when it was fetched."""

    CHANGES = (
        pytest.param(lambda file: file.unlink(), "has nothing at that address (404).", id="gone"),
        pytest.param(lambda file: write(file, b"y"), "was changed while it was being fetched.", id="changed"),
        pytest.param(
            lambda file: write(file, b"y" * 2_000_000), "is larger than the 1 MB that may be read", id="grown"
        ),
    )

    @pytest.mark.parametrize(("change", "sentence"), CHANGES)
    def test_what_became_of_it_is_said(
        self, ask: Ask, files: Path, change: Callable[[Path], object], sentence: str
    ) -> None:
        write(files / "meanwhile.csv")
        request = ask("meanwhile.csv", limits={"largest_source": 1_000_000})
        with webdav_files(request) as place:
            entry = place.entry("/meanwhile.csv")
            assert entry is not None
            change(files / "meanwhile.csv")
            with pytest.raises(SourceError) as failed:
                place.get(entry)
        assert sentence in failed.value.sentence
        assert left_in(request.base) == []
