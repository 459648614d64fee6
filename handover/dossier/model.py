"""The Dossier model: what is handed over for one transition. Every output is a rendering of it.

Texts that come from records are plain text, with line breaks kept. Whatever was said by a source carries a
``Reference`` to the row it came from. Dates may be partial (``handover.dates``). ``schemas/dossier.schema.json``
is generated from this module.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from handover.dates import PartialDate
from handover.dossier.changes.model import Changes
from handover.dossier.closing.model import Closing
from handover.dossier.concordance.model import Concordance
from handover.dossier.desk.model import Desk
from handover.dossier.editions.model import Annex, Edition
from handover.dossier.expectations.model import Completeness, Waiver
from handover.dossier.front_model import Call, RatingNow
from handover.dossier.heritage.model import Earlier, Family, FormerName
from handover.dossier.part import LessonItem as LessonItem  # noqa: PLC0414 - they are parts of this model
from handover.dossier.part import Part
from handover.dossier.part import Reference as Reference  # noqa: PLC0414 - as above
from handover.dossier.part import Sentence as Sentence  # noqa: PLC0414 - as above
from handover.vocabulary import ActionStatus, Holder, Perspective, Rating, Stage

TransitionKind = Literal["closure", "rename", "merger", "split", "transfer", "staff-move", "start"]
Seriousness = Literal["critical", "serious", "routine", "not-known"]
GapSeverity = Literal["critical", "important", "minor"]


class Transition(Part):
    kind: TransitionKind
    initiative: str = Field(description="The name the initiative is known by at the transition.")
    effective_on: PartialDate
    reason: str
    requested_by: str | None = None
    confirmed_at: datetime
    new_name: str | None = Field(None, description="For a rename: what it is called from then on.")
    person: str | None = Field(None, description="For a staff move: who leaves or moves; none where one only arrives.")
    successor: str | None = Field(None, description="For a staff move: who comes; none where nobody is named yet.")
    post: str | None = Field(None, description="For a staff move: the post, where it is about one of several.")
    to_post: str | None = Field(None, description="For a staff move: the post to which the person goes.")
    giver: str | None = Field(None, description="Where the initiative receives what others had: from whom it does.")


class InitiativeFacts(Part):
    """What the initiative is, in short lines for the front page, and the names it has had."""

    name: str
    other_names: tuple[str, ...] = ()
    names: tuple[FormerName, ...] = Field((), description="Names that it had or has, where somebody said since when.")
    lines: tuple[Sentence, ...] = Field((), description="What it is and how it stood: at most five lines.")
    owner: str | None = None
    started: PartialDate | None = None
    ended: PartialDate | None = None


class Severity(Part):
    """How serious this handover is, and the facts that make it so."""

    level: Seriousness
    reasons: tuple[Sentence, ...]
    rating: RatingNow | None = Field(None, description="How it is rated now, and how far that can be relied on.")
    told: tuple[int, ...] = Field((), description="Places, from 0, of the reasons that the rating tells, too.")


class Action(Part):
    number: int = Field(description="Its number in this dossier, from 1; shown as A1.")
    what: str
    owner: str | None
    inherits: str | None = Field(description="Who takes it over; none means nobody yet, which is a gap.")
    due: PartialDate | None
    status: ActionStatus | None
    status_given: str | None
    urgency: Literal["overdue", "next-7-days", "next-30-days", "next-90-days", "later", "no-date", "finished"]
    reference: Reference


class Contingency(Part):
    """What could go wrong, and then what."""

    what: Sentence
    then: str


class Event(Part):
    """One dated step of the story."""

    on: PartialDate
    text: str
    category: Literal["start", "rating", "lesson", "people", "action", "transition", "other"]
    reference: Reference | None = None


class StatusPoint(Part):
    period: PartialDate
    rating: Rating | None
    rating_given: str | None
    rating_scale: str | None = Field(None, description="The vocabulary that the source rates in, where it says so.")
    stage: Stage | None
    stage_given: str | None
    narrative: str | None
    budget: Decimal | None
    budget_given: str | None = Field(None, description="What the source gives, where it is not a number alone.")
    forecast: Decimal | None
    forecast_given: str | None = None
    whole_life_cost: Decimal | None
    whole_life_cost_given: str | None = None
    currency: str | None
    end_planned: PartialDate | None
    owner: str | None
    reference: Reference


class StatusHistory(Part):
    points: tuple[StatusPoint, ...] = Field((), description="In order of time.")
    summary: tuple[str, ...] = Field(
        (), description="What the figures show, in sentences; the chart's text alternative."
    )


class LessonGroup(Part):
    outcome: Literal["worked", "mixed", "did-not-work", "not-said"]
    title: str
    lessons: tuple[LessonItem, ...]


class Voices(Part):
    """Whose learning is in here, and whose is missing."""

    heard: tuple[tuple[Perspective, int], ...] = ()
    silent: tuple[Perspective, ...] = ()
    unsaid: int = Field(0, description="Lessons that do not say whose learning they are.")
    unread: int = Field(0, description="Lessons that say it in words that are not in the vocabulary.")
    given: tuple[str, ...] = Field((), description="Those words, each once.")


class Person(Part):
    number: int = Field(description="Its number in this dossier, from 1; shown as P1.")
    standing: Literal["in-post", "left", "vacant", "abolished", "withheld", "not-known", "mailbox", "unlisted"]
    holder: Holder
    name: str | None
    name_given: str | None
    role: str | None
    organisation: str | None
    unit: str | None
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    from_on: PartialDate | None
    to_on: PartialDate | None
    reports_to: str | None
    knows_about: str | None
    gone_at: datetime | None = Field(
        None, description="When a gathering first found the person replaced or no longer listed."
    )
    remark: str | None = Field(None, description="What changed, in words: replaced, moved, no longer listed …")
    reference: Reference
    also: tuple[Reference, ...] = Field((), description="Other rows that name the same person.")
    owned: tuple[int, ...] = Field((), description="Numbers of the actions in whose record they are the owner.")
    inherits: tuple[int, ...] = Field((), description="Numbers of the actions that they inherit.")
    recorded: tuple[int, ...] = Field((), description="Numbers of the lessons that they recorded.")


class Gap(Part):
    """Something this dossier should have and has not, or that cannot be relied on."""

    code: str = Field(description="Stable name of the kind of gap, such as no-early-warnings.")
    kind: Literal["missing", "stale", "contradictory", "rejected", "held", "unreachable"]
    severity: GapSeverity
    sentence: str
    what_to_do: str
    forbidden: bool = Field(False, description="The office's policy does not allow a dossier to be sent with it.")
    must_be_waived: bool = Field(
        False, description="The office's policy does not allow a dossier to be sealed with it while nobody waived it."
    )
    waived: Waiver | None = Field(None, description="Who accepts that it stays, and why; then it stops nothing.")
    references: tuple[Reference, ...] = ()


class SourceFile(Part):
    name: str
    sha256: str
    size: int = Field(description="Bytes.")
    fetched_at: datetime


class Correction(Part):
    """A value that somebody of the office put in the place of what the source has. The source was not changed."""

    file: str
    row: int
    place: str | None = Field(None, description="The sheet, where the file has several.")
    column: str
    given: str = Field(description="What stands in the source.")
    value: str = Field(description="What it is taken as.")
    by: str
    on: PartialDate
    because: str


class IgnoredRow(Part):
    """A row that could not become a record, and of which somebody of the office said that it may stay so."""

    file: str
    row: int
    place: str | None = Field(None, description="The sheet, where the file has several.")
    by: str
    on: PartialDate
    because: str


class Retirement(Part):
    """Who of the office said that a source is used no longer, so that it is gathered no more."""

    by: str
    on: PartialDate
    because: str


class SourceFacts(Part):
    label: str = Field(description="S1, S2 … in this dossier.")
    name: str
    title: str
    record_kind: str
    owner: str | None
    gathered_at: datetime | None
    records_used: int
    seen: int
    rejected: int
    failed: str | None = Field(None, description="Why the last attempt brought nothing, where it did not.")
    held: str | None = Field(None, description="Why what it brought last is held and counts for nothing, where it is.")
    retired: Retirement | None = Field(None, description="Since when it is gathered no more, where it was retired.")
    files: tuple[SourceFile, ...] = ()
    corrections: tuple[Correction, ...] = Field((), description="Values in rows used here that were corrected by hand.")
    ignored: tuple[IgnoredRow, ...] = Field(
        (), description="Rejected rows that name this initiative, and of which somebody said that they may stay so."
    )


class Dossier(Part):
    """Everything that is handed over for one transition of one initiative."""

    format: Literal["handover-dossier/1"] = "handover-dossier/1"
    reference: str = Field(description="The office's own reference: HO-0001.")
    version: Annotated[int, Field(ge=1)]
    office: str
    marking: str = Field(description="In capitals, at the top and bottom of each page.")
    handling: str | None = Field(None, description="How what is so marked is to be handled, beside the marking.")
    edition: Edition | None = Field(None, description="For whom this edition is; none: the full one.")
    language: str = "en-GB"
    compiled_at: datetime
    as_known_at: datetime | None = Field(description="When the newest gathering it rests on was made.")
    transition: Transition
    initiative: InitiativeFacts
    severity: Severity
    ring: tuple[Call, ...] = Field((), description="Who to ring first: at most three, in post and reachable.")
    actions: tuple[Action, ...]
    contingencies: tuple[Contingency, ...]
    read_back: tuple[str, ...] = Field(description="The questions that a recipient answers in their own words.")
    story: tuple[Event, ...]
    story_note: str | None = Field(None, description="What the story leaves out, where it would be too long.")
    status: StatusHistory
    lessons: tuple[LessonGroup, ...]
    voices: Voices
    family: Family | None = Field(None, description="What it came from and what became of it, where that is known.")
    inherited: tuple[Earlier, ...] = Field((), description="Those that it came from, with their lessons.")
    precedents: tuple[Earlier, ...] = Field(
        (), description="At a start: earlier initiatives that are most like it, the most alike first."
    )
    concordance: Concordance | None = Field(
        None, description="For a rename, merger, split, transfer or replacement: what goes from where to where."
    )
    desk: Desk | None = Field(None, description="For a staff move: what one person hands over, or takes up.")
    people: tuple[Person, ...]
    closing: Closing | None = Field(None, description="What only a closure has: aims, ends, plan and advice.")
    gaps: tuple[Gap, ...]
    completeness: Completeness | None = Field(None, description="How far it has what one of its kind should have.")
    sources: tuple[SourceFacts, ...]
    annex: Annex | None = Field(None, description="What is marked higher than the rest, so that it can be taken off.")
    changes: Changes | None = Field(
        None, description="What changed since the version before; none where this is the first."
    )

    @property
    def title(self) -> str:
        receives = {"merger": "Merger into", "split": "Split into", "transfer": "Transfer of functions to"}
        if self.transition.giver and self.transition.kind in receives:
            return f"{receives[self.transition.kind]} {self.initiative.name}"
        verb = {
            "closure": "Closure of",
            "rename": "Renaming of",
            "merger": "Merger of",
            "split": "Split of",
            "transfer": "Transfer of functions from",
            "staff-move": "Staff move at",
            "start": "Start of",
        }[self.transition.kind]
        # A reader knows a renamed initiative by the name that it had.
        name = self.transition.initiative if self.transition.kind == "rename" else self.initiative.name
        return f"{verb} {name}"
