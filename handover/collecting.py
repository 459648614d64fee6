"""Python's garbage collector, kept still while many objects are made and hardly any garbage is."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_still = 0


@contextmanager
def without_collecting() -> Iterator[None]:
    """While this lasts, in any thread, nothing is collected but what ``collect_young`` is called for."""
    global _still  # noqa: PLW0603 - the collector is one for the whole process, and so is this
    with _lock:
        _still += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _still -= 1
            if not _still:
                gc.enable()


def collect_young() -> None:
    """Collect what was made since the last time; costs by that, not by what there is."""
    gc.collect(0)
