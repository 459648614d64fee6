"""A plain CSV of links, a row each predecessor and successor, as successions: rows that belong together are one."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from handover.dates import asked_date
from handover.errors import BadDate, SourceUnreadable
from handover.initiatives.names import compared
from handover.initiatives.succession.model import KINDS, SuccessionKind
from handover.sources.near import did_you_mean
from handover.wording import listed

COLUMNS: Final = ("predecessor", "successor", "kind", "date", "functions", "evidence")
_NEEDED: Final = ("predecessor", "successor", "kind", "date")


@dataclass(frozen=True, slots=True)
class Link:
    """A succession by its names, from the rows that begin on these lines (from 1).

    ``functions`` are by the pair of names between which they are said to have passed.
    """

    lines: tuple[int, ...]
    kind: SuccessionKind
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    date: str
    functions: Mapping[tuple[str, str], tuple[str, ...]]
    evidence: str | None

    def functions_of(self, name: str, side: int) -> tuple[str, ...]:
        """Those that one of the names gave (side 0) or received (side 1), each once."""
        return tuple(
            dict.fromkeys(one for pair, named in self.functions.items() if pair[side] == name for one in named)
        )


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    predecessor: str
    successor: str
    kind: SuccessionKind
    date: str
    functions: tuple[str, ...]
    evidence: str | None

    @property
    def belongs_to(self) -> tuple[str, str, str]:
        """Rows of one split share what was split, those of a merger what came of it; any other stands alone."""
        if self.kind == "merger":
            return self.kind, self.date, compared(self.successor)
        shared = compared(self.predecessor) if self.kind in {"split", "transfer"} else str(self.line)
        return self.kind, self.date, shared


def links(text: str, *, name: str) -> tuple[list[Link], list[str]]:
    """The successions of a CSV called ``name``, and a sentence for each row that cannot be told.

    Raises SourceUnreadable where a column is not there.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = {(column or "").strip().casefold(): column for column in reader.fieldnames or ()}
    missing = [f"“{one}”" for one in _NEEDED if one not in header]
    if missing:
        raise SourceUnreadable(
            f"{name} has no column {listed(missing)}.",
            what_to_do=f"Its first row names the columns: {', '.join(COLUMNS)}.",
        )
    groups: dict[tuple[str, str, str], list[_Row]] = {}
    refused = []
    for cells, line in _rows(reader, name):
        given: dict[str, str] = {one: (cells.get(header[one]) or "").strip() for one in COLUMNS if one in header}
        if not any(given.values()):
            continue
        try:
            row = _row(given, line)
        except ValueError as error:
            refused.append(f"{name}, line {line}: {error}")
        else:
            groups.setdefault(row.belongs_to, []).append(row)
    return [_link(rows) for rows in groups.values()], refused


def _rows(reader: "csv.DictReader[str]", name: str) -> Iterator[tuple[Mapping[str, str], int]]:
    try:
        for cells in reader:
            yield cells, reader.line_num
    except csv.Error as error:
        raise SourceUnreadable(f"{name} cannot be read as CSV at line {reader.line_num}: {error}.") from None


def _row(given: Mapping[str, str], line: int) -> _Row:
    kind = given["kind"].casefold()
    if kind not in KINDS:
        one_of = listed(KINDS).replace(" and ", " or ")
        raise ValueError(f"The kind must be {one_of}, and it is “{given['kind']}”.{did_you_mean(kind, KINDS)}")
    if not given["predecessor"]:
        raise ValueError("It has no predecessor.")
    if not given["successor"] and kind != "end":
        raise ValueError(f"It has no successor, and {KINDS[cast(SuccessionKind, kind)].article} has one.")
    try:
        date = asked_date(given["date"], of="date")
    except BadDate as error:
        raise ValueError(str(error)) from None
    functions = tuple(one.strip() for one in given.get("functions", "").split(";") if one.strip())
    return _Row(
        line,
        given["predecessor"],
        given["successor"],
        cast(SuccessionKind, kind),
        date,
        functions,
        given.get("evidence") or None,
    )


def _link(rows: Sequence[_Row]) -> Link:
    evidence = dict.fromkeys(one.evidence for one in rows if one.evidence)
    return Link(
        tuple(one.line for one in rows),
        rows[0].kind,
        tuple(dict.fromkeys(one.predecessor for one in rows)),
        tuple(dict.fromkeys(one.successor for one in rows if one.successor)),
        rows[0].date,
        {(one.predecessor, one.successor): one.functions for one in rows if one.functions},
        "; ".join(evidence) or None,
    )
