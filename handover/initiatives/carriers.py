"""Who carries a name that something is to have: another initiative, or the very same under its new name."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, select

from handover import dates
from handover.initiatives import identity
from handover.initiatives.belonging import records_of
from handover.initiatives.identity import Initiative
from handover.initiatives.look_up import claims_on
from handover.initiatives.names import compared
from handover.initiatives.succession.recorded import of_initiatives
from handover.store.tables import gathering, initiative, record_version, transition
from handover.store.tables import name as name_table

# The dates of a record that tell when somebody wrote the name down. Since when a post is held, or when something
# happened, says nothing of what the initiative was called then.
_WRITTEN_ON: Final[Mapping[str, str]] = {"programme-status": "period", "lesson": "recorded_on"}
_TAKEN_BACK: Final = ("withdrawn", "dismissed")


def called_so(connection: Connection, of: Initiative, name: str, *, on: str) -> list[Initiative]:
    """Those other than ``of`` that are called so from a day on, as far as is known: nobody has said that they were
    closed, or called otherwise, by then.
    """
    named = {
        claim.initiative_id
        for claim in claims_on(connection, compared(name))
        if claim.initiative_id != of.id and not (claim.to_on and dates.earliest(claim.to_on) <= dates.latest(on))
    }
    found = identity.by_ids(connection, sorted(named)).values()
    return [one for one in found if not (one.closed_on and dates.earliest(one.closed_on) <= dates.latest(on))]


def had_by_mistake(connection: Connection, one: Initiative, name: str) -> bool:
    """Whether only a rename that was withdrawn has made a name mean an initiative: no record stands under it."""
    key, ids = compared(name), identity.members(connection, one.id)
    if compared(one.name) == key or any(claim.is_dated for claim in claims_on(connection, key)):
        return False
    withdrawn = select(transition.c.details).where(
        transition.c.initiative_id.in_(ids), transition.c.kind == "rename", transition.c.state == "withdrawn"
    )
    if not any(compared(given["new_name"]) == key for given in connection.execute(withdrawn).scalars()):
        return False
    under_it = select(record_version.c.id).join(name_table, name_table.c.id == record_version.c.name_id)
    return connection.execute(under_it.where(name_table.c.normalised == key).limit(1)).first() is None


def is_another(connection: Connection, one: Initiative, *, on: str) -> bool:
    """Whether what carries a name from a day on is an initiative of its own.

    Something that only records name so, and only since that day, is what was called otherwise before.
    """
    return stands_for_itself(connection, one) or _written_before(connection, one, on)


def known_since(connection: Connection, one: Initiative, *, by: str) -> str:
    """The first day on which one that carries its name on the day ``by`` is known to have been called so."""
    days = [day.isoformat() for day in _written(connection, one)]
    return one.began_on or min([*days, by])


def stands_for_itself(connection: Connection, one: Initiative) -> bool:
    """Whether anybody has said or done anything that makes it an initiative of its own, beside naming it in records."""
    if one.began_on or one.closed_on or of_initiatives(connection, [one.id]):
        return True
    ids = identity.members(connection, one.id)
    said = (
        select(initiative.c.id).where(initiative.c.id == one.id, initiative.c.origin != "records"),
        select(transition.c.id).where(transition.c.initiative_id.in_(ids), transition.c.state.not_in(_TAKEN_BACK)),
    )
    return any(connection.execute(query.limit(1)).first() is not None for query in said)


def _written_before(connection: Connection, one: Initiative, on: str) -> bool:
    return any(day < dates.earliest(on) for day in _written(connection, one))


def _written(connection: Connection, one: Initiative) -> Iterator[date]:
    """The last days on which its records can have been written; and when the first of them was gathered."""
    theirs = records_of(connection, one.id)
    first = select(func.min(gathering.c.started_at)).select_from(
        record_version.join(gathering, gathering.c.id == record_version.c.from_gathering_id)
    )
    gathered = connection.execute(first.where(theirs)).scalar()
    if gathered is not None:
        yield gathered.date()
    rows = connection.execute(
        select(record_version.c.kind, record_version.c.payload).where(theirs, record_version.c.kind.in_(_WRITTEN_ON))
    )
    for row in rows:
        if written := json.loads(row.payload).get(_WRITTEN_ON[row.kind]):
            yield dates.latest(written)
