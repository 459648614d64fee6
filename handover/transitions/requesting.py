"""Recording transitions as they are asked for: the same request twice is one transition, however many come at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from handover.errors import BadRequest
from handover.initiatives.identity import Initiative
from handover.initiatives.merged import with_merged
from handover.store.history import chunks
from handover.store.tables import initiative, transition
from handover.transitions import recipients, recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import State

_DEAD: Final = ("dismissed", "withdrawn")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A transition that somebody asks for. ``recipients`` are addresses, each with a name where one is known.

    ``details`` make it the request that it is; what is ``told`` beside them does not, nor does the ``batch_id`` of the
    list that it came with.
    """

    kind: str
    of: Initiative
    effective_on: str
    reason: str
    recipients: Sequence[tuple[str, str | None]] = ()
    requested_by: str | None = None
    evidence: str | None = None
    details: Mapping[str, str | None] = field(default_factory=dict)
    told: Mapping[str, str | None] = field(default_factory=dict)
    batch_id: int | None = None


def request(connection: Connection, wanted: Wanted, *, now: datetime) -> tuple[Transition, bool]:
    """Record a confirmed transition; the same request again finds the one that stands (then False comes with it).
    One that was withdrawn stands again, as if it were new. Who is not among its recipients yet is added.

    Raises BadRequest for a second, different closure of the same initiative.
    """
    return request_all(connection, [wanted], now=now)[0]


def request_all(connection: Connection, wanted: Sequence[Wanted], *, now: datetime) -> list[tuple[Transition, bool]]:
    """Record many at once, as ``request`` does each; the answers are in the order of what is wanted."""
    ids = sorted({one.of.id for one in wanted})
    for some in chunks(ids):
        # Of two who ask at once, the second waits here, and then finds what the first asked for.
        held = select(initiative.c.id).where(initiative.c.id.in_(some)).order_by(initiative.c.id)
        connection.execute(held.with_for_update(key_share=True))
    # What was asked of an initiative that was merged into this one was asked of this one.
    members: dict[int, list[int]] = {}
    for member, root in with_merged(connection, initiative, ids).items():
        members.setdefault(root, []).append(member)
    identities = [[_identity(one, member) for member in members[one.of.id]] for one in wanted]
    found = _standing(connection, [each for several in identities for each in several])
    numbers: list[int] = []
    created: list[bool] = []
    for one, same in zip(wanted, identities, strict=True):
        known = min((found[each] for each in same if each in found), default=None)
        if known is not None and known[1] != "withdrawn":
            numbers.append(known[0])
            created.append(False)
            continue
        if one.kind == "closure":
            _refuse_second_closure(connection, one, members[one.of.id])
        numbers.append(0 if known is None else known[0])
        created.append(True)
        # Should the list ask for it once more, it is this one.
        found[same[0]] = (numbers[-1], "confirmed")
    every = list(zip(wanted, identities, numbers, created, strict=True))
    added = _insert(connection, {same[0]: one for one, same, known, is_new in every if is_new and not known}, now)
    _stand_again(connection, [(known, one) for one, _, known, is_new in every if is_new and known], now)
    numbers = [number or added[same[0]] for number, same in zip(numbers, identities, strict=True)]
    _add_recipients(connection, zip(numbers, wanted, strict=True), now)
    transitions = recorded.by_numbers(connection, numbers)
    return [(transitions[number], is_new) for number, is_new in zip(numbers, created, strict=True)]


def _identity(wanted: Wanted, initiative_id: int) -> str:
    return recorded.identity_of(wanted.kind, initiative_id, wanted.effective_on, wanted.details)


def _standing(connection: Connection, identities: Sequence[str]) -> dict[str, tuple[int, State]]:
    """The number and state of each transition that has one of these identities; nobody else changes them now."""
    found: dict[str, tuple[int, State]] = {}
    for some in chunks(identities):
        rows = select(transition.c.identity, transition.c.id, transition.c.state)
        rows = rows.where(transition.c.identity.in_(some)).order_by(transition.c.id).with_for_update()
        found |= {row.identity: (row.id, row.state) for row in connection.execute(rows)}
    return found


def _refuse_second_closure(connection: Connection, wanted: Wanted, among: Sequence[int]) -> None:
    other = connection.execute(
        select(transition.c.id, transition.c.effective_on).where(
            transition.c.initiative_id.in_(among),
            transition.c.kind == "closure",
            transition.c.state.not_in(_DEAD),
        )
    ).first()
    if other is not None:
        raise BadRequest(
            f"“{wanted.of.name}” is closed already, on {other.effective_on} (transition {other.id}); "
            f"it cannot be closed again on {wanted.effective_on}.",
            what_to_do=f"If that was a mistake, take it back first: "
            f'handover transitions withdraw {other.id} --reason "…"',
        )


def _insert(connection: Connection, new: Mapping[str, Wanted], now: datetime) -> dict[str, int]:
    """Write transitions, by their identities; gives their numbers."""
    if not new:
        return {}
    added = connection.execute(
        insert(transition).returning(transition.c.id, sort_by_parameter_order=True),
        [
            {
                "initiative_id": one.of.id,
                "kind": one.kind,
                "effective_on": one.effective_on,
                "state": "confirmed",
                "identity": identity,
                "changed_at": now,
                **_said(one, now),
            }
            for identity, one in new.items()
        ],
    )
    return dict(zip(new, added.scalars(), strict=True))


def _stand_again(connection: Connection, these: Sequence[tuple[int, Wanted]], now: datetime) -> None:
    if not these:
        return
    values = {name: bindparam(f"new_{name}", type_=transition.c[name].type) for name in _said(these[0][1], now)}
    connection.execute(
        update(transition).where(transition.c.id == bindparam("number")).values(values),
        [
            {"number": number, **{f"new_{name}": value for name, value in _said(one, now).items()}}
            for number, one in these
        ],
    )
    recorded.set_states(connection, [number for number, _ in these], "confirmed", now=now)


def _said(wanted: Wanted, now: datetime) -> dict[str, Any]:
    """What a transition keeps of how it was asked for."""
    return {
        "reason": wanted.reason,
        "requested_by": wanted.requested_by,
        "requested_at": now,
        "evidence": wanted.evidence,
        "details": dict(wanted.details),
        "told": dict(wanted.told),
        "batch_id": wanted.batch_id,
    }


def _add_recipients(connection: Connection, of: Iterable[tuple[int, Wanted]], now: datetime) -> None:
    named: dict[int, dict[str, str | None]] = {}
    for number, one in of:
        for address, name in one.recipients:
            named.setdefault(number, {}).setdefault(address, name)
    # Somebody more is to have the dossier; what was done or sent already is not done or sent again.
    recorded.go_back(connection, recipients.add_all(connection, named, again=True), now=now)
