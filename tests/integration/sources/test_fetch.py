"""Fetching from the disk and from real servers, and the sentence for each way in which it fails."""

import gzip
import hashlib
import resource
import socket
import ssl
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from handover.errors import DiskFull, SourceError, SourceUnreachable, SourceUnreadable
from handover.sources.fetch import fetch
from handover.sources.rows import Fetched
from handover.sources.web.addresses import is_public, spoken_address
from tests.asking import BASIC, NOW, a_request, left_in, names
from tests.rights import as_somebody_else
from tests.servers import web
from tests.servers.web import Web

TABLE = b"title,happened\nWalk the site,It flooded\n"
Fetch = Callable[..., Fetched]


@pytest.fixture
def get(tmp_path: Path) -> Fetch:
    def fetched(location: str, *, sign_in: Any = None, resolve: Any = names, tls: Any = None, **limits: Any) -> Fetched:
        """What is fetched of a source of one file, whatever its ending tells."""
        registered = {"sign_in": sign_in}
        request = a_request(tmp_path, location, registered=registered, limits=limits, resolve=resolve, tls=tls)
        (content,) = fetch(request)
        (file,) = content.files
        return file

    return fetched


class TestLocal:
    @pytest.mark.parametrize("location", ["lessons.csv", "./lessons.csv", "{base}/lessons.csv"])
    def test_a_file_is_fingerprinted_where_it_lies(self, get: Fetch, tmp_path: Path, location: str) -> None:
        (tmp_path / "lessons.csv").write_bytes(TABLE)
        found = get(location.format(base=tmp_path))
        assert found.path.samefile(tmp_path / "lessons.csv")
        assert (found.sha256, found.size) == (hashlib.sha256(TABLE).hexdigest(), len(TABLE))
        assert (found.fetched_at, found.content_type) == (NOW, None)
        assert left_in(tmp_path) == []

    def test_its_name_is_the_one_that_was_registered(self, get: Fetch, tmp_path: Path) -> None:
        (tmp_path / "lessons.csv").write_bytes(TABLE)
        assert get("lessons.csv").name == "lessons.csv"

    FAILURES = (
        pytest.param("no.csv", SourceUnreachable, "There is no file no.csv.", id="missing"),
        pytest.param("lessons.csv/x", SourceUnreachable, "There is no file lessons.csv/x.", id="below a file"),
        pytest.param(".", SourceUnreachable, ". is a folder.", id="a folder"),
        pytest.param("/dev/zero", SourceUnreachable, "/dev/zero is not an ordinary file.", id="a device"),
        pytest.param("x" * 1000, SourceUnreachable, "cannot be opened: file name too long.", id="a path too long"),
        pytest.param("big.csv", SourceUnreadable, "big.csv is larger than the 1 kB that may be read", id="too large"),
    )

    @pytest.mark.parametrize(("location", "error", "sentence"), FAILURES)
    def test_what_cannot_be_fetched(
        self, get: Fetch, tmp_path: Path, location: str, error: type[SourceError], sentence: str
    ) -> None:
        (tmp_path / "lessons.csv").write_bytes(TABLE)
        (tmp_path / "big.csv").write_bytes(b"x" * 1001)
        with pytest.raises(error) as failed:
            get(location, largest_source=1000)
        assert sentence in failed.value.sentence

    def test_a_file_that_may_not_be_read(self, get: Fetch) -> None:
        # Not in the test's own folder, which only its owner may enter.
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            secret = Path(folder, "secret.csv")
            secret.touch(mode=0o000)
            with as_somebody_else(), pytest.raises(SourceUnreachable, match="could not be read: permission denied"):
                get(str(secret))


