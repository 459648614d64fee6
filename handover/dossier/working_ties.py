"""Who worked with whom, as far as records show it. Each tie follows by one of three rules and says what it rests on.

1. A list of people says to whom somebody reports.
2. An action passes from its owner to whoever inherits it.
3. Somebody recorded a lesson while somebody else owned the initiative, by the last status report up to that day.

Names are taken as they are written: one that is exactly one person's in the list of people is that person, any other
stands for itself. Nothing is concluded from a unit that people share, which is only told beside them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from handover.dates import latest, spoken
from handover.dossier.actions import somebody
from handover.dossier.model import Dossier, Person
from handover.dossier.part import Reference
from handover.initiatives.names import normalised

Sort = Literal["reports-to", "hands-on", "recorded-under"]
SORTS: Final[tuple[Sort, ...]] = ("reports-to", "hands-on", "recorded-under")

_NUMBERED: Final = re.compile(r"\(P(\d{1,6})\)$")


@dataclass(frozen=True, slots=True)
class Party:
    """A person, a post or a team; ``number`` is that of the person in the dossier, where it is one of those."""

    name: str
    number: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class WorkTie:
    """That ``one`` had to do with ``other``: what the records say of it, and where."""

    one: Party
    other: Party
    sort: Sort
    because: tuple[str, ...]
    references: tuple[Reference, ...]


def working_ties(dossier: Dossier) -> tuple[WorkTie, ...]:
    """All ties, each pair once for each sort; in the order of the sorts, then as the dossier has them."""
    parties = _Parties(dossier.people)
    found: dict[tuple[Sort, Party, Party], list[tuple[str, tuple[Reference, ...]]]] = {}
    for sort, one, other, because, references in (
        *_superiors(dossier, parties),
        *_actions(dossier, parties),
        *_lessons(dossier, parties),
    ):
        if one != other:
            found.setdefault((sort, one, other), []).append((because, references))
    return tuple(
        WorkTie(
            one,
            other,
            sort,
            tuple(dict.fromkeys(because for because, _ in said)),
            tuple(dict.fromkeys(reference for _, references in said for reference in references)),
        )
        for (sort, one, other), said in found.items()
    )


def shared_units(dossier: Dossier) -> dict[str, tuple[Person, ...]]:
    """By unit (or, without one, organisation) those named people of it who are two or more."""
    found: dict[str, list[Person]] = {}
    for person in dossier.people:
        unit = _unit(person)
        if unit and person.name and person.standing in ("in-post", "left"):
            found.setdefault(unit, []).append(person)
    return {unit: tuple(people) for unit, people in found.items() if len(people) > 1}


_Found = tuple[Sort, Party, Party, str, tuple[Reference, ...]]


class _Parties:
    """Whom a name, a role or a number means."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._by_number = {person.number: _party(person) for person in people}
        self._by_name = _only(people, [person.name for person in people])
        self._by_role = _only(people, [person.role for person in people])

    def of(self, person: Person) -> Party:
        return self._by_number[person.number]

    def named(self, words: str, *, or_role: bool = False) -> Party:
        """The party that a name means, or (``or_role``) a number or a role."""
        numbered = _NUMBERED.search(words.strip()) if or_role else None
        if numbered and (party := self._by_number.get(int(numbered[1]))):
            return party
        key = normalised(words)
        role = self._by_role.get(key) if or_role else None
        return self._by_name.get(key) or role or Party(" ".join(words.split()))


def _only(people: Sequence[Person], words: Sequence[str | None]) -> Mapping[str, Party]:
    """By what is said of them, those of whom alone it is said."""
    keys = [normalised(said) if said else "" for said in words]
    counts = Counter(keys)
    return {
        key: _party(person) for key, person in zip(keys, people, strict=True) if key and counts[key] == 1
    }  # fmt: skip


def _party(person: Person) -> Party:
    return Party(person.name or person.role or "A post without a title", person.number, _unit(person))


def _unit(person: Person) -> str | None:
    return person.unit or person.organisation


def _superiors(dossier: Dossier, parties: _Parties) -> Iterable[_Found]:
    for person in dossier.people:
        if person.reports_to and person.name and person.standing not in ("mailbox", "unlisted"):
            superior = parties.named(person.reports_to, or_role=True)
            words = "Listed so before leaving" if person.standing == "left" else "Listed so"
            yield "reports-to", parties.of(person), superior, words, (person.reference,)


def _actions(dossier: Dossier, parties: _Parties) -> Iterable[_Found]:
    for action in dossier.actions:
        owner, heir = somebody(action.owner), somebody(action.inherits)
        if owner and heir:
            words = f"A{action.number} passes on"
            yield "hands-on", parties.named(owner), parties.named(heir), words, (action.reference,)


def _lessons(dossier: Dossier, parties: _Parties) -> Iterable[_Found]:
    reports = [(latest(point.period), somebody(point.owner), point) for point in dossier.status.points]
    for lesson in (lesson for group in dossier.lessons for lesson in group.lessons):
        recorder = somebody(lesson.recorded_by)
        if not recorder or not lesson.recorded_on:
            continue
        before = [one for one in reports if one[0] <= latest(lesson.recorded_on)]
        _, owner, point = max(before, key=lambda one: one[0], default=(None, None, None))
        if owner and point:
            words = f"L{lesson.number}; owner by the report for {spoken(point.period)}"
            references = (lesson.reference, point.reference)
            yield "recorded-under", parties.named(recorder), parties.named(owner), words, references
