"""How a job's end becomes a state that is worth reading in Prefect's pages."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from handover.errors import (
    DeliveryError,
    HandoverError,
    Held,
    MessageRefused,
    RecipientRefused,
    SourceRefused,
    SourceUnreachable,
    StoreBusy,
)

# The name of the state of what waits for a person.
HELD: Final = "Held"

_MAY_PASS: Final = (SourceUnreachable, DeliveryError, StoreBusy)
_FOR_GOOD: Final = (SourceRefused, RecipientRefused, MessageRefused)


def attempt(job: Callable[[], str]) -> State[Any]:
    """Do ``job``. Its sentence becomes a completed state, a refusal a failed one; a fault in the program is raised.

    What waits for a person is a failed state called Held: it is seen where failures are, and told from them.
    """
    try:
        return Completed(message=job())
    except Held as error:
        return Failed(name=HELD, message=str(error), data=error)
    except HandoverError as error:
        return Failed(message=str(error), data=error)


def may_pass(_task: object, _run: object, state: State[Any]) -> bool:
    """Whether trying again can help: a source or a mail server was out of reach, or the store too busy.

    Who was not let in is not let in a minute later either, and an account may be locked by trying.
    """
    return isinstance(state.data, _MAY_PASS) and not isinstance(state.data, _FOR_GOOD)


def together(states: Mapping[str, State[Any]], *, nothing: str) -> State[Any]:
    """One state for all: failed where any is, so that an office sees it, and with every failure's sentence.

    ``states`` by what each was about; ``nothing`` is what to say where there are none.
    """
    if not states:
        return Completed(message=nothing)
    fell_short = {about: state for about, state in states.items() if not state.is_completed()}
    if not fell_short:
        return Completed(message=" ".join(f"{about}: {state.message}" for about, state in states.items()))
    sentences = " ".join(f"{about}: {state.message}" for about, state in fell_short.items())
    held = sum(state.name == HELD for state in fell_short.values())
    if held == len(fell_short):
        return Failed(name=HELD, message=f"{held} of {len(states)} held. {sentences}")
    also = f", {held} held" if held else ""
    return Failed(message=f"{len(fell_short) - held} of {len(states)} failed{also}. {sentences}")


def named(doing: str) -> Callable[[], str]:
    """What a flow run is called: what it does and for which workspace."""

    def name() -> str:
        return f"{doing} {Path(str(flow_run.get_parameters()['workspace'])).name}"

    return name
