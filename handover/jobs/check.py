"""Look at what a source would become, without writing anything."""

import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from handover.jobs.intake import Recognition
from handover.jobs.office import Office
from handover.records import Record
from handover.sources import registered
from handover.sources.mapping import FieldDescription, compile_mapping
from handover.sources.reading import read
from handover.sources.rows import Cells, Reason, as_plain, key_twice


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row beside the record that it became, or the reasons why it became none."""

    number: int
    cells: object
    record: Record | None
    reasons: tuple[Reason, ...] = ()


# Of how many items of JSON it is looked at whether they have the names that are mapped.
_LOOKED_AT: Final = 1_000


@dataclass(slots=True)
class CheckReport:
    """What a source would become: ``seen = records + rejected``.

    ``absent_columns`` are mapped names that none of the first items has; a table without a mapped column is refused.
    """

    source: str
    record_kind: str
    file: str
    facts: Mapping[str, str]
    fields: tuple[FieldDescription, ...]
    unused_columns: tuple[str, ...]
    absent_columns: tuple[str, ...] = ()
    seen: int = 0
    records: int = 0
    rejected: int = 0
    samples: list[SampleRow] = field(default_factory=list)
    rejections: list[SampleRow] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


def check_source(office: Office, name: str, *, rows: int = 3, rejections: int = 20) -> CheckReport:
    """Read the source ``name`` and map all of its rows; nothing is stored.

    The first ``rows`` records and the first ``rejections`` rejected rows come with it.
    Raises UnknownSource, SourceError.
    """
    with office.store.read() as connection:
        one = registered.find(connection, name)
    with tempfile.TemporaryDirectory(prefix="handover-") as spool:
        fetched = office.fetch(
            one.registration.location,
            base=one.base,
            spool=Path(spool),
            limits=office.settings.limits,
            now=office.now,
        )
        with closing(read(fetched, one.registration, limits=office.settings.limits)) as reading:
            mapping = compile_mapping(one.registration, reading.columns)
            report = CheckReport(
                source=name,
                record_kind=one.registration.records,
                file=fetched.name,
                facts=dict(reading.facts),
                fields=tuple(mapping.descriptions),
                unused_columns=mapping.unused_columns,
            )
            recognition = Recognition(mapping)
            first_on: dict[str, int] = {}
            items: list[Cells] = []
            for row in reading.rows:
                report.seen += 1
                if reading.columns is None and not row.faults and len(items) < _LOOKED_AT:
                    items.append(row.cells)
                made: Record | tuple[Reason, ...] = row.faults
                if not made:
                    key = recognition.key(row, recognition.digest(row.cells))
                    if key in first_on:
                        made = (key_twice(key, first_on[key]),)
                    else:
                        made = mapping.record(row.cells, key)
                        if isinstance(made, Record):
                            first_on[key] = row.number
                _note(report, row.number, as_plain(row.cells, reading.columns), made, rows, rejections)
            if items:
                report.absent_columns = mapping.absent_columns(items)
    return report


def _note(
    report: CheckReport, number: int, cells: object, made: Record | tuple[Reason, ...], rows: int, rejections: int
) -> None:
    if isinstance(made, Record):
        report.records += 1
        if len(report.samples) < rows:
            report.samples.append(SampleRow(number, cells, made))
        return
    report.rejected += 1
    report.reasons.update(reason.code for reason in made)
    if len(report.rejections) < rejections:
        report.rejections.append(SampleRow(number, cells, None, made))
