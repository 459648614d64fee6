"""Fetching from a real S3-compatible store, and from servers that are none: what comes, and what is said otherwise."""

import io
import resource
import socket
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handover.errors import DiskFull, SourceError, SourceUnreachable
from handover.sources.fetch import fetch
from handover.sources.places.s3_files import s3_files
from handover.sources.request import Content, Request
from handover.sources.web.connections import Deadline
from tests.asking import SECRETS, a_request, left_in
from tests.servers import relay, s3, web
from tests.servers.s3 import Store

TABLE = b"Ref,Programme,Title\n1,Bridge,Walk the site\n"
SIGN_IN = {"user": "AKREADER", "password": "env:TOKEN"}
Ask = Callable[..., Request]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with s3.running(tmp_path_factory.mktemp("s3"), key="AKREADER", secret=SECRETS["TOKEN"]) as one:
        for path in ("a-2024-01-01.csv", "a-2024-02-01.csv", "sub/b.csv", "notes.txt", "März #1?.csv"):
            one.put("records", path, TABLE)
        one.put("open", "a.csv", TABLE)
        one.put("large", "large.csv", b"x" * 5_000_000)
        yield one


@pytest.fixture
def ask(store: Store, tmp_path: Path) -> Ask:
    """A request for something of the store, where nothing stands in the way."""

    def asked(
        path: str,
        *,
        endpoint: str | None = store.endpoint,
        sign_in: dict[str, str] | None = SIGN_IN,
        registered: dict[str, Any] | None = None,
        **more: Any,
    ) -> Request:
        known = {"endpoint": endpoint, "sign_in": sign_in, **(registered or {})}
        return a_request(tmp_path, f"s3://{path}", registered=known, **more)

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


def names(contents: list[Content]) -> list[list[str]]:
    return [[file.name for file in content.files] for content in contents]


class TestFetched:
    def test_one_file_is_kept_in_the_spool(self, ask: Ask, tmp_path: Path) -> None:
        (content,) = fetch(ask("records/sub/b.csv"))
        (file,) = content.files
        assert (file.name, file.path.parent) == ("s3://records/sub/b.csv", tmp_path / "spool")
        assert file.path.read_bytes() == TABLE
        assert file.dated is not None
        assert (file.dated.tzinfo, content.dated) == (UTC, file.dated)

    def test_a_pattern(self, ask: Ask) -> None:
        assert names(fetch(ask("records/**/[ab]*.csv"))) == [
            ["s3://records/a-2024-01-01.csv", "s3://records/a-2024-02-01.csv", "s3://records/sub/b.csv"]
        ]

    def test_a_name_with_signs_of_its_own(self, ask: Ask) -> None:
        assert names(fetch(ask("records/M%C3%A4rz%20%231%3F.csv"))) == [["s3://records/März #1?.csv"]]

    def test_a_series(self, ask: Ask) -> None:
        since = datetime(2024, 1, 1, tzinfo=UTC)
        contents = fetch(ask("records/a-*.csv", registered={"series": "%Y-%m-%d"}, since=since))
        assert names(contents) == [["s3://records/a-2024-02-01.csv"]]

    def test_a_folder_of_markdown(self, ask: Ask, store: Store) -> None:
        store.put("lessons", "deep/down/one.md", b"# One\n")
        store.put("lessons", "picture.png", b"")
        for path in ("lessons", "lessons/", "lessons/deep"):
            assert names(fetch(ask(path, registered={"kind": "markdown"}))) == [["s3://lessons/deep/down/one.md"]]

    def test_a_folder_that_is_kept_as_an_empty_file(self, ask: Ask, store: Store) -> None:
        store.files.call_s3("put_object", Bucket="records", Key="kept/", Body=b"")
        store.put("records", "kept/a.csv", TABLE)
        assert names(fetch(ask("records/kept/*"))) == [["s3://records/kept/a.csv"]]

    def test_an_archive(self, ask: Ask, store: Store) -> None:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("b.csv", TABLE)
        store.put("records", "a.zip", held.getvalue())
        assert names(fetch(ask("records/a.zip"))) == [["s3://records/a.zip › b.csv"]]

    def test_what_anybody_may_read(self, ask: Ask) -> None:
        assert names(fetch(ask("open/*.csv", sign_in=None))) == [["s3://open/a.csv"]]

    def test_over_tls_at_the_address_that_was_checked(self, ask: Ask, store: Store) -> None:
        asked: list[str] = []

        def resolve(host: str) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"]

        endpoint = f"https://office.example:{store.secure_port}"
        assert fetch(ask("records/sub/b.csv", endpoint=endpoint, resolve=resolve, tls=store.trusting))
        assert set(asked) == {"office.example"}

    def test_nothing_of_this_machine_is_used(
        self, ask: Ask, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "config").write_text(
            "[profile other]\nregion = nowhere\n[default]\ns3 =\n  addressing_style = virtual\n"
        )
        surroundings = {
            "AWS_PROFILE": "not-there",
            "AWS_CONFIG_FILE": str(tmp_path / "config"),
            "AWS_ACCESS_KEY_ID": "AKREADER",
            "AWS_SECRET_ACCESS_KEY": SECRETS["TOKEN"],
            "AWS_DEFAULT_REGION": "no region",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
            "AWS_CA_BUNDLE": "/not/there",
            "HTTP_PROXY": "http://127.0.0.1:1",
            "HTTPS_PROXY": "http://127.0.0.1:1",
            "FSSPEC_S3_ENDPOINT_URL": "http://127.0.0.1:1",
        }
        for name, value in surroundings.items():
            monkeypatch.setenv(name, value)
        assert fetch(ask("open/a.csv", sign_in=None))
        endpoint = f"https://office.example:{store.secure_port}"
        assert fetch(ask("records/sub/b.csv", endpoint=endpoint, tls=store.trusting))
        with pytest.raises(SourceUnreachable, match="does not allow it"):
            fetch(ask("records/sub/b.csv", sign_in=None))


