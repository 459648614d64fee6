"""Fetching from a real SSH server: whose key is believed, who signs in, what comes, and what is said otherwise."""

import os
import resource
import socket
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handover.errors import DiskFull, SecretMissing, SourceError, SourceUnreachable
from handover.sources.fetch import fetch
from handover.sources.places.sftp_files import sftp_files
from handover.sources.request import Content, Request
from handover.sources.web.connections import Deadline
from tests.asking import SECRETS, a_request, left_in
from tests.servers import relay, ssh
from tests.servers.ssh import Ssh

TABLE = "Ref,Programme,Title\n1,Bridge,Walk the site\n"
WRITTEN = datetime(2024, 5, 1, 12, tzinfo=UTC)
Ask = Callable[..., Request]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ssh]:
    with ssh.running(tmp_path_factory.mktemp("ssh")) as one:
        yield one


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """What the server has: the folder of a test."""
    folder = tmp_path / "files"
    folder.mkdir()
    for path in ("a-2024-01-01.csv", "a-2024-02-01.csv", "sub/b.csv", "notes.txt"):
        write(folder / path)
    return folder


def write(path: Path, text: str = TABLE) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))


@pytest.fixture
def ask(server: Ssh, files: Path, tmp_path: Path) -> Ask:
    """A request for something of ``files``, where nothing stands in the way; ``sign_in`` and ``known`` may."""

    def asked(
        path: str,
        *,
        host: str = "127.0.0.1",
        port: int = server.port,
        known: str = server.known_as() + server.known_as("office.example"),
        sign_in: dict[str, Any] | None = None,
        registered: dict[str, Any] | None = None,
        **more: Any,
    ) -> Request:
        (tmp_path / "known").write_text(known)
        usual = {"user": server.user, "private_key": f"file:{server.private_key}", "known_hosts": "known"}
        registered = {"sign_in": {**usual, **(sign_in or {})}, **(registered or {})}
        return a_request(tmp_path, f"sftp://{host}:{port}{files}/{path}", registered=registered, **more)

    return asked


def refused(request: Request) -> SourceError:
    with pytest.raises(SourceError) as failed:
        fetch(request)
    error = failed.value
    assert error.what_to_do
    assert error.where
    assert not any(secret in str(error.as_json()) for secret in (*SECRETS.values(), "PRIVATE KEY"))
    assert left_in(request.base) == []
    return error


def short(contents: list[Content], files: Path) -> list[list[str]]:
    """The names of the files, from the folder of the test."""
    return [[file.name.partition(f"{files}/")[2] for file in content.files] for content in contents]


class TestFetched:
    def test_one_file_is_kept_in_the_spool(self, ask: Ask, files: Path, server: Ssh, tmp_path: Path) -> None:
        (content,) = fetch(ask("sub/b.csv"))
        (file,) = content.files
        assert file.name == f"sftp://127.0.0.1:{server.port}{files}/sub/b.csv"
        assert (file.path.parent, file.path.read_text()) == (tmp_path / "spool", TABLE)
        assert (file.dated, content.dated) == (WRITTEN, WRITTEN)

    def test_a_pattern(self, ask: Ask, files: Path) -> None:
        assert short(fetch(ask("**/*.csv")), files) == [["a-2024-01-01.csv", "a-2024-02-01.csv", "sub/b.csv"]]

    def test_a_name_with_signs_of_its_own(self, ask: Ask, files: Path) -> None:
        write(files / "M\u00e4rz #1?.csv")
        assert short(fetch(ask("M%C3%A4rz%20%231%3F.csv")), files) == [["März #1?.csv"]]

    def test_a_name_that_is_no_text(self, ask: Ask, files: Path) -> None:
        write(Path(os.fsdecode(os.fsencode(files) + b"/M\xe4rz.csv")))
        assert short(fetch(ask("M*.csv")), files) == [["M�rz.csv"]]

    def test_a_series(self, ask: Ask, files: Path) -> None:
        series = {"series": "%Y-%m-%d"}
        assert short(fetch(ask("a-*.csv", registered=series)), files) == [["a-2024-01-01.csv"], ["a-2024-02-01.csv"]]
        newer = fetch(ask("a-*.csv", registered=series, since=datetime(2024, 1, 1, tzinfo=UTC)))
        assert short(newer, files) == [["a-2024-02-01.csv"]]

    def test_a_folder_of_markdown(self, ask: Ask, files: Path) -> None:
        write(files / "sub/lesson.md")
        assert short(fetch(ask("", registered={"kind": "markdown"})), files) == [["sub/lesson.md"]]

    def test_an_archive(self, ask: Ask, files: Path) -> None:
        with zipfile.ZipFile(files / "a.zip", "w") as archive:
            archive.writestr("b.csv", TABLE)
        assert short(fetch(ask("a.zip")), files) == [["a.zip › b.csv"]]

    def test_links_are_followed_where_they_are_named(self, ask: Ask, files: Path) -> None:
        (files / "now.csv").symlink_to("a-2024-02-01.csv")
        (files / "round").symlink_to(".")
        assert short(fetch(ask("now*")), files) == [["now.csv"]]
        assert short(fetch(ask("**/b.csv")), files) == [["sub/b.csv"]]

    def test_the_server_is_reached_at_the_address_that_was_checked(self, ask: Ask) -> None:
        asked: list[str] = []

        def rebinding(host: str) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

        assert fetch(ask("sub/b.csv", host="office.example", resolve=rebinding))
        assert asked == ["office.example"]

    def test_the_next_address_where_the_first_does_not_answer(self, ask: Ask) -> None:
        assert fetch(ask("sub/b.csv", host="office.example", resolve=lambda _: ["127.0.0.9", "127.0.0.1"]))


