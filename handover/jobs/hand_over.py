"""Carry out a transition: gather, compile, deliver. Each step is recorded, and may be run again at any point."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, insert, select

from handover.delivery.acceptance import still_to_accept
from handover.delivery.composer import composer
from handover.delivery.deliver import DeliveryOutcome, prepare, send_due, standing, verdict
from handover.dossier.assemble import assemble
from handover.dossier.known import Known
from handover.dossier.model import Dossier
from handover.dossier.select import select_known
from handover.errors import HandoverError, Held, RenderError, SettingsError
from handover.jobs.gather import gather_source, source_names
from handover.jobs.office import Office
from handover.jobs.policy import forbidden_gaps
from handover.publish.forms import page_count, publish
from handover.publish.json_form import dossier_as_json
from handover.publish.sealed import SealedFile, seal
from handover.store.tables import dossier, dossier_file
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import NEXT, State, Step, after_acceptance, reference, waits_for_person

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


class _Blocked(Held):
    """The transition cannot go on until a person has done something; ``outcomes`` where it is about messages."""

    outcomes: tuple[DeliveryOutcome, ...] = ()


class _Forbidden(_Blocked):
    """The dossier has gaps with which the office's policy does not let it go."""


@dataclass(slots=True)
class _Taken:
    """What one step did: remarks, whether anything fell short, and whether it is finished."""

    remarks: list[str]
    short: bool = False
    finished: bool = True
    outcomes: tuple[DeliveryOutcome, ...] = ()


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
    forbidden_gaps(office.settings)
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
        step, then = NEXT[current.state]
        if progress is not None:
            progress(_DOING[step])
        try:
            taken = _STEPS[step](office, current, at_once)
        except (_Blocked, RenderError, SettingsError) as error:
            if not _block(office, current, step, error):
                continue
            remarks.append(str(error))
            short, forbidden = True, isinstance(error, _Forbidden)
            outcomes += error.outcomes if isinstance(error, _Blocked) else ()
            break
        with office.store.write() as connection:
            if _overtaken(connection, current):
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


def settle_acceptance(connection: Connection, transition_id: int, *, now: datetime) -> None:
    """Let the transition, which the caller holds, be accepted where every recipient accepted its newest dossier."""
    number = newest_dossier(connection, transition_id)
    state = recorded.get(connection, transition_id).state
    if number is not None:
        then = after_acceptance(state, outstanding=len(still_to_accept(connection, number)))
        if then != state:
            recorded.set_state(connection, transition_id, then, now=now)


def _overtaken(connection: Connection, current: Transition) -> bool:
    """Whether another run took the step that this one took: then what that one did stands.

    Until the transaction ends, nobody else takes a step of the transition.
    """
    return recorded.hold(connection, current.id).state != current.state


def _block(office: Office, current: Transition, step: Step, error: HandoverError) -> bool:
    log.error("transition %s, %s: %s", current.id, step, error)
    with office.store.write() as connection:
        if _overtaken(connection, current):
            return False
        now = office.now()
        recorded.note_step(connection, current.id, step, ok=False, remark=str(error), now=now)
        recorded.set_state(connection, current.id, "blocked", now=now, blocked_because=str(error))
    return True


def newest_dossier(connection: Connection, transition_id: int) -> int | None:
    """The id of the newest sealed dossier of a transition."""
    return connection.execute(select(func.max(dossier.c.id)).where(dossier.c.transition_id == transition_id)).scalar()


def _gather(office: Office, current: Transition, at_once: bool) -> _Taken:
    """Gather every source once more: what is not in the store when the people go is lost."""
    taken = _Taken([])
    for name in source_names(office):
        report = gather_source(office, name)
        if report.error is not None:
            taken.remarks.append(f"The source {name} could not be gathered: {report.error.sentence}")
            taken.short = True
        elif report.counts.rejected:
            taken.remarks.append(_rejected(report.counts.rejected, name))
            taken.short = True
    return taken


def _rejected(count: int, source: str) -> str:
    if count == 1:
        return f"One row of {source} could not become a record."
    return f"{count:,} rows of {source} could not become records."


def _compile(office: Office, current: Transition, at_once: bool) -> _Taken:
    with office.store.read() as connection:
        known = select_known(connection, current, now=office.now(), time_zone=office.settings.time_zone)
        last = _last_sealed(connection, current.id)
    if not _anything(known):
        raise _Blocked(
            f"Nothing is known of “{current.initiative}”: no record names it, so there is nothing to hand over.",
            what_to_do="Register and gather a source that has its records, or give it the name that they use: "
            "handover initiative alias",
        )
    version = 1 if last is None else last[0] + 1
    made = _assembled(office, current, known, version)
    fingerprint = content_fingerprint(made)
    if last is None or last[1] != fingerprint:
        files = publish(made)
        sealed = [seal(office.settings.dossiers, form, content) for form, content in files.items()]
        _remember(office, current, made, fingerprint, sealed, page_count(files["pdf"]))
    forbidden = [gap for gap in made.gaps if gap.forbidden]
    if forbidden:
        sentences = " ".join(gap.sentence for gap in forbidden)
        raise _Forbidden(
            f"The office's policy does not allow this dossier to be sent: {sentences}",
            what_to_do=f"Fill what is missing, then: handover transitions run {current.id}",
        )
    return _Taken([])


