"""Where the workspace is: the folder with handover.toml."""

import os
from pathlib import Path
from typing import Final

from handover.errors import WorkspaceError

FILE_NAME: Final = "handover.toml"
LOG_NAME: Final = "handover.log"
WORKSPACE_VARIABLE: Final = "HANDOVER_WORKSPACE"


def find_workspace(asked: Path | None, *, start: Path) -> Path:
    """The workspace folder: ``asked``, else the nearest parent of ``start`` with handover.toml, else the variable.

    Raises WorkspaceError where there is none.
    """
    if asked is not None:
        if not (asked / FILE_NAME).is_file():
            raise WorkspaceError(
                f"{asked} is not a workspace: it has no {FILE_NAME}.",
                where=str(asked),
                what_to_do=f"Make one with: handover init {asked}",
            )
        return asked.resolve()
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE_NAME).is_file():
            return folder
    if named := os.environ.get(WORKSPACE_VARIABLE):
        return find_workspace(Path(named), start=start)
    raise WorkspaceError(
        f"There is no workspace here: no {FILE_NAME} in this folder or above it.",
        where=str(start),
        what_to_do="Make one with “handover init FOLDER”, or say which with --workspace FOLDER.",
    )
