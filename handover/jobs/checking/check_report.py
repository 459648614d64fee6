"""What ``handover source check`` finds out about a source."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from handover.jobs.checking.column_profile import ColumnProfile
from handover.jobs.checking.comparing import Differences
from handover.jobs.gathering.intake import Counts
from handover.records import Record, RecordKind
from handover.sources.doubts import Doubt
from handover.sources.mapping.describing import FieldDescription
from handover.sources.rows import Cells, Reason


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file that was read: its name, its sheet where it has several, what was found out about it."""

    name: str
    place: str | None
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CheckedMaking:
    """One kind of record that each row makes: ``name`` is blank for what the source is of.

    ``fields`` says what each of its fields is made from, and ``key`` from which columns its key is.
    """

    name: str
    record_kind: RecordKind
    key: tuple[str, ...]
    fields: tuple[FieldDescription, ...]


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row beside the records that it becomes, by the name of the making of each."""

    file: str
    number: int
    cells: Cells
    records: Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that becomes no record of the making of that name. ``is_ignored`` says that a person allowed it."""

    file: str
    number: int
    making: str
    cells: Cells
    reasons: tuple[Reason, ...]
    is_ignored: bool


@dataclass(slots=True)
class CheckReport:
    """What a source would become, and what gathering it now would change.

    ``counts`` are what a gathering would count. ``older`` is how many contents of a dated series are older than the one
    that was looked at. ``absent_columns`` are mapped names that none of the first items has; a table without a mapped
    column is refused. ``rows`` and ``refused`` have the first of them. ``known`` is how many records are stored.
    ``doubts`` are why the gathering would be held, ``notes`` what would only be told.
    """

    source: str
    makings: tuple[CheckedMaking, ...] = ()
    files: list[CheckedFile] = field(default_factory=list)
    older: int = 0
    columns: tuple[ColumnProfile, ...] = ()
    unused_columns: tuple[str, ...] = ()
    absent_columns: tuple[str, ...] = ()
    rows: list[CheckedRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    counts: Counts = field(default_factory=Counts)
    known: int = 0
    differences: Differences = field(default_factory=Differences)
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """How many records come of it."""
        return self.counts.seen - self.counts.rejected
