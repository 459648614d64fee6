"""How things are timed: in turn with what they are compared to, several times; the median of the ratios counts."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing and its limit. ``limit`` is in the same unit as ``value``: a ratio, seconds or megabytes."""

    name: str
    value: float
    limit: float
    unit: str
    remark: str = ""

    @property
    def kept(self) -> bool:
        return self.value <= self.limit

    def __str__(self) -> str:
        verdict = "kept" if self.kept else "OVER"
        return f"{verdict}  {self.name:<62} {self.value:8.2f} {self.unit:<3} (limit {self.limit:g}) {self.remark}"


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes, once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def most_megabytes() -> float:
    """The most memory that this process has had at a time. What the system counts for a process that was started by a
    larger one is more: it begins with the memory of that one.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    raise OSError("This system does not say how much memory a process has had.")


def ratio(ours: Callable[[], object], bare: Callable[[], object], *, pairs: int) -> tuple[float, float, float]:
    """The median ratio of ours to bare over ``pairs`` runs in turn, and the median seconds of each."""
    ratios, our_seconds, bare_seconds = [], [], []
    for _ in range(pairs):
        bare_seconds.append(seconds(bare))
        our_seconds.append(seconds(ours))
        ratios.append(our_seconds[-1] / bare_seconds[-1])
    return statistics.median(ratios), statistics.median(our_seconds), statistics.median(bare_seconds)
