"""What each row comes to, against what is stored: it is unchanged, becomes a record, or is refused. Writes nothing."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import orjson

from handover.jobs.gathering.recognition import Recognition
from handover.records import LONGEST_NAME, Record
from handover.sources.mapping.mapping import CompiledMapping
from handover.sources.rows import RawRow, Reason, key_twice
from handover.sources.texts import storable
from handover.store.history import Current, History

_SORTED: Final = orjson.OPT_SORT_KEYS


class Made(NamedTuple):
    """A record that a row has become, beside the ``version`` of it that is stored, where one is.

    ``said`` is what the record says, ``payload`` that as canonical JSON. ``decision`` is the correction by hand without
    which it would not say so.
    """

    record: Record
    said: dict[str, Any]
    payload: bytes
    sha256: bytes
    digest: bytes
    row: int
    version: Current | None
    decision: int | None

    @property
    def is_known(self) -> bool:
        """Whether the version that is stored says the same, on the same ground."""
        version = self.version
        return version is not None and version.sha256 == self.sha256 and version.row_decision_id == self.decision


class Refused(NamedTuple):
    """A row, as the source has it, that becomes no record, with every reason.

    ``version`` is what it gave before, which stands meanwhile.
    """

    row: RawRow
    digest: bytes
    reasons: tuple[Reason, ...]
    version: Current | None = None


# What a row comes to; None where it is known to be what it was.
Outcome = Made | Refused | None


def sift(
    rows: Sequence[RawRow],
    mapping: CompiledMapping,
    recognition: Recognition,
    history: History,
    here: dict[str, int] | None = None,
) -> list[Outcome]:
    """What each of these rows, at most a chunk, comes to; notes in ``history`` which stored records were met.

    ``here`` has the keys that were met already, each with its row, and the new ones are put into it; it is needed
    across chunks where nothing is written in between.
    """
    here = {} if here is None else here
    digests = [recognition.digest(row) for row in rows]
    keys = [recognition.key(row, digest) for row, digest in zip(rows, digests, strict=True)]
    stored = _stored(keys, history)
    standing = spare_unread(rows, recognition, history)
    outcomes: list[Outcome] = []
    for row, key, digest in zip(rows, keys, digests, strict=True):
        if row.faults:
            outcomes.append(_refused(row, digest, row.faults, standing.get(len(outcomes))))
            continue
        version = stored.get(key)
        if key in here or (version is not None and history.was_met(version)):
            outcomes.append(_refused(row, digest, (key_twice(key, here.get(key)),)))
            continue
        if version is not None and version.row_digest == digest:
            history.meet(version)
            here[key] = row.number
            outcomes.append(None)
            continue
        record = mapping.record(row.cells, key)
        if isinstance(record, tuple):
            if version is not None:
                history.spare(version)
            outcomes.append(_refused(row, digest, record, version))
            continue
        if version is not None:
            history.meet(version)
        here[key] = row.number
        decision = None if row.correction is None else _needed(row, record, mapping)
        outcomes.append(Made(record, *payload_of(record), digest, row.number, version, decision))
    return outcomes


def spare_unread(rows: Sequence[RawRow], recognition: Recognition, history: History) -> dict[int, Current]:
    """Let the records stand that rows may have given which cannot be read: that unsays nothing.

    Gives, by the place of a row among ``rows``, its record, where only one may be meant.
    """
    keys = {at: recognition.keys_of_unread(row) for at, row in enumerate(rows) if row.faults}
    if not keys:
        return {}
    stored = _stored(set().union(*keys.values()), history)
    for version in stored.values():
        history.spare(version)
    found = {at: [stored[key] for key in of_row if key in stored] for at, of_row in keys.items()}
    return {at: versions[0] for at, versions in found.items() if len(versions) == 1}


def _stored(keys: Iterable[str], history: History) -> dict[str, Current]:
    return history.current([key for key in keys if key and len(key) <= LONGEST_NAME and storable(key)])


def _refused(row: RawRow, digest: bytes, reasons: tuple[Reason, ...], version: Current | None = None) -> Refused:
    return Refused(row if row.correction is None else row.correction.raw, digest, reasons, version)


def payload_of(record: Record) -> tuple[dict[str, Any], bytes, bytes]:
    """What a record says, that as canonical JSON, and its SHA-256, by which it is told whether it changed."""
    said = record.__pydantic_serializer__.to_python(record, mode="json", exclude_defaults=True)
    payload = orjson.dumps(said, option=_SORTED)
    return said, payload, hashlib.sha256(payload).digest()


def _needed(row: RawRow, record: Record, mapping: CompiledMapping) -> int | None:
    """The correction in a row, where the record would be none, or say something else, without it."""
    if (correction := row.correction) is None:
        return None
    raw = correction.raw
    same_key = not raw.faults and mapping.key(raw.cells) == mapping.key(row.cells)
    if same_key and mapping.record(raw.cells, record.key) == record:
        return None
    return correction.decision
