"""``handover snapshot``."""

from dataclasses import asdict

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.held_named import name_held, numbers, waiting
from handover.cli.screen import Screen


@command(example='handover snapshot --label "Before the election"')
@click.argument("initiative", required=False)
@click.option("--label", metavar="TEXT", help="What this snapshot is for.")
def snapshot(frame: Frame, initiative: str | None, label: str | None) -> Result:
    """Freeze what is known now, of INITIATIVE or of all."""
    from handover.jobs.snapshot import take_snapshot

    with frame.office() as office:
        taken = take_snapshot(office, initiative, label=label)
        with office.store.read() as connection:
            held = waiting(connection)

    def show(screen: Screen) -> None:
        screen.print(taken.sentence)
        name_held(screen, held)

    return Result({**asdict(taken), "held": numbers(held)}, show)
