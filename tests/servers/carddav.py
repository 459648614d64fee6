"""A real CardDAV server (Radicale) for the tests, on loopback, with somebody who signs in."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import httpx

USER: Final = "ann"
PASSWORD: Final = "hush"

_STARTS_WITHIN: Final = 20.0  # seconds
_MAKE: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<D:mkcol xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><D:set><D:prop>
<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype><D:displayname>{}</D:displayname>
</D:prop></D:set></D:mkcol>
"""


@dataclass(frozen=True, slots=True)
class AddressBooks:
    """A running server; ``USER`` signs in with its password."""

    port: int
    password: str

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def make(self, path: str, title: str) -> None:
        """An empty address book at ``path``, which ends with a slash."""
        self._do("MKCOL", path, _MAKE.format(escape(title)), "application/xml")

    def put(self, path: str, card: str) -> None:
        self._do("PUT", path, card, "text/vcard")

    def delete(self, path: str) -> None:
        self._do("DELETE", path)

    def _do(self, method: str, path: str, content: str = "", content_type: str = "text/plain") -> None:
        headers = {"Content-Type": f"{content_type}; charset=utf-8"}
        signed_in = (USER, self.password)
        answer = httpx.request(
            method, self.url(path), auth=signed_in, content=content.encode(), headers=headers, trust_env=False
        )
        answer.raise_for_status()


@contextmanager
def running(password: str = PASSWORD) -> Iterator[AddressBooks]:
    """Start a server with nothing in it; stop it and remove its folder at the end."""
    folder = Path(tempfile.mkdtemp(prefix="handover-radicale-"))
    try:
        (folder / "users").write_text(f"{USER}:{password}\n")
        port = _free_port()
        options = {
            "config": "",
            "server-hosts": f"127.0.0.1:{port}",
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": str(folder / "users"),
            "auth-htpasswd-encryption": "plain",
            "auth-delay": "0",
            "storage-filesystem-folder": str(folder / "collections"),
            "logging-level": "error",
        }
        server = subprocess.Popen(
            [sys.executable, "-m", "radicale", *(f"--{name}={value}" for name, value in options.items())],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(server, port)
            yield AddressBooks(port, password)
        finally:
            server.terminate()
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _await(server: "subprocess.Popen[bytes]", port: int) -> None:
    over = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < over and server.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("Radicale did not start")
