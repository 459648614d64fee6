"""What stands in the columns of a source: how many cells are filled, with how many different values, which most often.

Memory is bounded, whatever the source: beyond so many different values a column's are not counted any more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from handover.sources.mapping.placement import value_at
from handover.sources.rows import RawRow
from handover.sources.texts import as_text

# Different values of one column that are counted exactly.
MOST_DISTINCT: Final = 1_000
# Names of items without declared columns that are looked at.
_MOST_NAMES: Final = 300
# A longer value is no word; it is only told from others.
_LONGEST_WORD: Final = 40
# A column is one of words where it has so few different values, each so many times on average.
_MOST_WORDS: Final = 50
_TIMES: Final = 2


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column: of so many ``rows``, how many say something in it, with how many ``distinct`` values.

    ``distinct`` is None where there are more than ``MOST_DISTINCT``. ``words`` are the values of a column of words,
    with how often each is there, the most frequent first; none for other columns.
    """

    name: str
    rows: int
    filled: int
    distinct: int | None
    words: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class _Column:
    filled: int = 0
    values: Counter[str | int] | None = field(default_factory=Counter)

    def note(self, values: Iterable[Any]) -> None:
        texts = [text for value in values if (text := value.strip() if type(value) is str else as_text(value))]
        self.filled += len(texts)
        if self.values is not None:
            self.values.update(text if len(text) <= _LONGEST_WORD else hash(text) for text in texts)
            if len(self.values) > MOST_DISTINCT:
                self.values = None

    def profile(self, name: str, rows: int) -> ColumnProfile:
        values = self.values
        if values is None:
            return ColumnProfile(name, rows, self.filled, None)
        words = [(value, count) for value, count in values.most_common() if isinstance(value, str)]
        are_words = 0 < len(words) == len(values) <= _MOST_WORDS and self.filled >= _TIMES * len(words)
        return ColumnProfile(name, rows, self.filled, len(values), tuple(words) if are_words else ())


class ColumnProfiles:
    """Looks at the rows of each file of a source, chunk by chunk. ``mapped`` are the columns that are made use of."""

    def __init__(self, mapped: Iterable[str]) -> None:
        self._mapped = tuple(dict.fromkeys(mapped))
        self._columns: dict[str, _Column] = {}
        self._rows = 0

    def note(self, rows: Sequence[RawRow], columns: Sequence[str] | None) -> None:
        """Look at some rows, as they stand in the source; those that could not be read are passed over."""
        rows = [row for row in rows if not row.faults]
        self._rows += len(rows)
        if columns is None:
            self._note_items([row.cells for row in rows if isinstance(row.cells, dict)])
            return
        whole = [row.cells for row in rows if isinstance(row.cells, list) and len(row.cells) == len(columns)]
        for at, name in enumerate(columns):
            self._of(name).note(cells[at] for cells in whole)

    def _note_items(self, items: Sequence[Mapping[str, Any]]) -> None:
        for path in self._mapped:
            self._of(path).note(value_at(item, path) for item in items)
        # A name may have a dot in it, and then it is the whole of a path.
        noted = {name for path in self._mapped for name in (path, path.partition(".")[0])}
        for name in dict.fromkeys(name for item in items for name in item):
            if name not in noted and (name in self._columns or len(self._columns) < _MOST_NAMES):
                self._of(name).note(item.get(name) for item in items)

    def _of(self, name: str) -> _Column:
        return self._columns.setdefault(name, _Column())

    def profiles(self) -> tuple[ColumnProfile, ...]:
        """What was seen of each column, in the source's own order."""
        return tuple(column.profile(name, self._rows) for name, column in self._columns.items())
