"""The story: dated events from the records, in order of time, few enough to be read.

The transition, the start and the end, the first rating and dated names are always told. Of the rest there are at
most 10 changes of rating and times when reports disagree on it (the newest; of a few reports each is told), 8
changes of stage, planned end and owner (the newest), 8 arrivals and departures (the newest), 5 open actions (the
most urgent), and 10 lessons (the most useful, as in the lessons section). What is left out is counted in a note;
nothing is left out of its own section.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

from handover import dates
from handover.dates import spoken
from handover.dossier.draft import SHORT, Draft
from handover.dossier.happening import what_happens
from handover.dossier.known import Known, KnownName
from handover.dossier.lessons import usefulness
from handover.dossier.model import Event, Reference
from handover.dossier.posts import Post, Sitting
from handover.dossier.turning import RATING_WORDS, Report, direction, later
from handover.dossier.wording import counted, full_stop, listed, one_line, quoted, sentences, shortened
from handover.initiatives.names import normalised
from handover.initiatives.people.names import can_be_one

Category = Literal["start", "rating", "lesson", "people", "action", "transition", "other"]

_QUOTED: Final = 140
# Of so few reports each is an event, also where the rating stayed.
_FEW_REPORTS: Final = 8
# Characters of a report in which its news is looked for.
_LOOKED_AT: Final = 4_000
_MOST: Final[dict[str, int]] = {"rating": 10, "other": 8, "people": 8, "action": 5, "lesson": 10}
_LEFT_OUT: Final = {
    "rating": ("change of rating", "changes of rating"),
    "other": ("change of stage, planned end or owner", "changes of stage, planned end or owner"),
    "people": ("arrival or departure", "arrivals and departures"),
    "action": ("open action", "open actions"),
    "lesson": ("dated lesson", "dated lessons"),
}
_TOLD_ORDER: Final[dict[Category, int]] = {
    "start": 0,
    "other": 1,
    "rating": 2,
    "people": 3,
    "lesson": 4,
    "action": 5,
    "transition": 6,
}
_MOST_NAMED: Final = 4


def story(draft: Draft) -> tuple[tuple[Event, ...], str | None]:
    """The events, and a note on what is left out (see the module's docstring for the rule)."""
    told = [*_always(draft)]
    left_out: list[str] = []
    for category, candidates in (
        ("rating", _newest(_ratings(draft))),
        ("other", _newest(_changes(draft))),
        ("people", _newest(_people(draft))),
        ("action", list(_actions(draft))),
        ("lesson", list(_lessons(draft))),
    ):
        most = _MOST[category]
        told += candidates[:most]
        if len(candidates) > most:
            left_out.append(counted(len(candidates) - most, *_LEFT_OUT[category]))
    events = sorted(_once(told), key=_in_time)
    note = (
        f"To stay readable, the story leaves out {listed(left_out)}; each is in its own section." if left_out else None
    )
    return tuple(events), note


def _in_time(event: Event) -> tuple[int, int, int]:
    return dates.earliest(event.on).toordinal(), dates.latest(event.on).toordinal(), _TOLD_ORDER[event.category]


def _once(events: Iterable[Event]) -> Iterable[Event]:
    """Two sources that say the same of one day are one event."""
    kept: dict[tuple[str, str, str], Event] = {}
    for event in events:
        kept.setdefault((event.on, event.category, event.text), event)
    return kept.values()


def _newest(events: Iterable[Event]) -> list[Event]:
    return sorted(_once(events), key=_in_time, reverse=True)


def _always(draft: Draft) -> Iterable[Event]:
    known = draft.known
    started = _last_said(draft.course.reports, "start_actual", "Work starts") or _last_said(
        draft.course.reports, "start_planned", "The planned start"
    )
    if started is not None:
        yield _event(started[0], started[1], "start", draft.labels.reference(started[2]))
    ended = _last_said(draft.course.reports, "end_actual", "Work ends")
    if ended is not None:
        yield _event(ended[0], ended[1], "other", draft.labels.reference(ended[2]))
    said = draft.course.ratings
    if said:
        first = said[0]
        yield _event(
            first.period,
            f"First rated {RATING_WORDS[first.value]}.{_why(first.report, ())}",
            "rating",
            draft.labels.reference(first.report),
        )
    for name in known.names:
        written = quoted(name.written, SHORT)
        if name.from_on and not _told_by_the_rename(name, known):
            yield _event(name.from_on, f"It is called {written} from now on.", "other")
        if name.to_on and not any(other.from_on == name.to_on for other in known.names):
            yield _event(name.to_on, f"It is called {written} for the last time.", "other")
    yield _event(known.transition.effective_on, _transition_text(known), "transition")


def _told_by_the_rename(name: KnownName, known: Known) -> bool:
    """Whether the transition itself says from when this name holds."""
    transition = known.transition
    return (
        transition.kind == "rename"
        and name.from_on == transition.effective_on
        and normalised(name.written) == normalised(transition.new_name or "")
    )


def _event(on: str, text: str, category: Category, reference: Reference | None = None) -> Event:
    return Event(on=on, text=text, category=category, reference=reference)


def _last_said(reports: Sequence[Report], field: str, words: str) -> tuple[str, str, Report] | None:
    """What the newest report that gives a date says of it."""
    for report in reversed(reports):
        on = getattr(report.record, field)
        if on is not None:
            return on, f"{words}, as the report for {spoken(report.record.period)} gives it.", report
    return None


def _transition_text(known: Known) -> str:
    reason = known.transition.reason
    why = f" Reason given: {full_stop(shortened(reason)[0])}" if reason.strip() else ""
    return f"{what_happens(known)}.{why}"


def _ratings(draft: Draft) -> Iterable[Event]:
    reports = draft.course.reports
    verbs = {"worse": "falls", "better": "rises", "different": "changes"}
    for turn in draft.course.rating_turns:
        before, after = RATING_WORDS[turn.before.value], RATING_WORDS[turn.after.value]
        text = f"The rating {verbs[direction(turn)]} from {before} to {after}.{_why(turn.after.report, reports)}"
        yield _event(turn.after.period, text, "rating", draft.labels.reference(turn.after.report))
    if len(reports) <= _FEW_REPORTS:
        for before_it, said in pairwise(draft.course.ratings):
            if said.value == before_it.value:
                text = f"Rated {RATING_WORDS[said.value]} again.{_why(said.report, reports)}"
                yield _event(said.period, text, "rating", draft.labels.reference(said.report))
    for members in draft.course.disputed:
        ratings = listed(dict.fromkeys(RATING_WORDS[one.record.rating] for one in members if one.record.rating))
        text = f"Reports for the same time disagree on the rating: {ratings}."
        yield _event(members[0].record.period, text, "rating", draft.labels.reference(members[0]))


def _why(report: Report, others: Iterable[Report]) -> str:
    """What the report itself says at a turning point, and earlier ones did not: many open with the same words."""
    told: set[str] = set()
    for other in others:
        if other is report:
            break
        told.update(map(one_line, sentences((other.record.narrative or "")[:_LOOKED_AT])))
    narrative = (report.record.narrative or "")[:_LOOKED_AT]
    news = [sentence for sentence in sentences(narrative) if one_line(sentence) not in told]
    said = " ".join(map(full_stop, news)) or narrative
    return f" {full_stop(quoted(said, _QUOTED))}" if said.strip() else ""


def _changes(draft: Draft) -> Iterable[Event]:
    course = draft.course
    for stage in course.stage_turns:
        text = f"The stage changes from {stage.before.value} to {stage.after.value}."
        yield _event(stage.after.period, text, "other", draft.labels.reference(stage.after.report))
    for end in course.end_turns:
        way = "to a later day" if later(end) else "to an earlier day"
        text = f"The planned end moves {way}, from {spoken(end.before.value)} to {spoken(end.after.value)}."
        yield _event(end.after.period, text, "other", draft.labels.reference(end.after.report))
    for owner in course.owner_turns:
        before, after = shortened(owner.before.value, SHORT)[0], shortened(owner.after.value, SHORT)[0]
        text = f"{after} is its owner, after {before}."
        yield _event(owner.after.period, text, "other", draft.labels.reference(owner.after.report))


def _people(draft: Draft) -> Iterable[Event]:
    """Dates that the lists give, and what changed between their gatherings."""
    first_gathered: dict[str, datetime] = {}
    for post in draft.posts:
        seen = post.sittings[0].first
        first_gathered[seen.source] = min(seen.known_from, first_gathered.get(seen.source, seen.known_from))
    # Those who came or went at one gathering of one source are one event, not one each.
    together: dict[tuple[str, str, str], list[Sitting]] = defaultdict(list)
    for post in draft.posts:
        opening = post.sittings[0]
        seen = opening.first
        if opening.person and not opening.contact.from_on and seen.known_from > first_gathered[seen.source]:
            together[(_iso(seen.known_from), seen.source, "first listed")].append(opening)
        ended = post.latest.ended_at
        if ended is not None and post.latest.person:
            together[(_iso(ended), post.latest.last.source, "no longer listed")].append(post.latest)
        yield from _within(post, draft)
    for (on, _, words), sittings in together.items():
        names = listed([_who(sitting) for sitting in sittings], most=_MOST_NAMED)
        text = f"{names} {'is' if len(sittings) == 1 else 'are'} {words}."
        yield _event(on, text, "people", draft.labels.reference(sittings[0].last))


def _within(post: Post, draft: Draft) -> Iterable[Event]:
    """The dates of one post's holders, and one holder after another as the gatherings found them."""
    before: Sitting | None = None
    for sitting in post.sittings:
        yield from _dated(sitting, draft)
        if before is not None:
            yield from _succession(before, sitting, draft)
        if sitting.person is not None:
            before = sitting


def _dated(sitting: Sitting, draft: Draft) -> Iterable[Event]:
    contact = sitting.contact
    if sitting.person is None:
        return
    reference = draft.labels.reference(sitting.last)
    if contact.from_on:
        yield _event(contact.from_on, f"{_who(sitting)} comes into post.", "people", reference)
    if contact.to_on:
        yield _event(contact.to_on, f"{_who(sitting)} leaves the post.", "people", reference)


def _succession(before: Sitting, after: Sitting, draft: Draft) -> Iterable[Event]:
    """What came after the person of ``before``. A name that is merely withheld is no event."""
    assert before.person is not None  # noqa: S101  # only people are followed
    if after.contact.holder in {"vacant", "abolished"}:
        text = f"The post of {_who(before)} is found to be {after.contact.holder}."
    elif after.person is None or after.contact.from_on or can_be_one(before.person, after.person):
        return
    else:
        text = f"{_who(after)} is first listed, in place of {shortened(before.person, SHORT)[0]}."
    yield _event(_iso(after.first.known_from), text, "people", draft.labels.reference(after.first))


def _who(sitting: Sitting) -> str:
    contact = sitting.contact
    name = shortened(contact.name or "", SHORT)[0]
    return f"{name} ({shortened(contact.role, SHORT)[0]})" if contact.role else name


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def _actions(draft: Draft) -> Iterable[Event]:
    for action in draft.open_actions:
        if action.due:
            verb = "was due and is still open" if action.urgency == "overdue" else "is due"
            text = f"A{action.number} {verb}: {full_stop(shortened(action.what, _QUOTED)[0])}"
            yield _event(action.due, text, "action", action.reference)


def _lessons(draft: Draft) -> Iterable[Event]:
    dated = [lesson for lesson in draft.lessons if lesson.occurred_on]
    for lesson in sorted(dated, key=lambda lesson: (usefulness(lesson), lesson.number)):
        text = f"Lesson L{lesson.number}: {full_stop(shortened(lesson.title, _QUOTED)[0])}"
        yield _event(lesson.occurred_on or "", text, "lesson", lesson.reference)
