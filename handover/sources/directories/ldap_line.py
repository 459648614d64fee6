"""The line to a directory: to an address that was checked, encrypted where it has to be, and never for too long.

OpenLDAP's library speaks LDAP, and it would look up the server's name once more and trust its own certificates. So
it is given one end of a pair of sockets, and what it says is carried from there to the server and back, over a
connection that was made and encrypted here.
"""

import selectors
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import urlsplit

from handover.errors import SourceUnreachable
from handover.sources.request import Request
from handover.sources.texts import ended
from handover.sources.web.addresses import allowed_addresses
from handover.sources.web.connections import Deadline, DeadlinePassed

PORTS: Final = {"ldap": 389, "ldaps": 636}

_PIECE: Final = 1 << 16
_START_TLS: Final = "1.3.6.1.4.1.1466.20037"  # RFC 4511, section 4.14
_LONGEST_ANSWER: Final = 10_000  # bytes of an answer that only says yes or no
_A_MOMENT: Final = 0.05  # seconds
_CHECK: Final = "Check the address and its port; the server may be down."


def patience(deadline: Deadline, timeout: float) -> float:
    """How many seconds an answer is waited for: a moment beyond the deadline, which has then surely passed."""
    return deadline.left(timeout) + _A_MOMENT


class Line:
    """A line to a directory. ``end`` is where plain LDAP is spoken; ``too_much`` says that more came than may be."""

    def __init__(self, server: socket.socket, most: int, deadline: Deadline, timeout: float) -> None:
        self._near, self.end = socket.socketpair()
        self._server = server
        self._most = most
        self._deadline = deadline
        self._timeout = timeout
        self.too_much = False
        self._carrying = threading.Thread(target=self._carry, name="carrying LDAP", daemon=True)
        self._carrying.start()

    def close(self) -> None:
        self.end.close()
        with suppress(OSError):
            self._near.shutdown(socket.SHUT_RDWR)
        self._carrying.join()

    def _carry(self) -> None:
        with suppress(OSError, DeadlinePassed), selectors.DefaultSelector() as selector:
            selector.register(self._near, selectors.EVENT_READ)
            selector.register(self._server, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select(self._deadline.left(None))}
                if self._near in ready and not self._ask():
                    break
                if self._server in ready and not self._answer():
                    break
        self._near.close()
        self._server.close()

    def _ask(self) -> bool:
        """Carry what is asked to the server; False where nothing is asked any more."""
        asked = self._near.recv(_PIECE)
        if asked:
            self._server.settimeout(patience(self._deadline, self._timeout))
            self._server.sendall(asked)
        return bool(asked)

    def _answer(self) -> bool:
        """Carry all that the server has answered so far; False where it hung up, or said too much."""
        self._server.settimeout(0)
        while True:
            try:
                answered = self._server.recv(_PIECE)
            except (BlockingIOError, ssl.SSLWantReadError):
                return True
            self._most -= len(answered)
            self.too_much = self._most < 0
            if not answered or self.too_much:
                return False
            self._near.sendall(answered)


@contextmanager
def line_to(request: Request, name: str, deadline: Deadline) -> Iterator[Line]:
    """A line to the request's directory, which sentences call ``name``; hung up at the end.

    What begins with ``ldaps://`` is encrypted at once, and ``ldap://`` once somebody signs in over it (StartTLS).
    Raises SourceUnreachable, DeadlinePassed.
    """
    limits = request.limits
    address = urlsplit(request.registration.location)
    host, scheme = address.hostname or "", address.scheme.lower()
    addresses = allowed_addresses(host, resolve=request.resolve, allow_hosts=limits.allow_hosts, name=name)
    try:
        server = _connected(addresses, address.port or PORTS[scheme], name, deadline, limits.timeout)
        try:
            signs_in = request.registration.sign_in is not None
            if scheme == "ldap" and signs_in:
                _ask_for_tls(server, name, deadline, limits.timeout)
            if scheme == "ldaps" or signs_in:
                server.settimeout(patience(deadline, limits.timeout))
                server = _encrypted(server, host, request.tls or ssl.create_default_context(), name)
        except BaseException:
            server.close()
            raise
    except TimeoutError:
        deadline.left(None)
        raise SourceUnreachable(f"{name} did not answer in time.", where=name, what_to_do=_CHECK) from None
    line = Line(server, limits.largest_source, deadline, limits.timeout)
    try:
        yield line
    finally:
        line.close()


def _connected(addresses: list[str], port: int, name: str, deadline: Deadline, timeout: float) -> socket.socket:
    failed: OSError = OSError()
    for address in addresses:
        try:
            return socket.create_connection((address, port), patience(deadline, timeout))
        except OSError as error:
            failed = error  # the next address of the same host may answer
    if isinstance(failed, TimeoutError):
        raise failed
    said = "refused the connection" if isinstance(failed, ConnectionRefusedError) else "could not be connected to"
    raise SourceUnreachable(f"{name} {said}.", where=name, what_to_do=_CHECK)


def _encrypted(server: socket.socket, host: str, tls: ssl.SSLContext, name: str) -> socket.socket:
    try:
        return tls.wrap_socket(server, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        sentence = ended(f"{name} could not prove who it is: {error.verify_message}")
        what_to_do = "Check the address; if it is the office's own, its certificate must be trusted by this machine."
    except TimeoutError:
        raise
    except OSError:
        sentence = f"{name} does not speak TLS as it should, so that nothing can be read securely."
        what_to_do = "Check the port: ldaps:// mostly has 636, and ldap:// has 389."
    raise SourceUnreachable(sentence, where=name, what_to_do=what_to_do) from None


def _ask_for_tls(server: socket.socket, name: str, deadline: Deadline, timeout: float) -> None:
    from pyasn1.codec.ber import decoder, encoder
    from pyasn1.error import PyAsn1Error, SubstrateUnderrunError
    from pyasn1_modules import rfc2251

    question = rfc2251.LDAPMessage()
    question["messageID"] = 1
    question["protocolOp"]["extendedReq"]["requestName"] = _START_TLS
    answer = b""
    try:
        server.sendall(encoder.encode(question))
        while piece := server.recv(_PIECE):
            answer += piece
            server.settimeout(patience(deadline, timeout))
            try:
                found, rest = decoder.decode(answer, asn1Spec=rfc2251.LDAPMessage())
            except SubstrateUnderrunError:
                if len(answer) > _LONGEST_ANSWER:
                    break
                continue
            # What came behind the answer in plain text is nobody's word.
            if not rest and found["protocolOp"]["extendedResp"]["resultCode"] == 0:
                return
            break
    except TimeoutError:
        raise
    except (OSError, PyAsn1Error):
        pass  # whatever it is that answers, it does not do what it was asked
    raise SourceUnreachable(
        f"{name} does not encrypt the line (StartTLS), and nobody signs in over one that is not.",
        where=name,
        what_to_do="Register it with ldaps://, or have StartTLS set up there.",
    )
