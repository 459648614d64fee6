"""``handover snapshot``."""

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.screen import Screen
from handover.cli.tables import plural


@command(example='handover snapshot --label "Before the election"')
@click.argument("initiative", required=False)
@click.option("--label", metavar="TEXT", help="What this snapshot is for.")
def snapshot(frame: Frame, initiative: str | None, label: str | None) -> Result:
    """Freeze what is known now, of INITIATIVE or of all."""
    from handover.jobs.snapshot import take_snapshot

    with frame.office() as office:
        taken = take_snapshot(office, initiative, label=label)

    def show(screen: Screen) -> None:
        of = f"“{taken.initiative}”" if taken.initiative else "the whole portfolio"
        screen.print(f"Snapshot {taken.id} of {of}: {plural(sum(taken.counts.values()), 'record')}.")

    return Result(taken, show)
