"""Connections to an S3-compatible store: only to addresses that may be connected to, with bounded answers.

This is what botocore, aiobotocore and aiohttp are told, and where what they raise is understood.
"""

import asyncio
import socket
import ssl
from typing import Any, Final

from aiobotocore.httpsession import AIOHTTPSession
from aiohttp import ClientPayloadError
from aiohttp.abc import AbstractResolver, ResolveResult
from botocore import exceptions as boto

from handover.errors import SourceError, SourceUnreachable
from handover.settings import Limits
from handover.sources.places.remote_files import broke_off, not_connected, unanswered
from handover.sources.request import Request
from handover.sources.web.addresses import allowed_addresses

_LARGEST_LISTS: Final = 100_000_000  # bytes, with the names of some 200,000 files


class CheckedAddresses(AbstractResolver):
    """Finds the addresses of hosts, and lets none be connected to that was not found, and allowed, here.

    Whoever asks for them wraps what they raise; ``refusal`` has why a host was refused.
    """

    def __init__(self, request: Request, said: str) -> None:
        self._request = request
        self._said = said
        self._allowed: set[str] = set()
        self.refusal: SourceError | None = None

    def check(self, host: str) -> list[str]:
        """The addresses of a host, to which may be connected from now on. Raises SourceUnreachable."""
        request = self._request
        found = allowed_addresses(
            host, resolve=request.resolve, allow_hosts=request.limits.allow_hosts, name=self._said
        )
        self._allowed.update(found)
        return found

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await asyncio.to_thread(self._checked, host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        pass  # there is nothing to close

    def new_socket(self, address: tuple[Any, ...]) -> socket.socket:
        """A socket for what is about to be connected to; a redirect may name an address that nobody asked for."""
        family, kind, protocol, _, (host, *_) = address
        if host not in self._allowed:
            self._checked(host)
        return socket.socket(family, kind, protocol)

    def _checked(self, host: str) -> list[str]:
        try:
            return self.check(host)
        except SourceError as error:
            self.refusal = error
            raise OSError("not allowed") from None


def connections(tls: ssl.SSLContext, said: str) -> type[AIOHTTPSession]:
    """Connections that trust what everything else here trusts, rather than a list of botocore's own, and that hold no
    more of a store's lists of files in memory than they may. Neither is an option of aiobotocore.
    """

    class Connections(AIOHTTPSession):  # type: ignore[misc] # aiobotocore has no types
        _listed = 0

        def _build_verify_context(self) -> ssl.SSLContext:
            return tls

        async def send(self, request: Any) -> Any:
            is_file, request.stream_output = request.stream_output, True
            answer = await super().send(request)
            if not is_file:
                answer._content = await self._whole(answer)
            return answer

        async def _whole(self, answer: Any) -> bytes:
            whole = bytearray()
            async for piece in answer.raw.content.iter_any():
                whole += piece
                self._listed += len(piece)
                if self._listed > _LARGEST_LISTS:
                    raise SourceUnreachable(
                        f"{said} lies among more files than can be looked at.",
                        where=said,
                        what_to_do="Name in “location” a folder with fewer of them.",
                    )
            return bytes(whole)

    return Connections


def network_problem(error: Exception, said: str, limits: Limits) -> SourceError | None:
    """What an error means, where it is one of the network."""
    if isinstance(error, boto.ConnectTimeoutError | boto.ReadTimeoutError | TimeoutError):
        return unanswered(said, limits)
    if isinstance(error, boto.SSLError | boto.EndpointConnectionError):
        return not_connected(said, _of_the_system(error), limits)
    if isinstance(error, boto.HTTPClientError | boto.IncompleteReadError | ClientPayloadError):
        return broke_off(said, limits)
    return None


def _of_the_system(error: Exception) -> OSError:
    """What the operating system or TLS said, which aiohttp has wrapped, and botocore once more."""
    wrapped = getattr(error, "kwargs", {}).get("error")
    found = (getattr(wrapped, name, None) for name in ("certificate_error", "os_error"))
    return next((one for one in found if isinstance(one, OSError)), OSError())
