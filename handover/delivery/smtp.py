"""Sending by SMTP (RFC 5321), step by step, so that each refusal is told for what it is.

The answer to the message's last line is what counts: before it, nothing was delivered; after it, the server has
the message, whatever happens to the connection then. Where the connection breaks just between, nobody can know
(RFC 1047): the message is sent again with the same Message-ID, because a lost dossier is worse than a repeated one.
"""

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Final

from handover.delivery.addresses import office_address
from handover.delivery.plain import one_line
from handover.delivery.sending import Sent
from handover.errors import DeliveryError, MessageRefused, RecipientRefused, SettingsError
from handover.settings import Mail

# Greeting, EHLO, STARTTLS, handshake, EHLO, up to three kinds of AUTH of three answers, MAIL, RCPT, DATA, the
# message, its answer, QUIT: each may wait for the whole time-out.
_WAITS: Final = 20
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_LONGEST_REPLY: Final = 300

_TOO_LARGE: Final = 552
_NOT_LOGGED_IN: Final = (530, 535, 538)
_PERMANENT: Final = 500
# RFC 3463: the second number 1 is about the address, 5.3.4 and 5.2.3 about the size.
_ABOUT_ADDRESS: Final = re.compile(r"5\.1\.\d+\b")
_ABOUT_SIZE: Final = re.compile(r"5\.(3\.4|2\.3)\b")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered: its code, and its words on one line."""

    code: int
    words: str

    @classmethod
    def of(cls, answer: tuple[int, bytes]) -> "Reply":
        code, words = answer
        return cls(code, one_line(words.decode("utf-8", "replace"), _LONGEST_REPLY))

    def __str__(self) -> str:
        return f"{self.code} {self.words}".strip()

    @property
    def good(self) -> bool:
        return 200 <= self.code < 300


@dataclass(frozen=True)
class SmtpSender:
    """Sends through the mail server of the settings; one connection a message."""

    mail: Mail

    @property
    def patience(self) -> timedelta:
        return timedelta(seconds=self.mail.timeout * _WAITS)

    def send(self, message: EmailMessage, recipient: str) -> Sent:
        """Send ``message``, with the envelope of the office's address and ``recipient``.

        Raises SettingsError, RecipientRefused, MessageRefused, DeliveryError.
        """
        sender = office_address(self.mail.sender, setting="mail.sender")
        with self._explained(), self._connected(sender) as smtp:
            reply = _transfer(smtp, sender, recipient, message.as_bytes())
            # It is delivered: what the server says to a good-bye changes nothing.
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
        return Sent("smtp", str(reply))

    def try_connection(self) -> None:
        """Connect, encrypt and log in as for a message, and send none. Raises SettingsError, DeliveryError."""
        with self._explained(), self._connected(office_address(self.mail.sender, setting="mail.sender")):
            pass

    @property
    def _server(self) -> str:
        return f"{self.mail.host}:{self.mail.port}"

    @contextmanager
    def _connected(self, sender: str) -> Iterator[smtplib.SMTP]:
        mail = self.mail
        host = mail.host or "localhost"
        # As what we greet the server; the name of the machine is nobody's business, and may take long to find.
        ourselves = sender.rpartition("@")[2]
        if mail.username and mail.security == "none" and host not in _LOOPBACK:
            raise SettingsError(
                "The password would travel unencrypted, so the message was not sent.",
                where="the setting “mail.security”",
                what_to_do="Set it to starttls or tls.",
            )
        smtp: smtplib.SMTP
        if mail.security == "tls":
            smtp = smtplib.SMTP_SSL(
                host, mail.port, local_hostname=ourselves, timeout=mail.timeout, context=self._trust()
            )
        else:
            smtp = smtplib.SMTP(host, mail.port, local_hostname=ourselves, timeout=mail.timeout)
        try:
            if mail.security == "starttls":
                self._encrypt(smtp)
            smtp.ehlo_or_helo_if_needed()
            if mail.username:
                self._log_in(smtp, mail.username, mail.password.get_secret_value() if mail.password else "")
            yield smtp
        finally:
            smtp.close()

    def _trust(self) -> ssl.SSLContext:
        ca_file = self.mail.ca_file
        try:
            return ssl.create_default_context(cafile=ca_file)
        except OSError as error:
            raise SettingsError(
                f"The certificates to trust cannot be read: {error.strerror or 'no certificate is in the file'}.",
                where=f"the setting “mail.ca_file”: {ca_file}",
                what_to_do="Name a file of certificates in PEM form.",
            ) from error

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.starttls(context=self._trust())
        except smtplib.SMTPNotSupportedError:
            raise self._trouble(
                "does not offer encryption (STARTTLS), so nothing was sent",
                "Ask who runs it; or set mail.security to tls, with port 465.",
            ) from None

    def _log_in(self, smtp: smtplib.SMTP, username: str, password: str) -> None:
        """Log in. No error of it carries what the server said: it may repeat what it was told."""
        try:
            smtp.login(username, password)
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < _PERMANENT:
                raise self._trouble(f"cannot check the password just now (code {error.smtp_code})") from None
            raise self._trouble(
                f"does not accept the user name or the password (code {error.smtp_code})",
                "Correct mail.username and HANDOVER_MAIL__PASSWORD.",
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise self._trouble("offers no way to log in", "Leave mail.username out, or ask who runs it.") from None
        except UnicodeEncodeError:
            raise self._trouble(
                "can be given only plain letters as user name and password, and one of them has others",
                "Choose a password of plain letters, digits and signs.",
            ) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            raise self._trouble("offers no way to log in that is known here", "Ask who runs it.") from None

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Whatever can go wrong with the connection, as a sentence; it is worth trying again."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise self._trouble(
                f"has a certificate that is not trusted ({one_line(error.verify_message, _LONGEST_REPLY)})",
                "If it is the office’s own server, name its certificate in mail.ca_file.",
            ) from error
        except ssl.SSLError as error:
            raise self._trouble(
                f"could not agree on encryption ({one_line(error.reason or str(error), _LONGEST_REPLY)})",
                "Check mail.port and mail.security: starttls goes with port 587, tls with 465.",
            ) from error
        except (socket.gaierror, UnicodeError) as error:  # the latter: what no host can be called
            raise self._trouble("cannot be found", "Check mail.host.") from error
        except TimeoutError as error:
            raise self._too_slow() from error
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, TimeoutError):
                raise self._too_slow() from error
            raise self._trouble("broke the connection off") from error
        except smtplib.SMTPResponseException as error:
            words = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
            raise self._trouble(f"answered “{Reply.of((error.smtp_code, words))}”") from error
        except smtplib.SMTPException as error:
            raise self._trouble("answered in a way that cannot be understood") from error
        except OSError as error:
            raise self._trouble(f"does not answer ({error.strerror or type(error).__name__})") from error

    def _too_slow(self) -> DeliveryError:
        return self._trouble(f"did not answer within {self.mail.timeout:g} seconds")

    def _trouble(self, what: str, what_to_do: str | None = None) -> DeliveryError:
        return DeliveryError(f"The mail server {self._server} {what}.", what_to_do=what_to_do)


def _transfer(smtp: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> Reply:
    """One mail transaction; returns the server's last answer, by which it takes the message."""
    options = [f"size={len(content)}"] if smtp.has_extn("size") else []
    _accepted_sender(Reply.of(smtp.mail(sender, options)), sender)
    _accepted_recipient(Reply.of(smtp.rcpt(recipient)), recipient)
    try:
        reply = Reply.of(smtp.data(content))
    except smtplib.SMTPDataError as error:
        reply = Reply.of((error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b""))
    _accepted_message(reply, recipient)
    return reply


