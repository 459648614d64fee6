"""The parts of a dossier that set old beside new: names, functions, what stays, who holds what, where records are."""

from typing import Literal

from pydantic import Field

from handover.dates import PartialDate
from handover.dossier.part import Part, Reference, Sentence

Becomes = Literal["stays", "changes", "ends", "not-known"]


class NameChange(Part):
    """One line of the concordance of names."""

    old: str
    new: tuple[str, ...] = Field((), description="What it is called, or who takes over, from then on.")
    how: str = Field(description="In a few words: renamed, merged into …")
    on: PartialDate | None
    announced_on: PartialDate | None = None
    said_by: str | None = None
    evidence: str | None = None
    is_this: bool = Field(False, description="It is what this dossier is about, and no earlier change.")


class FunctionMove(Part):
    """One function: who had it, and who has it from then on."""

    function: str
    before: tuple[str, ...]
    after: tuple[str, ...] = Field((), description="None means that nobody has said.")
    basis: Sentence


class Standing(Part):
    """What becomes of one side of it."""

    about: str
    becomes: Becomes
    text: Sentence


class Holder(Part):
    """Somebody who is in post at one part now."""

    name: str
    role: str | None
    number: int | None = Field(None, description="Number among the people of this dossier, where they are there.")
    emails: tuple[str, ...] = ()
    reference: Reference


class HeldPart(Part):
    """One part, and who holds it now."""

    name: str
    is_this: bool = False
    owner: Sentence | None = Field(None, description="Whom the newest report names as owner.")
    holders: tuple[Holder, ...] = ()
    more: int = 0


class RecordsMoved(Part):
    """So many records of a kind and a source, the name that they stand under, and where they are found from then on."""

    source: str
    kind: str
    count: int
    under: tuple[str, ...]
    now: str


class Concordance(Part):
    names: tuple[NameChange, ...]
    functions: tuple[FunctionMove, ...] = ()
    functions_note: str | None = None
    standings: tuple[Standing, ...] = ()
    parts: tuple[HeldPart, ...] = ()
    records: tuple[RecordsMoved, ...] = ()
    records_note: str | None = None
