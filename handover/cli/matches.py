"""``handover matches``: what names were taken for by their likeness, and questions about others."""

from typing import TYPE_CHECKING, Final

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.options import deciding
from handover.cli.parameters import WholeNumber
from handover.cli.screen import Screen
from handover.cli.tables import plural, print_table

if TYPE_CHECKING:
    from handover.jobs.matching import Match

_MOST_SHOWN: Final = 20
_HOW: Final = {
    "asked": "waits for a person",
    "matched": "matched by itself",
    "accepted": "accepted",
    "rejected": "rejected",
}


@click.group(cls=Group)
def matches() -> None:
    """See which names may mean one initiative; accept or reject that."""


@command(matches, name="list", example="handover matches list")
@click.option("--all", "every", is_flag=True, help="All of them, also those that are decided.")
def list_matches(frame: Frame, every: bool) -> Result:
    """List the names that may mean another initiative, and wait for a person."""
    from handover.jobs.matching import matches as listed

    with frame.office() as office, office.store.read() as connection:
        found = listed(connection, ("asked", "matched", "accepted", "rejected") if every else ("asked",))

    def show(screen: Screen) -> None:
        if not found:
            screen.print("No name waits for a person.")
            return
        shown = found if every else found[:_MOST_SHOWN]
        print_table(
            screen,
            ("no.", "name", "may mean", "how like", "how it stands", "why"),
            [(one.number, one.written, one.like.name, f"{one.score:.2f}", _HOW[one.state], _why(one)) for one in shown],
            numbers=frozenset({0, 3}),
            text=frozenset({1, 2, 5}),
        )
        screen.print()
        if len(found) > len(shown):
            screen.print(f"And {plural(len(found) - len(shown), 'other')}: handover matches list --all")
        screen.print(f"To look at one: handover matches show {shown[0].number}")

    return Result({"matches": found}, show)


def _why(one: "Match") -> str:
    return one.evidence[0] if one.evidence else ""


@command(matches, example="handover matches show 7")
@click.argument("number", type=WholeNumber())
def show(frame: Frame, number: int) -> Result:
    """Show match NUMBER: the evidence, and the rows that write the name."""
    from handover.jobs.matching import match

    with frame.office() as office, office.store.read() as connection:
        found = match(connection, number)

    def show_it(screen: Screen) -> None:
        screen.print(f"“{found.written}” may mean: {found.like.name} (#{found.like.id})")
        screen.print(f"It belongs to: {found.belongs_to.name} (#{found.belongs_to.id})")
        screen.print(f"How it stands: {_HOW[found.state]}. How like: {found.score:.2f}.")
        for sentence in found.evidence:
            screen.print(f"- {sentence}")
        for row in found.rows:
            screen.print(f"Written in {row.file}, row {row.row} ({row.source}).")
        if found.decided_by:
            screen.print(f"Decided by {found.decided_by}: {found.decided_because}")

    return Result({"match": found}, show_it)


@command(matches, example='handover matches accept 7 --as "Jo Hill" --because "The board uses both names."')
@click.argument("number", type=WholeNumber())
@deciding
def accept(frame: Frame, number: int, by: str, because: str) -> Result:
    """Say that the name of match NUMBER means that initiative. It can be undone."""
    from handover.jobs import matching

    with frame.office() as office:
        found = matching.accept(office, number, by=by, because=because)
    return Result(
        {"match": found},
        lambda screen: screen.print(f"“{found.written}” and its records now belong to: {found.like.name}"),
    )


@command(matches, example='handover matches reject 7 --as "Jo Hill" --because "They are two boards."')
@click.argument("number", type=WholeNumber())
@deciding
def reject(frame: Frame, number: int, by: str, because: str) -> Result:
    """Say that the name of match NUMBER means something else. Nobody is asked again."""
    from handover.jobs import matching

    with frame.office() as office:
        found = matching.reject(office, number, by=by, because=because)
    return Result(
        {"match": found}, lambda screen: screen.print(f"“{found.written}” stays apart from: {found.like.name}")
    )


@command(matches, example='handover matches undo 7 --as "Jo Hill" --because "I mixed them up."')
@click.argument("number", type=WholeNumber())
@deciding
def undo(frame: Frame, number: int, by: str, because: str) -> Result:
    """Take back what was decided of match NUMBER, by a person or by itself."""
    from handover.jobs import matching

    with frame.office() as office:
        found = matching.undo(office, number, by=by, because=because)
    return Result(
        {"match": found},
        lambda screen: screen.print(f"“{found.written}” belongs to: {found.belongs_to.name}; {_HOW[found.state]}."),
    )
