"""Letting a database work while this program does: what is to be written goes to it in a thread of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import Connection

Work = Callable[[], None]


@contextmanager
def beside(connection: Connection, work: Work) -> Iterator[None]:
    """Do ``work`` on ``connection`` while the body runs, which must not use it; it is done when this ends.

    A server is waited for; SQLite works in this process, where a thread would only fight for the interpreter, so that
    there it is done first.
    """
    if connection.dialect.name == "sqlite":
        work()
        yield
        return
    with ThreadPoolExecutor(1, thread_name_prefix="writing") as thread:
        written = thread.submit(work)
        yield
        written.result()
