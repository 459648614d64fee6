"""Who receives a transition's dossier: added, and taken out again. Nobody is forgotten, who may have it already."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import recipient


def add(
    connection: Connection, transition_id: int, wanted: Iterable[tuple[str, str | None]], *, again: bool
) -> list[str]:
    """Add recipients, given as addresses, each with a name where one is known; the addresses that are new.

    Who was taken out stays so, unless they are to be added ``again``.
    """
    return add_all(connection, {transition_id: dict(wanted)}, again=again).get(transition_id, [])


def add_all(
    connection: Connection, wanted: Mapping[int, Mapping[str, str | None]], *, again: bool
) -> dict[int, list[str]]:
    """The same for many transitions, by their numbers; those that have somebody more, with the addresses."""
    known: dict[tuple[int, str], AnyRow] = {}
    for some in chunks(wanted):
        rows = connection.execute(select(recipient).where(recipient.c.transition_id.in_(some)))
        known |= {(row.transition_id, row.address): row for row in rows}
    every = [(number, address, name) for number, named in wanted.items() for address, name in named.items()]
    new = [one for one in every if one[:2] not in known]
    back = [one for one in every if again and one[:2] in known and known[one[:2]].removed_at is not None]
    if new:
        connection.execute(
            insert(recipient), [{"transition_id": of, "address": address, "name": name} for of, address, name in new]
        )
    for some in chunks(known[one[:2]].id for one in back):
        connection.execute(update(recipient).where(recipient.c.id.in_(some)).values(removed_at=None))
    added: dict[int, list[str]] = {}
    for number, address, _ in (*new, *back):
        added.setdefault(number, []).append(address)
    return added


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
