"""Reading what one gathering did to records: version beside version, and of each only what rules look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import merge
from itertools import groupby
from typing import Final

import orjson
from sqlalchemy import ColumnElement, Connection, select

from handover.sources.guards.ways import recoding
from handover.sources.registering.no_value import NoValueWords
from handover.store.database import AnyRow
from handover.store.tables import record_version
from handover.transitions.detection.model import Change, Payload

_AT_ONCE: Final = 2_000  # rows that are read from the database in one go
_LONGEST: Final = 500  # characters of a text by which it is recognised
# What rules look at, by the kind of record.
LOOKED_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "programme-status": (
        *("initiative", "period", "stage", "stage_given", "purpose", "owner", "part_of", "functions", "ended_how"),
        *("start_planned", "start_actual", "end_planned", "end_actual", "whole_life_cost", "replaces", "replaced_by"),
    ),
    "contact": (
        *("initiative", "holder", "name", "person_identifier", "role", "organisation", "unit", "emails", "from_on"),
        *("to_on", "shared_mailbox"),
    ),
    "lesson": ("initiative",),
    "follow-on-action": ("initiative",),
}
# What can be written another way everywhere at once; where a person released such a gathering, that says nothing.
_WRITTEN: Final = ("initiative", "owner", "name", "role", "organisation", "unit")
_WORDS: Final = NoValueWords()


def read(connection: Connection, gathering: AnyRow, kinds: Sequence[str]) -> Iterator[Change]:
    """What each record that a gathering opened or closed said before, and says now; both are read in order of keys."""
    both = merge(
        _rows(connection, record_version.c.to_gathering_id == gathering.id, kinds),
        _rows(connection, record_version.c.from_gathering_id == gathering.id, kinds),
        key=_key,
    )
    for key, rows in groupby(both, key=_key):
        versions = {row.from_gathering_id == gathering.id: row for row in rows}
        old, new = versions.get(False), versions.get(True)
        before, after = (None if row is None else told(row.kind, row.payload) for row in (old, new))
        last = versions[max(versions)]
        numbers = None if old is None else old.id, None if new is None else new.id
        yield Change(key, last.kind, before, after, last.id, numbers)


def _key(row: AnyRow) -> str:
    key: str = row.key
    return key


def without_rewriting(change: Change) -> Change:
    """The change without what only says the same in another way."""
    before, after = change.before, change.after
    if before is None or after is None:
        return change
    same = {
        field: after[field]
        for field in _WRITTEN
        if field in before and field in after and recoding(before[field], after[field], _WORDS) is not None
    }
    return replace(change, before={**before, **same})


def _rows(connection: Connection, which: ColumnElement[bool], kinds: Sequence[str]) -> Iterator[AnyRow]:
    # As Python orders texts, whatever the language of the database.
    key = record_version.c.key.collate("C") if connection.dialect.name == "postgresql" else record_version.c.key
    question = select(record_version).where(which, record_version.c.kind.in_(kinds)).order_by(key)
    yield from connection.execute(question, execution_options={"yield_per": _AT_ONCE})


def told(kind: str, payload: str) -> Payload:
    """What rules look at of a record."""
    whole = orjson.loads(payload)
    found = {name: whole[name] for name in LOOKED_AT[kind] if whole.get(name) not in (None, [], "")}
    return {name: value[:_LONGEST] if isinstance(value, str) else value for name, value in found.items()}
