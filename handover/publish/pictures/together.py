"""Who worked with whom: names in a column by unit, and beside them an arc for each tie.

An arc says by its dash what the tie is, and by its arrow which way it goes. At most fifteen are drawn: those with the
most ties. Their order does not depend on anything but the dossier, and no name can touch another, as each has a row.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from handover.dossier.model import Dossier, Person
from handover.dossier.wording import counted, listed
from handover.dossier.working_ties import SORTS, Party, Sort, WorkTie, shared_units, working_ties
from handover.publish.pictures.words_in_pictures import fitted

WIDTH: Final = 680
MOST: Final = 15
# One tie is told better in words.
_FEWEST_TIES: Final = 2
# More rows are not read; the lists of people, actions and lessons have them all.
_MOST_ROWS: Final = 40
_TOP: Final = 10
_ROW: Final = 22
_SPINE: Final = 300
_NAMES: Final = 270
_WIDEST: Final = 200.0
_SIZE: Final = 11.0
_MOST_NAMED: Final = 3
_NO_UNIT: Final = "No unit given"
_ELSEWHERE: Final = "In no list of people"

SORT_WORDS: Final[Mapping[Sort, str]] = MappingProxyType(
    {
        "reports-to": "reports to",
        "hands-on": "hands an action to",
        "recorded-under": "recorded a lesson under",
    }
)


@dataclass(frozen=True, slots=True)
class Label:
    """A unit as a heading, or a name with a dot on the line of arcs."""

    y: float
    words: str
    is_unit: bool


@dataclass(frozen=True, slots=True)
class Arc:
    """From ``y1`` to ``y2``, so far to the right."""

    sort: Sort
    y1: float
    y2: float
    out: float


@dataclass(frozen=True, slots=True)
class Together:
    """The picture; ``told`` says in sentences what it shows, ``rows`` are all ties that the table has."""

    height: float
    spine: float
    labels: tuple[Label, ...]
    arcs: tuple[Arc, ...]
    sorts: tuple[Sort, ...]
    told: tuple[str, ...]
    rows: tuple[WorkTie, ...]
    more_rows: int
    units: tuple[tuple[str, tuple[Person, ...]], ...]


def together(dossier: Dossier) -> Together | None:
    """The picture, or None where records show fewer than two ties."""
    ties = working_ties(dossier)
    if len(ties) < _FEWEST_TIES:
        return None
    parties = _chosen(ties)
    labels: list[Label] = []
    heights: dict[Party, float] = {}
    y = float(_TOP)
    for unit, members in _by_unit(parties):
        labels.append(Label(y + _ROW / 2, fitted(unit, _NAMES, _SIZE), is_unit=True))
        y += _ROW
        for party in members:
            heights[party] = y + _ROW / 2
            number = f" (P{party.number})" if party.number else ""
            words = fitted(party.name, _NAMES - 50, _SIZE) + number
            labels.append(Label(y + _ROW / 2, words, is_unit=False))
            y += _ROW
    drawn = [tie for tie in ties if tie.one in heights and tie.other in heights]
    return Together(
        height=max(y + _TOP, 3 * _ROW + 2 * _TOP),
        spine=_SPINE,
        labels=tuple(labels),
        arcs=tuple(_arc(tie, heights) for tie in drawn),
        sorts=tuple(sort for sort in SORTS if any(tie.sort == sort for tie in drawn)),
        told=tuple(_told(ties, parties)),
        rows=ties[:_MOST_ROWS],
        more_rows=max(0, len(ties) - _MOST_ROWS),
        units=tuple(shared_units(dossier).items()),
    )


def _chosen(ties: Sequence[WorkTie]) -> list[Party]:
    """Those with the most ties; of equals those whom the list of people has first."""
    counts = _counts(ties)
    order = sorted(counts, key=lambda party: (-counts[party], party.number is None, party.number or 0, party.name))
    kept = set(order[:MOST])
    # One whose ties all go to others that are not drawn would stand alone.
    tied = {party for tie in ties if tie.one in kept and tie.other in kept for party in (tie.one, tie.other)}
    return [party for party in order if party in tied]


def _counts(ties: Iterable[WorkTie]) -> Counter[Party]:
    return Counter(party for tie in ties for party in (tie.one, tie.other))


def _by_unit(parties: Sequence[Party]) -> list[tuple[str, list[Party]]]:
    """The units, the one of most people first, each with its people in the order of their numbers."""
    units: dict[str, list[Party]] = {}
    for party in sorted(parties, key=lambda one: (one.number is None, one.number or 0, one.name)):
        units.setdefault(_heading(party), []).append(party)
    last = (_NO_UNIT, _ELSEWHERE)
    return sorted(units.items(), key=lambda one: (one[0] in last, one[0] == _ELSEWHERE, -len(one[1]), one[0]))


def _heading(party: Party) -> str:
    return (party.unit or _NO_UNIT) if party.number else _ELSEWHERE


def _arc(tie: WorkTie, heights: Mapping[Party, float]) -> Arc:
    """Ties of different sorts between the same two have arcs beside each other, and ends that do not meet."""
    lane = SORTS.index(tie.sort)
    aside = (lane - 1) * 4.0
    y1, y2 = heights[tie.one] + aside, heights[tie.other] + aside
    out = min(_WIDEST, 26 + abs(y2 - y1) * 0.62) + lane * 12
    return Arc(tie.sort, y1, y2, round(out, 1))


def _told(ties: Sequence[WorkTie], parties: Sequence[Party]) -> Iterable[str]:
    counts = _counts(ties)
    kinds = [
        f"{number:,} of the sort “{SORT_WORDS[sort]}”"
        for sort in SORTS
        if (number := sum(t.sort == sort for t in ties))
    ]
    yield f"Records show {counted(len(ties), 'tie')} between {len(counts):,} people, posts and teams: {listed(kinds)}."
    most = [f"{party.name} ({counts[party]:,})" for party in parties[:_MOST_NAMED]]
    yield f"Most ties: {listed(most)}."
    if len(counts) > len(parties):
        yield f"Drawn are the {len(parties):,} with the most ties among each other."
