"""``handover demo``: the demonstration, through the Prefect flows."""

import shutil
import sys
from pathlib import Path

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.screen import Screen
from handover.cli.tables import plural


@command(example="handover demo demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo")
def demo(frame: Frame, folder: Path) -> Result:
    """Run the demonstration in FOLDER: a county's records, a closure, a renaming, and a key person's move."""
    from flows.run import run as run_flow
    from handover.demonstration import story
    from handover.jobs.demonstrate import demonstrate

    found = demonstrate(folder, run_flow, lambda line: click.echo(line, err=True))

    def show(screen: Screen) -> None:
        screen.print("\nThe dossiers:")
        for one in found:
            screen.print(f"  {one.title}: {plural(one.pages, 'page')}, {plural(one.gaps, 'gap')} named")
            screen.print(f"    {one.pdf}\n    {one.html}")
        screen.print(f"\nThe messages that brought them are in {folder / 'outbox'}.")
        program = "handover" if shutil.which("handover") else sys.argv[0]
        screen.print("When a recipient has answered in their own words, the office records it:")
        screen.print_line(
            f"  {program} dossier accept {found[0].number} --workspace {folder} "
            f'--as {story.RECIPIENTS[0].email} --read-back "I now own …"'
        )

    data = {
        "folder": str(folder),
        "dossiers": [
            {
                "id": one.number,
                "title": one.title,
                "pages": one.pages,
                "gaps": one.gaps,
                "pdf": str(one.pdf),
                "html": str(one.html),
            }
            for one in found
        ],
    }
    return Result(data, show)
