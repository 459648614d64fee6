"""Two dossiers held against each other: sealed ones by number, others by their dossier.json."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from handover.delivery.sealed import unchanged
from handover.dossier.changes.compare import changes, which
from handover.dossier.changes.model import Changes, Which
from handover.dossier.marking import highest
from handover.dossier.model import Dossier
from handover.errors import BadRequest, HandoverError, StoreError, UnknownDossier
from handover.jobs.office import Office
from handover.jobs.text_file import bytes_of
from handover.publish.comparison import comparison
from handover.publish.json_form import dossier_from_json
from handover.store.tables import dossier, dossier_file
from handover.transitions.rules import reference
from handover.vocabulary import MARKINGS

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two dossiers, and what differs between them."""

    before: Dossier
    after: Dossier
    changes: Changes

    def page(self) -> bytes:
        """As one self-contained HTML page."""
        return comparison(self.before, self.after, self.changes).encode()


def compared(before: Dossier, after: Dossier) -> Comparison:
    """Everything that differs, without a bound."""
    return Comparison(before, after, changes(before, after, most=None))


def sealed_model(office: Office, number: int) -> Dossier:
    """Sealed dossier ``number``, read back. Raises UnknownDossier; StoreError where it is not what was sealed."""
    with office.store.read() as connection:
        row = connection.execute(
            select(dossier_file).where(dossier_file.c.dossier_id == number, dossier_file.c.form == "json")
        ).one_or_none()
    if row is None:
        raise UnknownDossier(
            f"There is no dossier {number}.", what_to_do="See which there are with: handover dossier list"
        )
    path = office.settings.dossiers / row.path
    try:
        return dossier_from_json(unchanged(path, row.sha256))
    except BadRequest as error:
        raise StoreError(error.sentence, where=str(path), what_to_do=error.what_to_do) from error


def model_in(file: Path) -> Dossier:
    """The dossier in somebody's dossier.json. Raises SourceUnreachable, BadRequest."""
    return dossier_from_json(bytes_of(file))


def since_the_last(office: Office, transition_id: int, made: Dossier) -> Dossier:
    """``made`` with what changed since the newest sealed version of the same transition, where there is one.

    A version that cannot be read back any more does not stop a new one: the new one says so.
    """
    with office.store.read() as connection:
        last = _newest(connection, transition_id)
    if last is None:
        return made
    number, before = last
    try:
        sealed = sealed_model(office, number)
        found = changes(sealed, made)
        now, was = (_marking_of_the_rest(one) for one in (made, sealed))
        if found.groups and highest(now, [was], office.settings.editions.markings or MARKINGS) != now:
            note = f"Version {before.version} was marked {was}, higher than this one: what it said is not told here."
            found = Changes(before=before, after=which(made), note=note)
    except HandoverError as error:
        log.error("dossier %s could not be compared: %s", number, error)
        note = f"Version {before.version} could not be read back: {error.sentence}"
        found = Changes(before=before, after=which(made), note=note)
    return made.model_copy(update={"changes": found})


def _marking_of_the_rest(of: Dossier) -> str:
    return of.annex.rest if of.annex else of.marking


def _newest(connection: Connection, transition_id: int) -> tuple[int, Which] | None:
    row = connection.execute(
        select(dossier).where(dossier.c.transition_id == transition_id).order_by(dossier.c.version.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    of = Which(reference=reference(transition_id), version=row.version, title=row.title, compiled_at=row.sealed_at)
    return row.id, of
