"""Carry out what is due: a task a shard, in which dossiers are made several at once. What is left undone, the next run
takes up.
"""

from pathlib import Path
from typing import Any, Final

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.office import open_office
from flows.outcomes import attempt, named, together
from handover.errors import DeliveryError, HandoverError, Held
from handover.jobs.hand_over import TransitionReport, due
from handover.jobs.hand_over_many import carry_out_many

# Sources are gathered once a shard, and of a batch once within the hour.
SHARD: Final = 240
UNDELIVERED: Final = ("confirmed", "gathered", "compiled")


@task(
    name="carry out a shard of transitions",
    task_run_name="carry out {count} transitions from {first} on",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def carry_out_shard(workspace: str, numbers: list[int], first: int, count: int) -> State[Any]:
    """Take the steps of some transitions that are due; the state says how far each came."""
    try:
        with open_office(Path(workspace)) as office:
            reports = list(carry_out_many(office, numbers))
    except HandoverError as error:
        return Failed(message=str(error), data=error)
    states = {f"Transition {one.transition.id}": attempt(lambda one=one: _came_to(one)) for one in reports}  # type: ignore[misc]
    return together(states, nothing="Nothing is due.")


def _came_to(report: TransitionReport) -> str:
    """How far a transition came, in a sentence; raises Held or DeliveryError where it did not come to its end."""
    remarks = " ".join(report.remarks)
    if report.state == "blocked":
        raise Held(remarks)
    if report.state in UNDELIVERED:
        raise DeliveryError(remarks, what_to_do="It is tried again at the next run.")
    return f"{report.state}. {remarks}".strip()


@flow(name="hand over", flow_run_name=named("hand over for"), persist_result=False)
def hand_over(workspace: str) -> State[Any]:
    """Carry out every transition that is due in the workspace. Fails where any could not be."""
    try:
        with open_office(Path(workspace)) as office:
            numbers = due(office)
    except HandoverError as error:
        return Failed(message=str(error))
    # One after the other: each has all processors at work.
    states: dict[str, State[Any]] = {}
    for start in range(0, len(numbers), SHARD):
        some = numbers[start : start + SHARD]
        about = f"Transitions {some[0]} and {len(some) - 1} more" if len(some) > 1 else f"Transition {some[0]}"
        states[about] = carry_out_shard(workspace, some, some[0], len(some), return_state=True)
    return together(states, nothing="Nothing is due.")
