"""The new values for a row, as a person types them: ``Due=2024-03-01``."""

from collections.abc import Sequence
from typing import Any, Final

from handover.errors import BadRequest
from handover.jobs.rejected_rows.rejected import raw_row
from handover.sources.mapping.placement import as_compared
from handover.sources.near import did_you_mean
from handover.sources.registered import RegisteredSource
from handover.sources.texts import as_text, shown
from handover.store.database import AnyRow

_MOST_NAMED: Final = 20  # columns in one sentence


def values_for(row: AnyRow, one: RegisteredSource, given: Sequence[str]) -> dict[str, str]:
    """The new values by column, for a row of ``REJECTED_ROWS``.

    Raises BadRequest where the row could not be read, has no such column, or says all of that already.
    """
    values = values_given(given, _names(row, one))
    cells = _by_column(row)
    if all(as_text(cells.get(name)) == value for name, value in values.items()):
        raise BadRequest(
            f"Rejected row {row.id} says that already; nothing would change.",
            what_to_do=f"See what it says: handover rejected show {row.id}",
        )
    return values


def values_given(given: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """The new values by column, of texts such as ``Due=2024-03-01``; ``names`` are the columns that there are.

    Raises BadRequest for one that names no column, offering the near ones.
    """
    values: dict[str, str] = {}
    for text in given:
        name, value = _parted(text, names)
        if name in values:
            raise BadRequest(f"“{shown(name)}” is set twice.", what_to_do="Say once what it should be.")
        values[name] = value.strip()
    return values


def _parted(text: str, names: Sequence[str]) -> tuple[str, str]:
    # A column can have the sign in its own name.
    if exact := [name for name in names if text.startswith(f"{name}=")]:
        name = max(exact, key=len)
        return name, text[len(name) + 1 :]
    before, found, value = text.partition("=")
    if not found:
        raise BadRequest(
            f"“{shown(text)}” does not say what to put into which column.",
            what_to_do='Write it like: --set "Due=2024-03-01"',
        )
    alike = [name for name in names if as_compared(name) == as_compared(before)]
    if len(alike) == 1:
        return alike[0], value
    named = ", ".join(f"“{shown(name)}”" for name in names[:_MOST_NAMED])
    raise BadRequest(
        f"The row has no column “{shown(before)}”.{did_you_mean(before, names)}", what_to_do=f"It has {named}."
    )


def _names(row: AnyRow, one: RegisteredSource) -> list[str]:
    """The columns of a row; where it is no table's, also what is mapped and is not in it."""
    raw = raw_row(row)
    if any(fault.column is None for fault in raw.faults):
        raise BadRequest(
            f"Rejected row {row.id} could not be read, so that it has no columns to correct: {raw.faults[0].sentence}",
            where=row.file,
            what_to_do="Correct it at the source, and gather it again.",
        )
    if isinstance(raw.cells, list):
        return list(row.columns)
    rules = [rule for making in one.registration.makings for rule in making.map.values()]
    keys = [column for making in one.registration.makings for column in making.key or ()]
    return list(dict.fromkeys([*raw.cells, *(column for rule in rules for column in rule.columns), *keys]))


def _by_column(row: AnyRow) -> dict[str, Any]:
    cells = raw_row(row).cells
    return cells if isinstance(cells, dict) else dict(zip(row.columns, cells, strict=True))
