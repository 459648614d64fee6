"""Gaps in the follow-on actions: none, or actions that nobody owns, inherits, dates or finishes (PRINCE2)."""

from collections.abc import Callable, Iterable
from typing import Final

from handover.dossier.actions import marks
from handover.dossier.draft import Draft
from handover.dossier.gaps.rule import Found, GapRule, share
from handover.dossier.labels import first_references
from handover.dossier.model import Action
from handover.dossier.wording import listed

_MOST_NAMED: Final = 6


def _no_actions(draft: Draft) -> Iterable[Found]:
    if not draft.actions:
        yield Found("No source has a follow-on action: either there is none, or nobody wrote any down.")


def _open(lacks: Callable[[Action], bool], one: str, many: str) -> Callable[[Draft], Iterable[Found]]:
    """A rule that names the open actions of which ``lacks`` is true."""

    def finds(draft: Draft) -> Iterable[Found]:
        found = [action for action in draft.open_actions if lacks(action)]
        if found:
            words = share(found, draft.open_actions, "open action", one, many)
            yield Found(
                f"{words} ({listed(marks(found), most=_MOST_NAMED)}).",
                first_references(action.reference for action in found),
            )

    return finds


RULES: Final[tuple[GapRule, ...]] = (
    GapRule(
        "no-actions",
        "missing",
        "important",
        "There is no follow-on action at all.",
        "Ask the owner what is still to do, and have it confirmed in writing if there is nothing.",
        _no_actions,
    ),
    GapRule(
        "actions-without-inheritor",
        "missing",
        "critical",
        "An open action has nobody to inherit it.",
        "Name who takes each over, and make sure that they know.",
        _open(lambda action: action.inherits is None, "has nobody to inherit it", "have nobody to inherit them"),
    ),
    GapRule(
        "actions-overdue",
        "stale",
        "important",
        "An open action is past its due date.",
        "Ask the owner of each whether it was done, and agree a new date for the rest.",
        _open(lambda action: action.urgency == "overdue", "is overdue", "are overdue"),
    ),
    GapRule(
        "actions-without-owner",
        "missing",
        "important",
        "An open action does not say who owned it.",
        "Ask who raised it, and record it.",
        _open(lambda action: action.owner is None, "does not say who owned it", "do not say who owned them"),
    ),
    GapRule(
        "actions-without-due-date",
        "missing",
        "minor",
        "An open action has no due date.",
        "Agree a date with whoever inherits it.",
        _open(lambda action: action.due is None, "has no due date", "have no due date"),
    ),
    GapRule(
        "actions-without-status",
        "missing",
        "minor",
        "An action does not say, in a word that is known, whether it is done; it is treated as open.",
        "Ask the owner whether it is done, and correct it at the source.",
        _open(
            lambda action: action.status is None,
            "does not say whether it is done, and is treated as open",
            "do not say whether they are done, and are treated as open",
        ),
    ),
)
