"""The records that a sealed dossier cites, as they stood when it was sealed, and the rejected rows that concern it.

Records are only ever added to, so that the same dossier finds the same ones in ten years.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from handover.dossier.model import Dossier, Reference
from handover.dossier.part import Part
from handover.dossier.rejections import names_nobody, names_one_of, plain
from handover.initiatives.names import normalised
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import gathered_file, gathering, record_version, rejected_row, row_decision, source

_AT_ONCE: Final = 2_000  # rows
_ended: Final = gathering.alias("ended")


@dataclass(frozen=True, slots=True)
class Row:
    """One record or rejected row that goes into the bag: its number in the store, and where it came from."""

    id: int
    kind: str
    source: str
    file: str
    row: int
    place: str | None
    gathering: int
    file_sha256: str
    decision: int | None


def references_in(part: object) -> Iterator[Reference]:
    """Every citation anywhere in a dossier, whatever parts it has."""
    if isinstance(part, Reference):
        yield part
    elif isinstance(part, Part):
        for name in type(part).model_fields:
            yield from references_in(getattr(part, name))
    elif isinstance(part, tuple | list):
        for one in part:
            yield from references_in(one)


def cited_records(connection: Connection, dossier: Dossier, sealed_at: datetime) -> list[Row]:
    """The versions of records that the dossier cites, in order of their sources and rows."""
    names = {one.label: one.name for one in dossier.sources}
    citations: dict[tuple[str, str, int, str | None], list[Reference]] = {}
    for one in references_in(dossier):
        citations.setdefault((names.get(one.source, ""), one.file, one.row, one.place), []).append(one)
    newest = _newest_files(connection, sealed_at)
    found = []
    query = (
        select(
            record_version.c.id,
            record_version.c.kind,
            record_version.c.key,
            record_version.c.row,
            record_version.c.row_decision_id,
            record_version.c.from_gathering_id,
            source.c.name.label("source"),
            gathered_file.c.name.label("file"),
            gathered_file.c.place,
            gathered_file.c.sha256,
            gathered_file.c.fetched_at,
        )
        .join(source, source.c.id == record_version.c.source_id)
        .join(gathered_file, gathered_file.c.id == record_version.c.file_id)
        .join(gathering, gathering.c.id == record_version.c.from_gathering_id)
        .where(source.c.name.in_(sorted(set(names.values()))), gathering.c.finished_at <= sealed_at)
        .order_by(source.c.name, record_version.c.row, record_version.c.id)
    )
    for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE}):
        wanted = citations.get((row.source, row.file, row.row, row.place), ())
        if any(_is_meant(row, one, newest) for one in wanted):
            found.append(_row(row, row.kind))
    return found


def _row(row: AnyRow, kind: str) -> Row:
    return Row(
        row.id,
        kind,
        row.source,
        row.file,
        row.row,
        row.place,
        row.from_gathering_id,
        row.sha256,
        row.row_decision_id,
    )


def not_found(dossier: Dossier, rows: Iterable[Row]) -> list[Reference]:
    """What the dossier cites and is none of ``rows``: the store had it once, and has it no longer."""
    names = {one.label: one.name for one in dossier.sources}
    there = {(one.source, one.file, one.row, one.place) for one in rows}
    lost = {
        (one.source, one.file, one.row, one.place or ""): one
        for one in references_in(dossier)
        if (names.get(one.source), one.file, one.row, one.place) not in there
    }
    return [lost[key] for key in sorted(lost)]


def _is_meant(row: AnyRow, cited: Reference, newest: set[tuple[str, str]]) -> bool:
    """Whether a version is the one that a citation means: of the file of that day, and of the key, where it has one."""
    if cited.key is not None and cited.key != row.key:
        return False
    is_newest = (row.source, row.sha256) in newest
    return is_newest if cited.read_on is None else not is_newest and row.fetched_at.date().isoformat() == cited.read_on


def _newest_files(connection: Connection, sealed_at: datetime) -> set[tuple[str, str]]:
    """The content that each source had when it was read last before a moment."""
    rows = connection.execute(
        select(source.c.name, gathering.c.id, gathered_file.c.sha256)
        .join(gathering, gathering.c.source_id == source.c.id)
        .outerjoin(gathered_file, gathered_file.c.gathering_id == gathering.c.id)
        .where(gathering.c.state == "done", gathering.c.finished_at <= sealed_at)
        .order_by(gathering.c.id)
    ).all()
    last = {row.name: row.id for row in rows}
    return {(row.name, row.sha256) for row in rows if last[row.name] == row.id and row.sha256}


def rejected_rows(connection: Connection, dossier: Dossier, sealed_at: datetime) -> list[Row]:
    """The rows that were rejected when the dossier was sealed, and name its initiative, or nobody that can be told."""
    facts = dossier.initiative
    wanted = {normalised(one) for one in (facts.name, *facts.other_names, dossier.transition.initiative)}
    registrations = dict(connection.execute(select(source.c.name, source.c.registration)).tuples().all())
    query = _rejected(
        and_(
            source.c.name.in_(sorted(one.name for one in dossier.sources)),
            gathering.c.finished_at <= sealed_at,
            or_(rejected_row.c.to_gathering_id.is_(None), _ended.c.finished_at > sealed_at),
        )
    )
    return [
        _row(row, "rejected-row")
        for row in connection.execute(query, execution_options={"yield_per": _AT_ONCE})
        if names_one_of(wanted, plain(row.content)) or names_nobody(row.reasons, registrations[row.source])
    ]


def _rejected(which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            rejected_row,
            source.c.name.label("source"),
            gathered_file.c.name.label("file"),
            gathered_file.c.place,
            gathered_file.c.sha256,
            gathered_file.c.size,
            gathered_file.c.fetched_at,
            gathering.c.started_at.label("known_from"),
        )
        .join(source, source.c.id == rejected_row.c.source_id)
        .join(gathered_file, gathered_file.c.id == rejected_row.c.file_id)
        .join(gathering, gathering.c.id == rejected_row.c.from_gathering_id)
        .outerjoin(_ended, _ended.c.id == rejected_row.c.to_gathering_id)
        .where(which)
        .order_by(source.c.name, rejected_row.c.row, rejected_row.c.id)
    )


def record_lines(connection: Connection, rows: Iterable[Row], sealed_at: datetime) -> Iterator[bytes]:
    """These records as JSON Lines: each with what its source said, where it stands, and when it was known."""
    for some in chunks([one.id for one in rows]):
        found = {
            row.id: row
            for row in connection.execute(
                select(
                    record_version,
                    source.c.name.label("source"),
                    gathered_file.c.name.label("file"),
                    gathered_file.c.place,
                    gathered_file.c.sha256.label("file_sha256"),
                    gathered_file.c.size,
                    gathered_file.c.fetched_at,
                    gathering.c.started_at.label("known_from"),
                    _ended.c.started_at.label("gone_at"),
                    _ended.c.finished_at.label("gone_by"),
                    row_decision.c.cells.label("corrected_cells"),
                    row_decision.c.by,
                    row_decision.c.at,
                    row_decision.c.because,
                )
                .join(source, source.c.id == record_version.c.source_id)
                .join(gathered_file, gathered_file.c.id == record_version.c.file_id)
                .join(gathering, gathering.c.id == record_version.c.from_gathering_id)
                .outerjoin(_ended, _ended.c.id == record_version.c.to_gathering_id)
                .outerjoin(row_decision, row_decision.c.id == record_version.c.row_decision_id)
                .where(record_version.c.id.in_(some))
            )
        }
        for one in some:
            row = found[one]
            yield _line(
                {
                    **_whereabouts(row, row.file_sha256),
                    "kind": row.kind,
                    "key": row.key,
                    "record": json.loads(row.payload),
                    "record_sha256": row.sha256.hex(),
                    "known_until": row.gone_at if _until(row.gone_by, sealed_at) else None,
                    "corrected": None
                    if row.by is None
                    else {"values": row.corrected_cells, "by": row.by, "at": row.at, "because": row.because},
                }
            )


def rejected_lines(connection: Connection, rows: Iterable[Row], sealed_at: datetime) -> Iterator[bytes]:
    """These rejected rows as JSON Lines: each whole, with every reason, and what was decided about it until then."""
    for some in chunks([one.id for one in rows]):
        found = {row.id: row for row in connection.execute(_rejected(rejected_row.c.id.in_(some)))}
        decided = _decisions(connection, [row.cells_digest for row in found.values() if row.cells_digest], sealed_at)
        for one in some:
            row = found[one]
            yield _line(
                {
                    **_whereabouts(row, row.sha256),
                    "kind": "rejected-row",
                    "cells": json.loads(row.content),
                    "reasons": row.reasons,
                    "decisions": decided.get((row.source_id, row.cells_digest), []),
                }
            )


def _decisions(
    connection: Connection, digests: list[bytes], sealed_at: datetime
) -> dict[tuple[int, bytes], list[Mapping[str, Any]]]:
    found: dict[tuple[int, bytes], list[Mapping[str, Any]]] = {}
    for row in connection.execute(
        select(row_decision)
        .where(row_decision.c.cells_digest.in_(digests), row_decision.c.at <= sealed_at)
        .order_by(row_decision.c.id)
    ):
        found.setdefault((row.source_id, row.cells_digest), []).append(
            {
                "decision": row.decision,
                "values": row.cells,
                "by": row.by,
                "at": row.at,
                "because": row.because,
                "withdrawn_at": _until(row.withdrawn_at, sealed_at),
            }
        )
    return found


def _whereabouts(row: AnyRow, sha256: str) -> dict[str, Any]:
    return {
        "source": row.source,
        "file": row.file,
        "place": row.place,
        "row": row.row,
        "file_sha256": sha256,
        "file_size": row.size,
        "read_at": row.fetched_at,
        "known_from": row.known_from,
        "gathering": row.from_gathering_id,
    }


def _until(at: datetime | None, sealed_at: datetime) -> datetime | None:
    """What came about only after the dossier was sealed is not told in its bag."""
    return at if at is not None and at <= sealed_at else None


def _line(said: Mapping[str, Any]) -> bytes:
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z) + b"\n"
