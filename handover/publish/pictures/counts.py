"""Pictures of an overview: how many handovers are how serious, and how many of those due are accepted.

Bars lie, so that the words beside them have room; lengths are told by numbers at their ends, and what is not accepted
is hollow, so that no colour is needed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from handover.dates import spoken
from handover.dossier.overview.model import DueBy
from handover.dossier.wording import counted, listed

WIDTH: Final = 680
LEFT: Final = 150
_RIGHT: Final = 150
_ROW: Final = 26
_TOP: Final = 6
BAR: Final = 16
# What is there at all has to be seen.
_SHORTEST: Final = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words at the left, how long the full and the hollow part are, and the words at the right."""

    words: str
    y: int
    full: float
    hollow: float
    says: str


@dataclass(frozen=True, slots=True)
class Bars:
    height: int
    rows: tuple[Bar, ...]
    told: str


def counted_levels(levels: Sequence[tuple[str, int]]) -> Bars | None:
    """How many are of each level; None where there are none at all."""
    told = listed([f"{words.lower()} {count:,}" for words, count in levels])
    return _drawn([(words, count, 0, f"{count:,}") for words, count in levels], f"Of all handovers: {told}.")


def due_and_accepted(due: Sequence[DueBy]) -> Bars | None:
    """How many of those due in each stretch of time are accepted; None where there are none at all."""
    rows = []
    for one in due:
        late = f", {one.late:,} late" if one.late else ""
        rows.append(
            (spoken(one.when), one.accepted, one.waiting, f"{one.accepted:,} of {one.accepted + one.waiting:,}{late}")
        )
    accepted, every = sum(one.accepted for one in due), sum(one.accepted + one.waiting for one in due)
    of_them = sum(one.late for one in due)
    verb = "is" if of_them == 1 else "are"
    told = f"Accepted are {accepted:,} of {counted(every, 'handover')}; {of_them:,} {verb} late."
    return _drawn(rows, told)


def _drawn(rows: Iterable[tuple[str, int, int, str]], told: str) -> Bars | None:
    rows = list(rows)
    longest = max((full + hollow for _, full, hollow, _ in rows), default=0)
    if not longest:
        return None
    scale = (WIDTH - LEFT - _RIGHT) / longest

    def length(count: int) -> float:
        return round(max(count * scale, _SHORTEST), 1) if count else 0.0

    bars = [
        Bar(words, _TOP + place * _ROW, length(full), length(hollow), says)
        for place, (words, full, hollow, says) in enumerate(rows)
    ]
    return Bars(2 * _TOP + len(bars) * _ROW, tuple(bars), told)
