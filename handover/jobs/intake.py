"""The rows of one reading on their way into the store: each becomes a record, or a rejected row with its reasons."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

import orjson

from handover.collecting import collect_young, without_collecting
from handover.initiatives.names import compared
from handover.records import LONGEST_NAME, Record
from handover.sources.mapping import CompiledMapping
from handover.sources.rows import Cells, RawRow, Reading, Reason, as_plain, key_twice
from handover.sources.texts import storable
from handover.store.history import CHUNK, Current, History, NewVersion

Progress = Callable[[int], None]

_SORTED: Final = orjson.OPT_SORT_KEYS


@dataclass(frozen=True, slots=True)
class Counts:
    """What one gathering saw, in rows. ``seen = new + changed + unchanged + rejected``, always."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    rejected: int = 0


class Recognition:
    """By what the rows of one mapping are recognised: a digest of what stands in them, and their key."""

    def __init__(self, mapping: CompiledMapping) -> None:
        self._mapping = mapping
        self._digest = hashlib.blake2b(key=mapping.digest[:32], digest_size=16)

    def digest(self, cells: Cells) -> bytes:
        """A digest of the row and of the mapping: equal where it would become the same record."""
        digest = self._digest.copy()
        digest.update(_flat(cells))
        return digest.digest()

    def key(self, row: RawRow, digest: bytes) -> str:
        """The source's own key; where it declares none, one made of the row itself. Blank where it left it blank."""
        if row.faults:
            return ""
        key = self._mapping.key(row.cells)
        return f"row-{digest.hex()}" if key is None else key


class Intake:
    """Takes the rows of one reading, chunk by chunk, and counts what became of each.

    A row is recognised by a digest of what stands in it and of the mapping, so that one which did not change is
    not mapped again.
    """

    def __init__(
        self,
        history: History,
        mapping: CompiledMapping,
        columns: tuple[str, ...] | None,
        file_id: int,
        started: datetime,
    ) -> None:
        self._history = history
        self._mapping = mapping
        self._columns = columns
        self._file_id = file_id
        self._started = started
        self._recognition = Recognition(mapping)
        self._seen = self._new = self._changed = self._unchanged = self._rejected = 0

    def take_all(self, reading: Reading, progress: Progress | None) -> Counts:
        """Take every row; ``progress`` is called with the number of rows done so far."""
        with without_collecting():
            while chunk := list(islice(reading.rows, CHUNK)):
                self._take(chunk)
                self._seen += len(chunk)
                if progress is not None:
                    progress(self._seen)
                collect_young()
        vanished = self._history.finish()
        return Counts(self._seen, self._new, self._changed, self._unchanged, vanished, self._rejected)

    def _take(self, chunk: list[RawRow]) -> None:
        digests = [self._recognition.digest(row.cells) for row in chunk]
        keys = [self._recognition.key(row, digest) for row, digest in zip(chunk, digests, strict=True)]
        stored = self._history.current([key for key in keys if key and len(key) <= LONGEST_NAME and storable(key)])
        here: dict[str, int] = {}
        made: list[tuple[RawRow, bytes, Record, Current | None]] = []
        rejected: list[dict[str, Any]] = []
        for row, key, digest in zip(chunk, keys, digests, strict=True):
            if row.faults:
                rejected.append(self._rejection(row, digest, row.faults))
                continue
            version = stored.get(key)
            if key in here or (version is not None and self._history.was_met(version)):
                rejected.append(self._rejection(row, digest, (key_twice(key, here.get(key)),)))
                continue
            if version is not None and version.row_digest == digest:
                self._history.meet(version)
                here[key] = row.number
                self._unchanged += 1
                continue
            record = self._mapping.record(row.cells, key)
            if isinstance(record, tuple):
                rejected.append(self._rejection(row, digest, record))
                if version is not None:
                    self._history.spare(version)
            else:
                if version is not None:
                    self._history.meet(version)
                here[key] = row.number
                made.append((row, digest, record, version))
        self._rejected += len(rejected)
        self._history.reject(rejected)
        self._write(made)

    def _write(self, made: list[tuple[RawRow, bytes, Record, Current | None]]) -> None:
        """Write the records that are new or changed; note by which row the others are known from now on."""
        names = self._history.name_ids((record.initiative for _, _, record, _ in made), compared, self._started)
        versions: list[NewVersion] = []
        replaced: list[int] = []
        refreshed: list[tuple[int, bytes]] = []
        for row, digest, record, version in made:
            said = record.__pydantic_serializer__.to_python(record, mode="json", exclude_defaults=True)
            payload = orjson.dumps(said, option=_SORTED)
            sha256 = hashlib.sha256(payload).digest()
            if version is not None:
                if version.sha256 == sha256:
                    refreshed.append((version.id, digest))
                    continue
                replaced.append(version.id)
            name_id = names[record.initiative]
            kind, key = record.record_kind, record.key
            versions.append(NewVersion(kind, key, name_id, payload.decode(), sha256, digest, self._file_id, row.number))
        self._history.replace(replaced)
        self._history.add(versions)
        self._history.refresh(refreshed)
        self._changed += len(replaced)
        self._new += len(versions) - len(replaced)
        self._unchanged += len(refreshed)

    def _rejection(self, row: RawRow, digest: bytes, reasons: tuple[Reason, ...]) -> dict[str, Any]:
        return {
            "row_digest": digest,
            "content": json.dumps(as_plain(row.cells, self._columns), default=str),  # in ASCII: any database takes it
            "reasons": [reason._asdict() for reason in reasons],
            "file_id": self._file_id,
            "row": row.number,
        }


def _flat(cells: Cells) -> bytes:
    if isinstance(cells, list):
        try:
            return "\x1f".join(cells).encode("utf-8", "surrogatepass")
        except TypeError:
            pass
    return repr(cells).encode("utf-8", "surrogatepass")
