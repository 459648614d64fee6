"""From the draft of a staff move to what one person hands over, or takes up. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from handover import dates
from handover.dates import spoken
from handover.dossier.actions import somebody, urgency
from handover.dossier.desk.contacts import contacts, only_they
from handover.dossier.desk.model import Desk, DeskAction, DeskInitiative, DeskLesson, DeskPost
from handover.dossier.desk.recurring import course_of, recurring
from handover.dossier.desk.week import week
from handover.dossier.desk.whose import Whose
from handover.dossier.draft import SHORT, Draft
from handover.dossier.known import KnownOther
from handover.dossier.model import Gap, Sentence
from handover.dossier.turning import RATING_WORDS, Course
from handover.dossier.wording import listed, shortened
from handover.initiatives.names import compared
from handover.transitions.rules import reference

_MOST_ROLES: Final = 2


def desk(draft: Draft, gaps: Sequence[Gap]) -> Desk | None:
    """What the person hands over or takes up; None where the transition is about nobody."""
    transition = draft.known.transition
    if transition.kind != "staff-move" or not (transition.person or transition.successor):
        return None
    whose = Whose(draft)
    actions = tuple(_actions(whose))
    people, others = contacts(whose)
    comes_again = recurring(whose)
    initiatives = (_this(whose), *(_other(one, whose) for one in _others(draft)))
    return Desk(
        person=transition.person,
        successor=transition.successor,
        posts=tuple(_posts(whose)),
        initiatives=initiatives,
        more_initiatives=draft.known.desk.more if draft.known.desk else 0,
        actions=actions,
        contacts=people,
        other_contacts=others,
        recurring=comes_again,
        lessons=tuple(
            DeskLesson(number=one.number, title=one.title, reference=one.reference)
            for one in draft.lessons
            if whose.leaves and whose.is_theirs(one.recorded_by)
        ),
        only_they=only_they(whose),
        week=week(whose, gaps, people, initiatives),
    )


def _others(draft: Draft) -> Sequence[KnownOther]:
    return draft.known.desk.others if draft.known.desk else ()


def _posts(whose: Whose) -> Iterable[DeskPost]:
    """Here: of who leaves, each post; of who arrives, the post that they take up, with who has or had it. Then those at
    their other initiatives.
    """
    draft = whose.draft
    post = draft.known.transition.post
    here = whose.entries
    if not whose.leaves:
        wanted = compared(post or "")
        here = tuple(one for one in draft.people if post and one.role and compared(one.role) == wanted) or here
    for one in here:
        place = ", ".join(filter(None, (one.unit, one.organisation)))
        yield DeskPost(
            title=one.role,
            place=place or None,
            initiative=draft.known.initiative,
            from_on=one.from_on,
            to_on=one.to_on,
            listed=one.name if not whose.leaves and not whose.is_theirs(one.name) else None,
            moves=whose.moves(one.role),
            reference=one.reference,
        )
    for other in _others(draft):
        for row in other.contacts:
            contact = row.record
            yield DeskPost(
                title=contact.role,
                place=", ".join(filter(None, (contact.unit, contact.organisation))) or None,
                initiative=other.name,
                from_on=contact.from_on,
                to_on=contact.to_on,
                moves=False,
                reference=draft.labels.reference(row),
            )


def _this(whose: Whose) -> DeskInitiative:
    draft = whose.draft
    due = [(one.due, f"A{one.number}") for one in draft.open_actions if one.due]
    next_on, next_what = _next(draft, draft.course, due)
    return DeskInitiative(
        name=draft.known.initiative,
        is_this=True,
        part=_part(whose, [one.role for one in whose.entries], draft.course, len(draft.open_actions)),
        state=_state(draft, draft.course),
        next_on=next_on,
        next_what=next_what,
        successor=draft.known.transition.successor,
    )


def _other(one: KnownOther, whose: Whose) -> DeskInitiative:
    draft = whose.draft
    told = course_of(one, whose)
    still = [row for row in one.actions if urgency(row.record, draft.known.today) != "finished"]
    due = [(row.record.due, "an action of theirs") for row in still if row.record.due]
    next_on, next_what = _next(draft, told, due)
    return DeskInitiative(
        name=one.name,
        part=_part(whose, [row.record.role for row in one.contacts], told, 0),
        state=_state(draft, told, closed_on=one.closed_on),
        next_on=next_on,
        next_what=next_what,
        dossier=reference(one.transition) if one.transition is not None else None,
        successor=one.successor,
    )


def _part(whose: Whose, roles: Sequence[str | None], told: Course, still_open: int) -> str:
    """What the person is there: their posts, and whether the newest report names them as owner."""
    if not whose.leaves and not any(roles):
        post = whose.draft.known.transition.post
        return f"arrives as {shortened(post, SHORT)[0]}" if post else "arrives"
    named = list(dict.fromkeys(shortened(role, SHORT)[0] for role in roles if role))
    parts = [listed(named, most=_MOST_ROLES)] if named else []
    if told.owners and whose.is_theirs(told.owners[-1].value):
        parts.append("owner, by the newest report")
    return "; ".join(parts) or ("on a contact list" if roles else "named by the move alone")


def _state(draft: Draft, told: Course, *, closed_on: str | None = None) -> Sentence:
    """The last rating and what it is of, on one line."""
    closed = f"Closed {spoken(closed_on)}. " if closed_on else ""
    rated, last = told.last_rating, told.last
    if last is None:
        return Sentence(text=f"{closed}No status report.")
    stage = f", {last.record.stage}" if last.record.stage else ""
    if rated is None:
        text = f"{closed}No rating; last report for {spoken(last.record.period)}{stage}."
        return Sentence(text=text, references=(draft.labels.reference(last),))
    turns = told.rating_turns
    trend = ""
    if turns and turns[-1].after.period == rated.period:
        trend = f", after {RATING_WORDS[turns[-1].before.value]}"
    word = RATING_WORDS[rated.value]
    text = f"{closed}{word[0].upper()}{word[1:]} for {spoken(rated.period)}{trend}{stage}."
    return Sentence(text=text, references=(draft.labels.reference(rated.report),))


def _next(draft: Draft, told: Course, due: Sequence[tuple[str | None, str]]) -> tuple[str | None, str | None]:
    """The next date from today on: an action's due date or the planned end."""
    today = draft.known.today
    found = [(on, what) for on, what in due if on]
    if told.ends:
        found.append((told.ends[-1].value, "planned end"))
    ahead = [(on, what) for on, what in found if dates.latest(on) >= today]
    first = min(ahead, key=lambda one: (dates.latest(one[0]), one[1]), default=None)
    return first if first is not None else (None, None)


def _actions(whose: Whose) -> Iterable[DeskAction]:
    """Those that the person owns; of a newcomer those that they inherit, or nobody does. Here, then elsewhere."""
    draft = whose.draft
    for action in draft.open_actions:
        comes = not whose.leaves and (action.inherits is None or whose.is_theirs(action.inherits))
        if comes or (whose.leaves and whose.is_theirs(action.owner)):
            yield DeskAction(
                number=action.number,
                initiative=draft.known.initiative,
                what=action.what,
                due=action.due,
                late=action.urgency == "overdue",
                inherits=action.inherits,
                reference=action.reference,
            )
    for other in _others(draft):
        for row in other.actions:
            how = urgency(row.record, draft.known.today)
            if how != "finished":
                yield DeskAction(
                    initiative=other.name,
                    what=row.record.what,
                    due=row.record.due,
                    late=how == "overdue",
                    inherits=somebody(row.record.inherits),
                    reference=draft.labels.reference(row),
                )
