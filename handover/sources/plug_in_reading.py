"""What a kind from another package reads: looked at before anything is made of it, and given up where it never ends.

It reads in a thread of its own, which hands on rows by the hundred. What it raises, in whatever way, is one sentence
about one source.
"""

import logging
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from handover.errors import HandoverError, SourceError, SourceUnreachable, SourceUnreadable
from handover.settings import Limits
from handover.sources.kinds import Kind
from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched, RawRow, Reading, Reason
from handover.sources.texts import shown

_TOGETHER: Final = 200  # rows that are handed on at once
_AHEAD: Final = 4  # such handfuls that may wait to be taken
_LOOKED_EVERY: Final = 0.2  # seconds, whether nobody wants any more

log = logging.getLogger(__name__)


def read_by_plug_in(kind: Kind, fetched: Fetched, registration: Registration, limits: Limits) -> Reading:
    """Read as ``Kind.read`` does, in at most ``limits.longest_fetch`` seconds in all.

    Raises SourceError, also while rows are iterated: what the plug-in raises as such, that it took too long, that it
    fell over something, or that what it gave is no ``Reading`` or no row of one.
    """
    rows = _Rows(kind, fetched, registration, limits)
    try:
        return replace(rows.reading(), rows=rows)
    except BaseException:
        rows.close()
        raise


class _Rows(Iterator[RawRow]):
    """The rows that a thread reads meanwhile."""

    def __init__(self, kind: Kind, fetched: Fetched, registration: Registration, limits: Limits) -> None:
        self._kind = kind
        self._name = fetched.name
        self._longest = limits.longest_fetch
        self._until = time.monotonic() + limits.longest_fetch
        self._handed: queue.Queue[Any] = queue.Queue(_AHEAD)
        self._ready: list[RawRow] = []
        self._ended = False
        self._wanted = True
        # As a daemon, so that one that never ends does not keep the program from ending.
        arguments = (fetched, registration, limits.largest_source)
        threading.Thread(target=self._read, args=arguments, name="reading", daemon=True).start()

    def reading(self) -> Reading:
        """What the plug-in gave, without its rows."""
        found: Reading = self._next()
        return found

    def __next__(self) -> RawRow:
        if not self._ready and not self._ended:
            self._ready = self._next()[::-1]
            self._ended = not self._ready
        if self._ended:
            raise StopIteration
        return self._ready.pop()

    def close(self) -> None:
        """No more rows are wanted: the thread ends once it has read those that it is at."""
        self._wanted = False

    def _next(self) -> Any:
        try:
            found = self._handed.get(timeout=max(0.0, self._until - time.monotonic()))
        except queue.Empty:
            raise SourceUnreachable(
                f"{self._name} was not read after {self._longest:g} seconds and was given up.",
                where=self._name,
                what_to_do=f"Ask whoever looks after the package that adds the kind “{self._kind.name}”.",
            ) from None
        if isinstance(found, BaseException):
            raise found
        return found

    def _read(self, fetched: Fetched, registration: Registration, largest: int) -> None:
        try:
            reading = self._kind.read(fetched, registration, largest=largest)
            self._check(reading)
            try:
                self._hand_on(replace(reading, rows=iter(())))
                rows = iter(reading.rows)
                while self._wanted and (handful := list(islice(rows, _TOGETHER))):
                    for row in handful:
                        self._check_row(row, dict if reading.columns is None else list)
                    self._hand_on(handful)
                self._hand_on([])
            finally:
                reading.close()
        except HandoverError as error:
            self._hand_on(error)
        except BaseException as error:  # SystemExit too: nothing that another's package does ends the program
            log.exception("the plug-in for %s, reading %s", self._kind.name, self._name)
            self._hand_on(self._fallen(error))

    def _hand_on(self, found: Any) -> None:
        while self._wanted and time.monotonic() < self._until:
            try:
                self._handed.put(found, timeout=_LOOKED_EVERY)
            except queue.Full:
                continue
            return

    def _check(self, reading: Any) -> None:
        if not isinstance(reading, Reading):
            raise self._rubbish(f"{_a(reading)} instead of a Reading")
        for called, names in (("columns", reading.columns), ("names", reading.names)):
            if not (names is None or (isinstance(names, tuple) and all(isinstance(name, str) for name in names))):
                raise self._rubbish(f"a Reading whose {called} are no tuple of texts")
        if not isinstance(reading.facts, Mapping) or not isinstance(reading.place, str | None):
            raise self._rubbish("a Reading whose facts or place are no texts")

    def _check_row(self, row: Any, cells: type[dict[str, Any]] | type[list[Any]]) -> None:
        if not isinstance(row, RawRow):
            raise self._rubbish(f"{_a(row)} instead of a RawRow")
        if type(row.number) is not int or row.number < 1:
            raise self._rubbish("a row whose number is no whole number from 1")
        if not isinstance(row.cells, cells):
            raise self._rubbish(f"row {row.number} as {_a(row.cells)}, where it must be a {cells.__name__}")
        if not isinstance(row.faults, tuple) or not all(isinstance(fault, Reason) for fault in row.faults):
            raise self._rubbish(f"row {row.number} with faults that are no reasons")

    def _rubbish(self, what: str) -> SourceUnreadable:
        return SourceUnreadable(
            f"{self._name} could not be read: the kind “{self._kind.name}” gave {what}.",
            where=self._name,
            what_to_do="Tell whoever looks after the package that adds it.",
        )

    def _fallen(self, error: BaseException) -> SourceError:
        return SourceError(
            f"{self._name} could not be read: the package for the kind “{self._kind.name}” fell over a"
            f" {type(error).__name__}.",
            where=self._name,
            what_to_do="The log has the details; tell whoever looks after that package.",
        )


def _a(thing: Any) -> str:
    return f"a {shown(type(thing).__name__)}"
