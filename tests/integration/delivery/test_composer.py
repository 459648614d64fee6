"""From the sealed files to the message, and from there to the outbox."""

import os
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from handover.delivery.composer import composer
from handover.delivery.deliver import prepare, send_due
from handover.delivery.outbox import OutboxSender
from handover.delivery.sealed import read_sealed
from handover.delivery.senders import SmtpSender, sender_for
from handover.errors import DiskFull, StoreError, UnknownDossier
from handover.settings import Mail, Settings
from handover.store.database import Store
from tests.dossiers.rich import a_dossier
from tests.integration.delivery.offices import NOW, PDF, SENDER, Clock, a_sealed_dossier, a_transition


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(folder=tmp_path, mail=Mail(sender=SENDER))


@pytest.fixture
def dossier(sqlite_store: Store, settings: Settings) -> int:
    number = a_sealed_dossier(
        sqlite_store, a_transition(sqlite_store, ["jo@example.org", "ann@example.org"]), folder=settings.dossiers
    )
    with sqlite_store.write() as connection:
        prepare(connection, number, sender=SENDER, now=NOW)
    return number


def test_without_a_mail_server_each_recipient_has_a_message_in_the_outbox(
    sqlite_store: Store, settings: Settings, dossier: int
) -> None:
    clock = Clock()
    outcomes = send_due(
        sqlite_store,
        dossier,
        sender=sender_for(settings),
        compose=composer(sqlite_store, settings, now=clock),
        now=clock,
        attempts=5,
    )
    assert [(one.state, one.way) for one in outcomes] == [("sent", "outbox")] * 2
    for outcome in outcomes:
        assert outcome.remark is not None
        path = settings.outbox / outcome.remark
        assert path.suffix == ".eml"
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert message["To"].addresses[0].addr_spec == outcome.address
        (attached,) = message.iter_attachments()
        assert attached.get_content() == PDF
        assert f"lies in the outbox: {path.name}." in outcome.sentence
    assert len(list(settings.outbox.iterdir())) == 2


def test_with_a_mail_server_messages_go_there() -> None:
    assert isinstance(sender_for(Settings(mail=Mail(host="mail.example.org"))), SmtpSender)


def test_a_sealed_dossier_is_read_back(sqlite_store: Store, settings: Settings, dossier: int) -> None:
    with sqlite_store.read() as connection:
        sealed = read_sealed(connection, dossier, folder=settings.dossiers)
    assert (sealed.dossier, sealed.pdf, sealed.pages, sealed.sealed_at) == (a_dossier(version=1), PDF, 14, NOW)


def _changed(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


@pytest.mark.parametrize(
    ("damage", "said"), [(_changed, "was changed after it was sealed"), (Path.unlink, "cannot be read")]
)
@pytest.mark.parametrize("content", [b"%PDF", b"{"], ids=["pdf", "json"])
def test_a_damaged_dossier_is_not_sent(
    sqlite_store: Store, settings: Settings, dossier: int, damage: object, said: str, content: bytes
) -> None:
    (path,) = [path for path in settings.dossiers.iterdir() if path.read_bytes().startswith(content)]
    assert callable(damage)
    damage(path)
    with sqlite_store.read() as connection, pytest.raises(StoreError, match=said):
        read_sealed(connection, dossier, folder=settings.dossiers)


def test_a_dossier_that_is_not_there(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.read() as connection, pytest.raises(UnknownDossier):
        read_sealed(connection, 8, folder=tmp_path)


def test_an_outbox_that_cannot_be_written(
    sqlite_store: Store, settings: Settings, dossier: int, tmp_path: Path
) -> None:
    outbox = tmp_path / "outbox"
    outbox.write_text("a file where the folder should be")
    clock = Clock()
    first, second = send_due(
        sqlite_store,
        dossier,
        sender=OutboxSender(outbox),
        compose=composer(sqlite_store, settings, now=clock),
        now=clock,
        attempts=5,
    )
    assert (first.state, second.state) == ("due", "due")
    assert "cannot be written into the outbox" in first.sentence


def a_small_message() -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = "<a.b@c.org>"
    message.set_content("text")
    return message


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_leaves_no_half_message(tmp_path: Path) -> None:
    outbox = OutboxSender(tmp_path)
    # The part file is a door to a device that is full, as the disk may be.
    (tmp_path / f".jo-at-example.org.a.b.eml.{os.getpid()}.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        outbox.send(a_small_message(), "jo@example.org")
    assert list(tmp_path.iterdir()) == []


def test_what_a_stopped_run_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".jo-at-example.org.a.b.eml.77.part").write_text("hal")
    OutboxSender(tmp_path).send(a_small_message(), "jo@example.org")
    (written,) = tmp_path.iterdir()
    assert written.read_bytes() == a_small_message().as_bytes()
