"""What is kept still around WeasyPrint while it works: its messages, and the clock that fonts see."""

import logging
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

log: Final = logging.getLogger(__name__)


class _Listener(logging.Handler):
    """Hears what WeasyPrint says in this thread, passes it on to our log, and keeps what it calls errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.errors: list[str] = []
        self.heard: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        # A character without a glyph is reported once for each time it occurs.
        if record.thread != self.thread or message in self.heard:
            return
        self.heard.add(message)
        # Of no use to a reader, and so not a warning of ours; in the log it helps whoever looks for a cause.
        log.info("WeasyPrint: %s", message)
        if record.levelno >= logging.ERROR:
            self.errors.append(message)


@contextmanager
def watched() -> Iterator[list[str]]:
    """While this lasts WeasyPrint's messages go to our log alone; yields the errors among them."""
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    logger.propagate = False
    logger.addHandler(listener)
    try:
        # WeasyPrint leaves the file of its colour profile to be closed by the interpreter.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            yield listener.errors
    finally:
        logger.removeHandler(listener)


@contextmanager
def dated(moment: datetime) -> Iterator[None]:
    """While this lasts, fonts that have to be rewritten are dated ``moment`` and not now."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
