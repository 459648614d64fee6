"""The registered sources, as the store remembers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from handover.errors import UnknownSource
from handover.sources.near import did_you_mean
from handover.sources.registering.registration import Registration
from handover.store.tables import source


@dataclass(frozen=True, slots=True)
class Applied:
    """What registering did: names of sources."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisteredSource:
    """One registered source. ``base`` is the folder that its relative location starts from."""

    id: int
    registration: Registration
    base: Path

    @property
    def name(self) -> str:
        return self.registration.name


def apply(connection: Connection, registrations: Iterable[Registration], *, base: Path, now: datetime) -> Applied:
    """Register sources; applying the same again changes nothing. A source that is left out stays registered."""
    stored = {
        row.name: (row.registration_sha256, row.base)
        for row in connection.execute(select(source.c.name, source.c.registration_sha256, source.c.base))
    }
    added, changed, unchanged = [], [], []
    for registration in registrations:
        values = {
            "registration": registration.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            "registration_sha256": registration.sha256,
            "base": str(base),
            "changed_at": now,
        }
        if registration.name not in stored:
            connection.execute(insert(source).values(name=registration.name, registered_at=now, **values))
            added.append(registration.name)
        elif stored[registration.name] != (registration.sha256, str(base)):
            connection.execute(update(source).where(source.c.name == registration.name).values(**values))
            changed.append(registration.name)
        else:
            unchanged.append(registration.name)
    return Applied(tuple(added), tuple(changed), tuple(unchanged))


def registered(connection: Connection) -> list[RegisteredSource]:
    """All registered sources, by name."""
    rows = connection.execute(select(source).where(source.c.retired_at.is_(None)).order_by(source.c.name))
    return [RegisteredSource(row.id, Registration.model_validate(row.registration), Path(row.base)) for row in rows]


def find(connection: Connection, name: str) -> RegisteredSource:
    """The source of that name. Raises UnknownSource, offering near ones."""
    known = {one.name: one for one in registered(connection)}
    if name in known:
        return known[name]
    raise UnknownSource(
        f"There is no source called “{name[:80]}”.",
        what_to_do=did_you_mean(name, known).strip() or "Register it first: handover source apply sources.yaml",
    )
