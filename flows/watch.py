"""Look at what was gathered for what looks like a transition."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.office import open_office
from flows.outcomes import attempt, named
from handover.jobs.noticing.watching import watch as look


@flow(name="watch", flow_run_name=named("watch"), persist_result=False)
def watch(workspace: str) -> State[Any]:
    """Propose what the gatherings that were not looked at yet look like; an office may let the surest be confirmed."""

    def job() -> str:
        with open_office(Path(workspace)) as office:
            report = look(office)
        return " ".join((report.sentence, *report.failed))

    return attempt(job)
