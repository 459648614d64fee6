"""Taking what was fetched of one source: read it, make records of its rows, write what changed, all or nothing."""

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from handover.errors import SourceUnreachable
from handover.initiatives.identifiers import Identified
from handover.initiatives.people.recognised import recognise_people
from handover.initiatives.recognising import recognise
from handover.jobs.gathering.intake import Counts, Intake, Progress
from handover.jobs.gathering.judging import called, judge, known_columns
from handover.jobs.office import Office
from handover.jobs.recording import record, record_file, record_same_files
from handover.jobs.rejected_rows.row_decisions import RowDecisions
from handover.sources.doubts import Doubt
from handover.sources.guards.dates import identical
from handover.sources.guards.observing import Observing
from handover.sources.mapping.mapping import compile_mappings
from handover.sources.reading import read
from handover.sources.registered import RegisteredSource
from handover.sources.request import Content
from handover.store.database import AnyRow, hold_off_snapshots
from handover.store.history import History
from handover.store.rejected import rejected_counts
from handover.store.tables import Moment, gathered_file, gathering, source


class Doubtful(Exception):
    """What was read looks wrong: nothing of it is to be taken. ``counts`` are what it would have done."""

    def __init__(self, doubts: Sequence[Doubt], counts: Counts) -> None:
        super().__init__(", ".join(doubt.code for doubt in doubts))
        self.doubts = tuple(doubts)
        self.counts = counts


class Overtaken(Exception):
    """Another run took the source meanwhile, and what was fetched here may be older than that."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one gathering took. ``same_content`` says that nothing had to be read, since it was read before.

    ``notes`` are sentences about what is new in the source and may be.
    """

    gathering_id: int
    counts: Counts
    same_content: bool = False
    notes: tuple[str, ...] = ()


def last_done(connection: Connection, source_id: int) -> AnyRow | None:
    """The last gathering of a source that counts."""
    return connection.execute(
        select(gathering)
        .where(gathering.c.source_id == source_id, gathering.c.state == "done")
        .order_by(gathering.c.id.desc())
        .limit(1)
    ).one_or_none()


def take(
    connection: Connection,
    one: RegisteredSource,
    content: Content,
    *,
    after: int | None,
    started: datetime,
    office: Office,
    progress: Progress | None = None,
    newest: bool = True,
    held_as: int | None = None,
    trusted: bool = False,
) -> Gathered:
    """Take ``content`` within the transaction of ``connection``, if it still follows the gathering ``after``.

    ``newest`` says that nothing newer was fetched with it, ``held_as`` as which gathering it is held. With ``trusted``
    a person has released it: it counts however it looks. Raises Overtaken, Doubtful, SourceError: then the
    transaction is to be undone.
    """
    hold_off_snapshots(connection)
    hold_source(connection, one.id)
    last = last_done(connection, one.id)
    if (last and last.id) != after:
        raise Overtaken
    if last is not None and same_content(last, content, one):
        taken = _taken_again(connection, one, last, content, started, office, trusted=trusted)
        _supersede(connection, one.id, held_as or taken.gathering_id)
        return taken
    gathering_id = record(connection, one, started, started, Counts(), content=content, origin=_origin(trusted))
    history = History(connection, one.id, gathering_id)
    observing = Observing(one.registration, today=started.date())
    identified = Identified(one.registration.knows_as)
    intake = Intake(history, started, identified, observing, RowDecisions.of(connection, one.id))
    counts = _read(connection, one, intake, gathering_id, content, office, known_columns(last, one), progress)
    if changed := content.changed:
        raise SourceUnreachable(
            f"{changed.name} was changed while it was being read.",
            where=changed.name,
            what_to_do="Gather it again when nobody is saving it.",
        )
    seen = observing.seen(asdict(counts), known=history.known)
    judged = judge(one, content, seen, history.keys_gone_and_new, last, newest=newest, now=started, trusted=trusted)
    if judged.doubts:
        raise Doubtful(judged.doubts, counts)
    recognise(connection, now=started, identified=identified)
    recognise_people(connection, gathering_id, now=started)
    _supersede(connection, one.id, held_as or gathering_id)
    connection.execute(
        update(gathering)
        .where(gathering.c.id == gathering_id)
        .values(finished_at=office.now(), profile=judged.profile.as_json(), **asdict(counts))
    )
    return Gathered(gathering_id, counts, notes=judged.notes)


