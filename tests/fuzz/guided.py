"""``python -m tests.fuzz.guided TARGET SLOWEST [libFuzzer's options, folders and files]``: one target, in this process.

libFuzzer looks for inputs that reach further into Handover's own code; with a file it runs that one again, and shows
what went wrong. The input that took longest is written to the file SLOWEST, with how many seconds it took behind it.
"""

import importlib
import pkgutil
import sys
import time
import warnings
from pathlib import Path

import atheris

import handover.sources

with atheris.instrument_imports(include=["handover.sources"]):
    # Some are imported only once they are needed, which would be too late.
    for module in pkgutil.walk_packages(handover.sources.__path__, "handover.sources."):
        importlib.import_module(module.name)
    from tests.fuzz.targets import TARGETS


def main(name: str, slowest: Path, options: list[str]) -> None:
    target = TARGETS[name]
    warnings.simplefilter("error")  # as in all tests
    for seed in target.corpus():  # so that no first run counts as slow
        target.run(seed)
    longest = 0.0

    def run(data: bytes) -> None:
        nonlocal longest
        began = time.perf_counter()
        target.run(data)
        seconds = time.perf_counter() - began
        if seconds > longest:
            longest = seconds
            slowest.write_bytes(data)
            slowest.with_suffix(".seconds").write_text(str(seconds))

    atheris.Setup([sys.argv[0], *options], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
