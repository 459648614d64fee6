"""What is known about one initiative at one moment: what a dossier is assembled from.

``handover.dossier.select`` reads it from the store; everything after that is pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Generic, TypeVar

from handover.dossier.model import SourceFile, TransitionKind
from handover.initiatives.naming import Naming
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.recorded import Succession
from handover.records import Contact, FollowOnAction, Lesson, ProgrammeStatus, Record

# Those of a part whom a page names.
MOST_TO_RING: Final = 6
R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True, slots=True)
class KnownRecord(Generic[R_co]):
    """One version of one record. ``gone_at`` is when it was replaced or no longer found; None while it stands.

    ``read_on`` is the day on which its file was read, where the source has been read with other content since.
    ``corrected`` says that a value in its row was corrected by hand.
    """

    record: R_co
    source: str
    file: str
    row: int
    place: str | None
    known_from: datetime
    gone_at: datetime | None = None
    keyed: bool = True
    read_on: str | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class KnownName:
    """One spelling of the initiative's name; dates only where a person said them."""

    written: str
    from_on: str | None = None
    to_on: str | None = None
    records: int = 0


@dataclass(frozen=True, slots=True)
class KnownDecision:
    """What a person of the office decided about a source or a row: who, when, and why."""

    by: str
    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class KnownWaiver:
    """Of what code a person of the office accepted that it is lacking, and what the dossier said of it then."""

    code: str
    said_then: str
    decision: KnownDecision


