"""Carry out many transitions, as on the night after a decision that closes a thousand of them.

Their sources are gathered once for all. Dossiers are made by several processes at once, and recorded a shard at a time:
one transaction says of each that it is sealed, so that a run which is killed loses the shard in hand at most. Then it
is delivered, while the next are in the making. What goes wrong with one is recorded as its own and stops no other.
"""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from handover.errors import HandoverError, RenderError, SettingsError
from handover.jobs import policy, steps
from handover.jobs.hand_over import TransitionReport, carry_out
from handover.jobs.office import Office
from handover.jobs.steps import Blocked, Forbidden, Prepared, Taken, overtaken
from handover.publish.sealed import SealedFile
from handover.transitions import recorded
from handover.transitions.recorded import Transition

log: Final = logging.getLogger(__name__)

SHARD: Final = 24
_AT_ONCE: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
# Dossiers that are assembled before there is a process to render them: so many are in memory at a time.
_AHEAD: Final = 2 * _AT_ONCE + 4

# Told the number of each transition once its dossier is made, or once there is nothing to make.
Progress = Callable[[int], None]


@dataclass(slots=True)
class _Compiled:
    """What came of compiling one: the files that were sealed and their pages, unless nothing is new; or an error."""

    current: Transition
    prepared: Prepared | None = None
    making: Future[tuple[list[SealedFile], int]] | None = None
    sealed: tuple[list[SealedFile], int] | None = None
    error: HandoverError | None = None


def carry_out_many(
    office: Office, numbers: Iterable[int], progress: Progress | None = None, *, at_once: bool = False
) -> Iterator[TransitionReport]:
    """Take the steps of these transitions that are due, as ``carry_out`` does of one; the reports as they come.

    Raises UnknownTransition, SettingsError, StoreError, DiskFull: these would stop every other, too.
    """
    policy.check(office.settings)
    wanted = list(dict.fromkeys(numbers))
    say = progress or (lambda _number: None)
    with office.store.read() as connection:
        found = recorded.by_numbers(connection, wanted)
    waiting = [
        found[one]
        for one in wanted
        if one in found
        and found[one].state in ("confirmed", "gathered")
        and policy.makes_dossier(office.settings, found[one])
    ]
    gathered = _gather_once(office, waiting)
    with office.store.read() as connection:
        now = recorded.by_numbers(connection, [one.id for one in waiting])
    due = [now[one.id] for one in waiting if now[one.id].state == "gathered"]
    for number in set_aside(wanted, due):
        yield carry_out(office, number, at_once=at_once)
        say(number)
    for shard in _in_shards(office, due, say):
        _record(office, shard)
        for one in shard:
            report = _went_wrong(office, one) if one.error else carry_out(office, one.current.id, at_once=at_once)
            taken = gathered.get(one.current.id, Taken([]))
            yield replace(report, remarks=(*taken.remarks, *report.remarks), short=report.short or taken.short)


def set_aside(wanted: Sequence[int], due: Iterable[Transition]) -> list[int]:
    """The numbers of those for which no dossier is to be compiled first."""
    compiled = {one.id for one in due}
    return [number for number in wanted if number not in compiled]


def _gather_once(office: Office, waiting: Sequence[Transition]) -> dict[int, Taken]:
    """Gather every source once for all that wait for it; what was done, by the transition."""
    ungathered = [one for one in waiting if one.state == "confirmed"]
    if not ungathered:
        return {}
    # What one that was asked for by itself needs is enough for a batch; of batches, what the last of them needs.
    strictest = max(ungathered, key=lambda one: (one.batch_id is None, one.requested_at))
    try:
        taken = steps.STEPS["gather"](office, strictest, False)
    except (Blocked, SettingsError):
        return {}  # each is told so when it is carried out by itself
    _all_gathered(office, ungathered, taken)
    return {one.id: taken for one in ungathered}


def _all_gathered(office: Office, ungathered: Iterable[Transition], taken: Taken) -> None:
    with office.store.write() as connection:
        for one in sorted(ungathered, key=lambda one: one.id):
            if not overtaken(connection, one):
                now = office.now()
                remark = " ".join(taken.remarks) or None
                recorded.note_step(connection, one.id, "gather", ok=True, remark=remark, now=now)
                recorded.set_state(connection, one.id, "gathered", now=now)


def _in_shards(office: Office, due: Sequence[Transition], say: Progress) -> Iterator[list[_Compiled]]:
    """Compile them in their order, several at once; a shard of them is given whenever it is full."""
    shard: list[_Compiled] = []
    under_way: deque[_Compiled] = deque()
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="rendering") as pool:
        try:
            for current in due:
                under_way.append(_begun(office, current, pool))
                if len(under_way) > _AHEAD:
                    shard.append(_ended(under_way.popleft(), say))
                if len(shard) == SHARD:
                    yield shard
                    shard = []
            while under_way:
                shard.append(_ended(under_way.popleft(), say))
                if len(shard) == SHARD or not under_way:
                    yield shard
                    shard = []
        finally:
            for one in under_way:
                if one.making is not None:
                    one.making.cancel()


def _begun(office: Office, current: Transition, pool: ThreadPoolExecutor) -> _Compiled:
    one = _Compiled(current)
    try:
        one.prepared = steps.prepare_dossier(office, current)
    except (Blocked, SettingsError) as error:
        one.error = error
    except HandoverError:
        raise
    except Exception:
        log.exception("compiling the dossier of transition %s", current.id)
        one.error = RenderError(
            "The dossier could not be compiled, by a fault in the program.", what_to_do="Report this with the log."
        )
    if one.prepared is not None and one.prepared.is_new:
        one.making = pool.submit(steps.sealed_files, office, one.prepared.made)
    return one


def _ended(one: _Compiled, say: Progress) -> _Compiled:
    try:
        if one.making is not None:
            one.sealed = one.making.result()
        if one.prepared is not None:
            steps.check_gaps(one.current, one.prepared.made)
    except (Blocked, RenderError, SettingsError) as error:
        one.error = error
    one.making = None
    say(one.current.id)
    return one


def _record(office: Office, shard: Sequence[_Compiled]) -> None:
    """Say of all that are sealed that they are, and of the others what was wrong, in one transaction."""
    with office.store.write() as connection:
        for one in sorted(shard, key=lambda one: one.current.id):
            number = one.current.id
            if overtaken(connection, one.current):
                continue
            now = office.now()
            if one.prepared is not None and one.sealed is not None:
                steps.remember(connection, one.current, one.prepared.made, one.prepared.fingerprint, *one.sealed)
            if one.error is None:
                recorded.note_step(connection, number, "compile", ok=True, remark=None, now=now)
                recorded.set_state(connection, number, "compiled", now=now)
            else:
                log.error("transition %s, compile: %s", number, one.error)
                why = str(one.error)
                recorded.note_step(connection, number, "compile", ok=False, remark=why, now=now)
                recorded.set_state(connection, number, "blocked", now=now, blocked_because=why)


def _went_wrong(office: Office, one: _Compiled) -> TransitionReport:
    with office.store.read() as connection:
        current = recorded.get(connection, one.current.id)
        newest = steps.newest_dossier(connection, one.current.id)
    forbidden = isinstance(one.error, Forbidden)
    return TransitionReport(current, (str(one.error),), True, newest, forbidden=forbidden)
