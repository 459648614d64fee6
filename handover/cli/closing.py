"""``handover close`` and ``rename``."""

from collections.abc import Sequence

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.options import although, asking, evidence, succeeding
from handover.cli.reports import now_or_later


@command(
    example='handover close "Joining Up Care" --on 2025-05-30 --reason "Cabinet decision of 27 May" --to jo@example.org'
)
@click.argument("initiative")
@succeeding
def close(
    frame: Frame, initiative: str, into: Sequence[str], into_new: Sequence[str], later: bool, **said: str
) -> Result:
    """Close INITIATIVE and hand over what it knows: gather once more, compile the dossier, deliver it.

    Name what takes its place with --into or --into-new, where something does. The same command again goes on
    where it stopped, and does nothing twice.
    """
    from handover.jobs import requests
    from handover.jobs.successors import Successors

    with frame.office() as office:
        asked, _ = requests.close(office, initiative, into=Successors(into, into_new), **said)
        return now_or_later(office, [asked], later=later)


@command(
    example='handover rename "Warm and Well" "Healthy Homes" --on 2024-04-01 --reason "New budget" --to jo@example.org'
)
@click.argument("initiative")
@click.argument("new_name")
@asking
@evidence
@although
def rename(frame: Frame, initiative: str, new_name: str, later: bool, **said: str) -> Result:
    """Record that INITIATIVE is called NEW_NAME from a day on, and hand over what is known.

    A name that another initiative carries then is refused, unless --although says why both are to be called so.
    """
    from handover.jobs import requests

    with frame.office() as office:
        asked, _ = requests.rename(office, initiative, new_name, **said)
        return now_or_later(office, [asked], later=later)
