"""What ``handover source check`` shows: how a source is read, what becomes of its columns, and of its rows."""

from typing import TYPE_CHECKING, Any, Final, cast

from handover.cli.screen import Screen, in_short
from handover.cli.tables import plural, print_table
from handover.dossier.wording import listed

if TYPE_CHECKING:
    from handover.jobs.check import CheckReport, SampleRow
    from handover.records import RecordKind

_LONGEST_VALUE: Final = 300  # characters of one field of a record
_LONGEST_EXAMPLE: Final = 40
_LONGEST_RULE: Final = 200
_MOST_COLUMNS: Final = 40
_KINDS: Final = {"programme-status": "programme status", "follow-on-action": "follow-on action"}


def check_data(report: "CheckReport") -> dict[str, Any]:
    """The report for programs."""
    return {
        "source": report.source,
        "record_kind": report.record_kind,
        "file": report.file,
        "facts": dict(report.facts),
        "fields": [{"field": one.field, "columns": one.columns, "rule": one.rule} for one in report.fields],
        "unmapped_fields": _unmapped(report),
        "unused_columns": report.unused_columns,
        "absent_columns": report.absent_columns,
        "seen": report.seen,
        "records": report.records,
        "rejected": report.rejected,
        "reasons": dict(report.reasons),
        "samples": [{"row": one.number, "cells": one.cells, "record": one.record} for one in report.samples],
        "rejections": [
            {"row": one.number, "cells": one.cells, "reasons": [reason._asdict() for reason in one.reasons]}
            for one in report.rejections
        ],
    }


def show_check(screen: Screen, report: "CheckReport") -> None:
    """The report for people; what was rejected and the verdict come last, where they are seen."""
    screen.print(f"{report.source} is read from {report.file}.")
    for fact in report.facts.values():
        screen.print(f"  {fact}")
    screen.print()
    print_table(
        screen,
        ("field", "from", "how"),
        [(one.field, " + ".join(one.columns), one.rule) for one in report.fields],
        text=frozenset({1, 2}),
        longest=_LONGEST_RULE,
    )
    _show_unused(screen, report)
    for sample in report.samples:
        _show_record(screen, sample)
    if report.rejections:
        screen.print()
        screen.print("Rejected:")
        _show_rejections(screen, report)
    screen.print()
    screen.print(_verdict(report))


def _show_unused(screen: Screen, report: "CheckReport") -> None:
    if report.unused_columns or report.absent_columns or _unmapped(report):
        screen.print()
    if report.absent_columns:
        names = [f"“{in_short(name, _LONGEST_EXAMPLE)}”" for name in report.absent_columns]
        screen.print(
            f"Columns that no item has, although fields are made from them: {listed(names, most=_MOST_COLUMNS)}."
        )
    if report.unused_columns:
        columns = [f"“{in_short(name, _LONGEST_EXAMPLE)}”" for name in report.unused_columns]
        screen.print(f"Columns that nothing is made from: {listed(columns, most=_MOST_COLUMNS)}.")
    if fields := _unmapped(report):
        screen.print(f"Fields that are made from nothing: {listed(fields, most=_MOST_COLUMNS)}.")


def _unmapped(report: "CheckReport") -> list[str]:
    """The fields that the registration says nothing of, but for those that are filled along with another."""
    from handover.sources.fields import fields_of

    mapped = {one.field for one in report.fields}
    implied = {"currency", "holder", "shared_mailbox"}
    return [
        name
        for name in fields_of(cast("RecordKind", report.record_kind))
        if name not in mapped and name not in implied and not name.endswith("_given")
    ]


def _show_record(screen: Screen, sample: "SampleRow") -> None:
    if sample.record is None:
        return
    kind = _KINDS.get(sample.record.record_kind, sample.record.record_kind)
    screen.print()
    screen.print(f"Row {sample.number:,} becomes this {kind}:")
    values = sample.record.model_dump(mode="json", exclude_defaults=True)
    print_table(
        screen,
        ("field", "value"),
        [(name, in_short(_as_text(value), _LONGEST_VALUE)) for name, value in values.items()],
        text=frozenset({1}),
        longest=2 * _LONGEST_VALUE,
    )


def _as_text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _show_rejections(screen: Screen, report: "CheckReport") -> None:
    for rejection in report.rejections:
        screen.print(f"  Row {rejection.number:,}: {' '.join(reason.sentence for reason in rejection.reasons)}")
    more = report.rejected - len(report.rejections)
    if more:
        reasons = [f"{count:,} {code}" for code, count in report.reasons.most_common()]
        screen.print(f"  … and {plural(more, 'more row')}. Reasons in all: {listed(reasons)}.")


def _verdict(report: "CheckReport") -> str:
    if not report.seen:
        return "There are no rows in it."
    records, rejected = plural(report.records, "record"), plural(report.rejected, "row")
    if not report.rejected:
        return f"{plural(report.seen, 'row')} seen: {records}, none rejected. Nothing was stored."
    return f"{plural(report.seen, 'row')} seen: {records}, {rejected} rejected. Nothing was stored."
