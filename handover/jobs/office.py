"""An office at work: its settings, its store, and its ways to the outside, each of which can be replaced."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from handover import settings as settings_file
from handover.delivery.senders import MailSender, sender_for
from handover.settings import Settings
from handover.sources.fetch import fetch
from handover.sources.request import Content, Request, Secrets
from handover.sources.secrets import Finder, secrets
from handover.store.database import Store

# Brings what a source holds to local files (``handover.sources.fetch.fetch``).
Fetcher = Callable[[Request], list[Content]]


# Reading is work for the processor and ends in one transaction: two at once would only wait for each other.
_READING: Final = threading.Lock()


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """``secrets`` resolves references such as ``env:NAME``; ``reading`` is held by who reads what was fetched."""

    settings: Settings
    store: Store
    sender: MailSender
    secrets: Secrets
    now: Callable[[], datetime] = field(default=clock)
    fetch: Fetcher = field(default=fetch)
    reading: threading.Lock = field(default=_READING)

    @classmethod
    @contextmanager
    def open(
        cls,
        folder: Path,
        *,
        now: Callable[[], datetime] = clock,
        finders: Mapping[str, Finder] | None = None,
    ) -> Iterator["Office"]:
        """Open the workspace ``folder``; its store is brought up to date. ``finders`` are further ways to find
        secrets, by the scheme of their references. Raises WorkspaceError, StoreError.
        """
        settings = settings_file.load(folder)
        store = Store.open(settings.database_url)
        try:
            yield cls(settings, store, sender_for(settings), secrets(settings.folder, others=finders), now=now)
        finally:
            store.close()