class TestAgain:
    def test_what_did_not_change_is_not_fetched_again(self, ask: Ask, tmp_path: Path) -> None:
        (first,) = fetch(ask("*.csv"))
        before = left_in(tmp_path)
        (again,) = fetch(ask("*.csv", validators=first.validators))
        assert (again.files, again.not_modified, again.dated) == ((), True, WRITTEN)
        assert again.validators == first.validators
        assert left_in(tmp_path) == before

    CHANGES = (
        pytest.param(lambda files: write(files / "a-2024-01-01.csv", "longer" + TABLE), id="another size"),
        pytest.param(lambda files: os.utime(files / "a-2024-01-01.csv", (0, 0)), id="written at another time"),
        pytest.param(lambda files: write(files / "new.csv"), id="one more"),
        pytest.param(lambda files: (files / "a-2024-01-01.csv").unlink(), id="one less"),
        pytest.param(lambda files: (files / "a-2024-01-01.csv").rename(files / "b.csv"), id="another name"),
    )

    @pytest.mark.parametrize("change", CHANGES)
    def test_what_did_is(self, ask: Ask, files: Path, change: Callable[[Path], object]) -> None:
        (first,) = fetch(ask("*.csv"))
        change(files)
        (again,) = fetch(ask("*.csv", validators=first.validators))
        assert not again.not_modified
        assert again.validators != first.validators

    def test_what_was_written_just_now_may_change_without_being_seen(self, ask: Ask, files: Path) -> None:
        request = ask("*.csv")
        now = request.now().timestamp()
        os.utime(files / "a-2024-01-01.csv", (now, now))
        (content,) = fetch(request)
        assert content.validators == {}


