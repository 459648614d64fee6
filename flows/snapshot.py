"""Take a snapshot of one initiative, or of the whole portfolio."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.office import open_office
from flows.outcomes import attempt, named
from handover.jobs.snapshot import take_snapshot


@flow(name="snapshot", flow_run_name=named("snapshot of"), persist_result=False)
def snapshot(workspace: str, initiative: str | None = None) -> State[Any]:
    """Freeze what the workspace knows now. ``initiative`` is a name; none: the whole portfolio."""

    def job() -> str:
        with open_office(Path(workspace)) as office:
            return take_snapshot(office, initiative).sentence

    return attempt(job)
