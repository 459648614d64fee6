"""Options that several commands share, each with one meaning."""

from collections.abc import Callable
from typing import Any

import click

Function = Callable[..., Any]

# Who decides something, and why: both are kept with the decision.
decided_by = click.option("--as", "by", required=True, metavar="NAME", help="Who decides.")
decided_because = click.option("--because", required=True, metavar="TEXT", help="Why; it is kept with the decision.")

# On what ground something is said of what became of what.
evidence = click.option("--evidence", metavar="TEXT", help="On what ground: an order, a page, a row.")
although = click.option("--although", metavar="TEXT", help="Record it although it breaks a rule, for this reason.")

_on = click.option("--on", required=True, metavar="DATE", help="The day from which it counts, like 2010-10-11.")
_reason = click.option("--reason", required=True, metavar="TEXT", help="The reason; the first page has it.")
_to = click.option("--to", multiple=True, metavar="EMAIL", help="Who receives the dossier; may be given again.")
_by = click.option("--by", metavar="NAME", help="Who asks for it.")
later = click.option("--later", is_flag=True, help="Only record it; the next scheduled run carries it out.")

_into = click.option("--into", multiple=True, metavar="NAME", help="Who takes over; may be given again.")
_into_new = click.option("--into-new", multiple=True, metavar="NAME", help="Who takes over, and begins with it.")


def deciding(function: Function) -> Function:
    """Who decides it (``by``), and why (``because``)."""
    return decided_by(decided_because(function))


def asking(function: Function) -> Function:
    """What is asked of every transition: ``on``, ``reason``, ``to``, ``by``, ``later``."""
    return _on(_reason(_to(_by(later(function)))))


def succeeding(function: Function) -> Function:
    """Who takes over (``into``, ``into_new``), and all that is asked of such a transition."""
    return _into(_into_new(asking(evidence(although(function)))))
