"""Downloading a source over HTTP(S) into the spool folder, within limits of size and time."""

import errno
import hashlib
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import httpcore
import httpx

from handover.errors import DiskFull, SourceError, SourceUnreachable, SourceUnreadable
from handover.settings import Limits
from handover.sources.addresses import Resolve, allowed_addresses, spoken_address
from handover.sources.connections import CheckedTransport, Deadline, DeadlinePassed
from handover.sources.contents import HEAD, is_web_page, too_large
from handover.sources.rows import Fetched

MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Compressed answers would make the fingerprint depend on how the server felt that day.
_HEADERS: Final = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "handover"}
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_STATUSES: Final = {
    400: ("did not understand the request (400)", "Check the address, above all what follows the question mark."),
    401: ("asks for a sign-in (401)", "Register an address that needs none, or fetch the file by hand."),
    403: ("does not allow it (403)", "Ask whoever runs it for access, or fetch the file by hand."),
    404: ("has nothing at that address (404)", "Check the address; the file may have moved."),
    407: ("asks for a sign-in at a proxy (407)", "Ask whoever runs the network."),
    410: ("says that the file was taken away for good (410)", "Ask whoever published it."),
    429: ("was asked too often (429)", "Gather again later, and less often."),
}


def download(
    address: str,
    *,
    spool: Path,
    limits: Limits,
    now: Callable[[], datetime],
    resolve: Resolve,
    tls: ssl.SSLContext | None,
    elapsed: Callable[[], float],
) -> Fetched:
    """Download ``address`` into a new file in ``spool``; see ``handover.sources.fetch.fetch``."""
    name = spoken_address(address)
    deadline = Deadline(limits.longest_fetch, elapsed)

    def addresses_of(host: str) -> list[str]:
        return allowed_addresses(host, resolve=resolve, allow_hosts=limits.allow_hosts, name=name)

    transport = CheckedTransport(addresses_of, deadline, tls or ssl.create_default_context())
    with (
        _said(name, limits, deadline),
        httpx.Client(transport=transport, timeout=limits.timeout, headers=_HEADERS, trust_env=False) as client,
    ):
        url = httpx.URL(address)
        for _ in range(MOST_REDIRECTS + 1):
            with client.stream("GET", url) as answer:
                if answer.status_code in _REDIRECTS and "location" in answer.headers:
                    url = _redirected(url, answer.headers["location"], name)
                    continue
                _check_status(answer.status_code, url.host, name)
                return _save(answer, name, spool, limits, now)
    raise SourceUnreachable(
        f"{name} redirects more than {MOST_REDIRECTS} times.",
        where=name,
        what_to_do="Open it in a browser, and register the address at which it ends.",
    )


def _redirected(url: httpx.URL, to: str, name: str) -> httpx.URL:
    target = url.join(to)
    if target.scheme not in ("http", "https") or not target.host:
        raise _redirects_nowhere(name)
    if url.scheme == "https" and target.scheme == "http":
        raise SourceUnreachable(
            f"{name} redirects to an address that is not encrypted (http).",
            where=name,
            what_to_do="Register an https address that answers itself.",
        )
    if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
        # What signs in here is nobody else's business.
        target = target.copy_with(userinfo=b"")
    return target


def _redirects_nowhere(name: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{name} redirects to something that is no web address.",
        where=name,
        what_to_do="Open it in a browser, and register the address at which it ends.",
    )


def _check_status(status: int, host: str, name: str) -> None:
    if status in (200, 203, 204):
        return
    said, what_to_do = _STATUSES.get(
        status,
        (f"is in trouble ({status})", "Gather again later; if it stays so, tell whoever runs it.")
        if status >= 500
        else (f"did not give the file ({status})", "Open the address in a browser to see why."),
    )
    raise SourceUnreachable(f"{host} {said}.", where=name, what_to_do=what_to_do)