def _accepted_sender(reply: Reply, sender: str) -> None:
    if reply.good:
        return
    _not_too_large(reply)
    if reply.code in _NOT_LOGGED_IN:
        raise DeliveryError(
            f"The mail server wants a log-in: “{reply}”.", what_to_do="Set mail.username and HANDOVER_MAIL__PASSWORD."
        )
    if reply.code < _PERMANENT:
        raise _later(reply)
    raise DeliveryError(
        f"The mail server does not accept messages from {sender}: “{reply}”.", what_to_do="Correct mail.sender."
    )


def _accepted_recipient(reply: Reply, recipient: str) -> None:
    if reply.good:
        return
    if reply.code in _NOT_LOGGED_IN:
        _accepted_sender(reply, recipient)
    if reply.code < _PERMANENT:
        raise _later(reply)
    raise _refused(reply, recipient)


def _accepted_message(reply: Reply, recipient: str) -> None:
    if reply.good:
        return
    _not_too_large(reply)
    if reply.code < _PERMANENT:
        raise _later(reply)
    if _ABOUT_ADDRESS.match(reply.words):
        raise _refused(reply, recipient)
    raise MessageRefused(
        f"The mail server refuses the message: “{reply}”.", what_to_do="Ask who runs it, then send it again."
    )


def _not_too_large(reply: Reply) -> None:
    if reply.code == _TOO_LARGE or _ABOUT_SIZE.match(reply.words):
        raise MessageRefused(
            f"The message is too large for the mail server: “{reply}”.",
            what_to_do="Send a link instead: set delivery.dossier_as to link.",
        )


def _refused(reply: Reply, recipient: str) -> RecipientRefused:
    return RecipientRefused(
        f"The mail server refuses the address {recipient}: “{reply}”.", what_to_do="Check the address with its owner."
    )


def _later(reply: Reply) -> DeliveryError:
    return DeliveryError(f"The mail server asks to try again later: “{reply}”.")
