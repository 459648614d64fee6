"""Gather one source: fetch it, read it, make records of its rows, and write what changed, all or nothing."""

import logging
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from handover.dossier.wording import counted
from handover.errors import HandoverError, SourceError, SourceUnreachable, SourceUnreadable
from handover.initiatives.identity import recognise
from handover.jobs.intake import Counts, Intake, Progress
from handover.jobs.office import Office
from handover.sources import registered
from handover.sources.mapping import compile_mapping
from handover.sources.reading import read
from handover.sources.registered import RegisteredSource
from handover.sources.rows import Fetched
from handover.store.database import AnyRow, hold_off_snapshots
from handover.store.history import History
from handover.store.tables import gathered_file, gathering, source

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GatheringReport:
    """How the gathering of one source ended. ``error`` is why nothing of it was taken, where that is so."""

    source: str
    counts: Counts
    seconds: float
    error: HandoverError | None = None
    same_content: bool = False


def source_names(office: Office) -> list[str]:
    """The names of all sources that can be gathered."""
    with office.store.read() as connection:
        return [one.name for one in registered.registered(connection)]


def gather_source(office: Office, name: str, progress: Progress | None = None) -> GatheringReport:
    """Gather the source called ``name`` once.

    A source that cannot be fetched or read is reported with its error, and remembered; what was gathered
    before stands. ``progress`` is called with the number of rows done so far. Raises UnknownSource, StoreError.
    """
    while True:
        with office.store.read() as connection:
            one = registered.find(connection, name)
            before = _last_done(connection, one.id)
        started = office.now()
        try:
            with tempfile.TemporaryDirectory(prefix="handover-") as spool:
                fetched = office.fetch(
                    one.registration.location,
                    base=one.base,
                    spool=Path(spool),
                    limits=office.settings.limits,
                    now=office.now,
                )
                with office.store.write() as connection:
                    hold_off_snapshots(connection)
                    # One gathering of a source at a time: the second waits here.
                    connection.execute(select(source.c.id).where(source.c.id == one.id).with_for_update())
                    last = _last_done(connection, one.id)
                    if (last and last.id) != (before and before.id):
                        # Another took the source meanwhile, and what was fetched here may be older than that.
                        continue
                    counts, same = _take(connection, one, last, fetched, started, office, progress)
        except SourceError as error:
            log.warning("%s: %s", name, error)
            with office.store.write() as connection:
                _record(connection, one, started, office.now(), Counts(), content=None, error=error)
            return GatheringReport(name, Counts(), _seconds(started, office.now()), error=error)
        return GatheringReport(name, counts, _seconds(started, office.now()), same_content=same)


def _seconds(started: datetime, ended: datetime) -> float:
    return (ended - started).total_seconds()


def _take(
    connection: Connection,
    one: RegisteredSource,
    last: AnyRow | None,
    fetched: Fetched,
    started: datetime,
    office: Office,
    progress: Progress | None,
) -> tuple[Counts, bool]:
    if last is not None and _same(last, fetched, one):
        counts = Counts(seen=last.seen, unchanged=last.seen - last.rejected, rejected=last.rejected)
        gathering_id = _record(connection, one, started, office.now(), counts, content=fetched.sha256)
        _record_file(connection, gathering_id, fetched, place=None, facts={"same as": "the gathering before"})
        return counts, True
    gathering_id = _record(connection, one, started, started, Counts(), content=fetched.sha256)
    with closing(read(fetched, one.registration, limits=office.settings.limits)) as reading:
        file_id = _record_file(connection, gathering_id, fetched, place=reading.place, facts=dict(reading.facts))
        mapping = compile_mapping(one.registration, reading.columns)
        history = History(connection, one.id, gathering_id)
        counts = Intake(history, mapping, reading.columns, file_id, started).take_all(reading, progress)
    if fetched.changed():
        raise SourceUnreachable(
            f"{fetched.name} was changed while it was being read.",
            where=fetched.name,
            what_to_do="Gather it again when nobody is saving it.",
        )
    if counts.vanished and not counts.seen and not one.registration.may_be_empty:
        raise SourceUnreadable(
            f"{fetched.name} has no rows any more, where {counted(counts.vanished, 'record')} of it "
            f"{'is' if counts.vanished == 1 else 'are'} known; nothing was changed.",
            where=fetched.name,
            what_to_do="Check the file. If it is right, add “may_be_empty: true” to the source's registration.",
        )
    recognise(connection, now=started)
    connection.execute(
        update(gathering).where(gathering.c.id == gathering_id).values(finished_at=office.now(), **asdict(counts))
    )
    return counts, False


def _last_done(connection: Connection, source_id: int) -> AnyRow | None:
    return connection.execute(
        select(gathering)
        .where(gathering.c.source_id == source_id, gathering.c.state == "done")
        .order_by(gathering.c.id.desc())
        .limit(1)
    ).one_or_none()


def _same(last: AnyRow, fetched: Fetched, one: RegisteredSource) -> bool:
    return bool(last.content_sha256 == fetched.sha256 and last.registration_sha256 == one.registration.sha256)


def _record(
    connection: Connection,
    one: RegisteredSource,
    started: datetime,
    finished: datetime,
    counts: Counts,
    *,
    content: str | None,
    error: HandoverError | None = None,
) -> int:
    number: int = connection.execute(
        insert(gathering)
        .values(
            source_id=one.id,
            started_at=started,
            finished_at=finished,
            state="failed" if error else "done",
            registration_sha256=one.registration.sha256,
            content_sha256=content,
            error=error.as_json() if error else None,
            **asdict(counts),
        )
        .returning(gathering.c.id)
    ).scalar_one()
    return number


def _record_file(
    connection: Connection, gathering_id: int, fetched: Fetched, *, place: str | None, facts: dict[str, str]
) -> int:
    number: int = connection.execute(
        insert(gathered_file)
        .values(
            gathering_id=gathering_id,
            name=fetched.name,
            place=place,
            sha256=fetched.sha256,
            size=fetched.size,
            fetched_at=fetched.fetched_at,
            facts=facts,
        )
        .returning(gathered_file.c.id)
    ).scalar_one()
    return number
