"""What changed in records that were known before, field by field: what was only written another way, and what was not.

A field here is what stood in the source's cells: where a record keeps both what was given and what that means, what
was given is looked at, so that nothing counts as changed because Handover understands more of it than it did.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from handover.sources.guards.ways import Recoding, Way, meaning, recoding, shape
from handover.sources.registering.no_value import NoValueWords

# What a real change is: another value; a value where none was; none where one was; another reason why there is none.
Real = Literal["another", "given", "gone", "meaning"]

# So many cells of one column must be written another way together; fewer are somebody correcting them.
FEW: Final = 10
# Changed cells of one field that are kept for a person to look at.
MOST_CELLS: Final = 200
_MOST_PAIRS: Final = 500
_LONGEST_SHOWN: Final = 200
_LONGEST_SHAPED: Final = 60
_MOST_WORDS: Final = 2
# A unit, a mark or a length is one only where it is the same in many cells. A mark must stand at many different values:
# “Amber/Red”, which becomes “Amber” in many rows, is a change.
_TOGETHER: Final[frozenset[Way]] = frozenset({"unit", "affix", "cut-off"})
_GIVEN: Final = "_given"
# What a name means, and no cell of its own.
_DERIVED: Final = frozenset({"holder", "key"})


class Cell(NamedTuple):
    """One changed cell, for a person: of which record, what stood in it and what does now."""

    key: str
    old: str
    new: str
    what: Real


@dataclass(frozen=True, slots=True)
class FieldChanges:
    """The changed cells of one field.

    ``recoded`` counts those that only say the same another way, by how; ``pairs`` are the commonest of them. ``real``
    counts those that say something else, by what; ``cells`` has the first of these. ``shapes`` are the forms of those
    that had a value and have another one.
    """

    recoded: Mapping[Recoding, int]
    pairs: Mapping[tuple[str, str], int]
    real: Mapping[Real, int]
    cells: tuple[Cell, ...]
    shapes: Mapping[tuple[str, str], int]

    @property
    def changed(self) -> int:
        return sum(self.recoded.values()) + sum(self.real.values())


@dataclass(slots=True)
class _Cells:
    """The changed cells of one field, as they come."""

    recoded: Counter[Recoding] = field(default_factory=Counter)
    pairs: dict[Recoding, Counter[tuple[str, str]]] = field(default_factory=dict)
    unsure: dict[Recoding, list[Cell]] = field(default_factory=dict)
    real: Counter[Real] = field(default_factory=Counter)
    cells: list[Cell] = field(default_factory=list)
    shapes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, key: str, old: str, new: str, words: NoValueWords) -> None:
        found = recoding(old, new, words)
        cell = Cell(key, old[:_LONGEST_SHOWN], new[:_LONGEST_SHOWN], "another")
        if found is None:
            self._note_real(cell._replace(what=_what(old, new, words)))
            return
        self.recoded[found] += 1
        pairs = self.pairs.setdefault(found, Counter())
        if len(pairs) < _MOST_PAIRS or (cell.old, cell.new) in pairs:
            pairs[cell.old, cell.new] += 1
        if found.way in _TOGETHER and len(unsure := self.unsure.setdefault(found, [])) < MOST_CELLS:
            unsure.append(cell)

    def _note_real(self, cell: Cell, count: int = 1) -> None:
        self.real[cell.what] += count
        if len(self.cells) < MOST_CELLS:
            self.cells.append(cell)
        if cell.what == "another" and _has_form(cell.old) and _has_form(cell.new):
            forms = shape(cell.old), shape(cell.new)
            if forms[0] != forms[1] and (forms in self.shapes or len(self.shapes) < _MOST_PAIRS):
                self.shapes[forms] += 1

    def settled(self) -> FieldChanges:
        """What came of all: what only counts together, and is not together, is a real change."""
        for found, cells in self.unsure.items():
            together = len(self.pairs[found]) if found.way == "affix" else self.recoded[found]
            if together < FEW:
                more = self.recoded.pop(found) - len(cells)
                del self.pairs[found]
                for cell in cells:
                    self._note_real(cell)
                self.real["another"] += more
        self.unsure.clear()
        pairs = sum(self.pairs.values(), Counter[tuple[str, str]]())
        return FieldChanges(
            dict(self.recoded.most_common()),
            dict(pairs.most_common()),
            dict(self.real.most_common()),
            tuple(self.cells),
            dict(self.shapes.most_common()),
        )


def _has_form(text: str) -> bool:
    """Whether a value has a form that says something: a code, a number to call, an address, and no phrase."""
    return len(text) <= _LONGEST_SHAPED and sum(any(map(str.isalpha, word)) for word in text.split()) <= _MOST_WORDS


def _what(old: str, new: str, words: NoValueWords) -> Real:
    had, has = meaning(old, words) is None, meaning(new, words) is None
    if had and has:
        return "another"
    return "given" if has else "gone" if had else "meaning"


class Changes:
    """Changed cells by field, over the changed records that are noted. ``words`` are those that stand for no value."""

    def __init__(self, words: NoValueWords) -> None:
        self._words = words
        self._fields: dict[str, _Cells] = {}

    def note(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Note a record that was ``old`` and is ``new``, both as their payloads are."""
        for name in {one.removesuffix(_GIVEN) for one in (*old, *new)} - _DERIVED:
            before, after = _given(old, name), _given(new, name)
            if before != after:
                self._fields.setdefault(name, _Cells()).note(str(new["key"]), before, after, self._words)

    def by_field(self) -> dict[str, FieldChanges]:
        """The fields in which any cell changed; the one with the most first."""
        found = {name: cells.settled() for name, cells in self._fields.items()}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1].changed, pair[0])))


def _given(record: Mapping[str, Any], name: str) -> str:
    """What stood in the cells of a field, as text: what was given, where that is kept beside what it means."""
    value = record.get(f"{name}{_GIVEN}", record.get(name))
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
