"""The marking of a dossier: the office's own, or the highest of what is inside, whichever is higher."""

from collections.abc import Iterable, Sequence

from handover.dossier.known import Known
from handover.vocabulary import MARKINGS, folded


def rank(marking: str, markings: Sequence[str] = MARKINGS) -> int | None:
    """How high a marking is among ``markings``, which go from the lowest to the highest; None where it is not known.

    What stands behind it (COMMERCIAL, PERSONAL, recipients only) says why, and does not make it another.

    >>> rank("Official-Sensitive [commercial]"), rank("OFFICIAL"), rank("Officially")
    (1, 0, None)
    """
    words = folded(marking)
    beginnings = [
        (len(known), place)
        for place, known in enumerate(map(folded, markings))
        if words == known or (words.startswith(known) and not words[len(known)].isalnum())
    ]
    return max(beginnings)[1] if beginnings else None


def highest(own: str, given: Iterable[str], markings: Sequence[str] = MARKINGS) -> str:
    """``own``, or a higher marking among ``given``. Words that are no known marking are passed over, not guessed at.

    >>> highest("OFFICIAL", ["Official-Sensitive", "Public"])
    'OFFICIAL-SENSITIVE'
    """
    ranks = [place for marking in given if (place := rank(marking, markings)) is not None]
    least = rank(own, markings)
    if not ranks or max(ranks) <= (-1 if least is None else least):
        return own
    return markings[max(ranks)].upper()


def markings_given(known: Known) -> Iterable[str]:
    """The markings that the records themselves carry."""
    for records in (known.lessons, known.statuses, known.contacts, known.actions, known.heritage.cited):
        yield from (one.record.sensitivity for one in records if one.record.sensitivity)
