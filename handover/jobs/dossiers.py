"""Sealed dossiers: the list, a file of one after it was checked, and acceptance."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from handover.delivery import acceptance
from handover.delivery.deliver import standing, try_again
from handover.delivery.sealed import unchanged
from handover.errors import BadRequest, UnknownDossier
from handover.jobs.hand_over import settle_acceptance
from handover.jobs.office import Office
from handover.jobs.steps import newest_dossier
from handover.store.tables import dossier, dossier_file, receipt, recipient
from handover.transitions import recorded
from handover.transitions.rules import reference


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One sealed dossier, and how many of its recipients have accepted it."""

    id: int
    transition: int
    reference: str
    title: str
    version: int
    sealed_at: datetime
    pages: int
    gaps: int
    recipients: int
    accepted: int


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a recipient of a dossier said when they accepted it."""

    dossier: int
    address: str
    at: datetime
    read_back: str


def dossiers(office: Office) -> list[DossierLine]:
    """All sealed dossiers, the newest first."""
    invited = (
        select(func.count())
        .where(recipient.c.transition_id == dossier.c.transition_id, recipient.c.removed_at.is_(None))
        .correlate(dossier)
        .scalar_subquery()
    )
    accepted = (
        select(func.count())
        .select_from(receipt.join(recipient, recipient.c.id == receipt.c.recipient_id))
        .where(receipt.c.dossier_id == dossier.c.id, receipt.c.kind == "accepted", recipient.c.removed_at.is_(None))
        .correlate(dossier)
        .scalar_subquery()
    )
    query = select(dossier, invited.label("invited"), accepted.label("accepted")).order_by(dossier.c.id.desc())
    with office.store.read() as connection:
        return [
            DossierLine(
                row.id,
                row.transition_id,
                reference(row.transition_id),
                row.title,
                row.version,
                row.sealed_at,
                row.pages,
                row.gaps,
                row.invited,
                row.accepted,
            )
            for row in connection.execute(query)
        ]


def checked_file(office: Office, number: int, form: str) -> Path:
    """Where the sealed file lies, after it was compared with its fingerprint.

    Raises UnknownDossier; StoreError where the file is missing or was changed since it was sealed.
    """
    with office.store.read() as connection:
        row = connection.execute(
            select(dossier_file).where(dossier_file.c.dossier_id == number, dossier_file.c.form == form)
        ).one_or_none()
    if row is None:
        raise UnknownDossier(
            f"There is no dossier {number}.", what_to_do="See which there are with: handover dossier list"
        )
    path: Path = office.settings.dossiers / row.path
    unchanged(path, row.sha256)
    return path


def accept_dossier(office: Office, number: int, address: str, read_back: str) -> acceptance.Acceptance:
    """Record that a recipient accepts a dossier; with the last of them, its transition is accepted.

    Raises UnknownDossier, BadRequest.
    """
    now = office.now()
    with office.store.write() as connection:
        of = _transition_of(connection, number)
        if recorded.get(connection, of).state == "withdrawn":
            raise BadRequest(
                f"Dossier {number} does not count: transition {of}, which it is about, was withdrawn.",
                what_to_do=f"See why with: handover transitions show {of}",
            )
        # The office records it here, on the recipient's word; a recipient's own page will come to say it itself.
        accepted = acceptance.accept(connection, number, address, read_back, now=now, by_office=True)
        settle_acceptance(connection, of, now=now)
    return accepted


def _transition_of(connection: Connection, number: int) -> int:
    """The transition of a dossier, which nobody else changes until this transaction ends. Raises UnknownDossier."""
    of = connection.execute(select(dossier.c.transition_id).where(dossier.c.id == number)).scalar_one_or_none()
    if of is None:
        raise UnknownDossier(
            f"There is no dossier {number}.", what_to_do="See which there are with: handover dossier list"
        )
    return recorded.hold(connection, of).id


def send_failed_again(office: Office, transition_id: int) -> int:
    """Make what was refused or has failed of a transition's newest dossier due again; returns how many messages.

    Raises UnknownTransition.
    """
    with office.store.write() as connection:
        recorded.hold(connection, transition_id)
        newest = newest_dossier(connection, transition_id)
        if newest is None or not any(one.state in ("refused", "failed") for one in standing(connection, newest)):
            return 0
        count = try_again(connection, newest, now=office.now())
        recorded.go_back(connection, [transition_id], now=office.now())
    return count


def read_backs(connection: Connection, transition: int) -> list[ReadBack]:
    """Who has accepted which version of a transition's dossier, with what they said, the earliest first."""
    rows = connection.execute(
        select(receipt.c.dossier_id, recipient.c.address, receipt.c.at, receipt.c.read_back)
        .join(recipient, recipient.c.id == receipt.c.recipient_id)
        .where(recipient.c.transition_id == transition, receipt.c.kind == "accepted")
        .order_by(receipt.c.id)
    )
    return [ReadBack(row.dossier_id, row.address, row.at, row.read_back or "") for row in rows]
