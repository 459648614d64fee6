"""What a reader hands on: rows, still as the source has them, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple


class Reason(NamedTuple):
    """Why a row could not become a record: a stable code, the column or field it is about, one sentence."""

    code: str
    column: str | None
    sentence: str


# A row of a table is a list of cells in the order of the columns; of JSON and vCard, a dict.
Cells = list[Any] | dict[str, Any]


class RawRow(NamedTuple):
    """One row as it stands in the source; where there is a ``correction``, with what a person put in its place.

    ``number`` counts from 1: the line on which it starts (CSV, JSON Lines), the row of the sheet, the item of
    the array or the card of the file. ``faults`` are what already the reader found wrong; such a row is rejected.
    """

    number: int
    cells: Cells
    faults: tuple[Reason, ...] = ()
    correction: "Correction | None" = None


class Correction(NamedTuple):
    """By which decision a row was corrected by hand, and the row as the source has it, with the digest of its cells."""

    decision: int
    raw: RawRow
    digest: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, spooled to a local file: its name as a person would say it, its fingerprint, when.

    ``dated`` is when the file says that it was changed last. ``stamp`` is there where the file was not copied.
    """

    path: Path
    name: str
    sha256: str
    size: int
    fetched_at: datetime
    content_type: str | None = None
    stamp: tuple[int, int] | None = None
    dated: datetime | None = None

    def changed(self) -> bool:
        """Whether a file that was not copied has changed since its fingerprint was taken; then that is worthless."""
        if self.stamp is None:
            return False
        try:
            return stamp(self.path) != self.stamp
        except OSError:
            return True


def stamp(path: Path) -> tuple[int, int]:
    """When a file was last written (nanoseconds) and its size: what changes when somebody saves it."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read. ``columns`` is None where rows are dicts; ``names`` are then those that every one has,
    where that is known. ``place`` is the sheet, where there are several. ``facts`` says what was found out about it,
    some of it only once all rows are through.

    Iterating ``rows`` may raise SourceUnreadable part-way; whoever iterates then takes nothing of it.
    """

    rows: Iterator[RawRow]
    columns: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    place: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def close(self) -> None:
        """Let go of the file; no more rows come."""
        close = getattr(self.rows, "close", None)
        if close is not None:
            close()


def as_plain(cells: Cells, columns: tuple[str, ...] | None) -> Cells:
    """The row by the names of its columns, where each cell has one; else as it stands."""
    if isinstance(cells, list) and columns is not None and len(cells) == len(columns):
        return dict(zip(columns, cells, strict=True))
    return cells


def key_twice(key: str, first: int | None) -> Reason:
    """Why a row is rejected whose key was met before, on row ``first`` where that is known."""
    where = f"on row {first}" if first else "on an earlier row"
    return Reason("key-twice", None, f"The key “{key[:60]}” stands {where} already; a key names one record.")
