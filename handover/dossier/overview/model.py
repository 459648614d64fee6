"""The Overview model: how the handovers of a batch, or all that are open, stand. Every form of it is a rendering of it.

``schemas/overview.schema.json`` is generated from this module. Dates may be partial (``handover.dates``).
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from handover.dates import PartialDate
from handover.dossier.model import Gap, Seriousness, TransitionKind
from handover.dossier.part import Part

# From what cannot wait to what can; what has no dossier yet is told of after what is known to be serious.
Group = Literal["critical", "serious", "unsealed", "not-known", "routine"]
GROUPS: tuple[Group, ...] = ("critical", "serious", "unsealed", "not-known", "routine")


class OfBatch(Part):
    """The list that the handovers were recorded with."""

    number: int
    label: str
    reason: str
    requested_by: str | None
    requested_at: datetime
    withdrawn_because: str | None = None


class Receiving(Part):
    """One who is to receive the dossier, and how far that came with its newest version."""

    address: str
    sent: bool
    accepted: bool


class FirstAction(Part):
    """The open follow-on action that is due first; as it stands in the dossier, under its number there."""

    number: int
    what: str
    owner: str | None
    inherits: str | None
    due: PartialDate | None
    is_overdue: bool


class Counts(Part):
    """What a sealed dossier has, counted on the day of the overview."""

    open_actions: int
    overdue_actions: int
    actions_without_inheritor: int
    vacant_posts: int
    essential_not_met: int | None = Field(description="None where the dossier says nothing of what it should have.")
    gaps: int
    critical_gaps: int


class Entry(Part):
    """One handover: its transition, and what its newest sealed dossier says."""

    transition: int
    reference: str
    title: str
    kind: TransitionKind
    initiative: str
    effective_on: PartialDate
    state: str
    stopped_because: str | None = None
    due_on: PartialDate = Field(description="By when every recipient should have accepted.")
    is_late: bool = Field(description="It should have been accepted by now, and was not.")
    receives: tuple[Receiving, ...] = ()
    dossier: int | None = Field(None, description="Number of the newest sealed dossier; none where none is sealed.")
    version: int | None = None
    unreadable: str | None = Field(None, description="Why the sealed dossier cannot be read back, where it cannot.")
    marking: str | None = None
    level: Seriousness | None = None
    because: str | None = Field(None, description="The first of the reasons that make it as serious as it is.")
    first_action: FirstAction | None = None
    worst_gap: Gap | None = None
    counts: Counts | None = None

    @property
    def group(self) -> Group:
        return self.level or "unsealed"

    @property
    def is_accepted(self) -> bool:
        return self.state in ("accepted", "done")

    @property
    def is_sent(self) -> bool:
        return bool(self.receives) and all(one.sent or one.accepted for one in self.receives)


class Figure(Part):
    """One number of the page of figures: what it counts, among how many, and what that means."""

    code: str
    words: str
    count: int
    of: int | None = None
    note: str


class Level(Part):
    """How many handovers are of one group."""

    group: Group
    count: int


class DueBy(Part):
    """How many handovers should be accepted within one stretch of time, and how many of them are."""

    when: PartialDate = Field(description="A month; a year, where the months would be too many.")
    accepted: int
    waiting: int
    late: int


class Overview(Part):
    """How many handovers stand: what is urgent, what is late, and what nobody has."""

    format: Literal["handover-overview/1"] = "handover-overview/1"
    title: str
    office: str
    marking: str = Field(description="In capitals, at the top and bottom of each page.")
    handling: str | None = None
    language: str = "en-GB"
    compiled_at: datetime
    batch: OfBatch | None = Field(description="The list; none where this is of every open transition.")
    left_out: int = Field(0, description="Transitions of the list that were dismissed or withdrawn, and do not count.")
    figures: tuple[Figure, ...]
    levels: tuple[Level, ...]
    due: tuple[DueBy, ...] = Field(description="In order of time.")
    entries: tuple[Entry, ...] = Field(description="By urgency: the most urgent first.")
