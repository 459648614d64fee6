"""Parts of the Dossier model: what it should have and how far it has it, and what somebody waived by name."""

from typing import Final, Literal, get_args

from pydantic import Field

from handover.dates import PartialDate
from handover.dossier.part import Part

Importance = Literal["essential", "important", "useful"]
Standing = Literal["met", "partly-met", "missing", "stale", "contradicted", "held", "rejected"]

IMPORTANCES: Final[tuple[Importance, ...]] = get_args(Importance)
STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)


class Waiver(Part):
    """Who of the office accepts that something is lacking, and why. It is still lacking, and still shown."""

    by: str
    on: PartialDate
    because: str
    said_then: str = Field(description="What was lacking when it was waived, in the dossier's words of that day.")


class Expected(Part):
    """One thing that a dossier of this kind should have, and how far this one has it."""

    code: str = Field(description="Stable name of the expectation, such as someone-to-ring.")
    sentence: str = Field(description="What is expected.")
    importance: Importance
    standing: Standing
    says: str = Field(description="What makes it so, in one sentence.")
    section: str = Field(description="The section of the dossier that it is about, such as lessons.")
    gaps: tuple[int, ...] = Field((), description="Numbers of the gaps of this dossier that keep it from being met.")
    what_to_do: str | None = Field(None, description="How it can be met, where it is not.")
    must_be_waived: bool = Field(
        False, description="By the office's policy no dossier is sealed while this is not met and not waived by name."
    )
    waived: Waiver | None = None


class LeftOut(Part):
    """An expectation that the office does not have of its dossiers, and why."""

    code: str
    sentence: str
    because: str


class Score(Part):
    """How many expectations of one importance there are, and how many of them are met, and are met in part."""

    importance: Importance
    of: int
    met: int
    partly: int


class Completeness(Part):
    """How far the dossier has what one of its kind should have: never a number without what it is made of."""

    summary: str = Field(description="How many expectations are met, of how many, by importance.")
    scores: tuple[Score, ...] = Field(description="The essential first; an importance that nothing has is left out.")
    raises_most: tuple[str, ...] = Field((), description="What to do next, that on which the most rests first.")
    expected: tuple[Expected, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def of(self) -> int:
        return len(self.expected)

    @property
    def met(self) -> int:
        return sum(one.standing == "met" for one in self.expected)
