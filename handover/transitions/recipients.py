"""Who receives a transition's dossier: added, and taken out again. Nobody is forgotten, who may have it already."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from handover.store.tables import recipient


def add(
    connection: Connection, transition_id: int, wanted: Iterable[tuple[str, str | None]], *, again: bool
) -> list[str]:
    """Add recipients, given as addresses, each with a name where one is known; the addresses that are new.

    Who was taken out stays so, unless they are to be added ``again``.
    """
    theirs = recipient.c.transition_id == transition_id
    rows = connection.execute(select(recipient.c.address, recipient.c.removed_at).where(theirs)).all()
    known = {row.address: row.removed_at for row in rows}
    named = dict(wanted)
    new = [address for address in named if address not in known]
    back = [address for address in named if again and known.get(address) is not None]
    if new:
        connection.execute(
            insert(recipient),
            [{"transition_id": transition_id, "address": address, "name": named[address]} for address in new],
        )
    if back:
        connection.execute(update(recipient).where(theirs, recipient.c.address.in_(back)).values(removed_at=None))
    return [*new, *back]


def remove(connection: Connection, transition_id: int, addresses: Sequence[str], *, now: datetime) -> list[int]:
    """Take recipients out, by their addresses as they are kept; the ids of those who were not out before."""
    theirs = (recipient.c.transition_id == transition_id, recipient.c.address.in_(addresses))
    return list(
        connection.execute(
            update(recipient)
            .where(*theirs, recipient.c.removed_at.is_(None))
            .values(removed_at=now)
            .returning(recipient.c.id)
        ).scalars()
    )


def ever(connection: Connection, transition_ids: Sequence[int]) -> list[str]:
    """The addresses of all who ever were to receive the dossier of one of these transitions, also those taken out."""
    rows = select(recipient.c.address).where(recipient.c.transition_id.in_(transition_ids)).order_by(recipient.c.id)
    return list(dict.fromkeys(connection.execute(rows).scalars()))
