"""``handover merge``, ``split``, ``transfer`` and ``start``."""

from collections.abc import Sequence
from typing import Any

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.options import asking, evidence, succeeding
from handover.cli.reports import now_or_later


@command(
    example='handover merge "Warm Homes" "Dry Homes" --into-new "Better Homes" --on 2025-04-01 '
    '--reason "One budget" --to jo@example.org'
)
@click.argument("initiatives", nargs=-1, required=True)
@succeeding
def merge(
    frame: Frame, initiatives: Sequence[str], into: Sequence[str], into_new: Sequence[str], later: bool, **said: Any
) -> Result:
    """Record that INITIATIVES become one, and hand over what each knows.

    Each that ends has a dossier of its own. Withdrawing one of the transitions takes all of the merger back.
    """
    from handover.jobs import restructuring
    from handover.jobs.requests import Asked
    from handover.jobs.successors import Successors

    with frame.office() as office:
        made = restructuring.merge(office, initiatives, Successors(into, into_new), Asked(**said))
        return now_or_later(office, made, later=later)


@command(
    example='handover split "Better Homes" --into-new "Warm Homes" --into-new "Dry Homes" --on 2025-04-01 '
    '--reason "Two budgets" --to jo@example.org'
)
@click.argument("initiative")
@click.option("--goes-on", is_flag=True, help="It goes on beside what comes out of it.")
@succeeding
def split(
    frame: Frame,
    initiative: str,
    into: Sequence[str],
    into_new: Sequence[str],
    goes_on: bool,
    later: bool,
    **said: Any,
) -> Result:
    """Record that INITIATIVE becomes several, and hand over what it knows."""
    from handover.jobs import restructuring
    from handover.jobs.requests import Asked
    from handover.jobs.successors import Successors

    with frame.office() as office:
        asked = Asked(**said)
        made = restructuring.split(office, initiative, Successors(into, into_new), asked, goes_on=goes_on)
        return now_or_later(office, made, later=later)


@command(
    example='handover transfer "Better Homes" --function "Grants" --into "Finance Board" --on 2025-04-01 '
    '--reason "Order 12" --to jo@example.org'
)
@click.argument("initiative")
@click.option(
    "--function", "functions", multiple=True, required=True, metavar="TEXT", help="What goes; again for more."
)
@succeeding
def transfer(
    frame: Frame,
    initiative: str,
    into: Sequence[str],
    into_new: Sequence[str],
    functions: Sequence[str],
    later: bool,
    **said: Any,
) -> Result:
    """Record that functions of INITIATIVE go to another, and hand over what it knows; both go on."""
    from handover.jobs import restructuring
    from handover.jobs.requests import Asked
    from handover.jobs.successors import Successors

    with frame.office() as office:
        asked = Asked(**said)
        made = restructuring.transfer(office, initiative, Successors(into, into_new), asked, functions=functions)
        return now_or_later(office, made, later=later)


@command(example='handover start "Better Homes" --on 2025-04-01 --reason "The council decided it" --to jo@example.org')
@click.argument("initiative")
@asking
@evidence
def start(frame: Frame, initiative: str, later: bool, **said: Any) -> Result:
    """Record that INITIATIVE begins; it is added where nothing is called so."""
    from handover.jobs import restructuring
    from handover.jobs.requests import Asked

    with frame.office() as office:
        return now_or_later(office, [restructuring.start(office, initiative, Asked(**said))], later=later)
