"""Transitions as the store remembers them: recorded once, each step with what it did."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, case, func, insert, select, update

from handover.errors import UnknownTransition
from handover.initiatives.identity import members
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import initiative, recipient, transition, transition_step
from handover.transitions.rules import ASKED_AGAIN, NEXT, State, Step


@dataclass(frozen=True, slots=True)
class Transition:
    """One transition. ``details`` has the new name of a rename; of a staff move the person who leaves (none where
    somebody only arrives), the ``successor`` who comes (none where that is nobody yet), and the ``post`` or ``posts``;
    and of a merger, split or transfer who takes over (``into``), what is merged ``with`` it, and the ``functions`` that
    move.
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
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class StepTaken:
    step: Step
    state: str
    attempts: int
    at: datetime
    remark: str | None


def identity_of(kind: str, initiative_id: int, effective_on: str, details: Mapping[str, str | None]) -> str:
    """By what a request is known again: the same of the same initiative on the same day."""
    said = json.dumps([kind, initiative_id, effective_on, dict(details)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


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
        row.batch_id,
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


def hold_batch(connection: Connection, batch_id: int) -> list[Transition]:
    """The transitions of a batch, the newest first; until this transaction ends, nobody else changes them."""
    held = select(transition.c.id).where(transition.c.batch_id == batch_id).order_by(transition.c.id)
    connection.execute(held.with_for_update())
    return listed(connection, batch_id=batch_id)


def hold(connection: Connection, transition_id: int) -> Transition:
    """The transition as it stands; until this transaction ends, nobody else changes it. Raises UnknownTransition."""
    connection.execute(select(transition.c.id).where(transition.c.id == transition_id).with_for_update())
    return get(connection, transition_id)


def by_numbers(connection: Connection, numbers: Iterable[int]) -> dict[int, Transition]:
    """The transitions of these numbers, as far as there are such."""
    found: dict[int, Transition] = {}
    for some in chunks(numbers):
        rows = connection.execute(_all.where(transition.c.id.in_(some)))
        found |= {row.id: _transition(row) for row in rows}
    return found


def listed(
    connection: Connection, *, initiative_id: int | None = None, batch_id: int | None = None
) -> list[Transition]:
    """All transitions, the newest first; or those of one initiative and of what was merged into it, or of a batch."""
    query = _all.order_by(transition.c.id.desc())
    if initiative_id is not None:
        query = query.where(transition.c.initiative_id.in_(members(connection, initiative_id)))
    if batch_id is not None:
        query = query.where(transition.c.batch_id == batch_id)
    return [_transition(row) for row in connection.execute(query)]


def due(connection: Connection) -> list[int]:
    """The transitions that the program has something to do for, the oldest first. Batches take turns, and what was
    asked for by itself goes before them, so that it does not wait for a thousand.
    """
    place = func.row_number().over(partition_by=transition.c.batch_id, order_by=transition.c.id)
    turn = case((transition.c.batch_id.is_(None), 0), else_=place)
    rows = select(transition.c.id).where(transition.c.state.in_(list(NEXT))).order_by(turn, transition.c.id)
    return list(connection.execute(rows).scalars())


def set_state(
    connection: Connection, transition_id: int, state: State, *, now: datetime, blocked_because: str | None = None
) -> None:
    """Move a transition to a state; only one that is blocked or withdrawn carries a reason."""
    set_states(connection, [transition_id], state, now=now, blocked_because=blocked_because)


def set_states(
    connection: Connection, numbers: Iterable[int], state: State, *, now: datetime, blocked_because: str | None = None
) -> None:
    """Move several transitions to a state, as ``set_state`` does one."""
    for some in chunks(numbers):
        connection.execute(
            update(transition)
            .where(transition.c.id.in_(some))
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


def go_back(connection: Connection, numbers: Iterable[int], *, now: datetime) -> None:
    """Let transitions that had come to rest go on, because there is somebody to deliver to; a run that is delivering
    takes that step again.
    """
    resting: dict[State, list[int]] = {}
    for some in chunks(numbers):
        rows = select(transition.c.id, transition.c.state).where(transition.c.id.in_(some)).with_for_update()
        for row in connection.execute(rows):
            resting.setdefault(row.state, []).append(row.id)
    for state, then in ASKED_AGAIN.items():
        set_states(connection, resting.get(state, ()), then, now=now)


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
