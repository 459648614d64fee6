"""Take back what was decided about a rejected row: the row is again what it is without that, at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from handover.dossier.wording import day
from handover.errors import BadRequest, SourceUnreadable
from handover.jobs.gathering.taking import last_done
from handover.jobs.office import Office
from handover.jobs.rejected_rows.rejected import decisions_about, held, raw_row
from handover.jobs.rejected_rows.retrial import Retrial, RowFile, Trial
from handover.jobs.rejected_rows.row_decisions import CORRECTED, Corrected, corrected_row, in_force, withdraw
from handover.sources import registered
from handover.store.database import AnyRow, hold_off_snapshots
from handover.store.rejected import REJECTED_ROWS, rejected_of
from handover.store.tables import record_version, rejected_row


@dataclass(frozen=True, slots=True)
class UndoneDecision:
    """A decision that was taken back: what it was, whose, and as which numbers the row is rejected again."""

    number: int
    source: str
    decision: str
    by: str
    at: datetime
    rejected: tuple[int, ...]


def undo(office: Office, number: int) -> UndoneDecision:
    """Withdraw the decision about the rejected row ``number``, whatever became of it; all of that or nothing.

    A row that was ignored is work again. A corrected one is again what the source has: mostly a rejected row, and what
    it gave before that was so stands again. Raises UnknownRejectedRow; BadRequest where nothing is decided about it.
    """
    with office.reading, office.store.write() as connection:
        hold_off_snapshots(connection)
        row = held(connection, number)
        decision = connection.execute(in_force(row)).one_or_none()
        if decision is None:
            raise _nothing_decided(connection, row)
        withdraw(connection, decision.id, now=office.now())
        if decision.decision == CORRECTED:
            _take_back(connection, row, decision, now=office.now())
        again = _rejected_now(connection, row)
    return UndoneDecision(
        number, row.source, decision.decision, decision.by, decision.at, tuple(one.id for one in again)
    )


def _take_back(connection: Connection, row: AnyRow, decision: AnyRow, *, now: datetime) -> None:
    one = registered.find(connection, row.source)
    last = last_done(connection, one.id)
    assert last is not None  # noqa: S101 - a gathering rejected the row
    retrial = Retrial(connection, one, last, now)
    made = connection.execute(
        select(record_version).where(
            record_version.c.row_decision_id == decision.id, record_version.c.to_gathering_id.is_(None)
        )
    ).all()
    rejected = _rejected_now(connection, row)
    standing = {one.id for one in made}
    try:
        makings = _makings(retrial, row, decision)
        trials = [
            Trial(
                raw_row(row)._replace(number=version.row),
                makings.get(version.key, ""),
                RowFile.of(row)._replace(id=version.file_id),
                stands=version.id,
                is_taken_back=True,
            )
            for version in made
            if version.id not in {each.stands_id for each in rejected}
        ]
        trials += [
            Trial(raw_row(each), each.making, RowFile.of(each), each, each.stands_id, each.stands_id in standing)
            for each in rejected
        ]
        retrial.take(trials)
    except SourceUnreadable as error:
        raise BadRequest(
            f"Rejected row {row.id} cannot be mapped: {error.sentence}", where=row.file, what_to_do=error.what_to_do
        ) from None
    retrial.finish()


def _makings(retrial: Retrial, row: AnyRow, decision: AnyRow) -> dict[str, str]:
    """By the key of each record that the corrected row gives, which of its records that is."""
    correction = Corrected(decision.id, decision.cells)
    corrected = corrected_row(raw_row(row), row.columns, correction, bytes(row.cells_digest))
    return {
        recognition.key(corrected, recognition.digest(corrected)): making
        for making, (_, recognition) in retrial.mappings(RowFile.of(row)).items()
    }


def _rejected_now(connection: Connection, row: AnyRow) -> Sequence[AnyRow]:
    same = REJECTED_ROWS.where(rejected_of(row.source_id), rejected_row.c.cells_digest == row.cells_digest)
    return connection.execute(same.order_by(rejected_row.c.id)).all()


def _nothing_decided(connection: Connection, row: AnyRow) -> BadRequest:
    withdrawn = connection.execute(decisions_about(row)).all()
    if withdrawn:
        last = withdrawn[-1]
        return BadRequest(
            f"What {last.by} decided about rejected row {row.id} was taken back on {day(last.withdrawn_at)}.",
            what_to_do=f"See what is rejected now: handover rejected list {row.source}",
        )
    return BadRequest(
        f"Nobody has decided anything about rejected row {row.id}.",
        what_to_do=f"See it with: handover rejected show {row.id}",
    )
