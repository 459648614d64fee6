"""Which version of its file a row is cited from: the one that its source has now, or an earlier one.

A row that did not change is kept as it was first read, so that it costs nothing to gather it again. Its number is
true of the file of that day only, and so a citation says which day that was.
"""

from typing import Final

from sqlalchemy import Connection, func, select

from handover.dossier.model import SourceFile
from handover.store.database import AnyRow
from handover.store.tables import gathered_file, gathering, source

# What a query has to select for ``FileVersions.read_on``, beside the names of the source and of the file.
OF_THE_FILE: Final = (
    gathered_file.c.sha256.label("file_sha256"),
    gathered_file.c.size.label("file_size"),
    gathered_file.c.fetched_at,
)


class FileVersions:
    """The content that each source had when it was read last, and the earlier content that rows are cited from."""

    def __init__(self, connection: Connection) -> None:
        newest = select(func.max(gathering.c.id)).where(gathering.c.state == "done").group_by(gathering.c.source_id)
        rows = connection.execute(
            select(source.c.name, gathered_file.c.sha256)
            .join(gathering, gathering.c.source_id == source.c.id)
            .join(gathered_file, gathered_file.c.gathering_id == gathering.c.id)
            .where(gathering.c.id.in_(newest))
        )
        self._newest = {(row.name, row.sha256) for row in rows}
        self._earlier: dict[tuple[str, str], SourceFile] = {}

    def read_on(self, row: AnyRow) -> str | None:
        """The day on which the row's file was read, where its source has had other content since."""
        if (row.source, row.file_sha256) in self._newest:
            return None
        self._earlier.setdefault(
            (row.source, row.file_sha256),
            SourceFile(name=row.file, sha256=row.file_sha256, size=row.file_size, fetched_at=row.fetched_at),
        )
        day: str = row.fetched_at.date().isoformat()
        return day

    def earlier(self, name: str) -> list[SourceFile]:
        """The earlier files of a source that were asked about, the newest first."""
        found = [file for (of, _), file in self._earlier.items() if of == name]
        return sorted(found, key=lambda file: file.fetched_at, reverse=True)
