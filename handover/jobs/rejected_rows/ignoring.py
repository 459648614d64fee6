"""Say that rejected rows may stay so: they are kept, and are nobody's work and no gap any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from handover.errors import BadRequest
from handover.jobs.office import Office
from handover.jobs.rejected_rows.rejected import find, held_rejected
from handover.jobs.rejected_rows.row_decisions import CORRECTED, IGNORED, decide, in_force
from handover.store.rejected import rejected_of
from handover.store.tables import rejected_row


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A row that may stay rejected: who said so, and when; ``already`` where that was so before."""

    number: int
    source: str
    file: str
    row: int
    by: str
    at: datetime
    because: str
    already: bool


def ignore(office: Office, numbers: Sequence[int], *, by: str, because: str) -> list[IgnoredRow]:
    """Say of these rejected rows that they may stay so, for as long as the source has them; all of them or none.

    Raises UnknownRejectedRow; BadRequest where one of them is not rejected any more.
    """
    with office.store.write() as connection:
        # In one order, so that two people who do this at once wait for each other only once.
        for number in sorted(numbers, key=lambda number: find(connection, number).source_id):
            held_rejected(connection, number)
        done = []
        for row in [held_rejected(connection, number) for number in dict.fromkeys(numbers)]:
            said = connection.execute(in_force(row)).one_or_none()
            if said is not None and said.decision == CORRECTED:
                raise BadRequest(
                    f"{said.by} has corrected rejected row {row.id}, and a record may stand by that.",
                    what_to_do=f"Take that back first: handover rejected undo {row.id}",
                )
            if said is None:
                decision = decide(connection, row, IGNORED, by=by, because=because, now=office.now())
                connection.execute(
                    update(rejected_row)
                    .where(rejected_of(row.source_id), rejected_row.c.cells_digest == row.cells_digest)
                    .values(row_decision_id=decision)
                )
                said = connection.execute(in_force(row)).one()
            already = row.row_decision_id is not None
            done.append(IgnoredRow(row.id, row.source, row.file, row.row, said.by, said.at, said.because, already))
    return done
