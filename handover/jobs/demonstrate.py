"""The demonstration: a county's records, a closure, a renaming and a key person's move, in a workspace of their own."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formataddr
from pathlib import Path

from handover.delivery.message import file_name
from handover.delivery.sealed import read_sealed
from handover.demonstration import story
from handover.errors import WorkspaceError
from handover.jobs import requests
from handover.jobs.dossiers import checked_file, dossiers
from handover.jobs.moving.moves import Leaving, leave
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.jobs.sources import sources_overview
from handover.jobs.workspace import make_workspace
from handover.sources import registered
from handover.sources.registering.registry_file import read_registrations
from handover.workspace import FILE_NAME

# Runs a flow on the workspace: its name, the folder; whether it completed, and its sentence.
RunFlow = Callable[[str, Path], tuple[bool, str]]
Say = Callable[[str], None]

_TO_READ = "to-read"


@dataclass(frozen=True, slots=True)
class ReadableDossier:
    """A dossier of the demonstration, copied out under a name that can be read."""

    number: int
    title: str
    pages: int
    gaps: int
    pdf: Path
    html: Path


def demonstrate(folder: Path, run_flow: RunFlow, say: Say) -> list[ReadableDossier]:
    """Run the whole demonstration in ``folder``; running it again goes on from what is there.

    Returns the dossiers. Raises WorkspaceError where ``folder`` holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / FILE_NAME).exists():
        raise WorkspaceError(
            f"{folder} holds other things already.",
            where=str(folder),
            what_to_do="Name a folder that is not there yet.",
        )
    say(f"Making a workspace for {story.OFFICE}")
    story.copy_records(folder)
    _settle_in(folder)
    make_workspace(folder)
    with Office.open(folder) as office:
        registrations = read_registrations(folder / "sources.yaml")
        with office.store.write() as connection:
            registered.apply(connection, registrations, base=folder.resolve(), now=office.now())
    say("Gathering its records (Prefect starts first, which takes some seconds)")
    completed, said = run_flow("gather", folder)
    if not completed:
        say(f"  {said}")
    with Office.open(folder) as office:
        for line in sources_overview(office):
            say(f"  {line.title}: {line.seen} rows, {line.rejected or 'none'} rejected")
    say("Taking a snapshot")
    say(f"  {run_flow('snapshot', folder)[1]}")
    with Office.open(folder) as office:
        _ask(office)
    say(
        f"Handing over: {story.MAIN_INITIATIVE} is closed, "
        f"{story.RENAME.old_name} renamed, {story.STAFF_MOVE.person} moves"
    )
    completed, said = run_flow("hand_over", folder)
    if not completed:
        say(f"  {said}")
    with Office.open(folder) as office:
        return _copied_out(office, folder / _TO_READ)


def _settle_in(folder: Path) -> None:
    """The office's own settings, from the same file that every workspace begins with."""
    path = folder / FILE_NAME
    if path.exists():
        return
    make_workspace(folder)
    text = path.read_text("utf-8")
    text = text.replace('office = "Programme office" ', f'office = "{story.OFFICE}" ')
    path.write_text(text.replace('"handover@example.org"', f'"{story.OFFICE_EMAIL}"'), "utf-8")


def _ask(office: Office) -> None:
    to = [formataddr((one.name, one.email)) for one in story.RECIPIENTS]
    requests.close(
        office, story.MAIN_INITIATIVE, on=story.CLOSED_ON, reason=story.CLOSURE_REASON, to=to, by=story.OFFICE
    )
    requests.rename(
        office,
        story.RENAME.old_name,
        story.RENAME.new_name,
        on=story.RENAME.on,
        reason=story.RENAME.reason,
        to=to[:1],
        by=story.OFFICE,
    )
    successor = story.STAFF_MOVE.successor
    leave(
        office,
        Leaving(story.STAFF_MOVE.person, [successor] if successor else ()),
        Asked(story.STAFF_MOVE.on, story.STAFF_MOVE.reason, to[:1], story.OFFICE),
    )


def _copied_out(office: Office, folder: Path) -> list[ReadableDossier]:
    folder.mkdir(exist_ok=True)
    found = []
    for line in sorted(dossiers(office), key=lambda one: (one.transition, one.version)):
        with office.store.read() as connection:
            name = file_name(read_sealed(connection, line.id, folder=office.settings.dossiers))
        pdf = folder / name
        html = pdf.with_suffix(".html")
        for form, target in (("pdf", pdf), ("html", html)):
            shutil.copyfile(checked_file(office, line.id, form), target)
        found.append(ReadableDossier(line.id, line.title, line.pages, line.gaps, pdf, html))
    return found
