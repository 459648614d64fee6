"""``handover dossier overview``: how all the handovers of a batch, or all that are open, stand."""

from pathlib import Path

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.parameters import WholeNumber
from handover.cli.screen import Screen
from handover.cli.tables import print_table

_MOST_SHOWN = 20


@command(name="overview", example="handover dossier overview 1 --to exported")
@click.argument("batch", type=WholeNumber(), required=False)
@click.option("--all", "every", is_flag=True, help="Of every transition that is open, instead of a batch.")
@click.option(
    "--to", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Also write it as PDF, HTML and JSON."
)
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def overview(frame: Frame, batch: int | None, every: bool, folder: Path | None, force: bool) -> Result:
    """Tell how all handovers of batch BATCH stand: figures, pictures and the list by urgency.

    It counts what the newest sealed dossier of each transition says. Open is what is due, stopped or not accepted yet.
    """
    from handover.errors import BadRequest
    from handover.jobs.overview import overview_of, write_overview

    if every is (batch is not None):
        raise BadRequest(
            "Of what the overview should be has to be said, once.",
            what_to_do="Give the number of a batch, or --all. See batches with: handover batch list",
        )
    with frame.office() as office:
        made = overview_of(office, batch)
        written = [] if folder is None else write_overview(office, made, folder, force=force)

    def show(screen: Screen) -> None:
        screen.print(made.marking)
        screen.print(f"{made.title}.")
        for figure in made.figures:
            of = "" if figure.of is None else f" of {figure.of:,}"
            screen.print(f"  {figure.words}: {figure.count:,}{of}")
        if made.entries:
            print_table(
                screen,
                ("reference", "how serious", "how it stands", "title", "due", "dossier"),
                [
                    (
                        one.reference,
                        one.group,
                        "late" if one.is_late else one.state,
                        one.title,
                        one.due_on,
                        "–" if one.dossier is None else one.dossier,
                    )
                    for one in made.entries[:_MOST_SHOWN]
                ],
                numbers=frozenset({5}),
                text=frozenset({3}),
            )
        if len(made.entries) > _MOST_SHOWN:
            screen.print(f"… and {len(made.entries) - _MOST_SHOWN:,} more; --to FOLDER and --json have them all.")
        for path in written:
            screen.print(f"Written: {path}")
        screen.print(made.marking)

    return Result({"overview": made.model_dump(mode="json"), "files": [str(path) for path in written]}, show)