class TestHostKeys:
    def test_one_that_is_not_known(self, ask: Ask, server: Ssh) -> None:
        error = refused(ask("sub/b.csv", known="# nobody\n"))
        assert error.sentence.startswith(
            f"The SSH server [127.0.0.1]:{server.port} is not known; it shows the key SHA256:"
        )
        assert error.what_to_do is not None
        assert error.what_to_do.endswith(f"write into known the line: {server.known_as().strip()}")

    def test_what_is_said_to_write_makes_it_known(self, ask: Ask) -> None:
        error = refused(ask("sub/b.csv", known=""))
        assert fetch(ask("sub/b.csv", known=str(error.what_to_do).partition("the line: ")[2]))

    def test_one_that_was_changed(self, ask: Ask, server: Ssh, tmp_path: Path) -> None:
        other = replace(server, host_key=ssh.public_key(ssh.new_key(tmp_path / "other")))
        error = refused(ask("sub/b.csv", known=other.known_as()))
        assert error.sentence.startswith(f"The SSH server [127.0.0.1]:{server.port} shows another key, SHA256:")
        assert error.sentence.endswith("it was set up anew, or something else answers in its place.")
        assert server.host_key.split()[1] not in str(error)

    def test_one_that_is_revoked(self, ask: Ask, server: Ssh) -> None:
        error = refused(ask("sub/b.csv", known=server.known_as() + "@revoked " + server.known_as()))
        assert "shows a key that is revoked" in error.sentence

    def test_nothing_is_ever_added(self, ask: Ask, tmp_path: Path) -> None:
        refused(ask("sub/b.csv", known=""))
        assert (tmp_path / "known").read_text() == ""

    def test_hosts_may_be_hashed(self, ask: Ask, server: Ssh, tmp_path: Path) -> None:
        (tmp_path / "hashed").write_text(server.known_as())
        subprocess.run(["ssh-keygen", "-q", "-H", "-f", tmp_path / "hashed"], check=True, capture_output=True)
        assert fetch(ask("sub/b.csv", sign_in={"known_hosts": "hashed"}))

    def test_they_may_be_found_where_secrets_are(self, ask: Ask, tmp_path: Path) -> None:
        assert fetch(ask("sub/b.csv", sign_in={"known_hosts": f"file:{tmp_path}/known"}))

    BROKEN = (
        pytest.param({"known_hosts": "no-such-file"}, "cannot be read: there is no such file.", id="missing"),
        pytest.param({"known_hosts": "files"}, "cannot be read: is a directory.", id="a folder"),
    )

    @pytest.mark.parametrize(("sign_in", "sentence"), BROKEN)
    def test_where_they_cannot_be_read(self, ask: Ask, sign_in: dict[str, str], sentence: str) -> None:
        assert refused(ask("sub/b.csv", sign_in=sign_in)).sentence.endswith(sentence)

    def test_where_they_are_something_else(self, ask: Ask) -> None:
        assert refused(ask("sub/b.csv", known="gibberish\n")).sentence == (
            "known does not have the form of a known_hosts file."
        )


class TestSigningIn:
    def test_with_a_key_that_has_a_passphrase(self, ask: Ask, server: Ssh, tmp_path: Path) -> None:
        locked = tmp_path / "locked"
        locked.write_bytes(server.private_key.read_bytes())
        locked.chmod(0o600)
        subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", SECRETS["PASSWORD"], "-f", locked], check=True)
        key = {"private_key": f"file:{locked}"}
        for wrong in ({}, {"passphrase": "env:TOKEN"}):
            error = refused(ask("sub/b.csv", sign_in={**key, **wrong}))
            assert isinstance(error, SecretMissing)
            assert error.sentence.startswith(f"file:{locked} is no SSH key that can be used")
        assert fetch(ask("sub/b.csv", sign_in={**key, "passphrase": "env:PASSWORD"}))

    def test_with_a_password(self, files: Path, tmp_path: Path) -> None:
        with ssh.by_password(tmp_path / "ssh", "ann", SECRETS["PASSWORD"]) as server:
            (tmp_path / "known").write_text(server.known_as())
            location = f"sftp://127.0.0.1:{server.port}{files}/sub/b.csv"
            by_password = {"user": "ann", "password": "env:PASSWORD", "known_hosts": "known"}
            wrong = {**by_password, "password": "env:TOKEN"}
            error = refused(a_request(tmp_path, location, registered={"sign_in": wrong}))
            assert fetch(a_request(tmp_path, location, registered={"sign_in": by_password}))
        assert error.sentence == "127.0.0.1 does not accept the sign-in."

    WRONG = (
        pytest.param({"user": "nobody-of-that-name"}, "127.0.0.1 does not accept the sign-in.", id="another user"),
        pytest.param({"private_key": "file:other"}, "127.0.0.1 does not accept the sign-in.", id="another key"),
        pytest.param({"private_key": "file:known"}, "file:known is no SSH key that can be used.", id="no key"),
        pytest.param({"private_key": "env:NOT_THERE"}, "There is no secret env:NOT_THERE.", id="no secret"),
    )

    @pytest.mark.parametrize(("sign_in", "sentence"), WRONG)
    def test_what_does_not(self, ask: Ask, tmp_path: Path, sign_in: dict[str, str], sentence: str) -> None:
        ssh.new_key(tmp_path / "other")
        assert refused(ask("sub/b.csv", sign_in=sign_in)).sentence == sentence


