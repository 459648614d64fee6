"""The registered sources, as the store remembers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update

from handover.dates import spoken
from handover.errors import SourceRetired, UnknownSource
from handover.sources.near import did_you_mean
from handover.sources.registering.registration import Registration
from handover.store.database import AnyRow
from handover.store.tables import record_version, source


@dataclass(frozen=True, slots=True)
class Applied:
    """What registering did: names of sources. ``retired`` are declared and were retired: nothing was done with them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retirement:
    """Since when a source is gathered no more, who said so, and why."""

    at: datetime
    by: str
    because: str

    def __str__(self) -> str:
        why = self.because if self.because.endswith((".", "!", "?")) else f"{self.because}."
        return f"on {spoken(self.at.date().isoformat())} by {self.by}: {why}"


@dataclass(frozen=True, slots=True)
class RegisteredSource:
    """One registered source. ``base`` is the folder that its relative location starts from."""

    id: int
    registration: Registration
    base: Path
    retired: Retirement | None = None

    @property
    def name(self) -> str:
        return self.registration.name

    @property
    def content(self) -> tuple[Any, ...]:
        """What tells the content of a source from that of others: where it lies, and which part of that is read."""
        one = self.registration
        part = (one.member, one.sheet, one.items, one.query, one.search, one.options)
        return one.records, self.base, one.location, *part


def apply(connection: Connection, registrations: Iterable[Registration], *, base: Path, now: datetime) -> Applied:
    """Register sources; applying the same again changes nothing. A source that is left out stays registered, and one
    that was retired stays retired.
    """
    stored = {
        row.name: row
        for row in connection.execute(
            select(source.c.name, source.c.registration_sha256, source.c.base, source.c.retired_at)
        )
    }
    added, changed, unchanged, retired = [], [], [], []
    for registration in registrations:
        values = {
            "registration": registration.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            "registration_sha256": registration.sha256,
            "base": str(base),
            "changed_at": now,
        }
        known = stored.get(registration.name)
        if known is None:
            connection.execute(insert(source).values(name=registration.name, registered_at=now, **values))
            added.append(registration.name)
        elif known.retired_at is not None:
            retired.append(registration.name)
        elif (known.registration_sha256, known.base) != (registration.sha256, str(base)):
            connection.execute(update(source).where(source.c.name == registration.name).values(**values))
            changed.append(registration.name)
        else:
            unchanged.append(registration.name)
    return Applied(tuple(added), tuple(changed), tuple(unchanged), tuple(retired))


def registered(connection: Connection, *, also_retired: bool = False) -> list[RegisteredSource]:
    """All registered sources, by name; those that were retired only where these are asked for too."""
    query = select(source).order_by(source.c.name)
    if not also_retired:
        query = query.where(source.c.retired_at.is_(None))
    return [
        RegisteredSource(row.id, Registration.model_validate(row.registration), Path(row.base), retirement_of(row))
        for row in connection.execute(query)
    ]


def find(connection: Connection, name: str, *, also_retired: bool = False) -> RegisteredSource:
    """The source of that name. Raises UnknownSource, offering near ones, or SourceRetired."""
    known = {one.name: one for one in registered(connection, also_retired=True)}
    found = known.get(name)
    if found is None:
        in_use = [one.name for one in known.values() if also_retired or one.retired is None]
        raise UnknownSource(
            f"There is no source called “{name[:80]}”.",
            what_to_do=did_you_mean(name, in_use).strip() or "Register it first: handover source apply sources.yaml",
        )
    if found.retired is not None and not also_retired:
        raise SourceRetired(
            f"{name} was retired {found.retired}",
            what_to_do=f"To use it again: handover source retire {name} --undo",
        )
    return found


def retirement_of(row: AnyRow) -> Retirement | None:
    """Of a row of ``source``, when, by whom and why it was retired; None where it is in use."""
    if row.retired_at is None:
        return None
    return Retirement(row.retired_at, row.retired_by, row.retired_because)


def set_retired(connection: Connection, one: RegisteredSource, retirement: Retirement | None) -> None:
    """Write that a source is retired; with None, that it is in use again."""
    said = (None, None, None) if retirement is None else (retirement.at, retirement.by, retirement.because)
    connection.execute(
        update(source)
        .where(source.c.id == one.id)
        .values(dict(zip(("retired_at", "retired_by", "retired_because"), said, strict=True)))
    )


def counted_twice(connection: Connection) -> list[tuple[str, str]]:
    """Retired sources whose records stand, each beside one in use that has the same content: names of both."""
    stands = select(source.c.name).where(
        source.c.retired_at.is_not(None),
        exists().where(record_version.c.source_id == source.c.id, record_version.c.to_gathering_id.is_(None)),
    )
    standing = set(connection.execute(stands).scalars())
    if not standing:
        return []
    every = registered(connection, also_retired=True)
    return [
        (old.name, new.name)
        for old in every
        if old.name in standing
        for new in every
        if new.retired is None and new.content == old.content
    ]
