"""Gaps in what came before: predecessors without records, successions that cannot be relied on, no precedent."""

from collections.abc import Iterable
from typing import Final

from handover.dossier.draft import SHORT, Draft
from handover.dossier.gaps.rule import Found, GapRule
from handover.dossier.wording import counted, full_stop, listed, quoted

_MOST_NAMED: Final = 5


def _known_by_name_only(draft: Draft) -> Iterable[Found]:
    names = [quoted(one.name, SHORT) for one in draft.inherited if not one.records]
    if len(names) == 1:
        yield Found(f"{names[0]}, which it came from, is known by name only: no source has a record of it.")
    elif names:
        which = listed(names, most=_MOST_NAMED)
        yield Found(
            f"{counted(len(names), 'initiative')} that it came from are known by name only, without a record: {which}."
        )


def _contradict(draft: Draft) -> Iterable[Found]:
    if draft.family:
        for one in draft.family.contradictions:
            yield Found(
                one.text,
                what_to_do="Ask those who said it which holds, and take the other back: "
                f"handover succession withdraw {one.ties[0]} (or {one.ties[1]}).",
            )


def _break_rules(draft: Draft) -> Iterable[Found]:
    for one in draft.family.ties if draft.family else ():
        if one.breaks_rules:
            yield Found(full_stop(f"Succession {one.number} breaks a rule: {' '.join(one.breaks_rules)}"))


def _too_large(draft: Draft) -> Iterable[Found]:
    if draft.known.heritage.beyond:
        yield Found(draft.known.heritage.beyond)


def _no_precedent(draft: Draft) -> Iterable[Found]:
    if draft.known.heritage.precedents is not None and not draft.precedents:
        yield Found("Nothing that was ever gathered is like what starts.")


RULES: Final[tuple[GapRule, ...]] = (
    GapRule(
        "predecessor-without-records",
        "missing",
        "important",
        "An initiative that it came from is known by name only.",
        "Register and gather a source that has its records, or say under which name they have it: "
        "handover initiative alias",
        _known_by_name_only,
    ),
    GapRule(
        "contradictory-successions",
        "contradictory",
        "important",
        "Two successions in its family cannot both be so.",
        "Ask those who said it which holds, and take the other back.",
        _contradict,
    ),
    GapRule(
        "succession-breaks-rule",
        "contradictory",
        "minor",
        "A succession in its family was recorded although it breaks a rule.",
        "Check it with whoever recorded it: handover succession show",
        _break_rules,
    ),
    GapRule(
        "family-too-large",
        "missing",
        "important",
        "Its family has more members than anybody can look at, so nothing of it is in here.",
        "Look for a succession that was recorded by mistake: handover family, with --became or --came-from",
        _too_large,
    ),
    GapRule(
        "no-precedent",
        "missing",
        "minor",
        "At a start: no earlier initiative is like it.",
        "Search with other words (handover search), and ask who has seen something similar.",
        _no_precedent,
    ),
)
