"""Read from the store what came before an initiative, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, func, select

from handover.bank.kin import nearer, parties, way_in_words
from handover.bank.precedents import Precedent, how_it_ended, precedents
from handover.dossier.file_versions import FileVersions
from handover.dossier.known import KnownEarlier, KnownHeritage, KnownRecord
from handover.dossier.known_records import records
from handover.dossier.lessons import usefulness
from handover.errors import BadRequest
from handover.initiatives import identity
from handover.initiatives.belonging import records_of
from handover.initiatives.identity import Initiative
from handover.initiatives.succession.family import Family, family
from handover.initiatives.succession.model import Said
from handover.initiatives.succession.recorded import Succession
from handover.initiatives.succession.ways import Step, came_from
from handover.initiatives.succession.words import called_in
from handover.records import Contact, Lesson, ProgrammeStatus
from handover.store.tables import record_version
from handover.transitions.recorded import listed

# Members of a family that a page has room for; a succession that goes beyond it is left out whole.
_MOST_MEMBERS: Final = 12
# But its own successions may have more, such as a merger of many.
_MOST_AT_HAND: Final = 60
# Those before it whose lessons are looked at, the nearest first.
_MOST_BEFORE: Final = 12
# Lessons that are inherited in all, and of each precedent: more would bury the initiative's own.
_MOST_INHERITED: Final = 12
_MOST_OF_PRECEDENT: Final = 3
_MOST_TO_ASK: Final = 3


def select_heritage(connection: Connection, of: Initiative, versions: FileVersions, *, starts: bool) -> KnownHeritage:
    """What is known of what came before ``of`` and what became of it.

    Where it ``starts``, its precedents are looked for as well, in the lesson bank as it stands.
    """
    try:
        whole = family(connection, of)
    except BadRequest as error:
        # Nobody could look at it; that it is so is what a reader has to know.
        return KnownHeritage(beyond=error.sentence)
    near = _near(whole)
    # That it ended and nothing followed, the transition says.
    has_family = len(whole.initiatives) > 1
    inherited = _bounded([_earlier(connection, one, why, versions) for one, why in _before(connection, of, whole)])
    found: list[KnownEarlier] | None = None
    if starts:
        kin = {one.id for one in whole.initiatives}
        alike = precedents(connection, of, _about(connection, of, versions), but=kin)
        found = [_precedent(connection, one, versions) for one in alike]
    return KnownHeritage(
        family=near if has_family else None,
        records={one.id: _count(connection, one.id) for one in near.initiatives if has_family},
        further=len(whole.initiatives) - len(near.initiatives),
        inherited=inherited,
        precedents=found,
    )


def _about(connection: Connection, of: Initiative, versions: FileVersions) -> str:
    """What is said of what something is for: its name, why it was started, and the purpose that its reports give."""
    started = [
        one.reason
        for one in listed(connection, initiative_id=of.id)
        if one.kind == "start" and one.state != "withdrawn"
    ]
    reports = records(connection, records_of(connection, of.id), versions)("programme-status", ProgrammeStatus)
    return "\n".join((of.name, *started, *(one.record.purpose for one in reports if one.record.purpose)))


def _near(whole: Family) -> Family:
    """The part of a family that is nearest to the initiative that it is of."""
    of_member: dict[int, list[Succession]] = {}
    for one in whole.successions:
        for number in parties(one):
            of_member.setdefault(number, []).append(one)
    members = {whole.of.id}
    ties: dict[int, Succession] = {}
    # From the nearest member on, as long as there is room.
    for number in (whole.of.id, *nearer(whole)):
        room = _MOST_AT_HAND if number == whole.of.id else _MOST_MEMBERS
        for one in of_member.get(number, ()) if number in members else ():
            if len(both := members.union(parties(one))) <= room:
                members = both
                ties[one.id] = one
    kept = [one for one in whole.successions if one.id in ties]
    return Family(
        of=whole.of,
        initiatives=tuple(one for one in whole.initiatives if one.id in members),
        namings=tuple(one for one in whole.namings if one.initiative_id in members),
        successions=tuple(kept),
        contradictory=tuple(pair for pair in whole.contradictory if all(one.id in ties for one in pair)),
    )


def _before(connection: Connection, of: Initiative, whole: Family) -> list[tuple[Initiative, str]]:
    """Each initiative that it came from, the nearest first, with how, in sentences."""
    ways: dict[int, Sequence[Step]] = {}
    for way in came_from(connection, of):
        for at, step in enumerate(way.steps):
            rest = way.steps[at:]
            number = step.before.initiative_id
            if number != of.id and (number not in ways or len(rest) < len(ways[number])):
                ways[number] = rest
    nearest = sorted(ways, key=lambda number: (len(ways[number]), number))[:_MOST_BEFORE]
    known = identity.by_ids(connection, nearest)
    called = called_in(whole)
    return [(known[number], way_in_words(_each_once(ways[number]), called)) for number in nearest]


def _each_once(steps: Iterable[Step]) -> list[Said]:
    return list({step.succession: step.said for step in steps}.values())


def _earlier(connection: Connection, one: Initiative, why: str, versions: FileVersions) -> KnownEarlier:
    """All of its lessons, the most useful first, and whom to ask."""
    known = records(connection, records_of(connection, one.id), versions)
    lessons = sorted(known("lesson", Lesson), key=lambda lesson: (usefulness(lesson.record), lesson.source, lesson.row))
    contacts = known("contact", Contact)
    return KnownEarlier(
        name=one.name,
        why=why,
        ended=how_it_ended(connection, one),
        records=_count(connection, one.id),
        lessons=lessons,
        contacts=_to_ask(contacts),
    )


def _to_ask(contacts: Sequence[KnownRecord[Contact]]) -> list[KnownRecord[Contact]]:
    """Those whom a list still names, and can be reached, before others; of those who are gone the last."""
    named = [one for one in contacts if one.record.holder == "named" and one.record.name]

    def order(one: KnownRecord[Contact]) -> tuple[bool, float, bool, str, int]:
        gone = one.gone_at.timestamp() if one.gone_at else 0.0
        return one.gone_at is not None, -gone, not one.record.emails, one.source, one.row

    people: dict[str, KnownRecord[Contact]] = {}
    for one in sorted(named, key=order):
        people.setdefault(one.record.name or "", one)
    return list(people.values())[:_MOST_TO_ASK]


def _bounded(before: Sequence[KnownEarlier]) -> list[KnownEarlier]:
    """The most useful lessons of all of them together; of the others how many there are."""
    every = ((place, at, lesson) for place, one in enumerate(before) for at, lesson in enumerate(one.lessons))
    ranked = sorted((usefulness(lesson.record), place, at) for place, at, lesson in every)[:_MOST_INHERITED]
    kept: Mapping[int, int] = {place: sum(1 for _, of, _ in ranked if of == place) for place in range(len(before))}
    return [_with_first(one, kept[place]) for place, one in enumerate(before)]


def _precedent(connection: Connection, one: Precedent, versions: FileVersions) -> KnownEarlier:
    """Of its lessons those that have most in common with what starts; of equal ones the most useful."""
    known = _earlier(connection, one.initiative, one.why, versions)

    def in_common(lesson: KnownRecord[Lesson]) -> float:
        return one.lessons.get((lesson.source, lesson.record.key), 0.0)

    return _with_first(replace(known, lessons=sorted(known.lessons, key=in_common, reverse=True)), _MOST_OF_PRECEDENT)


def _with_first(one: KnownEarlier, most: int) -> KnownEarlier:
    return replace(one, lessons=one.lessons[:most], more_lessons=max(0, len(one.lessons) - most))


def _count(connection: Connection, initiative_id: int) -> int:
    return connection.execute(
        select(func.count())
        .select_from(record_version)
        .where(record_version.c.to_gathering_id.is_(None), records_of(connection, initiative_id))
    ).scalar_one()
