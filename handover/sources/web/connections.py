"""Connections to checked addresses, none of which outlasts its deadline.

A host's address is checked where the connection is made, so that a name cannot mean one thing when it is checked
and another when it is used.
"""

import ssl
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
import httpx

# A clock that only goes forward, in seconds.
Elapsed = Callable[[], float]


class Deadline:
    """When everything must be over, ``seconds`` from now by the clock ``elapsed``."""

    def __init__(self, seconds: float, elapsed: Elapsed) -> None:
        self._end = elapsed() + seconds
        self._elapsed = elapsed

    @property
    def passed(self) -> bool:
        return self._elapsed() >= self._end

    def allows(self, seconds: float) -> bool:
        """Whether so long may still be waited."""
        return self._elapsed() + seconds < self._end

    def left(self, at_most: float | None) -> float:
        """How many seconds may still be waited, at most ``at_most``. Raises DeadlinePassed."""
        left = self._end - self._elapsed()
        if left <= 0:
            raise DeadlinePassed
        return left if at_most is None else min(left, at_most)


class DeadlinePassed(Exception):
    """Fetching took longer than it may in all."""


class _Stream(httpcore.NetworkStream):
    """A connection none of whose waits goes beyond the deadline: a server may send a byte a second for ever."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to no other."""

    def __init__(self, addresses_of: Callable[[str], list[str]], deadline: Deadline) -> None:
        self._addresses_of = addresses_of
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = self._addresses_of(host)
        for address in others:
            try:
                return self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # the next address of the same host
        return self._connect(last, port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        return _Stream(self._sockets.connect_tcp(address, port, self._deadline.left(timeout)), self._deadline)


class CheckedTransport(httpx.BaseTransport):
    """Carries httpx's requests over connections to checked addresses, within a deadline.

    Raises SourceUnreachable for a host that is not allowed, DeadlinePassed, and httpcore's own exceptions.
    """

    def __init__(self, addresses_of: Callable[[str], list[str]], deadline: Deadline, tls: ssl.SSLContext) -> None:
        # One connection is kept for the next page of the same server.
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls, network_backend=_Backend(addresses_of, deadline), max_keepalive_connections=1
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
