"""What a dossier says of its own edition: for whom it is, and how much was withheld from it and why; and its annex."""

from typing import Final, Literal

from pydantic import Field

from handover.dossier.part import Part, Reference

EditionName = Literal["full", "internal", "public"]
EDITIONS: Final[tuple[EditionName, ...]] = ("full", "internal", "public")

Ground = Literal["personal", "commercial", "security", "marked", "annex"]


class Withheld(Part):
    """How many passages were withheld on one ground."""

    ground: str = Field(description="Stable name of the ground, or the office's own words for it.")
    words: str = Field(description="As it stands in each mark.")
    explained: str | None = Field(None, description="What it means, at length.")
    count: int


class Edition(Part):
    """For whom this edition is. A dossier without one is the full edition, for the named recipients only."""

    name: EditionName
    withheld: tuple[Withheld, ...] = Field((), description="The marks in this edition, counted by ground.")

    @property
    def count(self) -> int:
        return sum(one.count for one in self.withheld)


class AnnexItem(Part):
    """Something that is marked higher than the rest: what it is, and what it says in labelled texts."""

    label: str = Field(description="Its number in the dossier (L3, A1, P2); of what has none, what it is.")
    texts: tuple[tuple[str, str], ...]
    references: tuple[Reference, ...] = ()


class Annex(Part):
    """What is marked higher than the rest of the dossier, so that it can be taken off."""

    marking: str
    rest: str = Field(description="The marking of the dossier once the annex is taken off.")
    items: tuple[AnnexItem, ...]
