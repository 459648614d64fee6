"""What could go wrong, and then what (I-PASS: situation awareness and contingency plans).

In this order: overdue actions that nobody inherits, work planned beyond a closing date, vacant posts, a rating
that fell, and then lessons that say both what could have been noticed before and what to do: those of what did
not work, then mixed ones, then those that do not say; within these in the order of the lessons section.
"""

from collections.abc import Iterable
from typing import Final

from handover import dates
from handover.dates import spoken
from handover.dossier.actions import marks
from handover.dossier.draft import SHORT, Draft
from handover.dossier.labels import first_references
from handover.dossier.lessons import advises, usefulness
from handover.dossier.model import Contingency, LessonItem, Sentence
from handover.dossier.severity import post_names
from handover.dossier.turning import RATING_WORDS, direction
from handover.dossier.wording import counted, full_stop, listed, on, shortened

_MOST: Final = 8
_WARNING: Final = 100
_ADVICE: Final = 150
_MOST_MARKS: Final = 5


def contingencies(draft: Draft) -> tuple[Contingency, ...]:
    """At most eight, the most relevant first."""
    found = [*_from_state(draft), *(_from_lesson(lesson) for lesson in _warning(draft))]
    return tuple(found[:_MOST])


def _from_state(draft: Draft) -> Iterable[Contingency]:
    for finds in (_overdue_unowned, _planned_beyond, _vacant, _fallen):
        contingency = finds(draft)
        if contingency is not None:
            yield contingency


def _overdue_unowned(draft: Draft) -> Contingency | None:
    found = [one for one in draft.open_actions if one.urgency == "overdue" and one.inherits is None]
    if not found:
        return None
    one = len(found) == 1
    them = "it" if one else "them"
    owners = list(dict.fromkeys(shortened(action.owner, SHORT)[0] for action in found if action.owner))
    ask = f"Ask {listed(owners, most=3)}" if owners else "Find out"
    return Contingency(
        what=Sentence(
            text=(
                f"{counted(len(found), 'overdue action')} {'stays' if one else 'stay'} undone because nobody "
                f"inherits {them} ({listed(marks(found), most=_MOST_MARKS)})."
            ),
            references=first_references(action.reference for action in found),
        ),
        then=f"{ask} how far {'it is' if one else 'they are'}, and name who takes {'it' if one else 'each'} over.",
    )


def _planned_beyond(draft: Draft) -> Contingency | None:
    """A closure before the planned end: something may have been promised for the time after it."""
    transition, course = draft.known.transition, draft.course
    if transition.kind != "closure" or not course.ends:
        return None
    last = course.ends[-1]
    if dates.earliest(last.value) <= dates.latest(transition.effective_on):
        return None
    ask = f"Ask {shortened(course.owners[-1].value, SHORT)[0]}" if course.owners else "Find out"
    return Contingency(
        what=Sentence(
            text=(
                f"The last report that says so plans work until {spoken(last.value)}, after the closure "
                f"{on(transition.effective_on)}; commitments may run on."
            ),
            references=(draft.labels.reference(last.report),),
        ),
        then=f"{ask} which contracts, grants and promises run beyond the closure, and who answers for each.",
    )


def _vacant(draft: Draft) -> Contingency | None:
    vacant = draft.vacant
    if not vacant:
        return None
    superiors = list(dict.fromkeys(shortened(one.reports_to, SHORT)[0] for one in vacant if one.reports_to))
    if not superiors:
        then = "Agree now who decides in the meantime."
    elif len(vacant) == 1:
        then = f"Go to {superiors[0]}, to whom the records say it reports."
    else:
        then = f"Go to those to whom the records say they report: {listed(superiors, most=3)}."
    posts = "a post" if len(vacant) == 1 else f"one of {counted(len(vacant), 'post')}"
    return Contingency(
        what=Sentence(
            text=f"A decision is needed from {posts} that nobody holds: {post_names(vacant)}.",
            references=first_references(person.reference for person in vacant),
        ),
        then=then,
    )


def _fallen(draft: Draft) -> Contingency | None:
    turns = [turn for turn in draft.course.rating_turns if direction(turn) != "different"]
    if not turns or direction(turns[-1]) != "worse":
        return None
    before, after = turns[-1].before, turns[-1].after
    owner = after.report.record.owner
    ask = f"Ask {shortened(owner, SHORT)[0]}, its owner then," if owner else "Find out"
    return Contingency(
        what=Sentence(
            text=(
                f"What brought the rating down from {RATING_WORDS[before.value]} to {RATING_WORDS[after.value]} "
                f"{on(after.period)} is still there."
            ),
            references=draft.labels.references((before.report, after.report)),
        ),
        then=f"{ask} what caused it and whether it was put right; see the report for {spoken(after.period)}.",
    )


def _warning(draft: Draft) -> list[LessonItem]:
    """Lessons that say what to look out for and what to do, the most pressing first."""
    order = {"did-not-work": 0, "mixed": 1, None: 2}
    found = [one for one in draft.lessons if one.outcome in order and one.early_warnings and advises(one)]
    return sorted(found, key=lambda one: (order[one.outcome], usefulness(one), one.number))[:_MOST]


def _from_lesson(lesson: LessonItem) -> Contingency:
    title, title_cut = shortened(lesson.title, SHORT)
    warning, warning_cut = shortened(lesson.early_warnings or "", _WARNING)
    advice, advice_cut = shortened(lesson.recommendation or "", _ADVICE)
    rest = "in full: " if title_cut or warning_cut or advice_cut else ""
    return Contingency(
        what=Sentence(text=f"{full_stop(title)} Seen beforehand: {full_stop(warning)}", references=(lesson.reference,)),
        then=f"{full_stop(advice)} ({rest}L{lesson.number})",
    )
