"""What was said of a transition first, and is said instead: all of it is kept, with who changed it and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import Connection, insert, select, update

from handover.errors import BadRequest
from handover.store.tables import transition, transition_change
from handover.transitions.recorded import Transition, hold, identity_of, set_state
from handover.transitions.rules import SAID_OTHERWISE

What = Literal["effective_on", "reason", "evidence", "requested_by", "new_name", "recipient"]

_IN_THE_DETAILS: Final = ("new_name",)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is said otherwise. ``was`` is None for a recipient who was added, ``becomes`` for one who was
    taken out.
    """

    what: What
    was: str | None
    becomes: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was made: when, by whom, and why."""

    what: What
    was: str | None
    becomes: str | None
    at: datetime
    by: str
    because: str


def rewrite(connection: Connection, of: Transition, instead: Mapping[What, str]) -> list[Change]:
    """Say these things of a transition instead, which the caller holds; what of it differs from what was said.

    Raises BadRequest where another transition says just that already.
    """
    before: dict[What, str | None] = {
        "effective_on": of.effective_on,
        "reason": of.reason,
        "evidence": of.evidence,
        "requested_by": of.requested_by,
        "new_name": of.details.get("new_name"),
    }
    changes = [Change(what, before[what], said) for what, said in instead.items() if said != before[what]]
    if not changes:
        return []
    row = connection.execute(select(transition).where(transition.c.id == of.id)).one()
    said: dict[str, str | None] = {change.what: change.becomes for change in changes}
    details = {**row.details, **{name: said.pop(name) for name in _IN_THE_DETAILS if name in said}}
    identity = identity_of(of.kind, row.initiative_id, said.get("effective_on") or of.effective_on, details)
    _refuse_twice(connection, of, identity)
    connection.execute(
        update(transition).where(transition.c.id == of.id).values(**said, details=details, identity=identity)
    )
    return changes


def _refuse_twice(connection: Connection, of: Transition, identity: str) -> None:
    same = (transition.c.identity == identity, transition.c.id != of.id)
    other = connection.execute(select(transition.c.id, transition.c.state).where(*same)).first()
    if other is None:
        return
    taken_back = ", and was withdrawn" if other.state == "withdrawn" else ""
    raise BadRequest(
        f"Transition {other.id} says just that already{taken_back}.",
        what_to_do=f"Withdraw this one, and ask for that one again: handover transitions show {other.id}",
    )


def note(
    connection: Connection, transition_id: int, changes: Sequence[Change], *, by: str, because: str, now: datetime
) -> None:
    """Remember what was changed."""
    if changes:
        beside = {"transition_id": transition_id, "at": now, "by": by, "because": because}
        connection.execute(
            insert(transition_change),
            [{"what": one.what, "was": one.was, "becomes": one.becomes, **beside} for one in changes],
        )


def compile_again(connection: Connection, transition_id: int, *, now: datetime) -> None:
    """Let a transition go back so that its dossier is compiled anew. A run that is compiling begins again."""
    state = hold(connection, transition_id).state
    if state in SAID_OTHERWISE:
        set_state(connection, transition_id, SAID_OTHERWISE[state], now=now)


def history(connection: Connection, transition_id: int) -> list[Changed]:
    """Everything that was changed of a transition, the earliest first."""
    rows = connection.execute(
        select(transition_change)
        .where(transition_change.c.transition_id == transition_id)
        .order_by(transition_change.c.id)
    )
    return [Changed(cast(What, row.what), row.was, row.becomes, row.at, row.by, row.because) for row in rows]
