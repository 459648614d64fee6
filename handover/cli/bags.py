"""``handover dossier bag``: a sealed dossier as an archive's package."""

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.parameters import WholeNumber
from handover.cli.progress import doing
from handover.cli.screen import Screen
from handover.cli.tables import plural


def bag_command(group: click.Group) -> click.Command:
    """Make the command ``bag`` of a group."""
    return command(group, example="handover dossier bag 1 --to archive.zip")(bag)


@click.argument("number", type=WholeNumber())
@click.option("--to", required=True, metavar="PLACE", help="A folder, a file that ends with .zip, or s3://bucket/path.")
def bag(frame: Frame, number: int, to: str) -> Result:
    """Make an archive's package of dossier NUMBER: a bag, as RFC 8493 has it, with everything that belongs to it.

    In it are every form of the dossier, the records that it cites as they were gathered, rejected rows that concern it,
    and where everything comes from. In a folder or a bucket it gets a folder of its own, like HO-0001-v1. It is there
    whole or not at all, and nothing is written over. Give the same command again, and nothing changes.
    """
    from handover.jobs.bagging.bagging import make_bag

    with frame.office() as office, doing("Making the bag") as say:
        made = make_bag(office, number, to, progress=say)

    def show(screen: Screen) -> None:
        screen.print(
            f"The bag of dossier {number} {'was there already, and is unchanged' if made.already else 'is made'}:"
        )
        screen.print_line(f"  {made.place}")
        screen.print(
            f"It has {plural(made.files, 'file')}, with {plural(made.records, 'gathered record')} and "
            f"{plural(made.rejected, 'rejected row')}."
        )
        if made.not_found:
            screen.print(
                f"The store has {plural(made.not_found, 'row')} no longer that the dossier cites: not-found.json."
            )
        screen.print("Keep its fingerprint in the catalogue; “handover verify” says it again:")
        screen.print_line(f"  {made.fingerprint}")

    return Result(made, show)