def hold_source(connection: Connection, source_id: int) -> None:
    """Let one gathering of a source take place, or be decided about, at a time: the second waits here."""
    connection.execute(select(source.c.id).where(source.c.id == source_id).with_for_update(key_share=True))


def _supersede(connection: Connection, source_id: int, until: int) -> None:
    """What was held until then is older than what has just been taken, and cannot be released any more."""
    connection.execute(
        update(gathering)
        .where(gathering.c.source_id == source_id, gathering.c.state == "held", gathering.c.id <= until)
        .values(state="superseded")
    )


def _origin(trusted: bool) -> str:
    return "released" if trusted else "fetched"


def _read(
    connection: Connection,
    one: RegisteredSource,
    intake: Intake,
    gathering_id: int,
    content: Content,
    office: Office,
    known: Collection[str] | None,
    progress: Progress | None,
) -> Counts:
    for fetched in content.files:
        with closing(read(fetched, one.registration, limits=office.settings.limits)) as reading:
            facts = dict(reading.facts)
            file_id = record_file(
                connection,
                gathering_id,
                fetched,
                place=reading.place,
                facts=facts,
                columns=reading.columns,
                names=reading.names,
            )
            intake.take(reading, compile_mappings(one.registration, reading, known), file_id, progress)
            if reading.facts != facts:  # how many rows were passed over is known only now
                found = dict(reading.facts)
                connection.execute(update(gathered_file).where(gathered_file.c.id == file_id).values(facts=found))
    return intake.finish()


def _taken_again(
    connection: Connection,
    one: RegisteredSource,
    last: AnyRow,
    content: Content,
    started: datetime,
    office: Office,
    *,
    trusted: bool,
) -> Gathered:
    rejected, ignored = rejected_counts(connection, one.id)
    counts = Counts(seen=last.seen, unchanged=last.seen - rejected, rejected=rejected, ignored=ignored)
    content = replace(content, dated=content.dated or last.dated)
    since = same_since(connection, last)
    doubt = identical(called(content, one), one.registration, since=since, now=started)
    if doubt is not None and not trusted:
        raise Doubtful([doubt], counts)
    gathering_id = record(
        connection,
        one,
        started,
        office.now(),
        counts,
        content=content,
        sha256=last.content_sha256,
        origin=_origin(trusted),
        profile=last.profile,
    )
    facts = {"same as": "the gathering before"}
    for fetched in content.files:
        record_file(connection, gathering_id, fetched, place=None, facts=facts)
    if not content.files:
        record_same_files(connection, gathering_id, last, office.now())
    return Gathered(gathering_id, counts, same_content=True)


def same_since(connection: Connection, last: AnyRow) -> datetime:
    """Since when a source has had the content that was taken last; from when it was released, where it was."""
    done = (gathering.c.source_id == last.source_id, gathering.c.state == "done")
    other = select(func.coalesce(func.max(gathering.c.id), 0)).where(
        *done, gathering.c.content_sha256 != last.content_sha256
    )
    run = (*done, gathering.c.id > other.scalar_subquery())
    first = select(func.min(gathering.c.started_at, type_=Moment())).where(*run)
    released = select(func.max(gathering.c.started_at, type_=Moment())).where(*run, gathering.c.origin == "released")
    since: datetime = connection.execute(
        select(func.coalesce(released.scalar_subquery(), first.scalar_subquery(), type_=Moment()))
    ).scalar_one()
    return since


def same_content(last: AnyRow, content: Content, one: RegisteredSource) -> bool:
    """Whether a source still has what was taken last, and the same would become of it."""
    if last.registration_sha256 != one.registration.sha256:
        return False
    return content.not_modified or bool(last.content_sha256 == content.sha256)
