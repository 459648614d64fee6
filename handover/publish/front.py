"""What the front page has room for: the most urgent first, and how many more there are further on.

Its five parts follow I-PASS (illness severity, patient summary, action list, situation awareness and contingency
plans, synthesis by receiver); the gaps that matter most stand beside them. It has to stay one page, so its room is
shared out in millimetres of A4, by estimates that the style sheet's print rules were measured against.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Generic, TypeVar

from handover.dossier.model import Action, Contingency, Dossier, Gap, Sentence

# One sentence of the front page: about three lines of a column.
_LONGEST: Final = 165
_LONGEST_TITLE: Final = 90
_LONGEST_NAME: Final = 36

# Characters on a line, as words leave it: of the title, of the whole width, and of one of the two columns.
_TITLE_WIDTH: Final = 42
_WIDE: Final = 108
# So much wider than other letters are capitals.
_CAPITAL: Final = 0.35
_NARROW: Final = 60

_PAGE: Final = 266.0
_LINE: Final = 4.1
_BETWEEN: Final = 1.1
_TITLE_LINE: Final = 9.2
# What stands around the lines: head and margins of the title, of the box above, of the two rows of columns with
# their words on what is left out, and of the box below.
_AROUND_TITLE: Final = 14.0
_AROUND_REASONS: Final = 15.5
_AROUND_ROW: Final = 15.0
_AROUND_READ_BACK: Final = 31.5
_QUESTION: Final = 8.8
# Of what is left, this share is for the upper row, which has the actions.
_UPPER: Final = 0.56
_FACTS: Final = 17.0
# The line that says how complete the dossier is.
_SCORE: Final = 5.2
_MOST_REASONS: Final = 5

_MOST_URGENT: Final = ("overdue", "next-30-days", "later", "no-date")
_WORST: Final = ("critical", "important", "minor")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """What is shown of a list, and how many of it are not."""

    shown: tuple[T, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Front:
    title_length: int
    sentence_length: int
    name_length: int
    reasons: Choice[Sentence]
    lines: Choice[Sentence]
    actions: Choice[Action]
    contingencies: Choice[Contingency]
    gaps: Choice[tuple[int, Gap]]


def front(dossier: Dossier) -> Front:
    """Choose what goes on the front page of ``dossier``."""
    reasons = _fitting(dossier.severity.reasons, _MOST_REASONS * _LINE, _reason)
    taken = (
        _AROUND_TITLE
        + _TITLE_LINE * _lines(dossier.title[:_LONGEST_TITLE], _TITLE_WIDTH)
        + _AROUND_REASONS
        + sum(map(_reason, reasons.shown))
        + _AROUND_READ_BACK
        + sum(_QUESTION + _LINE * (_lines(question, _WIDE) - 1) for question in dossier.read_back)
    )
    left = max(0.0, _PAGE - taken - 2 * _AROUND_ROW)
    upper = left * _UPPER
    still_open = [action for action in dossier.actions if action.urgency != "finished"]
    urgent = sorted(still_open, key=lambda action: _MOST_URGENT.index(action.urgency))
    # Owner, dates and other names stand under the lines that say what it is.
    lines = _fitting(dossier.initiative.lines, upper - _FACTS, _line)
    actions = _fitting(urgent, upper, _action)
    lower = left - max(_FACTS + sum(map(_line, lines.shown)), sum(map(_action, actions.shown)))
    return Front(
        title_length=_LONGEST_TITLE,
        sentence_length=_LONGEST,
        name_length=_LONGEST_NAME,
        reasons=reasons,
        lines=lines,
        actions=actions,
        contingencies=_fitting(dossier.contingencies, lower, _contingency),
        gaps=_gaps(dossier.gaps, lower - (_SCORE if dossier.completeness else 0.0)),
    )


def _gaps(gaps: Sequence[Gap], room: float) -> Choice[tuple[int, Gap]]:
    """The worst gaps that fit, and among them always one of what is held: all that is read here is without it."""
    worst = sorted(enumerate(gaps, start=1), key=lambda gap: (_WORST.index(gap[1].severity), not gap[1].forbidden))
    chosen = _fitting(worst, room, _gap)
    held = next((gap for gap in worst if gap[1].kind == "held"), None)
    if held is None or held in chosen.shown:
        return chosen
    others = [gap for gap in worst if gap is not held]
    shown = (*_fitting(others, room - _gap(held), _gap).shown, held)
    return Choice(shown, len(worst) - len(shown))


def _reason(reason: Sentence) -> float:
    return _LINE * _lines(reason.text, _WIDE, 14) + _BETWEEN


def _line(line: Sentence) -> float:
    return _height(line.text, 14)


def _action(action: Action) -> float:
    handing = (action.owner or "No owner named")[:_LONGEST_NAME] + (action.inherits or "nobody yet")[:_LONGEST_NAME]
    return _height(action.what, 4) + _LINE * _lines(handing, _NARROW, 31)


def _contingency(contingency: Contingency) -> float:
    return _height(contingency.what.text, 16) + _LINE * _lines(contingency.then, _NARROW, 6)


def _gap(gap: tuple[int, Gap]) -> float:
    return _height(gap[1].sentence, 18)


def _height(text: str, beside: int) -> float:
    """Millimetres that ``text`` takes in a column, with so many characters of labels and citations beside it."""
    return _LINE * _lines(text, _NARROW, beside) + _BETWEEN


def _lines(text: str, width: int, beside: int = 0) -> int:
    text = text[:_LONGEST]
    capitals = sum(map(str.isupper, text))
    return max(1, ceil((len(text) + beside + _CAPITAL * capitals) / width))


def _fitting(items: Sequence[T], room: float, height: Callable[[T], float]) -> Choice[T]:
    """As many of ``items`` from the first on as fit into ``room``, and at least one."""
    shown: list[T] = []
    for item in items:
        room -= height(item)
        if room < 0 and shown:
            break
        shown.append(item)
    return Choice(tuple(shown), len(items) - len(shown))
