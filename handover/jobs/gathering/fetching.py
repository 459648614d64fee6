"""Fetching many sources at once: threads wait for servers and disks, while one after the other is read here."""

import logging
import queue
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from handover.errors import HandoverError, SourceError, SourceUnreachable
from handover.jobs.gathering.taking import last_done
from handover.jobs.office import Office
from handover.sources import registered
from handover.sources.hiding import hiding, traced
from handover.sources.registered import RegisteredSource
from handover.sources.request import Content, Request
from handover.store.tables import gathering

AT_ONCE: Final = 40
# Beyond what fetching one source may take, in seconds: one that keeps no time of its own is then given up.
GRACE: Final = 30.0
_LOOKED_EVERY: Final = 0.5  # seconds, for sources that are to be given up

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fetching:
    """One source as it was asked for, and what came: contents, the oldest first, or the error why none did.

    ``after`` is the gathering that counted last when it was asked for. ``secrets`` are those that it took, which
    nothing that is said of it may repeat.
    """

    source: RegisteredSource
    request: Request
    started: datetime
    after: int | None
    contents: Sequence[Content] = ()
    error: HandoverError | None = None
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


@contextmanager
def fetched(
    office: Office, names: Sequence[str], *, grace: float = GRACE, anew: bool = False
) -> Iterator[Iterator[Fetching]]:
    """Fetch these sources at once; they come as they are done, each once.

    With ``anew`` they are fetched as if nothing of them were known: whole, whether anything changed or not.
    What was fetched lies in a folder that is gone at the end. Raises UnknownSource, StoreError.
    """
    with tempfile.TemporaryDirectory(prefix="handover-", ignore_cleanup_errors=True) as spool:
        asked = [_asked(office, name, Path(spool), anew) for name in names]
        yield iter(_Fetchings(office, asked, office.settings.limits.longest_fetch + grace))


def _asked(office: Office, name: str, spool: Path, anew: bool) -> Fetching:
    with office.store.read() as connection:
        one = registered.find(connection, name)
        last = last_done(connection, one.id)
        since = connection.execute(
            # What is held is fetched again: once what it was judged by has changed, it may be taken.
            select(func.max(gathering.c.dated)).where(gathering.c.source_id == one.id, gathering.c.state == "done")
        ).scalar()
    # A server is only asked whether anything changed where its “no” could be made use of.
    same_rules = not anew and last is not None and last.registration_sha256 == one.registration.sha256
    if since is not None and not same_rules:
        # Of a series, only the newest that counts is read by new rules: the older ones would undo it.
        since -= timedelta(microseconds=1)
    request = Request(
        registration=one.registration,
        base=one.base,
        spool=Path(tempfile.mkdtemp(prefix=f"{name[:40]}-", dir=spool)),
        limits=office.settings.limits,
        now=office.now,
        secrets=office.secrets,
        validators=(last.validators or {}) if last is not None and same_rules else {},
        since=since,
    )
    return Fetching(one, request, office.now(), last.id if last else None)


class _Fetchings:
    """Fetches what was asked for in threads of its own; iterating gives each as it is done."""

    def __init__(self, office: Office, asked: Sequence[Fetching], longest: float) -> None:
        self._office = office
        self._longest = longest
        self._waiting: queue.SimpleQueue[Fetching] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Fetching] = queue.SimpleQueue()
        self._since: dict[int, tuple[Fetching, float]] = {}  # by source: what is under way, and since when
        self._left = {one.source.id for one in asked}
        for one in asked:
            self._waiting.put(one)
        for _ in range(min(AT_ONCE, len(asked))):
            self._start()

    def __iter__(self) -> Iterator[Fetching]:
        while self._left:
            try:
                one = self._done.get(timeout=_LOOKED_EVERY)
            except queue.Empty:
                yield from self._given_up()
                continue
            if one.source.id in self._left:
                self._left.remove(one.source.id)
                yield one

    def _start(self) -> None:
        # As a daemon, so that a source that never ends does not keep the program from ending.
        threading.Thread(target=self._work, name="fetching", daemon=True).start()

    def _work(self) -> None:
        while True:
            try:
                one = self._waiting.get_nowait()
            except queue.Empty:
                return
            self._since[one.source.id] = (one, time.monotonic())
            self._done.put(_fetch(self._office, one))

    def _given_up(self) -> Iterator[Fetching]:
        now = time.monotonic()
        for one, since in list(self._since.values()):
            if one.source.id in self._left and now - since > self._longest:
                self._left.remove(one.source.id)
                self._start()  # its thread may never come back
                yield replace(one, error=_never_ends(one.source.name, self._longest))


def _fetch(office: Office, one: Fetching) -> Fetching:
    found: set[str] = set()

    def secrets(reference: str) -> str:
        secret = one.request.secrets(reference)
        found.add(secret)
        return secret

    try:
        with hiding(found):
            contents = office.fetch(replace(one.request, secrets=secrets))
        return replace(one, contents=contents, secrets=frozenset(found))
    except HandoverError as error:
        return replace(one, error=error)
    except Exception as error:  # noqa: BLE001 - what dies in one source, above all in a plug-in, holds up no other
        log.error("fetching %s\n%s", one.source.name, traced(error, found))
        return replace(one, error=broken(one.source.name, "fetched"))


def broken(name: str, what: str) -> SourceError:
    """What is said of a source over which the program itself, or a plug-in, fell."""
    return SourceError(
        f"{name} could not be {what}, by a fault in Handover or in a plug-in.",
        where=name,
        what_to_do="The log has the details; tell whoever looks after Handover.",
    )


def _never_ends(name: str, longest: float) -> SourceUnreachable:
    return SourceUnreachable(
        f"{name} was not done after {longest:g} seconds and was given up.",
        where=name,
        what_to_do="Gather it again later, or look at what it is fetched from.",
    )
