"""Changes of name on a time axis: flags at the top of a picture, with a number and, where there is room, the name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handover.dossier.heritage.model import FormerName
from handover.publish.pictures.time_axis import TimeAxis, middle
from handover.publish.pictures.words_in_pictures import width_of

_SIZE: Final = 10.0
# Flags closer than this share one.
_APART: Final = 46.0
_GAP: Final = 6.0
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class NameChange:
    """From the partial date ``on`` it was called ``name``, or (``ends``) it was so no longer."""

    number: int
    on: str
    name: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag at ``x``: words that begin there, or end there (``anchor`` end)."""

    x: float
    words: str
    anchor: str


def name_changes(names: Iterable[FormerName]) -> tuple[NameChange, ...]:
    """Changes of name in order of time, numbered from 1. A name that ends when another begins is one change."""
    names = tuple(names)
    begun = {(one.from_on, one.name, False) for one in names if one.from_on}
    days = {on for on, _, _ in begun}
    ended = {(one.to_on, one.name, True) for one in names if one.to_on and one.to_on not in days}
    found = sorted((*begun, *ended), key=lambda one: (middle(one[0]), one))
    return tuple(NameChange(number, on, name, ends) for number, (on, name, ends) in enumerate(found, start=1))


def flags(changes: Sequence[NameChange], time: TimeAxis, *, width: float) -> list[Flag]:
    """Where they stand, without touching each other; changes before or after all of ``time`` have none."""
    groups: list[tuple[float, list[NameChange]]] = []
    for change in changes:
        if not time.holds(middle(change.on)):
            continue
        x = time.place(change.on)
        if groups and x - groups[-1][0] < _APART:
            groups[-1][1].append(change)
        else:
            groups.append((x, [change]))
    found: list[Flag] = []
    free_from = 0.0
    for index, (x, group) in enumerate(groups):
        until = groups[index + 1][0] if index + 1 < len(groups) else width
        flag = _flag(x, group, x - free_from - _GAP, until - x - 2 * _GAP)
        free_from = x + (_GAP + width_of(flag.words, _SIZE) if flag.anchor == "start" else 0.0)
        found.append(flag)
    return found


def _flag(x: float, group: Sequence[NameChange], room_before: float, room_after: float) -> Flag:
    first, last = group[0], group[-1]
    number = f"{first.number}" if first is last else f"{first.number}–{last.number}"
    if first is last and len(first.name) <= _LONGEST:
        words = f"{number}: {'until here' if first.ends else 'now'} “{' '.join(first.name.split())}”"
        for room, anchor in ((room_after, "start"), (room_before, "end")):
            if width_of(words, _SIZE) + _GAP <= room:
                return Flag(x, words, anchor)
    # At the right edge there may be no room for the last number of several.
    fits = width_of(number, _SIZE) + _GAP <= room_after
    return Flag(x, number if fits else f"{first.number}+", "start")
