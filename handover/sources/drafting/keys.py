"""Which column, or which columns together, tell one record from another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from handover.sources.drafting.assignment import LEAST
from handover.sources.drafting.guessing import Column, key_guess
from handover.sources.drafting.proposal import Proposal
from handover.sources.texts import as_text

# Fields that tell records apart where there are no numbers, the likeliest first.
_TELLING: Final = ("initiative", "period", "title", "name", "what", "role", "emails", "due", "organisation", "unit")
_ONE: Final = 0.7
_SEVERAL: Final = 0.6
_MOST_TOGETHER: Final = 3
_MOST_LABELS: Final = 3  # unused columns with few different short values, such as a department
_LABEL_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class ProposedKey:
    """The places of the key's columns, how sure they are (0 to 1) and why."""

    places: tuple[int, ...]
    confidence: float
    why: str


def proposed_key(proposal: Proposal, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> ProposedKey | None:
    """The key of a file's rows, or None where no column and no few of them together are different in each."""
    best = max(range(len(columns)), key=lambda place: key_guess(columns[place]).confidence, default=None)
    if best is not None and (guess := key_guess(columns[best])).confidence >= LEAST:
        return ProposedKey((best,), guess.confidence, guess.why)
    candidates = _candidates(proposal, columns)
    for count in range(1, _MOST_TOGETHER + 1):
        for together in combinations(candidates, count):
            places = tuple(place for one in together for place in one)
            if _tell_apart(rows, places):
                why = "no column has numbers of its own; " + (
                    "each of its values stands there once" if count == 1 else "together they are different in each row"
                )
                return ProposedKey(places, _ONE if count == 1 else _SEVERAL, why)
    return None


def _candidates(proposal: Proposal, columns: Sequence[Column]) -> list[tuple[int, ...]]:
    """What may tell records apart: the columns of a field (of a name perhaps two), and few unused ones."""
    found = [proposal.fields[field].places for field in _TELLING if field in proposal.fields]
    labels = [
        (place,)
        for place, column in enumerate(columns)
        if proposal.field_of(place) is None
        and column.seen.filled == column.seen.rows
        and column.seen.distinct > 1
        and column.seen.length <= _LABEL_LENGTH
        and not column.seen.share("amount") > 0.5
    ]
    return [*found, *labels[:_MOST_LABELS]]


def _tell_apart(rows: Sequence[Sequence[Any]], places: Sequence[int]) -> bool:
    met = set()
    for row in rows:
        key = tuple(as_text(row[place]) if place < len(row) else "" for place in places)
        if not any(key) or key in met:
            return False
        met.add(key)
    return bool(met)
