"""A dossier compiled again from what is known now, outside of the steps of its transition."""

from dataclasses import dataclass

from sqlalchemy import select

from handover.dossier.changes.model import Changes
from handover.errors import BadRequest, StoreError, UnknownDossier
from handover.jobs.comparing import compared, sealed_model
from handover.jobs.office import Office
from handover.jobs.steps import STEPS, Forbidden, newest_dossier
from handover.store.tables import dossier
from handover.transitions import recorded


@dataclass(frozen=True, slots=True)
class Recompiled:
    """The newest version, whether it was made just now, and what changed since the dossier that was named."""

    number: int
    made: bool
    transition: int
    changes: Changes
    forbidden: str | None


def recompiled(office: Office, number: int) -> Recompiled:
    """Compile the transition of dossier ``number`` again. Nothing is gathered or sent; a new version makes its
    transition due, so that the next run delivers it.

    Raises UnknownDossier; BadRequest where its transition does not count any more; Blocked, RenderError, StoreError.
    """
    with office.store.read() as connection:
        of = connection.execute(select(dossier.c.transition_id).where(dossier.c.id == number)).scalar_one_or_none()
        if of is None:
            raise UnknownDossier(
                f"There is no dossier {number}.", what_to_do="See which there are with: handover dossier list"
            )
        current = recorded.get(connection, of)
        last = newest_dossier(connection, of)
    if current.state == "withdrawn":
        raise BadRequest(
            f"Dossier {number} does not count: transition {of}, which it is about, was withdrawn.",
            what_to_do=f"See why with: handover transitions show {of}",
        )
    forbidden = None
    try:
        STEPS["compile"](office, current, True)
    except Forbidden as error:
        forbidden = error.sentence
    with office.store.write() as connection:
        newest = newest_dossier(connection, of)
        if newest != last:
            # Whoever has the version before is to have this one too.
            recorded.go_back(connection, [of], now=office.now())
    if newest is None:  # another run cannot have taken the dossier away
        raise UnknownDossier(f"There is no dossier {number}.")
    return Recompiled(newest, newest != last, of, _since(office, number, newest), forbidden)


def _since(office: Office, number: int, newest: int) -> Changes:
    """All that changed; where the dossier that was named cannot be read back, what the newest says of it itself."""
    after = sealed_model(office, newest)
    try:
        return compared(sealed_model(office, number), after).changes
    except StoreError:
        if newest == number or after.changes is None:
            raise
        return after.changes
