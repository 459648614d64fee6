"""The rows of one reading on their way into the store: each becomes a record, or a rejected row with its reasons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import orjson

from handover.collecting import collect_young, without_collecting
from handover.initiatives.identifiers import Identified
from handover.jobs.gathering.recognition import Recognition
from handover.jobs.gathering.sifting import Made, Refused, sift, spare_unread
from handover.jobs.gathering.writing import rejection, write_records
from handover.jobs.rejected_rows.row_decisions import RowDecisions
from handover.sources.guards.observing import Observing
from handover.sources.mapping.mapping import CompiledMapping
from handover.sources.rows import RawRow, Reading
from handover.store.history import CHUNK, History

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Counts:
    """What one gathering saw, in rows; one that should give two records counts twice.

    ``seen = new + changed + unchanged + rejected``, always. ``ignored`` are those of the rejected of which a person
    said that they may be.
    """

    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    rejected: int = 0
    ignored: int = 0

    @property
    def undecided(self) -> int:
        """The rejected rows that are still somebody's work."""
        return self.rejected - self.ignored


@dataclass(frozen=True, slots=True)
class _File:
    """What the rows that are being taken stand in."""

    id: int
    columns: tuple[str, ...] | None


class Intake:
    """Takes the rows of each file of a gathering, chunk by chunk, and counts what became of them.

    A row is recognised by a digest of what stands in it and of the mapping, so that one which did not change is
    not mapped again. A row counts once for each record that it should give. ``decisions`` are what people decided
    about its rows; ``observing`` sees what the gathering is judged by, where it is judged. ``identified`` gathers what
    the records say of identifiers.
    """

    def __init__(
        self,
        history: History,
        started: datetime,
        identified: Identified,
        observing: Observing | None = None,
        decisions: RowDecisions | None = None,
    ) -> None:
        self._history = history
        self._started = started
        self._identified = identified
        self._observing = observing
        self._decisions = decisions or RowDecisions()
        self._seen = self._new = self._changed = self._unchanged = self._rejected = self._ignored = 0

    def take(
        self,
        reading: Reading,
        mappings: Sequence[CompiledMapping],
        file_id: int,
        progress: Progress | None = None,
    ) -> None:
        """Take every row of one file; ``progress`` is called with the number of rows done so far."""
        file = _File(file_id, reading.columns)
        first, *others = ((mapping, Recognition(mapping)) for mapping in mappings)
        with without_collecting():
            while chunk := list(islice(reading.rows, CHUNK)):
                if self._observing is not None:
                    self._observing.rows(reading, chunk)
                rows = self._decisions.applied(chunk, reading.columns)
                self._take(rows, *first, file)
                for mapping, recognition in others:
                    spare_unread(rows, recognition, self._history)
                    saying = [row for row in rows if not row.faults and not mapping.says_nothing(row.cells)]
                    self._take(saying, mapping, recognition, file)
                if progress is not None:
                    progress(self._seen)
                collect_young()

    def finish(self) -> Counts:
        """Close what was not met in any file, and count."""
        vanished = self._history.finish()
        return Counts(self._seen, self._new, self._changed, self._unchanged, vanished, self._rejected, self._ignored)

    def _take(self, rows: Sequence[RawRow], mapping: CompiledMapping, recognition: Recognition, file: _File) -> None:
        outcomes = sift(rows, mapping, recognition, self._history)
        made = [one for one in outcomes if type(one) is Made]
        refused = [one for one in outcomes if type(one) is Refused]
        self._seen += len(outcomes)
        self._unchanged += len(outcomes) - len(made) - len(refused)
        self._reject(refused, mapping, file)
        self._write(made, file)

    def _reject(self, refused: Sequence[Refused], mapping: CompiledMapping, file: _File) -> None:
        rejected = [rejection(one, mapping.name, file.id, file.columns, self._decisions) for one in refused]
        if self._observing is not None:
            for one in refused:
                self._observing.rejected(one.reasons)
        self._history.reject(rejected)
        self._rejected += len(rejected)
        self._ignored += sum(one["row_decision_id"] is not None for one in rejected)

    def _write(self, made: Sequence[Made], file: _File) -> None:
        news = [one for one in made if one.version is None or not one.is_known]
        if self._observing is not None and made:
            observe(self._observing, news, self._history)
        write_records(self._history, made, file.id, self._started, self._identified)
        changed = sum(one.version is not None for one in news)
        self._changed += changed
        self._new += len(news) - changed
        self._unchanged += len(made) - len(news)


def observe(observing: Observing, news: Sequence[Made], history: History) -> None:
    """Let ``observing`` see records that are new or changed, all of one kind; the changed beside what they were."""
    if not news:
        return
    observing.written(news[0].record.record_kind, [one.said for one in news])
    replaced = {one.version.id: one.said for one in news if one.version is not None}
    wanted = list(observing.compares(replaced))
    before = history.payloads(wanted) if wanted else {}
    for version in wanted:
        observing.changed(orjson.loads(before[version]), replaced[version])
