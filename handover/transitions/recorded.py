"""Transitions as the store remembers them: recorded once, each step with what it did."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, insert, select, update

from handover.errors import BadRequest, UnknownTransition
from handover.initiatives.identity import Initiative, members
from handover.store.database import AnyRow
from handover.store.tables import initiative, recipient, transition, transition_step
from handover.transitions.recipients import add
from handover.transitions.rules import ASKED_AGAIN, NEXT, State, Step


@dataclass(frozen=True, slots=True)
class Transition:
    """One transition. ``details`` has the new name of a rename; the person and successor of a staff move; and of a
    merger, split or transfer who takes over (``into``), what is merged ``with`` it, and the ``functions`` that move.
    """

    id: int
    kind: str
    initiative_id: int
    initiative: str
    effective_on: str
    reason: str
    state: State
    blocked_because: str | None
    requested_by: str | None
    details: Mapping[str, str | None]
    requested_at: datetime
    changed_at: datetime
    evidence: str | None = None
    succession_id: int | None = None


@dataclass(frozen=True, slots=True)
class StepTaken:
    step: Step
    state: str
    attempts: int
    at: datetime
    remark: str | None


def request(
    connection: Connection,
    kind: str,
    of: Initiative,
    *,
    effective_on: str,
    reason: str,
    recipients: Sequence[tuple[str, str | None]],
    requested_by: str | None,
    evidence: str | None = None,
    details: Mapping[str, str | None] | None = None,
    told: Mapping[str, str | None] | None = None,
    now: datetime,
) -> tuple[Transition, bool]:
    """Record a confirmed transition; the same request again finds the one that stands (then False comes with it).
    One that was withdrawn stands again, as if it were new.

    ``recipients`` are addresses, each with a name where one is known; who is not among them yet is added.
    ``details`` make it the request that it is; what is ``told`` beside them does not.
    Raises BadRequest for a second, different closure of the same initiative.
    """
    details = dict(details or {})
    # Of two who ask at once, the second waits here, and then finds what the first asked for.
    connection.execute(select(initiative.c.id).where(initiative.c.id == of.id).with_for_update(key_share=True))
    # What was asked of an initiative that was merged into this one was asked of this one.
    same = {one: identity_of(kind, one, effective_on, details) for one in members(connection, of.id)}
    found = (
        connection.execute(
            select(transition.c.id).where(transition.c.identity.in_(same.values())).order_by(transition.c.id)
        )
        .scalars()
        .first()
    )
    created = found is None
    if found is None:
        if kind == "closure":
            _refuse_second_closure(connection, of, list(same), effective_on)
        found = connection.execute(
            insert(transition)
            .values(
                initiative_id=of.id,
                kind=kind,
                effective_on=effective_on,
                reason=reason,
                state="confirmed",
                requested_by=requested_by,
                evidence=evidence,
                details=details,
                told=dict(told or {}),
                identity=same[of.id],
                requested_at=now,
                changed_at=now,
            )
            .returning(transition.c.id)
        ).scalar_one()
    elif hold(connection, found).state == "withdrawn":
        if kind == "closure":
            _refuse_second_closure(connection, of, list(same), effective_on)
        asked = {"reason": reason, "requested_by": requested_by, "evidence": evidence, "told": dict(told or {})}
        connection.execute(update(transition).where(transition.c.id == found).values(**asked, requested_at=now))
        set_state(connection, found, "confirmed", now=now)
        created = True
    if add(connection, found, recipients, again=True):
        # Somebody more is to have the dossier; what was done or sent already is not done or sent again.
        go_back(connection, found, now=now)
    return get(connection, found), created


def identity_of(kind: str, initiative_id: int, effective_on: str, details: Mapping[str, str | None]) -> str:
    """By what a request is known again: the same of the same initiative on the same day."""
    said = json.dumps([kind, initiative_id, effective_on, details], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _refuse_second_closure(connection: Connection, of: Initiative, among: Sequence[int], effective_on: str) -> None:
    other = connection.execute(
        select(transition.c.id, transition.c.effective_on).where(
            transition.c.initiative_id.in_(among),
            transition.c.kind == "closure",
            transition.c.state.not_in(("dismissed", "withdrawn")),
        )
    ).first()
    if other is not None:
        raise BadRequest(
            f"“{of.name}” is closed already, on {other.effective_on} (transition {other.id}); "
            f"it cannot be closed again on {effective_on}.",
            what_to_do=f"If that was a mistake, take it back first: "
            f'handover transitions withdraw {other.id} --reason "…"',
        )


def recipients(connection: Connection, transition_id: int) -> list[str]:
    """The addresses that the transition's dossier goes to."""
    theirs = (recipient.c.transition_id == transition_id, recipient.c.removed_at.is_(None))
    return list(connection.execute(select(recipient.c.address).where(*theirs).order_by(recipient.c.id)).scalars())


