"""The records of one initiative as a dossier knows them: of each kind, with where they stand and since when."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, select

from handover.dossier.file_versions import OF_THE_FILE, FileVersions
from handover.dossier.known import KnownRecord
from handover.records import KINDS, Record, RecordKind
from handover.store.database import AnyRow
from handover.store.tables import record_version, source
from handover.store.versions import VERSIONS

R = TypeVar("R", bound=Record)

_versions = VERSIONS.add_columns(record_version.c.row_decision_id, *OF_THE_FILE)


def records(
    connection: Connection, theirs: ColumnElement[bool], versions: FileVersions
) -> Callable[[RecordKind, type[R]], list[KnownRecord[R]]]:
    """Its records, of which ``theirs`` is the condition, in order of sources and rows: a function that gives those of a
    kind. Of contacts every version, of everything else what stands.
    """
    keyless = {
        row.name
        for row in connection.execute(select(source.c.name, source.c.registration))
        if not row.registration.get("key")
    }
    rows: dict[str, list[AnyRow]] = {kind: [] for kind in KINDS}
    for row in connection.execute(
        _versions.where(theirs).order_by(source.c.name, record_version.c.row, record_version.c.id)
    ):
        # Of people it matters who came before; of everything else, what stands.
        if row.gone_at is None or row.kind == "contact":
            rows[row.kind].append(row)

    def of_kind(kind: RecordKind, model: type[R]) -> list[KnownRecord[R]]:
        return [
            KnownRecord(
                record=model.model_validate_json(row.payload),
                source=row.source,
                file=row.file,
                row=row.row,
                place=row.place,
                known_from=row.known_from,
                gone_at=row.gone_at,
                keyed=row.source not in keyless,
                read_on=versions.read_on(row),
                corrected=row.row_decision_id is not None,
            )
            for row in rows[kind]
        ]

    return of_kind
