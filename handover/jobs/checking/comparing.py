"""What a gathering would change against what is stored; nothing is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from handover.jobs.gathering.sifting import Made, Outcome, Refused
from handover.store.history import CHUNK, History
from handover.store.tables import name, record_version

# New keys that are remembered, to be compared with those that would be gone.
_MOST_KEYS: Final = 20_000


@dataclass(frozen=True, slots=True)
class ChangedField:
    """What one field of a record says now, and what it would say; None where it says nothing."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record that would change: the row that says so, and its fields that differ; none where only the ground does."""

    key: str
    row: int
    fields: tuple[ChangedField, ...]


@dataclass(frozen=True, slots=True)
class VanishedRecord:
    """A record that would vanish: its key, and the initiative that it names."""

    key: str
    initiative: str


@dataclass(slots=True)
class Differences:
    """What would change: the counts of a gathering, the first of the records, and how often each field differs."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    changed_records: list[ChangedRecord] = field(default_factory=list)
    vanished_records: tuple[VanishedRecord, ...] = ()


class Comparison:
    """Compares what rows come to with what is stored, chunk by chunk; keeps the first ``most`` of each kind."""

    def __init__(self, connection: Connection, history: History, *, most: int) -> None:
        self._connection = connection
        self._history = history
        self._most = most
        self._new_keys: list[str] = []
        self._unmet: list[int] = []
        self.found = Differences()

    def note(self, outcomes: Sequence[Outcome]) -> None:
        """What some rows, at most a chunk, come to."""
        made = [one for one in outcomes if isinstance(one, Made)]
        refused = sum(isinstance(one, Refused) for one in outcomes)
        new = [one for one in made if one.version is None]
        changed = [one for one in made if one.version is not None and not one.is_known]
        self.found.new += len(new)
        self.found.changed += len(changed)
        self.found.unchanged += len(outcomes) - refused - len(new) - len(changed)
        self._new_keys += [one.record.key for one in new[: _MOST_KEYS - len(self._new_keys)]]
        before = self._history.payloads([one.version.id for one in changed if one.version is not None])
        for one in changed:
            if one.version is not None:
                self._note_change(one, orjson.loads(before[one.version.id]))

    def _note_change(self, made: Made, old: Mapping[str, Any]) -> None:
        fields = tuple(
            ChangedField(name, old.get(name), made.said.get(name))
            for name in dict.fromkeys((*type(made.record).model_fields, *old))
            if old.get(name) != made.said.get(name)
        )
        self.found.fields.update(one.field for one in fields)
        if len(self.found.changed_records) < self._most:
            self.found.changed_records.append(ChangedRecord(made.record.key, made.row, fields))

    def finish(self) -> Differences:
        """Count what no row gives any more."""
        self._unmet = self._history.unmet()
        self.found.vanished = len(self._unmet)
        rows = self._connection.execute(
            select(record_version.c.key, name.c.written)
            .join(name, name.c.id == record_version.c.name_id)
            .where(record_version.c.id.in_(self._unmet[: self._most]))
            .order_by(record_version.c.id)
        )
        self.found.vanished_records = tuple(VanishedRecord(row.key, row.written) for row in rows)
        return self.found

    def keys_gone_and_new(self, most: int) -> tuple[list[str], list[str]]:
        """The keys that would vanish, and those that would be new; each at most ``most``."""
        gone: list[str] = []
        for start in range(0, min(most, len(self._unmet)), CHUNK):
            ids = self._unmet[start : start + CHUNK]
            gone += self._connection.execute(select(record_version.c.key).where(record_version.c.id.in_(ids))).scalars()
        return sorted(gone)[:most], sorted(self._new_keys)[:most]
