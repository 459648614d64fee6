"""Programs that are started beside a command end when they should, with all that they started."""

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from handover.cli.children import LARGE_LOG, Child

POLITE = "import time\nprint('up', flush=True)\ntime.sleep(600)"
STUBBORN = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{POLITE}"
PARENT = (
    "import signal, subprocess, sys\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    f"inner = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}])\n"
    "print('up', flush=True)\ninner.wait()"
)
READER = "import sys\nprint('up', flush=True)\nsys.stdin.read()\nprint('over', flush=True)"
LONG = 60.0


def start(program: str, folder: Path, environment: dict[str, str] | None = None) -> Child:
    child = Child(
        [sys.executable, "-c", program], environment=environment or {}, folder=folder, log=folder / "child.log"
    )
    deadline = time.monotonic() + LONG
    while "up" not in child.log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return child


@pytest.mark.parametrize(
    ("program", "patience", "hurried"),
    [(POLITE, LONG, False), (STUBBORN, 0.1, False), (STUBBORN, LONG, True), (PARENT, 0.1, False)],
    ids=["one that obeys", "one that does not", "one that does not, in a hurry", "one with a child of its own"],
)
def test_it_is_stopped_with_all_that_it_started(program: str, patience: float, hurried: bool, tmp_path: Path) -> None:
    child = start(program, tmp_path)
    family = [one for one in psutil.Process().children(recursive=True) if one.cwd() == str(tmp_path)]
    assert len(family) == (2 if program == PARENT else 1)
    child.stop(patience, hurried=lambda: hurried)
    assert not child.running
    _gone, alive = psutil.wait_procs(family, timeout=LONG)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]


def test_what_has_ended_by_itself_can_be_stopped_too(tmp_path: Path) -> None:
    child = start("print('up', flush=True)", tmp_path)
    child.stop(LONG)
    child.stop(LONG)
    assert not child.running


def test_it_sees_only_the_environment_that_it_is_given(tmp_path: Path) -> None:
    program = "import os\nprint(sorted(name for name in os.environ if name.startswith('HAND')), 'up', flush=True)"
    child = start(program, tmp_path, {"HANDSOME": "yes"})
    child.stop(LONG)
    assert child.log.read_text() == "['HANDSOME'] up\n"


def test_its_input_ends_when_its_parent_does(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    program = (
        "import os, sys, time\nfrom pathlib import Path\nfrom handover.cli.children import Child\n"
        f"log = Path({str(log)!r})\n"
        f"Child([sys.executable, '-c', {READER!r}], environment={{}}, folder=log.parent, log=log)\n"
        "while 'up' not in log.read_text(): time.sleep(0.02)\n"
        "os.kill(os.getpid(), 9)"
    )
    assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", program]) == -9
    deadline = time.monotonic() + LONG
    while "over" not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_large_log_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    log.write_bytes(b"x" * (LARGE_LOG + 1))
    start(POLITE, tmp_path).stop(LONG)
    assert log.read_text() == "up\n"
    assert (tmp_path / "child.log.old").stat().st_size == LARGE_LOG + 1
