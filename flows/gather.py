"""Gather every registered source: a task a source, so that one that fails holds up no other."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.office import open_office
from flows.outcomes import attempt, may_pass, named, together
from handover.errors import HandoverError, Held
from handover.jobs.gathering.gather import gather_source, source_names

# Sources mostly wait for servers; what comes is read one after the other.
AT_ONCE: Final = 40
TRIED_AGAIN_AFTER: Final = [60.0, 600.0]  # seconds
SAID_EVERY: Final = 10.0  # seconds, in the log of a long gathering


@task(
    name="gather a source",
    task_run_name="gather {source}",
    retries=len(TRIED_AGAIN_AFTER),
    retry_delay_seconds=TRIED_AGAIN_AFTER,
    retry_condition_fn=may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def gather_one(workspace: str, source: str) -> State[Any]:
    """Gather one source; the state says what came of it."""

    def job() -> str:
        with open_office(Path(workspace)) as office:
            report = gather_source(office, source, _said_now_and_then(source))
        if report.error is not None:
            raise report.error
        if report.held:
            why = " ".join(dict.fromkeys(doubt.sentence for doubt in report.doubts))
            raise Held(f"What it brought looks wrong. {why}", what_to_do=f"See: handover held show {report.held[-1]}")
        counts = report.counts
        return " ".join(
            (
                f"{counts.seen} rows{f' of {report.taken} files' if report.taken > 1 else ''}: "
                f"{counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, "
                f"{counts.vanished} vanished, {counts.rejected} rejected"
                f"{f' ({counts.ignored} of them ignored)' if counts.ignored else ''}.",
                *(f"It still has what was discarded as gathering {number}." for number in report.discarded[-1:]),
                *report.notes,
            )
        )

    return attempt(job)


@flow(
    name="gather",
    flow_run_name=named("gather for"),
    task_runner=ThreadPoolTaskRunner(max_workers=AT_ONCE),  # type: ignore[arg-type]
    persist_result=False,
)
def gather(workspace: str) -> State[Any]:
    """Gather every source of the workspace (a folder with handover.toml). Fails where any source failed, or is held."""
    try:
        with open_office(Path(workspace)) as office:
            names = source_names(office)
    except HandoverError as error:
        return Failed(message=str(error))
    futures = {name: gather_one.submit(workspace, name) for name in names}
    for future in futures.values():
        future.wait()
    return together({name: future.state for name, future in futures.items()}, nothing="No source is registered yet.")


def _said_now_and_then(source: str) -> Callable[[int], None]:
    log = get_run_logger()
    last = time.monotonic()

    def say(rows: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SAID_EVERY:
            last = time.monotonic()
            log.info("%s: %d rows so far", source, rows)

    return say
