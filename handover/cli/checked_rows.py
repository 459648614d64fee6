"""A row beside the records that it becomes: on the left what stands in its cells, on the right what came of each."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from handover.cli.screen import Screen, in_short
from handover.cli.tables import print_table
from handover.cli.wording import record_words
from handover.dossier.wording import listed

if TYPE_CHECKING:
    from handover.jobs.checking.check_report import CheckedMaking, CheckedRow, CheckReport
    from handover.records import Record

_LONGEST: Final = 160  # characters of a cell, and of a value
# In place of a text that stands on its left already.
_SAME: Final = "the same"
# A cell of the table that goes on from the one above.
_ABOVE: Final = "\N{NO-BREAK SPACE}"

# What came of a column: a field, with the name of its record where there are several; and its value.
_Target = tuple[str, str]


def show_row(screen: Screen, report: "CheckReport", row: "CheckedRow") -> None:
    """One row in a table of four columns: its columns, their cells, the fields made of each, the values of these."""
    file = "" if len(report.files) == 1 else f" of {row.file}"
    said = [f"{record_words(one.record_kind)} ({in_short(one.key, _LONGEST)})" for one in row.records.values()]
    screen.print()
    screen.print(f"Row {row.number:,}{file} becomes {listed(said)}:")
    print_table(
        screen,
        ("column", "in the row", "field", "in the record"),
        list(_lines(report, row)),
        text=frozenset({0, 1, 3}),
        longest=_LONGEST + 30,
    )


def _lines(report: "CheckReport", row: "CheckedRow") -> Iterator[tuple[str, str, str, str]]:
    makings = {one.name: one for one in report.makings}
    targets: dict[str, list[_Target]] = {}
    others: list[_Target] = []
    for name, record in row.records.items():
        label = f"{name}: " if name else ""
        for field, value, columns in _fields(makings[name], record):
            for column in columns:
                targets.setdefault(column, []).append((f"{label}{field}", value))
            if not columns:
                others.append((f"{label}{field}", value))
    for column, cell in _cells(row, targets).items():
        made = targets.get(column, [])
        if not made and not cell:
            continue
        said = in_short(cell, _LONGEST)
        first = column, said
        for field, value in made or [("", "")]:
            yield (*first, field, _SAME if value and value == cell else in_short(value, _LONGEST))
            first = _ABOVE, _ABOVE
    for field, value in others:
        yield "", "", field, in_short(value, _LONGEST)


def _fields(making: "CheckedMaking", record: "Record") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The fields of a record that say something, or are made of columns; each with its value and the columns."""
    values = {name: _as_text(value) for name, value in record.model_dump(mode="json", exclude_defaults=True).items()}
    yield "key", values.pop("key"), making.key
    for one in making.fields:
        given = values.pop(f"{one.field}_given", "")
        yield one.field, values.pop(one.field, "") or given, one.columns
    for name, value in values.items():
        yield name, value, ()


def _cells(row: "CheckedRow", mapped: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row as text, by column; of an item of JSON, by each path that is mapped, and then by name."""
    from handover.sources.mapping.placement import value_at
    from handover.sources.texts import as_text

    if not isinstance(row.cells, dict):
        return {}
    found = {} if mapped.keys() <= row.cells.keys() else {path: as_text(value_at(row.cells, path)) for path in mapped}
    beginnings = {path.partition(".")[0] for path in found}
    return found | {name: as_text(cell) for name, cell in row.cells.items() if name not in beginnings}


def _as_text(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
