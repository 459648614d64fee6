"""The parts of a dossier that are about one person: what they hand over, or take up."""

from typing import TYPE_CHECKING

from pydantic import Field

from handover.dates import PartialDate
from handover.dossier.part import Part, Reference, Sentence

if TYPE_CHECKING:
    from handover.dossier.model import Dossier

_LONGEST_NAME = 60


class DeskPost(Part):
    """A post, where it is, and whether it is one that is handed over."""

    title: str | None
    place: str | None = Field(None, description="The unit and the organisation.")
    initiative: str
    from_on: PartialDate | None = None
    to_on: PartialDate | None = None
    listed: str | None = Field(None, description="Of a post that is taken up: whom the lists give it to.")
    moves: bool = Field(description="It is handed over here; otherwise the person keeps it, or another dossier has it.")
    reference: Reference


class DeskInitiative(Part):
    """An initiative that the person has a part in: which, and how it stands, on one line."""

    name: str
    is_this: bool = False
    part: str = Field(description="What the person is there, in a few words.")
    state: Sentence
    next_on: PartialDate | None = Field(None, description="The next date that anything there has, where one is known.")
    next_what: str | None = None
    dossier: str | None = Field(None, description="The reference of the dossier by which it is handed over.")
    successor: str | None = None


class DeskAction(Part):
    """An open follow-on action that the person owns."""

    number: int | None = Field(None, description="Its number in this dossier; none where it is another initiative's.")
    initiative: str
    what: str
    due: PartialDate | None
    late: bool
    inherits: str | None
    reference: Reference


class DeskContact(Part):
    """Somebody to get to know, and why."""

    number: int = Field(description="Number among the people of this dossier.")
    name: str
    role: str | None
    why: tuple[str, ...]
    reference: Reference


class Recurring(Part):
    """Something that comes round again, by a declared rule."""

    what: str
    how_often: str
    next_on: PartialDate | None
    basis: Sentence


class DeskLesson(Part):
    number: int = Field(description="Its number in this dossier.")
    title: str
    reference: Reference


class Step(Part):
    """One thing to do or read: ``mark`` and ``anchor`` say where it stands in the dossier."""

    text: str
    mark: str | None = None
    anchor: str | None = None


class Day(Part):
    title: str
    steps: tuple[Step, ...]


class Desk(Part):
    person: str | None = Field(description="Who hands over; none where somebody only arrives.")
    successor: str | None
    posts: tuple[DeskPost, ...] = ()
    initiatives: tuple[DeskInitiative, ...]
    more_initiatives: int = 0
    actions: tuple[DeskAction, ...] = ()
    contacts: tuple[DeskContact, ...] = ()
    other_contacts: int = Field(0, description="People in post of whom no record says why they matter.")
    recurring: tuple[Recurring, ...] = ()
    lessons: tuple[DeskLesson, ...] = ()
    only_they: tuple[Sentence, ...] = Field((), description="What nobody else has, as far as the records say.")
    week: tuple[Day, ...] = Field((), description="A reading order for the first week.")

    @property
    def is_arrival(self) -> bool:
        return self.person is None and self.successor is not None


def title(dossier: "Dossier") -> str:
    """The title of the section: ``Handing over from Ada Lim``, ``What Jo Hill takes up``."""
    desk = dossier.desk
    name = (desk.person or desk.successor) if desk is not None else None
    if desk is None or name is None:
        return "Handing over"
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    return f"What {short} takes up" if desk.is_arrival else f"Handing over from {short}"
