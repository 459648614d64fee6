"""The log of a workspace, ``handover.log``: what only somebody who looks for a fault wants to read."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from handover.workspace import LOG_NAME

# A log that has grown beyond this, in bytes, is put aside at the next start.
_LARGE: Final = 5_000_000


class _File(logging.FileHandler):
    """Made when the first line is written. That it cannot be written stops no command."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", errors="backslashreplace", delay=True)
        self.setLevel(logging.WARNING)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Nobody can be told: the sentence that matters goes to the screen anyway."""


@contextmanager
def quiet() -> Iterator[None]:
    """While this lasts, nothing that is logged or warned of reaches the screen."""
    silence = logging.NullHandler()
    root = logging.getLogger()
    root.addHandler(silence)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.removeHandler(silence)


@contextmanager
def logged_in(folder: Path) -> Iterator[None]:
    """While this lasts, warnings and errors of every library go to the log of the workspace ``folder``."""
    path = folder / LOG_NAME
    with suppress(OSError):
        if path.stat().st_size > _LARGE:
            path.replace(path.with_name(f"{LOG_NAME}.old"))
    file = _File(path)
    root = logging.getLogger()
    root.addHandler(file)
    try:
        yield
    finally:
        root.removeHandler(file)
        file.close()


def note(error: BaseException, folder: Path | None) -> Path:
    """Write an error with its traceback into the log of ``folder``; where there is none, into a file of its own."""
    if folder is not None:
        with suppress(OSError), (folder / LOG_NAME).open("a", encoding="utf-8"):
            return _written(error, folder / LOG_NAME)
    with tempfile.NamedTemporaryFile(prefix="handover-", suffix=".log", delete=False) as file:
        return _written(error, Path(file.name))


def _written(error: BaseException, path: Path) -> Path:
    file = _File(path)
    record = logging.LogRecord(
        "handover.cli",
        logging.ERROR,
        __file__,
        0,
        "%s",
        (type(error).__name__,),
        (type(error), error, error.__traceback__),
    )
    file.handle(record)
    file.close()
    return path
