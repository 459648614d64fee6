"""What the initiative is, for the front page: at most five lines, each from records and none from imagination."""

from collections.abc import Iterable
from typing import Final

from handover.dates import spoken
from handover.dossier.actions import marks, somebody
from handover.dossier.draft import SHORT, Draft
from handover.dossier.happening import is_past, leaves, what_happens, who_follows, who_moves
from handover.dossier.heritage.assemble import every, marks_of
from handover.dossier.heritage.model import FormerName
from handover.dossier.labels import first_references
from handover.dossier.model import InitiativeFacts, Reference, Sentence
from handover.dossier.mover import is_mover
from handover.dossier.status import budget_and_forecast, whole_life_cost
from handover.dossier.turning import RATING_WORDS
from handover.dossier.wording import counted, day, full_stop, listed, on, one_line, quoted, shortened, times
from handover.initiatives.names import normalised

_MOST_LINES: Final = 5
# The front page has two columns; a longer quotation would be cut there.
_NARRATIVE: Final = 115
_PURPOSE: Final = 160
_MOST_NAMED: Final = 2


def facts(draft: Draft) -> InitiativeFacts:
    known, course = draft.known, draft.course
    started = [report.record.start_actual for report in course.reports if report.record.start_actual]
    ended = [report.record.end_actual for report in course.reports if report.record.end_actual]
    owners = [name for report in course.reports if (name := somebody(report.record.owner))]
    lines = [line for line in _lines(draft) if line is not None]
    return InitiativeFacts(
        name=known.initiative,
        other_names=other_names(draft),
        names=dated_names(draft),
        lines=tuple(lines[:_MOST_LINES]),
        owner=one_line(owners[-1]) if owners else None,
        started=started[-1] if started else None,
        ended=ended[-1] if ended else None,
    )


def other_names(draft: Draft) -> tuple[str, ...]:
    """Every other name, most used first. Spellings that differ only in case, spaces and signs are one name."""
    known = draft.known
    found = {normalised(known.initiative): known.initiative}
    # Of several spellings, the one that a person gave dates to; else the one that most records use.
    for name in sorted(known.names, key=lambda name: (name.to_on is None, -name.records)):
        found.setdefault(normalised(name.written), name.written)
    return tuple(found.values())[1:]


def dated_names(draft: Draft) -> tuple[FormerName, ...]:
    """The names of which a person said since or until when, each once, the earliest first."""
    found = {
        (normalised(name.written), name.from_on, name.to_on): name
        for name in sorted(draft.known.names, key=lambda name: name.records)
        if name.from_on or name.to_on
    }
    return tuple(
        FormerName(name=name.written, from_on=name.from_on, to_on=name.to_on)
        for name in sorted(found.values(), key=lambda name: (name.from_on or "", name.to_on or "", name.written))
    )


def _lines(draft: Draft) -> Iterable[Sentence | None]:
    """The candidates, the most telling first."""
    yield _what_changes(draft)
    yield _inherits(draft)
    yield _is_like(draft)
    yield _purpose(draft)
    yield _state(draft)
    yield _owner_and_dates(draft)
    yield _cost(draft)
    yield _ratings(draft)
    yield _people(draft)
    yield _what_there_is(draft)


def _what_changes(draft: Draft) -> Sentence | None:
    """For a rename the two names; where others take over, who does; for a staff move who leaves, as what, and with
    which open actions.
    """
    known, transition = draft.known, draft.known.transition
    when = on(transition.effective_on)
    if transition.kind == "rename" or transition.into or transition.is_arrival:
        return Sentence(text=f"{when[0].upper()}{when[1:]} {what_happens(known)}.")
    if transition.kind != "staff-move":
        return None
    posts = [one for one in draft.people if one.name and is_mover(known, one.name, one.emails)]
    owned = [one for one in draft.open_actions if is_mover(known, one.owner)]
    roles = listed([shortened(one.role, SHORT)[0] for one in posts if one.role and not transition.post], most=2)
    actions = f" with {counted(len(owned), 'open action')} ({listed(marks(owned), most=5)})" if owned else ""
    verb = leaves(transition, past=is_past(known))
    who = f"{who_moves(transition)}{f', {roles},' if roles else ''}"
    return Sentence(
        text=f"{who} {verb} {when}{actions}; {who_follows(transition)}.",
        references=first_references([*(one.reference for one in posts), *(one.reference for one in owned)]),
    )


def _inherits(draft: Draft) -> Sentence | None:
    """How many lessons of those that it came from are in here."""
    lessons = every(draft.inherited)
    if not lessons:
        return None
    names = listed([quoted(one.name, SHORT) for one in draft.inherited if one.lessons], most=_MOST_NAMED)
    return Sentence(text=f"Inherits {counted(len(lessons), 'lesson')} from {names} ({marks_of(lessons)}).")


