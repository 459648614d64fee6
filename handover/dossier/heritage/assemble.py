"""From what is known of what came before, and what became of it, to the dossier's parts. Pure."""

from collections.abc import Iterator, Sequence
from itertools import count

from handover.dossier.heritage.model import (
    Contradiction,
    Earlier,
    EarlierContact,
    EarlierLesson,
    Family,
    FormerName,
    Relative,
    Tie,
    TieParty,
)
from handover.dossier.known import KnownEarlier, KnownHeritage, KnownRecord
from handover.dossier.labels import Labels
from handover.dossier.lessons import lesson_item
from handover.dossier.wording import full_stop
from handover.initiatives.succession import family as succession_family
from handover.initiatives.succession.model import Party
from handover.initiatives.succession.recorded import Succession
from handover.initiatives.succession.words import Called, called_in, contradiction, in_words, remarks
from handover.records import Contact


def family(known: KnownHeritage) -> Family | None:
    """The family that is near to the initiative, in the order of time; None where nothing is recorded of it."""
    of = known.family
    if of is None:
        return None
    in_time = sorted(of.initiatives, key=lambda one: (one.began_on or "", one.id))
    numbers = {one.id: number for number, one in enumerate(in_time, start=1)}
    called = called_in(of)
    return Family(
        members=tuple(
            Relative(
                number=numbers[one.id],
                name=one.name,
                kind=one.kind,
                from_on=one.began_on,
                to_on=one.closed_on,
                names=_names(of, one.id),
                records=known.records.get(one.id, 0),
                is_this=one.id == of.of.id,
            )
            for one in in_time
        ),
        ties=tuple(_tie(one, numbers, called) for one in of.successions),
        contradictions=tuple(
            Contradiction(ties=(one.id, other.id), text=contradiction(one, other, called))
            for one, other in of.contradictory
        ),
        further=known.further,
    )


def _names(of: succession_family.Family, number: int) -> tuple[FormerName, ...]:
    return tuple(
        FormerName(name=one.written, from_on=one.from_on, to_on=one.to_on)
        for one in dict.fromkeys(of.names_of(number))
        if one.sort == "name"
    )


def _tie(one: Succession, numbers: dict[int, int], called: Called) -> Tie:
    return Tie(
        number=one.id,
        kind=one.said.kind,
        text=in_words(one.said, called),
        announced_on=one.said.announced_on,
        completed_on=one.said.completed_on,
        predecessors=tuple(_party(party, numbers) for party in one.said.predecessors),
        successors=tuple(_party(party, numbers) for party in one.said.successors),
        evidence=one.said.evidence,
        said_by=one.said.said_by,
        remarks=tuple(full_stop(remark) for remark in remarks(one)),
        breaks_rules=one.broken_rules,
    )


def _party(one: Party, numbers: dict[int, int]) -> TieParty:
    return TieParty(number=numbers[one.initiative_id], functions=one.functions, goes_on=one.goes_on)


def earlier(known: KnownHeritage, labels: Labels) -> tuple[tuple[Earlier, ...], tuple[Earlier, ...]]:
    """Those that it came from, and its precedents, with their lessons numbered from 1 across all of them."""
    numbers = count(1)
    inherited = tuple(_earlier(one, numbers, labels) for one in known.inherited)
    return inherited, tuple(_earlier(one, numbers, labels) for one in known.precedents or ())


def every(earlier_ones: Sequence[Earlier]) -> tuple[EarlierLesson, ...]:
    """All lessons of these, in the order of their numbers."""
    return tuple(lesson for one in earlier_ones for lesson in one.lessons)


def marks_of(lessons: Sequence[EarlierLesson]) -> str:
    """The numbers of lessons that follow each other: ``E3``, ``E3 to E7``."""
    first, last = lessons[0].number, lessons[-1].number
    return f"E{first}" if first == last else f"E{first} to E{last}"


def _earlier(one: KnownEarlier, numbers: Iterator[int], labels: Labels) -> Earlier:
    return Earlier(
        name=one.name,
        why=one.why,
        ended=one.ended,
        records=one.records,
        lessons=tuple(
            EarlierLesson(
                **lesson_item(next(numbers), lesson, labels).model_dump(exclude={"reference"}),
                reference=labels.reference(lesson),
                recorded_under=lesson.record.initiative,
            )
            for lesson in one.lessons
        ),
        more_lessons=one.more_lessons,
        contacts=tuple(_contact(contact, labels) for contact in one.contacts),
    )


def _contact(one: KnownRecord[Contact], labels: Labels) -> EarlierContact:
    return EarlierContact(
        name=one.record.name or "",
        role=one.record.role,
        organisation=one.record.organisation,
        emails=one.record.emails,
        phones=one.record.phones,
        listed=one.gone_at is None,
        reference=labels.reference(one),
    )
