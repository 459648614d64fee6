"""``handover proposals``: see what looks like a transition, and decide about it."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.options import although as _although
from handover.cli.options import deciding as _deciding
from handover.cli.parameters import WholeNumber
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT
from handover.cli.tables import plural, print_table
from handover.cli.wording import KINDS as TRANSITIONS
from handover.cli.wording import capital

if TYPE_CHECKING:
    from handover.jobs.office import Office
    from handover.transitions.detection.proposed import Proposed

_MOST_SHOWN: Final = 10  # of one cause
# Something that is replaced is closed, and what follows it is recorded.
KINDS: Final = {**TRANSITIONS, "replacement": "replacement"}
_HOW: Final = {
    "proposed": "waits for a person",
    "awaited": "is shown once the next gathering lacks it too",
    "confirmed": "confirmed",
    "dismissed": "dismissed",
    "overtaken": "came to nothing, or was recorded without it",
}
_alike = click.option("--alike", is_flag=True, help="And all that wait with the same source, kind and cause.")
_numbers = click.argument("numbers", nargs=-1, required=True, type=WholeNumber(), metavar="NUMBER...")


@click.group(cls=Group)
def proposals() -> None:
    """See what looks like a transition; confirm or dismiss it."""


@command(proposals, name="list", example="handover proposals list")
@click.option("--all", "every", is_flag=True, help="Also those that were decided about, and more of each cause.")
def list_proposals(frame: Frame, every: bool) -> Result:
    """List what looks like a transition and waits for a person, grouped by its cause."""
    from handover.transitions.detection import proposed

    with frame.office() as office, office.store.read() as connection:
        found = proposed.listed(connection, _HOW if every else ("proposed",))

    def show(screen: Screen) -> None:
        if not found:
            screen.print("Nothing waits to be confirmed. To look at what was gathered: handover watch")
            return
        show_groups(screen, found, most=None if every else _MOST_SHOWN)

    return Result({"proposals": found}, show)


def show_groups(screen: Screen, found: Sequence["Proposed"], *, most: int | None = _MOST_SHOWN) -> None:
    """Proposals under what they have in common: source, kind and cause; at most so many of each."""
    in_order = sorted(found, key=lambda one: (one.source, one.kind, one.cause, -one.confidence, one.id))
    for (source, kind, cause), group in groupby(in_order, key=lambda one: (one.source, one.kind, one.cause)):
        each = list(group)
        shown = each[:most]
        screen.print()
        screen.print(f"{source}: {plural(len(each), KINDS[kind])} ({cause})")
        print_table(
            screen,
            ("no.", "initiative", "what", "on", "sure", "how it stands"),
            [
                (one.id, one.initiative, _what(one), one.effective_on, f"{one.confidence} %", _HOW[one.state])
                for one in shown
            ],
            numbers=frozenset({0, 4}),
            text=frozenset({1, 2}),
        )
        if len(each) > len(shown):
            screen.print(f"And {len(each) - len(shown):,} more: handover proposals list --all")
    if found:
        screen.print()
        screen.print(f"To look at one: handover proposals show {in_order[0].id}")


def _what(one: "Proposed") -> str:
    if one.kind == "staff-move":
        leaves, comes = one.details.get("person"), one.details.get("incoming") or one.details.get("came")
        return f"{one.details.get('post')}: {leaves or 'nobody'} → {comes or 'nobody yet'}"
    return ", ".join(one.successors)


@command(proposals, example="handover proposals show 7")
@click.argument("number", type=WholeNumber())
def show(frame: Frame, number: int) -> Result:
    """Show proposal NUMBER: what it would be, how sure that is, and the evidence with its rows."""
    from handover.initiatives.succession.words import on
    from handover.transitions.detection import proposed

    with frame.office() as office, office.store.read() as connection:
        found = proposed.by_number(connection, number)
        reasons = proposed.reasons(connection, number)

    def show_it(screen: Screen) -> None:
        what = _what(found)
        screen.print(
            f"Proposal {found.id}: {KINDS[found.kind]} of “{found.initiative}” {on(found.effective_on)}"
            f"{f' ({what})' if what else ''}."
        )
        screen.print(f"How sure: {found.confidence} %. How it stands: {_HOW[found.state]}.")
        for reason in reasons:
            where = f" ({reason.file}, row {reason.row})" if reason.file else ""
            screen.print(f"- {reason.sentence}{where}")
        if found.state in ("confirmed", "dismissed"):
            screen.print(f"{capital(found.state)} by {found.decided_by or 'itself'}: {found.decided_because}")
        if found.state == "overtaken":
            screen.print(found.decided_because or "")
        if found.transition_id is not None:
            screen.print(f"Its transition: handover transitions show {found.transition_id}")

    return Result({**_as_data(found), "evidence": reasons}, show_it)


def _as_data(one: "Proposed") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(one)


@command(proposals, example='handover proposals confirm 7 8 --as "Jo Hill" --because "Order 12" --to jo@example.org')
@_numbers
@_alike
@_deciding
@click.option("--to", multiple=True, metavar="EMAIL", help="Who receives the dossiers; may be given again.")
@click.option("--on", metavar="DATE", help="The day from which it counts, where that is another one.")
@_although
def confirm(frame: Frame, numbers: Sequence[int], alike: bool, by: str, because: str, **said: Any) -> Result:
    """Make the transition that each proposal NUMBER stands for. The next scheduled run carries it out."""
    from handover.jobs.noticing import deciding
    from handover.jobs.noticing.deciding import Confirming

    confirming = Confirming(**said)

    def decide(office: "Office", number: int) -> "Proposed":
        return deciding.confirm(office, number, confirming, by=by, because=because)

    return _each(frame, numbers, decide, alike=alike)


@command(proposals, example='handover proposals dismiss 7 --as "Jo Hill" --because "The list was wrong."')
@_numbers
@_alike
@_deciding
def dismiss(frame: Frame, numbers: Sequence[int], alike: bool, by: str, because: str) -> Result:
    """Say that each proposal NUMBER is no transition. The same evidence does not propose it again."""
    from handover.jobs.noticing import deciding

    def decide(office: "Office", number: int) -> "Proposed":
        return deciding.dismiss(office, number, by=by, because=because)

    return _each(frame, numbers, decide, alike=alike)


@command(proposals, example='handover proposals undo 7 --as "Jo Hill" --because "It was the other one."')
@_numbers
@_deciding
def undo(frame: Frame, numbers: Sequence[int], by: str, because: str) -> Result:
    """Let each proposal NUMBER wait again; the transition that was made of it is withdrawn."""
    from handover.jobs.noticing import deciding

    return _each(frame, numbers, lambda office, number: deciding.undo(office, number, by=by, because=because))


def _each(
    frame: Frame, numbers: Sequence[int], decide: Callable[["Office", int], "Proposed"], *, alike: bool = False
) -> Result:
    """Decide about each; where one alone is asked for, what is wrong with it is the command's own failure."""
    from handover.errors import HandoverError
    from handover.transitions.detection import proposed

    done: list[Proposed] = []
    failed: list[tuple[int, HandoverError]] = []
    wanted = list(dict.fromkeys(numbers))
    with frame.office() as office:
        if alike:
            with office.store.read() as connection:
                wanted = proposed.alike(connection, wanted)
        for number in wanted:
            try:
                done.append(decide(office, number))
            except HandoverError as error:
                if len(wanted) == 1:
                    raise
                failed.append((number, error))

    def show_them(screen: Screen) -> None:
        for one in done:
            made = f"; transition {one.transition_id}" if one.transition_id is not None else ""
            screen.print(f"Proposal {one.id} (“{one.initiative}”): {_HOW[one.state]}{made}.")
        for number, error in failed:
            screen.print(f"Nothing was done about proposal {number}. {error}")

    data = {"proposals": done, "failed": [{"number": number, "error": error} for number, error in failed]}
    return Result(data, show_them, FELL_SHORT if failed else DONE)
