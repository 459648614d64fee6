"""Which questions about names that are known need not be asked, since somebody has answered them in some way."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from handover.initiatives.matching.proposing import Proposal
from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.succession.recorded import of_initiatives
from handover.store.database import AnyRow
from handover.store.history import CHUNK
from handover.store.tables import initiative, name_match, name_move
from handover.store.tables import name as name_table


def still_to_ask(connection: Connection, questions: Sequence[tuple[Proposal, int]]) -> list[Proposal]:
    """Those of these questions that are open, each given with what its name means now.

    Asked once is asked for ever; a succession says how the two are tied; a name that was taken out of an initiative is
    not its own.
    """
    if not questions:
        return []
    answered = _asked_before(connection, {one.new.key for one, _ in questions})
    tied = _tied(connection, {own for _, own in questions})
    return [
        one
        for one, own in questions
        if one.initiative_id is None
        or (one.initiative_id not in answered.get(one.new.key, ()) and (own, one.initiative_id) not in tied)
    ]


def _asked_before(connection: Connection, keys: Iterable[str]) -> dict[str, set[int]]:
    """About which initiatives, as they are now, these names were asked, or out of which they were taken."""
    wanted = sorted(keys)
    rows: list[AnyRow] = []
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        matched = select(name_table.c.normalised, name_match.c.initiative_id).join(
            name_match, name_match.c.name_id == name_table.c.id
        )
        moved = select(name_move.c.normalised, name_move.c.from_id)
        rows += connection.execute(matched.where(name_table.c.normalised.in_(some))).all()
        rows += connection.execute(moved.where(name_move.c.normalised.in_(some))).all()
    now = now_of(connection, initiative, {about for _, about in rows})
    found: dict[str, set[int]] = defaultdict(set)
    for key, about in rows:
        found[key].add(now[about])
    return found


def _tied(connection: Connection, own: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of these initiatives and those that a succession ties them to."""
    wanted = with_merged(connection, initiative, own)
    found = set()
    for one in of_initiatives(connection, wanted):
        ids = [party.initiative_id for party in one.said.parties]
        found |= {(first, second) for first in ids for second in ids if first != second}
    return found
