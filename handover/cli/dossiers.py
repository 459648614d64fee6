"""``handover dossier``: list, open, accept; what else can be done with one is in modules of its own."""

import os
import sys
from pathlib import Path

import click

from handover.cli.bags import bag_command
from handover.cli.comparing import compare, recompile
from handover.cli.completeness import gaps_command, waive_command
from handover.cli.dossier_forms import export_dossier, show_dossier
from handover.cli.frame import Frame, Group, Result, command
from handover.cli.held_named import name_held, numbers, waiting
from handover.cli.overview import overview
from handover.cli.parameters import WholeNumber, Word
from handover.cli.screen import Screen, moment
from handover.cli.tables import print_table


@click.group(cls=Group)
def dossier() -> None:
    """See, open, export and accept dossiers."""


@command(dossier, name="list", example="handover dossier list")
def list_dossiers(frame: Frame) -> Result:
    """List all sealed dossiers, the newest first."""
    from handover.jobs.dossiers import dossiers

    with frame.office() as office:
        found = dossiers(office)
        with office.store.read() as connection:
            held = waiting(connection)
        zone = office.settings.time_zone

    def show(screen: Screen) -> None:
        if found:
            print_table(
                screen,
                ("no.", "reference", "dossier", "sealed", "pages", "gaps", "accepted by"),
                [
                    (
                        one.id,
                        f"{one.reference} v{one.version}",
                        one.title,
                        moment(one.sealed_at, zone),
                        one.pages,
                        one.gaps,
                        f"{one.accepted} of {one.recipients}",
                    )
                    for one in found
                ],
                numbers=frozenset({0, 4, 5}),
                text=frozenset({2}),
            )
        else:
            screen.print("There are no dossiers yet. A transition makes them: handover close --help")
        name_held(screen, held)

    return Result({"dossiers": found, "held": numbers(held)}, show)


dossier.add_command(show_dossier)


@command(dossier, name="open", example="handover dossier open 1")
@click.argument("number", type=WholeNumber())
@click.option(
    "--form", type=Word(["pdf", "html", "json"]), default="pdf", show_default=True, help="Which form of it to open."
)
def open_dossier(frame: Frame, number: int, form: str) -> Result:
    """Open dossier NUMBER. What was sealed is checked first; where there is no screen, its path is said."""
    from handover.jobs.dossiers import checked_file

    with frame.office() as office:
        path = checked_file(office, number, form)
    opened = not frame.as_json and _somebody_watches() and _opened(path)

    def show(screen: Screen) -> None:
        if opened:
            screen.print(f"Opened dossier {number}:")
        screen.print_line(str(path))

    return Result({"id": number, "form": form, "path": str(path)}, show)


def _somebody_watches() -> bool:
    """Whether somebody sits at this screen, who could be shown a document."""
    if sys.stdout is None or not sys.stdout.isatty():
        return False
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _opened(path: Path) -> bool:
    return click.launch(str(path)) == 0


dossier.add_command(export_dossier)


@command(
    dossier,
    example='handover dossier accept 1 --as jo@example.org --read-back "I now own the two open leases …"',
)
@click.argument("number", type=WholeNumber())
@click.option("--as", "address", required=True, metavar="EMAIL", help="Which recipient accepts.")
@click.option("--read-back", required=True, metavar="TEXT", help="In the recipient's own words, what they now own.")
def accept(frame: Frame, number: int, address: str, read_back: str) -> Result:
    """Record that a recipient accepts dossier NUMBER, with their read-back.

    The read-back tells in a sentence or two what the recipient now owns, will do first, and what could go wrong.
    """
    from handover.jobs.dossiers import accept_dossier

    with frame.office() as office:
        accepted = accept_dossier(office, number, address, read_back)
    data = {
        "dossier": accepted.dossier_id,
        "address": accepted.address,
        "at": accepted.at,
        "already": accepted.already,
        "outstanding": accepted.outstanding,
    }
    return Result(data, lambda screen: screen.print(accepted.sentence))


dossier.add_command(compare)
dossier.add_command(recompile)
dossier.add_command(overview)
bag_command(dossier)
dossier.add_command(gaps_command)
dossier.add_command(waive_command)
