"""A web server of good and bad manners, on loopback, for tests."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

Answer = Callable[["Handler"], None]


class Asked(NamedTuple):
    """One question that the server was asked."""

    path: str
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""


@dataclass
class Web:
    """What the server answers, by path without what follows the question mark, and what it was asked."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


class Handler(BaseHTTPRequestHandler):
    web: Web

    def answered(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.web.asked.append(Asked(self.path, dict(self.headers), self.command, body))
        self.web.answers[self.path.partition("?")[0]](self)

    do_GET = do_POST = do_PROPFIND = do_REPORT = answered  # noqa: N815 - the names that http.server looks for

    @property
    def parameters(self) -> dict[str, str]:
        """What follows the question mark, by name."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # the client went away, as it should from bad manners


@contextlib.contextmanager
def running(
    answers: dict[str, Answer], tls: ssl.SSLContext | None = None, *, protocol: str = "HTTP/1.0"
) -> Iterator[Web]:
    """A server with these answers; with the protocol HTTP/1.1 it keeps a connection for further questions."""
    web = Web(answers=answers)
    server = _Server(("127.0.0.1", 0), type("Handler", (Handler,), {"web": web, "protocol_version": protocol}))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        web.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def content(body: bytes, content_type: str = "text/csv", **headers: str) -> Answer:
    """The whole body, properly."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def status(code: int, body: bytes = b"<html>no</html>", **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """Each question gets the next answer; the last one again and again."""
    left = list(answers)

    def answer(handler: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def redirect(to: str, code: int = 302) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(code)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def cut_off(body: bytes, announced: int) -> Answer:
    """Less than was announced."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(announced))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def endless(handler: Handler) -> None:
    """Data without an end, as fast as it is taken."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.web.closing.is_set():
        handler.wfile.write(b"a,b,c\n" * 10_000)


def trickle(handler: Handler) -> None:
    """A little, again and again, always before anybody's patience with one answer is over."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.web.closing.wait(0.05):
        handler.wfile.write(b"a")


def trickled_headers(handler: Handler) -> None:
    """The same before the body even begins."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    while not handler.web.closing.wait(0.05):
        handler.wfile.write(b"a")


def silent(handler: Handler) -> None:
    """Nothing at all."""
    handler.web.closing.wait()


def hang_up(handler: Handler) -> None:
    """Closed without a word."""
    handler.close_connection = True


def gibberish(handler: Handler) -> None:
    handler.wfile.write(b"220 mail.example.org ESMTP\r\n")
    handler.close_connection = True
