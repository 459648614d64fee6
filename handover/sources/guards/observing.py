"""Seeing what guards look at while the rows of a gathering are taken, at next to no cost for each of them.

Nothing is looked at in a row that is as it was. Of new records, dates and unknown words are; of their fields, those of
the first of each chunk. Changed records are compared with what they were, cell by cell: of very many, some.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from handover.records import RecordKind
from handover.sources.guards.case import Dates, Seen
from handover.sources.guards.changes import Changes
from handover.sources.guards.dates import HAPPENED
from handover.sources.guards.profile import MOST_NAMES, MOST_WORDS
from handover.sources.registering.fields import TERMS, field_type
from handover.sources.registering.no_value import NoValueWords
from handover.sources.registering.registration import Registration
from handover.sources.rows import RawRow, Reading, Reason

# Items of which the names are noted, where they need not all have the same.
_ITEMS: Final = 1_000
_DEEPEST: Final = 3
# Records of each chunk of which it is noted which fields they have; and how many say something about the others.
_FILLED: Final = 50
_ENOUGH: Final = 50
# So many changed records are compared, each; beyond, one in so many.
COMPARED: Final = 5_000
_THEN_ONE_IN: Final = 20
# Where it is a day later already, that is no future.
_SLACK: Final = timedelta(days=1)

Payload = Mapping[str, Any]


class Observing:
    """Sees one gathering of a source. ``today`` is the day on which it takes place."""

    def __init__(self, registration: Registration, *, today: date) -> None:
        self._tomorrow = (today + _SLACK).isoformat()
        self._rows = 0
        self._reasons: Counter[tuple[str, str | None]] = Counter()
        self._columns: dict[str, None] = {}
        self._items = 0
        self._names: Counter[str] = Counter()
        self._looked_at = 0
        self._filled: Counter[str] = Counter()
        self._words: dict[str, set[str]] = {}
        self._dates: dict[str, Dates] = {}
        self._changes = Changes(NoValueWords(registration.tokens.words()))
        self._changed = self._compared = 0
        mapped: dict[RecordKind, dict[str, None]] = {}
        for making in registration.makings:
            mapped.setdefault(making.records, {}).update(dict.fromkeys(making.map))
        self._fields = {records: _fields(records, list(fields)) for records, fields in mapped.items()}

    def rows(self, reading: Reading, rows: Sequence[RawRow]) -> None:
        """Some more rows of a reading, as they stand in it."""
        self._rows += len(rows)
        columns = reading.columns if reading.columns is not None else reading.names
        if columns is not None:
            if len(self._columns) < MOST_NAMES:
                self._columns.update(dict.fromkeys(columns))
        elif self._items < _ITEMS:
            # An item that could not be read may have names that nobody gave it.
            for row in islice((row for row in rows if not row.faults), _ITEMS - self._items):
                self._items += 1
                if len(self._names) < MOST_NAMES and isinstance(row.cells, dict):
                    self._names.update(_paths(row.cells))

    def rejected(self, reasons: Iterable[Reason]) -> None:
        """A row that becomes no record."""
        self._reasons.update((reason.code, reason.column) for reason in reasons)

    def written(self, kind: RecordKind, payloads: Sequence[Payload]) -> None:
        """Records that are new or changed."""
        dates, words = self._fields[kind]
        for field in dates:
            given = [value for one in payloads if (value := one.get(field)) is not None]
            if given:
                filled, future = self._dates.get(field, (0, 0))
                self._dates[field] = Dates(filled + len(given), future + sum(map(self._tomorrow.__lt__, given)))
        for field, as_given in words:
            unknown = {one[as_given] for one in payloads if as_given in one and field not in one}
            if unknown and len(met := self._words.setdefault(field, set())) < MOST_WORDS:
                met.update(unknown)
        some = payloads[:_FILLED]
        self._looked_at += len(some)
        for one in some:
            self._filled.update(one.keys())

    def compares(self, changed: Iterable[int]) -> Iterator[int]:
        """Which of these changed records are to be compared with what they were."""
        for one in changed:
            self._changed += 1
            if self._changed <= COMPARED or self._changed % _THEN_ONE_IN == 0:
                self._compared += 1
                yield one

    def changed(self, old: Payload, new: Payload) -> None:
        """A record that was ``old`` and is ``new``."""
        self._changes.note(old, new)

    def seen(self, counts: Mapping[str, int], *, known: int) -> Seen:
        """All that was seen, with the ``counts`` of what became of the rows; ``known`` records were there before."""
        columns = dict.fromkeys(self._columns, 1.0)
        columns |= {name: times / self._items for name, times in self._names.items()}
        written = counts["new"] + counts["changed"]
        # What was looked at stands for the whole only where it is most of it.
        enough = self._looked_at >= _ENOUGH and 2 * written >= counts["seen"] - counts["rejected"]
        return Seen(
            known=known,
            rows=self._rows,
            **counts,
            reasons=self._reasons,
            columns=columns,
            fill={name: times / self._looked_at for name, times in self._filled.items()} if enough else {},
            words={field: frozenset(words) for field, words in self._words.items()},
            dates=self._dates,
            changes=self._changes.by_field(),
            compared=self._compared,
        )


def _fields(records: RecordKind, mapped: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The dates of what has happened that are mapped; the words of vocabularies, with what is given for them."""
    dates = tuple(name for name in mapped if name in HAPPENED and field_type(records, name) == "date")
    return dates, tuple((name, f"{name}_given") for name in mapped if name in TERMS)


def _paths(item: Mapping[str, Any], before: str = "", depth: int = 1) -> Iterator[str]:
    """The dotted paths of the values in an item."""
    for name, value in item.items():
        if isinstance(value, dict) and value and depth < _DEEPEST:
            yield from _paths(value, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}"
