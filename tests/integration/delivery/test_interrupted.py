"""kill -9 while sending, and two processes at once: with real processes, mail server and databases."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from handover.delivery.deliver import prepare, send_due
from handover.delivery.outbox import OutboxSender
from handover.store.database import Store
from tests.integration.delivery.offices import NOW, SENDER, a_plain_message, a_sealed_dossier, a_transition, messages
from tests.integration.delivery.one_run import the_sender
from tests.servers import smtp

ROOT = Path(__file__).parents[3]
KILLED = -9


def a_prepared_dossier(store: Store, *addresses: str) -> int:
    dossier = a_sealed_dossier(store, a_transition(store, addresses))
    with store.write() as connection:
        prepare(connection, dossier, sender=SENDER, now=NOW)
    return dossier


def a_run(*arguments: object, wait: bool = False) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.integration.delivery.one_run",
            *map(str, arguments),
            "wait" if wait else "at-once",
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_killed_while_sending_by_smtp(store: Store, database_url: str, tmp_path: Path, when: str, arrived: int) -> None:
    """Nobody can know whether it arrived, so it is sent again under the same Message-ID, and that is said."""
    dossier = a_prepared_dossier(store, "jo@example.org")
    with smtp.running(tmp_path) as server:
        with a_run(database_url, dossier, server.port, server.ca_file, when) as run:
            run.communicate(timeout=60)
        assert run.returncode == KILLED
        assert len(server.delivered) == arrived
        (row,) = messages(store)
        assert (row.state, row.attempts) == ("sending", 1)

        # The claim of a process that is dead holds nobody up, though its time is not over.
        assert row.due_at > datetime.now(UTC)
        (outcome,) = send_due(
            store,
            dossier,
            sender=the_sender(str(server.port), str(server.ca_file)),
            compose=a_plain_message,
            now=lambda: datetime.now(UTC),
            attempts=5,
        )
    assert outcome.state == "sent"
    assert "may have arrived before" in (outcome.remark or "")
    received = [message_from_bytes(one.content) for one in server.delivered]
    assert [one["X-Attempt"] for one in received] == ["1", "2"][1 - arrived :]
    assert {one["Message-ID"] for one in received} == {row.message_id}


def test_killed_after_writing_to_the_outbox_leaves_one_file(
    sqlite_store: Store, sqlite_url: str, tmp_path: Path
) -> None:
    dossier = a_prepared_dossier(sqlite_store, "jo@example.org")
    outbox = tmp_path / "outbox"
    with a_run(sqlite_url, dossier, outbox, "none", "after") as run:
        run.communicate(timeout=60)
    assert run.returncode == KILLED
    (written,) = outbox.iterdir()
    before = written.read_bytes()
    (outcome,) = send_due(
        sqlite_store,
        dossier,
        sender=OutboxSender(outbox),
        compose=a_plain_message,
        now=lambda: datetime.now(UTC),
        attempts=5,
    )
    assert outcome.state == "sent"
    assert [path.name for path in outbox.iterdir()] == [written.name]
    assert written.read_bytes() == before


def test_two_processes_at_once_send_each_message_once(store: Store, database_url: str, tmp_path: Path) -> None:
    addresses = [f"person-{number}@example.org" for number in range(12)]
    dossier = a_prepared_dossier(store, *addresses)
    with smtp.running(tmp_path) as server:
        runs = [a_run(database_url, dossier, server.port, server.ca_file, "none", wait=True) for _ in range(2)]
        for run in runs:
            assert run.stdout is not None
            assert run.stdout.readline() == "ready\n"
        for run in runs:
            assert run.stdin is not None
            run.stdin.write("go\n")
            run.stdin.flush()
        for run in runs:
            run.communicate(timeout=60)
            assert run.returncode == 0
    assert Counter(one.recipients[0] for one in server.delivered) == dict.fromkeys(addresses, 1)
    assert {(row.state, row.attempts) for row in messages(store)} == {("sent", 1)}
