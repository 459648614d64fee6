"""Read from the store everything that is known about one initiative: the input of a dossier."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select

from handover.dossier.concordance.select import select_concordance
from handover.dossier.desk.select import select_desk
from handover.dossier.expectations.waivers import select_waivers
from handover.dossier.file_versions import OF_THE_FILE, FileVersions
from handover.dossier.heritage.select import select_heritage
from handover.dossier.known import (
    Known,
    KnownDecision,
    KnownHeld,
    KnownName,
    KnownRejection,
    KnownSource,
)
from handover.dossier.known_records import records
from handover.dossier.known_transition import known_transition
from handover.dossier.model import SourceFile
from handover.dossier.rejections import names_nobody, names_one_of, plain
from handover.dossier.row_decisions import OF_THE_DECISION, corrections, decision_of
from handover.initiatives import identity
from handover.initiatives.belonging import names_of, records_of
from handover.initiatives.names import compared, normalised
from handover.initiatives.naming import Naming
from handover.records import Contact, FollowOnAction, Lesson, ProgrammeStatus
from handover.sources.registered import retirement_of
from handover.store.database import AnyRow
from handover.store.tables import (
    RETIRED,
    RETRIED,
    gathered_file,
    gathering,
    record_version,
    rejected_row,
    row_decision,
    source,
)
from handover.store.tables import name as name_table
from handover.transitions.recorded import Transition

# How much of a rejected row is shown where it is named; the whole row stays in the store.
_EXCERPT = 160
# Rejected rows that are looked at in one go: there may be many, and most are about something else.
_AT_ONCE = 2_000


def select_known(connection: Connection, of: Transition, *, now: datetime, time_zone: str) -> Known:
    """Everything that is known about the initiative of the transition ``of``, as the store stands now."""
    initiative = identity.by_id(connection, of.initiative_id)
    name_ids, theirs = names_of(connection, initiative.id), records_of(connection, initiative.id)
    versions = FileVersions(connection)
    known = records(connection, theirs, versions)
    names = _names(connection, initiative.id, name_ids, theirs)
    contacts = known("contact", Contact)
    before = select_heritage(connection, initiative, versions, starts=of.kind == "start")
    concordance = select_concordance(connection, of, initiative, versions, now=now)
    desk = select_desk(connection, of, initiative, versions)
    beside = {one.source for part in (concordance, desk) if part is not None for one in part.cited}
    sources = _sources(connection, theirs, before.sources | beside)
    rejections = _rejections(connection, {one.name for one in sources}, [one.written for one in names], versions)
    return Known(
        initiative=initiative.name,
        names=names,
        transition=known_transition(connection, of),
        lessons=known("lesson", Lesson),
        statuses=known("programme-status", ProgrammeStatus),
        contacts=[one for one in contacts if one.gone_at is None],
        contacts_history=contacts,
        actions=known("follow-on-action", FollowOnAction),
        sources=[replace(one, files=(*one.files, *versions.earlier(one.name))) for one in sources],
        rejections=rejections,
        today=now.astimezone(ZoneInfo(time_zone)).date(),
        as_known_at=max((one.gathered_at for one in sources if one.gathered_at), default=None),
        corrections=corrections(connection, theirs),
        heritage=before,
        concordance=concordance,
        desk=desk,
        waivers=select_waivers(connection, of.id),
    )


def _names(
    connection: Connection, initiative_id: int, name_ids: Sequence[int], theirs: ColumnElement[bool]
) -> list[KnownName]:
    uses = (
        select(record_version.c.name_id, func.count().label("records"))
        .where(record_version.c.to_gathering_id.is_(None), theirs)
        .group_by(record_version.c.name_id)
        .subquery()
    )
    rows = connection.execute(
        select(name_table.c.written, name_table.c.normalised, uses.c.records)
        .outerjoin(uses, uses.c.name_id == name_table.c.id)
        .where(name_table.c.id.in_(name_ids))
        .order_by(name_table.c.id)
    ).all()
    said = identity.namings(connection, [initiative_id])
    exact = {one.written: one for one in said}
    alike = {compared(one.written): one for one in said}
    found = []
    for row in rows:
        # All spellings of a name begin and end with it; where only the spelling changed, each goes by itself.
        one = exact.get(row.written) or alike.get(row.normalised) or Naming(initiative_id, row.written)
        found.append(KnownName(row.written, one.from_on, one.to_on, row.records or 0))
    return found


def _sources(connection: Connection, theirs: ColumnElement[bool], cited: Collection[str]) -> list[KnownSource]:
    """The sources whose records are about the initiative, now or before, and those that may yet be: they never gave
    anything, or what they brought is held; and those that are ``cited`` for what came before it. Of one that was
    retired nothing is awaited any more.
    """
    about_it = set(connection.execute(select(record_version.c.source_id).where(theirs).distinct()).scalars())
    found = []
    rows = connection.execute(select(source).order_by(source.c.name)).all()
    speaking = about_it | {row.id for row in rows if row.name in cited}
    for row in rows:
        retirement = retirement_of(row)
        if retirement is not None and row.id not in speaking:
            continue
        last = _last(connection, row.id, "done", "failed", reading=True)
        done = _last(connection, row.id, "done")
        read = _last(connection, row.id, "done", reading=True)
        held = _last(connection, row.id, "held") if retirement is None else None
        # What is held may be about the initiative; nobody has looked.
        if row.id not in speaking and done is not None and held is None:
            continue
        registration = row.registration
        found.append(
            KnownSource(
                name=row.name,
                title=registration.get("title") or row.name,
                owner=registration.get("owner"),
                record_kind=registration["records"],
                cadence=registration.get("cadence"),
                gathered_at=read.started_at if read else None,
                seen=done.seen if done else 0,
                rejected=done.rejected if done else 0,
                failed=_failure(last) if retirement is None and (last or not held) else None,
                files=_files(connection, done.id) if done else (),
                held=_held(connection, held) if held else None,
                retired=KnownDecision(retirement.by, retirement.at, retirement.because) if retirement else None,
            )
        )
    return found


def _last(connection: Connection, source_id: int, *states: str, reading: bool = False) -> AnyRow | None:
    """The last gathering of a source that is in one of these states; of those that were ``reading`` it, if asked."""
    of_all = (gathering.c.source_id == source_id, gathering.c.state.in_(states))
    return connection.execute(
        select(gathering)
        .where(*of_all, *((gathering.c.origin.not_in((RETRIED, RETIRED)),) if reading else ()))
        .order_by(gathering.c.id.desc())
        .limit(1)
    ).one_or_none()


def _failure(last: AnyRow | None) -> str | None:
    if last is None:
        return "It has never been gathered."
    return last.error["sentence"] if last.state == "failed" else None


def _held(connection: Connection, row: AnyRow) -> KnownHeld:
    before = connection.execute(
        select(func.count()).where(
            gathering.c.source_id == row.source_id, gathering.c.state == "held", gathering.c.id < row.id
        )
    ).scalar_one()
    return KnownHeld(row.id, row.started_at, " ".join(doubt["sentence"] for doubt in row.doubts), before)


def _files(connection: Connection, gathering_id: int) -> tuple[SourceFile, ...]:
    rows = connection.execute(select(gathered_file).where(gathered_file.c.gathering_id == gathering_id))
    return tuple(SourceFile(name=row.name, sha256=row.sha256, size=row.size, fetched_at=row.fetched_at) for row in rows)


def _rejections(
    connection: Connection, sources: set[str], names: Sequence[str], versions: FileVersions
) -> list[KnownRejection]:
    """Rejected rows of these sources that name the initiative, or of which it cannot be told whom they name."""
    wanted = {normalised(written) for written in names}
    registrations = dict(connection.execute(select(source.c.name, source.c.registration)).tuples().all())
    rows = connection.execute(
        select(
            rejected_row.c.row,
            rejected_row.c.content,
            rejected_row.c.reasons,
            *OF_THE_DECISION,
            source.c.name.label("source"),
            gathered_file.c.name.label("file"),
            gathered_file.c.place,
            *OF_THE_FILE,
        )
        .join(source, source.c.id == rejected_row.c.source_id)
        .join(gathered_file, gathered_file.c.id == rejected_row.c.file_id)
        .outerjoin(row_decision, row_decision.c.id == rejected_row.c.row_decision_id)
        .where(rejected_row.c.to_gathering_id.is_(None), source.c.name.in_(sources))
        .order_by(source.c.name, rejected_row.c.row),
        execution_options={"yield_per": _AT_ONCE},
    )
    found = []
    for row in rows:
        text = plain(row.content)
        names_it = names_one_of(wanted, text)
        nameless = names_nobody(row.reasons, registrations[row.source])
        if names_it or nameless:
            found.append(
                KnownRejection(
                    source=row.source,
                    file=row.file,
                    row=row.row,
                    place=row.place,
                    sentences=tuple(reason["sentence"] for reason in row.reasons),
                    names_initiative=names_it,
                    excerpt=text[:_EXCERPT] + ("…" if len(text) > _EXCERPT else ""),
                    read_on=versions.read_on(row),
                    ignored=decision_of(row),
                )
            )
    return found