def _transition(row: AnyRow) -> Transition:
    return Transition(
        row.id,
        row.kind,
        row.initiative_id,
        row.initiative_name,
        row.effective_on,
        row.reason,
        cast(State, row.state),
        row.blocked_because,
        row.requested_by,
        {**row.details, **(row.told or {})},
        row.requested_at,
        row.changed_at,
        row.evidence,
        row.succession_id,
    )


_all = select(transition, initiative.c.name.label("initiative_name")).join(
    initiative, initiative.c.id == transition.c.initiative_id
)


def get(connection: Connection, transition_id: int) -> Transition:
    """The transition of that number. Raises UnknownTransition."""
    row = connection.execute(_all.where(transition.c.id == transition_id)).one_or_none()
    if row is None:
        raise UnknownTransition(
            f"There is no transition {transition_id}.", what_to_do="See which there are with: handover transitions list"
        )
    return _transition(row)


def hold(connection: Connection, transition_id: int) -> Transition:
    """The transition as it stands; until this transaction ends, nobody else changes it. Raises UnknownTransition."""
    connection.execute(select(transition.c.id).where(transition.c.id == transition_id).with_for_update())
    return get(connection, transition_id)


def listed(connection: Connection, *, initiative_id: int | None = None) -> list[Transition]:
    """All transitions, the newest first; or those of one initiative and of what was merged into it."""
    query = _all.order_by(transition.c.id.desc())
    if initiative_id is not None:
        query = query.where(transition.c.initiative_id.in_(members(connection, initiative_id)))
    return [_transition(row) for row in connection.execute(query)]


def due(connection: Connection) -> list[int]:
    """The transitions that the program has something to do for, the oldest first."""
    return list(
        connection.execute(
            select(transition.c.id).where(transition.c.state.in_(list(NEXT))).order_by(transition.c.id)
        ).scalars()
    )


def set_state(
    connection: Connection, transition_id: int, state: State, *, now: datetime, blocked_because: str | None = None
) -> None:
    """Move a transition to a state; only one that is blocked or withdrawn carries a reason."""
    connection.execute(
        update(transition)
        .where(transition.c.id == transition_id)
        .values(state=state, changed_at=now, blocked_because=blocked_because)
    )


def tie(connection: Connection, transition_ids: Sequence[int], succession_id: int) -> None:
    """Remember which succession transitions said."""
    connection.execute(
        update(transition).where(transition.c.id.in_(transition_ids)).values(succession_id=succession_id)
    )


def of_succession(connection: Connection, succession_id: int) -> list[Transition]:
    """The transitions that said a succession: one for each initiative that has a dossier by it."""
    query = _all.where(transition.c.succession_id == succession_id).order_by(transition.c.id)
    return [_transition(row) for row in connection.execute(query)]


def go_back(connection: Connection, transition_id: int, *, now: datetime) -> None:
    """Let a transition that had come to rest go on, because there is somebody to deliver to; a run that is delivering
    takes that step again.
    """
    state = hold(connection, transition_id).state
    if state in ASKED_AGAIN:
        set_state(connection, transition_id, ASKED_AGAIN[state], now=now)


def note_step(
    connection: Connection, transition_id: int, step: Step, *, ok: bool, remark: str | None, now: datetime
) -> None:
    """Remember that a step was taken, or failed, and what there is to say about it."""
    state = "done" if ok else "failed"
    done = connection.execute(
        update(transition_step)
        .where(transition_step.c.transition_id == transition_id, transition_step.c.step == step)
        .values(state=state, attempts=transition_step.c.attempts + 1, at=now, remark=remark)
    )
    if done.rowcount == 0:
        connection.execute(
            insert(transition_step).values(
                transition_id=transition_id, step=step, state=state, attempts=1, at=now, remark=remark
            )
        )


def steps(connection: Connection, transition_id: int) -> list[StepTaken]:
    """The steps that were taken or tried, in order."""
    rows = connection.execute(
        select(transition_step).where(transition_step.c.transition_id == transition_id).order_by(transition_step.c.id)
    )
    return [StepTaken(cast(Step, row.step), row.state, row.attempts, row.at, row.remark) for row in rows]
