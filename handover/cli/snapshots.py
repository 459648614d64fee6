"""``handover snapshot``."""

import click

from handover.cli.frame import Frame, Result, command


@command(example='handover snapshot --label "Before the election"')
@click.argument("initiative", required=False)
@click.option("--label", metavar="TEXT", help="What this snapshot is for.")
def snapshot(frame: Frame, initiative: str | None, label: str | None) -> Result:
    """Freeze what is known now, of INITIATIVE or of all."""
    from handover.jobs.snapshot import take_snapshot

    with frame.office() as office:
        taken = take_snapshot(office, initiative, label=label)

    return Result(taken, lambda screen: screen.print(taken.sentence))