def _anything(known: Known) -> bool:
    return bool(known.lessons or known.statuses or known.contacts_history or known.actions)


def _assembled(office: Office, current: Transition, known: Known, version: int) -> Dossier:
    settings = office.settings
    return assemble(
        known,
        settings_office=settings.office,
        marking=settings.marking,
        reference=reference(current.id),
        version=version,
        compiled_at=office.now(),
        stale_after_days=settings.policy.stale_after_days,
        forbidden_gaps=forbidden_gaps(settings),
    )


# What differs between two compilations of the same facts, and so does not make a new version.
_OF_THE_MOMENT: Final[Mapping[str, object]] = {"version": 1, "as_known_at": None}


def content_fingerprint(made: Dossier) -> str:
    """SHA-256 of what a dossier says, without when it was compiled and when its sources were read."""
    then = made.transition.confirmed_at
    sources = tuple(
        source.model_copy(
            update={
                "gathered_at": None,
                "files": tuple(file.model_copy(update={"fetched_at": then}) for file in source.files),
            }
        )
        for source in made.sources
    )
    bare = made.model_copy(update={**_OF_THE_MOMENT, "compiled_at": then, "sources": sources})
    return hashlib.sha256(dossier_as_json(bare)).hexdigest()


def _last_sealed(connection: Connection, transition_id: int) -> tuple[int, str] | None:
    row = connection.execute(
        select(dossier.c.version, dossier.c.content_sha256)
        .where(dossier.c.transition_id == transition_id)
        .order_by(dossier.c.version.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.version, row.content_sha256)


def _remember(
    office: Office, current: Transition, made: Dossier, fingerprint: str, sealed: list[SealedFile], pages: int
) -> None:
    with office.store.write() as connection:
        if _overtaken(connection, current):
            return
        last = _last_sealed(connection, current.id)
        if last is not None and last[1] == fingerprint:
            return
        number = connection.execute(
            insert(dossier)
            .values(
                transition_id=current.id,
                version=made.version if last is None else last[0] + 1,
                title=made.title,
                content_sha256=fingerprint,
                sealed_at=made.compiled_at,
                pages=pages,
                gaps=len(made.gaps),
                forbidden_gaps=sum(gap.forbidden for gap in made.gaps),
            )
            .returning(dossier.c.id)
        ).scalar_one()
        connection.execute(
            insert(dossier_file),
            [
                {"dossier_id": number, "form": file.form, "path": file.path, "sha256": file.sha256, "size": file.size}
                for file in sealed
            ],
        )


def _deliver(office: Office, current: Transition, at_once: bool) -> _Taken:
    with office.store.write() as connection:
        if _overtaken(connection, current):
            return _Taken([], finished=False)
        number = newest_dossier(connection, current.id)
        if number is None or not recorded.recipients(connection, current.id):
            raise _Blocked(
                "The dossier is sealed, but nobody is named to receive it.",
                what_to_do="Give the same command again with: --to SOMEBODY@EXAMPLE.ORG",
            )
        prepare(connection, number, sender=office.settings.mail.sender, now=office.now())
    send_due(
        office.store,
        number,
        sender=office.sender,
        compose=composer(office.store, office.settings, now=office.now),
        now=office.now,
        attempts=office.settings.delivery.attempts,
        at_once=at_once,
    )
    with office.store.read() as connection:
        outcomes = tuple(standing(connection, number))
    came_to = verdict(outcomes)
    if came_to == "stuck" and not any(outcome.state == "sent" for outcome in outcomes):
        stuck = _Blocked(
            " ".join(outcome.sentence for outcome in outcomes),
            what_to_do=f"Put that right, then: handover transitions run {current.id}. "
            "Or give the same command again with somebody else: --to SOMEBODY@EXAMPLE.ORG",
        )
        stuck.outcomes = outcomes
        raise stuck
    return _Taken(
        [outcome.sentence for outcome in outcomes if outcome.state != "sent"],
        short=came_to != "delivered",
        # Who was refused is for a person to see to; the others have their dossier, so the transition goes on.
        finished=came_to != "waiting",
        outcomes=outcomes,
    )


_STEPS: Final[Mapping[Step, Callable[[Office, Transition, bool], _Taken]]] = {
    "gather": _gather,
    "compile": _compile,
    "deliver": _deliver,
}
_DOING: Final[Mapping[Step, str]] = {
    "gather": "Gathering the sources once more",
    "compile": "Compiling the dossier",
    "deliver": "Delivering it",
}
