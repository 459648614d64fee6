"""What goes wrong when a server is asked, in sentences, and whether asking again may help."""

import ssl
from typing import Final, NamedTuple

import httpcore
import httpx

from handover.errors import SourceError, SourceRefused, SourceUnreachable, SourceUnreadable
from handover.settings import Limits
from handover.sources.web.connections import DeadlinePassed
from handover.sources.web.retrying import MAY_PASS

# What connections raise, and httpx where it unpacks an answer.
NETWORK_ERRORS: Final = (
    DeadlinePassed,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpx.DecodingError,
)

_STATUSES: Final = {
    304: ("says that nothing changed, and was not asked that (304)", "Gather again; if it stays so, tell its owner."),
    400: ("did not understand the request (400)", "Check the address, above all what follows the question mark."),
    401: ("asks for a sign-in (401)", "Say with “sign_in” in the source's registration how it is signed in to."),
    403: ("does not allow it (403)", "Ask whoever runs it for access, or fetch the file by hand."),
    404: ("has nothing at that address (404)", "Check the address; the file may have moved."),
    407: ("asks for a sign-in at a proxy (407)", "Ask whoever runs the network."),
    410: ("says that the file was taken away for good (410)", "Ask whoever published it."),
    429: ("was asked too often (429)", "Gather again later, and less often."),
}
_SIGNED_IN: Final = {
    401: (
        "does not accept the sign-in (401)",
        "Check “sign_in” in the source's registration, and whether what it names is still valid.",
    ),
    403: (
        "does not allow it to whoever signs in (403)",
        "Ask whoever runs it to allow it, or sign in as somebody else.",
    ),
}
_REDIRECTED: Final = {
    401: (
        "asks for a sign-in (401), and is not the server that is registered",
        "What signs in is sent only to the server that is registered; register this one, if it is meant.",
    ),
}
# By which a server says that whoever asks may not have it.
REFUSALS: Final = frozenset({401, 403, 407})


class Failure(NamedTuple):
    """Why a server did not give what it was asked: the error, and whether the same question may be answered later."""

    error: SourceError
    may_pass: bool = False


def status_failure(status: int, host: str, name: str, *, signed_in: bool | None) -> Failure:
    """What the status of an answer means that has not in it what was asked for.

    ``signed_in`` says whether a sign-in was sent; None is that there is one, and that it was asked somewhere else.
    """
    known = (_STATUSES | _REDIRECTED) if signed_in is None else (_STATUSES | _SIGNED_IN) if signed_in else _STATUSES
    said, what_to_do = known.get(
        status,
        (f"is in trouble ({status})", "Gather again later; if it stays so, tell whoever runs it.")
        if status >= 500
        else (f"did not give what was asked for ({status})", "Open the address in a browser to see why."),
    )
    kind = SourceRefused if status in REFUSALS else SourceUnreachable
    return Failure(kind(f"{host} {said}.", where=name, what_to_do=what_to_do), status in MAY_PASS)


def network_failure(error: Exception, name: str, limits: Limits, *, too_late: bool) -> Failure:
    """What one of ``NETWORK_ERRORS`` means. ``too_late`` says that the time for all of it is over.

    No sentence has the error's own text, which may repeat an address with a key in it.
    """
    if isinstance(error, DeadlinePassed) or (too_late and isinstance(error, httpcore.TimeoutException)):
        return Failure(too_slow(name, limits))
    if isinstance(error, httpcore.TimeoutException):
        said = f"{name} did not answer within {limits.timeout:g} seconds."
        what_to_do = "Gather again later, or raise the setting limits.timeout."
        unreachable = SourceUnreachable(said, where=name, what_to_do=what_to_do)
        return Failure(unreachable, isinstance(error, httpcore.ConnectTimeout))
    if isinstance(error, httpcore.ConnectError):
        # httpcore wraps what went wrong, and takes it out of the chain of exceptions.
        return _not_connected(name, error.args[0] if error.args else None)
    if isinstance(error, httpcore.LocalProtocolError | httpcore.UnsupportedProtocol):
        return Failure(no_address(name))
    if isinstance(error, httpx.DecodingError):
        said = f"{name} was sent compressed, and cannot be unpacked."
        return Failure(SourceUnreadable(said, where=name, what_to_do="Gather again."))
    broke_off = SourceUnreachable(
        f"{name} broke off before its answer was complete.",
        where=name,
        what_to_do="Gather again; if it stays so, tell whoever runs it.",
    )
    return Failure(broke_off, may_pass=True)


def _not_connected(name: str, cause: object) -> Failure:
    if isinstance(cause, ssl.SSLCertVerificationError):
        said = f"could not prove who it is: {cause.verify_message}"
        what_to_do = (
            "Check the address; if it is the office's own server, its certificate must be trusted by this machine."
        )
    elif isinstance(cause, ssl.SSLError):
        said = "does not speak TLS as it should, so that nothing can be fetched securely"
        what_to_do = "Check that the address should begin with https://, and its port."
    elif isinstance(cause, ConnectionRefusedError):
        said, what_to_do = "refused the connection", "Check the address and its port; the server may be down."
    else:
        said, what_to_do = "could not be connected to", "Check that this machine is on the network."
    error = SourceUnreachable(f"{name} {said}.", where=name, what_to_do=what_to_do)
    return Failure(error, may_pass=not isinstance(cause, ssl.SSLError))


def too_slow(name: str, limits: Limits) -> SourceUnreachable:
    return SourceUnreachable(
        f"{name} was not done after {limits.longest_fetch:g} seconds, which is as long as one source may take.",
        where=name,
        what_to_do="Gather again later, or raise the setting limits.longest_fetch.",
    )


def too_long_a_wait(status: int, host: str, name: str, seconds: float) -> SourceUnreachable:
    """A server that wants to be left alone for longer than fetching may take."""
    trouble = "was asked too often" if status == 429 else "is in trouble"
    return SourceUnreachable(
        f"{host} {trouble} ({status}), and wants to be left alone for {seconds:,.0f} seconds.",
        where=name,
        what_to_do="Gather again after that, and less often.",
    )


def no_address(name: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{name} is not an address that can be fetched.",
        where=name,
        what_to_do="Check “location” in the source's registration.",
    )


def redirects_nowhere(name: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{name} redirects to something that is no web address.",
        where=name,
        what_to_do="Open it in a browser, and register the address at which it ends.",
    )


def redirects_too_often(name: str, most: int) -> SourceUnreachable:
    return SourceUnreachable(
        f"{name} redirects more than {most} times.",
        where=name,
        what_to_do="Open it in a browser, and register the address at which it ends.",
    )


def redirects_in_clear(name: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{name} redirects to an address that is not encrypted (http).",
        where=name,
        what_to_do="Register an https address that answers itself.",
    )


def signs_in_in_clear(host: str, name: str) -> SourceRefused:
    """A password or key on its way over a network on which others can read it."""
    return SourceRefused(
        f"{host} would be signed in to over a connection that is not encrypted (http).",
        where=name,
        what_to_do="Register its https address. If it is a server inside this network, write in handover.toml, under"
        f' [limits]: allow_hosts = ["{host}"]',
    )


def web_page(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} answered with a web page instead of data, probably a sign-in page.",
        where=name,
        what_to_do="Open it in a browser; register the address of the data itself.",
    )
