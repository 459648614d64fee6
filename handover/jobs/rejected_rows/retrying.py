"""Map stored rejected rows again, with the registration as it is now: after the mapping was put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, exists, select

from handover.errors import SourceUnreadable
from handover.jobs.gathering.intake import Counts
from handover.jobs.gathering.sifting import Made, Refused
from handover.jobs.gathering.taking import hold_source, last_done
from handover.jobs.office import Office
from handover.jobs.rejected_rows.rejected import held_rejected, raw_row
from handover.jobs.rejected_rows.retrial import Retrial, RowFile, Trial, Tried
from handover.sources import registered
from handover.store.database import AnyRow, hold_off_snapshots
from handover.store.history import CHUNK
from handover.store.rejected import REJECTED_ROWS, rejected_of
from handover.store.tables import rejected_row

# Rows of which it is told what became of each; beyond, they are only counted.
MOST_TOLD: Final = 100


@dataclass(frozen=True, slots=True)
class StillRejected:
    """A row that remains rejected, with the sentences that say why. ``unread`` ones were refused by the reader itself:
    what they say can only be read again at the source.
    """

    number: int
    row: int
    sentences: tuple[str, ...]
    unread: bool


@dataclass(slots=True)
class Retried:
    """What became of the rejected rows of one source that were taken up again.

    ``became`` and ``still`` have the first of them: the number of each that is rejected no longer, with the key of its
    record, None where it gives none or that is as it was; and those that remain. ``counts`` are the source's now.
    """

    source: str
    tried: int = 0
    records: int = 0
    unread: int = 0
    became: list[tuple[int, str | None]] = field(default_factory=list)
    still: list[StillRejected] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    @property
    def remaining(self) -> int:
        """How many of those that were tried remain rejected."""
        return self.tried - self.records

    def note(self, row: AnyRow, sentences: tuple[str, ...]) -> None:
        """A row that remains rejected."""
        if len(self.still) < MOST_TOLD:
            self.still.append(StillRejected(row.id, row.row, sentences, row.unread))


def retry_sources(office: Office, names: Sequence[str] = ()) -> list[Retried]:
    """Take up every rejected row of these sources, of all without names. Each source is one transaction.

    Raises UnknownSource; SourceError where an expression of a mapping used up its time.
    """
    with office.store.read() as connection:
        sources = [registered.find(connection, name) for name in dict.fromkeys(names)]
        sources = sources or registered.registered(connection)
    return [_retried(office, one.name, None) for one in sources]


def retry_rows(office: Office, numbers: Sequence[int]) -> list[Retried]:
    """Take up the rejected rows of these numbers. Each source is one transaction.

    Raises UnknownRejectedRow; BadRequest where one of them is not rejected any more: then nothing is done.
    """
    with office.store.write() as connection:
        rows = [held_rejected(connection, number) for number in dict.fromkeys(numbers)]
    by_source: dict[str, list[int]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row.id)
    return [_retried(office, name, of_source) for name, of_source in sorted(by_source.items())]


def _retried(office: Office, name: str, numbers: Sequence[int] | None) -> Retried:
    found = Retried(name)
    with office.reading, office.store.write() as connection:
        hold_off_snapshots(connection)
        one = registered.find(connection, name)
        hold_source(connection, one.id)
        last = last_done(connection, one.id)
        wanted = rejected_of(one.id) if numbers is None else and_(rejected_of(one.id), rejected_row.c.id.in_(numbers))
        if last is None or not connection.execute(select(exists().where(wanted))).scalar():
            return found
        retrial = Retrial(connection, one, last, office.now())
        for chunk in _chunks(connection, wanted):
            for _, rows in groupby(chunk, key=RowFile.of):
                _take(retrial, list(rows), found)
        found.counts = retrial.finish()
    return found


def _chunks(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[Sequence[AnyRow]]:
    """The wanted rows in the order in which they were rejected, so that of two with one key the first has it."""
    query, after = REJECTED_ROWS.where(wanted).order_by(rejected_row.c.id).limit(CHUNK), 0
    while rows := connection.execute(query.where(rejected_row.c.id > after)).all():
        after = rows[-1].id
        yield rows


def _take(retrial: Retrial, rows: Sequence[AnyRow], found: Retried) -> None:
    """Take up rows of one file."""
    file = RowFile.of(rows[0])
    found.tried += len(rows)
    try:
        retrial.mappings(file)
    except SourceUnreadable as error:
        for row in rows:
            found.note(row, (error.sentence,))
        return
    raw = retrial.decisions.applied([raw_row(row) for row in rows], file.columns)
    trials = []
    for row, taken in zip(rows, raw, strict=True):
        if taken.faults:
            found.unread += 1
            found.note(row, tuple(fault.sentence for fault in taken.faults))
        else:
            trials.append(Trial(taken, row.making, file, row, row.stands_id))
    for one in retrial.take(trials):
        _tell(one, found)


def _tell(one: Tried, found: Retried) -> None:
    rejected = one.trial.rejected
    assert rejected is not None  # noqa: S101 - only rejected rows are taken up here
    if isinstance(one.outcome, Refused):
        found.note(rejected, tuple(reason.sentence for reason in one.outcome.reasons))
        return
    found.records += 1
    if len(found.became) < MOST_TOLD:
        found.became.append((rejected.id, one.outcome.record.key if isinstance(one.outcome, Made) else None))
