"""The questions that a recipient answers in their own words, from this dossier's figures (I-PASS: synthesis)."""

from collections.abc import Iterable

from handover.dates import spoken
from handover.dossier.draft import Draft
from handover.dossier.happening import is_past, name_at
from handover.dossier.heritage.assemble import marks_of
from handover.dossier.model import Gap
from handover.dossier.mover import is_mover
from handover.dossier.wording import counted, on, one_line, shortened

# A question has to stay whole on the front page.
_NAME = 36


def read_back(draft: Draft, gaps: tuple[Gap, ...]) -> tuple[str, ...]:
    """Five questions: what this is, what to do, what the transition's own question is, what could go wrong, gaps."""
    return (_purpose(draft), _actions(draft), _own(draft), _dangers(draft), _gaps(gaps))


def _purpose(draft: Draft) -> str:
    known = draft.known
    kind, past = known.transition.kind, is_past(known)
    name = one_line(name_at(known))
    when, date = on(known.transition.effective_on), spoken(known.transition.effective_on)
    new = f"“{one_line(known.transition.new_name)}”" if known.transition.new_name else "something else"
    person = one_line(known.transition.person) if known.transition.person else "the person who leaves"
    did = f"did {person} do for it until {date}"
    if known.transition.is_arrival:
        did = f"will {one_line(known.transition.successor or '')} do for it from {date}"
    if known.transition.giver:
        return f"What is {name} for, and what {'did' if past else 'does'} it take over {when}?"
    return {
        "closure": f"What was {name} for, and why {'did' if past else 'does'} it close {when}?",
        "rename": f"What is {name} for, and why is it called {new} from {date}?",
        "merger": f"What is {name} for, and what {'did' if past else 'does'} it become part of {when}?",
        "split": f"What is {name} for, and into what {'was' if past else 'is'} it split {when}?",
        "transfer": f"What is {name} for, and who answers for it from {date}?",
        "staff-move": f"What is {name} for, and what {did}?",
        "start": f"What is {name} to achieve, and what {'started' if past else 'starts'} {when}?",
    }[kind]


def _actions(draft: Draft) -> str:
    number = len(draft.open_actions)
    if not number:
        return "The records hold no open follow-on action. What do you still have to do, and who told you?"
    if number == 1:
        return "One follow-on action is open (A1). Is it yours now, and if not, whose is it?"
    return f"Of the {number:,} open follow-on actions, which do you now own, and which do you do first?"


def _own(draft: Draft) -> str:
    """The question that only this kind of transition asks."""
    known = draft.known
    if known.transition.is_arrival:
        return "Nobody leaves with this move. Who has done this until now, and what do they still have to tell?"
    if known.transition.kind == "staff-move":
        owned = sum(1 for one in draft.open_actions if is_mover(known, one.owner))
        if owned:
            actions = counted(owned, "open action")
            each = "it" if owned == 1 else "each"
            return f"The person who leaves had {actions}. Who has taken {each} over, and do they know?"
        return "No open action is in the name of the person who leaves. What did they do that is written nowhere?"
    return _learned(draft)


def _learned(draft: Draft) -> str:
    """The question about lessons: its own, or those of what came before."""
    known = draft.known
    if known.transition.giver and draft.lessons:
        return f"{_there_are(draft)}. Which of them bears on what it takes over?"
    ask = {
        "closure": "Which would you act on first if something similar started tomorrow?",
        "rename": "What stays the same under the new name, and what changes?",
        "merger": "Which of them must the merged initiative not lose?",
        "split": "Which part takes which of them with it?",
        "transfer": "Which of them does the new owner need before the first decision?",
        "start": "Which of them changes what you do in the first month?",
    }[known.transition.kind]
    if not draft.lessons and draft.earlier_lessons:
        before = counted(len(draft.earlier_lessons), "lesson")
        are = "is" if len(draft.earlier_lessons) == 1 else "are"
        return f"There {are} {before} of what came before ({marks_of(draft.earlier_lessons)}). {ask}"
    if not draft.lessons:
        return "The records hold no lesson. Whom will you ask what was learned, and by when?"
    return f"{_there_are(draft)}. {ask}"


def _there_are(draft: Draft) -> str:
    return f"There {'is' if len(draft.lessons) == 1 else 'are'} {counted(len(draft.lessons), 'lesson')}"


def _dangers(draft: Draft) -> str:
    vacant, in_post = len(draft.vacant), len(draft.in_post)
    if vacant:
        known = f"{counted(vacant, 'post')} {'is' if vacant == 1 else 'are'} vacant"
    elif in_post:
        known = f"{counted(in_post, 'post has', 'posts have')} a name"
    elif draft.people:
        owner = draft.course.owners[-1] if draft.course.owners else None
        known = "nobody is in post"
        if owner is not None:
            known += f", and {shortened(owner.value, _NAME)[0]} was its owner in {spoken(owner.period)}"
    else:
        known = "nobody is known to ask"
    return f"What could go wrong in the next 30 days, and whom do you call then? By the records, {known}."


def _gaps(gaps: Iterable[Gap]) -> str:
    found = list(gaps)
    if not found:
        return "No gap was found in this dossier. What do you miss in it all the same?"
    graver = sum(gap.severity != "minor" for gap in found)
    named = f"This dossier names {counted(len(found), 'gap')}"
    which = "" if not graver else "all of them " if graver == len(found) > 1 else f"{graver:,} of them "
    weight = f", {which}critical or important" if which else ""
    return f"{named}{weight}. Which do you close first, and whom do you ask?"
