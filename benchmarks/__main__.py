"""``python -m benchmarks [PART]...``: print each figure; fail where a limit is not kept."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    bank,
    batches,
    beside,
    detection,
    family,
    gathering,
    matching,
    people,
    portfolio,
    rendering,
    starting,
)
from benchmarks.measuring import Figure

PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "gathering": gathering.figures,
    "beside": beside.figures,
    "memory": gathering.memory,
    "matching": matching.figures,
    "people": people.figures,
    "family": family.figures,
    "detection": detection.figures,
    "batches": batches.figures,
    "bank": bank.figures,
    "rendering": lambda _folder: rendering.figures(),
    "dossier": portfolio.from_a_store,
    "portfolio": portfolio.figures,
    "starting": starting.figures,
}


def main(wanted: list[str]) -> int:
    kept = True
    with tempfile.TemporaryDirectory(prefix="handover-bench-") as folder:
        for name in wanted or PARTS:
            for figure in PARTS[name](Path(folder)):
                print(figure, flush=True)
                kept = kept and figure.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
