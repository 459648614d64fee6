"""A dossier in five lines, for the message that brings it."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from handover.delivery.plain import one_line
from handover.dossier.model import Dossier, Transition
from handover.dossier.wording import counted, listed
from handover.publish.wording import LEVELS

_LONGEST: Final = 220
_GAPS_NAMED: Final = 3
_WORST: Final = ("critical", "important", "minor")
_OUTCOMES: Final = (
    ("worked", "on what worked"),
    ("mixed", "on what partly worked"),
    ("did-not-work", "on what did not work"),
    ("not-said", "without a verdict"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is about, what there is to say, and at most a few points under it."""

    about: str
    text: str
    points: tuple[str, ...] = ()


def in_short(dossier: Dossier) -> tuple[Line, ...]:
    """How serious it is, the follow-on actions, the lessons, the people and the worst gaps: always five lines."""
    return (
        _seriousness(dossier),
        Line("Follow-on actions", _actions(dossier)),
        Line("Lessons", _lessons(dossier)),
        Line("People", _people(dossier)),
        _gaps(dossier),
    )


def what_happened(transition: Transition) -> str:
    """The transition as one clause without a full stop, to follow “With effect from …,”."""
    name = one_line(transition.initiative, 120)
    if transition.kind == "staff-move":
        comes = one_line(transition.successor, 120) if transition.successor else None
        if transition.person is None and comes:
            return f"{comes} arrives at {name}"
        leaver = one_line(transition.person or "somebody", 120)
        follows = f"{comes} follows" if comes else "nobody is named yet to follow"
        return f"{leaver} moves on from {name}; {follows}"
    if transition.kind == "rename" and transition.new_name:
        return f"{name} is called {one_line(transition.new_name, 120)}"
    if transition.giver:
        return f"{name} takes over from {one_line(transition.giver, 120)}"
    verb = {
        "closure": "is closed",
        "rename": "is renamed",
        "merger": "is merged",
        "split": "is split up",
        "transfer": "passes functions on",
        "start": "starts",
    }[transition.kind]
    return f"{name} {verb}"


def _seriousness(dossier: Dossier) -> Line:
    level = LEVELS[dossier.severity.level][1]
    reasons = [one_line(reason.text, _LONGEST) for reason in dossier.severity.reasons]
    if not reasons:
        return Line("How serious", f"{level}.")
    more = f" The dossier gives {counted(len(reasons) - 1, 'more reason')}." if len(reasons) > 1 else ""
    return Line("How serious", f"{level}. {reasons[0]}{more}")


def _actions(dossier: Dossier) -> str:
    if not dossier.actions:
        return "None are recorded."
    still_open = [action for action in dossier.actions if action.urgency != "finished"]
    if not still_open:
        return f"{counted(len(dossier.actions), 'is', 'are')} recorded, and none is open."
    awaiting = sum(not action.inherits for action in still_open)
    overdue = sum(action.urgency == "overdue" for action in still_open)
    heirs = "each has somebody to inherit it"
    if awaiting:
        heirs = f"{counted(awaiting, 'has nobody to inherit it', 'have nobody to inherit them')}"
    late = f", and {counted(overdue, 'is', 'are')} overdue" if overdue else ""
    return f"{counted(len(still_open), 'is', 'are')} open; {heirs}{late}."


def _lessons(dossier: Dossier) -> str:
    by_outcome: Counter[str] = Counter()
    for group in dossier.lessons:
        by_outcome[group.outcome] += len(group.lessons)
    total = by_outcome.total()
    before = sum(len(one.lessons) for one in (*dossier.inherited, *dossier.precedents))
    earlier = f" {counted(before, 'more is', 'more are')} of earlier initiatives." if before else ""
    if not total:
        return f"None are recorded.{earlier.replace(' more', '', 1)}"
    parts = [f"{by_outcome[outcome]:,} {words}" for outcome, words in _OUTCOMES if by_outcome[outcome]]
    return f"{total:,} in all: {listed(parts)}.{earlier}"


def _people(dossier: Dossier) -> str:
    standing: Counter[str] = Counter(person.standing for person in dossier.people)
    parts = [
        counted(standing[key], one, many)
        for key, one, many in (
            ("in-post", "post with a name", "posts with a name"),
            ("mailbox", "shared mailbox", "shared mailboxes"),
            ("left", "person no longer there", "people no longer there"),
            ("vacant", "vacant post", "vacant posts"),
            ("abolished", "abolished post", "abolished posts"),
            ("withheld", "post whose holder’s name is withheld", "posts whose holder’s name is withheld"),
            ("not-known", "post whose holder is not known", "posts whose holder is not known"),
            ("unlisted", "post no longer listed", "posts no longer listed"),
        )
        if standing[key]
    ]
    return f"{listed(parts)}." if parts else "None are recorded."


def _gaps(dossier: Dossier) -> Line:
    if not dossier.gaps:
        return Line("Gaps", "None were found.")
    worst = sorted(dossier.gaps, key=lambda gap: (_WORST.index(gap.severity), not gap.forbidden))[:_GAPS_NAMED]
    text = f"{counted(len(dossier.gaps), 'was', 'were')} found."
    if len(worst) < len(dossier.gaps):
        text += " These matter most:"
    return Line("Gaps", text, tuple(one_line(gap.sentence, _LONGEST) for gap in worst))
