"""Offices for tests: a real store, real files in a temporary folder, and a clock that stands where it is put."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from handover.delivery.senders import OutboxSender
from handover.initiatives import look_up
from handover.jobs.moving import recording
from handover.jobs.moving.staff_move import StaffMove, read_incoming
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.settings import Settings
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.sources.secrets import secrets
from handover.store.database import Store
from handover.store.tables import record_version
from handover.transitions.recorded import Transition

LESSONS: Mapping[str, Any] = {
    "name": "lessons",
    "title": "Lessons log",
    "location": "lessons.csv",
    "records": "lesson",
    "key": "Ref",
    "map": {
        "initiative": "Programme",
        "title": "Title",
        "what_happened": "What happened",
        "recorded_on": "Recorded",
    },
}
LESSON_HEADER = ("Ref", "Programme", "Title", "What happened", "Recorded")


@dataclass
class Clock:
    """A clock that a test moves."""

    at: datetime = field(default_factory=lambda: datetime(2025, 6, 2, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def an_office(store: Store, folder: Path, *, now: Callable[[], datetime] | None = None, **settings: Any) -> Office:
    """An office on ``store`` whose workspace is ``folder``; its messages go to the outbox there."""
    made = Settings(folder=folder, **settings)
    return Office(made, store, OutboxSender(made.outbox), secrets(folder, environment={}), now=now or Clock())


def register(office: Office, *registrations: Mapping[str, Any]) -> None:
    with office.store.write() as connection:
        registered.apply(
            connection,
            [Registration.model_validate(one) for one in registrations],
            base=office.settings.folder,
            now=office.now(),
        )


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, header: Sequence[str] = LESSON_HEADER) -> None:
    import csv

    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)


def version_count(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(record_version)).scalar_one()


def a_move(
    office: Office, initiative: str, person: str, *, successor: str | None, on: str, to: Sequence[str]
) -> Transition:
    """That somebody leaves an initiative, recorded; ``successor`` is None where nobody follows yet."""
    incoming = read_incoming(successor) if successor else None
    with office.store.write() as connection:
        move = StaffMove(look_up.find(connection, initiative, on=on), person, incoming)
        return recording.record(office, connection, move, Asked(on, "New post.", to))[0]
