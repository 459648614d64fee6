"""WsgiDAV, a real WebDAV server, on loopback, for tests: it gives the files of a folder to who signs in."""

import contextlib
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp


@dataclass(frozen=True)
class Webdav:
    port: int
    scheme: str

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextlib.contextmanager
def running(folder: Path, *, user: str, password: str, certificate: Path | None = None) -> Iterator[Webdav]:
    """A server for the files in ``folder``; with a ``certificate`` (and its key, in one file) one that speaks TLS."""
    application = WsgiDAVApp(
        {
            "provider_mapping": {"/": FilesystemProvider(str(folder), readonly=True)},
            "simple_dc": {"user_mapping": {"*": {user: {"password": password}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    server = Server(("127.0.0.1", 0), application, numthreads=4)
    if certificate is not None:
        server.ssl_adapter = BuiltinSSLAdapter(str(certificate), str(certificate))
        server.ssl_adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield Webdav(server.bind_addr[1], "webdav" if certificate is None else "webdavs")
    finally:
        server.stop()
        thread.join()
