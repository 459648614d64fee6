"""Look at what a source would become, and what that would change, without writing anything."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy import Connection

from handover.jobs.checking.check_report import CheckedFile, CheckedMaking, CheckedRow, CheckReport, RefusedRow
from handover.jobs.checking.column_profile import ColumnProfiles
from handover.jobs.checking.comparing import Comparison
from handover.jobs.checking.met_keys import MetKeys
from handover.jobs.gathering.fetching import fetched
from handover.jobs.gathering.intake import Counts, observe
from handover.jobs.gathering.judging import called, judge, known_columns
from handover.jobs.gathering.recognition import Recognition, cells_digest
from handover.jobs.gathering.sifting import Made, Outcome, Refused, sift, spare_unread
from handover.jobs.gathering.taking import last_done, same_content, same_since
from handover.jobs.office import Office
from handover.jobs.rejected_rows.row_decisions import RowDecisions
from handover.records import Record
from handover.sources.guards.dates import identical
from handover.sources.guards.observing import Observing
from handover.sources.hiding import hiding
from handover.sources.mapping.mapping import CompiledMapping, compile_mappings
from handover.sources.reading import read
from handover.sources.registered import RegisteredSource
from handover.sources.registering.registration import Registration
from handover.sources.request import Content
from handover.sources.rows import Cells, Fetched, RawRow, Reading, as_plain
from handover.store.history import CHUNK, History

# Of how many items of JSON it is looked at whether they have the names that are mapped.
_LOOKED_AT: Final = 1_000
# Rows and records that are shown: rejected, changed, vanished.
_MOST_SHOWN: Final = 20


def check_source(office: Office, name: str, *, rows: int = 3) -> CheckReport:
    """Read the source ``name``, map all of its rows and compare them with what is stored; nothing is written.

    The first ``rows`` that become records come with it. Of a dated series, the newest is looked at.
    Raises UnknownSource, SourceError, DiskFull.
    """
    with fetched(office, [name], anew=True) as fetchings:
        (one,) = fetchings
        if one.error is not None:
            raise one.error
        with office.store.read() as connection, hiding(one.secrets), closing(MetKeys()) as met:
            report = _Checking(office, connection, one.source, rows, met).report(one.contents[-1])
    report.older = len(one.contents) - 1
    return report


class _Checking:
    """One check of a source, within a transaction that only reads."""

    def __init__(self, office: Office, connection: Connection, one: RegisteredSource, rows: int, met: MetKeys) -> None:
        self._office, self._connection, self._one = office, connection, one
        self._most_rows = rows
        self._now = office.now()
        self._history = History(connection, one.id, 0)
        self._decisions = RowDecisions.of(connection, one.id)
        self._comparison = Comparison(connection, self._history, most=_MOST_SHOWN)
        self._observing = Observing(one.registration, today=self._now.date())
        self._profiles = ColumnProfiles(_mapped_columns(one.registration))
        self._known_columns = known_columns(last_done(connection, one.id), one)
        self._met = met
        self._items: list[Cells] = []
        self._unused: dict[str, None] = {}
        self._seen = self._rejected = self._ignored = 0
        self._report = CheckReport(one.name, known=self._history.known)

    def report(self, content: Content) -> CheckReport:
        """Look at all that a source holds now."""
        for file in content.files:
            with closing(read(file, self._one.registration, limits=self._office.settings.limits)) as reading:
                self._read(file, reading)
        report = self._report
        report.differences = found = self._comparison.finish()
        report.counts = Counts(
            self._seen, found.new, found.changed, found.unchanged, found.vanished, self._rejected, self._ignored
        )
        report.columns = self._profiles.profiles()
        report.unused_columns = tuple(self._unused)
        self._judge(content)
        return report

    def _read(self, fetched: Fetched, reading: Reading) -> None:
        mappings = compile_mappings(self._one.registration, reading, self._known_columns)
        file = _File(fetched.name, reading.columns, [(mapping, Recognition(mapping)) for mapping in mappings])
        while chunk := list(islice(reading.rows, CHUNK)):
            self._observing.rows(reading, chunk)
            self._profiles.note(chunk, reading.columns)
            rows = self._decisions.applied(chunk, reading.columns)
            outcomes = {mapping.name: self._outcomes(rows, mapping, by) for mapping, by in file.mappings}
            self._show_rows(file, rows, outcomes)
            for making, some in outcomes.items():
                self._note(file, making, list(some.values()))
            if reading.columns is None:
                items = (row.cells for row in chunk if not row.faults)
                self._items += islice(items, _LOOKED_AT - len(self._items))
        report = self._report
        report.files.append(CheckedFile(fetched.name, reading.place, dict(reading.facts)))
        report.makings = _makings(self._one.registration, mappings)
        unused = [name for name in mappings[0].unused_columns if all(name in one.unused_columns for one in mappings)]
        self._unused |= dict.fromkeys(unused)
        if self._items:
            absent = (name for mapping in mappings for name in mapping.absent_columns(self._items))
            report.absent_columns = tuple(dict.fromkeys(absent))

    def _outcomes(
        self, rows: Sequence[RawRow], mapping: CompiledMapping, recognition: Recognition
    ) -> dict[int, Outcome]:
        """What the rows come to by one mapping, each by its place among them; those that say nothing are left out."""
        if mapping.name:
            spare_unread(rows, recognition, self._history)
        saying = [
            at for at, row in enumerate(rows) if not mapping.name or not (row.faults or mapping.says_nothing(row.cells))
        ]
        said = [rows[at] for at in saying]
        here = self._met.among(recognition.key(row, recognition.digest(row)) for row in said)
        came = sift(said, mapping, recognition, self._history, here)
        self._met.add(here)
        return dict(zip(saying, came, strict=True))

    def _note(self, file: "_File", making: str, outcomes: Sequence[Outcome]) -> None:
        self._comparison.note(outcomes)
        observe(self._observing, [one for one in outcomes if isinstance(one, Made) and not one.is_known], self._history)
        self._seen += len(outcomes)
        for one in outcomes:
            if isinstance(one, Refused):
                self._note_refused(file, making, one)

    def _note_refused(self, file: "_File", making: str, one: Refused) -> None:
        cells, report = one.row.cells, self._report
        is_ignored = bool(self._decisions.ignored) and cells_digest(cells) in self._decisions.ignored
        self._rejected += 1
        self._ignored += is_ignored
        self._observing.rejected(one.reasons)
        report.reasons.update(reason.code for reason in one.reasons)
        if len(report.refused) < _MOST_SHOWN:
            plain = as_plain(cells, file.columns)
            report.refused.append(RefusedRow(file.name, one.row.number, making, plain, one.reasons, is_ignored))

    def _show_rows(self, file: "_File", rows: Sequence[RawRow], outcomes: Mapping[str, Mapping[int, Outcome]]) -> None:
        """Keep the first rows that become records, each beside these."""
        for at, row in enumerate(rows):
            if len(self._report.rows) >= self._most_rows:
                return
            records = {
                mapping.name: record
                for mapping, recognition in file.mappings
                if at in outcomes[mapping.name]
                and (record := _record(row, outcomes[mapping.name][at], mapping, recognition)) is not None
            }
            if records:
                raw = row if row.correction is None else row.correction.raw
                plain = as_plain(raw.cells, file.columns)
                self._report.rows.append(CheckedRow(file.name, row.number, plain, records))

    def _judge(self, content: Content) -> None:
        """What the guards would say of it."""
        one, report = self._one, self._report
        last = last_done(self._connection, one.id)
        if last is not None and same_content(last, content, one):
            since = same_since(self._connection, last)
            doubt = identical(called(content, one), one.registration, since=since, now=self._now)
            report.doubts = () if doubt is None else (doubt,)
            return
        seen = self._observing.seen(asdict(report.counts), known=report.known)
        keys = self._comparison.keys_gone_and_new
        judged = judge(one, content, seen, keys, last, newest=True, now=self._now, trusted=False)
        report.doubts, report.notes = judged.doubts, judged.notes


class _File(NamedTuple):
    """A file that is being read, with the mappings that are fitted to it and by what each recognises its rows."""

    name: str
    columns: tuple[str, ...] | None
    mappings: Sequence[tuple[CompiledMapping, Recognition]]


def _record(row: RawRow, outcome: Outcome, mapping: CompiledMapping, recognition: Recognition) -> Record | None:
    """The record that a row becomes, also where that is known and so was not made."""
    if isinstance(outcome, Made):
        return outcome.record
    if outcome is not None:
        return None
    record = mapping.record(row.cells, recognition.key(row, recognition.digest(row)))
    return record if isinstance(record, Record) else None


def _makings(registration: Registration, mappings: Sequence[CompiledMapping]) -> tuple[CheckedMaking, ...]:
    return tuple(
        CheckedMaking(making.name, making.records, making.key or (), tuple(mapping.descriptions))
        for making, mapping in zip(registration.makings, mappings, strict=True)
    )


def _mapped_columns(registration: Registration) -> Iterator[str]:
    for making in registration.makings:
        yield from making.key or ()
        for rule in making.map.values():
            yield from rule.columns
