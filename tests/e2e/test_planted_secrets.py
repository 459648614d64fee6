"""Secrets planted at every way of signing in, and looked for in everything that an office then has, says and logs."""

import io
import logging
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from tests.e2e.conftest import Command, Ended
from tests.e2e.signed_in_to import AT_THE_WEB, SECRETS, Sources, repeating, sources
from tests.planted import Planted, found_below, found_in
from tests.servers import web
from tests.servers.postgres import Postgres
from tests.servers.web import Answer, Web

# Where the secret of each source is found; the rest in the environment.
IN_FILES = ("bearer", "webdav", "sftp")
IN_KEYRING = ("header", "sql")
WRONG = {name: Planted(f"a wrong secret for {name}") for name in SECRETS}
MAIL = Planted("the password of the mail server")
ALL = (*SECRETS.values(), *WRONG.values(), MAIL)
# Of a server that repeats what it was sent, wherever it can; after none of these is it asked again.
MANNERS: dict[str, Answer] = {
    "trouble": repeating(500),
    "a refusal": repeating(403),
    "a challenge": repeating(401, WWW_Authenticate='Basic realm="{}"'),
    "a web page": repeating(200, before="<!DOCTYPE html><html>"),
    "half of an answer": repeating(200, "application/json", before='{"results": [{"error": "'),
    "a redirect to elsewhere": repeating(302, Location="http://localhost/?all={}"),
    "a redirect to nowhere": repeating(302, Location="http://[{}/"),
}


