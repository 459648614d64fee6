"""A bag that is broken off, by a kill or a full disk, leaves nothing that anybody could take for a bag."""

import contextlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from handover.errors import CannotBeChecked, DiskFull
from tests.bags import LINES, found_in, lay_down, named_in
from tests.dossiers.rich import a_dossier

# Makes a bag in a folder, and kills itself where it syncs for the so manieth time; or writes that many times.
KILLED = """
import os, signal, sys
from pathlib import Path
import handover.publish.bag.staged as staged
from tests.bags import lay_down
from tests.dossiers.rich import a_dossier

folder, left = Path(sys.argv[1]), int(sys.argv[2])
fsync = os.fsync

def counted(descriptor):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    fsync(descriptor)

os.fsync = counted
lay_down(folder, a_dossier())
"""


@pytest.mark.parametrize("point", [1, 9, 17, 19])
def test_killed_while_making_a_bag(tmp_path: Path, point: int) -> None:
    folder = tmp_path / "archive"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(point)], cwd=Path.cwd(), env=os.environ, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    target = folder / "HO-0007-v2"
    if target.exists():
        # It had its name already, and only whether the disk knows it is open.
        assert named_in(target) == set()
        return
    for left in [path for path in folder.rglob("*") if path.is_dir()]:
        # What is whole already may be taken for what it is, though it has not got its name; nothing else may.
        whole = (left / "bagit.txt").exists()
        with contextlib.nullcontext() if whole else pytest.raises(bagit.BagError):
            bagit.Bag(str(left)).validate()
        with contextlib.suppress(CannotBeChecked):
            assert (not found_in(left).findings) == whole
    assert named_in(lay_down(folder, a_dossier())) == set()


def test_what_a_killed_run_left_is_removed_in_time(tmp_path: Path) -> None:
    old, new = tmp_path / ".handover-bag-old", tmp_path / ".handover-bag-new"
    for path in (old, new):
        (path / "bag" / "data").mkdir(parents=True)
    os.utime(old, (0, 0))
    lay_down(tmp_path, a_dossier())
    assert sorted(path.name for path in tmp_path.iterdir()) == [".handover-bag-new", "HO-0007-v2"]


@pytest.mark.parametrize("room", [100, 1_000, 1_500])
def test_a_full_disk_leaves_nothing(tmp_path: Path, room: int) -> None:
    assert len(LINES) > 1_500
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(DiskFull, match="The disk is full; no bag was made"):
            lay_down(tmp_path / "archive", a_dossier())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list((tmp_path / "archive").iterdir()) == []
