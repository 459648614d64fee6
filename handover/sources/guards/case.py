"""What guards look at: one gathering that was read and does not count yet, beside what is known of earlier ones."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from handover.sources.guards.changes import FieldChanges
from handover.sources.guards.profile import Profile
from handover.sources.registering.registration import Registration


class Dates(NamedTuple):
    """Of one field, over the records that are new or changed: how many have a date, and how many a future one."""

    filled: int = 0
    future: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a gathering saw.

    The counts are those of every gathering; ``ignored`` are the rejected rows that a person says may be. ``known`` are
    the records that it could have met; ``rows`` those of the source. ``columns`` are shares of the rows, and ``fill``
    shares of the records; none where too few were read. ``compared`` are the changed records that were looked at cell
    by cell, with what came of it in ``changes``.
    """

    known: int = 0
    rows: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    rejected: int = 0
    ignored: int = 0
    reasons: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    columns: Mapping[str, float] = field(default_factory=dict)
    fill: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    dates: Mapping[str, Dates] = field(default_factory=dict)
    changes: Mapping[str, FieldChanges] = field(default_factory=dict)
    compared: int = 0

    @property
    def refused(self) -> int:
        """The rejected rows, but for those that may be."""
        return self.rejected - self.ignored

    @property
    def keys_twice(self) -> int:
        """The rows that were rejected because another one has their key."""
        return sum(count for (code, _), count in self.reasons.items() if code == "key-twice")

    @property
    def lost(self) -> int:
        """The records in whose place nothing new came. Without a key, a changed row is one that went and one new."""
        return max(0, self.vanished - self.new)


class Keys(NamedTuple):
    """Keys that are no longer there, and keys that were not there before; the first of them, where there are many."""

    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One gathering to be judged.

    ``name`` is what was read, as sentences call it. ``before`` is the last gathering that counted, where the source
    has been read in the same way since; with ``same_map`` its columns became the same fields, too. ``dated`` is the
    content's own date, and ``dated_before`` that of what was taken last; ``whole`` says that it is one file, whose
    date is that of everything in it, ``newest`` that nothing newer was fetched with it, and ``taken_before`` that it
    is what was taken last, and is only read again. ``keys`` are there where most of them changed.
    """

    name: str
    registration: Registration
    seen: Seen
    now: datetime
    before: Profile | None = None
    same_map: bool = True
    dated: datetime | None = None
    dated_before: datetime | None = None
    taken_before: bool = False
    whole: bool = True
    newest: bool = True
    keys: Keys | None = None
