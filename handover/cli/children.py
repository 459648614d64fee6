"""Programs that a command starts beside itself, and stops again, with all that they started in turn."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

# A log that has grown beyond this, in bytes, is put aside at the next start.
LARGE_LOG: Final = 5_000_000
GLANCE: Final = 0.25  # seconds between two looks at a child


class Child:
    """One program, in a group of its own so that a Ctrl-C meant for us does not reach it.

    Its standard input ends when this process does, however it ends; its output goes to ``log``.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.log = log
        if log.exists() and log.stat().st_size > LARGE_LOG:
            log.replace(log.with_name(f"{log.name}.old"))
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - the command is ours, no text from outside
                command,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=folder,
                pass_fds=tuple(pass_fds),
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stop(self, patience: float, hurried: Callable[[], bool] = lambda: False) -> None:
        """Ask it to end; after ``patience`` seconds, or once ``hurried``, end it and all that it started."""
        stdin = self._process.stdin
        if stdin is None or stdin.closed:
            return
        deadline = time.monotonic() + patience
        if self.running:
            self._process.send_signal(signal.SIGTERM)
        while self.running and time.monotonic() < deadline and not hurried():
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(GLANCE)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        stdin.close()
