"""What an expectation is: whom it is asked of, which gaps keep it from being met, and which facts do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.expectations.model import Importance, Standing
from handover.dossier.gaps.rule import GapKind

# What stands in a dossier's way, in the words of its gaps, and how an expectation stands for it. A source that cannot
# be reached is one whose newest records are missing.
STANDING_OF: Final[Mapping[GapKind, Standing]] = MappingProxyType(
    {
        "missing": "missing",
        "stale": "stale",
        "contradictory": "contradicted",
        "rejected": "rejected",
        "held": "held",
        "unreachable": "missing",
    }
)


@dataclass(frozen=True, slots=True)
class Lack:
    """A fact that keeps an expectation from being met although no gap names it, and how it stands for it."""

    standing: Standing
    says: str


def always(says: str) -> Callable[[Draft], str]:
    """What meets an expectation, where that is the same sentence whatever the draft."""

    def said(draft: Draft) -> str:
        return says

    return said


def _always(draft: Draft) -> bool:
    return True


def _no_lack(draft: Draft) -> Lack | None:
    return None


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that a dossier should have.

    ``at`` are the kinds of transition of whose dossiers it is expected; None: of all. ``importance_at`` overrides
    ``importance`` at some of them. ``whole`` are the codes of gaps with any of which it stands as the gap's kind says,
    ``part`` those with which it is met in part; ``lacks`` finds what no gap names, and goes before ``part``.
    ``asked`` says where there is nothing that it could be asked of, ``asked_of`` the same in words. ``met`` says what
    meets it. ``rests_on`` is the kind of record that it needs: what is missing because such a source is held, or its
    rows were rejected, is held or rejected.
    """

    code: str
    sentence: str
    importance: Importance
    section: str
    met: Callable[[Draft], str]
    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    at: frozenset[str] | None = None
    importance_at: Mapping[str, Importance] = field(default_factory=dict)
    lacks: Callable[[Draft], Lack | None] = _no_lack
    what_to_do: str | None = None
    asked: Callable[[Draft], bool] = _always
    asked_of: str | None = None
    rests_on: str | None = None

    def is_of(self, kind: str) -> bool:
        return self.at is None or kind in self.at

    def weighs(self, kind: str) -> Importance:
        return self.importance_at.get(kind, self.importance)


@dataclass(frozen=True, slots=True)
class Choices:
    """What an office chose otherwise: importances and reasons for leaving out by code; and which codes, of gaps or of
    expectations, somebody has to waive by name before a dossier that lacks them is sealed.
    """

    importance: Mapping[str, Importance] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    must_be_waived: frozenset[str] = frozenset()
