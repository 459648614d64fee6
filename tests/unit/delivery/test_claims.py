"""Which process holds a claim, and whether it is known to have ended."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from handover.delivery.claims import is_dead, lapsed, this_process

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
PRINT = "from handover.delivery.claims import this_process; print(this_process(), flush=True); input()"


def test_this_process_lives() -> None:
    assert not is_dead(this_process())


def test_another_lives_until_it_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PRINT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        holder = process.stdout.readline().strip()
        assert holder != this_process()
        assert not is_dead(holder)
        process.kill()
        process.wait()
        assert is_dead(holder)


def test_a_number_that_was_given_to_a_later_process_is_not_the_same_process() -> None:
    before, _, started = this_process().rpartition(" ")
    assert is_dead(f"{before} {int(started) - 1}")


ELSEWHERE = [
    pytest.param("another-machine pid:[1] 77 4711", id="another machine or container"),
    pytest.param("unknown 77 None", id="a system that does not say"),
    pytest.param("", id="nothing"),
    pytest.param("x", id="one word"),
]


@pytest.mark.parametrize("holder", ELSEWHERE)
def test_of_what_cannot_be_seen_from_here_nothing_is_known(holder: str) -> None:
    assert not is_dead(holder)


def test_a_claim_lapses_at_its_time_or_with_its_holder() -> None:
    until = NOW + timedelta(minutes=10)
    before, _, started = this_process().rpartition(" ")
    assert not lapsed(this_process(), until, now=NOW)
    assert lapsed(this_process(), until, now=until)
    assert lapsed(f"{before} {int(started) - 1}", until, now=NOW)
    assert not lapsed(None, until, now=NOW)
