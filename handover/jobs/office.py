"""An office at work: its settings, its store, and its ways to the outside, each of which can be replaced."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from handover import settings as settings_file
from handover.delivery.senders import MailSender, sender_for
from handover.settings import Limits, Settings
from handover.sources.fetch import fetch
from handover.sources.rows import Fetched
from handover.store.database import Store


class Fetcher(Protocol):
    """Brings a source's content to a local file (``handover.sources.fetch.fetch``)."""

    def __call__(
        self, location: str, *, base: Path, spool: Path, limits: Limits, now: Callable[[], datetime]
    ) -> Fetched: ...


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    settings: Settings
    store: Store
    sender: MailSender
    now: Callable[[], datetime] = field(default=clock)
    fetch: Fetcher = field(default=fetch)

    @classmethod
    @contextmanager
    def open(cls, folder: Path, *, now: Callable[[], datetime] = clock) -> Iterator["Office"]:
        """Open the workspace ``folder``; its store is brought up to date. Raises WorkspaceError, StoreError."""
        settings = settings_file.load(folder)
        store = Store.open(settings.database_url)
        try:
            yield cls(settings, store, sender_for(settings), now=now)
        finally:
            store.close()
