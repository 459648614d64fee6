"""Correct values of a rejected row by hand: an annotation, which makes a record of it. The source is not edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from handover.errors import BadRequest, SourceUnreadable
from handover.jobs.gathering.sifting import Made, Refused, payload_of, spare_unread
from handover.jobs.gathering.taking import last_done
from handover.jobs.office import Office
from handover.jobs.rejected_rows.given_values import values_for
from handover.jobs.rejected_rows.rejected import held_rejected, raw_row
from handover.jobs.rejected_rows.retrial import Retrial, RowFile, Trial, Tried
from handover.jobs.rejected_rows.row_decisions import CORRECTED, Corrected, corrected_row, decide
from handover.records import Record
from handover.sources import registered
from handover.sources.registered import RegisteredSource
from handover.sources.rows import RawRow, Reason
from handover.sources.texts import shown
from handover.store.database import AnyRow, hold_off_snapshots
from handover.store.rejected import REJECTED_ROWS, rejected_of
from handover.store.tables import rejected_row


@dataclass(frozen=True, slots=True)
class FixedRow:
    """A rejected row that is a record now: the new ``values`` by column, and every record that came of it, by key."""

    number: int
    source: str
    file: str
    row: int
    values: Mapping[str, str]
    records: tuple[Record, ...]


def fix(office: Office, number: int, given: Sequence[str], *, by: str, because: str) -> FixedRow:
    """Put other values into the rejected row ``number``, as ``Column=value``: it becomes a record, now and for as long
    as the source has that very row.

    All of it happens or nothing does. Raises UnknownRejectedRow; BadRequest where the row is not rejected any more,
    there is no such column, or the row would still be no record.
    """
    with office.reading, office.store.write() as connection:
        hold_off_snapshots(connection)
        row = held_rejected(connection, number)
        one = registered.find(connection, row.source)
        values = values_for(row, one, given)
        now = office.now()
        decision = decide(connection, row, CORRECTED, by=by, because=because, now=now, values=values)
        last = last_done(connection, one.id)
        assert last is not None  # noqa: S101 - a gathering rejected the row
        retrial = Retrial(connection, one, last, now)
        try:
            trials = _trials(connection, retrial, one, row, Corrected(decision, values))
            tried = retrial.take(trials)
        except SourceUnreadable as error:
            raise BadRequest(
                f"Rejected row {number} cannot be mapped: {error.sentence}", where=row.file, what_to_do=error.what_to_do
            ) from None
        _refuse_what_does_not_help(row, tried)
        retrial.finish()
    records = tuple(one.outcome.record for one in tried if isinstance(one.outcome, Made))
    return FixedRow(number, row.source, row.file, row.row, values, records)


def _trials(
    connection: Connection, retrial: Retrial, one: RegisteredSource, row: AnyRow, correction: Corrected
) -> list[Trial]:
    """Everything that the correction is about, the row itself first: the same row wherever it is rejected, and what
    else the row gives.
    """
    same = REJECTED_ROWS.where(
        rejected_of(one.id), rejected_row.c.cells_digest == row.cells_digest, rejected_row.c.id != row.id
    )
    rejected = [row, *connection.execute(same.order_by(rejected_row.c.id))]
    trials = [
        Trial(_corrected(each, correction), each.making, RowFile.of(each), each, each.stands_id) for each in rejected
    ]
    file, raw = RowFile.of(row), raw_row(row)
    for making in retrial.mappings(file):
        gives, record, version = _gives_now(retrial, file, making, raw)
        if making == row.making and record is not None and version is not None:
            raise _said_twice(row, record)
        if making not in {each.making for each in rejected} and (version is not None or not gives):
            trials.append(Trial(_corrected(row, correction), making, file, stands=version))
    return trials


def _corrected(row: AnyRow, correction: Corrected) -> RawRow:
    return corrected_row(raw_row(row), row.columns, correction, bytes(row.cells_digest))


def _gives_now(retrial: Retrial, file: RowFile, making: str, raw: RawRow) -> tuple[bool, Record | None, int | None]:
    """Whether a row, as the source has it, gives a record by a making; the record; and the version that says the same.

    The version says that it is that row's record, as far as that can be told. Of a row that cannot be read it is the
    one that stands meanwhile.
    """
    mapping, recognition = retrial.mappings(file)[making]
    if raw.faults:
        standing = spare_unread([raw], recognition, retrial.history).get(0)
        return False, None, None if standing is None else standing.id
    if mapping.says_nothing(raw.cells):
        return False, None, None
    key = recognition.key(raw, recognition.digest(raw))
    record = mapping.record(raw.cells, key)
    if not isinstance(record, Record):
        return True, None, None
    version = retrial.history.current([key]).get(key)
    is_its = version is not None and version.sha256 == payload_of(record)[2]
    return True, record, version.id if version is not None and is_its else None


def _refuse_what_does_not_help(row: AnyRow, tried: Sequence[Tried]) -> None:
    asked = tried[0]
    if asked.silent:
        raise BadRequest(
            f"With these values rejected row {row.id} would say nothing of the record that it should be.",
            where=row.file,
            what_to_do=f"See what it says: handover rejected show {row.id}",
        )
    if isinstance(asked.outcome, Refused):
        raise BadRequest(
            f"With these values rejected row {row.id} would still be no record; nothing was changed. "
            f"{_sentences(asked.outcome.reasons)}",
            where=row.file,
            what_to_do="Set what is named as well, or to another value.",
        )
    for other in tried[1:]:
        if other.trial.rejected is None and isinstance(other.outcome, Refused):
            raise BadRequest(
                f"With these values rejected row {row.id} would lose what else it is a record of; nothing was changed. "
                f"{_sentences(other.outcome.reasons)}",
                where=row.file,
                what_to_do="Set what is named as well, or to another value.",
            )


def _sentences(reasons: Sequence[Reason]) -> str:
    return " ".join(reason.sentence for reason in reasons)


def _said_twice(row: AnyRow, record: Record) -> BadRequest:
    return BadRequest(
        f"Rejected row {row.id} says the same as another row, which is the record “{shown(record.key)}” already; "
        "a correction would be one of both.",
        where=row.file,
        what_to_do="Correct it at the source. If it may stay as it is: "
        f'handover rejected ignore {row.id} --as NAME --because "…"',
    )
