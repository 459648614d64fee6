"""``python -m tests.fuzz --minutes 60 [TARGET …]``: every parser, each for its share of the time.

What is found lies in ``.fuzz/found`` and is shown; it ends with 1. Inputs that reached further are kept in
``.fuzz/corpus``, where the next run starts from them, and the slowest of each target in ``.fuzz/slowest``.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS

HOME: Final = Path(__file__).parents[2] / ".fuzz"
SECONDS_FOR_ONE: Final = 30  # one that takes longer hangs
MEGABYTES: Final = 2_000
_LAST_LINES: Final = 40

_COVERED: Final = re.compile(r"#(\d+)\s+(\w+)\s+cov: (\d+)")


@dataclass(frozen=True, slots=True)
class Ended:
    """How the fuzzing of one target ended. ``edges`` is what its inputs reached, ``new`` how many of those it found.

    ``slowest`` is the longest that one input took, in seconds; ``found`` is what went wrong, as it was said.
    """

    name: str
    runs: int
    seconds: float
    edges: int
    new: int
    slowest: float
    size: int
    found: str | None

    def __str__(self) -> str:
        return (
            f"{self.name:<16}{self.runs:>12,}{self.runs / self.seconds:>10,.0f}{self.edges:>9,}{self.new:>+8,}"
            f"{self.slowest * 1000:>10,.0f} ms {self.size:>7,} B" + ("  FOUND" if self.found else "")
        )


HEADING: Final = f"{'target':<16}{'runs':>12}{'runs/s':>10}{'reached':>9}{'new':>8}{'slowest':>13} {'of':>9}"


def fuzz(target: Target, seconds: float) -> Ended:
    """Fuzz one target for so long, in a process of its own."""
    corpus, found, slow = (HOME / what / target.name for what in ("corpus", "found", "slowest"))
    for folder in (corpus, found, slow):
        folder.mkdir(parents=True, exist_ok=True)
    slowest = slow / "input"
    slowest.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="handover-fuzz-") as name:
        here = Path(name)
        seeds, words, log = here / "seeds", here / "words", here / "log"
        seeds.mkdir()
        for number, seed in enumerate(target.corpus()):
            (seeds / str(number)).write_bytes(seed)
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
        longest = max(4096, *(2 * len(seed) for seed in target.corpus()))
        options = {
            "max_total_time": int(seconds),
            "timeout": SECONDS_FOR_ONE,
            "rss_limit_mb": MEGABYTES,
            "max_len": longest,
            "dict": words,
            "artifact_prefix": f"{found}/",
            "print_final_stats": 1,
        }
        with log.open("w") as said:
            ended = subprocess.run(
                [
                    *(sys.executable, "-m", "tests.fuzz.guided", target.name, slowest),
                    *(f"-{option}={value}" for option, value in options.items()),
                    *(corpus, seeds),
                ],
                stdout=said,
                stderr=said,
                cwd=HOME.parent,
                check=False,
            )
        text = log.read_text(errors="replace")
        return _ended(target, text, slowest, seconds, failed=ended.returncode != 0)


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def _ended(target: Target, log: str, slowest: Path, seconds: float, *, failed: bool) -> Ended:
    reached = [(int(run), event, int(edges)) for run, event, edges in _COVERED.findall(log)]
    began = next((edges for _, event, edges in reached if event == "INITED"), 0)
    edges = max((edges for *_, edges in reached), default=0)
    told = dict(re.findall(r"stat::(\w+):\s+(\d+)", log))
    runs = int(told.get("number_of_executed_units", reached[-1][0] if reached else 0))
    size, took = (
        (slowest.stat().st_size, float(slowest.with_suffix(".seconds").read_text())) if slowest.exists() else (0, 0.0)
    )
    found = "\n".join(log.splitlines()[-_LAST_LINES:]) if failed else None
    return Ended(target.name, runs, seconds, edges, edges - began, took, size, found)


def fuzzed(targets: list[Target], *, minutes: float, jobs: int) -> Iterator[Ended]:
    """Fuzz these for so many minutes in all, as many at once as there are ``jobs``; each as it ends."""
    seconds = minutes * 60 * jobs / len(targets)
    with ThreadPoolExecutor(jobs) as at_once:
        for one in as_completed([at_once.submit(fuzz, target, seconds) for target in targets]):
            yield one.result()


def main() -> int:
    given = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz every parser.")
    given.add_argument("targets", nargs="*", metavar="TARGET", help=f"all, or some of {', '.join(TARGETS)}")
    given.add_argument("--minutes", type=float, default=60, help="how long in all (60)")
    given.add_argument("--jobs", type=int, default=2, help="how many at once (2)")
    wanted = given.parse_args()
    print(HEADING, flush=True)
    wrong: list[Ended] = []
    targets = [TARGETS[name] for name in wanted.targets or TARGETS]
    for ended in fuzzed(targets, minutes=wanted.minutes, jobs=min(wanted.jobs, len(targets))):
        print(ended, flush=True)
        if ended.found:
            wrong.append(ended)
    for ended in wrong:
        print(f"\n== {ended.name}: the input is in {HOME / 'found' / ended.name}. Run it again with:")
        print(f"   python -m tests.fuzz.guided {ended.name} slowest FILE\n{ended.found}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
