"""Retiring a source that is used no longer, and taking that back."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, insert, select, update

from handover.errors import BadRequest
from handover.jobs.gathering.taking import hold_source
from handover.jobs.office import Office
from handover.jobs.who_and_why import who_and_why
from handover.sources import registered
from handover.sources.registered import RegisteredSource, Retirement
from handover.store.database import hold_off_snapshots
from handover.store.history import History
from handover.store.rejected import rejected_counts
from handover.store.tables import RETIRED, gathering, record_version

# No registration has it: whatever is gathered next is read whole, as if nothing had been read before.
_BY_NO_RULES: Final = ""


@dataclass(frozen=True, slots=True)
class Retiring:
    """What came of retiring a source, now or ``already`` before. ``retirement`` is None where it is in use again.

    ``standing`` is how many of its records stand as they were last known; ``vanished`` how many were let go now, as the
    gathering ``let_go_as``. ``same_content`` are the sources in use beside which those that stand count twice.
    """

    source: str
    retirement: Retirement | None
    already: bool
    standing: int
    vanished: int = 0
    let_go_as: int | None = None
    same_content: tuple[str, ...] = ()


def retire(office: Office, name: str, *, by: str, because: str, records_vanish: bool = False) -> Retiring:
    """Let the source ``name`` be gathered no more, because the person ``by`` says so.

    Its records stand as they were last known; with ``records_vanish`` they are closed, and its rejected rows too, in a
    gathering of its own, so that what was known before stays a query. All of it happens or nothing does. A source that
    is retired already stays so, as it was said first; its records can still be let go.
    Raises UnknownSource; BadRequest where something of it is held, or where nobody says who and why.
    """
    who, why = who_and_why(by, because)
    with office.store.write() as connection:
        hold_off_snapshots(connection)
        one = _held_still(connection, name)
        decision = Retirement(office.now(), who, why)
        retirement = one.retired
        if retirement is None:
            _refuse_with_held(connection, one)
            retirement = decision
            registered.set_retired(connection, one, retirement)
        standing = _standing(connection, one)
        vanished, let_go_as = 0, None
        if records_vanish and (standing or any(rejected_counts(connection, one.id))):
            vanished, let_go_as = _let_go(connection, one, decision)
        return Retiring(
            source=name,
            retirement=retirement,
            already=one.retired is not None,
            standing=standing - vanished,
            vanished=vanished,
            let_go_as=let_go_as,
            same_content=tuple(new for old, new in registered.counted_twice(connection) if old == name),
        )


def reinstate(office: Office, name: str) -> Retiring:
    """Let a source that was retired be gathered again.

    Raises UnknownSource, or BadRequest where it is in use.
    """
    with office.store.write() as connection:
        one = _held_still(connection, name)
        if one.retired is None:
            raise BadRequest(f"{name} is not retired; there is nothing to take back.")
        registered.set_retired(connection, one, None)
        return Retiring(name, None, already=False, standing=_standing(connection, one))


def _held_still(connection: Connection, name: str) -> RegisteredSource:
    """The source of that name; nobody else gathers it, or decides about it, until the transaction ends."""
    hold_source(connection, registered.find(connection, name, also_retired=True).id)
    # As it stands now: another may have decided meanwhile.
    return registered.find(connection, name, also_retired=True)


def _refuse_with_held(connection: Connection, one: RegisteredSource) -> None:
    held = connection.execute(
        select(func.max(gathering.c.id)).where(gathering.c.source_id == one.id, gathering.c.state == "held")
    ).scalar()
    if held is not None:
        raise BadRequest(
            f"What {one.name} brought as gathering {held} is held, and waits for a person.",
            what_to_do=f"Release or discard it first, so that nothing is lost unseen: handover held show {held}",
        )


def _standing(connection: Connection, one: RegisteredSource) -> int:
    """How many records of the source there are now."""
    of_source = (record_version.c.source_id == one.id, record_version.c.to_gathering_id.is_(None))
    return connection.execute(select(func.count()).select_from(record_version).where(*of_source)).scalar_one()


def _let_go(connection: Connection, one: RegisteredSource, decision: Retirement) -> tuple[int, int]:
    """Close all records and rejected rows of the source: how many records, and in which gathering."""
    number: int = connection.execute(
        insert(gathering)
        .values(
            source_id=one.id,
            started_at=decision.at,
            finished_at=decision.at,
            state="done",
            origin=RETIRED,
            registration_sha256=_BY_NO_RULES,
            decided_at=decision.at,
            decided_by=decision.by,
            decided_because=decision.because,
        )
        .returning(gathering.c.id)
    ).scalar_one()
    vanished = History(connection, one.id, number).finish()
    connection.execute(update(gathering).where(gathering.c.id == number).values(vanished=vanished))
    return vanished, number
