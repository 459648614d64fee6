"""What ``handover source check`` shows: how a source is read, and what becomes of its columns and of its rows."""

from typing import TYPE_CHECKING, Any, Final

from handover.cli.checked_changes import changes_data, show_changes, show_doubts
from handover.cli.checked_files import show_files
from handover.cli.checked_rows import show_row
from handover.cli.screen import Screen, in_short
from handover.cli.tables import plural, print_table
from handover.cli.wording import record_words
from handover.dossier.wording import listed

if TYPE_CHECKING:
    from handover.jobs.checking.check_report import CheckedMaking, CheckReport
    from handover.jobs.checking.column_profile import ColumnProfile

_LONGEST_EXAMPLE: Final = 40
_LONGEST_RULE: Final = 200
_MOST_COLUMNS: Final = 40
_MOST_WORDS: Final = 5


def check_data(report: "CheckReport") -> dict[str, Any]:
    """The report for programs."""
    return {
        "source": report.source,
        "files": report.files,
        "older": report.older,
        "makings": [
            {
                "name": one.name,
                "record_kind": one.record_kind,
                "key": one.key,
                "fields": one.fields,
                "unmapped_fields": _unmapped(one),
            }
            for one in report.makings
        ],
        "columns": [_profile_data(one) for one in report.columns],
        "unused_columns": report.unused_columns,
        "absent_columns": report.absent_columns,
        "seen": report.counts.seen,
        "records": report.records,
        "rejected": report.counts.rejected,
        "ignored": report.counts.ignored,
        "reasons": report.reasons,
        "samples": [
            {"file": one.file, "row": one.number, "cells": one.cells, "records": one.records} for one in report.rows
        ],
        "rejections": [
            {
                "file": one.file,
                "row": one.number,
                "making": one.making,
                "cells": one.cells,
                "reasons": one.reasons,
                "ignored": one.is_ignored,
            }
            for one in report.refused
        ],
        "changes": changes_data(report),
        "doubts": report.doubts,
        "notes": report.notes,
    }


def _profile_data(one: "ColumnProfile") -> dict[str, Any]:
    from handover.jobs.checking.column_profile import MOST_DISTINCT

    return {
        "name": one.name,
        "rows": one.rows,
        "filled": one.filled,
        "distinct": one.distinct,
        "more_than": MOST_DISTINCT if one.distinct is None else None,
        "words": dict(one.words),
    }


def show_check(screen: Screen, report: "CheckReport") -> None:
    """The report for people; what was rejected, what would change and the verdict come last, where they are seen."""
    show_files(screen, report)
    for making in report.makings:
        screen.print()
        if making.name:
            screen.print(f"Each row can also be {record_words(making.record_kind)}, as “{making.name}”:")
        print_table(
            screen,
            ("field", "from", "how"),
            [(one.field, " + ".join(one.columns), one.rule) for one in making.fields],
            text=frozenset({1, 2}),
            longest=_LONGEST_RULE,
        )
    _show_unused(screen, report)
    _show_columns(screen, report)
    for row in report.rows:
        show_row(screen, report, row)
    if report.refused:
        screen.print()
        screen.print("Rejected:")
        _show_refused(screen, report)
    show_changes(screen, report)
    show_doubts(screen, report)
    screen.print()
    screen.print(_verdict(report))


def _show_unused(screen: Screen, report: "CheckReport") -> None:
    if report.absent_columns:
        screen.print()
        screen.print(f"Columns that no item has, although fields are made from them: {_named(report.absent_columns)}.")
    if report.unused_columns:
        screen.print()
        screen.print(f"Columns that nothing is made from: {_named(report.unused_columns)}.")
    for making in report.makings:
        if fields := _unmapped(making):
            of = f" of “{making.name}”" if making.name else ""
            screen.print()
            screen.print(f"Fields{of} that are made from nothing: {listed(fields, most=_MOST_COLUMNS)}.")


def _named(columns: tuple[str, ...]) -> str:
    return listed([f"“{in_short(name, _LONGEST_EXAMPLE)}”" for name in columns], most=_MOST_COLUMNS)


def _unmapped(making: "CheckedMaking") -> list[str]:
    """The fields that the registration says nothing of, but for those that are filled along with another."""
    from handover.sources.registering.fields import fields_of

    mapped = {one.field for one in making.fields}
    implied = {"currency", "holder", "shared_mailbox"}
    return [
        name
        for name in fields_of(making.record_kind)
        if name not in mapped and name not in implied and not name.endswith("_given")
    ]


def _show_columns(screen: Screen, report: "CheckReport") -> None:
    from handover.jobs.checking.column_profile import MOST_DISTINCT

    if not report.columns:
        return
    screen.print()
    screen.print(f"What stands in the columns, in {plural(report.columns[0].rows, 'row')}:")
    print_table(
        screen,
        ("column", "filled", "different", "most frequent"),
        [
            (
                one.name,
                one.filled,
                f"more than {MOST_DISTINCT:,}" if one.distinct is None else one.distinct,
                _words(one),
            )
            for one in report.columns
        ],
        numbers=frozenset({1, 2}),
        text=frozenset({0, 3}),
        longest=_LONGEST_RULE,
    )


def _words(one: "ColumnProfile") -> str:
    said = [f"{word} ({count:,})" for word, count in one.words[:_MOST_WORDS]]
    return ", ".join([*said, "…"] if len(one.words) > _MOST_WORDS else said)


def _show_refused(screen: Screen, report: "CheckReport") -> None:
    for one in report.refused:
        where = f"Row {one.number:,}" if len(report.files) == 1 else f"{one.file}, row {one.number:,}"
        making = f", as “{one.making}”" if one.making else ""
        ignored = " Somebody said that it may stay so." if one.is_ignored else ""
        screen.print(f"  {where}{making}: {' '.join(reason.sentence for reason in one.reasons)}{ignored}")
    more = report.counts.rejected - len(report.refused)
    if more:
        reasons = [f"{count:,} {code}" for code, count in report.reasons.most_common()]
        screen.print(f"  … and {plural(more, 'more row')}. Reasons in all: {listed(reasons)}.")


def _verdict(report: "CheckReport") -> str:
    counts = report.counts
    if not counts.seen:
        return "There are no rows in it."
    records, rejected = plural(report.records, "record"), plural(counts.rejected, "row")
    each = ", each counted for every record that it makes" if len(report.makings) > 1 else ""
    seen = f"{plural(counts.seen, 'row')} seen{each}"
    if not counts.rejected:
        return f"{seen}: {records}, none rejected. Nothing was stored."
    ignored = f" ({counts.ignored:,} of them ignored)" if counts.ignored else ""
    return f"{seen}: {records}, {rejected} rejected{ignored}. Nothing was stored."
