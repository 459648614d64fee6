"""The part of a dossier that tells what changed since the one before it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from handover.dossier.part import Part, Reference

Subject = Literal[
    "severity",
    "transition",
    "actions",
    "gaps",
    "people",
    "status",
    "lessons",
    "sources",
    "conclusions",
    "heritage",
    "ring",
    "completeness",
    "desk",
    "concordance",
    "closing",
    "handling",
]


class Which(Part):
    """Which dossier was looked at."""

    reference: str
    version: int
    title: str
    compiled_at: datetime

    @property
    def name(self) -> str:
        return f"{self.reference} version {self.version}"


class Change(Part):
    """One thing that is new, is there no longer, or says something else."""

    how: Literal["new", "changed", "gone"]
    text: str
    number: int | None = Field(None, description="Its number in the newer dossier, where it has one.")
    references: tuple[Reference, ...] = Field((), description="What it rests on in the newer dossier.")


class ChangeGroup(Part):
    """What changed of one subject: all of it, or the first of it with how many more there are."""

    subject: Subject
    title: str
    changes: tuple[Change, ...]
    more: int = Field(0, description="Changes that are not listed here.")


class Changes(Part):
    """What differs between two dossiers, the most important subject first."""

    before: Which
    after: Which
    groups: tuple[ChangeGroup, ...] = ()
    note: str | None = Field(None, description="Why the two could not be compared, where they could not.")

    @property
    def count(self) -> int:
        return sum(len(group.changes) + group.more for group in self.groups)

    @property
    def summary(self) -> str:
        """In one sentence: how much changed, and of what."""
        since = self.before.name if self.before.reference != self.after.reference else f"version {self.before.version}"
        if self.note:
            return f"What changed since {since} cannot be told."
        if not self.groups:
            return f"Nothing that it says has changed since {since}."
        told = [
            f"{group.title[0].lower()}{group.title[1:]} ({len(group.changes) + group.more:,})" for group in self.groups
        ]
        return f"Changed since {since}: {', '.join(told)}."