class TestAgain:
    def test_what_did_not_change_is_not_fetched_again(self, ask: Ask, tmp_path: Path) -> None:
        (first,) = fetch(ask("records/a-*.csv"))
        before = left_in(tmp_path)
        (again,) = fetch(ask("records/a-*.csv", validators=first.validators))
        assert (again.files, again.not_modified, again.dated) == ((), True, first.dated)
        assert left_in(tmp_path) == before

    def test_what_did_is(self, ask: Ask, store: Store) -> None:
        store.put("changing", "a.csv", TABLE)
        (first,) = fetch(ask("changing/*.csv"))
        store.put("changing", "a.csv", TABLE.replace(b"1", b"2"))
        (again,) = fetch(ask("changing/*.csv", validators=first.validators))
        assert [file.size for file in again.files] == [len(TABLE)]
        store.put("changing", "b.csv", TABLE)
        (more,) = fetch(ask("changing/*.csv", validators=again.validators))
        assert len(more.files) == 2


class TestRefused:
    FAILURES = (
        pytest.param("records/no.csv", {}, "There is no file s3://records/no.csv.", id="no file"),
        pytest.param("records/no/*.csv", {}, "There is no folder s3://records/no.", id="no folder"),
        pytest.param("records/*.xlsx", {}, "There is no file like s3://records/*.xlsx.", id="nothing fits"),
        pytest.param("records/sub", {}, "s3://records/sub is a folder.", id="a folder"),
        pytest.param("no-bucket/a.csv", {}, "127.0.0.1 has no bucket of that name.", id="no bucket"),
        pytest.param("no-bucket/*.csv", {}, "127.0.0.1 has no bucket of that name.", id="no bucket to list"),
        pytest.param("NO_BUCKET/*.csv", {}, "127.0.0.1 has no bucket of that name.", id="no name of a bucket"),
        pytest.param(
            "records/*.csv",
            {"sign_in": {**SIGN_IN, "user": "AKOTHER"}},
            "127.0.0.1 does not know the access key.",
            id="another key",
        ),
        pytest.param(
            "records/*.csv",
            {"sign_in": {**SIGN_IN, "password": "env:KEY"}},
            "127.0.0.1 does not accept the secret key.",
            id="another secret",
        ),
        pytest.param(
            "records/sub/b.csv",
            {"sign_in": {**SIGN_IN, "password": "env:KEY"}},
            "127.0.0.1 does not allow it.",
            id="another secret for a file",
        ),
        pytest.param("records/*.csv", {"sign_in": None}, "127.0.0.1 does not allow it.", id="nobody"),
        pytest.param(
            "records/*.csv",
            {"sign_in": {**SIGN_IN, "password": "env:NOT_THERE"}},
            "There is no secret env:NOT_THERE.",
            id="no secret",
        ),
        pytest.param(
            "records/*.csv",
            {"limits": {"largest_source": 100}},
            "s3://records/*.csv is larger than the 100 bytes that may be read of one source.",
            id="too large together",
        ),
        pytest.param(
            "records/*.csv",
            {"limits": {"allow_hosts": []}},
            "127.0.0.1 is a private address, inside this network, and is not fetched from.",
            id="an address that is not allowed",
        ),
        pytest.param(
            "records/*.csv",
            {"endpoint": "http://localhost:1"},
            "localhost is a private address, inside this network, and is not fetched from.",
            id="a host that is not allowed",
        ),
        pytest.param(
            "records/*.csv",
            {"endpoint": "http://nowhere.example"},
            "There is no host called nowhere.example.",
            id="no host",
        ),
    )

    @pytest.mark.parametrize(("path", "more", "sentence"), FAILURES)
    def test_what_is_not_there(self, ask: Ask, path: str, more: dict[str, Any], sentence: str) -> None:
        assert refused(ask(path, **more)).sentence == sentence

    def test_amazon_is_asked_where_no_other_store_is_named(self, ask: Ask) -> None:
        def nowhere(host: str) -> list[str]:
            asked.append(host)
            return []

        asked: list[str] = []
        refused(ask("records/*.csv", endpoint=None, resolve=nowhere))
        assert set(asked) == {"records.s3.amazonaws.com"}

    def test_a_port_where_nobody_listens(self, ask: Ask) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            error = refused(ask("records/*.csv", endpoint=f"http://127.0.0.1:{taken.getsockname()[1]}"))
        assert error.sentence == "s3://records refused the connection."

    def test_a_store_without_tls(self, ask: Ask, store: Store) -> None:
        error = refused(ask("records/*.csv", endpoint=store.endpoint.replace("http:", "https:")))
        assert (
            error.sentence == "s3://records does not speak TLS as it should, so that nothing can be fetched securely."
        )

    def test_a_certificate_that_is_not_trusted(self, ask: Ask, store: Store) -> None:
        error = refused(ask("records/*.csv", endpoint=f"https://office.example:{store.secure_port}"))
        assert error.sentence.startswith("s3://records could not prove who it is: unable to get local issuer")

    def test_a_full_disk(self, ask: Ask, tmp_path: Path) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
        try:
            with pytest.raises(DiskFull) as failed:
                fetch(ask("large/large.csv"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert failed.value.sentence == "The disk is full: s3://large/large.csv could not be kept."
        assert left_in(tmp_path) == []


SWELLING = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "%s">%s]><l>&j;</l>' % (
    b"a" * 1000,
    b"".join(b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in b"bcdefghij"),
)
STRANGE = {
    "to a link-local address": (web.redirect("http://169.254.169.254/latest/"), {}, "169.254.169.254 is a private"),
    "to loopback": (web.redirect("http://localhost/"), {}, "localhost is a private address"),
    "silent": (web.silent, {"timeout": 0.3}, "s3://records did not answer within 0.3 seconds."),
    "silent to the end": (web.silent, {"longest_fetch": 0.3}, "s3://records was not done after 0.3 seconds"),
    "a byte at a time": (web.trickle, {"longest_fetch": 0.5}, "s3://records was not done after 0.5 seconds"),
    "hung up": (web.hang_up, {}, "s3://records broke off before its answer was complete."),
    "another protocol": (web.gibberish, {}, "s3://records broke off before its answer was complete."),
    "cut off": (web.cut_off(b"<?xml", 1_000), {}, "s3://records broke off before its answer was complete."),
    "endless": (web.endless, {}, "s3://records/*.csv lies among more files than can be looked at."),
    "a web page": (web.content(b"<html>Sign in", "text/html"), {}, "127.0.0.1 is in trouble (500)."),
    "XML that swells": (web.content(SWELLING, "application/xml"), {}, "127.0.0.1 is in trouble (500)."),
    "in trouble": (web.status(503), {}, "127.0.0.1 is in trouble (503)."),
    "something else": (web.status(418), {}, "127.0.0.1 did not give it (418)."),
}


