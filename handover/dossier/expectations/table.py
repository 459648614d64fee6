"""The table of what a dossier should have."""

from typing import Final

from handover.dossier.expectations import of_change, of_lessons, of_people, of_status
from handover.dossier.expectations.rule import Expectation

# The order in which they are shown: first what everything else hangs on.
EXPECTATIONS: Final[tuple[Expectation, ...]] = (
    *of_change.EXPECTATIONS[:6],
    *of_status.EXPECTATIONS,
    *of_people.EXPECTATIONS,
    *of_lessons.EXPECTATIONS,
    *of_change.EXPECTATIONS[6:],
)
EXPECTATION_CODES: Final = frozenset(one.code for one in EXPECTATIONS)


def expected_at(kind: str) -> tuple[Expectation, ...]:
    """What is expected of a dossier for a transition of this kind."""
    return tuple(one for one in EXPECTATIONS if one.is_of(kind))
