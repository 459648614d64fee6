"""Holding a gathering that looks wrong: it is kept whole, and counts for nothing until a person decides about it."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, select, update

from handover.jobs.gathering.taking import Doubtful, Overtaken, hold_source, last_done, same_content
from handover.jobs.held_gatherings.kept import keep
from handover.jobs.office import Office
from handover.jobs.recording import record, record_file
from handover.sources.registered import RegisteredSource
from handover.sources.request import Content
from handover.store.database import AnyRow, hold_copies
from handover.store.tables import gathering


def known_before(office: Office, one: RegisteredSource, content: Content) -> AnyRow | None:
    """The gathering as which this content was held or discarded before, under the same registration."""
    with office.store.read() as connection:
        return _known_before(connection, one, content, last_done(connection, one.id))


def hold(
    office: Office, one: RegisteredSource, content: Content, started: datetime, doubtful: Doubtful, after: int | None
) -> int:
    """Keep what was fetched, and remember that it is held and why; gives the gathering's number.

    ``after`` is the gathering that counted last when it was judged. Raises Overtaken where another counts by now;
    SourceError, DiskFull where it cannot be kept.
    """
    keep(office.settings.held, content)
    with office.store.write() as connection:
        hold_copies(connection)
        hold_source(connection, one.id)
        last = last_done(connection, one.id)
        if (last and last.id) != after:
            raise Overtaken
        # Somebody may just have removed the same copy, which another gathering no longer needed.
        keep(office.settings.held, content)
        before = _known_before(connection, one, content, last)
        if before is not None and before.state == "held":
            judged_again = {
                "doubts": [doubt._asdict() for doubt in doubtful.doubts],
                "after_id": after,
                **asdict(doubtful.counts),
            }
            connection.execute(update(gathering).where(gathering.c.id == before.id).values(**judged_again))
            return int(before.id)
        number = record(
            connection,
            one,
            started,
            office.now(),
            doubtful.counts,
            content=content,
            sha256=last.content_sha256 if last is not None and same_content(last, content, one) else None,
            state="held",
            doubts=doubtful.doubts,
            after=after,
        )
        for file in content.files:
            record_file(connection, number, file, place=None, facts={}, kept=file.sha256)
    return number


def _known_before(
    connection: Connection, one: RegisteredSource, content: Content, last: AnyRow | None
) -> AnyRow | None:
    # Where a server only says that nothing changed, it is the content that was taken last.
    sha256 = last.content_sha256 if last is not None and same_content(last, content, one) else content.sha256
    return connection.execute(
        select(gathering)
        .where(
            gathering.c.source_id == one.id,
            gathering.c.content_sha256 == sha256,
            gathering.c.registration_sha256 == one.registration.sha256,
            gathering.c.state.in_(("held", "discarded")),
        )
        .order_by(gathering.c.id.desc())
        .limit(1)
    ).one_or_none()
