"""Take a snapshot of one initiative, or of the whole portfolio."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.outcomes import attempt, named
from handover.jobs.office import Office
from handover.jobs.snapshot import take_snapshot


@flow(name="snapshot", flow_run_name=named("snapshot of"), persist_result=False)
def snapshot(workspace: str, initiative: str | None = None) -> State[Any]:
    """Freeze what the workspace knows now. ``initiative`` is a name; none: the whole portfolio."""

    def job() -> str:
        with Office.open(Path(workspace)) as office:
            report = take_snapshot(office, initiative)
        counts = ", ".join(f"{count} × {kind}" for kind, count in sorted(report.counts.items()))
        return f"Snapshot {report.id} of {report.initiative or 'the whole portfolio'}: {counts or 'no records'}."

    return attempt(job)
