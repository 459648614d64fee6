"""Detecting transitions: precision and recall on published lists, and what it costs beside the gathering."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.detection.quality import quality
from benchmarks.detection.speed import speed
from benchmarks.measuring import Figure


def figures(folder: Path) -> Iterator[Figure]:
    """Quality, then speed."""
    yield from quality(folder)
    yield from speed(folder)