def _save(answer: httpx.Response, name: str, spool: Path, limits: Limits, now: Callable[[], datetime]) -> Fetched:
    announced = answer.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > limits.largest_source:
        raise too_large(name, limits.largest_source)
    digest = hashlib.sha256()
    size = 0
    with _new_file(spool, name) as path:
        with path.open("wb") as file:
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > limits.largest_source:
                    raise too_large(name, limits.largest_source)
                digest.update(piece)
                file.write(piece)
        with path.open("rb") as file:
            if is_web_page(file.read(HEAD)):
                raise _web_page(name)
        content_type = answer.headers.get("content-type")
        return Fetched(path, name, digest.hexdigest(), size, now(), content_type)


@contextmanager
def _new_file(spool: Path, name: str) -> Iterator[Path]:
    """A new file in the spool folder, which is gone again where anything goes wrong."""
    path: Path | None = None
    try:
        spool.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix="fetched-", dir=spool, delete=False) as file:
            path = Path(file.name)
        yield path
    except BaseException as error:
        if path is not None:
            path.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        if error.errno in _NO_ROOM:
            raise DiskFull(
                f"The disk is full: {name} could not be kept.",
                where=str(spool),
                what_to_do="Make room, and gather again.",
            ) from None
        raise SourceError(
            f"{name} could not be kept: {(error.strerror or 'input/output error').lower()}.",
            where=str(spool),
            what_to_do="Check that the folder may be written to.",
        ) from None


def _web_page(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} answered with a web page instead of data, probably a sign-in page.",
        where=name,
        what_to_do="Open it in a browser; register the address of the file itself.",
    )


@contextmanager
def _said(name: str, limits: Limits, deadline: Deadline) -> Iterator[None]:
    """Say in a sentence what goes wrong on the network."""
    try:
        yield
    except DeadlinePassed:
        raise _too_slow(name, limits) from None
    except (httpcore.TimeoutException, httpx.TimeoutException):
        if deadline.passed:
            raise _too_slow(name, limits) from None
        raise SourceUnreachable(
            f"{name} did not answer within {limits.timeout:g} seconds.",
            where=name,
            what_to_do="Gather again later, or raise the setting limits.timeout.",
        ) from None
    except httpcore.ConnectError as error:
        # httpcore wraps what went wrong, and takes it out of the chain of exceptions.
        raise _not_connected(name, error.args[0] if error.args else None) from None
    except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
        raise SourceUnreachable(
            f"{name} broke off before its answer was complete.",
            where=name,
            what_to_do="Gather again; if it stays so, tell whoever runs it.",
        ) from None
    except httpx.RemoteProtocolError:
        # Our connections raise httpcore's; this one is httpx's, which looks at where a redirect leads.
        raise _redirects_nowhere(name) from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.LocalProtocolError, UnicodeError):
        raise SourceUnreachable(
            f"{name} is not an address that can be fetched.",
            where=name,
            what_to_do="Check “location” in the source's registration.",
        ) from None
    except httpx.DecodingError:
        raise SourceUnreadable(
            f"{name} was sent compressed, and cannot be unpacked.", where=name, what_to_do="Gather again."
        ) from None


def _too_slow(name: str, limits: Limits) -> SourceUnreachable:
    return SourceUnreachable(
        f"{name} was not done after {limits.longest_fetch:g} seconds, which is as long as one source may take.",
        where=name,
        what_to_do="Gather again later, or raise the setting limits.longest_fetch.",
    )


def _not_connected(name: str, cause: object) -> SourceUnreachable:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return SourceUnreachable(
            f"{name} could not prove who it is: {cause.verify_message}.",
            where=name,
            what_to_do="Check the address; if it is the office's own server, its certificate must be trusted by"
            " this machine.",
        )
    if isinstance(cause, ssl.SSLError):
        return SourceUnreachable(
            f"{name} does not speak TLS as it should, so that nothing can be fetched securely.",
            where=name,
            what_to_do="Check that the address should begin with https://, and its port.",
        )
    if isinstance(cause, ConnectionRefusedError):
        said, what_to_do = "refused the connection", "Check the address and its port; the server may be down."
    else:
        said, what_to_do = "could not be connected to", "Check that this machine is on the network."
    return SourceUnreachable(f"{name} {said}.", where=name, what_to_do=what_to_do)
