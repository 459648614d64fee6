"""Guards that count: rows that are gone, records that vanished, rows that were rejected, keys that stand twice.

What is usual is measured by the source itself, and the less is known of it the more may happen. The figures beside the
constants are those of the published lists that the tests read (``docs/guards.md``).
"""

from collections.abc import Sequence
from typing import Final

from handover.sources.doubts import Doubt
from handover.sources.guards.case import Case
from handover.sources.guards.keys import written_otherwise
from handover.sources.texts import shown
from handover.wording import counted, listed, per_cent

# Fewer rows than this are never a doubt by themselves: a list of seven posts may well become one of three.
FEW: Final = 5
# What may be so many times what ever happened before.
_TIMES_USUAL: Final = 3
# The share of the records that may be lost at once, with nothing new in their place, divided by one more than the
# gatherings that are known; and the share that always may. Yearly lists of major projects lost 6 per cent, half-yearly
# lists of posts 9, and the cut-off dump 98. Of 324 monthly lists of the ministers in office one is held: in June 2010.
_LOST_AT_FIRST: Final = 0.2
_LOST_ALWAYS: Final = 0.05
# The share that may vanish, whatever came in their place: reshuffles replaced up to 79 per cent of the ministers.
# Where all are replaced it is a new government, or another department's list.
_VANISHED_ALWAYS: Final = 0.9
# So many new ones for those that vanished are other records in their place, or the same under other keys.
_AS_MANY: Final = 0.8
# The share of the rows that may be rejected, whatever was before.
_REJECTED_ALWAYS: Final = 0.05
# Keys that stand twice: a slip in a list of 235 posts is none.
_TWICE_ALWAYS: Final = 0.01
_FEW_TWICE: Final = 3


def may_happen(shares: Sequence[float], at_first: float, always: float) -> float:
    """The share that passes unasked, by what the earlier gatherings were like."""
    return min(1.0, max(_TIMES_USUAL * max(shares, default=0.0), at_first / (1 + len(shares)), always))


def empty(case: Case) -> Doubt | None:
    """A source that has lost all of its rows."""
    seen = case.seen
    if seen.rows or not seen.known or case.registration.may_be_empty:
        return None
    records = f"{counted(seen.known, 'record')} of it {'is' if seen.known == 1 else 'are'}"
    return Doubt(
        "empty",
        f"{case.name} has no rows any more, where {records} known.",
        "Check the file. If it may be empty, add “may_be_empty: true” to the source's registration.",
        {"known": seen.known},
    )


def too_short(case: Case) -> Doubt | None:
    """Fewer rows than the office declared that there are at the least."""
    least, rows = case.registration.guards.at_least, case.seen.rows
    if least is None or rows >= least or empty(case) is not None:
        return None
    has = counted(rows, "row") if rows else "no rows"
    return Doubt(
        "truncated",
        f"{case.name} has {has}, and should have at least {least:,}.",
        "Check whether the file is whole. If there are fewer now, lower “at_least” in the source's registration.",
        {"rows": rows, "at_least": least},
    )


def truncated(case: Case) -> Doubt | None:
    """More records vanished than is usual for this source, or than the office declared."""
    seen, found = case.seen, _too_many(case)
    if found is None or (all_others(case) and written_otherwise(case.keys)):
        return None
    count, allowed = found
    others = f"; {seen.new:,} others are new" if seen.new and count == seen.vanished else ""
    return Doubt(
        "truncated",
        f"{count:,} of the {seen.known:,} records that were known ({per_cent(count / seen.known)}) are not in "
        f"{case.name} any more{others}; up to {per_cent(allowed)} at once would be usual.",
        "Ask whoever looks after it whether they were taken out. What was cut off is gathered again once it is whole.",
        {"vanished": seen.vanished, "new": seen.new, "known": seen.known, "rows": seen.rows, "allowed": allowed},
    )


def _too_many(case: Case) -> tuple[int, float] | None:
    """How many of the known records are gone, and the share that may be, where these are more."""
    seen, declared = case.seen, case.registration.guards.may_vanish
    if not seen.rows:
        return None  # that is another doubt, or it may be
    if declared is not None:
        measures = [(seen.vanished, declared)]
    elif case.before is not None:
        lost = may_happen(case.before.lost, _LOST_AT_FIRST, _LOST_ALWAYS)
        measures = [
            (count, may) for count, may in ((seen.lost, lost), (seen.vanished, _may_vanish(case))) if count >= FEW
        ]
    else:
        measures = []
    return next(((count, may) for count, may in measures if count > may * seen.known), None)


def all_others(case: Case) -> bool:
    """Whether nearly as many records are new as vanished, and more than is usual: other keys, or another list."""
    seen = case.seen
    return (
        seen.vanished >= FEW and seen.new >= _AS_MANY * seen.vanished and seen.vanished > _may_vanish(case) * seen.known
    )


def more_rejected(case: Case) -> Doubt | None:
    """A larger share of the rows became no record than ever before."""
    seen = case.seen
    if case.before is None or not case.same_map or not seen.seen:
        return None
    allowed = may_happen(case.before.rejected, 0.0, _REJECTED_ALWAYS)
    if seen.refused < FEW or seen.refused <= allowed * seen.seen:
        return None
    (code, column), count = seen.reasons.most_common(1)[0]
    about = f", {count:,} of them for what stands in “{shown(column)}”" if column else ""
    return Doubt(
        "more-rejected",
        f"{seen.refused:,} of {seen.seen:,} rows of {case.name} could not become records{about}; "
        f"up to {per_cent(allowed)} would be usual.",
        f"See why: handover source check {case.registration.name}. Correct the map where the source is written another "
        "way now.",
        {"rejected": seen.refused, "seen": seen.seen, "allowed": allowed, "reason": code, "column": column},
    )


def key_not_unique(case: Case) -> Doubt | None:
    """Rows have the key of another row, where none had before."""
    seen, twice = case.seen, case.seen.keys_twice
    if case.before is None or not case.before.keys_unique or twice < _FEW_TWICE or twice <= _TWICE_ALWAYS * seen.seen:
        return None
    columns = listed(f"“{shown(column)}”" for column in case.registration.key or ())
    key = f"The key, {columns}, is" if columns else "A row is"
    return Doubt(
        "key-not-unique",
        f"{key} no longer unique: {twice:,} of {seen.seen:,} rows of {case.name} have that of an earlier row.",
        "Look for the column that tells the rows apart now, and name it as “key” in the source's registration.",
        {"twice": twice, "seen": seen.seen, "key": case.registration.key},
    )


def _may_vanish(case: Case) -> float:
    # Without a key, every changed row is one that vanished and one that is new: that says nothing.
    if case.before is None or case.registration.key is None:
        return 1.0
    return may_happen(case.before.vanished, 0.0, _VANISHED_ALWAYS)
