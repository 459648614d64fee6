"""Sending through a real mail server: what arrives, and what each refusal is called."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import trustme

from handover.delivery.addresses import Recipient
from handover.delivery.message import compose
from handover.delivery.sealed import SealedDossier
from handover.delivery.senders import SmtpSender
from handover.errors import DeliveryError, HandoverError, MessageRefused, RecipientRefused, SettingsError
from handover.settings import Delivery, Mail
from tests.dossiers.rich import a_dossier
from tests.servers import smtp
from tests.servers.smtp import MailServer

NOW = datetime(2026, 4, 2, 9, 31, tzinfo=UTC)
# All byte values, and lines that mean something to SMTP.
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\r\n.\r\n..\r\nQUIT\r\n%%EOF\n"
TO = "jo@example.org"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with smtp.running(tmp_path) as server:
        yield server


def mail_for(server: MailServer, **changes: object) -> Mail:
    given: dict[str, object] = {
        "host": "localhost" if server.security == "none" else smtp.HOST,
        "port": server.port,
        "security": server.security,
        "ca_file": server.ca_file,
        "username": smtp.USERNAME if server.with_login else None,
        "password": smtp.PASSWORD if server.with_login else None,
        "sender": "handover@office.example.org",
        "timeout": 20,
    }
    return Mail.model_validate(given | changes)


def a_message(mail: Mail, to: str = TO, pdf: bytes = PDF) -> EmailMessage:
    sealed = SealedDossier(3, a_dossier(), pdf, "ab" * 32, 14, NOW)
    return compose(
        sealed, Recipient(to, "Zoë Ångström"), mail=mail, delivery=Delivery(), message_id="<d3.v1@x.org>", at=NOW
    )


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_message_arrives_once_and_as_it_was_sent(security: smtp.Security, tmp_path: Path) -> None:
    with smtp.running(tmp_path, security=security) as server:
        mail = mail_for(server)
        sent = SmtpSender(mail).send(a_message(mail), TO)
    assert (sent.way, sent.remark) == ("smtp", "250 2.0.0 OK: queued as 4711")
    (arrived,) = server.delivered
    assert (arrived.sender, arrived.recipients) == ("handover@office.example.org", (TO,))
    assert server.log_ins == [smtp.USERNAME]
    received = message_from_bytes(arrived.content, policy=default)
    assert str(received["To"]) == "Zoë Ångström <jo@example.org>"
    assert "Closure of Warm Homes Aldermoor" in str(received["Subject"])
    (attached,) = received.iter_attachments()
    assert attached.get_content() == PDF
    assert attached.get_filename() == "HO-0007-v2-Closure-of-Warm-Homes-Aldermoor.pdf"
    assert attached.get_content_type() == "application/pdf"


def test_a_server_without_encryption_and_log_in(tmp_path: Path) -> None:
    with smtp.running(tmp_path, security="none", with_login=False) as server:
        mail = mail_for(server)
        SmtpSender(mail).send(a_message(mail), TO)
    assert len(server.delivered) == 1
    assert not server.log_ins


def test_no_line_is_longer_than_mail_allows(server: MailServer) -> None:
    mail = mail_for(server)
    SmtpSender(mail).send(a_message(mail), TO)
    lines = server.delivered[0].content.split(b"\r\n")
    assert max(map(len, lines)) <= 998  # RFC 5322, 2.1.1
    assert all(line.isascii() for line in lines)


REFUSALS = [
    pytest.param("550 5.1.1 No such mailbox", RecipientRefused, "refuses the address jo@example.org", id="unknown"),
    pytest.param("553 Not a mailbox name", RecipientRefused, "“553 Not a mailbox name”", id="not a name"),
    pytest.param("451 4.7.1 Grey-listed, come back", DeliveryError, "asks to try again later", id="grey-listed"),
    pytest.param("452 4.2.2 Mailbox full", DeliveryError, "“452 4.2.2 Mailbox full”", id="full"),
    pytest.param("530 5.7.0 Log in first", DeliveryError, "wants a log-in", id="log-in wanted"),
]


@pytest.mark.parametrize(("answer", "error", "said"), REFUSALS)
def test_an_answer_to_the_recipient(server: MailServer, answer: str, error: type[HandoverError], said: str) -> None:
    server.recipient_answers[TO] = [answer]
    mail = mail_for(server)
    with pytest.raises(HandoverError) as caught:
        SmtpSender(mail).send(a_message(mail), TO)
    assert type(caught.value) is error
    assert said in caught.value.sentence
    assert not server.delivered


ANSWERS_TO_THE_MESSAGE = [
    pytest.param("554 5.7.1 Looks like spam", MessageRefused, "refuses the message", id="unwanted"),
    pytest.param("552 5.3.4 Message too big", MessageRefused, "too large", id="too large"),
    pytest.param("550 5.1.1 Unknown after all", RecipientRefused, "refuses the address", id="address, late"),
    pytest.param("451 4.3.0 Try later", DeliveryError, "try again later", id="later"),
]


@pytest.mark.parametrize(("answer", "error", "said"), ANSWERS_TO_THE_MESSAGE)
def test_an_answer_to_the_message(server: MailServer, answer: str, error: type[HandoverError], said: str) -> None:
    server.data_answers.append(answer)
    mail = mail_for(server)
    with pytest.raises(HandoverError) as caught:
        SmtpSender(mail).send(a_message(mail), TO)
    assert type(caught.value) is error
    assert said in caught.value.sentence


def test_a_message_over_the_limit_is_refused_before_it_travels(tmp_path: Path) -> None:
    with smtp.running(tmp_path, size_limit=5_000) as server:
        mail = mail_for(server)
        with pytest.raises(MessageRefused, match="too large") as caught:
            SmtpSender(mail).send(a_message(mail), TO)
    assert "dossier_as to link" in (caught.value.what_to_do or "")


def test_a_wrong_password_is_said_and_not_shown(server: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    wrong = "a-wrong-Secret"
    mail = mail_for(server, password=wrong)
    with pytest.raises(DeliveryError, match="does not accept the user name or the password") as caught:
        SmtpSender(mail).send(a_message(mail), TO)
    shown = f"{caught.value} {caught.value.__cause__} {SmtpSender(mail)!r} {caplog.text}"
    assert wrong not in shown
    assert not isinstance(caught.value, RecipientRefused)
    assert not server.delivered


def test_a_password_with_other_letters_is_said(server: MailServer) -> None:
    mail = mail_for(server, password="pässword")
    with pytest.raises(DeliveryError, match="plain letters") as caught:
        SmtpSender(mail).send(a_message(mail), TO)
    assert "ä" not in str(caught.value)


def test_a_certificate_that_is_not_trusted(server: MailServer, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    mail = mail_for(server, ca_file=other)
    with pytest.raises(DeliveryError, match="certificate that is not trusted"):
        SmtpSender(mail).send(a_message(mail), TO)
    assert not server.log_ins


def test_a_certificate_of_another_host(tmp_path: Path) -> None:
    with smtp.running(tmp_path, certified_for="mail.example.net") as server:
        mail = mail_for(server)
        with pytest.raises(DeliveryError, match="certificate that is not trusted"):
            SmtpSender(mail).send(a_message(mail), TO)
    assert not server.log_ins


BAD_CERTIFICATES = [pytest.param(None, id="missing"), pytest.param("nothing of use", id="no certificate in it")]


@pytest.mark.parametrize("content", BAD_CERTIFICATES)
def test_certificates_that_cannot_be_read(server: MailServer, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "wrong.pem"
    if content is not None:
        path.write_text(content)
    mail = mail_for(server, ca_file=path)
    with pytest.raises(SettingsError, match="certificates to trust cannot be read"):
        SmtpSender(mail).send(a_message(mail), TO)


def test_a_server_that_offers_no_encryption(tmp_path: Path) -> None:
    with smtp.running(tmp_path, security="none", with_login=False) as server:
        mail = mail_for(server, security="starttls", host=smtp.HOST)
        with pytest.raises(DeliveryError, match="does not offer encryption"):
            SmtpSender(mail).send(a_message(mail), TO)
    assert not server.delivered


def test_encryption_of_the_wrong_kind(server: MailServer) -> None:
    mail = mail_for(server, security="tls")
    with pytest.raises(DeliveryError, match="could not agree on encryption") as caught:
        SmtpSender(mail).send(a_message(mail), TO)
    assert "465" in (caught.value.what_to_do or "")


def test_a_password_does_not_travel_in_the_clear() -> None:
    mail = Mail(host="mail.example.org", security="none", username="office", password="secret")
    with pytest.raises(SettingsError, match="unencrypted"):
        SmtpSender(mail).send(a_message(mail), TO)


def test_a_server_that_is_down(tmp_path: Path) -> None:
    with smtp.running(tmp_path) as server:
        mail = mail_for(server)
    with pytest.raises(DeliveryError, match="does not answer"):
        SmtpSender(mail).send(a_message(mail), TO)
    with smtp.running(tmp_path, port=server.port) as again:
        SmtpSender(mail).send(a_message(mail), TO)
    assert len(again.delivered) == 1


def test_a_server_that_hangs() -> None:
    # The kernel takes the connection; nobody ever greets.
    with socket.create_server((smtp.HOST, 0)) as silent:
        mail = Mail(host=smtp.HOST, port=silent.getsockname()[1], timeout=0.2)
        with pytest.raises(DeliveryError, match=r"did not answer within 0\.2 seconds"):
            SmtpSender(mail).send(a_message(mail), TO)


def test_a_server_that_breaks_off_after_taking_the_message(server: MailServer) -> None:
    server.break_off_after_taking = 1
    mail = mail_for(server)
    with pytest.raises(DeliveryError, match="broke the connection off") as caught:
        SmtpSender(mail).send(a_message(mail), TO)
    assert not isinstance(caught.value, RecipientRefused | MessageRefused)
    SmtpSender(mail).send(a_message(mail), TO)
    identities = {message_from_bytes(one.content)["Message-ID"] for one in server.delivered}
    assert (len(server.delivered), len(identities)) == (2, 1)


@pytest.mark.parametrize("host", ["mail.invalid", "mail..example.org", "x" * 64 + ".org"])
def test_a_host_that_cannot_be_found(host: str) -> None:
    mail = Mail(host=host, port=25)
    with pytest.raises(DeliveryError, match="cannot be found"):
        SmtpSender(mail).send(a_message(mail), TO)


def test_patience_outlasts_every_wait() -> None:
    assert SmtpSender(Mail(timeout=30)).patience.total_seconds() >= 30 * 15
