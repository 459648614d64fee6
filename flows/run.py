"""Run a flow here and now, to its end, without a server that has to be there first."""

import importlib
import os
from pathlib import Path
from typing import Any

from flows.environment import of_one_workspace


def run(name: str, workspace: Path, **parameters: Any) -> tuple[bool, str]:
    """Run the flow ``name`` (gather, snapshot, hand_over) for ``workspace``, quietly.

    Prefect starts a server for as long as this program runs, which takes some ten seconds the first time.
    Says whether the flow completed, and its sentence. Must come before anything else in this program
    imports Prefect.
    """
    for variable in [variable for variable in os.environ if variable.startswith("PREFECT_")]:
        del os.environ[variable]
    os.environ.update(of_one_workspace(workspace))
    os.environ |= {"PREFECT_LOGGING_LEVEL": "CRITICAL", "PREFECT_LOGGING_EXTRA_LOGGERS": ""}
    flow = getattr(importlib.import_module(f"flows.{name}"), name)
    state = flow(workspace=str(workspace), **parameters, return_state=True)
    return state.is_completed(), state.message or ""
