"""Bytes through everything that a gathering does with them but write: fetched, read, mapped, recognised, refused.

What must hold whatever the bytes are: each row is a record, or has its reasons; only a SourceError says no; what is
to be stored can be stored in any database. An AssertionError or any other exception is a fault of the program.
"""

import atexit
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from handover.errors import HandoverError, SourceError
from handover.jobs.gathering.recognition import Recognition
from handover.jobs.gathering.sifting import Refused, payload_of
from handover.jobs.gathering.writing import rejection
from handover.jobs.rejected_rows.row_decisions import RowDecisions
from handover.settings import Limits
from handover.sources.mapping.mapping import CompiledMapping, compile_mappings
from handover.sources.places.archives import unpacked
from handover.sources.reading import read
from handover.sources.registering.registration import Registration
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched, Reading, Reason
from handover.sources.texts import shown, storable

NOW: Final = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
LIMITS: Final = Limits(largest_source=50_000_000)

# Between them every way of understanding a cell: ``a`` is a key and a name, ``b`` any text, ``c`` a date.
LESSONS: Final[Mapping[str, Any]] = {
    "name": "lessons",
    "title": "Lessons",
    "records": "lesson",
    "key": "a",
    "map": {
        "initiative": {"constant": "Harbour Bridge"},
        "title": "a",
        "what_happened": {"join": ["a", "b"]},
        "recorded_on": {"column": "c", "date": ["%d/%m/%Y", "%d %b %Y"]},
        "tags": {"column": "b", "split": [";", ", "]},
        "recommendation": {"column": "b", "html": True},
        "outcome": "b",
        "effect": {"expression": 'row["a"]|upper ~ (row["b"]|match("[0-9]+"))'},
    },
    "also": {
        "owner": {
            "records": "contact",
            "key": "b",
            "map": {"initiative": {"constant": "Harbour Bridge"}, "name": "b", "emails": "a"},
        }
    },
}
STATUSES: Final[Mapping[str, Any]] = {
    "name": "statuses",
    "title": "Statuses",
    "records": "programme-status",
    "map": {
        "initiative": "a",
        "period": {"constant": "2024-03"},
        "rating": "b",
        "stage": "b",
        "start_planned": "c",
        "budget": {"column": "b", "money": {"currency": "GBP", "unit": 1000}},
    },
    "blank": ["x", "Exempt*"],
    "contract": {"new_values": "discard_value"},
}


@cache
def folder() -> Path:
    """The folder of this process, which is gone when it ends."""
    made = tempfile.mkdtemp(prefix="handover-fuzz-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def as_file(content: bytes, name: str) -> Fetched:
    """A fetched file with these bytes in it, which sentences call ``name``."""
    path = folder() / "content"
    path.write_bytes(content)
    return Fetched(path, name, hashlib.sha256(content).hexdigest(), len(content), NOW, dated=NOW)


def a_request(registration: Registration) -> Request:
    """A request that nothing answers: for what was fetched already."""

    def no_secret(reference: str) -> str:
        raise AssertionError(f"nothing here signs in, and {reference} was asked for")

    return Request(registration, folder(), folder() / "spool", LIMITS, lambda: NOW, no_secret)


def check_refusal(error: HandoverError) -> None:
    """What is said to a person can be said: it ends, is short, and can be stored."""
    for text in (error.sentence, error.what_to_do or "Do.", f"{error.where or ''}."):
        assert text.endswith((".", "?", "…", '"', "]")), shown(text)
        assert storable(text), shown(text)
        assert len(text) < 2_000, shown(text)


@dataclass(slots=True)
class Counted:
    """What became of the rows that were seen."""

    seen: int = 0
    records: int = 0
    rejected: int = 0

    def row(self, outcome: object) -> None:
        self.seen += 1
        self.rejected += isinstance(outcome, tuple)
        self.records += not isinstance(outcome, tuple)


def gathered(file: Fetched, registration: Registration) -> Counted | None:
    """What becomes of the rows of a file; None where it is refused as a whole, as it may be half-way through."""
    counted = Counted()
    try:
        with closing(read(file, registration, limits=LIMITS)) as reading:
            _check_storable([*(reading.columns or ()), *(reading.names or ()), reading.place or ""])
            mappings = compile_mappings(registration, reading)
            for outcome in _outcomes(reading, mappings):
                counted.row(outcome)
            _check_storable(reading.facts.values())
    except SourceError as error:
        check_refusal(error)
        return None
    return counted


def gathered_archive(file: Fetched, registration: Registration) -> None:
    """As ``gathered``, of what is in an archive."""
    request = a_request(registration)
    try:
        for one in unpacked(Content((file,)), request).files:
            gathered(one, registration)
    except SourceError as error:
        check_refusal(error)
    finally:
        shutil.rmtree(request.spool, ignore_errors=True)


def _outcomes(reading: Reading, mappings: Sequence[CompiledMapping]) -> Iterator[object]:
    first, *others = ((mapping, Recognition(mapping)) for mapping in mappings)
    before = 0
    for row in reading.rows:
        assert row.number > before or not isinstance(row.cells, list), "rows are counted upwards"
        before = row.number
        ways = [first, *(one for one in others if not row.faults and not one[0].says_nothing(row.cells))]
        for mapping, recognition in ways:
            digest = recognition.digest(row)
            key = recognition.key(row, digest)
            outcome = row.faults or mapping.record(row.cells, key)
            if isinstance(outcome, tuple):
                _check_rejected(Refused(row, digest, outcome), reading, mapping)
            else:
                said, payload, _ = payload_of(outcome)
                assert orjson.loads(payload) == said
                _check_storable([payload.decode(), key])
            yield outcome


def _check_rejected(refused: Refused, reading: Reading, mapping: CompiledMapping) -> None:
    assert refused.reasons, "a row that is no record has a reason"
    kept = rejection(refused, mapping.name, 1, reading.columns, RowDecisions())
    json.loads(kept["content"])
    for code, column, sentence in map(Reason._make, refused.reasons):
        assert code
        assert sentence.endswith((".", "?")), sentence
        _check_storable([column or "", sentence])


def _check_storable(texts: Iterable[str]) -> None:
    for text in texts:
        assert storable(text), shown(text)
