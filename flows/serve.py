"""The two programs behind ``handover serve``, each run as a child of it: the server, and what runs the flows.

``python -m flows.serve server PORT`` and ``python -m flows.serve runner WORKSPACE TIME_ZONE READY``, with the
environment of ``flows.environment.with_server``. Both end when told to, and when whoever started them is gone,
which they notice because their standard input ends.
"""

import asyncio
import os
import runpy
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from flows.schedules import deployments

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State
    from prefect.deployments.runner import RunnerDeployment

RUNS_AT_ONCE: Final = 2
ASKED_EVERY: Final = 5.0  # seconds between two questions for runs that are due
LAST_RESORT: Final = 15.0  # seconds that an orderly end may take where nobody watches
LEFT_RUNNING: Final = ("RUNNING", "PENDING", "CANCELLING")


def _end_with_the_parent(after: float) -> None:
    """End in good order ``after`` so many seconds without a parent; and if that does not work, in any order."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        time.sleep(after)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LAST_RESORT)
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=wait, daemon=True, name="watches the parent").start()


def server(port: str) -> None:
    """Prefect's server, on this machine's loopback address only."""
    sys.argv = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    runpy.run_module("prefect", run_name="__main__")


def runner(workspace: str, time_zone: str, ready: str) -> None:
    """Register the deployments for ``workspace`` and run what is scheduled.

    Writes to the file descriptor ``ready`` as soon as everything is registered.
    """
    from prefect.runner import Runner

    async def serve() -> None:
        await _close_what_was_cut_off()
        work = Runner(name="handover", limit=RUNS_AT_ONCE, query_seconds=ASKED_EVERY, pause_on_shutdown=True)
        for deployment in await _prepared(workspace, time_zone):
            await work.aadd_deployment(deployment)
        running = asyncio.create_task(work.start())
        while not (work.started or running.done()):
            await asyncio.sleep(0.05)
        # In place of Prefect's own handler, which leaves its runs to themselves.
        ending: list[asyncio.Future[None]] = []
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, lambda: ending.append(asyncio.ensure_future(work.astop()))
        )
        os.write(int(ready), b"1")
        os.close(int(ready))
        await running

    asyncio.run(serve())


async def _prepared(workspace: str, time_zone: str) -> "list[RunnerDeployment]":
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.flows import load_flow_from_entrypoint
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    return [
        await load_flow_from_entrypoint(given.entrypoint).ato_deployment(
            name=given.name,
            description=given.description,
            parameters={**given.parameters, "workspace": workspace},
            schedules=[Cron(cron, timezone=time_zone) for cron in given.crons],
            concurrency_limit=ConcurrencyLimitConfig(limit=given.at_once, collision_strategy=given.collision_strategy),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        for given in deployments()
    ]


async def _close_what_was_cut_off() -> None:
    """Runs that were under way when the machine stopped would otherwise look as if they still were."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    left = FlowRunFilterStateType(any_=[StateType(name) for name in LEFT_RUNNING])
    async with get_client() as client:
        runs = await client.read_flow_runs(flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=left)))
        for run in runs:
            state: State[Any] = Crashed(
                message="Handover was stopped while this run was under way. The next run takes it up."
            )
            await client.set_flow_run_state(run.id, state, force=True)


if __name__ == "__main__":
    if sys.argv[1] == "server":
        # The runner tells the server that it ends, so the server must outlive it a little.
        _end_with_the_parent(after=5)
        server(*sys.argv[2:])
    else:
        _end_with_the_parent(after=0)
        runner(*sys.argv[2:])
