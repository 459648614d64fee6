"""Guards: what is looked at before a gathering counts. Each is one small check, on values, that finds a doubt or none.

``GUARDS`` is the whole table. A doubt holds the gathering; a note is only told. What each looks at, and why its figures
are as they are, is in ``docs/guards.md``.
"""

from collections.abc import Callable
from typing import Final

from handover.sources.doubts import Doubt
from handover.sources.guards.amounts import empty, key_not_unique, more_rejected, too_short, truncated
from handover.sources.guards.case import Case
from handover.sources.guards.columns import notes, schema_drift
from handover.sources.guards.conventions import convention_changed
from handover.sources.guards.dates import future_dates, older, stale

Guard = Callable[[Case], Doubt | None]

# The gravest first: that is what is said where there is room for one sentence.
GUARDS: Final[tuple[Guard, ...]] = (
    empty,
    too_short,
    truncated,
    convention_changed,
    key_not_unique,
    more_rejected,
    schema_drift,
    future_dates,
    older,
    stale,
)

__all__ = ["GUARDS", "Guard", "doubts", "notes"]


def doubts(case: Case) -> tuple[Doubt, ...]:
    """Every doubt about a gathering, but those that the source's registration has switched off."""
    found = (guard(case) for guard in GUARDS)
    return tuple(doubt for doubt in found if doubt is not None and doubt.code not in case.registration.guards.off)
