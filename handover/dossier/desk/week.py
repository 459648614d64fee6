"""A reading order for the first week, by declared rules. Pure; every step says where in the dossier it stands.

day 1  page one, with the read-back; what is overdue; critical gaps
day 2  whom to ring: the person themself while they can be asked, and those with the most reasons to matter
day 3  what is due within 30 days; what could go wrong
day 4  the lessons that are most useful, those that did not work first; what only the person knew
day 5  the other initiatives, the important gaps that are left, and the answers to the read-back
"""

from collections.abc import Iterable, Sequence
from typing import Final

from handover.dossier.contingencies import contingencies
from handover.dossier.desk.model import Day, DeskContact, DeskInitiative, Step
from handover.dossier.desk.whose import Whose
from handover.dossier.happening import is_past
from handover.dossier.lessons import usefulness
from handover.dossier.model import Gap, LessonItem
from handover.dossier.wording import full_stop, listed, on, quoted, shortened

_MOST: Final = 3
_MOST_CALLS: Final = 4
_LONGEST: Final = 140
_OUTCOMES: Final = {"did-not-work": 0, "mixed": 1, "worked": 2, None: 3}


def week(
    whose: Whose, gaps: Sequence[Gap], contacts: Sequence[DeskContact], initiatives: Sequence[DeskInitiative]
) -> tuple[Day, ...]:
    """Five days, each with at least one step."""
    days = (
        ("Day 1: do no harm", _first(whose, gaps)),
        ("Day 2: ring", _calls(whose, contacts)),
        ("Day 3: what is due, and what could go wrong", _due(whose)),
        ("Day 4: what was learned", _learned(whose)),
        ("Day 5: the rest, and read back", _rest(whose, gaps, initiatives)),
    )
    return tuple(Day(title=title, steps=tuple(steps)) for title, steps in days)


def _first(whose: Whose, gaps: Sequence[Gap]) -> Iterable[Step]:
    yield Step(text="Read page one, and the questions of the read-back.", mark="Page one", anchor="front")
    late = [one for one in whose.draft.open_actions if one.urgency == "overdue"]
    for action in late[:_MOST]:
        inherits = f" Inherits: {action.inherits}." if action.inherits else " Nobody inherits it yet: find out who."
        yield _step(
            f"Overdue: {full_stop(shortened(action.what, _LONGEST)[0])}{inherits}", "A", action.number, "action"
        )
    if len(late) > _MOST:
        yield Step(text=f"{len(late) - _MOST} more are overdue.", mark="Actions", anchor="actions")
    for number, gap in _of(gaps, "critical")[:_MOST]:
        yield _gap(number, gap)


def _calls(whose: Whose, contacts: Sequence[DeskContact]) -> Iterable[Step]:
    transition = whose.draft.known.transition
    name = whose.name
    if whose.leaves and name:
        entry = next(iter(whose.entries), None)
        past = is_past(whose.draft.known)
        text = (
            f"{name} has gone: ask whether they can still be rung."
            if past
            else f"Sit down with {name} before they go {on(transition.effective_on)}: what only they knew comes first."
        )
        yield _step(text, "P", entry.number, "person") if entry else Step(text=text, mark="People", anchor="people")
    calls = [one for one in contacts if "takes over" not in one.why]
    for one in calls[:_MOST_CALLS]:
        role = f", {shortened(one.role, 80)[0]}" if one.role and one.role != one.name else ""
        yield _step(f"{shortened(one.name, 80)[0]}{role}: {one.why[0]}.".replace("..", "."), "P", one.number, "person")
    if not calls and not (whose.leaves and name):
        yield Step(text="No record says whom to ring first; look through the people.", mark="People", anchor="people")


def _due(whose: Whose) -> Iterable[Step]:
    soon = [one for one in whose.draft.open_actions if one.urgency == "next-30-days"]
    for action in soon[:_MOST]:
        when = f" Due {on(action.due)}." if action.due else ""
        yield _step(f"{full_stop(shortened(action.what, _LONGEST)[0])}{when}", "A", action.number, "action")
    if not soon:
        yield Step(text="Nothing is due within 30 days; see what is due later.", mark="Actions", anchor="actions")
    if contingencies(whose.draft):
        text = "Read each, and ask whether you could do what it says."
        yield Step(text=text, mark="If and then", anchor="contingencies")
    yield Step(text="How it stood over time, and what was reported.", mark="Status", anchor="status")


def _learned(whose: Whose) -> Iterable[Step]:
    def order(one: LessonItem) -> tuple[int, tuple[int, int, int], int]:
        return _OUTCOMES[one.outcome], usefulness(one), one.number

    useful = sorted((one for one in whose.draft.lessons if one.recommendation), key=order)
    for one in useful[:_MOST]:
        yield _step(full_stop(shortened(one.title, _LONGEST)[0]), "L", one.number, "lesson")
    if not useful:
        text = "No lesson says what to do next time." if whose.draft.lessons else "No lesson was gathered: ask for one."
        yield Step(text=text, mark="Lessons", anchor="lessons")
    if whose.draft.earlier_lessons:
        yield Step(text="What earlier initiatives learned.", mark="What came before", anchor="heritage")


def _rest(whose: Whose, gaps: Sequence[Gap], initiatives: Sequence[DeskInitiative]) -> Iterable[Step]:
    others = [one for one in initiatives if not one.is_this]
    if others:
        named = [f"{quoted(one.name, 60)}{f' ({one.dossier})' if one.dossier else ''}" for one in others]
        yield Step(
            text=f"The other initiatives of the desk: {listed(named, most=5)}.", mark="Initiatives", anchor="desk"
        )
    for number, gap in _of(gaps, "important")[:_MOST]:
        yield _gap(number, gap)
    yield Step(text="Write the read-back in your own words, and send it.", mark="Read-back", anchor="front-read-back")


def _of(gaps: Sequence[Gap], severity: str) -> list[tuple[int, Gap]]:
    return [(number, gap) for number, gap in enumerate(gaps, start=1) if gap.severity == severity]


def _gap(number: int, gap: Gap) -> Step:
    said = full_stop(shortened(gap.sentence, _LONGEST)[0])
    return _step(f"{said} {full_stop(shortened(gap.what_to_do, _LONGEST)[0])}", "G", number, "gap")


def _step(text: str, letter: str, number: int, anchor: str) -> Step:
    return Step(text=text, mark=f"{letter}{number}", anchor=f"{anchor}-{number}")
