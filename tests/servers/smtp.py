"""A real mail server on this machine's loopback, with STARTTLS or TLS and a log-in, that refuses what it is told to."""

import asyncio
import ssl
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
USERNAME = "office"
PASSWORD = "a-Pass+word with 27 signs/=="

Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True)
class Delivered:
    """One message as the server has it: the envelope, and the content byte for byte."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class MailServer:
    """What a test says to the server, and asks of it."""

    port: int
    ca_file: Path
    security: Security
    with_login: bool = True
    delivered: list[Delivered] = field(default_factory=list)
    log_ins: list[str] = field(default_factory=list)
    # Answers to RCPT by address: given one after the other, then the last of them again; none means 250.
    recipient_answers: dict[str, list[str]] = field(default_factory=dict)
    # Answers to the message itself, each given once.
    data_answers: list[str] = field(default_factory=list)
    # So many times the server takes a message and breaks off before it says so.
    break_off_after_taking: int = 0

    # The hooks that aiosmtpd calls are named by it.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = self.recipient_answers.get(address, [])
        answer = answers[0] if answers else "250 OK"
        if len(answers) > 1:
            answers.pop(0)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answers and not self.data_answers[0].startswith("250"):
            return self.data_answers.pop(0)
        content = envelope.original_content
        assert content is not None
        self.delivered.append(Delivered(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        if self.break_off_after_taking:
            self.break_off_after_taking -= 1
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]
        return self.data_answers.pop(0) if self.data_answers else "250 2.0.0 OK: queued as 4711"

    def authenticated(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.log_ins.append(data.login.decode())
        # One that is not “handled” is answered 535 by the server itself.
        return AuthResult(success=data == LoginPassword(USERNAME.encode(), PASSWORD.encode()), handled=False)


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


@cache
def _server_context(certified_for: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _authority().issue_cert(certified_for).configure_cert(context)
    return context


def certificate_of_authority(folder: Path) -> Path:
    """The certificate that a client has to trust, as a PEM file in ``folder``."""
    path = folder / "authority.pem"
    _authority().cert_pem.write_to_path(path)
    return path


@contextmanager
def running(
    folder: Path,
    *,
    security: Security = "starttls",
    with_login: bool = True,
    port: int = 0,
    size_limit: int | None = None,
    certified_for: str = HOST,
) -> Iterator[MailServer]:
    """A mail server until the block ends; ``port`` 0 takes a free one. Nothing of it is left open."""
    mail = MailServer(port, certificate_of_authority(folder), security, with_login)
    connections: list[SMTP] = []
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        connection = SMTP(
            mail,
            hostname="mail.example.org",
            tls_context=_server_context(certified_for) if security == "starttls" else None,
            require_starttls=security == "starttls",
            # aiosmtpd counts only STARTTLS as encryption; elsewhere the log-in is offered, not asked for.
            auth_required=with_login and security == "starttls",
            auth_require_tls=security == "starttls",
            authenticator=mail.authenticated,
            data_size_limit=size_limit,
            enable_SMTPUTF8=False,
            loop=loop,
        )
        connections.append(connection)
        return connection

    async def start() -> asyncio.Server:
        context = _server_context(certified_for) if security == "tls" else None
        return await loop.create_server(protocol, HOST, port, ssl=context, reuse_address=True)

    async def stop(server: asyncio.Server) -> None:
        server.close()
        for connection in connections:
            if connection.transport is not None:
                connection.transport.abort()  # type: ignore[attr-defined]
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
        await loop.shutdown_asyncgens()

    thread = threading.Thread(target=loop.run_forever, name="mail server")
    thread.start()
    try:
        server = _in(loop, start())
        mail.port = server.sockets[0].getsockname()[1]
        try:
            yield mail
        finally:
            _in(loop, stop(server))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _in(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=30)