ANSWERS = {
    "/table.csv": web.content(TABLE),
    "/empty.csv": web.content(b""),
    "/nothing": web.status(204, b""),
    "/packed": web.content(gzip.compress(TABLE), Content_Encoding="gzip"),
    "/badly-packed": web.content(b"no gzip", Content_Encoding="gzip"),
    "/to-table": web.redirect("/table.csv"),
    "/twice": web.redirect("/to-table", 301),
    "/round": web.redirect("/round"),
    "/to-metadata": web.redirect("http://169.254.169.254/latest/"),
    "/to-loopback": web.redirect("http://localhost/table.csv"),
    "/to-loopback-6": web.redirect("http://[::1]/table.csv"),
    "/to-mapped": web.redirect("http://[::ffff:127.0.0.1]/table.csv"),
    "/to-intranet": web.redirect("http://10.1.2.3/table.csv"),
    "/to-file": web.redirect("file:///etc/passwd"),
    "/to-rubbish": web.redirect("http://[::1"),
    "/to-more-rubbish": web.redirect(":tt://["),
    "/to-no-name": web.redirect("http://xn--a/"),
    "/page": web.content(b"  <!DOCTYPE html><title>Sign in</title>", "text/html"),
    "/page-as-csv": web.content(b"\xef\xbb\xbf<html><body>Sign in", "text/csv"),
    "/cut-off": web.cut_off(TABLE, 10_000),
    "/endless": web.endless,
    "/trickle": web.trickle,
    "/trickled-headers": web.trickled_headers,
    "/silent": web.silent,
    "/hang-up": web.hang_up,
    "/gibberish": web.gibberish,
    "/large": web.content(b"x" * 200_000),
    "/said-to-be-large": web.cut_off(b"", 10**12),
    **{f"/{code}": web.status(code) for code in (400, 401, 403, 404, 410, 418, 429, 500, 503)},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Web]:
    with web.running(ANSWERS) as one:
        yield one


