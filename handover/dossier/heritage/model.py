"""The parts of a dossier that tell what came before, and what became of it."""

from pydantic import Field

from handover.dates import PartialDate
from handover.dossier.part import LessonItem, Part, Reference
from handover.initiatives.succession.model import SuccessionKind


class FormerName(Part):
    """A name that one of the family had; the first day, and the first on which it had it no more, where known."""

    name: str
    from_on: PartialDate | None = None
    to_on: PartialDate | None = None


class Relative(Part):
    """One of the family."""

    number: int = Field(description="Its number in this dossier, from 1.")
    name: str
    kind: str
    from_on: PartialDate | None
    to_on: PartialDate | None
    names: tuple[FormerName, ...] = Field((), description="Names that it had, with their dates.")
    records: int = Field(description="How many records the sources have of it now.")
    is_this: bool = Field(False, description="It is the initiative that the dossier is about.")


class TieParty(Part):
    """One of the family in a succession, with the functions that it gave away or received."""

    number: int = Field(description="Number of the relative.")
    functions: tuple[str, ...] = ()
    goes_on: bool = Field(False, description="It existed afterwards too.")


class Tie(Part):
    """What became of what: one succession."""

    number: int = Field(description="The office's own number of the succession.")
    kind: SuccessionKind
    text: str
    announced_on: PartialDate | None
    completed_on: PartialDate
    predecessors: tuple[TieParty, ...]
    successors: tuple[TieParty, ...]
    evidence: str | None
    said_by: str | None
    remarks: tuple[str, ...] = Field((), description="Who said it, on what ground, and which rule it breaks.")
    breaks_rules: tuple[str, ...] = ()


class Contradiction(Part):
    """Two successions that cannot both be so."""

    ties: tuple[int, int]
    text: str


class Family(Part):
    """All that is near to the initiative by successions."""

    members: tuple[Relative, ...]
    ties: tuple[Tie, ...]
    contradictions: tuple[Contradiction, ...] = ()
    further: int = Field(0, description="Members that are further away, and not in here.")


class EarlierLesson(LessonItem):
    """A lesson of an earlier initiative; shown as E1."""

    recorded_under: str = Field(description="The name under which it was recorded.")


class EarlierContact(Part):
    """Somebody whom an earlier initiative's lists named last."""

    name: str
    role: str | None
    organisation: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    listed: bool = Field(description="Whether the list still has them.")
    reference: Reference


class Earlier(Part):
    """An earlier initiative, and what it leaves to this one."""

    name: str
    why: str = Field(description="What ties it to this one, or why it is like it; a sentence.")
    ended: str | None = Field(None, description="How it ended, as far as that is known; a sentence.")
    records: int = Field(description="How many records the sources have of it now.")
    lessons: tuple[EarlierLesson, ...]
    more_lessons: int = Field(0, description="Lessons of it that are not in here.")
    contacts: tuple[EarlierContact, ...] = Field((), description="Whom to ask.")
