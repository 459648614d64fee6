"""What a rule for a gap is, and how its sentence is put together."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from handover.dossier.draft import Draft
from handover.dossier.model import GapSeverity, Reference
from handover.dossier.wording import counted

GapKind = Literal["missing", "stale", "contradictory", "rejected", "held", "unreachable"]


@dataclass(frozen=True, slots=True)
class Found:
    """One gap that a rule found. ``what_to_do`` overrides the rule's own advice where it can be more exact."""

    sentence: str
    references: tuple[Reference, ...] = ()
    what_to_do: str | None = None


@dataclass(frozen=True, slots=True)
class GapRule:
    """A kind of gap: its stable ``code``, ``when`` it is named in words, and ``finds``, which names it."""

    code: str
    kind: GapKind
    severity: GapSeverity
    when: str
    what_to_do: str
    finds: Callable[[Draft], Iterable[Found]]


def share(
    some: Collection[object], of: Sequence[object], noun: str, one: str, many: str, *, nouns: str | None = None
) -> str:
    """How many of which, with the verb phrase that fits: ``one`` for a single thing, ``many`` for several.

    ``The one lesson has no date``, ``All 12 lessons have no date``, ``1 of 12 lessons has no date``.
    """
    if len(of) == 1:
        return f"The one {noun} {one}"
    if len(some) == len(of):
        return f"All {counted(len(of), noun, nouns)} {many}"
    return f"{len(some):,} of {counted(len(of), noun, nouns)} {one if len(some) == 1 else many}"
