"""What could go wrong, and then what (I-PASS: situation awareness and contingency plans).

In this order: overdue actions that nobody inherits, work planned beyond a closing date, vacant posts, a rating
that fell, a forecast well above the budget, a planned end that passed without a word; and then lessons that say
what to do and are not of what worked. Of these come first those that also say what could have been noticed before,
then those of what did not work, mixed ones, and those that do not say; within these in the order of the lessons
section.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from handover import dates
from handover.dates import spoken
from handover.dossier.actions import marks
from handover.dossier.draft import SHORT, Draft
from handover.dossier.labels import first_references
from handover.dossier.lessons import advises, usefulness
from handover.dossier.model import Contingency, LessonItem, Sentence
from handover.dossier.severity import over_budget, post_names
from handover.dossier.turning import RATING_WORDS, direction, end_already_past
from handover.dossier.wording import counted, full_stop, listed, money, on, quoted, shortened

_MOST: Final = 8
# Together they fit on the front page, where a lesson is named and not told.
_TITLE: Final = 60
_WARNING: Final = 75
_ADVICE: Final = 130
_MOST_MARKS: Final = 5
_MOST_ASKED: Final = 4


def contingencies(draft: Draft) -> tuple[Contingency, ...]:
    """At most eight, the most relevant first."""
    found = [*from_state(draft), *(_from_lesson(lesson) for lesson in _warning(draft))]
    return tuple(found[:_MOST])


def from_state(draft: Draft) -> Iterable[Contingency]:
    """Those that come from how it stands and not from a lesson."""
    for finds in (_overdue_unowned, _planned_beyond, _vacant, _fallen, _overspent, _end_passed):
        contingency = finds(draft)
        if contingency is not None:
            yield contingency


def _overdue_unowned(draft: Draft) -> Contingency | None:
    found = [one for one in draft.open_actions if one.urgency == "overdue" and one.inherits is None]
    if not found:
        return None
    one = len(found) == 1
    them = "it" if one else "them"
    # A post that nobody holds cannot be asked.
    empty = {number for one_post in draft.vacant for number in one_post.owned}
    asked = [action for action in found if action.owner and action.number not in empty]
    owners = list(dict.fromkeys(shortened(action.owner or "", SHORT)[0] for action in asked))
    ask = f"Ask {listed(owners, most=_MOST_ASKED)}" if owners else "Find out"
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
                f"Commitments run on after the closure {on(transition.effective_on)}: the report for "
                f"{spoken(last.period)} still planned work until {spoken(last.value)}."
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


def _overspent(draft: Draft) -> Contingency | None:
    said = over_budget(draft)
    if said is None:
        return None
    period = spoken(said.record.period)
    status = said.record
    over = money((status.forecast or Decimal(0)) - (status.budget or Decimal(0)), status.currency)
    return Contingency(
        what=Sentence(
            text=f"The {over} by which the forecast for {period} exceeded the budget was never provided for.",
            references=(draft.labels.reference(said),),
        ),
        then="Ask finance what was spent in the end, who paid it, and which bills are still to come.",
    )


def _end_passed(draft: Draft) -> Contingency | None:
    """The last report planned an end that had passed: work may have gone on, on terms that nobody wrote down."""
    last = end_already_past(draft.course)
    if last is None:
        return None
    end = spoken(last.record.end_planned or "")
    return Contingency(
        what=Sentence(
            text=f"Work went on after {end}, the end that the report for {spoken(last.record.period)} still gave.",
            references=(draft.labels.reference(last),),
        ),
        then="Find out who extended it, until when, and which contracts were extended with it.",
    )


def _warning(draft: Draft) -> list[LessonItem]:
    """Lessons that say what to look out for and what to do, the most pressing first."""
    order = {"did-not-work": 0, "mixed": 1, None: 2}
    found = [one for one in draft.lessons if one.outcome in order and advises(one)]
    return sorted(found, key=lambda one: (not one.early_warnings, order[one.outcome], usefulness(one), one.number))[
        :_MOST
    ]


def _from_lesson(lesson: LessonItem) -> Contingency:
    """The lesson's own words, in quotation marks: its title seldom fits after an “If”."""
    title = quoted(lesson.title, _TITLE)
    if lesson.early_warnings:
        warning = full_stop(quoted(lesson.early_warnings, _WARNING))
        what = f"What came before lesson L{lesson.number}, {title}, is seen again: {warning}"
    else:
        what = f"What lesson L{lesson.number} tells of happens again: {full_stop(title)}"
    return Contingency(
        what=Sentence(text=what, references=(lesson.reference,)),
        then=f"The lesson’s advice: {full_stop(quoted(lesson.recommendation or '', _ADVICE))}",
    )
