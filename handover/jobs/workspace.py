"""Make a workspace: its folder, its settings, an example of a registration file, and its store."""

from dataclasses import dataclass
from pathlib import Path

from handover import settings as settings_file
from handover.assets import TEMPLATES
from handover.errors import WorkspaceError
from handover.store.database import Store
from handover.workspace import FILE_NAME

_FILES = (FILE_NAME, "sources.yaml")


@dataclass(frozen=True, slots=True)
class MadeWorkspace:
    """The workspace's folder, and the names of the files that were written into it."""

    folder: Path
    written: tuple[str, ...]


def make_workspace(folder: Path) -> MadeWorkspace:
    """Make ``folder`` a workspace; what is there already is kept. Raises WorkspaceError, SettingsError, StoreError."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            if not (folder / name).exists():
                (folder / name).write_text((TEMPLATES / "workspace" / name).read_text("utf-8"), "utf-8")
                written.append(name)
    except OSError as error:
        raise WorkspaceError(
            f"The workspace could not be made: {error.strerror}.",
            where=str(folder),
            what_to_do="Choose a folder that may be written to.",
        ) from None
    Store.open(settings_file.load(folder).database_url, create=True).close()
    return MadeWorkspace(folder.resolve(), tuple(written))