class TestRefused:
    FAILURES = (
        pytest.param("no.csv", {}, "There is no file sftp://127.0.0.1:{port}{files}/no.csv.", id="no file"),
        pytest.param("no/*.csv", {}, "There is no folder sftp://127.0.0.1:{port}{files}/no.", id="no folder"),
        pytest.param("*.xlsx", {}, "There is no file like sftp://127.0.0.1:{port}{files}/*.xlsx.", id="nothing fits"),
        pytest.param("sub", {}, "sftp://127.0.0.1:{port}{files}/sub is a folder.", id="a folder"),
        pytest.param("pipe", {}, "sftp://127.0.0.1:{port}{files}/pipe is not an ordinary file.", id="a pipe"),
        pytest.param("nowhere", {}, "There is no file sftp://127.0.0.1:{port}{files}/nowhere.", id="a link to nothing"),
        pytest.param(
            "now*",
            {},
            "sftp://127.0.0.1:{port}{files}/nowhere is a link that leads to nothing.",
            id="such a link, meant",
        ),
        pytest.param(
            "*.csv",
            {"limits": {"largest_source": 50}},
            "sftp://127.0.0.1:{port}{files}/*.csv is larger than the 50 bytes that may be read of one source.",
            id="too large together",
        ),
        pytest.param(
            "sub/b.csv",
            {"limits": {"allow_hosts": []}},
            "127.0.0.1 is a private address, inside this network, and is not fetched from.",
            id="a host that is not allowed",
        ),
        pytest.param("b.csv", {"host": "nowhere.example"}, "There is no host called nowhere.example.", id="no host"),
    )

    @pytest.mark.parametrize(("path", "more", "sentence"), FAILURES)
    def test_what_is_not_there(
        self, ask: Ask, server: Ssh, files: Path, path: str, more: dict[str, Any], sentence: str
    ) -> None:
        os.mkfifo(files / "pipe")
        (files / "nowhere").symlink_to("nothing")
        assert refused(ask(path, **more)).sentence == sentence.format(port=server.port, files=files)

    def test_a_port_where_nobody_listens(self, ask: Ask) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            error = refused(ask("sub/b.csv", port=taken.getsockname()[1]))
        assert error.sentence.endswith("/sub/b.csv refused the connection.")

    def test_a_server_of_another_protocol(self, ask: Ask) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening, relay.running(_gibberish(listening)) as other:
            error = refused(ask("sub/b.csv", port=other.port))
        assert error.sentence.endswith("/sub/b.csv broke off before its answer was complete.")

    def test_a_file_that_may_not_be_read(self, files: Path, tmp_path: Path) -> None:
        # Whoever runs the tests may be root, whom no rights of a file keep away.
        with ssh.running(tmp_path / "ssh", subsystem="internal-sftp -P open") as server:
            (tmp_path / "known").write_text(server.known_as())
            sign_in = {"user": server.user, "private_key": f"file:{server.private_key}", "known_hosts": "known"}
            location = f"sftp://127.0.0.1:{server.port}{files}/sub/b.csv"
            error = refused(a_request(tmp_path, location, registered={"sign_in": sign_in}))
        assert error.sentence == f"{location} may not be read by whoever signs in."

    def test_a_server_that_gives_no_files(self, files: Path, tmp_path: Path) -> None:
        with ssh.running(tmp_path / "ssh", subsystem="/bin/false") as server:
            (tmp_path / "known").write_text(server.known_as())
            sign_in = {"user": server.user, "private_key": f"file:{server.private_key}", "known_hosts": "known"}
            location = f"sftp://127.0.0.1:{server.port}{files}/sub/b.csv"
            error = refused(a_request(tmp_path, location, registered={"sign_in": sign_in}))
        assert error.sentence == f"{location} broke off before its answer was complete."

    def test_a_full_disk(self, ask: Ask, files: Path) -> None:
        write(files / "large.csv", "x" * 200_000)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
        try:
            error = _refused_by_the_disk(ask("large.csv"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert error.sentence.endswith("/large.csv could not be kept.")


def _gibberish(listening: socket.socket) -> relay.Connect:
    """Where a relay connects to: a mail server, which says who it is and goes."""

    def connect() -> socket.socket:
        near = socket.create_connection(listening.getsockname())
        far, _ = listening.accept()
        with far:
            far.sendall(b"220 mail.example.org ESMTP\r\n" * 100)
        return near

    return connect


def _refused_by_the_disk(request: Request) -> DiskFull:
    with pytest.raises(DiskFull) as failed:
        fetch(request)
    assert left_in(request.base) == []
    return failed.value


class TestBrokenOff:
    """The server, behind a relay that stops passing on what it says."""

    @pytest.fixture
    def between(self, server: Ssh) -> Iterator[relay.Relay]:
        with relay.running(lambda: socket.create_connection(("127.0.0.1", server.port))) as one:
            yield one

    def test_while_it_sends_a_file(self, ask: Ask, server: Ssh, files: Path, between: relay.Relay) -> None:
        write(files / "large.csv", "x" * 5_000_000)
        between.break_off_after(2_000_000)
        error = refused(ask("large.csv", port=between.port, known=server.known_as(port=between.port)))
        assert error.sentence.endswith("/large.csv broke off before its answer was complete.")

    def test_while_it_is_signed_in_to(self, ask: Ask, server: Ssh, between: relay.Relay) -> None:
        between.break_off_after(500)
        error = refused(ask("sub/b.csv", port=between.port, known=server.known_as(port=between.port)))
        assert error.sentence.endswith("/sub/b.csv broke off before its answer was complete.")

    SILENT = (
        pytest.param({"timeout": 0.5}, "did not answer within 0.5 seconds.", id="no answer"),
        pytest.param({"longest_fetch": 0.5}, "was not done after 0.5 seconds", id="no end"),
    )

    @pytest.mark.parametrize(("limits", "sentence"), SILENT)
    def test_from_the_beginning(self, ask: Ask, between: relay.Relay, limits: dict[str, float], sentence: str) -> None:
        between.go_silent()
        assert sentence in refused(ask("sub/b.csv", port=between.port, limits=limits)).sentence

    @pytest.mark.parametrize(("limits", "sentence"), SILENT)
    def test_once_it_has_let_us_in(
        self, ask: Ask, server: Ssh, between: relay.Relay, limits: dict[str, float], sentence: str
    ) -> None:
        request = ask("sub/b.csv", port=between.port, known=server.known_as(port=between.port), limits=limits)
        with sftp_files(request, Deadline(request.limits.longest_fetch, request.elapsed)) as place:
            assert place.entry("/") is not None
            between.go_silent()
            with pytest.raises(SourceError) as failed:
                place.entry("/")
        assert sentence in failed.value.sentence

    def test_once_it_has_let_us_in_and_gives_no_files(self, ask: Ask, server: Ssh, between: relay.Relay) -> None:
        request = ask("sub/b.csv", port=between.port, known=server.known_as(port=between.port))
        with sftp_files(request, Deadline(60, request.elapsed)) as place:
            between.break_off_after(0)
            with pytest.raises(SourceError, match="broke off before its answer was complete"):
                place.entry("/")


class TestMeanwhile:
    """What happens to a file between when it was seen and when it was fetched."""

    CHANGES = (
        pytest.param(lambda file: file.unlink(), "was there when its folder was looked at, and is gone.", id="gone"),
        pytest.param(lambda file: write(file, "y"), "was changed while it was being fetched.", id="another size"),
        pytest.param(lambda file: os.utime(file, (0, 0)), "was changed while it was being fetched.", id="written anew"),
    )

    @pytest.mark.parametrize(("change", "sentence"), CHANGES)
    def test_what_became_of_it_is_said(
        self, ask: Ask, files: Path, tmp_path: Path, change: Callable[[Path], object], sentence: str
    ) -> None:
        request = ask("sub/b.csv")
        with sftp_files(request, Deadline(60, request.elapsed)) as place:
            entry = place.entry(f"{files}/sub/b.csv")
            assert entry is not None
            change(files / "sub/b.csv")
            with pytest.raises(SourceUnreachable) as failed:
                place.get(entry)
        assert failed.value.sentence.endswith(f"/sub/b.csv {sentence}")
        assert left_in(tmp_path) == []

    def test_no_more_of_it_comes_than_may(self, ask: Ask, files: Path, tmp_path: Path) -> None:
        request = ask("sub/b.csv", limits={"largest_source": 1_000_000})
        with sftp_files(request, Deadline(60, request.elapsed)) as place:
            entry = place.entry(f"{files}/sub/b.csv")
            assert entry is not None
            write(files / "sub/b.csv", "x" * 5_000_000)
            with pytest.raises(SourceError, match="is larger than the 1 MB that may be read"):
                place.get(entry)
        assert left_in(tmp_path) == []
