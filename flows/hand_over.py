"""Carry out what is due: a task a transition. What is left undone, the next run takes up."""

from pathlib import Path
from typing import Any, Final

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.office import open_office
from flows.outcomes import attempt, named, together
from handover.errors import DeliveryError, HandoverError, Held
from handover.jobs.hand_over import carry_out, due

AT_ONCE: Final = 2
UNDELIVERED: Final = ("confirmed", "gathered", "compiled")


@task(
    name="carry out a transition",
    task_run_name="carry out transition {transition_id}",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def carry_out_one(workspace: str, transition_id: int) -> State[Any]:
    """Take the steps of one transition that are due; the state says how far it came."""

    def job() -> str:
        with open_office(Path(workspace)) as office:
            report = carry_out(office, transition_id)
        remarks = " ".join(report.remarks)
        if report.state == "blocked":
            raise Held(remarks)
        if report.state in UNDELIVERED:
            raise DeliveryError(remarks, what_to_do="It is tried again at the next run.")
        return f"{report.state}. {remarks}".strip()

    return attempt(job)


@flow(
    name="hand over",
    flow_run_name=named("hand over for"),
    task_runner=ThreadPoolTaskRunner(max_workers=AT_ONCE),  # type: ignore[arg-type]
    persist_result=False,
)
def hand_over(workspace: str) -> State[Any]:
    """Carry out every transition that is due in the workspace. Fails where any could not be."""
    try:
        with open_office(Path(workspace)) as office:
            numbers = due(office)
    except HandoverError as error:
        return Failed(message=str(error))
    futures = {f"Transition {number}": carry_out_one.submit(workspace, number) for number in numbers}
    for future in futures.values():
        future.wait()
    states = {about: future.state for about, future in futures.items()}
    return together(states, nothing="Nothing is due.")
