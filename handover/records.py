"""The four kinds of record, as a source gave them. ``schemas/`` is generated from these models.

Texts are plain text, never markup. Dates may be partial (``handover.dates``). A value that a vocabulary
does not know is kept in the ``…_given`` field and its normalised field stays empty.
"""

from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from handover.dates import PartialDate
from handover.vocabulary import (
    ActionStatus,
    Holder,
    Learning,
    Outcome,
    Perspective,
    Rating,
    RatingVocabulary,
    Stage,
)

# Longer than any lesson that was ever written; a longer cell is a broken file, and is kept as a rejected row.
LONGEST_TEXT: Final = 1_000_000
# Longer than any name that a person would say; a longer one is the wrong column.
LONGEST_NAME: Final = 500

RecordKind = Literal["lesson", "programme-status", "contact", "follow-on-action"]

Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]


class Record(BaseModel):
    """What all kinds have: the source's own key, and the initiative as the source writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    record_kind: ClassVar[RecordKind]

    key: Name = Field(description="The source's own key for this record.")
    initiative: Name = Field(description="The initiative's name, as the source writes it.")
    identifier: Name | None = Field(
        None,
        description="By what the source knows the initiative, whatever it is called: a number, a slug.",
    )
    sensitivity: Name | None = Field(None, description="The source's own marking, as given.")


class Lesson(Record):
    """Something learned, good or bad. After the PRINCE2 lessons log and NATO's identified/learned distinction."""

    record_kind = "lesson"

    title: Text = Field(description="What the lesson is called.")
    what_happened: Text | None = Field(None, description="The event.")
    effect: Text | None = Field(None, description="What it led to.")
    causes: Text | None = Field(None, description="Why it happened.")
    early_warnings: Text | None = Field(None, description="What could have been noticed before.")
    recommendation: Text | None = Field(None, description="What to do next time.")
    outcome: Outcome | None = Field(None, description="Whether it worked.")
    outcome_given: Text | None = None
    perspective: Perspective | None = Field(None, description="Whose learning this is.")
    perspective_given: Text | None = None
    recorded_by: Text | None = Field(None, description="Who wrote it down; a lesson without a name is allowed.")
    recorded_on: PartialDate | None = Field(None, description="When it was written down.")
    occurred_on: PartialDate | None = Field(None, description="When it happened.")
    learning: Learning | None = Field(None, description="Identified only, or learned: acted on and validated.")
    learning_given: Text | None = None
    tags: tuple[Text, ...] = Field((), description="What it is about.")


class ProgrammeStatus(Record):
    """How an initiative stood in one period."""

    record_kind = "programme-status"

    period: PartialDate = Field(description="The year, month or day that is reported on.")
    rating: Rating | None = Field(None, description="Normalised delivery confidence.")
    rating_given: Text | None = Field(None, description="The rating in the source's own vocabulary.")
    rating_vocabulary: RatingVocabulary | None = Field(None, description="How many colours the source rates with.")
    stage: Stage | None = Field(None, description="Where in its life it stood.")
    stage_given: Text | None = None
    purpose: Text | None = Field(None, description="What the initiative is for, as the report says it.")
    narrative: Text | None = Field(None, description="What the report says in words about how it goes.")
    start_planned: PartialDate | None = Field(None, description="When it was to start.")
    start_actual: PartialDate | None = Field(None, description="When it started.")
    end_planned: PartialDate | None = Field(None, description="When it is to end.")
    end_actual: PartialDate | None = Field(None, description="When it ended.")
    budget: Decimal | None = Field(None, description="For the period, in units of the currency.")
    budget_given: Text | None = None
    forecast: Decimal | None = Field(None, description="For the period, in units of the currency.")
    forecast_given: Text | None = None
    whole_life_cost: Decimal | None = Field(None, description="In units of the currency.")
    whole_life_cost_given: Text | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = Field(None, description="ISO 4217.")
    owner: Text | None = Field(None, description="Who answers for it.")
    part_of: tuple[Text, ...] = Field((), description="What it belongs to: names or identifiers.")
    functions: tuple[Text, ...] = Field((), description="What it is there to do, where the source lists it.")
    ended_how: Text | None = Field(None, description="How it ended, as the source says it: merged, replaced …")
    replaces: tuple[Text, ...] = Field((), description="What it came from: names or identifiers.")
    replaced_by: tuple[Text, ...] = Field((), description="What it became: names or identifiers.")


class Contact(Record):
    """A person or a shared mailbox in a role; or a post that nobody holds."""

    record_kind = "contact"

    holder: Holder = Field(
        description="Whether its holder is named, withheld or not known, or it is vacant or abolished."
    )
    name: Text | None = Field(None, description="The person, or what the mailbox is called; none where vacant.")
    person_identifier: Name | None = Field(
        None, description="By what the source knows the person, whatever they are called: a staff number."
    )
    name_given: Text | None = Field(None, description="What stood where the name should: N/D, Vacant …")
    shared_mailbox: bool = Field(False, description="A shared mailbox rather than a person.")
    role: Text | None = Field(None, description="What they do in it: the post.")
    organisation: Text | None = Field(None, description="Whom they work for.")
    unit: Text | None = Field(None, description="The part of the organisation.")
    emails: tuple[Text, ...] = Field((), description="E-mail addresses.")
    phones: tuple[Text, ...] = Field((), description="Telephone numbers.")
    from_on: PartialDate | None = Field(None, description="Since when they hold the post.")
    to_on: PartialDate | None = Field(None, description="Until when they hold it.")
    reports_to: Text | None = Field(None, description="To whom they report.")
    knows_about: Text | None = Field(None, description="What to ask them.")


class FollowOnAction(Record):
    """Something still to do, with who owned it and who inherits it (PRINCE2 follow-on action recommendation)."""

    record_kind = "follow-on-action"

    what: Text = Field(description="What is still to do.")
    owner: Text | None = Field(None, description="Who was to do it.")
    due: PartialDate | None = Field(None, description="By when.")
    status: ActionStatus | None = Field(None, description="Whether it is done.")
    status_given: Text | None = None
    inherits: Text | None = Field(None, description="Who takes it over.")


KINDS: Final[dict[RecordKind, type[Record]]] = {
    model.record_kind: model for model in (Lesson, ProgrammeStatus, Contact, FollowOnAction)
}
