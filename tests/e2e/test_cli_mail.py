"""A mail server of the office's own: what the doctor says of it, and messages that could not be sent at first."""

from pathlib import Path

import pytest

from handover.cli.statuses import DONE, FELL_SHORT
from tests.e2e.conftest import CLOSURE, Command
from tests.servers import smtp
from tests.servers.smtp import MailServer

JO, SAM = "jo@example.org", "sam@example.org"
AGAIN = "To send again what was not sent, once that is put right: handover transitions run 1\n"


def settled(workspace: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch, *, password: str) -> None:
    (workspace / "handover.toml").write_text(
        f'[mail]\nhost = "{smtp.HOST}"\nport = {server.port}\nsecurity = "{server.security}"\n'
        f'ca_file = "{server.ca_file}"\nusername = "{smtp.USERNAME}"\nsender = "office@example.org"\n'
    )
    monkeypatch.setenv("HANDOVER_MAIL__PASSWORD", password)


def test_the_doctor_tries_the_mail_server_and_sends_nothing(
    gathered: Path, handover: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp.running(tmp_path) as server:
        settled(gathered, server, monkeypatch, password="wrong")
        found = handover("doctor")
        assert found.status == FELL_SHORT
        assert "does not accept the user name or the password" in found.out
        settled(gathered, server, monkeypatch, password=smtp.PASSWORD)
        found = handover("doctor")
        assert found.status == DONE
        assert f"{smtp.HOST}:{server.port} answers, and lets office sign in" in found.out
        assert server.delivered == []


def test_what_could_not_be_sent_is_sent_at_once_when_a_person_asks_for_it(
    gathered: Path, handover: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp.running(tmp_path) as server:
        settled(gathered, server, monkeypatch, password="wrong")
        closed = handover(*CLOSURE, "--to", SAM)
        assert closed.status == FELL_SHORT
        assert "could not be sent yet" in closed.out
        assert AGAIN in closed.out

        settled(gathered, server, monkeypatch, password=smtp.PASSWORD)
        server.recipient_answers[SAM] = ["550 5.1.1 No such user here"]
        by_schedule = handover("transitions", "run")
        assert "could not be sent yet" in by_schedule.out, "a schedule waits before it tries again"
        assert server.delivered == []

        asked = handover("transitions", "run", "1")
        assert [one.recipients for one in server.delivered] == [(JO,)]
        assert f"The address {SAM} was refused." in asked.out
        assert AGAIN in asked.out

        server.recipient_answers.clear()
        asked = handover("transitions", "run", "1")
        assert [one.recipients for one in server.delivered] == [(JO,), (SAM,)]
        assert (asked.status, AGAIN in asked.out) == (DONE, False)
        assert handover("transitions", "run", "1").status == DONE
        assert len(server.delivered) == 2
