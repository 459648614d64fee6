"""What rules look at, and what they propose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

# The causes of what is no longer in its source, which it may be again.
GONE: Final = "gone from its source"
GONE_FROM_POST: Final = "gone from the post"

ProposalKind = Literal["closure", "rename", "merger", "split", "replacement", "transfer", "staff-move"]
Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one record in one gathering: ``before`` is None where it is new, ``after`` where it vanished.

    ``version_id`` is that of the version of the record which shows it: the new one, or the last one of what vanished.
    ``people`` are the numbers of whom a contact named before, and names now, as far as they are recognised.
    ``next_report`` is whether ``before`` was another record: the one that reported on an earlier time.
    """

    key: str
    kind: str
    before: Payload | None
    after: Payload | None
    version_id: int | None = None
    people: tuple[int | None, int | None] = (None, None)
    next_report: bool = False

    @property
    def payload(self) -> Payload:
        """What is known of the record last."""
        return self.after or self.before or {}


@dataclass(frozen=True, slots=True)
class Member:
    """One record that belongs, or once belonged, to something: the key, its name, and to what it belongs now;
    ``has_ended`` is whether it says that its initiative has.
    """

    key: str
    name: str
    now: tuple[str, ...]
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two gatherings of one source, the later one of the day ``day``. A source that has ``shrunk``
    lost many records and hardly won any, so that something may have happened to it, and not to what it lists.

    ``names`` are what other records of the source, which changes point to by key, are called; ``members`` everything
    that belongs, or ever belonged, to what lost members in this gathering, or won a new one. ``says`` has the keys of
    those among them whose own record says where they stand, so that nothing has to be concluded. ``elsewhere`` are
    names under which the source still has other records. ``who`` says which names mean one initiative, by its number.
    """

    day: str
    every: Sequence[Change]
    shrunk: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Sequence[Member]] = field(default_factory=dict)
    says: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    who: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: str) -> list[Change]:
        return [one for one in self.every if one.kind == kind]

    def one(self, written: str) -> int | str:
        """What a name means: the number of an initiative, or the name itself where none is known."""
        return self.who.get(written, written)

    @property
    def there(self) -> frozenset[int | str]:
        """Whatever the source still has records of."""
        statuses = (one.after["initiative"] for one in self.of("programme-status") if one.after is not None)
        return frozenset(map(self.one, (*statuses, *self.elsewhere)))

    def called(self, pointed: str) -> str:
        """The name of what a record points to by key; what it is not known by key is its name."""
        return self.names.get(pointed, pointed)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a proposal: a sentence, and the version of the record that it can be seen in."""

    sentence: str
    version_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A transition that something looks like. ``confidence`` goes from 0 to 1; ``cause`` says in a few words why, the
    same for all of one cause. ``person`` leaves a post for which ``incoming`` came; either can be nobody. ``came`` are
    those of whom it is not told whom each follows. ``functions`` are what a transfer moves. What ``awaits_next`` is
    proposed only once the next gathering of its source has shown it too.
    """

    kind: ProposalKind
    initiative: str
    effective_on: str
    confidence: float
    cause: str
    evidence: tuple[Evidence, ...]
    successors: tuple[str, ...] = ()
    person: str | None = None
    incoming: str | None = None
    post: str | None = None
    came: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    awaits_next: bool = False
