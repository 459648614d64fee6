"""Requests for tests that fetch over HTTP: few names on the network, secrets that are known, and no waiting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from handover.settings import Limits
from handover.sources.registering.registration import Registration
from handover.sources.request import Request
from handover.sources.secrets import secrets
from handover.sources.web.addresses import resolve
from tests.offices import LESSONS

NOW: Final = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
LOOPBACK: Final = ("127.0.0.1", "office.example")
# Each has the word in it that no sentence, name or log may have.
SECRETS: Final = {"PASSWORD": "hush", "TOKEN": "hush-token", "KEY": "hush&key", "CLIENT_SECRET": "hush secret"}
BASIC: Final = {"user": "ann", "password": "env:PASSWORD"}


def names(host: str) -> list[str]:
    """The only names that the tests' network knows."""
    if host == "office.example":
        return ["127.0.0.1"]
    if host in ("nowhere.example", ""):
        raise OSError
    return resolve(host)


@dataclass
class Clock:
    """Seconds, which only waiting moves; ``waits`` has how long each time."""

    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def elapsed(self) -> float:
        return sum(self.waits)


def a_request(
    folder: Path,
    location: str,
    *,
    registered: Mapping[str, Any] | None = None,
    limits: Mapping[str, Any] | None = None,
    **more: Any,
) -> Request:
    """A request for a source of lessons at ``location``, with what else is ``registered`` of it, into ``spool``."""
    registration = Registration.model_validate({**LESSONS, "kind": "csv", "location": location, **(registered or {})})
    known = Limits.model_validate({"allow_hosts": LOOPBACK, "timeout": 5, **(limits or {})})
    found = secrets(folder, environment=SECRETS)
    outside = {"resolve": names, "sleep": Clock().sleep, **more}
    return Request(registration, folder, folder / "spool", known, lambda: NOW, found, **outside)


def left_in(folder: Path) -> list[str]:
    """The names of the files in the spool folder."""
    return sorted(path.name for path in (folder / "spool").iterdir()) if (folder / "spool").exists() else []
