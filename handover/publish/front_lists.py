"""The front page's own lists: actions by how soon, and who to ring; each entry with what it shows and its room."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from handover.dossier.model import Action, Dossier, Person
from handover.dossier.wording import full_stop, shortened

WHEN: Final = (
    ("overdue", "Overdue"),
    ("next-7-days", "Next 7 days"),
    ("next-30-days", "Next 30 days"),
    ("next-90-days", "Next 90 days"),
    ("later", "Later"),
    ("no-date", "No date"),
)
_ORDER: Final = {urgency: place for place, (urgency, _) in enumerate(WHEN)}
_TITLES: Final = dict(WHEN)
# Of the rest it is said how many there are of each, on one line.
_LEFT: Final = {
    "overdue": "overdue",
    "next-7-days": "in 7 days",
    "next-30-days": "in 30",
    "next-90-days": "in 90",
    "later": "later",
    "no-date": "no date",
}
_NAME: Final = 28
_ADDRESS: Final = 44
_MOST_WHY: Final = 1
_WHY: Final = 46


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """Actions that are due equally soon: those shown, of so many ``in_all``."""

    urgency: str
    title: str
    in_all: int
    shown: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Actions:
    groups: tuple[ActionGroup, ...]
    more: int
    left: str

    @property
    def shown(self) -> tuple[Action, ...]:
        return tuple(action for group in self.groups for action in group.shown)


def by_urgency(actions: Iterable[Action]) -> list[Action]:
    """The open actions, the most urgent first, else as they are numbered."""
    return sorted((one for one in actions if one.urgency in _ORDER), key=lambda one: _ORDER[one.urgency])


def fitting(urgent: Sequence[Action], room: float, height: Callable[[Action], float], heading: float) -> Actions:
    """As many as fit into ``room`` millimetres, and at least one, under a ``heading`` for each group."""
    shown: list[Action] = []
    for action in urgent:
        room -= height(action) + (heading if not shown or shown[-1].urgency != action.urgency else 0)
        if room < 0 and shown:
            break
        shown.append(action)
    counts = {urgency: sum(one.urgency == urgency for one in urgent) for urgency in _ORDER}
    groups = tuple(
        ActionGroup(urgency, _TITLES[urgency], counts[urgency], tuple(members))
        for urgency, members in groupby(shown, key=lambda one: one.urgency)
    )
    rest = urgent[len(shown) :]
    left = {urgency: sum(one.urgency == urgency for one in rest) for urgency in _ORDER}
    words = ", ".join(f"{number:,} {_LEFT[urgency]}" for urgency, number in left.items() if number)
    return Actions(groups, len(rest), words)


@dataclass(frozen=True, slots=True)
class Ringing:
    """Somebody to ring: who, how, and why, as one line or two."""

    number: int
    who: str
    how: str
    why: str

    @property
    def printed(self) -> str:
        return f"P{self.number} {self.who}: {self.how}. {self.why}"


def ringing(dossier: Dossier) -> tuple[Ringing, ...]:
    """Who to ring; an address of theirs that is not in the dossier is nobody's."""
    people = {one.number: one for one in dossier.people}
    calls = [(call, people[call.person]) for call in dossier.ring if call.person in people]
    return tuple(
        Ringing(
            number=person.number,
            who=_who(person),
            how=_how(person),
            why=_sentence("; ".join(reason.text for reason in call.why[:_MOST_WHY])),
        )
        for call, person in calls
        if person.phones or person.emails
    )


def _who(person: Person) -> str:
    parts = (person.name, person.role) if person.name else (person.role or "A post without a title",)
    return ", ".join(shortened(part, _NAME)[0] for part in parts if part)


def _how(person: Person) -> str:
    """The first telephone number, or else the first e-mail address: more would bury them, and stand with the person."""
    return shortened((*person.phones, *person.emails)[0], _ADDRESS)[0]


def _sentence(text: str) -> str:
    words = full_stop(shortened(text, _WHY)[0])
    return f"{words[:1].upper()}{words[1:]}"
