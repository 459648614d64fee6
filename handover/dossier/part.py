"""What every part of the Dossier model is made of: parts that say where they come from; and a lesson."""

from pydantic import BaseModel, ConfigDict, Field

from handover.dates import PartialDate
from handover.vocabulary import Learning, Outcome, Perspective


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(Part):
    """Where something was said: the source's short label in this dossier (``S1``), the file, the row."""

    source: str = Field(description="Label of the source in this dossier, such as S1.")
    file: str = Field(description="The file or URL, as registered or as found under it; no local folders.")
    row: int = Field(description="Row, line or card in the file, counted from 1.")
    place: str | None = Field(None, description="The sheet, where the file has several.")
    key: str | None = Field(None, description="The source's own key of the record, where it has one.")
    read_on: PartialDate | None = Field(
        None, description="When the file was read, where the source has been read with other content since."
    )
    corrected: bool = Field(
        False, description="A value in the row was corrected by hand; the source's corrections say which."
    )
    marking: str | None = Field(None, description="The source's own marking of the row, as given.")


class Sentence(Part):
    """One statement that the dossier makes, with what it rests on."""

    text: str
    references: tuple[Reference, ...] = ()


class LessonItem(Part):
    number: int = Field(description="Its number in this dossier, from 1; shown as L1.")
    title: str
    what_happened: str | None
    effect: str | None
    causes: str | None
    early_warnings: str | None
    recommendation: str | None
    outcome: Outcome | None
    outcome_given: str | None
    perspective: Perspective | None
    perspective_given: str | None
    recorded_by: str | None
    recorded_on: PartialDate | None
    occurred_on: PartialDate | None
    learning: Learning | None
    learning_given: str | None
    tags: tuple[str, ...]
    sensitivity: str | None = Field(None, description="The source's own marking of this lesson.")
    reference: Reference
