"""The processes that render, seen from the program that asks them: started when wanted, kept, and ended with it."""

import atexit
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from typing import Final

from handover.dossier.model import Dossier
from handover.publish.forms import Form
from handover.publish.json_form import dossier_as_json
from handover.publish.rendering.messages import Answer, Excess, Job, refused

# After so many dossiers, or with so much memory after one, a process is replaced: what libraries keep comes to an end.
MOST_DOSSIERS: Final = 250
MOST_RESIDENT: Final = 450_000_000
# Beyond its processor time a dossier may wait for a busy machine, but not for ever: so many times it, and seconds.
_PATIENCE: Final = 10
_START: Final = 120


class Worker:
    """One process that renders. Not to be asked by two threads at once."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        self.answered = 0
        self.resident = 0
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                [sys.executable, "-P", "-W", "ignore", "-m", f"{__package__}.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                # A Ctrl-C is meant for whoever asked, and ends this by ending that.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def worn(self) -> bool:
        """Whether it is to be replaced."""
        return self._process.poll() is not None or self.answered >= MOST_DOSSIERS or self.resident > MOST_RESIDENT

    def render(self, job: Job) -> Answer:
        """Ask for one dossier. A process that ended over it cannot be asked again."""
        try:
            self._connection.send_bytes(pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL))
            if not self._connection.poll(_PATIENCE * job.seconds + _START):
                self.end()
                return Answer(excess="seconds")
            answer: Answer = pickle.loads(self._connection.recv_bytes())  # noqa: S301 - written by our own program
        except (EOFError, OSError):
            self._connection.close()
            return Answer(excess=_why(self._process.wait()))
        self.answered += 1
        self.resident = answer.resident
        if answer.excess in ("seconds", "memory"):
            self.end()
        return answer

    def end(self) -> None:
        with suppress(OSError):
            self._connection.close()
        self._process.kill()
        self._process.wait()


def _why(status: int) -> Excess:
    """What ended a process that said nothing: the system's limits, by the signals that they and libraries use."""
    if status == -signal.SIGXCPU:
        return "seconds"
    return "memory" if status in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGKILL, -signal.SIGSEGV) else "broken"


class _Idle:
    """The processes that wait for work. A program that was forked has none of those of its parent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._workers: list[Worker] = []
        self._owner = os.getpid()

    def take(self) -> Worker:
        with self._lock:
            if self._owner != os.getpid():
                self._workers, self._owner = [], os.getpid()
            while self._workers:
                worker = self._workers.pop()
                if not worker.worn:
                    return worker
                worker.end()
        return Worker()

    def give_back(self, worker: Worker) -> None:
        if worker.worn:
            worker.end()
            return
        with self._lock:
            self._workers.append(worker)

    def end(self) -> None:
        with self._lock:
            if self._owner == os.getpid():
                while self._workers:
                    self._workers.pop().end()


_idle: Final = _Idle()
atexit.register(_idle.end)


def render(dossier: Dossier, *, seconds: float, memory: int, templates: Path | None = None) -> dict[Form, bytes]:
    """The dossier in each of its forms, as ``publish`` gives them, made in a process of its own, with what lies in the
    office's folder of ``templates``.

    It may take so many processor ``seconds`` and bytes of ``memory``. Threads may call this at once; each has a process
    of its own then. Raises RenderError, which says which section took too much where that can be told; then there is
    none of the forms.
    """
    job = Job(dossier_as_json(dossier), seconds, memory, templates)
    worker = _idle.take()
    try:
        answer = worker.render(job)
    except BaseException:
        worker.end()
        raise
    _idle.give_back(worker)
    for record in answer.log:
        logger = logging.getLogger(record.name)
        if logger.isEnabledFor(record.levelno):
            logger.handle(record)
    if answer.refusal is not None:
        raise answer.refusal
    if answer.files is None:
        raise refused(answer.excess or "broken", answer.section, job)
    return answer.files


def end_idle() -> None:
    """End the processes that wait for work."""
    _idle.end()