def _is_like(draft: Draft) -> Sentence | None:
    """At a start: which earlier initiatives are like it, and how many of their lessons are in here."""
    if not draft.precedents:
        return None
    names = listed([quoted(one.name, SHORT) for one in draft.precedents], most=_MOST_NAMED)
    lessons = every(draft.precedents)
    of_them = f", with {counted(len(lessons), 'lesson')} ({marks_of(lessons)})" if lessons else ""
    alike = counted(len(draft.precedents), "earlier initiative is", "earlier initiatives are")
    return Sentence(text=f"{alike} like it{of_them}: {names}.")


def _purpose(draft: Draft) -> Sentence | None:
    """What it is for, as the newest report that says so puts it."""
    saying = [report for report in draft.course.reports if report.record.purpose]
    if not saying:
        return None
    report = saying[-1]
    text = full_stop(shortened(one_line(report.record.purpose or ""), _PURPOSE)[0])
    return Sentence(text=text, references=(draft.labels.reference(report),))


def _state(draft: Draft) -> Sentence | None:
    """The newest narrative, with the stage of the same report."""
    reports = [report for report in draft.course.reports if report.record.narrative]
    staged = [report for report in draft.course.reports if report.record.stage or report.record.stage_given]
    if not reports and not staged:
        return None
    report = (reports or staged)[-1]
    status = report.record
    stage = status.stage or status.stage_given
    words = f"{spoken(status.period)}{f', stage {shortened(stage, SHORT)[0]}' if stage else ''}"
    narrative = f": {full_stop(quoted(status.narrative, _NARRATIVE))}" if status.narrative else "."
    return Sentence(text=f"{words}{narrative}", references=(draft.labels.reference(report),))


def _owner_and_dates(draft: Draft) -> Sentence | None:
    course = draft.course
    parts: list[str] = []
    references: list[Reference] = []
    if course.owners:
        last = course.owners[-1]
        words = f"Owner: {shortened(last.value, SHORT)[0]}"
        if course.owner_turns:
            turn = course.owner_turns[-1]
            words += f", after {shortened(turn.before.value, SHORT)[0]} (until {spoken(turn.before.period)})"
        parts.append(words)
        references.append(draft.labels.reference(last.report))
    for field, words in (("start_actual", "started"), ("start_planned", "planned start")):
        given = [report for report in course.reports if getattr(report.record, field)]
        if given:
            parts.append(f"{words} {spoken(getattr(given[-1].record, field))}")
            references.append(draft.labels.reference(given[-1]))
            break
    if course.ends:
        moves = course.end_turns
        words = f"planned end {spoken(course.ends[-1].value)}"
        if moves:
            words = (
                f"planned end moved {times(len(moves))}, from {spoken(course.ends[0].value)} "
                f"to {spoken(course.ends[-1].value)}"
            )
            references.append(draft.labels.reference(course.ends[0].report))
        parts.append(words)
        references.append(draft.labels.reference(course.ends[-1].report))
    if not parts:
        return None
    text = "; ".join(parts)
    return Sentence(text=f"{text[0].upper()}{text[1:]}.", references=first_references(references))


def _cost(draft: Draft) -> Sentence | None:
    said = whole_life_cost(draft.course) or budget_and_forecast(draft.course)
    if said is None:
        return None
    words, reports = said
    return Sentence(text=words, references=draft.labels.references(reports))


def _ratings(draft: Draft) -> Sentence | None:
    said, turns = draft.course.ratings, draft.course.rating_turns
    if not said:
        return None
    first, last = said[0], said[-1]
    if len(said) == 1:
        text = f"Rated once: {RATING_WORDS[first.value]}, for {spoken(first.period)}."
    elif not turns:
        text = f"Rated {RATING_WORDS[first.value]} throughout, from {spoken(first.period)} to {spoken(last.period)}."
    else:
        since = turns[-1].after
        text = (
            f"Rated {RATING_WORDS[first.value]} at first ({spoken(first.period)}); "
            f"{counted(len(turns), 'change')}; {RATING_WORDS[since.value]} since {spoken(since.period)}."
        )
    return Sentence(text=text, references=draft.labels.references((first.report, last.report)))


def _people(draft: Draft) -> Sentence | None:
    """How many of its people are there, once any of them has gone."""
    gone = sum(person.standing == "left" for person in draft.people)
    if not gone:
        return None
    # One name may stand in several posts, and need not be one person; posts are what the lists count.
    parts = [f"{counted(len(draft.in_post), 'post')} with a name"]
    if draft.vacant:
        parts.append(counted(len(draft.vacant), "vacant post"))
    parts.append(f"{counted(gone, 'name')} no longer in {'its' if gone == 1 else 'their'} post")
    return Sentence(text=f"The contact lists have {listed(parts)}.")


def _what_there_is(draft: Draft) -> Sentence | None:
    """What this dossier rests on; for an initiative without reports, the only thing to say of it."""
    known = draft.known
    parts = [
        counted(len(records), word)
        for records, word in (
            (known.lessons, "lesson"),
            (known.statuses, "status report"),
            (known.contacts, "contact"),
            (known.actions, "follow-on action"),
        )
        if records
    ]
    if not parts:
        return None
    at = f", as known on {day(known.as_known_at)}" if known.as_known_at else ""
    return Sentence(text=f"The records hold {listed(parts)}{at}.")
