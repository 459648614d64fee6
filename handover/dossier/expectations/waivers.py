"""Read from the store what somebody accepts that the dossier of a transition lacks."""

from sqlalchemy import Connection, select

from handover.dossier.known import KnownDecision, KnownWaiver
from handover.store.tables import waiver


def select_waivers(connection: Connection, transition_id: int) -> list[KnownWaiver]:
    """Those that were not taken back, the earliest first."""
    rows = connection.execute(
        select(waiver)
        .where(waiver.c.transition_id == transition_id, waiver.c.withdrawn_at.is_(None))
        .order_by(waiver.c.id)
    )
    return [KnownWaiver(row.code, row.said_then, KnownDecision(row.by, row.at, row.because)) for row in rows]
