"""What is remembered of a gathering that counts, for the next one."""

from typing import Final

from handover.sources.guards.case import Case
from handover.sources.guards.profile import (
    MOST_NAMES,
    MOST_WORDS,
    REMEMBERED,
    Profile,
    mapped_as,
    place,
    read_as,
    remembered,
)

_DISCARDED: Final = ("discard_value", "discard_row")


def profile_of(case: Case, *, usual: bool = True) -> Profile:
    """The profile of the gathering that is judged in ``case``. Where it is not ``usual``, since a person released it
    although it looked wrong, what is usual stays what it was.
    """
    seen, before, registration = case.seen, case.before, case.registration
    lost, vanished, rejected = (before.lost, before.vanished, before.rejected) if before is not None else ((), (), ())
    if usual and before is not None and seen.known and seen.new + seen.changed + seen.vanished:
        lost = (*lost, seen.lost / seen.known)[-REMEMBERED:]
        vanished = (*vanished, seen.vanished / seen.known)[-REMEMBERED:]
    if usual and seen.seen:
        rejected = (*rejected, seen.refused / seen.seen)[-REMEMBERED:]
    return Profile(
        place=place(registration),
        read_as=read_as(registration),
        mapped_as=mapped_as(registration),
        columns=_columns(case),
        fill=dict(seen.fill) or (before.fill if before is not None and case.same_map else {}),
        words=_words(case),
        future=tuple(sorted({*(before.future if before is not None else ()), *_future(case)})),
        keys_unique=not seen.keys_twice,
        lost=lost,
        vanished=vanished,
        rejected=rejected,
    )


def _columns(case: Case) -> dict[str, float]:
    """The columns now; where items need not all have the same, also those that some had before.

    One that is discarded because it was not there before stays new, until the source is registered another way.
    """
    before = case.before.columns if case.before is not None else {}
    now = {remembered(name): share for name, share in case.seen.columns.items()}
    if before and case.same_map and case.registration.contract.new_columns in _DISCARDED:
        now = {name: share for name, share in now.items() if name in before}
    if any(share < 1 for share in now.values()):
        now = {**{name: share for name, share in before.items() if share < 0.5}, **now}
    return dict(list((now or before).items())[:MOST_NAMES])


def _words(case: Case) -> dict[str, tuple[str, ...]]:
    known = dict(case.before.words) if case.before is not None else {}
    for field, words in case.seen.words.items():
        met = dict.fromkeys((*known.get(field, ()), *sorted(map(remembered, words))))
        known[field] = tuple(met)[-MOST_WORDS:]
    return known


def _future(case: Case) -> set[str]:
    return {field for field, dates in case.seen.dates.items() if dates.future}
