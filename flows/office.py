"""Opening an office with what only Prefect has: the secrets in its Secret blocks (``prefect-block:NAME``)."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

from flows.environment import of_one_workspace
from handover.jobs.office import Office


def open_office(workspace: Path) -> AbstractContextManager[Office]:
    """Open the workspace; Prefect is imported only when one of its secrets is asked for. Raises as ``Office.open``."""

    def secret_block(name: str) -> str | None:
        for variable, value in of_one_workspace(workspace).items():
            os.environ.setdefault(variable, value)
        from prefect.blocks.system import Secret

        try:
            block = cast("Secret[Any]", Secret.load(name, _sync=True))  # type: ignore[call-arg]
        except ValueError:
            return None
        # Not ``get()``, which makes a number of a password that looks like one.
        return str(block.value.get_secret_value())

    return Office.open(workspace, finders={"prefect-block": secret_block})
