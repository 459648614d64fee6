"""How long a person waits for the command line."""

import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.gathering import ROWS, Gathered, write_lessons
from benchmarks.measuring import Figure, seconds

RUNS = 7


def figures(folder: Path) -> Iterator[Figure]:
    """The help, and one initiative in a store of 200,000 records: median seconds of a whole process."""
    gathered = Gathered(folder / "starting")
    write_lessons(gathered.folder / "lessons.csv", ROWS)
    gathered.empty()
    gathered.gather()
    (gathered.folder / "handover.toml").touch()
    yield Figure("handover --help", _median("--help"), 0.3, "s")
    show = ("initiative", "show", "Programme 7", "--workspace", str(gathered.folder))
    yield Figure("handover initiative show, of 200,000 records", _median(*show), 0.6, "s")
    shutil.rmtree(gathered.folder)


def _median(*arguments: str) -> float:
    return statistics.median(seconds(lambda: _run(arguments)) for _ in range(RUNS))


def _run(arguments: Sequence[str]) -> None:
    program = Path(sys.executable).with_name("handover")
    subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL)
