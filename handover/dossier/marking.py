"""The marking of a dossier: the office's own, or the highest of what is inside, whichever is higher."""

from collections.abc import Iterable

from handover.dossier.known import Known
from handover.vocabulary import MARKINGS, folded

_RANK = {folded(marking): rank for rank, marking in enumerate(MARKINGS)}


def highest(own: str, given: Iterable[str]) -> str:
    """``own``, or a higher marking among ``given``. Words that are no known marking are passed over, not guessed at.

    >>> highest("OFFICIAL", ["Official-Sensitive", "Public"])
    'OFFICIAL-SENSITIVE'
    """
    ranks = [_RANK[word] for marking in given if (word := folded(marking)) in _RANK]
    if not ranks or max(ranks) <= _RANK.get(folded(own), -1):
        return own
    return MARKINGS[max(ranks)]


def markings_given(known: Known) -> Iterable[str]:
    """The markings that the records themselves carry."""
    for records in (known.lessons, known.statuses, known.contacts, known.actions, known.heritage.cited):
        yield from (one.record.sensitivity for one in records if one.record.sensitivity)