class TestHttp:
    def test_an_answer_is_kept_in_the_spool(self, get: Fetch, server: Web, tmp_path: Path) -> None:
        found = get(server.url("/table.csv?page=2&of=hush"))
        assert found.path.read_bytes() == TABLE
        assert found.path.parent == tmp_path / "spool"
        assert (found.sha256, found.size) == (hashlib.sha256(TABLE).hexdigest(), len(TABLE))
        assert found.name == server.url("/table.csv?page=…&of=…")
        assert (found.content_type, found.fetched_at) == ("text/csv", NOW)
        assert server.asked[-1].path == "/table.csv?page=2&of=hush"

    @pytest.mark.parametrize("path", ["/to-table", "/twice", "/packed"])
    def test_redirects_are_followed_and_packed_answers_unpacked(self, get: Fetch, server: Web, path: str) -> None:
        assert get(server.url(path)).path.read_bytes() == TABLE

    @pytest.mark.parametrize("path", ["/empty.csv", "/nothing"])
    def test_an_empty_answer_is_an_empty_file(self, get: Fetch, server: Web, path: str) -> None:
        assert get(server.url(path)).size == 0

    def test_a_name_is_resolved_once_and_that_address_used(self, get: Fetch, server: Web) -> None:
        asked: list[str] = []

        def rebinding(host: str) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

        found = get(server.url("/table.csv", "office.example"), resolve=rebinding, allow_hosts=("office.example",))
        assert (found.size, asked) == (len(TABLE), ["office.example"])
        assert server.asked[-1].headers["Host"] == f"office.example:{server.port}"

    FAILURES = (
        pytest.param("/400", {}, "127.0.0.1 did not understand the request (400).", id="400"),
        pytest.param("/401", {}, "127.0.0.1 does not accept the sign-in (401).", id="401"),
        pytest.param("/403", {}, "127.0.0.1 does not allow it to whoever signs in (403).", id="403"),
        pytest.param("/404", {}, "127.0.0.1 has nothing at that address (404).", id="404"),
        pytest.param("/410", {}, "127.0.0.1 says that the file was taken away for good (410).", id="410"),
        pytest.param("/418", {}, "127.0.0.1 did not give what was asked for (418).", id="418"),
        pytest.param("/429", {}, "127.0.0.1 was asked too often (429).", id="429"),
        pytest.param("/500", {}, "127.0.0.1 is in trouble (500).", id="500"),
        pytest.param("/503", {}, "127.0.0.1 is in trouble (503).", id="503"),
        pytest.param("/page", {}, "answered with a web page instead of data, probably a sign-in page.", id="page"),
        pytest.param("/page-as-csv", {}, "answered with a web page instead of data", id="a page that says it is CSV"),
        pytest.param("/badly-packed", {}, "was sent compressed, and cannot be unpacked.", id="badly packed"),
        pytest.param("/round", {}, "redirects more than 5 times.", id="round and round"),
        pytest.param("/to-metadata", {}, "169.254.169.254 is a private address", id="to a link-local address"),
        pytest.param("/to-loopback", {}, "localhost is a private address, inside this network", id="to loopback"),
        pytest.param("/to-loopback-6", {}, "::1 is a private address", id="to IPv6 loopback"),
        pytest.param("/to-mapped", {}, "::ffff:127.0.0.1 is a private address", id="to loopback in disguise"),
        pytest.param("/to-intranet", {}, "10.1.2.3 is a private address", id="to a private address"),
        pytest.param("/to-file", {}, "redirects to something that is no web address.", id="to a file"),
        pytest.param("/to-rubbish", {}, "redirects to something that is no web address.", id="to no address"),
        pytest.param(
            "/to-more-rubbish", {}, "redirects to something that is no web address.", id="to nothing like one"
        ),
        pytest.param("/to-no-name", {}, "redirects to something that is no web address.", id="to a host of no name"),
        pytest.param("/cut-off", {}, "broke off before its answer was complete.", id="cut off"),
        pytest.param("/hang-up", {}, "broke off before its answer was complete.", id="hung up"),
        pytest.param("/gibberish", {}, "broke off before its answer was complete.", id="another protocol"),
        pytest.param("/endless", {"largest_source": 10**6}, "is larger than the 1 MB that may be read", id="endless"),
        pytest.param("/large", {"largest_source": 10**5}, "is larger than the 100 kB that may be read", id="too large"),
        pytest.param("/said-to-be-large", {}, "is larger than the 2 GB that may be read", id="announced as too large"),
        pytest.param("/silent", {"timeout": 0.2}, "did not answer within 0.2 seconds.", id="silent"),
        pytest.param("/trickle", {"longest_fetch": 0.4}, "was not done after 0.4 seconds", id="a byte at a time"),
        pytest.param(
            "/trickled-headers",
            {"longest_fetch": 0.4},
            "was not done after 0.4 seconds",
            id="a byte of a header at a time",
        ),
        pytest.param("/silent", {"longest_fetch": 0.2}, "was not done after 0.2 seconds", id="silent to the end"),
    )

    @pytest.mark.parametrize(("path", "limits", "sentence"), FAILURES)
    def test_what_goes_wrong_is_said_and_nothing_is_left(
        self, get: Fetch, server: Web, tmp_path: Path, path: str, limits: dict[str, object], sentence: str
    ) -> None:
        with pytest.raises(SourceError) as failed:
            get(server.url(path + "?page=hush"), sign_in=BASIC, **limits)
        error = failed.value
        assert sentence in error.sentence
        assert error.where == server.url(path + "?page=…")
        assert error.what_to_do
        assert "hush" not in str(error.as_json())
        assert left_in(tmp_path) == []

    @pytest.mark.parametrize(
        ("path", "sentence"),
        [("/401", "127.0.0.1 asks for a sign-in (401)."), ("/403", "127.0.0.1 does not allow it (403).")],
    )
    def test_what_needs_a_sign_in_and_has_none(self, get: Fetch, server: Web, path: str, sentence: str) -> None:
        with pytest.raises(SourceUnreachable) as failed:
            get(server.url(path))
        assert failed.value.sentence == sentence

    def test_a_registered_private_host_must_be_allowed_too(self, get: Fetch, server: Web) -> None:
        before = len(server.asked)
        with pytest.raises(SourceUnreachable) as failed:
            get(server.url("/table.csv"), allow_hosts=())
        assert failed.value.sentence == "127.0.0.1 is a private address, inside this network, and is not fetched from."
        assert (
            failed.value.what_to_do
            == 'If it is meant, write in handover.toml, under [limits]: allow_hosts = ["127.0.0.1"]'
        )
        assert len(server.asked) == before

    def test_an_unknown_host(self, get: Fetch) -> None:
        with pytest.raises(SourceUnreachable, match=r"There is no host called nowhere\.example\."):
            get("http://nowhere.example/table.csv")

    def test_a_port_where_nobody_listens(self, get: Fetch) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            with pytest.raises(SourceUnreachable, match="refused the connection"):
                get(f"http://127.0.0.1:{taken.getsockname()[1]}/")

    def test_a_full_disk_is_said_and_nothing_is_left(self, get: Fetch, server: Web, tmp_path: Path) -> None:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
        try:
            with pytest.raises(DiskFull) as failed:
                get(server.url("/large"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert failed.value.sentence == f"The disk is full: {server.url('/large')} could not be kept."
        assert left_in(tmp_path) == []


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def secure(authority: trustme.CA) -> Iterator[Web]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("office.example").configure_cert(context)
    with web.running(
        {"/table.csv": web.content(TABLE), "/down": web.redirect("http://office.example/")}, context
    ) as one:
        yield one


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


class TestTls:
    def test_a_certificate_that_is_trusted(self, get: Fetch, secure: Web, trusting: ssl.SSLContext) -> None:
        assert get(secure.url("/table.csv", "office.example", "https"), tls=trusting).size == len(TABLE)

    def test_one_that_is_not(self, get: Fetch, secure: Web) -> None:
        with pytest.raises(SourceUnreachable, match="could not prove who it is: unable to get local issuer"):
            get(secure.url("/table.csv", "office.example", "https"))

    def test_one_for_another_name(self, get: Fetch, secure: Web, trusting: ssl.SSLContext) -> None:
        with pytest.raises(SourceUnreachable, match="could not prove who it is: IP address mismatch"):
            get(secure.url("/table.csv", "127.0.0.1", "https"), tls=trusting)

    def test_a_server_without_tls(self, get: Fetch, server: Web) -> None:
        with pytest.raises(SourceUnreachable, match="does not speak TLS as it should"):
            get(server.url("/table.csv", scheme="https"))

    def test_no_redirect_to_what_is_not_encrypted(self, get: Fetch, secure: Web, trusting: ssl.SSLContext) -> None:
        with pytest.raises(SourceUnreachable, match="redirects to an address that is not encrypted"):
            get(secure.url("/down", "office.example", "https"), tls=trusting)


ADDRESSES = [
    ("93.184.216.34", True),
    ("2606:2800:220:1:248:1893:25c8:1946", True),
    ("127.0.0.1", False),
    ("10.0.0.1", False),
    ("172.16.0.1", False),
    ("192.168.1.1", False),
    ("169.254.169.254", False),
    ("100.64.0.1", False),
    ("0.0.0.0", False),
    ("224.0.0.1", False),
    ("255.255.255.255", False),
    ("::1", False),
    ("::", False),
    ("fe80::1%eth0", False),
    ("fd00::1", False),
    ("ff02::1", False),
    ("::ffff:10.0.0.1", False),
    ("::ffff:93.184.216.34", True),
    ("64:ff9b::7f00:1", False),
    ("64:ff9b::5db8:d822", True),
    ("2002:7f00:1::", False),
    ("no address", False),
]


@pytest.mark.parametrize(("address", "public"), ADDRESSES, ids=[address for address, _ in ADDRESSES])
def test_which_addresses_are_public(address: str, *, public: bool) -> None:
    assert is_public(address) is public


SPOKEN = [
    ("https://x.org/a.csv", "https://x.org/a.csv"),
    ("https://ann:hush@x.org:8443/a.csv", "https://x.org:8443/a.csv"),
    ("https://x.org/a?key=hush&page=2&flag", "https://x.org/a?key=…&page=…&…"),
    ("https://x.org/a?hush", "https://x.org/a?…"),
    ("https://x.org/a#hush", "https://x.org/a"),
]


@pytest.mark.parametrize(("address", "spoken"), SPOKEN, ids=[address for address, _ in SPOKEN])
def test_no_secret_is_in_what_an_address_is_called(address: str, spoken: str) -> None:
    assert spoken_address(address) == spoken
