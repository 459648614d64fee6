"""How a job's end becomes a state that is worth reading in Prefect's pages."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from handover.errors import DeliveryError, HandoverError, RecipientRefused, SourceUnreachable, StoreBusy


def attempt(job: Callable[[], str]) -> State[Any]:
    """Do ``job``. Its sentence becomes a completed state, a refusal a failed one; a fault in the program is raised."""
    try:
        return Completed(message=job())
    except HandoverError as error:
        return Failed(message=str(error), data=error)


def may_pass(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether trying again can help: a source or a mail server was out of reach, or the store too busy."""
    error = state.data
    return isinstance(error, SourceUnreachable | DeliveryError | StoreBusy) and not isinstance(error, RecipientRefused)


def together(states: Mapping[str, State[Any]], *, nothing: str) -> State[Any]:
    """One state for all: failed where any is, so that an office sees it, and with every failure's sentence.

    ``states`` by what each was about; ``nothing`` is what to say where there are none.
    """
    if not states:
        return Completed(message=nothing)
    failed = {about: state for about, state in states.items() if not state.is_completed()}
    if not failed:
        return Completed(message=" ".join(f"{about}: {state.message}" for about, state in states.items()))
    sentences = " ".join(f"{about}: {state.message}" for about, state in failed.items())
    return Failed(message=f"{len(failed)} of {len(states)} failed. {sentences}")


def named(doing: str) -> Callable[[], str]:
    """What a flow run is called: what it does and for which workspace."""

    def name() -> str:
        return f"{doing} {Path(str(flow_run.get_parameters()['workspace'])).name}"

    return name
