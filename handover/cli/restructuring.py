"""``handover merge``, ``split``, ``transfer`` and ``start``."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.reports import carried_out, recorded_only

if TYPE_CHECKING:
    from handover.jobs.office import Office
    from handover.transitions.recorded import Transition

_into = click.option("--into", multiple=True, metavar="NAME", help="Who takes over; may be given again.")
_into_new = click.option("--into-new", multiple=True, metavar="NAME", help="Who takes over, and begins with it.")
_on = click.option("--on", required=True, metavar="DATE", help="The day from which it counts, like 2010-10-11.")
_reason = click.option("--reason", required=True, metavar="TEXT", help="The reason; the first page has it.")
_to = click.option("--to", multiple=True, metavar="EMAIL", help="Who receives the dossiers; may be given again.")
_by = click.option("--by", metavar="NAME", help="Who asks for it.")
_evidence = click.option("--evidence", metavar="TEXT", help="On what ground: an order, an address, a minute.")
_although = click.option("--although", metavar="WHY", help="Record it though a rule is broken, for this reason.")
_later = click.option("--later", is_flag=True, help="Only record it; the next scheduled run carries it out.")


def _asking(function: Callable[..., Result]) -> Callable[..., Result]:
    return _on(_reason(_to(_by(_later(function)))))


def _succeeding(function: Callable[..., Result]) -> Callable[..., Result]:
    return _into(_into_new(_asking(_evidence(_although(function)))))


@command(
    example='handover merge "Warm Homes" "Dry Homes" --into-new "Better Homes" --on 2025-04-01 '
    '--reason "One budget" --to jo@example.org'
)
@click.argument("initiatives", nargs=-1, required=True)
@_succeeding
def merge(
    frame: Frame, initiatives: Sequence[str], into: Sequence[str], into_new: Sequence[str], later: bool, **said: str
) -> Result:
    """Record that INITIATIVES become one, and hand over what each knows.

    Each that ends has a dossier of its own. Withdrawing one of the transitions takes all of the merger back.
    """
    from handover.jobs import restructuring
    from handover.jobs.requests import Asked
    from handover.jobs.restructuring import Successors

    with frame.office() as office:
        made = restructuring.merge(office, initiatives, Successors(into, into_new), Asked(**said))
        return _now_or_later(office, made, later=later)


@command(
    example='handover split "Better Homes" --into-new "Warm Homes" --into-new "Dry Homes" --on 2025-04-01 '
    '--reason "Two budgets" --to jo@example.org'
)
@click.argument("initiative")
@click.option("--goes-on", is_flag=True, help="It goes on beside what comes out of it.")
@_succeeding
def split(
    frame: Frame,
    initiative: str,
    into: Sequence[str],
    into_new: Sequence[str],
    goes_on: bool,
    later: bool,
    **said: str,
) -> Result:
    """Record that INITIATIVE becomes several, and hand over what it knows."""
    from handover.jobs import restructuring
    from handover.jobs.requests import Asked
    from handover.jobs.restructuring import Successors

    with frame.office() as office:
        asked = Asked(**said)
        made = restructuring.split(office, initiative, Successors(into, into_new), asked, goes_on=goes_on)
        return _now_or_later(office, made, later=later)


@command(
    example='handover transfer "Better Homes" --function "Grants" --into "Finance Board" --on 2025-04-01 '
    '--reason "Order 12" --to jo@example.org'
)
@click.argument("initiative")
@click.option(
    "--function", "functions", multiple=True, required=True, metavar="TEXT", help="What goes; again for more."
)
@_succeeding
def transfer(
    frame: Frame,
    initiative: str,
    into: Sequence[str],
    into_new: Sequence[str],
    functions: Sequence[str],
    later: bool,
    **said: str,
) -> Result:
    """Record that functions of INITIATIVE go to another, and hand over what it knows; both go on."""
    from handover.jobs import restructuring
    from handover.jobs.requests import Asked
    from handover.jobs.restructuring import Successors

    with frame.office() as office:
        asked = Asked(**said)
        made = restructuring.transfer(office, initiative, Successors(into, into_new), asked, functions=functions)
        return _now_or_later(office, made, later=later)


@command(example='handover start "Better Homes" --on 2025-04-01 --reason "The council decided it" --to jo@example.org')
@click.argument("initiative")
@_asking
def start(
    frame: Frame, initiative: str, on: str, reason: str, to: Sequence[str], by: str | None, later: bool
) -> Result:
    """Record that INITIATIVE begins; it is added where nothing is called so."""
    from handover.jobs import restructuring
    from handover.jobs.requests import Asked

    with frame.office() as office:
        return _now_or_later(office, [restructuring.start(office, initiative, Asked(on, reason, to, by))], later=later)


def _now_or_later(office: "Office", made: Sequence["Transition"], *, later: bool) -> Result:
    return recorded_only(*made) if later else carried_out(office, [one.id for one in made], at_once=True)