@pytest.mark.parametrize(("answer", "limits", "sentence"), STRANGE.values(), ids=STRANGE)
def test_what_is_no_store_is_said(ask: Ask, answer: web.Answer, limits: dict[str, Any], sentence: str) -> None:
    with web.running({"/records": answer, "/records/": answer}) as server:
        assert sentence in refused(ask("records/*.csv", endpoint=server.url(""), limits=limits)).sentence


class TestBrokenOff:
    """The store, behind a relay that stops passing on what it says."""

    @pytest.fixture
    def between(self, store: Store) -> Iterator[relay.Relay]:
        with relay.running(lambda: socket.create_connection(("127.0.0.1", store.port))) as one:
            yield one

    def test_while_it_sends_a_file(self, ask: Ask, between: relay.Relay) -> None:
        between.break_off_after(2_000_000)
        error = refused(ask("large/large.csv", endpoint=f"http://127.0.0.1:{between.port}"))
        assert error.sentence == "s3://large/large.csv broke off before its answer was complete."

    def test_silent_from_then_on(self, ask: Ask, between: relay.Relay) -> None:
        request = ask("large/large.csv", endpoint=f"http://127.0.0.1:{between.port}", limits={"longest_fetch": 60})
        seconds = [0.0]
        with s3_files(request, Deadline(60, lambda: seconds[0])) as place:
            entry = place.entry("large/large.csv")
            assert entry is not None
            between.go_silent()
            seconds[0] = 59.0  # so that it is silent for the last of them
            with pytest.raises(SourceError, match="was not done after 60 seconds"):
                place.get(entry)
        assert left_in(request.base) == []


class TestMeanwhile:
    """What happens to a file between when it was seen and when it was fetched."""

    def test_gone(self, ask: Ask, store: Store) -> None:
        self.meanwhile(ask, store, lambda: store.files.rm("meanwhile/a.csv"), "and is gone.")

    def test_changed(self, ask: Ask, store: Store) -> None:
        self.meanwhile(
            ask, store, lambda: store.put("meanwhile", "a.csv", b"y"), "was changed while it was being fetched."
        )

    def test_grown_too_large(self, ask: Ask, store: Store) -> None:
        self.meanwhile(ask, store, lambda: store.put("meanwhile", "a.csv", b"y" * 2_000_000), "than the 1 MB that may")

    def meanwhile(self, ask: Ask, store: Store, change: Callable[[], object], sentence: str) -> None:
        store.put("meanwhile", "a.csv", TABLE)
        request = ask("meanwhile/a.csv", limits={"largest_source": 1_000_000})
        with s3_files(request, Deadline(60, request.elapsed)) as place:
            entry = place.entry("meanwhile/a.csv")
            assert entry is not None
            change()
            with pytest.raises(SourceError) as failed:
                place.get(entry)
        assert sentence in failed.value.sentence
        assert left_in(request.base) == []
