"""What a person decides about a held gathering: that it is right after all, or that it is not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from handover.dossier.wording import day
from handover.errors import BadRequest
from handover.jobs.gathering.intake import Counts, Progress
from handover.jobs.gathering.taking import hold_source, last_done, same_content, take
from handover.jobs.held_gatherings.held import HeldGathering, held_gathering
from handover.jobs.held_gatherings.kept import kept_files, sweep
from handover.jobs.office import Office
from handover.jobs.who_and_why import who_and_why
from handover.sources import registered
from handover.sources.registered import RegisteredSource
from handover.sources.request import Content
from handover.store.database import AnyRow, hold_copies
from handover.store.tables import gathering

NOTHING: Final = Counts()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a held gathering, now or ``already`` before.

    ``taken_as`` is the gathering as which a released one counts from now on, and ``counts`` what that did.
    """

    held: HeldGathering
    already: bool = False
    taken_as: int | None = None
    counts: Counts = NOTHING


def release(office: Office, number: int, *, by: str, because: str, progress: Progress | None = None) -> Decision:
    """Take what gathering ``number`` fetched, however it looks, because the person ``by`` says that it is right.

    All of it happens or nothing does, and again it changes nothing. Raises BadRequest where it was discarded, where
    newer content was taken since, or where its copy is gone; SourceError where it cannot be read: then it stays held.
    """
    with office.reading, office.store.write() as connection:
        held, row = _locked(connection, number)
        if held.state == "released":
            decision = Decision(held, already=True)
        else:
            _refuse_release(held)
            one, last = registered.find(connection, held.source), last_done(connection, row.source_id)
            content = _content(connection, office, one, row, last)
            _decide(connection, number, "released", by=by, because=because, now=office.now())
            taken = take(
                connection,
                one,
                content,
                after=last.id if last is not None else None,
                started=office.now(),
                office=office,
                progress=progress,
                held_as=number,
                trusted=True,
            )
            decision = Decision(held_gathering(connection, number), taken_as=taken.gathering_id, counts=taken.counts)
    _sweep(office)
    return decision


def discard(office: Office, number: int, *, by: str, because: str) -> Decision:
    """Let gathering ``number`` never count, because the person ``by`` says that it is wrong; its copy is removed.

    The same content stays discarded when it is fetched again. Again it changes nothing. Raises BadRequest where it was
    released.
    """
    with office.store.write() as connection:
        held, _ = _locked(connection, number)
        if held.state == "released":
            raise BadRequest(
                f"Gathering {number} was released {_by_whom(held)}, and counts since then.",
                what_to_do=f"What was there before comes back when {held.source} has it again and is gathered.",
            )
        already = held.state == "discarded"
        if not already:
            _decide(connection, number, "discarded", by=by, because=because, now=office.now())
        decision = Decision(held_gathering(connection, number), already=already)
    _sweep(office)
    return decision


def _locked(connection: Connection, number: int) -> tuple[HeldGathering, AnyRow]:
    """The held gathering and its row; nobody else gathers its source, or decides, until the transaction ends."""
    of = connection.execute(select(gathering.c.source_id).where(gathering.c.id == number)).scalar()
    if of is not None:
        hold_source(connection, of)
    held = held_gathering(connection, number)
    return held, connection.execute(select(gathering).where(gathering.c.id == number)).one()


def _refuse_release(held: HeldGathering) -> None:
    if held.state == "discarded":
        raise BadRequest(
            f"Gathering {held.number} was discarded {_by_whom(held)}, and what it brought is gone.",
            what_to_do=f"If it was right after all, switch off what held it (“guards” in the registration of "
            f"{held.source}), and gather it again.",
        )
    if held.state == "superseded":
        raise BadRequest(
            f"Newer content of {held.source} was taken since gathering {held.number}, and would be undone.",
            what_to_do=f'It can only be discarded: handover held discard {held.number} --as NAME --because "…"',
        )


def _content(
    connection: Connection, office: Office, one: RegisteredSource, row: AnyRow, last: AnyRow | None
) -> Content:
    """What a held gathering fetched, from its copies. Raises BadRequest where they are not what it was."""
    files = kept_files(connection, office.settings.held, row.id)
    content = Content(files, dated=row.dated, validators=row.validators or {}, not_modified=not files)
    if not files and (last is None or not same_content(last, content, one)):
        raise BadRequest(
            f"Gathering {row.id} only says that nothing had changed, and {one.name} is registered otherwise by now.",
            what_to_do=f"Gather it again: handover gather {one.name}",
        )
    return content


def _decide(connection: Connection, number: int, state: str, *, by: str, because: str, now: datetime) -> None:
    who, why = who_and_why(by, because)
    said = {"state": state, "decided_at": now, "decided_by": who, "decided_because": why}
    connection.execute(update(gathering).where(gathering.c.id == number).values(said))


def _by_whom(held: HeldGathering) -> str:
    return f"by {held.decided_by} on {day(held.decided_at or held.held_at)}"


def _sweep(office: Office) -> None:
    """Remove the copies that are not needed any more, once what was decided stands."""
    with office.store.write() as connection:
        hold_copies(connection)
        sweep(connection, office.settings.held)
