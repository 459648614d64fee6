"""The process that renders dossiers, one after the other; run as a module by ``workers``, never imported.

It is asked over a connection and answers over it: ``Job`` and ``Answer`` in ``messages``. A thread of it watches the
processor time and the memory that each dossier takes, and when that is too much says where the rendering stood and
ends the process: no other way ends what a library written in C is at. What it cannot see, the system's limits end.
"""

import ctypes
import gc
import logging
import os
import pickle
import resource
import signal
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from handover.errors import HandoverError
from handover.publish.rendering.messages import Answer, Excess, Job

log: Final = logging.getLogger("handover.publish.rendering")

_GLANCE: Final = 0.05  # seconds between two looks at what a dossier takes
_GRACE: Final = 5  # seconds after which the system ends what the watching thread could not
_SLACK: Final = 512 * 1024 * 1024  # bytes of address space that are not memory: libraries, fonts, what is freed
_ENDED: Final = 3
_DIE_WITH_PARENT: Final = 1  # Linux: PR_SET_PDEATHSIG


class _Kept(logging.Handler):
    """Keeps what is said to the log, which the process that asked has."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.msg, record.args, record.exc_info = record.getMessage(), None, None
        self.records.append(record)

    def taken(self) -> list[logging.LogRecord]:
        records, self.records = self.records, []
        return records


class _Watch(threading.Thread):
    """Looks at what the job in hand takes; ends the process where it is too much."""

    def __init__(self, connection: Connection, kept: _Kept) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        self._kept = kept
        self._main = threading.get_ident()
        self._turn = threading.Lock()
        self._working = threading.Event()
        self._job: Job | None = None
        self._began = 0.0

    def begin(self, job: Job) -> None:
        self._began = time.process_time()
        self._job = job
        self._working.set()

    def end(self, answer: Answer) -> None:
        """Send the answer, unless the job has been ended already."""
        with self._turn:
            self._job = None
            self._working.clear()
            self._connection.send_bytes(pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))

    def run(self) -> None:
        while self._working.wait():
            with self._turn:
                job = self._job
                excess = None if job is None else self._excess(job)
                if excess is not None:
                    self._give_up(excess)
            time.sleep(_GLANCE)

    def _excess(self, job: Job) -> Excess | None:
        if time.process_time() - self._began > job.seconds:
            return "seconds"
        return "memory" if resident() > job.memory else None

    def _give_up(self, excess: Excess) -> None:
        from handover.publish.rendering.place import section_of

        section = section_of(sys._current_frames().get(self._main))
        answer = Answer(excess=excess, section=section, log=self._kept.taken())
        self._connection.send_bytes(pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))
        os._exit(_ENDED)


def main(descriptor: int) -> None:
    """Answer what is asked over the connection, until nobody is there to ask."""
    _die_with_parent()
    connection = Connection(descriptor)
    kept = _Kept()
    logging.getLogger("handover").setLevel(logging.INFO)
    logging.getLogger("handover").addHandler(kept)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()
    _warm_up()
    # What is there from the beginning is not looked at again when garbage is collected between two dossiers.
    gc.freeze()
    watch = _Watch(connection, kept)
    watch.start()
    while True:
        try:
            job: Job = pickle.loads(connection.recv_bytes())  # noqa: S301 - written by our own program
        except EOFError:
            return
        _limit(job)
        watch.begin(job)
        answer = _answered(job)
        answer.log = kept.taken()
        watch.end(answer)
        del answer, job
        gc.collect()


def _warm_up() -> None:
    from handover.publish import forms, pdf  # noqa: F401
    from handover.publish.libraries import require_rendering_libraries

    try:
        require_rendering_libraries()
        import weasyprint  # noqa: F401
    except HandoverError:
        return  # it is said of each dossier


def _answered(job: Job) -> Answer:
    from handover.publish.forms import publish
    from handover.publish.json_form import dossier_from_json
    from handover.publish.looks import PLAIN, looks_in
    from handover.publish.rendering.place import last_frame, section_of

    try:
        looks = PLAIN if job.templates is None else looks_in(job.templates)
        files: dict[Any, bytes] = dict(publish(dossier_from_json(job.dossier), looks=looks))
    except MemoryError as error:
        return Answer(excess="memory", section=section_of(last_frame(error.__traceback__)))
    except HandoverError as error:
        return Answer(refusal=error.with_traceback(None))
    except Exception as error:
        log.exception("rendering a dossier")
        return Answer(excess="broken", section=section_of(last_frame(error.__traceback__)))
    return Answer(files=files, resident=resident())


def _limit(job: Job) -> None:
    """Have the system end what the watching thread does not come to end."""
    used = int(time.process_time() + job.seconds + _GRACE)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used, hard))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + job.memory + _SLACK, hard))


def _pages(place: int) -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[place]) * resource.getpagesize()


def resident() -> int:
    """The memory that this process has, in bytes; where the system does not say, the most that it has had."""
    try:
        return _pages(1)
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def _address_space() -> int:
    try:
        return _pages(0)
    except OSError:
        return 64 * 1024**3  # there it is not memory that such a limit would bound


def _die_with_parent() -> None:
    """An end of the connection is only seen between two dossiers; Linux can tell at once."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
