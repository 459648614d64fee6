"""A list of transitions, a row each, as people keep it in a CSV. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from handover.dates import asked_date
from handover.errors import BadRequest, HandoverError, RowMistake, SourceUnreadable
from handover.sources.near import did_you_mean
from handover.wording import listed

RowKind = Literal["leaves", "moves", "arrives", "closure", "rename", "start"]

COLUMNS: Final = (
    "kind",
    "person",
    "initiative",
    "post",
    "incoming",
    "date",
    "to",
    "reason",
    "new name",
    "to post",
)
# What a row of each kind must have, and what it may not have beside.
_NEEDED: Final[Mapping[RowKind, tuple[str, ...]]] = {
    "leaves": ("person",),
    "moves": ("person", "to post"),
    "arrives": ("person", "initiative"),
    "closure": ("initiative",),
    "rename": ("initiative", "new name"),
    "start": ("initiative",),
}
_FOREIGN: Final[Mapping[RowKind, tuple[str, ...]]] = {
    "leaves": ("new name", "to post"),
    "moves": ("new name",),
    "arrives": ("incoming", "new name", "to post"),
    "closure": ("person", "post", "incoming", "new name", "to post"),
    "rename": ("person", "post", "incoming", "to post"),
    "start": ("person", "post", "incoming", "new name", "to post"),
}
_DELIMITERS: Final = (",", ";", "\t")
_MOST_ROWS: Final = 20_000
_LONGEST_CELL: Final = 131_072  # characters; a longer one is a quotation mark that was never closed


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row, by its line in the file (from 1). ``on`` is a partial date; blanks are None."""

    line: int
    kind: RowKind
    on: str
    person: str | None = None
    initiative: str | None = None
    post: str | None = None
    incoming: str | None = None
    to: tuple[str, ...] = ()
    reason: str | None = None
    new_name: str | None = None
    to_post: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """The rows that can be told, a mistake for each other one, and the columns that mean nothing here."""

    rows: tuple[BatchRow, ...]
    mistakes: tuple[RowMistake, ...]
    unused: tuple[str, ...]


def read(text: str, *, name: str, on: str | None) -> Read:
    """The rows of a CSV called ``name``; ``on`` is the day of those without one.

    Raises SourceUnreadable where it is no such list.
    """
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = {_column(column): column for column in _first_row(reader, name)}
    unused = [column for named, column in header.items() if named and named not in COLUMNS]
    if not {"person", "initiative"} & header.keys():
        raise SourceUnreadable(
            f"{name} has neither a column “person” nor one “initiative”.",
            what_to_do=f"Its first row names the columns: {', '.join(COLUMNS)}.",
        )
    for column in unused:
        # A slip would leave out what the column says.
        if near := did_you_mean(_column(column), [one for one in COLUMNS if one not in header]):
            raise SourceUnreadable(
                f"{name} has a column “{column}”, which says nothing here.",
                what_to_do=f"{near.strip()} If it is something else, leave it out of the list.",
            )
    rows: list[BatchRow] = []
    mistakes: list[RowMistake] = []
    for cells, line in _lines(reader, name):
        given: dict[str, str] = {
            one: " ".join((cells.get(header[one]) or "").split()) for one in COLUMNS if one in header
        }
        if not any(given.values()):
            continue
        if len(rows) + len(mistakes) == _MOST_ROWS:
            raise SourceUnreadable(f"{name} has more than {_MOST_ROWS:,} rows.", what_to_do="Divide it into several.")
        try:
            if cells.get(None):
                raise BadRequest("The row has more cells than there are columns.")
            rows.append(_row(given, line, on))
        except HandoverError as error:
            mistakes.append(RowMistake(line, error.sentence, error.what_to_do))
    if not rows and not mistakes:
        raise SourceUnreadable(f"There are no rows in {name}.")
    return Read(tuple(rows), tuple(mistakes), tuple(unused))


def _first_row(reader: "csv.DictReader[str]", name: str) -> Sequence[str]:
    try:
        return reader.fieldnames or ()
    except csv.Error as error:
        raise _unreadable(reader, name, error) from None


def _unreadable(reader: "csv.DictReader[str]", name: str, error: csv.Error) -> SourceUnreadable:
    return SourceUnreadable(f"{name} cannot be read as CSV at line {reader.line_num + 1}: {error}.")


def _column(written: str | None) -> str:
    return " ".join((written or "").casefold().replace("_", " ").split())


def _delimiter(text: str) -> str:
    """What parts the cells: whatever makes the most of our columns of the first line."""
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=lambda one: sum(_column(cell.strip('"\r')) in COLUMNS for cell in first.split(one)))


def _lines(reader: "csv.DictReader[str]", name: str) -> Iterator[tuple[Mapping[str | None, str | None], int]]:
    try:
        for cells in reader:
            yield cast(Mapping[str | None, str | None], cells), reader.line_num
    except csv.Error as error:
        raise _unreadable(reader, name, error) from None


def _row(given: Mapping[str, str], line: int, on: str | None) -> BatchRow:
    said = {one: text or None for one, text in given.items()}
    kind = _kind(given.get("kind", ""))
    missing = [f"“{one}”" for one in _NEEDED[kind] if not said.get(one)]
    if missing:
        raise BadRequest(
            f"It says “{kind}”, and has nothing in {listed(missing)}.", what_to_do="Fill it in, or leave the row out."
        )
    foreign = [f"“{one}”" for one in _FOREIGN[kind] if said.get(one)]
    if foreign:
        raise BadRequest(
            f"It says “{kind}”, and {listed(foreign)} {'does' if len(foreign) == 1 else 'do'} not go with that.",
            what_to_do="Leave that blank, or say another kind.",
        )
    date = said.get("date") or on
    if date is None:
        raise BadRequest("It has no date.", what_to_do="Fill in “date”, or give --on for all that have none.")
    return BatchRow(
        line,
        kind,
        asked_date(date, of="date"),
        said.get("person"),
        said.get("initiative"),
        said.get("post"),
        said.get("incoming"),
        _addresses(said.get("to") or ""),
        said.get("reason"),
        said.get("new name"),
        said.get("to post"),
    )


def _kind(written: str) -> RowKind:
    kind = written.casefold() or "leaves"
    if kind not in _NEEDED:
        one_of = listed(_NEEDED).replace(" and ", " or ")
        raise BadRequest(
            f"The kind must be {one_of}, and it is “{written}”.", what_to_do=did_you_mean(kind, _NEEDED).strip() or None
        )
    return cast(RowKind, kind)


def _addresses(written: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in written.split(";") if one.strip())
