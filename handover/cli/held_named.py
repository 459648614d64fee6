"""The one line about held gatherings under whatever shows what is known: all of it is without them.

Nobody can say of which initiative a held gathering is before somebody has looked at it, so it concerns every one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from handover.cli.screen import Screen
from handover.wording import listed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from handover.jobs.held_gatherings.held import HeldGathering

_MOST_NAMED: Final = 3


def waiting(connection: "Connection") -> "list[HeldGathering]":
    """The held gatherings that wait for a person, the oldest first."""
    from handover.jobs.held_gatherings.held import held_gatherings

    return held_gatherings(connection, ("held",))


def name_held(screen: Screen, held: "Sequence[HeldGathering]") -> None:
    """Say what is held and where to look at it; nothing where nothing is."""
    if not held:
        return
    gatherings = "gathering" if len(held) == 1 else "gatherings"
    named = listed((f"{one.number} ({one.source})" for one in held), most=_MOST_NAMED)
    screen.print()
    screen.print(f"Held, and not counted in here: {gatherings} {named}. See: handover held list")


def numbers(held: "Sequence[HeldGathering]") -> list[int]:
    """The held gatherings for programs."""
    return [one.number for one in held]
