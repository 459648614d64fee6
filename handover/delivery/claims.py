"""Who is sending a message: the claim on it, and whether the process that holds the claim still lives.

A claim is a conditional UPDATE, so of two processes one gets it. It lapses by itself at a time, and at once where
its holder is known to be dead: on the same machine, in the same set of processes, no longer there.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, or_, update

from handover.store import tables

_message = tables.message

_PROC: Final = Path("/proc")
# Between these two, what a line of /proc/PID/stat says is the name of the program, which may hold anything.
_NAME_END: Final = ")"
_START_TIME: Final = 19  # the field's place after the name (proc_pid_stat(5), field 22)


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that this process alone may send, until the claim lapses. ``attempt`` counts from 1."""

    message: int
    attempt: int
    holder: str


def claim(connection: Connection, message: int, *, state: str, attempts: int, until: datetime) -> Claim | None:
    """Claim a message that was seen in ``state`` after ``attempts``; None where another was faster."""
    holder = this_process()
    changed = connection.execute(
        update(_message)
        .where(_message.c.id == message, _message.c.state == state, _message.c.attempts == attempts)
        .values(state="sending", attempts=attempts + 1, due_at=until, claimed_by=holder)
    )
    return Claim(message, attempts + 1, holder) if changed.rowcount == 1 else None


def record_sent(connection: Connection, claimed: Claim, *, way: str, remark: str | None, at: datetime) -> None:
    """Remember that the message was taken. It counts even where the claim has lapsed meanwhile."""
    connection.execute(
        update(_message)
        .where(_message.c.id == claimed.message, _message.c.state != "sent")
        .values(state="sent", sent_at=at, way=way, remark=remark, claimed_by=None)
    )


def record_unsent(connection: Connection, claimed: Claim, *, state: str, remark: str, due_at: datetime) -> None:
    """Remember that the message was not taken, unless the claim has lapsed and another holds it by now."""
    connection.execute(
        update(_message)
        .where(
            _message.c.id == claimed.message,
            _message.c.state == "sending",
            _message.c.attempts == claimed.attempt,
            or_(_message.c.claimed_by == claimed.holder, _message.c.claimed_by.is_(None)),
        )
        .values(state=state, remark=remark, due_at=due_at, claimed_by=None)
    )


def lapsed(holder: str | None, until: datetime, *, now: datetime) -> bool:
    """Whether a claim no longer holds: its time is over, or its holder is known to be dead."""
    return now >= until or (holder is not None and is_dead(holder))


def this_process() -> str:
    """This process, told apart from every other that ever ran here: machine, set of processes, number, start."""
    return f"{_surroundings()} {os.getpid()} {_started(os.getpid())}"


def is_dead(holder: str) -> bool:
    """Whether the process is known to have ended; False where that cannot be known from here."""
    surroundings, _, process = holder.rpartition(" ")[0].rpartition(" ")
    started = holder.rpartition(" ")[2]
    if surroundings != _surroundings() or not process.isdigit() or not started.isdigit():
        return False
    return str(_started(int(process))) != started


@lru_cache(maxsize=1)
def _surroundings() -> str:
    """The machine since it was last started, and the set of processes that this one can see (containers)."""
    try:
        return f"{(_PROC / 'sys/kernel/random/boot_id').read_text().strip()} {os.readlink(_PROC / 'self/ns/pid')}"
    except OSError:
        return "unknown"


def _started(process: int) -> int | None:
    """When the process started, in ticks since the machine did; None where it is not there."""
    try:
        line = (_PROC / str(process) / "stat").read_text(errors="replace")
    except OSError:
        return None
    fields = line.rpartition(_NAME_END)[2].split()
    # A zombie has ended, though nobody has taken note of it.
    return None if fields[0] in "ZX" else int(fields[_START_TIME])
