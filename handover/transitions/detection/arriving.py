"""Something new that came to stand beside something much like it: it may be there to follow it."""

from collections.abc import Iterator, Sequence
from typing import Final

from handover.initiatives.matching.score import ASKED, likeness
from handover.initiatives.matching.spelling import JOINING, spelling
from handover.transitions.detection.model import Change, Changes, Evidence, Member, Proposal
from handover.transitions.detection.saying import has_ended, part_of

_BESIDE: Final = 0.5
# Names less like than this are two names; from ASKED on it is asked whether they are one.
_LIKE: Final = 0.62
# The next that is like it must be so much less like.
_MARGIN: Final = 0.1
_WORDS_IN_COMMON: Final = 2
# Belonging to one and the same thing is common; to the same two or more is not.
_SAME_WHOLES: Final = 2


def arrivals(changes: Changes) -> Iterator[Proposal]:
    """New ones of which nothing says what they replace, with the one beside them that they are most like."""
    statuses = changes.of("programme-status")
    new = [one for one in statuses if one.before is None and one.after is not None]
    keys = {one.key for one in new}
    named = {name for one in statuses for name in (one.after or {}).get("replaced_by", ())}
    for change in new:
        told = change.payload.get("replaces") or has_ended(change.payload) or named & {change.key, _name(change)}
        wholes = part_of(change.after)
        if told or not wholes:
            continue
        beside = {
            one.key: one
            for whole in sorted(wholes)
            for one in changes.members.get(whole, ())
            if whole in one.now and one.key not in keys and not one.has_ended
        }
        found = _like(change, list(beside.values())) or _in_the_same_place(change, list(beside.values()))
        if found is not None:
            other, sentence = found
            yield Proposal(
                "replacement",
                other.name,
                changes.day,
                _BESIDE,
                "something like it has come beside it",
                (Evidence(sentence, change.version_id),),
                (_name(change),),
            )


def _like(change: Change, beside: Sequence[Member]) -> tuple[Member, str] | None:
    name = spelling(_name(change))
    scored = sorted(((likeness(spelling(one.name), name).score, one.name, one) for one in beside), reverse=True)[:2]
    if not scored or not _LIKE <= scored[0][0] < ASKED:
        return None
    first = scored[0][2]
    common = (set(spelling(first.name).words) & set(name.words)) - JOINING
    if len(common) < _WORDS_IN_COMMON or (len(scored) > 1 and scored[1][0] > scored[0][0] - _MARGIN):
        return None
    return first, f"“{_name(change)}” is new, belongs where “{first.name}” does, and has a name that is like it."


def _in_the_same_place(change: Change, beside: Sequence[Member]) -> tuple[Member, str] | None:
    wholes = part_of(change.after)
    same = [one for one in beside if set(one.now) == wholes]
    if len(wholes) < _SAME_WHOLES or len(same) != 1:
        return None
    sentence = f"“{_name(change)}” is new, and it and “{same[0].name}” are the only ones to belong to the same."
    return same[0], sentence


def _name(change: Change) -> str:
    return str(change.payload["initiative"])
