"""What the front page has room for: the most urgent first, and how many more there are further on.

Its five parts follow I-PASS (illness severity, patient summary, action list, situation awareness and contingency
plans, synthesis by receiver); the gaps that matter most stand beside them. It has to stay one page, so its room is
shared out in millimetres of A4, by estimates that the style sheet's print rules were measured against.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Generic, TypeVar
from unicodedata import east_asian_width

from handover.dossier.front_model import RatingNow
from handover.dossier.model import Action, Contingency, Dossier, Gap, Sentence, Severity
from handover.publish.front_lists import Actions, Ringing, by_urgency, fitting, ringing

# One sentence of the front page: about three lines of a column.
_LONGEST: Final = 165
_LONGEST_TITLE: Final = 90
_LONGEST_NAME: Final = 36

# Characters on a line, as words leave it: of the title, of the whole width, and of one of the two columns.
_TITLE_WIDTH: Final = 42
_WIDE: Final = 108
# So much wider than other letters are capitals.
_CAPITAL: Final = 0.35
# A Chinese, Japanese or Korean sign and an emoji that no font here has: ⟦U+6F22⟧.
_DESCRIBED: Final = 7
# From this share of a line on a word is long.
_LONG_WORD: Final = 0.6
_NARROW: Final = 60

_PAGE: Final = 266.0
_LINE: Final = 4.1
_BETWEEN: Final = 1.1
_TITLE_LINE: Final = 9.2
# What stands around the lines: head and margins of the title, of the box above, of the two rows of columns with
# their words on what is left out, and of the box below.
_AROUND_TITLE: Final = 13.5
_AROUND_REASONS: Final = 13.5
_AROUND_ROW: Final = 14.0
_AROUND_READ_BACK: Final = 25.0
_AROUND_EDITION: Final = 7.0
_QUESTION: Final = 6.6
# Of what is left, this share is for the upper row, which has the actions.
_UPPER: Final = 0.58
_FACTS: Final = 12.0
# The line that says how complete the dossier is.
_SCORE: Final = 5.2
_MOST_REASONS: Final = 5
# Around who to ring: its heading and margin. A heading over the actions of one time.
_AROUND_RINGING: Final = 9.0
_HEADING: Final = 5.2
# A level stands in a box of its own, a little higher than its line.
_LEVEL: Final = 0.4
# Of the reasons for the confidence in a rating.
_MOST_WHY: Final = 2
_RATED: Final = 60

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
    rating_why: tuple[Sentence, ...]
    lines: Choice[Sentence]
    actions: Actions
    ringing: tuple[Ringing, ...]
    has_reachable: bool
    contingencies: Choice[Contingency]
    gaps: Choice[tuple[int, Gap]]


def front(dossier: Dossier) -> Front:
    """Choose what goes on the front page of ``dossier``."""
    reasons = _fitting(_untold(dossier.severity), _MOST_REASONS * _LINE, _reason)
    rating, to_ring = dossier.severity.rating, ringing(dossier)
    taken = (
        _AROUND_TITLE
        + _TITLE_LINE * _lines(dossier.title[:_LONGEST_TITLE], _TITLE_WIDTH)
        + (_LINE * _lines(dossier.transition.reason, _WIDE, 18) + _BETWEEN if dossier.transition.reason else 0)
        + _edition(dossier)
        + _AROUND_REASONS
        + sum(map(_reason, reasons.shown))
        + _rating(rating)
        + _AROUND_RINGING
        + (sum(map(_ringing, to_ring)) or _LINE + _BETWEEN)
        + _AROUND_READ_BACK
        + sum(_QUESTION + _LINE * (_lines(question, _WIDE) - 1) for question in dossier.read_back)
    )
    left = max(0.0, _PAGE - taken - 2 * _AROUND_ROW)
    upper = left * _UPPER
    # Owner, dates and other names stand under the lines that say what it is.
    lines = _fitting(dossier.initiative.lines, upper - _FACTS, _line)
    actions = fitting(by_urgency(dossier.actions), upper, _action, _HEADING)
    # What is left is counted by how soon it is due, which may take a second line.
    acting = sum(map(_action, actions.shown)) + _HEADING * len(actions.groups) + _LINE * bool(actions.more)
    lower = left - max(_FACTS + sum(map(_line, lines.shown)), acting)
    return Front(
        title_length=_LONGEST_TITLE,
        sentence_length=_LONGEST,
        name_length=_LONGEST_NAME,
        reasons=reasons,
        rating_why=rating.why[:_MOST_WHY] if rating else (),
        lines=lines,
        actions=actions,
        ringing=to_ring,
        has_reachable=any(one.standing == "in-post" and (one.emails or one.phones) for one in dossier.people),
        contingencies=_fitting(dossier.contingencies, lower, _contingency),
        gaps=_gaps(dossier.gaps, lower - (_SCORE if dossier.completeness else 0.0)),
    )


def _edition(dossier: Dossier) -> float:
    """The box that says which edition it is, and whether it has an annex."""
    paragraphs = (dossier.edition is not None) + (dossier.annex is not None)
    return (_AROUND_EDITION + paragraphs * 2 * _LINE) if paragraphs else 0.0


def _untold(severity: Severity) -> list[Sentence]:
    """The reasons that the line on the rating does not tell."""
    told = severity.told if severity.rating else ()
    return [reason for place, reason in enumerate(severity.reasons) if place not in told]


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


def _rating(rating: RatingNow | None) -> float:
    """The rating now, its trend and the confidence in it: one paragraph."""
    if rating is None:
        return 0.0
    said = (rating.trend_words, *(one.text for one in rating.why[:_MOST_WHY]))
    return _LINE * ceil((_RATED + sum(_width(text[:_LONGEST]) + 10 for text in said)) / _WIDE) + _BETWEEN


def _ringing(one: Ringing) -> float:
    # It is shortened in its parts, and not as a whole.
    return _LINE * (ceil(_width(one.printed) / _WIDE) + _broken(one.printed, _WIDE)) + _BETWEEN


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
    return _height(gap[1].sentence, 18) + _LEVEL


def _height(text: str, beside: int) -> float:
    """Millimetres that ``text`` takes in a column, with so many characters of labels and citations beside it."""
    return _LINE * _lines(text, _NARROW, beside) + _BETWEEN


def _lines(text: str, width: int, beside: int = 0) -> int:
    text = text[:_LONGEST]
    return max(1, ceil((_width(text) + beside) / width)) + _broken(text, width)


def _width(text: str) -> float:
    """How wide ``text`` is, in letters: capitals are wider, and much more so signs that may have to be described."""
    wide = sum(east_asian_width(sign) in "WF" for sign in text)
    return len(text) + _CAPITAL * sum(map(str.isupper, text)) + _DESCRIBED * wide


def _broken(text: str, width: int) -> int:
    """One line more where a word is so long that it may leave most of a line empty before it."""
    return int(any(_width(word) > width * _LONG_WORD for word in text.split()))


def _fitting(items: Sequence[T], room: float, height: Callable[[T], float]) -> Choice[T]:
    """As many of ``items`` from the first on as fit into ``room``, and at least one."""
    shown: list[T] = []
    for item in items:
        room -= height(item)
        if room < 0 and shown:
            break
        shown.append(item)
    return Choice(tuple(shown), len(items) - len(shown))
