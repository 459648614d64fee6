"""Carry out a transition: gather, compile, deliver. Each step is recorded, and may be run again at any point."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handover.delivery.acceptance import still_to_accept
from handover.delivery.deliver import DeliveryOutcome
from handover.errors import HandoverError, RenderError, SettingsError
from handover.jobs import policy
from handover.jobs.office import Office
from handover.jobs.steps import DOING, STEPS, Blocked, Forbidden, newest_dossier, overtaken
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import NEXT, State, Step, after_acceptance, waits_for_person

log = logging.getLogger(__name__)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TransitionReport:
    """Where a transition stands after it was carried out as far as it goes.

    ``remarks`` say what was done and what fell short; ``short`` whether anything did; ``dossier_id`` is that of
    the newest dossier, where there is one; ``forbidden`` whether policy forbids its gaps.
    """

    transition: Transition
    remarks: tuple[str, ...]
    short: bool
    dossier_id: int | None
    outcomes: tuple[DeliveryOutcome, ...] = ()
    forbidden: bool = False

    @property
    def state(self) -> State:
        return self.transition.state

    @property
    def held(self) -> bool:
        """Whether nothing more happens until a person has done something."""
        return waits_for_person(self.state) and not self.forbidden


def due(office: Office) -> list[int]:
    """The numbers of the transitions for which there is something to do."""
    with office.store.read() as connection:
        return recorded.due(connection)


def carry_out(
    office: Office, transition_id: int, progress: Progress | None = None, *, at_once: bool = False
) -> TransitionReport:
    """Take the steps of a transition that are due. One that is blocked is tried again from the start.

    ``at_once`` also sends what failed before and would have to wait for its next attempt.

    Raises UnknownTransition, SettingsError, StoreError. What else goes wrong blocks the transition, with the reason.
    """
    policy.check(office.settings)
    with office.store.write() as connection:
        if recorded.hold(connection, transition_id).state == "blocked":
            recorded.set_state(connection, transition_id, "confirmed", now=office.now())
    remarks: list[str] = []
    outcomes: tuple[DeliveryOutcome, ...] = ()
    short = forbidden = False
    while True:
        with office.store.read() as connection:
            current = recorded.get(connection, transition_id)
        if current.state not in NEXT:
            break
        if not policy.makes_dossier(office.settings, current):
            remarks.append(_finish(office, current))
            continue
        step, then = NEXT[current.state]
        if progress is not None:
            progress(DOING[step])
        try:
            taken = STEPS[step](office, current, at_once)
        except (Blocked, RenderError, SettingsError) as error:
            if not _block(office, current, step, error):
                continue
            remarks.append(str(error))
            short, forbidden = True, isinstance(error, Forbidden)
            outcomes += error.outcomes if isinstance(error, Blocked) else ()
            break
        with office.store.write() as connection:
            if overtaken(connection, current):
                continue
            recorded.note_step(
                connection,
                transition_id,
                step,
                ok=taken.finished,
                remark=" ".join(taken.remarks) or None,
                now=office.now(),
            )
            if taken.finished:
                recorded.set_state(connection, transition_id, then, now=office.now())
                if then == "delivered":
                    settle_acceptance(connection, transition_id, now=office.now())
        remarks += taken.remarks
        short = short or taken.short
        outcomes += taken.outcomes
        if not taken.finished:
            break
    with office.store.read() as connection:
        current = recorded.get(connection, transition_id)
        newest = newest_dossier(connection, transition_id)
    return TransitionReport(current, tuple(remarks), short, newest, outcomes, forbidden)


def _finish(office: Office, current: Transition) -> str:
    """Let a transition be done for which the office's policy wants no dossier; the sentence that says so."""
    with office.store.write() as connection:
        if not overtaken(connection, current):
            recorded.set_state(connection, current.id, "done", now=office.now())
    return "The office's policy makes no dossier due for it."


def settle_acceptance(connection: Connection, transition_id: int, *, now: datetime) -> None:
    """Let the transition, which the caller holds, be accepted where every recipient accepted its newest dossier."""
    number = newest_dossier(connection, transition_id)
    state = recorded.get(connection, transition_id).state
    if number is not None:
        then = after_acceptance(state, outstanding=len(still_to_accept(connection, number)))
        if then != state:
            recorded.set_state(connection, transition_id, then, now=now)


def _block(office: Office, current: Transition, step: Step, error: HandoverError) -> bool:
    log.error("transition %s, %s: %s", current.id, step, error)
    with office.store.write() as connection:
        if overtaken(connection, current):
            return False
        now = office.now()
        recorded.note_step(connection, current.id, step, ok=False, remark=str(error), now=now)
        recorded.set_state(connection, current.id, "blocked", now=now, blocked_because=str(error))
    return True
