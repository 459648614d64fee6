"""What a succession is, in values: its kind, its parties, its dates, and who said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from handover import dates

SuccessionKind = Literal["rename", "merger", "split", "transfer", "replacement", "revival", "end"]


class KindWords(NamedTuple):
    """How many parties a kind has, and how it is said. ``most`` is None where there may be any number.

    ``ends`` says whether its predecessors end with it, where it is not said of one that it goes on; ``passed`` follows
    the predecessors in a sentence, and ``article`` stands with the kind.
    """

    successors: tuple[int, int | None]
    ends: bool
    passed: str
    article: str


# After GOV.UK's Whitehall and the Institute for Government: a renamed, merged or replaced body has one successor, one
# that was split at least two; a transfer moves functions between bodies that go on; what ended can be revived.
KINDS: Final[Mapping[SuccessionKind, KindWords]] = MappingProxyType(
    {
        "rename": KindWords((1, 1), True, "was renamed", "a rename"),
        "merger": KindWords((1, 1), True, "merged into", "a merger"),
        "split": KindWords((2, None), True, "was split into", "a split"),
        "transfer": KindWords((1, None), False, "passed functions to", "a transfer of functions"),
        "replacement": KindWords((1, 1), True, "was replaced by", "a replacement"),
        "revival": KindWords((1, 1), True, "was revived as", "a revival"),
        "end": KindWords((0, 0), True, "ended without a successor", "an end without a successor"),
    }
)


@dataclass(frozen=True, slots=True)
class Party:
    """An initiative in a succession. ``functions`` are those that it gave away or received, where they are named;
    ``goes_on`` is said of a predecessor that exists afterwards too.
    """

    initiative_id: int
    name: str
    functions: tuple[str, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a succession: its kind, its parties, when (partial dates), on what ground, and by whom.

    ``announced_on`` is when it became known, ``completed_on`` when the last of it had moved.
    """

    kind: SuccessionKind
    predecessors: tuple[Party, ...]
    successors: tuple[Party, ...]
    completed_on: str
    announced_on: str | None = None
    evidence: str | None = None
    said_by: str | None = None

    @property
    def began_on(self) -> str:
        """The first day that is known of it."""
        return self.announced_on or self.completed_on

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody in it, the predecessors first."""
        return (*self.predecessors, *self.successors)

    @property
    def ended(self) -> tuple[Party, ...]:
        """The predecessors that exist no more once it is complete."""
        return tuple(one for one in self.predecessors if KINDS[self.kind].ends and not one.goes_on)

    @property
    def functions(self) -> tuple[str, ...]:
        """All functions that it names, each once."""
        return tuple(dict.fromkeys(name for party in self.parties for name in party.functions))

    def complete_by(self, day: str | None) -> bool:
        """Whether it may have been complete on a day (a partial date); always where none is asked for."""
        return day is None or dates.earliest(self.completed_on) <= dates.latest(day)
