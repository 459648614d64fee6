"""Copies of what held gatherings fetched, in the workspace's folder ``held``: each under its SHA-256, once."""

import contextlib
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from handover.durable import NO_ROOM, write_durably
from handover.errors import BadRequest, DiskFull, SourceError, SourceUnreachable
from handover.sources.contents import PIECE, refusals
from handover.sources.request import Content
from handover.sources.rows import Fetched
from handover.store.tables import gathered_file, gathering

# The states of gatherings whose copies are kept: a person may still want to see what was superseded.
KEPT: Final = ("held", "superseded")
_A_COPY: Final = re.compile(r"[0-9a-f]{64}")


def keep(folder: Path, content: Content) -> None:
    """Copy the files of ``content`` into ``folder``, but for those that are there already.

    Raises SourceError where that is impossible, or DiskFull; a file that is half copied is not there.
    """
    for file in content.files:
        copy = folder / file.sha256
        try:
            if not copy.exists() or copy.stat().st_size != file.size:
                write_durably(copy, _same(file), under=folder)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise DiskFull(
                    f"The disk is full; {file.name} looks wrong and could not be kept. Nothing of it was taken.",
                    where=str(folder),
                    what_to_do="Make room, then gather it again.",
                ) from error
            said = (error.strerror or str(error)).lower()
            raise SourceError(
                f"{file.name} looks wrong, and it could not be kept in {folder}: {said}. Nothing of it was taken.",
                where=str(folder),
                what_to_do="Let the folder be written to, then gather it again.",
            ) from error


def _same(file: Fetched) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with refusals(file.name), file.path.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != file.sha256:
        raise SourceUnreachable(
            f"{file.name} was changed while it was being read.",
            where=file.name,
            what_to_do="Gather it again when nobody is saving it.",
        )


def kept_files(connection: Connection, folder: Path, gathering_id: int) -> tuple[Fetched, ...]:
    """The files of a held gathering as they were fetched, read from their copies.

    Raises BadRequest where a copy is gone or is not what was fetched.
    """
    rows = connection.execute(
        select(gathered_file).where(gathered_file.c.gathering_id == gathering_id).order_by(gathered_file.c.id)
    )
    return tuple(
        Fetched(_whole(folder / row.kept, row.name), row.name, row.sha256, row.size, row.fetched_at, dated=row.dated)
        for row in rows
        if row.kept
    )


def _whole(copy: Path, name: str) -> Path:
    try:
        with copy.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        found = None
    if found != copy.name:
        raise BadRequest(
            f"The copy of {name} that was kept is {'gone' if found is None else 'damaged'}.",
            where=str(copy),
            what_to_do="Put it back from a back-up; or discard the gathering, and gather the source again.",
        )
    return copy


def sweep(connection: Connection, folder: Path) -> None:
    """Remove the copies that no gathering needs any more; also those that a run left that was killed."""
    needed = set(
        connection.execute(
            select(gathered_file.c.kept)
            .join(gathering, gathering.c.id == gathered_file.c.gathering_id)
            .where(gathering.c.state.in_(KEPT), gathered_file.c.kept.is_not(None))
        ).scalars()
    )
    with contextlib.suppress(OSError):
        for copy in folder.iterdir():
            if _A_COPY.fullmatch(copy.name) and copy.name not in needed:
                copy.unlink()
