"""The table of every kind of gap, and finding them."""

from collections.abc import Mapping
from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.expectations.model import Waiver
from handover.dossier.gaps import (
    of_actions,
    of_contradictions,
    of_heritage,
    of_lessons,
    of_people,
    of_sources,
    of_status,
)
from handover.dossier.gaps.rule import GapRule
from handover.dossier.model import Gap

GAP_RULES: Final[tuple[GapRule, ...]] = (
    *of_sources.RULES,
    *of_status.RULES,
    *of_contradictions.RULES,
    *of_actions.RULES,
    *of_people.RULES,
    *of_lessons.RULES,
    *of_heritage.RULES,
)
GAP_CODES: Final = frozenset(rule.code for rule in GAP_RULES)
_GRAVITY: Final = {"critical": 0, "important": 1, "minor": 2}


def find_gaps(
    draft: Draft,
    *,
    forbidden: frozenset[str],
    must_be_waived: frozenset[str] = frozenset(),
    waivers: Mapping[str, Waiver] | None = None,
) -> tuple[Gap, ...]:
    """Every gap, the gravest first, then in the order of the table. ``forbidden`` and ``must_be_waived`` are codes of
    the office's policy; ``waivers`` are those of the transition that count, by code.
    """
    found = [
        Gap(
            code=rule.code,
            kind=rule.kind,
            severity=rule.severity,
            sentence=one.sentence,
            what_to_do=one.what_to_do or rule.what_to_do,
            forbidden=rule.code in forbidden,
            must_be_waived=rule.code in must_be_waived,
            waived=(waivers or {}).get(rule.code),
            references=one.references,
        )
        for rule in GAP_RULES
        for one in rule.finds(draft)
    ]
    return tuple(sorted(found, key=lambda gap: _GRAVITY[gap.severity]))
