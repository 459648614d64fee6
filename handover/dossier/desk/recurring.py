"""What comes round again. Pure; three declared rules, and no other:

1. Where the person is the owner that the newest report names, the next report: by its source's declared cadence or,
   where none is declared, by the last three periods, if they are equally far from each other.
2. An open follow-on action of theirs whose text says how often (weekly, every month …).
3. What a contact entry of theirs, or one that names them, is said to know about, where a sentence says how often.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from handover import dates
from handover.dossier.desk.model import Recurring
from handover.dossier.desk.whose import Whose
from handover.dossier.known import KnownOther, KnownRecord
from handover.dossier.model import Sentence
from handover.dossier.turning import Course, course
from handover.dossier.wording import quoted, sentences
from handover.records import ProgrammeStatus

_OFTEN: Final = re.compile(
    r"\b(daily|weekly|fortnightly|monthly|bi-?monthly|quarterly|half-yearly|six-monthly|termly|annual(?:ly)?|yearly"
    r"|(?:every|each) (?:other |second )?(?:day|week|fortnight|month|quarter|term|year|spring|summer|autumn|winter"
    r"|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?)\b",
    re.IGNORECASE,
)
# Months from one report to the next; a week is counted in days.
_MONTHS: Final = {"monthly": 1, "quarterly": 3, "yearly": 12}
_WORDS: Final = {1: "monthly", 2: "every two months", 3: "quarterly", 6: "half-yearly", 12: "yearly"}
_QUOTED: Final = 160


def how_often(text: str) -> str | None:
    """How often a sentence says that something is done, in its own words; None where it does not.

    >>> how_often("The Weekly call with the landlord"), how_often("Every Monday at nine"), how_often("In weeks")
    ('weekly', 'every monday', None)
    """
    found = _OFTEN.search(text)
    return found.group(1).casefold() if found else None


def recurring(whose: Whose) -> tuple[Recurring, ...]:
    """All of it, the next first; what has no date last."""
    found = [*_reports(whose), *_actions(whose), *_said(whose)]
    return tuple(sorted(found, key=lambda one: (one.next_on is None, one.next_on or "")))


def next_period(period: str, months: int) -> str:
    """The period that many months on, written as exactly as ``period``: ``2012-03`` and 3 -> ``2012-06``."""
    if len(period) == 4:
        return f"{int(period) + max(1, months // 12):04d}"
    first = dates.earliest(period)
    total = first.year * 12 + first.month - 1 + months
    year, month = divmod(total, 12)
    if len(period) == 7:
        return f"{year:04d}-{month + 1:02d}"
    # The last day of a month stays the last; another day is at most the last of its month.
    last = dates.latest(f"{year:04d}-{month + 1:02d}").day
    is_last = first == dates.latest(period[:7])
    return date(year, month + 1, last if is_last else min(first.day, last)).isoformat()


def _reports(whose: Whose) -> Iterable[Recurring]:
    draft = whose.draft
    own = _report(whose, draft.known.initiative, draft.course)
    if own is not None:
        yield own
    for other in draft.known.desk.others if draft.known.desk else ():
        if other.closed_on is None and (one := _report(whose, other.name, course_of(other, whose))) is not None:
            yield one


def course_of(other: KnownOther, whose: Whose) -> Course:
    known = whose.draft.known
    known_on = known.as_known_at.date() if known.as_known_at else known.today
    return course(other.statuses, whose.draft.labels, known_on=known_on)


def _report(whose: Whose, initiative: str, told: Course) -> Recurring | None:
    last = told.last
    if last is None or not whose.is_theirs(last.record.owner):
        return None
    source = next((one for one in whose.draft.known.sources if one.name == last.source), None)
    labels = whose.draft.labels
    period = last.record.period
    cadence = source.cadence if source else None
    said = f"{labels.title(last.source, most=60)} is gathered {cadence}; the last report is for {dates.spoken(period)}."
    if cadence == "weekly" and len(period) == 10:
        following = (dates.earliest(period) + timedelta(days=7)).isoformat()
    elif cadence in _MONTHS and (len(period) > 4 or cadence == "yearly"):
        following = next_period(period, _MONTHS[cadence])
    else:
        months = _spacing([one.record.period for one in told.reports])
        if months is None:
            return None
        cadence, following = _WORDS.get(months, f"every {months} months"), next_period(period, months)
        said = f"The last three reports are {months} months apart; the last is for {dates.spoken(period)}."
        said = said.replace(" 1 months", " one month")
    if dates.latest(following) < whose.draft.known.today:
        said = f"{said} That for {dates.spoken(following)} is not there yet."
    return Recurring(
        what=f"The report on {quoted(initiative, 80)}",
        how_often=cadence or "",
        next_on=following,
        basis=Sentence(text=said, references=(labels.reference(last),)),
    )


def _spacing(periods: Sequence[str]) -> int | None:
    """The months between the last three different periods, where they are written alike and equally far apart."""
    last = list(dict.fromkeys(periods))[-3:]
    if len(last) < 3 or len({len(one) for one in last}) > 1:
        return None
    at = [dates.earliest(one).year * 12 + dates.earliest(one).month for one in last]
    gaps = {at[1] - at[0], at[2] - at[1]}
    return gaps.pop() if len(gaps) == 1 and min(gaps) > 0 else None


def _actions(whose: Whose) -> Iterable[Recurring]:
    draft = whose.draft
    for action in draft.open_actions:
        often = how_often(action.what)
        if often and whose.is_theirs(action.owner):
            text = f"A{action.number} says: {quoted(action.what, _QUOTED)}"
            yield Recurring(
                what=f"A{action.number}",
                how_often=often,
                next_on=action.due,
                basis=Sentence(text=text, references=(action.reference,)),
            )


def _said(whose: Whose) -> Iterable[Recurring]:
    for person in whose.draft.people:
        theirs = person.standing in {"in-post", "left"} and whose.is_theirs(person.name, person.emails)
        if person.standing not in {"in-post", "mailbox"} and not theirs:
            continue
        for sentence in sentences(person.knows_about or ""):
            often = how_often(sentence)
            if often and (theirs or whose.is_mentioned(sentence)):
                text = f"The entry P{person.number} says: {quoted(sentence, _QUOTED)}"
                yield Recurring(
                    what=quoted(sentence, 80),
                    how_often=often,
                    next_on=None,
                    basis=Sentence(text=text, references=(person.reference,)),
                )


Report = KnownRecord[ProgrammeStatus]
