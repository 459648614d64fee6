"""Rows that are stored as rejected, or were corrected by hand, taken up again without fetching their source."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, insert, literal, select, update

from handover.initiatives.identifiers import Identified
from handover.initiatives.people.recognised import recognise_people
from handover.initiatives.recognising import recognise
from handover.jobs.gathering.intake import Counts
from handover.jobs.gathering.judging import known_columns
from handover.jobs.gathering.recognition import Recognition
from handover.jobs.gathering.sifting import Made, Outcome, Refused, sift
from handover.jobs.gathering.writing import rejection, write_records
from handover.jobs.rejected_rows.row_decisions import RowDecisions
from handover.sources.mapping.mapping import CompiledMapping, compile_mappings
from handover.sources.registered import RegisteredSource
from handover.sources.rows import RawRow, Reading
from handover.store.database import AnyRow
from handover.store.history import NEW_VERSION, History
from handover.store.rejected import rejected_counts, rejected_of
from handover.store.tables import RETRIED, gathered_file, gathering, record_version, rejected_row

# What a gathering of retried rows has from the last one: by these it is told whether the source changed since.
_OF_THE_LAST: Final = ("dated", "registration_sha256", "content_sha256", "validators", "profile", "seen")


class RowFile(NamedTuple):
    """The file that a row stands in: its number, and the columns, or names, that it has."""

    id: int
    columns: tuple[str, ...] | None
    names: tuple[str, ...] | None

    @classmethod
    def of(cls, row: AnyRow) -> "RowFile":
        """That of a row of ``REJECTED_ROWS``."""
        return cls(row.file_id, row.columns and tuple(row.columns), row.names and tuple(row.names))


@dataclass(frozen=True, slots=True)
class Trial:
    """One row that is to become a record by the making of that name.

    ``rejected`` is the row as it is rejected now, and ``stands`` the version of the record that it gave before; None
    where there is none. ``is_taken_back`` says that this version rests on a correction that is in force no longer.
    """

    row: RawRow
    making: str
    file: RowFile
    rejected: AnyRow | None = None
    stands: int | None = None
    is_taken_back: bool = False

    @property
    def was_read(self) -> bool:
        """Whether the row can be read as the source has it. One that cannot counts once, whatever it would give."""
        return self.row.correction is None or not self.row.correction.raw.faults


class Tried(NamedTuple):
    """What came of a trial. ``outcome`` is None where the record is known as it is; and where none is meant, since the
    row says nothing of it (``silent``).
    """

    trial: Trial
    outcome: Outcome
    silent: bool = False


@dataclass(slots=True)
class _Done:
    """What became of the rows so far; ``gone`` are versions that no row gives any more, ``met`` those that one does."""

    new: int = 0
    changed: int = 0
    seen: int = 0
    gone: set[int] = field(default_factory=set)
    met: set[int] = field(default_factory=set)


class Retrial:
    """Rows of one source taken up again, as a gathering of its own within the transaction of ``connection``.

    ``last`` is the last gathering that counts. Records of other rows are not touched: that some rows are taken up again
    does not say that others are gone.
    """

    def __init__(self, connection: Connection, one: RegisteredSource, last: AnyRow, now: datetime) -> None:
        self._connection = connection
        self._one = one
        self._last = last
        self._now = now
        self._gathering_id = self._begin()
        self.history = History(connection, one.id, self._gathering_id)
        self.history.meet_all()
        self.decisions = RowDecisions.of(connection, one.id)
        self._mappings: dict[Any, dict[str, tuple[CompiledMapping, Recognition]]] = {}
        self._identified = Identified(one.registration.knows_as)
        self._done = _Done()

    def mappings(self, file: RowFile) -> dict[str, tuple[CompiledMapping, Recognition]]:
        """The mapping of each making, fitted to a file. Raises SourceUnreadable where that has not their columns."""
        fitted = (file.columns, file.names)
        if fitted not in self._mappings:
            reading = Reading(iter(()), file.columns, file.names)
            mappings = compile_mappings(self._one.registration, reading, known_columns(self._last, self._one))
            self._mappings[fitted] = {one.name: (one, Recognition(one)) for one in mappings}
        return self._mappings[fitted]

    def take(self, trials: Sequence[Trial]) -> list[Tried]:
        """Take up these rows, at most a chunk, and write what became of them; in the same order.

        Raises SourceUnreadable where a file has not the columns that are mapped.
        """
        self.history.unmeet(trial.stands for trial in trials if trial.stands is not None)
        by_place: dict[tuple[RowFile, str], list[int]] = defaultdict(list)
        for at, trial in enumerate(trials):
            by_place[trial.file, trial.making].append(at)
        tried: dict[int, Tried] = {}
        for (file, making), places in by_place.items():
            came = self._tried([trials[at] for at in places], *self.mappings(file).get(making, (None, None)))
            self._write(came, file, making)
            tried |= zip(places, came, strict=True)
        return [tried[at] for at in range(len(trials))]

    def _tried(
        self, trials: Sequence[Trial], mapping: CompiledMapping | None, recognition: Recognition | None
    ) -> list[Tried]:
        if mapping is None or recognition is None:  # the registration has this record no longer
            return [Tried(trial, None, silent=True) for trial in trials]
        silent = [not trial.row.faults and mapping.says_nothing(trial.row.cells) for trial in trials]
        saying = [trial.row for trial, is_silent in zip(trials, silent, strict=True) if not is_silent]
        outcomes = iter(sift(saying, mapping, recognition, self.history))
        return [
            Tried(trial, None if is_silent else next(outcomes), is_silent)
            for trial, is_silent in zip(trials, silent, strict=True)
        ]

    def _write(self, came: Sequence[Tried], file: RowFile, making: str) -> None:
        made = [one.outcome for one in came if isinstance(one.outcome, Made)]
        write_records(self.history, made, file.id, self._now, self._identified)
        settled: list[int] = []
        still: list[dict[str, Any]] = []
        for one in came:
            rejected, outcome = one.trial.rejected, one.outcome
            self._note(one)
            if isinstance(outcome, Refused):
                if rejected is None:
                    self._reject(one.trial, outcome, making)
                else:
                    still.append(self._still_rejected(one.trial, rejected, outcome))
            elif rejected is not None:
                settled.append(rejected.id)
        self._connection.execute(
            update(rejected_row).where(rejected_row.c.id.in_(settled)).values(to_gathering_id=self._gathering_id)
        )
        if still:
            self._connection.execute(update(rejected_row).where(rejected_row.c.id == bindparam("number")), still)

    def _note(self, one: Tried) -> None:
        done, stands, outcome = self._done, one.trial.stands, one.outcome
        counted_before = one.trial.rejected is not None or (stands is not None and one.trial.was_read)
        done.seen += (not one.silent) - counted_before
        if isinstance(outcome, Made):
            version = outcome.version
            if version is not None:
                done.met.add(version.id)
            done.new += version is None
            done.changed += version is not None and not outcome.is_known
        elif outcome is None and not one.silent and stands is not None:
            done.met.add(stands)
        is_still_rejected = isinstance(outcome, Refused) and one.trial.rejected is not None
        if stands is not None and (one.trial.is_taken_back or not is_still_rejected):
            done.gone.add(stands)

    def _reject(self, trial: Trial, refused: Refused, making: str) -> None:
        """Keep a row as rejected that was a record; what it gave before that stands again."""
        row = rejection(refused, making, trial.file.id, trial.file.columns, self.decisions)
        row["stands_id"] = None if trial.stands is None else self._restored(trial.stands)
        self._connection.execute(
            insert(rejected_row).values(source_id=self._one.id, from_gathering_id=self._gathering_id, **row)
        )

    def _still_rejected(self, trial: Trial, rejected: AnyRow, refused: Refused) -> dict[str, Any]:
        """What is written of a row that was rejected and still is: its reasons may be others."""
        stands = rejected.stands_id
        return {
            "number": rejected.id,
            "row_digest": refused.digest,
            "reasons": [reason._asdict() for reason in refused.reasons],
            "stands_id": self._restored(stands) if trial.is_taken_back and stands is not None else stands,
        }

    def _restored(self, version_id: int) -> int | None:
        """What stood before this version, as a version of its own in its place; None where nothing did."""
        of_key = record_version.alias("of_key")
        same_record = and_(record_version.c.source_id == of_key.c.source_id, record_version.c.key == of_key.c.key)
        versions = self._connection.execute(
            select(record_version)
            .join(of_key, same_record)
            .where(of_key.c.id == version_id, record_version.c.id <= version_id)
            .order_by(record_version.c.id.desc())
        ).all()
        in_force = {None, *(one.decision for one in self.decisions.corrected.values())}
        for later, earlier in pairwise(versions):
            if earlier.to_gathering_id != later.from_gathering_id:
                break
            if earlier.row_decision_id in in_force:
                self._done.met.add(version_id)
                self.history.replace([version_id])
                self.history.add([tuple(getattr(earlier, name) for name in NEW_VERSION)])
                return self.history.current([earlier.key])[earlier.key].id
        return None

    def finish(self) -> Counts:
        """Count, and close the gathering; one in which nothing became of any row has not taken place."""
        done = self._done
        gone = self._gone()
        self.history.replace(gone)
        rejected, ignored = rejected_counts(self._connection, self._one.id)
        seen = self._last.seen + done.seen
        counts = Counts(
            seen=seen,
            new=done.new,
            changed=done.changed,
            unchanged=seen - done.new - done.changed - rejected,
            vanished=len(gone),
            rejected=rejected,
            ignored=ignored,
        )
        if done == _Done() and rejected == self._last.rejected:
            self._connection.execute(delete(gathered_file).where(gathered_file.c.gathering_id == self._gathering_id))
            self._connection.execute(delete(gathering).where(gathering.c.id == self._gathering_id))
        else:
            recognise(self._connection, now=self._now, identified=self._identified)
            recognise_people(self._connection, self._gathering_id, now=self._now)
            self._connection.execute(
                update(gathering).where(gathering.c.id == self._gathering_id).values(asdict(counts))
            )
        return counts

    def _gone(self) -> list[int]:
        """The versions that no row gives any more, and that stand for no other row that is rejected."""
        gone = self._done.gone - self._done.met
        if not gone:
            return []
        standing = select(rejected_row.c.stands_id).where(rejected_of(self._one.id), rejected_row.c.stands_id.in_(gone))
        return sorted(gone - set(self._connection.execute(standing).scalars()))

    def _begin(self) -> int:
        """A gathering that has read what the last one had; its files are the same, read when they were read."""
        number: int = self._connection.execute(
            insert(gathering)
            .values(
                source_id=self._one.id,
                started_at=self._now,
                finished_at=self._now,
                state="done",
                origin=RETRIED,
                **{name: getattr(self._last, name) for name in _OF_THE_LAST},
            )
            .returning(gathering.c.id)
        ).scalar_one()
        same = [column for column in gathered_file.c if column.name not in ("id", "gathering_id", "kept")]
        files = select(literal(number), *same).where(gathered_file.c.gathering_id == self._last.id)
        names = ["gathering_id", *(column.name for column in same)]
        self._connection.execute(insert(gathered_file).from_select(names, files))
        return number
