"""Two runs at the same transition: one dossier, one message to each recipient, and the state never goes back."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from handover.errors import BadRequest
from handover.jobs import requests
from handover.jobs.dossiers import accept_dossier, dossiers, send_failed_again
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import message
from handover.transitions import recorded
from tests.integration.handing_over.test_hand_over import JO, READ_BACK, ROWS, SAM, close, with_records
from tests.offices import an_office, write_csv

STEPS = ["Gathering the sources once more", "Compiling the dossier", "Delivering it"]

# Waits until both are there, then carries out transition 1.
RUN = """
import sys
from pathlib import Path
from handover.jobs.hand_over import carry_out
from handover.store.database import Store
from tests.offices import an_office

office = an_office(Store.open(sys.argv[1]), Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.read(1)
carry_out(office, 1)
"""


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return with_records(an_office(store, tmp_path))


def sent(office: Office) -> list[tuple[str, int]]:
    with office.store.read() as connection:
        return [tuple(row) for row in connection.execute(select(message.c.state, message.c.attempts))]


def test_two_processes_at_one_transition(office: Office, database_url: str) -> None:
    number = close(office, JO, SAM)
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", RUN, database_url, str(office.settings.folder)],
            cwd=Path.cwd(),
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == b"ready\n"
    for run in runs:
        assert run.stdin is not None
        run.stdin.write(b"x")
        run.stdin.flush()
    for run in runs:
        run.communicate()
        assert run.returncode == 0
    # Whoever was last may have left a message to the other, which ended after it.
    assert carry_out(office, number).state == "delivered"
    assert [line.version for line in dossiers(office)] == [1]
    assert sent(office) == [("sent", 1), ("sent", 1)]
    assert len(list(office.settings.outbox.iterdir())) == 2


@pytest.mark.parametrize("overtaken_at", STEPS)
@pytest.mark.parametrize("changed", [False, True], ids=["same facts", "changed facts"])
def test_a_run_that_is_overtaken_leaves_what_the_other_did(
    office: Office, database_url: str, overtaken_at: str, changed: bool
) -> None:
    """The other run does everything, to acceptance, while this one is about to take a step."""
    number = close(office)
    faster = an_office(Store.open(database_url), office.settings.folder)

    overtaken: list[str] = []

    def overtake(doing: str) -> None:
        if doing != overtaken_at or overtaken:
            return
        overtaken.append(doing)
        if changed:
            rows = [*ROWS, ("L3", "Orion", "Say thank you", "It cost nothing.", "2025")]
            write_csv(office.settings.folder / "lessons.csv", rows)
        assert carry_out(faster, number).state == "delivered"
        accept_dossier(faster, 1, JO, READ_BACK)

    report = carry_out(office, number, overtake)
    faster.store.close()
    assert report.state == "accepted"
    assert [line.version for line in dossiers(office)] == [1]
    assert sent(office) == [("sent", 1)]
    with office.store.read() as connection:
        steps = [(step.step, step.state, step.attempts) for step in recorded.steps(connection, number)]
    assert steps == [("gather", "done", 1), ("compile", "done", 1), ("deliver", "done", 1)]


@pytest.mark.parametrize("overtaken_at", ["publish", "_remember"])
def test_a_run_that_is_overtaken_while_it_compiles_seals_no_second_version(
    office: Office, database_url: str, overtaken_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handover.jobs import steps

    number = close(office)
    faster = an_office(Store.open(database_url), office.settings.folder)
    original = getattr(steps, overtaken_at)

    def overtake(*given: object) -> object:
        monkeypatch.setattr(steps, overtaken_at, original)
        write_csv(office.settings.folder / "lessons.csv", [*ROWS, ("L3", "Orion", "Say thank you", "Free.", "2025")])
        gather_source(faster, "lessons")
        assert carry_out(faster, number).state == "delivered"
        return original(*given)

    monkeypatch.setattr(steps, overtaken_at, overtake)
    assert carry_out(office, number).state == "delivered"
    faster.store.close()
    assert [line.version for line in dossiers(office)] == [1]
    assert sent(office) == [("sent", 1)]


def test_the_same_closure_asked_for_twice_at_once_is_one(office: Office, database_url: str) -> None:
    found: list[int | str] = []
    barrier = threading.Barrier(6)

    def ask(on: str) -> None:
        mine = an_office(Store.open(database_url), office.settings.folder)
        barrier.wait()
        try:
            found.append(close(mine, on=on))
        except BadRequest as error:
            found.append(error.code)
        finally:
            mine.store.close()

    threads = [threading.Thread(target=ask, args=(on,)) for on in ["2025-05-30"] * 3 + ["2025-05-31"] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.store.read() as connection:
        (one,) = recorded.listed(connection)
    assert sorted(found, key=str) == [one.id] * 3 + ["bad-request"] * 3


def test_what_was_refused_of_an_older_version_is_not_sent_in_place_of_the_newer(office: Office) -> None:
    """Sending again must not lead round a policy that keeps the newer version back."""
    number = close(office)
    carry_out(office, number)
    with office.store.write() as connection:
        connection.execute(message.update().values(state="refused"))
        recorded.set_state(connection, number, "gathered", now=office.now())
    write_csv(office.settings.folder / "lessons.csv", ROWS[:1])
    gather_source(office, "lessons")
    carry_out(office, number)
    assert [line.version for line in dossiers(office)] == [2, 1]
    assert send_failed_again(office, number) == 0


def test_asking_again_while_a_closure_is_blocked_goes_on(office: Office) -> None:
    number = requests.close(office, "Orion", on="2025-05-30", reason="Ended.", to=())[0].id
    assert carry_out(office, number).state == "blocked"
    assert close(office) == number
    assert carry_out(office, number).state == "delivered"
