"""What people of the office decided about rows of the sources, as far as a dossier has to say it."""

import json
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from handover.dossier.known import KnownCorrection, KnownDecision
from handover.sources.mapping.placement import value_at
from handover.sources.texts import as_text
from handover.store.database import AnyRow
from handover.store.tables import gathered_file, record_version, rejected_row, row_decision, source

# What a query has to select for ``decision_of``.
OF_THE_DECISION: Final = (row_decision.c.by, row_decision.c.at, row_decision.c.because)


def decision_of(row: AnyRow) -> KnownDecision | None:
    """The decision that a row of a query comes with, if there is one."""
    return None if row.by is None else KnownDecision(row.by, row.at, row.because)


def corrections(connection: Connection, theirs: ColumnElement[bool]) -> list[KnownCorrection]:
    """The values that were corrected by hand in rows that give an initiative's records (``records_of``); of people,
    also former ones.
    """
    raw = (
        select(rejected_row.c.source_id, rejected_row.c.cells_digest, func.max(rejected_row.c.id).label("id"))
        .group_by(rejected_row.c.source_id, rejected_row.c.cells_digest)
        .subquery()
    )
    rows = connection.execute(
        select(
            source.c.name.label("source"),
            gathered_file.c.name.label("file"),
            gathered_file.c.place,
            record_version.c.row,
            row_decision.c.cells,
            rejected_row.c.content,
            *OF_THE_DECISION,
        )
        .join(row_decision, row_decision.c.id == record_version.c.row_decision_id)
        .join(source, source.c.id == record_version.c.source_id)
        .join(gathered_file, gathered_file.c.id == record_version.c.file_id)
        .join(
            raw,
            and_(raw.c.source_id == row_decision.c.source_id, raw.c.cells_digest == row_decision.c.cells_digest),
        )
        .join(rejected_row, rejected_row.c.id == raw.c.id)
        .where(
            theirs,
            or_(record_version.c.to_gathering_id.is_(None), record_version.c.kind == "contact"),
        )
        .order_by(source.c.name, record_version.c.row, record_version.c.id)
    )
    return list(dict.fromkeys(one for row in rows for one in _corrections(row)))


def _corrections(row: AnyRow) -> list[KnownCorrection]:
    cells, decision = json.loads(row.content), KnownDecision(row.by, row.at, row.because)
    return [
        KnownCorrection(
            row.source, row.file, row.row, row.place, column, as_text(value_at(cells, column)), value, decision
        )
        for column, value in row.cells.items()
    ]