class Plain(KeyringBackend):
    """A keyring without a lock."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@dataclass
class Office:
    """A workspace and where its secrets are kept; ``said`` has what each command wrote, ``logged`` what was logged."""

    handover: Command
    folder: Path
    vault: Path
    keyring: Plain
    patch: pytest.MonkeyPatch
    logged: io.StringIO
    said: dict[str, str] = field(default_factory=dict)

    def keep(self, secrets: Mapping[str, Planted]) -> dict[str, str]:
        """Put each secret where it is kept; gives the references to them."""
        references = {}
        for name, planted in secrets.items():
            if name in IN_FILES:
                (self.vault / name).write_text(f"{planted.secret}\n")
                references[name] = f"file:{self.vault / name}"
            elif name in IN_KEYRING:
                self.keyring.set_password("office", name, planted.secret)
                references[name] = f"keyring:office/{name}"
            else:
                variable = f"OFFICE_{name.upper().replace('-', '_')}"
                self.patch.setenv(variable, planted.secret)
                references[name] = f"env:{variable}"
        return references

    def do(self, *command: str) -> Ended:
        """Run a command, whose output is kept."""
        ended = self.handover(*command, "--workspace", str(self.folder))
        self.said[f"{len(self.said)}: {' '.join(command)}"] = f"{ended.out}\n{ended.err}"
        return ended

    def gather(self) -> dict[str, Any]:
        """What came of each source."""
        return {one["source"]: one for one in self.do("gather", "--json").data["gatherings"]}

    def look(self) -> None:
        """Have everything shown that there is to see."""
        for command in (
            "source list", "source list --json", "doctor", "held list", "held list --json", "rejected list --json",
            "transitions list", "dossier list --json", "initiative list",
        ):  # fmt: skip
            self.do(*command.split())


@pytest.fixture
def office(handover: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    folder, vault = tmp_path / "office", tmp_path / "vault"
    vault.mkdir()
    monkeypatch.setenv("HANDOVER_LIMITS__ALLOW_HOSTS", '["127.0.0.1"]')
    before, plain = keyring.get_keyring(), Plain()
    keyring.set_keyring(plain)
    logged = io.StringIO()
    handler, log = logging.StreamHandler(logged), logging.getLogger("handover")
    monkeypatch.setattr(log, "level", logging.DEBUG)
    log.addHandler(handler)
    try:
        yield Office(handover, folder, vault, plain, monkeypatch, logged)
    finally:
        log.removeHandler(handler)
        keyring.set_keyring(before)


@pytest.fixture
def signed_in_to(office: Office, tmp_path: Path, postgresql_server: Postgres) -> Iterator[Sources]:
    """The sources, registered at the office, whose temporary files have a folder of their own from here on."""
    servers, temporary = tmp_path / "servers", tmp_path / "temporary"
    servers.mkdir()
    temporary.mkdir()
    with sources(servers, postgresql_server, office.keep(SECRETS)) as running:
        office.patch.setattr(tempfile, "tempdir", str(temporary))
        office.patch.setenv("SSL_CERT_FILE", str(running.authority))
        office.do("init", str(office.folder))
        (office.folder / "sources.yaml").write_text(running.as_yaml())
        office.do("source", "apply", str(office.folder / "sources.yaml"))
        yield running


def test_a_secret_is_nowhere_but_where_it_is_kept(office: Office, signed_in_to: Sources) -> None:
    each_source_is_signed_in_to(office)
    a_dossier_is_made_and_sent(office)
    a_gathering_is_held(office, signed_in_to.web)
    for answer in MANNERS.values():
        a_server_repeats_what_it_was_sent(office, signed_in_to.web, answer)
    wrong_secrets_are_refused(office)

    assert {command: found for command, said in office.said.items() if (found := found_in(said.encode(), ALL))} == {}
    assert office.logged.getvalue().count("\n") > 20
    assert found_in(office.logged.getvalue().encode(), ALL) == []
    assert (office.folder / "handover.log").stat().st_size > 1_000
    assert found_below(office.folder, ALL) == {}
    assert found_below(Path(tempfile.gettempdir()), ALL) == {}


def each_source_is_signed_in_to(office: Office) -> None:
    gathered = office.gather()
    assert {name: one["error"] for name, one in gathered.items()} == dict.fromkeys(SECRETS)
    assert [name for name, one in gathered.items() if not one["new"]] == []
    assert {name for name, one in gathered.items() if one["rejected"]} >= {"basic", "sftp", "s3"}
    for name in SECRETS:
        office.do("source", "check", name)
    office.gather()
    office.look()


def a_dossier_is_made_and_sent(office: Office) -> None:
    closure = ["close", "Harbour Bridge", "--on", "2026-01-31", "--reason", "It is built.", "--to", "jo@example.org"]
    office.do(*closure)
    assert list((office.folder / "outbox").glob("*.eml"))
    assert {path.suffix for path in (office.folder / "dossiers").rglob("*")} >= {".pdf", ".html", ".json"}


def a_gathering_is_held(office: Office, server: Web) -> None:
    whole = server.answers["/basic"]
    server.answers["/basic"] = web.content(b"Ref,Programme,Title,Recorded\nL1,Harbour Bridge,Ask,2024\n")
    (number,) = office.gather()["basic"]["held"]
    server.answers["/basic"] = whole
    office.do("held", "show", str(number))
    office.look()


def a_server_repeats_what_it_was_sent(office: Office, server: Web, answer: Answer) -> None:
    before = dict(server.answers)
    server.answers.update({f"/{name}": answer for name in AT_THE_WEB})
    gathered = office.gather()
    assert all(gathered[name]["error"] for name in AT_THE_WEB)
    server.answers.update({**before, "/token": answer})
    assert office.gather()["oauth2"]["error"]
    server.answers.update(before)


def wrong_secrets_are_refused(office: Office) -> None:
    office.keep(WRONG)
    gathered = office.gather()
    said = {name: one["error"]["sentence"] for name, one in gathered.items() if one["error"]}
    assert set(said) == set(SECRETS)
    assert not [sentence for sentence in said.values() if "a fault in Handover" in sentence]
    for name in SECRETS:
        office.do("source", "check", name)
    for setting, value in {"HOST": "127.0.0.1", "PORT": "1", "USERNAME": "ann", "PASSWORD": MAIL.secret}.items():
        office.patch.setenv(f"HANDOVER_MAIL__{setting}", value)
    office.do(
        "rename", "Harbour Bridge", "The Old Bridge", "--on", "2026-02-01", "--reason", "So called.", "--to", "a@b.org"
    )
    office.look()
