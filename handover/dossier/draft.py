"""The sections that come straight from records; severity, front page, story and gaps are derived from them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from handover import dates
from handover.dossier import actions, lessons
from handover.dossier.heritage import assemble as heritage
from handover.dossier.heritage.model import Earlier, EarlierLesson, Family
from handover.dossier.knowing import with_their_part
from handover.dossier.known import Known
from handover.dossier.labels import Labels
from handover.dossier.model import Action, LessonGroup, LessonItem, Person, Voices
from handover.dossier.people import people
from handover.dossier.posts import Post, posts
from handover.dossier.turning import Course, course

# What a name and a title may take of a sentence.
SHORT: Final = 80


@dataclass(frozen=True, slots=True)
class Draft:
    """What rules look at. ``stale_after_days`` is the office's policy."""

    known: Known
    labels: Labels
    course: Course
    actions: tuple[Action, ...]
    groups: tuple[LessonGroup, ...]
    lessons: tuple[LessonItem, ...]
    voices: Voices
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    family: Family | None
    inherited: tuple[Earlier, ...]
    precedents: tuple[Earlier, ...]
    stale_after_days: int

    @property
    def open_actions(self) -> tuple[Action, ...]:
        return actions.still_open(self.actions)

    @property
    def earlier_lessons(self) -> tuple[EarlierLesson, ...]:
        """The lessons of what came before."""
        return heritage.every((*self.inherited, *self.precedents))

    @property
    def in_post(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.standing == "in-post")

    @property
    def vacant(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.standing == "vacant")

    @property
    def reckoned_on(self) -> date:
        """The day against which records are stale: the transition's, or today where that is still to come."""
        return min(dates.earliest(self.known.transition.effective_on), self.known.today)

    def age(self, period: str) -> int:
        """Days from the end of a period to the day against which records are stale; negative where it is later."""
        return (self.reckoned_on - dates.latest(period)).days


def draft(known: Known, *, stale_after_days: int) -> Draft:
    labels = Labels(known)
    every_post = posts(known.contacts, known.contacts_history, labels)
    known_on = known.as_known_at.date() if known.as_known_at else known.today
    closure = known.transition.kind == "closure"
    closed_on = dates.latest(known.transition.effective_on) if closure else None
    groups = lessons.grouped(known.lessons, labels)
    inherited, precedents = heritage.earlier(known.heritage, labels)
    reported = course(known.statuses, labels, known_on=known_on, closed_on=closed_on)
    listed, items = actions.numbered(known.actions, labels, known.today), lessons.every(groups)
    return Draft(
        known=known,
        labels=labels,
        course=reported,
        actions=listed,
        groups=groups,
        lessons=items,
        voices=lessons.voices(known.lessons),
        posts=every_post,
        people=with_their_part(people(every_post, known, labels, reported.owner_turns), listed, items),
        family=heritage.family(known.heritage),
        inherited=inherited,
        precedents=precedents,
        stale_after_days=stale_after_days,
    )
