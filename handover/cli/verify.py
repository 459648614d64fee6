"""``handover verify``: whether what was sealed is still as it was."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.parameters import WholeNumber
from handover.cli.progress import bar
from handover.cli.screen import Screen, printable
from handover.cli.statuses import CANNOT_BE_CHECKED, DIFFERS, DONE
from handover.cli.tables import plural
from handover.errors import WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handover.jobs.verifying.came_back import CameBack
    from handover.jobs.verifying.sealed import Verified
    from handover.publish.findings import Finding

_MOST_LINES: Final = 200  # of one state; --json has them all


@command(example="handover verify --all")
@click.argument("what", required=False, metavar="[NUMBER|PATH]")
@click.option("--all", "every", is_flag=True, help="Every sealed dossier; so it is also where nothing is named.")
def verify(frame: Frame, what: str | None, every: bool) -> Result:
    """Say whether sealed dossiers are as they were: what was changed, what is missing, what nobody has recorded.

    NUMBER is a dossier. PATH is a bag (a folder or a ZIP file), or a PDF, HTML or JSON file that came from somewhere:
    then it is told which dossier it is, and whether it is unchanged. A file whose name is a number is written ./1.
    """
    if what is not None and every:
        raise click.UsageError("Name a dossier or a file, or give --all, but not both.")
    if what is None:
        return _sealed(frame, None)
    if what.isascii() and what.isdigit():
        return _sealed(frame, WholeNumber().convert(what, None, None))
    return _path(frame, Path(what))


def _sealed(frame: Frame, number: int | None) -> Result:
    from handover.jobs.verifying.sealed import count_files, verify_sealed

    with frame.office() as office, bar(count_files(office, number)) as (say, done):

        def looked_at(path: str) -> None:
            say(path[:12], 0)
            done()

        found = verify_sealed(office, number, looked_at=looked_at)

    def show(screen: Screen) -> None:
        _show_findings(screen, found.findings)
        screen.print(_summary(found, number))

    return Result(found, show, _status(found.findings))


def _path(frame: Frame, path: Path) -> Result:
    from handover.jobs.verifying.came_back import verify_path

    office_or_none = _workspace_there(frame)
    found: CameBack | None
    if office_or_none:
        with frame.office() as office:
            found = verify_path(path, office)
    else:
        found = verify_path(path, None)
    if found is None:
        frame.folder  # noqa: B018 - it raises the error that says why there is none
        raise WorkspaceError("There is no workspace here.")
    told = found

    def show(screen: Screen) -> None:
        _show_findings(screen, told.findings)
        screen.print(told.sentence)
        if told.fingerprint:
            screen.print("Its fingerprint, which should be that in the catalogue:")
            screen.print_line(f"  {told.fingerprint}")

    status = _status(told.findings) or (DIFFERS if told.standing != "unchanged" else DONE)
    return Result(told, show, status)


def _workspace_there(frame: Frame) -> bool:
    """Whether there is a workspace to compare with; where one was named, it has to be there. Raises WorkspaceError."""
    try:
        return bool(frame.folder)
    except WorkspaceError:
        if frame.asked is not None:
            raise
        return False


def _status(findings: "Sequence[Finding]") -> int:
    if any(one.state != "unreadable" for one in findings):
        return DIFFERS
    return CANNOT_BE_CHECKED if findings else DONE


def _show_findings(screen: Screen, findings: "Sequence[Finding]") -> None:
    from handover.publish.findings import STATES

    for state in STATES:
        those = [one for one in findings if one.state == state]
        if not those:
            continue
        screen.print(f"{state.capitalize()}:")
        for one in those[:_MOST_LINES]:
            screen.print(f"  {printable(one.sentence)}")
        if len(those) > _MOST_LINES:
            screen.print(f"  … and {len(those) - _MOST_LINES:,} more; --json has them all.")
        screen.print()


def _summary(found: "Verified", number: int | None) -> str:
    from handover.publish.findings import STATES
    from handover.sources.contents import spoken_size

    if not found.dossiers and not found.findings:
        return "There are no dossiers yet."
    what = f"{plural(found.dossiers, 'dossier')} with {plural(found.files, 'file')}, {spoken_size(found.size)}"
    if number is not None:
        what = f"dossier {number} with {plural(found.files, 'file')}"
    if not found.findings:
        return f"Verified {what}: all are as they were sealed."
    counts = ((state, sum(one.state == state for one in found.findings)) for state in STATES)
    return f"Verified {what}: {', '.join(f'{count:,} {state}' for state, count in counts if count)}."
