"""A sealed dossier as it is sent: its model and its PDF, read back and compared with what was recorded."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from handover.dossier.model import Dossier
from handover.errors import HandoverError, StoreError, UnknownDossier
from handover.publish.json_form import dossier_from_json
from handover.store import tables

_WHAT_TO_DO: Final = "Put the file back from a back-up, or compile the dossier again; nothing was sent."


@dataclass(frozen=True, slots=True)
class SealedDossier:
    """One sealed version: ``number`` is what the command line calls it by, ``sha256`` is that of the PDF."""

    number: int
    dossier: Dossier
    pdf: bytes
    sha256: str
    pages: int
    sealed_at: datetime


def read_sealed(connection: Connection, dossier_id: int, *, folder: Path) -> SealedDossier:
    """The sealed dossier ``dossier_id``, whose files lie under ``folder``.

    Raises UnknownDossier; StoreError where a file is missing or is not what was sealed.
    """
    row = connection.execute(select(tables.dossier).where(tables.dossier.c.id == dossier_id)).one_or_none()
    if row is None:
        raise UnknownDossier(f"There is no dossier {dossier_id}.", what_to_do="See them with: handover dossier list")
    files = {
        file.form: file
        for file in connection.execute(
            select(tables.dossier_file).where(tables.dossier_file.c.dossier_id == dossier_id)
        )
    }
    content = {}
    for form in ("pdf", "json"):
        if form not in files:
            raise StoreError(f"Dossier {dossier_id} has no {form.upper()} file.", what_to_do=_WHAT_TO_DO)
        content[form] = unchanged(folder / files[form].path, files[form].sha256)
    return SealedDossier(
        number=dossier_id,
        dossier=_model(content["json"], folder / files["json"].path),
        pdf=content["pdf"],
        sha256=files["pdf"].sha256,
        pages=row.pages,
        sealed_at=row.sealed_at,
    )


def unchanged(path: Path, sha256: str) -> bytes:
    """What the sealed file holds. Raises StoreError where it is missing or is not what was sealed."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StoreError(
            f"The sealed file {path.name} cannot be read: {error.strerror}.", where=str(path), what_to_do=_WHAT_TO_DO
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StoreError(
            f"The sealed file {path.name} was changed after it was sealed.", where=str(path), what_to_do=_WHAT_TO_DO
        )
    return content


def _model(content: bytes, path: Path) -> Dossier:
    try:
        return dossier_from_json(content)
    except HandoverError as error:
        raise StoreError(error.sentence, where=str(path), what_to_do=_WHAT_TO_DO) from error
