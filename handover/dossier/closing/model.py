"""Parts of the Dossier model that a closure has (PRINCE2: End Project Report)."""

from typing import Literal

from pydantic import Field

from handover.dates import PartialDate
from handover.dossier.part import Part, Reference, Sentence


class PlanLine(Part):
    """One figure or date against plan: what was said of it first, what last, and how it changed, in words."""

    what: str
    first: str
    first_for: PartialDate = Field(description="The time that the report is on which says it first.")
    last: str
    last_for: PartialDate
    change: str
    references: tuple[Reference, ...]


class Advice(Part):
    """One thing to whoever restarts this, with the numbers in this dossier that it rests on."""

    kind: Literal["check", "do", "watch", "risk", "ask"]
    text: str
    marks: tuple[str, ...] = Field((), description="Such as L3, A1, P2 and G4; a risk may have rows only.")
    references: tuple[Reference, ...] = ()


class Closing(Part):
    aims: tuple[Sentence, ...] = Field((), description="What it set out to do, as its reports say.")
    ends: tuple[Sentence, ...] = Field((), description="What it did, and how it ended, as its reports say.")
    plan: tuple[PlanLine, ...] = ()
    plan_notes: tuple[Sentence, ...] = Field((), description="What the table cannot show.")
    advice: tuple[Advice, ...] = ()
