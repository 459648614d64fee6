"""What a bag tells of the gathering behind a dossier, as plain facts: ``handover.jobs.bagging`` reads them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

REJECTED: Final = "rejected-row"  # the kind of a group that is no kind of record


@dataclass(frozen=True, slots=True)
class GatheringFacts:
    """One gathering from which records of the dossier came; ``origin`` is how: fetched, released, retried."""

    number: int
    source: str
    started_at: datetime
    finished_at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of a source as it was read; ``place`` is the sheet."""

    source: str
    name: str
    sha256: str
    size: int
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """So many records of one kind, or rejected rows (``kind`` is then ``rejected-row``), that one gathering took from
    one file.
    """

    kind: str
    source: str
    gathering: int
    file_sha256: str
    count: int


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What somebody of the office decided about a row: corrected or ignored."""

    number: int
    decision: str
    by: str
    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything. ``corrected_in`` are the numbers of the decisions by the gathering that took them up."""

    gatherings: tuple[GatheringFacts, ...] = ()
    files: tuple[FileFacts, ...] = ()
    groups: tuple[Group, ...] = ()
    decisions: tuple[DecisionFacts, ...] = ()
    corrected_in: dict[int, frozenset[int]] = field(default_factory=dict)
