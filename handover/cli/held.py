"""``handover held``: see what looks wrong and is held, and decide about it."""

from typing import TYPE_CHECKING, Any, Final

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.options import deciding
from handover.cli.parameters import WholeNumber
from handover.cli.progress import bar
from handover.cli.screen import Screen, moment
from handover.cli.statuses import DONE, FELL_SHORT
from handover.cli.tables import print_table

if TYPE_CHECKING:
    from handover.jobs.held_gatherings.deciding import Decision
    from handover.jobs.held_gatherings.held import HeldGathering

_HOW: Final = {
    "held": "waits for a person",
    "superseded": "newer was taken since",
    "released": "released",
    "discarded": "discarded",
}
_LONGEST_WHY: Final = 300


@click.group(cls=Group)
def held() -> None:
    """See what looks wrong and is held; release or discard it."""


@command(held, name="list", example="handover held list")
@click.option("--all", "every", is_flag=True, help="Also those that were released or discarded.")
def list_held(frame: Frame, every: bool) -> Result:
    """List what sources brought that looks wrong, and what became of it."""
    from handover.jobs.held_gatherings.held import DECIDED, UNDECIDED, held_gatherings

    with frame.office() as office, office.store.read() as connection:
        found = held_gatherings(connection, (*UNDECIDED, *DECIDED) if every else UNDECIDED)
        zone = office.settings.time_zone

    def show(screen: Screen) -> None:
        if not found:
            screen.print("Nothing is held.")
            return
        print_table(
            screen,
            ("no.", "source", "since", "how it stands", "why"),
            [(one.number, one.source, moment(one.held_at, zone), _HOW[one.state], _why(one)) for one in found],
            numbers=frozenset({0}),
            text=frozenset({3, 4}),
            longest=_LONGEST_WHY,
        )
        waiting = [one for one in found if one.state == "held"]
        screen.print()
        screen.print(f"To look at one: handover held show {(waiting or found)[-1].number}")

    return Result({"held": found}, show)


def _why(one: "HeldGathering") -> str:
    return one.doubts[0].sentence if one.doubts else ""


@command(held, example="handover held show 7")
@click.argument("number", type=WholeNumber())
def show(frame: Frame, number: int) -> Result:
    """Show held gathering NUMBER: why it looks wrong, and what would change if it were released.

    Where a column is written another way, what really changed stands apart from what only looks changed.
    """
    from handover.cli.held_shown import show_held
    from handover.jobs.held_gatherings.held import held_gathering

    with frame.office() as office, office.store.read() as connection:
        found = held_gathering(connection, number)
        zone = office.settings.time_zone
    return Result({"held": found}, lambda screen: show_held(screen, found, zone))


@command(held, example='handover held release 7 --as "Jo Hill" --because "The department was wound up."')
@click.argument("number", type=WholeNumber())
@deciding
def release(frame: Frame, number: int, by: str, because: str) -> Result:
    """Take what gathering NUMBER brought after all: it is right, however it looks.

    It counts from now on. It cannot be released any more once newer content of its source was taken.
    """
    from handover.jobs.held_gatherings.deciding import release as released

    with frame.office() as office, bar(1) as (say, done):
        decision = released(
            office, number, by=by, because=because, progress=lambda rows: say(f"Releasing gathering {number}", rows)
        )
        done()

    def show_it(screen: Screen) -> None:
        one, counts = decision.held, decision.counts
        if decision.already:
            screen.print(f"Gathering {number} was released already, by {one.decided_by}; nothing was changed.")
            return
        screen.print(f"Gathering {number} of {one.source} is released, and counts as gathering {decision.taken_as}.")
        screen.print(
            f"{counts.seen:,} seen: {counts.new:,} new, {counts.changed:,} changed, {counts.unchanged:,} unchanged, "
            f"{counts.vanished:,} vanished, {counts.rejected:,} rejected."
        )

    return Result(_as_data(decision), show_it, FELL_SHORT if decision.counts.rejected else DONE)


@command(held, example='handover held discard 7 --as "Jo Hill" --because "The export was cut off."')
@click.argument("number", type=WholeNumber())
@deciding
def discard(frame: Frame, number: int, by: str, because: str) -> Result:
    """Let what gathering NUMBER brought never count, and remove its copy.

    The same content stays discarded when the source has it again.
    """
    from handover.jobs.held_gatherings.deciding import discard as discarded

    with frame.office() as office:
        decision = discarded(office, number, by=by, because=because)

    def show_it(screen: Screen) -> None:
        one = decision.held
        if decision.already:
            screen.print(f"Gathering {number} was discarded already, by {one.decided_by}; nothing was changed.")
            return
        screen.print(f"Gathering {number} of {one.source} is discarded: it never counts, and its copy is removed.")

    return Result(_as_data(decision), show_it)


def _as_data(decision: "Decision") -> dict[str, Any]:
    return {
        "held": decision.held,
        "already": decision.already,
        "taken_as": decision.taken_as,
        "counts": decision.counts,
    }
