"""Writing what became of rows into the store: new and changed records, and rejected rows."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handover.initiatives.identifiers import Identified
from handover.initiatives.names import compared
from handover.jobs.gathering.recognition import cells_digest
from handover.jobs.gathering.sifting import Made, Refused
from handover.jobs.rejected_rows.row_decisions import RowDecisions
from handover.sources.rows import as_plain
from handover.sources.texts import as_text
from handover.store.history import History


def write_records(history: History, made: Sequence[Made], file_id: int, now: datetime, identified: Identified) -> None:
    """Write the records that are new or changed; note by which row the others are known from now on, and in
    ``identified`` which identifiers stand beside which names.
    """
    news = [one for one in made if one.version is None or not one.is_known]
    for one in news:
        if "identifier" in one.said:
            identified.note(one.record.initiative, one.said["identifier"])
    names = history.name_ids((one.record.initiative for one in news), compared, now)
    history.replace([one.version.id for one in news if one.version is not None])
    history.add(
        [
            (
                record.record_kind,
                record.key,
                names[record.initiative],
                payload.decode(),
                sha256,
                digest,
                file_id,
                row,
                decision,
            )
            for record, _, payload, sha256, digest, row, _, decision in news
        ]
    )
    history.refresh([(one.version.id, one.digest) for one in made if one.version is not None and one.is_known])


def rejection(
    refused: Refused, making: str, file_id: int, columns: tuple[str, ...] | None, decisions: RowDecisions
) -> dict[str, Any]:
    """A rejected row as the store keeps it, whole."""
    row = refused.row
    digest = cells_digest(row.cells)
    return {
        "row_digest": refused.digest,
        "cells_digest": digest,
        "making": making,
        # In ASCII, which any database takes. What JSON has not is written as records have it.
        "content": json.dumps(as_plain(row.cells, columns), default=as_text),
        "reasons": [reason._asdict() for reason in refused.reasons],
        "file_id": file_id,
        "row": row.number,
        "unread": bool(row.faults),
        "stands_id": None if refused.version is None else refused.version.id,
        "row_decision_id": decisions.ignored.get(digest),
    }
