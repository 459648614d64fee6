"""The keys that a check has met: which, by which row, and in no more memory for a million than for a thousand."""

import resource
import signal
import tracemalloc
from collections.abc import Iterator
from contextlib import closing

import pytest

from handover.errors import DiskFull
from handover.jobs.checking.met_keys import MetKeys


@pytest.fixture
def met() -> Iterator[MetKeys]:
    with closing(MetKeys()) as keys:
        yield keys


def test_those_that_were_met_are_known_with_the_row_that_gave_them_first(met: MetKeys) -> None:
    met.add({"L1": 2, "L2": 3})
    met.add({"L2": 9, "L3": 10})
    assert met.among(["L1", "L2", "L3", "L4"]) == {"L1": 2, "L2": 3, "L3": 10}


@pytest.mark.parametrize(
    "key",
    ["", "l1", "L1 ", "Über", "half \ud83d", "a\0b", "x" * 100_000, "' OR 1=1"],
    ids=["blank", "case", "space", "accents", "half a character", "NUL", "very long", "SQL"],
)
def test_any_key_is_one_of_its_own(met: MetKeys, key: str) -> None:
    met.add({"L1": 1})
    assert met.among([key]) == {}
    met.add({key: 2})
    assert met.among([key, "L1"]) == {key: 2, "L1": 1}


def test_nothing_asked_is_nothing_found(met: MetKeys) -> None:
    met.add({})
    assert met.among([]) == {}


def test_a_full_disk_is_said(met: MetKeys) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(DiskFull, match="The disk is full; nothing was changed"):
            met.add({f"L{number}": number for number in range(200_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_memory_does_not_grow_with_their_number(met: MetKeys) -> None:
    tracemalloc.start()
    for start in range(0, 100_000, 2_000):
        met.add({f"LESSON-{number:0100}": number for number in range(start, start + 2_000)})
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(met.among(f"LESSON-{number:0100}" for number in range(99_000, 101_000))) == 1_000
    assert kept < 1_000_000
