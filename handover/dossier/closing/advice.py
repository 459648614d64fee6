"""Advice to whoever restarts this, every piece of it from a record, with the numbers that it rests on.

What to check first: overdue and other open actions that nobody inherits, what is held, and the gravest gaps. What to
do and what to watch for: the recommendations and the early warnings of the most useful lessons, whatever their outcome
(``lessons.usefulness``). What may still go wrong: what follows from how it stood at the end
(``contingencies.from_state``). Whom to ask: who is listed as knowing about something, or recorded lessons; those in
post first. Where the records have nothing of a kind, nothing is said of it.
"""

from collections.abc import Iterable
from typing import Final

from handover.dossier.actions import marks
from handover.dossier.closing.model import Advice
from handover.dossier.contingencies import from_state
from handover.dossier.draft import Draft
from handover.dossier.labels import first_references
from handover.dossier.lessons import advises, usefulness
from handover.dossier.model import Action, Gap, LessonItem, Person
from handover.dossier.wording import counted, full_stop, listed, quoted, shortened

_MOST_GAPS: Final = 3
_MOST_LESSONS: Final = 5
_MOST_PEOPLE: Final = 5
_MOST_MARKS: Final = 5
# The whole of each stands in its own section.
_SAID: Final = 300
_NAME: Final = 80


def advice(draft: Draft, gaps: tuple[Gap, ...]) -> Iterable[Advice]:
    yield from _to_check(draft, gaps)
    useful = sorted(draft.lessons, key=lambda one: (usefulness(one), one.number))
    yield from (_to_do(one) for one in [one for one in useful if advises(one)][:_MOST_LESSONS])
    yield from (_to_watch(one) for one in [one for one in useful if one.early_warnings][:_MOST_LESSONS])
    yield from _risks(draft)
    asked = [one for one in draft.people if one.name and (one.knows_about or one.recorded)]
    asked.sort(key=lambda one: (one.standing != "in-post", not one.knows_about, -len(one.recorded), one.number))
    yield from map(_to_ask, asked[:_MOST_PEOPLE])


def _to_check(draft: Draft, gaps: tuple[Gap, ...]) -> Iterable[Advice]:
    unowned = [one for one in draft.open_actions if one.inherits is None]
    overdue = [one for one in unowned if one.urgency == "overdue"]
    rest = [one for one in unowned if one.urgency != "overdue"]
    if overdue:
        yield _of_actions(overdue, "was overdue when this was compiled", "were overdue when this was compiled")
    if rest:
        yield _of_actions(rest, "was still open", "were still open")
    graver = [
        (number, gap)
        for number, gap in enumerate(gaps, start=1)
        if (gap.severity == "critical" or gap.kind == "held") and not _speaks_of_actions(gap, unowned)
    ]
    for number, gap in graver[:_MOST_GAPS]:
        yield Advice(kind="check", text=gap.sentence, marks=(f"G{number}",), references=gap.references)


def _speaks_of_actions(gap: Gap, actions: list[Action]) -> bool:
    """Whether all that a gap cites are those actions, so that it has been said."""
    cited = set(gap.references)
    return bool(cited) and cited <= {one.reference for one in actions}


def _of_actions(found: list[Action], one: str, many: str) -> Advice:
    them = "it" if len(found) == 1 else "them"
    text = (
        f"{counted(len(found), f'follow-on action {one}', f'follow-on actions {many}')}, and nobody inherited {them}."
    )
    return Advice(
        kind="check",
        text=f"{text} Find out what became of {them}.",
        marks=tuple(marks(found)[:_MOST_MARKS]),
        references=first_references(action.reference for action in found),
    )


def _risks(draft: Draft) -> Iterable[Advice]:
    """What follows from how it stood; of actions that nobody inherits the check speaks already."""
    of_actions = {one.reference for one in draft.open_actions}
    for one in from_state(draft):
        if not set(one.what.references) <= of_actions:
            yield Advice(kind="risk", text=f"{one.what.text} {one.then}", references=one.what.references)


def _to_do(lesson: LessonItem) -> Advice:
    text = full_stop(quoted(lesson.recommendation or "", _SAID))
    return Advice(kind="do", text=text, marks=(f"L{lesson.number}",), references=(lesson.reference,))


def _to_watch(lesson: LessonItem) -> Advice:
    text = full_stop(quoted(lesson.early_warnings or "", _SAID))
    return Advice(kind="watch", text=text, marks=(f"L{lesson.number}",), references=(lesson.reference,))


def _to_ask(person: Person) -> Advice:
    name = shortened(person.name or "", _NAME)[0]
    role = f", {shortened(person.role, _NAME)[0]}" if person.role else ""
    gone = ", no longer in that post" if person.standing == "left" else ""
    knows = f" about {quoted(person.knows_about, _SAID)}" if person.knows_about else ""
    lessons = listed([f"L{number}" for number in person.recorded], most=_MOST_MARKS)
    recorded = f"{', and' if knows else ''} about {lessons}, which they recorded" if lessons else ""
    return Advice(
        kind="ask",
        text=f"{name}{role}{gone}:{knows}{recorded}.",
        marks=(f"P{person.number}", *(f"L{number}" for number in person.recorded[:_MOST_MARKS])),
        references=(person.reference,),
    )
