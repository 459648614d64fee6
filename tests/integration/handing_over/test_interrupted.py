"""A transition that is killed at any point goes on when it is run again: the same dossier, sent once."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from handover.errors import DiskFull
from handover.jobs.dossiers import checked_file, dossiers
from handover.jobs.hand_over import carry_out
from handover.publish.sealed import seal
from handover.store.database import Store
from handover.store.tables import message
from tests.integration.handing_over.test_hand_over import close, with_records
from tests.offices import an_office

# Carries out transition 1 and kills itself at the point that is named: before a step, or on the way through one.
KILLED_AT = """
import os, signal, sys
from pathlib import Path
import handover.jobs.hand_over as hand_over
import handover.jobs.steps as steps
from handover.store.database import Store
from tests.offices import an_office

database, folder, point = sys.argv[1:]

def killed(*_arguments, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

if point in {"Compiling the dossier", "Delivering it"}:
    progress = lambda doing: killed() if doing == point else None
else:
    progress = None
    setattr(steps, point, killed)
hand_over.carry_out(an_office(Store.open(database), Path(folder)), 1, progress)
"""
POINTS = ["gather_sources", "Compiling the dossier", "publish", "seal", "_remember", "Delivering it", "send_due"]


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_handing_over(sqlite_url: str, tmp_path: Path, point: str) -> None:
    store = Store.open(sqlite_url)
    office = with_records(an_office(store, tmp_path))
    number = close(office)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT, sqlite_url, str(tmp_path), point], cwd=Path.cwd(), env=os.environ, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert carry_out(office, number, at_once=True).state == "delivered"
    (line,) = dossiers(office)
    for form in ("pdf", "html", "json"):
        checked_file(office, line.id, form)
    assert len(list(office.settings.outbox.iterdir())) == 1
    with store.read() as connection:
        assert connection.execute(select(message.c.state)).scalars().all() == ["sent"]
    store.close()


def test_a_full_disk_while_sealing_leaves_nothing_half_written(tmp_path: Path) -> None:
    kept = seal(tmp_path, "pdf", b"small")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(DiskFull, match="the dossier was not sealed and nothing was sent"):
            seal(tmp_path, "pdf", b"large" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / kept.path]


def test_what_a_killed_run_left_half_written_is_removed_in_time(tmp_path: Path) -> None:
    staging = tmp_path / ".staging"
    staging.mkdir()
    old, new = staging / "old", staging / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    seal(tmp_path, "pdf", b"whole")
    assert list(staging.iterdir()) == [new]