@dataclass(frozen=True, slots=True)
class KnownHeld:
    """What a source brought that looks wrong and waits for a person: as which gathering, since when, and why.

    So many gatherings of it ``before`` that one are held, too.
    """

    number: int
    since: datetime
    why: str
    before: int = 0


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source that said something about the initiative, or that might have: it failed, or what it brought is held.

    ``files`` has what its newest gathering read first, and then the earlier ones that records are cited from.
    ``retired`` is the decision by which it is gathered no more.
    """

    name: str
    title: str
    owner: str | None
    record_kind: str
    cadence: str | None
    gathered_at: datetime | None
    seen: int
    rejected: int
    failed: str | None
    files: tuple[SourceFile, ...]
    held: KnownHeld | None = None
    retired: KnownDecision | None = None


@dataclass(frozen=True, slots=True)
class KnownCorrection:
    """A value that a person put in the place of what stands in a row, ``given``, which gives a record so."""

    source: str
    file: str
    row: int
    place: str | None
    column: str
    given: str
    value: str
    decision: KnownDecision


@dataclass(frozen=True, slots=True)
class KnownRejection:
    """A rejected row that names the initiative, or names none, and so may belong to it; ``read_on`` as above.

    ``ignored`` is the decision by which it may stay rejected.
    """

    source: str
    file: str
    row: int
    place: str | None
    sentences: tuple[str, ...]
    names_initiative: bool
    excerpt: str
    read_on: str | None = None
    ignored: KnownDecision | None = None


@dataclass(frozen=True, slots=True)
class KnownTransition:
    """The transition that the dossier is for, as it was recorded.

    ``into`` names who takes over, ``beside`` what else is merged, ``functions`` what a transfer moves. ``giver`` is
    named where the dossier is that of an initiative which receives: from whom it does. Of a staff move, ``person`` is
    None where somebody only arrives, ``successor`` where nobody is named yet; ``post`` is the only one that it is
    about, ``to_post`` where the person goes; ``person_names`` and ``person_addresses`` are those that contacts give
    them.
    """

    number: int
    kind: TransitionKind
    effective_on: str
    reason: str
    requested_by: str | None
    confirmed_at: datetime
    new_name: str | None = None
    person: str | None = None
    successor: str | None = None
    post: str | None = None
    to_post: str | None = None
    person_names: tuple[str, ...] = ()
    person_addresses: frozenset[str] = frozenset()
    into: str | None = None
    beside: str | None = None
    functions: str | None = None
    giver: str | None = None

    @property
    def is_arrival(self) -> bool:
        """Whether somebody comes and nobody leaves."""
        return self.kind == "staff-move" and self.person is None and self.successor is not None


@dataclass(frozen=True, slots=True)
class KnownEarlier:
    """An earlier initiative: ``why`` it has to do with this one, how it ended (both sentences), how many ``records``
    there are of it, the most useful of its lessons and how many more there are, and whom to ask.
    """

    name: str
    why: str
    ended: str | None
    records: int
    lessons: Sequence[KnownRecord[Lesson]] = ()
    more_lessons: int = 0
    contacts: Sequence[KnownRecord[Contact]] = ()


@dataclass(frozen=True, slots=True)
class KnownHeritage:
    """What came before, and what became of it: the family that is near to it, with how many records there are of each
    and how many are ``further`` away; those that it came from; and at a start its precedents, None at all else.

    ``beyond`` says of a family that it is too large to be looked at; then nothing else is known.
    """

    family: Family | None = None
    records: Mapping[int, int] = field(default_factory=dict)
    further: int = 0
    inherited: Sequence[KnownEarlier] = ()
    precedents: Sequence[KnownEarlier] | None = None
    beyond: str | None = None

    @property
    def earlier(self) -> Sequence[KnownEarlier]:
        return (*self.inherited, *(self.precedents or ()))

    @property
    def cited(self) -> Sequence[KnownRecord[Record]]:
        """The records of others that are in the dossier."""
        lessons: list[KnownRecord[Record]] = [record for one in self.earlier for record in one.lessons]
        return [*lessons, *(record for one in self.earlier for record in one.contacts)]

    @property
    def sources(self) -> set[str]:
        """The sources of those records, by name."""
        return {record.source for record in self.cited}


@dataclass(frozen=True, slots=True)
class KnownHolding:
    """So many records of one kind, of one source, under one spelling of a name."""

    written: str
    kind: str
    source: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class KnownPart:
    """Another initiative in a succession: who its lists name now, those who can be reached first; the newest report
    that names an owner; and what the sources hold under its names.
    """

    number: int
    name: str
    contacts: Sequence[KnownRecord[Contact]] = ()
    owned: KnownRecord[ProgrammeStatus] | None = None
    holdings: Sequence[KnownHolding] = ()

    @property
    def to_ring(self) -> Sequence[KnownRecord[Contact]]:
        """The first of them: a list of a department has hundreds."""
        return self.contacts[:MOST_TO_RING]


@dataclass(frozen=True, slots=True)
class KnownConcordance:
    """What a rename, merger, split, transfer or replacement takes from where to where: the initiative's own number, the
    succession that says so, how the parties were called and who said so, and what the sources hold of each.
    """

    number: int
    succession: Succession | None = None
    namings: Sequence[Naming] = ()
    holdings: Sequence[KnownHolding] = ()
    parts: Sequence[KnownPart] = ()

    @property
    def cited(self) -> Sequence[KnownRecord[Record]]:
        contacts: list[KnownRecord[Record]] = [one for part in self.parts for one in part.to_ring]
        return [*contacts, *(part.owned for part in self.parts if part.owned is not None)]


@dataclass(frozen=True, slots=True)
class KnownOther:
    """Another initiative of somebody who moves: its reports, what is still to do there, their own rows in its lists,
    and the transition (by its number) by which they leave it, with who follows.
    """

    name: str
    closed_on: str | None = None
    statuses: Sequence[KnownRecord[ProgrammeStatus]] = ()
    actions: Sequence[KnownRecord[FollowOnAction]] = ()
    contacts: Sequence[KnownRecord[Contact]] = ()
    transition: int | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class KnownDesk:
    """What somebody who moves has to do with beside the initiative; so many ``more`` are not looked at."""

    others: Sequence[KnownOther] = ()
    more: int = 0

    @property
    def cited(self) -> Sequence[KnownRecord[Record]]:
        found: list[KnownRecord[Record]] = []
        for one in self.others:
            found += [*one.statuses, *one.actions, *one.contacts]
        return found


@dataclass(frozen=True, slots=True)
class Known:
    """Everything. Records hold the current versions; ``…_history`` also those that were replaced or are gone."""

    initiative: str
    names: Sequence[KnownName]
    transition: KnownTransition
    lessons: Sequence[KnownRecord[Lesson]]
    statuses: Sequence[KnownRecord[ProgrammeStatus]]
    contacts: Sequence[KnownRecord[Contact]]
    contacts_history: Sequence[KnownRecord[Contact]]
    actions: Sequence[KnownRecord[FollowOnAction]]
    sources: Sequence[KnownSource]
    rejections: Sequence[KnownRejection]
    today: date
    as_known_at: datetime | None
    corrections: Sequence[KnownCorrection] = ()
    heritage: KnownHeritage = field(default_factory=KnownHeritage)
    waivers: Sequence[KnownWaiver] = ()
    concordance: KnownConcordance | None = None
    desk: KnownDesk | None = None

    @property
    def beside(self) -> Sequence[KnownRecord[Record]]:
        """The records of other initiatives that are in the dossier because of the transition itself."""
        return [one for part in (self.concordance, self.desk) if part is not None for one in part.cited]
