"""The history of one source's records during one gathering: what stands, is new, changed or gone.

Rows come in chunks. A chunk costs one look-up of its keys, whatever the store holds; which records were met
again is kept as one bit each, so memory does not grow with the number of rows.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    Text,
    and_,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from handover.store.bulk import BulkInsert
from handover.store.database import hold_names
from handover.store.tables import name as name_table
from handover.store.tables import record_version, rejected_row

# Look-ups and writes go in chunks of this many rows; SQLite allows 32,766 parameters in one statement.
CHUNK: Final = 2_000

T = TypeVar("T")

_current = record_version.c.to_gathering_id.is_(None)


class Current(NamedTuple):
    """The current version of a record, as far as a gathering needs it."""

    id: int
    row_digest: bytes
    sha256: bytes
    from_gathering_id: int
    row: int
    row_decision_id: int | None


# A record as it is to be written: its payload as canonical JSON, and where it stands in the source. A plain tuple in
# this order, since a million of them are made and handed to the driver.
NewVersion = tuple[str, str, int, str, bytes, bytes, int, int, int | None]
NEW_VERSION: Final = (
    "kind",
    "key",
    "name_id",
    "payload",
    "sha256",
    "row_digest",
    "file_id",
    "row",
    "row_decision_id",
)


class History:
    """What one gathering does to the records of its source, inside the transaction of ``connection``."""

    def __init__(self, connection: Connection, source_id: int, gathering_id: int) -> None:
        self._connection = connection
        self._source_id = source_id
        self._gathering_id = gathering_id
        low, high, self._stored = connection.execute(
            select(func.min(record_version.c.id), func.max(record_version.c.id), func.count()).where(
                record_version.c.source_id == source_id, _current
            )
        ).one()
        self._low: int = low or 0
        self._met = bytearray(((high or 0) - self._low) // 8 + 1)
        self._met_count = 0
        self._spared: set[int] = set()
        self._names: dict[str, int] = {}
        self._insert = BulkInsert(
            connection,
            record_version,
            NEW_VERSION,
            same={"source_id": source_id, "from_gathering_id": gathering_id},
        )
        self._added: set[str] = set()  # the keys of the versions that were written last
        self._rejected_before = Counter[bytes]()
        # Records that stand although their rows can no longer be read.
        self._standing = set[int]()
        for digest, stands_id in connection.execute(
            select(rejected_row.c.row_digest, rejected_row.c.stands_id).where(self._rejected_now)
        ):
            self._rejected_before[digest] += 1
            if stands_id is not None:
                self._standing.add(stands_id)
        self._lookup = select(
            record_version.c.key,
            record_version.c.id,
            record_version.c.row_digest,
            record_version.c.sha256,
            record_version.c.from_gathering_id,
            record_version.c.row,
            record_version.c.row_decision_id,
        ).where(
            record_version.c.source_id == source_id,
            _current,
            _among(record_version.c.key, "keys", connection),
        )

    def current(self, keys: Sequence[str]) -> dict[str, Current]:
        """The current versions that carry these keys."""
        ask = self._insert.before_writing if self._added.isdisjoint(keys) else self._connection.execute
        return {row[0]: Current(*row[1:]) for row in ask(self._lookup, {"keys": keys})}

    @property
    def known(self) -> int:
        """How many records of the source there were before."""
        return int(self._stored)

    def payloads(self, version_ids: Sequence[int]) -> dict[int, str]:
        """The payloads of these versions, as canonical JSON; of at most a chunk of them."""
        rows = self._connection.execute(
            select(record_version.c.id, record_version.c.payload).where(record_version.c.id.in_(version_ids))
        )
        return {row.id: row.payload for row in rows}

    def keys_gone_and_new(self, most: int) -> tuple[list[str], list[str]]:
        """The keys that vanished in this gathering, and those that were not there before; each at most ``most``."""
        of_source = select(record_version.c.key).where(record_version.c.source_id == self._source_id)
        closed = of_source.where(record_version.c.to_gathering_id == self._gathering_id)
        opened = of_source.where(record_version.c.from_gathering_id == self._gathering_id)
        gone, new = (
            self._connection.execute(these.except_(those).order_by("key").limit(most)).scalars().all()
            for these, those in ((closed, opened), (opened, closed))
        )
        return list(gone), list(new)

    def was_met(self, version: Current) -> bool:
        """Whether the record was met before in this gathering."""
        return version.from_gathering_id == self._gathering_id or self._is_met(version.id)

    def _is_met(self, version_id: int) -> bool:
        index, bit = divmod(version_id - self._low, 8)
        return bool(self._met[index] >> bit & 1)

    def meet(self, version: Current) -> None:
        """Note that a stored record was met in this gathering: it has not vanished."""
        index, bit = divmod(version.id - self._low, 8)
        self._met[index] |= 1 << bit
        self._met_count += 1

    def spare(self, version: Current) -> None:
        """Let a record stand whose row is there but could not be read: that does not unsay what was known."""
        self._spared.add(version.id)
        self._standing.add(version.id)

    def meet_all(self) -> None:
        """Note that every record was met: only some rows are taken up again, and the others are as they were."""
        self._met = bytearray(b"\xff" * len(self._met))

    def unmeet(self, version_ids: Iterable[int]) -> None:
        """Note that these records were not met yet: they are those of rows that are taken up again."""
        for version_id in version_ids:
            index, bit = divmod(version_id - self._low, 8)
            self._met[index] &= ~(1 << bit)

    def name_ids(self, written: Iterable[str], normalise: Callable[[str], str], now: datetime) -> Mapping[str, int]:
        """The ids of initiatives' names as they were written; a new one has no initiative yet."""
        for part in chunks(self._unknown(dict.fromkeys(written))):
            self._know(part)
            if not self._unknown(part):
                continue
            # Another gathering may be at the same names: this waits for it, and then looks again.
            hold_names(self._connection)
            self._know(self._unknown(part))
            if new := self._unknown(part):
                self._connection.execute(
                    insert(name_table),
                    [
                        {"written": name, "normalised": normalise(name), "origin": "records", "added_at": now}
                        for name in new
                    ],
                )
                self._know(new)
        return self._names

    def _unknown(self, written: Iterable[str]) -> list[str]:
        return [name for name in written if name not in self._names]

    def _know(self, written: Sequence[str]) -> None:
        rows = self._connection.execute(
            select(name_table.c.written, name_table.c.id).where(name_table.c.written.in_(written))
        )
        self._names.update((row.written, row.id) for row in rows)

    def add(self, versions: Sequence[NewVersion]) -> None:
        """Write new versions (``NEW_VERSION``), all current from this gathering on."""
        self._insert(versions)
        self._added = {version[1] for version in versions}

    def replace(self, version_ids: Sequence[int]) -> None:
        """Close versions: they were valid until this gathering."""
        for ids in chunks(version_ids):
            self._connection.execute(
                update(record_version).where(record_version.c.id.in_(ids)).values(to_gathering_id=self._gathering_id)
            )

    def refresh(self, digests: Sequence[tuple[int, bytes]]) -> None:
        """Note by what raw row a record that did not change is recognised from now on."""
        if digests:
            self._connection.execute(
                update(record_version).where(record_version.c.id == bindparam("version")),
                [{"version": version, "row_digest": digest} for version, digest in digests],
            )

    def reject(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Keep rejected rows whole; one that was rejected before and still stands is not written again."""
        new = []
        for row in rows:
            if self._rejected_before[row["row_digest"]] > 0:
                self._rejected_before[row["row_digest"]] -= 1
            else:
                new.append(row)
        if new:
            self._connection.execute(
                insert(rejected_row).values(source_id=self._source_id, from_gathering_id=self._gathering_id), new
            )

    def finish(self) -> int:
        """Close what was not met: vanished records (their number is returned) and rows no longer rejected."""
        self._close_rejected()
        self._let_go()
        gone = self.unmet()
        self.replace(gone)
        return len(gone)

    def unmet(self) -> list[int]:
        """The records that were there before, and are in this gathering neither met nor to be spared."""
        if self._stored == self._met_count:
            return []
        return [
            version
            for version in self._connection.execute(
                select(record_version.c.id).where(
                    record_version.c.source_id == self._source_id,
                    _current,
                    record_version.c.from_gathering_id != self._gathering_id,
                )
            ).scalars()
            if not self._is_met(version) and version not in self._spared
        ]

    @property
    def _rejected_now(self) -> ColumnElement[bool]:
        return and_(rejected_row.c.source_id == self._source_id, rejected_row.c.to_gathering_id.is_(None))

    def _let_go(self) -> None:
        """Records that another row gave after all do not stand for one that could not be read."""
        for ids in chunks([version for version in self._standing if self._is_met(version)]):
            self._connection.execute(
                update(rejected_row).where(self._rejected_now, rejected_row.c.stands_id.in_(ids)).values(stands_id=None)
            )

    def _close_rejected(self) -> None:
        gone = {digest: count for digest, count in self._rejected_before.items() if count > 0}
        if not gone:
            return
        ids = []
        for version, digest in self._connection.execute(
            select(rejected_row.c.id, rejected_row.c.row_digest).where(
                self._rejected_now, rejected_row.c.from_gathering_id != self._gathering_id
            )
        ):
            if gone.get(digest, 0) > 0:
                gone[digest] -= 1
                ids.append(version)
        for part in chunks(ids):
            self._connection.execute(
                update(rejected_row).where(rejected_row.c.id.in_(part)).values(to_gathering_id=self._gathering_id)
            )


def _among(column: Column[str], parameter: str, connection: Connection) -> ColumnElement[bool]:
    """Whether a column is one of the texts of a parameter; PostgreSQL takes them as one value, not thousands."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(parameter, type_=ARRAY(Text())))
    return column.in_(bindparam(parameter, expanding=True))


def chunks(these: Iterable[T]) -> Iterator[list[T]]:
    """These, as many at a time as one statement takes."""
    every = list(these)
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))
